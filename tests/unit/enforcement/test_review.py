"""The review state machine: every order of three persons' words, and who may not speak."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest

from evenhand.enforcement.model import ReviewItem, ReviewState, RulingOutcome, Subject
from evenhand.enforcement.review import (
    AnotherAsked,
    Decided,
    ReviewEvent,
    VoteCast,
    open_item,
    persons_needed,
    vote,
    with_votes,
)
from evenhand.kernel.errors import BadInputError, ConflictError, ForbiddenError
from evenhand.policy.model import ReviewRules

AT = datetime(2024, 3, 1, tzinfo=UTC)
RULES = ReviewRules(1_000_000, True, 180, "test")
CLAUSES = {"glorification": "h.praise", "material_support": "h.support", "representation": "h.member"}


def item(reach: int = 0) -> ReviewItem:
    return open_item("d1", Subject("s", (), reach), RULES, priority=500, at=AT)


def cast(
    one: ReviewItem, person: str, word: str, stance: str = "glorification", reason: str = "because"
) -> tuple[ReviewItem, tuple[ReviewEvent, ...]]:
    return vote(one, person, outcome=RulingOutcome(word), stance=stance, reason=reason, at=AT, clause_of=CLAUSES.get)


@pytest.mark.parametrize(
    ("reach", "office", "rules", "persons"),
    [
        (999_999, False, RULES, 1),
        (1_000_000, False, RULES, 2),
        (0, True, RULES, 2),
        (0, True, ReviewRules(1_000_000, False, 180, "test"), 1),
    ],
)
def test_two_persons_for_high_reach_and_public_office(
    reach: int, office: bool, rules: ReviewRules, persons: int
) -> None:
    assert persons_needed(Subject("s", (), reach, office), rules) == persons


def test_one_person_decides_an_ordinary_item() -> None:
    for word in ("uphold", "dismiss"):
        one, events = cast(item(), "ana", word)
        assert one.state is ReviewState.DECIDED
        assert [type(event) for event in events] == [VoteCast, Decided]


@pytest.mark.parametrize("words", list(product(("uphold", "dismiss"), repeat=3)))
def test_every_order_of_three_persons(words: tuple[str, ...]) -> None:
    """The first dismissal alone closes; else two that agree; never more than three."""
    one, spoken = item(2_000_000), 0
    for person, word in zip(("ana", "ben", "cleo"), words, strict=True):
        if one.state is ReviewState.DECIDED:
            break
        one, events = cast(one, person, word)
        spoken += 1
    decided = next(event for event in events if isinstance(event, Decided))
    first, second, _ = words
    expected = 1 if first == "dismiss" else 2 if second == "uphold" else 3
    majority = "dismiss" if first == "dismiss" else max(set(words[:spoken]), key=words[:spoken].count)
    assert (spoken, decided.outcome) == (expected, majority)
    assert decided.deciders == ("ana", "ben", "cleo")[:spoken]
    assert with_votes(item(2_000_000), one.votes) == one


def test_who_proposed_cannot_confirm_under_any_spelling() -> None:
    proposed, (_, asked) = cast(item(2_000_000), "Ana", "uphold")
    assert isinstance(asked, AnotherAsked)
    assert proposed.state is ReviewState.PROPOSED
    for person in ("Ana", "ana", " ANA ", "\uff21na"):
        with pytest.raises(ForbiddenError, match="who proposed cannot confirm"):
            cast(proposed, person, "uphold")


def test_upholding_under_another_clause_is_a_disagreement() -> None:
    one, _ = cast(item(2_000_000), "ana", "uphold")
    one, (_, asked) = cast(one, "ben", "uphold", "material_support")
    assert isinstance(asked, AnotherAsked)
    third, events = cast(one, "cleo", "uphold", "material_support")
    assert isinstance(events[-1], Decided)
    assert (events[-1].clause, third.state) == ("h.support", ReviewState.DECIDED)


def test_three_persons_under_three_clauses_dismiss() -> None:
    one = item(2_000_000)
    for person, stance in zip(("ana", "ben", "cleo"), CLAUSES, strict=True):
        one, events = cast(one, person, "uphold", stance, f"{person}'s reason")
    decided = events[-1]
    assert isinstance(decided, Decided)
    assert decided.outcome is RulingOutcome.DISMISS
    assert all(f"{person}'s reason" in decided.reason for person in ("ana", "ben", "cleo"))


def test_a_corrected_stance_without_a_clause_cannot_be_upheld() -> None:
    with pytest.raises(BadInputError, match="reporting"):
        cast(item(), "ana", "uphold", "reporting")
    one, _ = cast(item(), "ana", "dismiss", "reporting")
    assert one.votes[0].clause == ""


def test_a_decided_item_takes_no_votes_and_words_are_needed() -> None:
    decided, _ = cast(item(), "ana", "uphold")
    with pytest.raises(ConflictError):
        cast(decided, "ben", "dismiss")
    with pytest.raises(BadInputError, match="reason"):
        cast(item(), "ana", "uphold", reason=" ")
    with pytest.raises(BadInputError, match="person"):
        cast(item(), " ", "uphold")
    assert with_votes(item(), ()) == item()
