"""Autonomy is earned by many right decisions, not by looking often, and is lost when precision falls."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from evenhand.decisions.earning import Audited, Cell, Earned, Standing, standing
from evenhand.policy.model import AutomaticRule

START = datetime(2026, 1, 1, tzinfo=UTC)
CELL = Cell("doi@2024-02-08", "media_bank", "doi.t1.glorification", "agora")
RULE = AutomaticRule("media_bank", ("doi.t1.glorification",), "remove_post", 950, 30, "ours")


def _draw(number: int, rights: Sequence[bool], langs: Sequence[str] = ("en",), weight: int = 1000) -> list[Audited]:
    at = START + timedelta(days=number)
    return [
        Audited(CELL, f"d{number:04}", at, f"i{number}-{place}", langs[place % len(langs)], weight, right)
        for place, right in enumerate(rights)
    ]


def _of(*draws: list[Audited]) -> Standing:
    return standing(CELL, RULE, [one for draw in draws for one in draw])


def test_nothing_audited_is_shadow() -> None:
    found = _of()
    assert (found.state, found.since, found.lower_bound) == (Earned.SHADOW, None, 0)


def test_a_few_right_ones_earn_nothing_and_many_do() -> None:
    assert _of(_draw(0, [True] * 50)).state is Earned.SHADOW
    found = _of(*(_draw(day, [True] * 50) for day in range(4)))
    assert found.state is Earned.EARNED and found.lower_bound >= 950
    assert found.since == START + timedelta(days=1), "the draw with which the bound reached the bar"
    assert [(each.lang, each.acts) for each in found.by_language] == [("en", True)]


def test_a_language_behind_keeps_all_in_review() -> None:
    mixed = [place % 2 == 0 or place % 20 != 1 for place in range(100)]  # each tenth Urdu decision wrong, English right
    found = _of(*(_draw(day, mixed, ("en", "ur")) for day in range(20)))
    assert found.lower_bound < found.precision and found.state is Earned.SHADOW
    behind = [place % 10 != 0 for place in range(40)]
    earlier = [_draw(day, [True] * 100, ("en",)) for day in range(20)]
    late = standing(CELL, RULE, [*_draw(0, behind, ("ur",)), *(one for draw in earlier[1:] for one in draw)])
    assert late.state is Earned.SHADOW and "behind by more than 30: ur" in late.why


def test_a_language_with_few_audits_does_not_act() -> None:
    found = _of(*(_draw(day, [True] * 60, ("en",)) for day in range(5)), _draw(9, [True] * 5, ("he",)))
    assert found.state is Earned.EARNED
    assert {each.lang: each.acts for each in found.by_language} == {"en": True, "he": False}


def test_drift_takes_it_away_and_what_was_shown_before_counts_no_more() -> None:
    good = [_draw(day, [True] * 50) for day in range(4)]
    fallen = _draw(5, [place % 3 != 0 for place in range(30)])
    found = _of(*good, fallen)
    assert (found.state, found.since) == (Earned.REVOKED, START + timedelta(days=5))
    assert found.audited == 0 and found.audited_ever == 230 and "fell" in found.why
    again = _of(*good, fallen, *(_draw(day, [True] * 50) for day in range(6, 8)))
    assert again.state is Earned.REVOKED, "what earned it the first time is no longer enough"
    assert _of(*good, fallen, *(_draw(day, [True] * 50) for day in range(6, 11))).state is Earned.EARNED


def test_drift_in_a_small_language_is_enough() -> None:
    """One in sixteen is Persian and each of those is wrong: over all languages nothing stands out."""
    langs = ("en",) * 15 + ("fa",)
    good = [_draw(day, [True] * 64, langs) for day in range(6)]
    found = _of(*good, _draw(7, [place % 16 != 15 for place in range(128)], langs))
    assert found.state is Earned.REVOKED and found.why == "precision fell in fa"


def test_precision_is_weighed_back() -> None:
    found = _of(_draw(0, [True] * 10, weight=9000), _draw(1, [False] * 10, weight=1000))
    assert found.precision == 900


@pytest.mark.slow
def test_false_grants_under_repeated_looks() -> None:
    """Precision exactly at the bar or just under it, twenty looks: at most 5 % may ever be granted (issue 6)."""
    rng = random.Random(20261123)
    runs, figures = 2000, {}
    for precision in (0.95, 0.94, 0.90):
        granted = 0
        for _ in range(runs):
            draws = (_draw(day, [rng.random() < precision for _ in range(25)]) for day in range(20))
            granted += _of(*draws).grants > 0
        figures[precision] = granted / runs
    print(f"false grants of {runs} runs with 20 looks: {figures}")
    assert max(figures.values()) <= 0.05


@pytest.mark.slow
def test_what_is_good_is_granted_and_what_falls_is_lost_soon() -> None:
    rng = random.Random(7)
    granted, kept, delays = 0, 0, []
    for _ in range(200):
        good = [_draw(day, [rng.random() < 0.99 for _ in range(25)]) for day in range(40)]
        before = _of(*good)
        granted += before.grants > 0
        kept += before.state is Earned.EARNED
        if before.state is Earned.EARNED:
            fallen = [_draw(day, [rng.random() < 0.80 for _ in range(5)]) for day in range(40, 80)]
            lost = _of(*good, *fallen).since
            assert lost is not None
            delays.append(5 * (1 + (lost - START - timedelta(days=40)).days))
    delays.sort()
    print(
        f"granted {granted}, still earned {kept} of 200; audits until loss: median {delays[len(delays) // 2]}, worst {delays[-1]}"
    )
    assert granted >= 180 and kept >= 170 and delays[len(delays) // 2] <= 60
