"""Rungs, which penalty is milder, and words."""

from __future__ import annotations

import pytest
from tests.unit.enforcement.lives import penalty, strike_rules

from evenhand.enforcement.ladder import harshness, in_words, rung_for, top_of
from evenhand.policy.model import Severity

RULES = strike_rules(
    Severity.STANDARD, {"expires": 365, "post_age": 90, "ladder": {12: "disable", 2: "warning", 7: "suspend 1"}}
)


@pytest.mark.parametrize(("count", "rung"), [(1, None), (2, 2), (6, 2), (7, 7), (11, 7), (12, 12), (400, 12)])
def test_the_highest_rung_within_the_count_applies_in_whatever_order_they_are_written(
    count: int, rung: int | None
) -> None:
    found = rung_for(RULES, count)
    assert (found.strikes if found else None) == rung


def test_milder_is_by_kind_then_days_then_features() -> None:
    ascending = [
        "warning",
        "limit 1 ads",
        "limit 3 ads",
        "limit 3 ads+live",
        "limit",
        "suspend 1",
        "suspend 30",
        "suspend",
        "disable 9",
        "disable",
    ]
    assert [harshness(penalty(words)) for words in ascending] == sorted(
        harshness(penalty(words)) for words in ascending
    )
    assert len({harshness(penalty(words)) for words in ascending}) == len(ascending)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("warning", "strike 4 of 12: a warning"),
        ("limit 3 live_video+ads", "strike 4 of 12: limited features (live video, ads) for 3 days"),
        ("limit", "strike 4 of 12: limited features without end"),
        ("suspend 1", "strike 4 of 12: 1 day's suspension"),
        ("suspend 3", "strike 4 of 12: 3 days' suspension"),
        ("suspend", "strike 4 of 12: suspension without end"),
        ("disable", "strike 4 of 12: disablement"),
        ("disable 1", "strike 4 of 12: disablement for 1 day"),
    ],
)
def test_in_words(written: str, words: str) -> None:
    assert in_words(4, top_of(RULES), penalty(written)) == words


def test_without_a_top_no_number_is_made_up() -> None:
    assert in_words(4, 0, penalty("warning")) == "strike 4: a warning"


def test_a_count_past_the_last_rung_is_not_said_to_be_of_it() -> None:
    assert in_words(5, 4, penalty("disable")) == "strike 5 (the ladder ends at 4): disablement"
