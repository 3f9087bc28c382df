"""A finding about evenness: only from sampled cases, corrected, and able to say that it cannot tell."""

from __future__ import annotations

import random

from evenhand.monitor.compare import Comparison, Status
from evenhand.monitor.evenness import EvenAnswer, evenness
from evenhand.monitor.model import Channel


def told(lang: str, hits: int, of: int, channel: Channel = Channel.SAMPLED) -> list[Comparison]:
    return [
        Comparison(
            f"{lang}-{n}", Status.MISSING if n < hits else Status.FOUND, "facts", "r", channel=channel, lang=lang
        )
        for n in range(of)
    ]


def test_a_difference_is_found_and_the_group_named() -> None:
    found = evenness(told("ie", 5, 100) + told("vo", 40, 100))
    assert found.answer is EvenAnswer.UNEVEN
    assert "more often: vo" in found.reason
    assert [(g.group, g.cases, g.unaccounted, g.share) for g in found.groups] == [
        ("ie", 100, 5, 50),
        ("vo", 100, 40, 400),
    ]
    assert all(g.low < g.share < g.high for g in found.groups)


def test_solicited_cases_never_yield_a_rate() -> None:
    found = evenness(told("ie", 0, 500, Channel.SOLICITED) + told("vo", 500, 500, Channel.SOLICITED))
    assert found.answer is EvenAnswer.REFUSED
    assert found.groups == ()
    assert found.left_out["not_sampled"] == 1000
    assert "solicited" in found.reason


def test_it_cannot_tell_from_little_or_from_one_group() -> None:
    few = evenness(told("ie", 1, 6) + told("vo", 3, 6))
    assert few.answer is EvenAnswer.CANNOT_TELL
    assert all(g.needed is not None and g.needed > 6 for g in few.groups)
    assert evenness(told("ie", 3, 30)).answer is EvenAnswer.CANNOT_TELL


def test_untold_and_undue_cases_are_left_out_and_counted() -> None:
    extra = [
        Comparison("x", Status.CANNOT_TELL, "none", "r", channel=Channel.SAMPLED, lang="ie"),
        Comparison("y", Status.NOT_DUE, "none", "r", channel=Channel.SAMPLED, lang="ie"),
    ]
    found = evenness(told("ie", 5, 50) + told("vo", 5, 50) + extra)
    assert found.left_out == {"not_sampled": 0, "not_due": 1, "cannot_tell": 1}
    assert sum(g.cases for g in found.groups) == 100


def test_with_equal_rates_a_finding_is_rare_over_many_groups() -> None:
    chance = random.Random(7)
    false = 0
    for _ in range(200):
        cases = []
        for lang in ("a", "b", "c", "d"):
            cases += told(lang, sum(chance.random() < 0.3 for _ in range(40)), 40)
        false += evenness(cases).answer is EvenAnswer.UNEVEN
    assert false <= 200 * 0.05 + 3 * (200 * 0.05 * 0.95) ** 0.5
