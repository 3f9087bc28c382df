"""Queue rules fit or do not; assignment follows from ids and a key, evenly, and only those able get an item."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from evenhand.enforcement.model import ReviewItem, ReviewState, RulingOutcome, Vote
from evenhand.enforcement.queues import (
    HELD_FOR,
    QueueRule,
    Reviewer,
    Routed,
    Second,
    agreement,
    assigned,
    in_sample,
    queue_of,
    rules_of,
    taken,
)
from evenhand.kernel.errors import BadInputError, ConflictError

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
KEY = b"k" * 32
DUTY = tuple(Reviewer(name, ("fa", "en")) for name in ("ana", "ben", "cleo", "dov"))


def _routed(number: int = 1, *, lang: str = "fa", surface: str = "agora", reach: int = 10, votes: str = "") -> Routed:
    cast = tuple(Vote(name, RulingOutcome.UPHOLD, "glorification", "r", NOW) for name in votes.split())
    item = ReviewItem(f"review-{number}", f"dec-{number}", "s", 500, 1, ReviewState.OPEN, cast, NOW, lang, surface)
    return Routed(item, ("doi.t1.glorification",), reach)


def test_the_first_rule_that_fits() -> None:
    rules = rules_of(
        [
            {"name": "reach", "reach_from": 100_000},
            {"name": "money", "clauses": ["doi.t1.material_support"]},
            {
                "name": "persian",
                "languages": ["fa"],
                "surfaces": ["agora"],
                "reach_below": 1000,
                "clauses": ["doi.t1."],
            },
        ]
    )
    assert queue_of(_routed(), rules) == "persian"
    assert queue_of(_routed(reach=100_000), rules) == "reach"
    assert queue_of(_routed(reach=1000), rules) == "general"
    assert queue_of(_routed(lang="en"), rules) == queue_of(_routed(surface="square"), rules) == "general"


@pytest.mark.parametrize(
    "rows",
    [
        {"name": "x"},
        [{"languages": ["fa"]}],
        [{"name": "x", "reports": 5}],
        [{"name": "x", "languages": "fa"}],
        [{"name": "x", "reach_from": True}],
        [{"name": "x", "reach_below": -1}],
        [{"name": "x"}, {"name": "x"}],
        [None],
    ],
)
def test_bad_rules_are_refused(rows: object) -> None:
    with pytest.raises(BadInputError):
        rules_of(rows)


def test_assignment_is_even_repeatable_and_keyed() -> None:
    got = {number: assigned(KEY, _routed(number), "general", DUTY) for number in range(4000)}
    assert got == {number: assigned(KEY, _routed(number), "general", reversed(DUTY)) for number in range(4000)}
    shares = [list(got.values()).count(each.person) for each in DUTY]
    assert all(abs(share - 1000) < 5 * 750**0.5 for share in shares)
    other = {number: assigned(b"o" * 32, _routed(number), "general", DUTY) for number in range(4000)}
    assert sum(got[number] == other[number] for number in got) < 1200


def test_who_leaves_moves_only_their_own_items() -> None:
    before = {number: assigned(KEY, _routed(number), "general", DUTY) for number in range(500)}
    after = {number: assigned(KEY, _routed(number), "general", DUTY[1:]) for number in range(500)}
    assert all(after[number] == person for number, person in before.items() if person != "ana")


def test_only_the_able() -> None:
    english = Reviewer("eve", ("en",))
    elsewhere = Reviewer("finn", ("fa",), ("reach",))
    assert assigned(KEY, _routed(), "general", [english, elsewhere]) is None
    assert assigned(KEY, _routed(), "reach", [english, elsewhere]) == "finn"
    assert assigned(KEY, _routed(votes="Ana"), "general", DUTY[:1]) is None, "who voted gets it no second time"
    assert {assigned(KEY, _routed(n, votes="ana"), "general", DUTY) for n in range(60)} == {"ben", "cleo", "dov"}


def test_a_lock_holds_and_lapses() -> None:
    lock = taken("i", "ana", NOW, None)
    with pytest.raises(ConflictError):
        taken("i", "ben", NOW + timedelta(minutes=29), lock)
    assert taken("i", "Ana", NOW + timedelta(minutes=29), lock).until == NOW + timedelta(minutes=29) + HELD_FOR
    assert taken("i", "ben", NOW + HELD_FOR, lock).person == "ben"


def test_a_sample_is_its_share() -> None:
    chosen = {number for number in range(10_000) if in_sample(KEY, "double", f"review-{number}", 100)}
    assert abs(len(chosen) - 1000) < 150
    assert not any(in_sample(KEY, "double", "x", 0) for _ in range(3)) and in_sample(KEY, "double", "x", 1000)


def test_agreement() -> None:
    def pair(first: str, other: str) -> tuple[Vote, Second]:
        return Vote("a", RulingOutcome(first), "", "r", NOW), Second("i", "b", other, "", NOW)

    assert agreement("q", [pair("uphold", "uphold"), pair("dismiss", "dismiss")]).alpha == 1000
    mixed = agreement("q", [pair("uphold", "dismiss"), pair("uphold", "uphold"), pair("dismiss", "dismiss")])
    assert (mixed.items, mixed.disagreed) == (3, 1) and mixed.alpha is not None and 0 < mixed.alpha < 1000
    assert agreement("q", []).alpha is None


def test_a_rule_without_conditions_takes_all() -> None:
    assert queue_of(_routed(lang="und", surface=""), (QueueRule("all"),)) == "all"
