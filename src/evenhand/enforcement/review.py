"""Review: the state machine of an item that waits for one or two persons. Pure: a vote in, the item and its events out.

Two persons for high reach or public office (DESIGN.md, decision 7):

- the first to uphold proposes; another confirms. Who proposed cannot confirm;
- positions agree when outcome and clause agree. Where the first two differ, a third is asked and the majority decides;
  where three persons uphold under three clauses, no exact reason can be given, and the item is dismissed;
- the first to dismiss closes the item alone: two persons are asked for in order to restrict; doubt favours the user.

So three persons are always enough. Queues, locking and assignment are `service`'s; what follows is `rulings`'.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from evenhand.enforcement.model import ReviewItem, ReviewState, RulingOutcome, Subject, Vote
from evenhand.kernel.errors import BadInputError, ConflictError, ForbiddenError
from evenhand.kernel.ids import derived_id
from evenhand.policy.model import ReviewRules

MAX_REASON: Final = 10_000
ClauseOf = Callable[[str], str | None]  # a stance in, the clause it leads to out (None: no violation)


@dataclass(frozen=True, slots=True)
class VoteCast:
    """A person has spoken."""

    item_id: str
    vote: Vote


@dataclass(frozen=True, slots=True)
class AnotherAsked:
    """One more person is needed, and why."""

    item_id: str
    why: str


@dataclass(frozen=True, slots=True)
class Decided:
    """The item is closed. `deciders` are all who voted, in order; the reason is that of the last who carried it."""

    item_id: str
    decision_id: str
    outcome: RulingOutcome
    stance: str
    clause: str
    reason: str
    deciders: tuple[str, ...]
    at: datetime


ReviewEvent = VoteCast | AnotherAsked | Decided


def persons_needed(subject: Subject, rules: ReviewRules) -> int:
    """2 for a subject of high reach or public office, as the policy says; else 1."""
    office = subject.public_office and rules.two_person_public_office
    return 2 if office or subject.reach >= rules.two_person_reach else 1


def open_item(
    decision_id: str,
    subject: Subject,
    rules: ReviewRules,
    *,
    priority: int,
    at: datetime,
    lang: str = "",
    surface: str = "",
) -> ReviewItem:
    """An item for a decision; its id follows from the decision, so opening twice is the same item."""
    return ReviewItem(
        item_id=derived_id("review", decision_id),
        decision_id=decision_id,
        subject_id=subject.subject_id,
        priority=priority,
        persons_needed=persons_needed(subject, rules),
        state=ReviewState.OPEN,
        votes=(),
        opened_at=at,
        lang=lang,
        surface=surface,
    )


def vote(
    item: ReviewItem,
    person: str,
    *,
    outcome: RulingOutcome,
    stance: str,
    reason: str,
    at: datetime,
    clause_of: ClauseOf,
) -> tuple[ReviewItem, tuple[ReviewEvent, ...]]:
    """One person's word. `clause_of` asks the policy again for the stance, which the person may have corrected.

    Raises ConflictError when the item is decided, ForbiddenError for a second vote of one person, BadInputError without
    a name or a reason, or when somebody upholds a stance under which no clause is violated.
    """
    _check(item, person, reason)
    clause = ""
    if outcome is RulingOutcome.UPHOLD:
        clause = clause_of(stance) or ""
        if not clause:
            raise BadInputError(
                f"no clause is violated when the stance is {stance}",
                hint="dismiss the item, or correct the stance with --stance",
            )
    cast = Vote(person, outcome, stance, reason, at, clause)
    votes = (*item.votes, cast)
    first: tuple[ReviewEvent, ...] = (VoteCast(item.item_id, cast),)
    carried = _carried(votes, item.persons_needed)
    if carried is None:
        why = "two persons are needed" if len(votes) == 1 else "the first two persons disagree"
        waiting = replace(item, votes=votes, state=ReviewState.PROPOSED)
        return waiting, (*first, AnotherAsked(item.item_id, why))
    decided = Decided(
        item_id=item.item_id,
        decision_id=item.decision_id,
        outcome=carried.outcome,
        stance=carried.stance,
        clause=carried.clause,
        reason=carried.reason,
        deciders=tuple(each.person for each in votes),
        at=at,
    )
    return replace(item, votes=votes, state=ReviewState.DECIDED), (*first, decided)


def with_votes(item: ReviewItem, votes: tuple[Vote, ...]) -> ReviewItem:
    """An item as it stands after votes that were recorded: the state follows from them."""
    if not votes:
        return replace(item, votes=(), state=ReviewState.OPEN)
    carried = _carried(votes, item.persons_needed)
    return replace(item, votes=votes, state=ReviewState.PROPOSED if carried is None else ReviewState.DECIDED)


def same_person(one: str, other: str) -> bool:
    """Whether two names are one person's: case, width and spaces around make no second person."""
    return _name(one) == _name(other)


def _name(person: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", person).casefold().split())


def _check(item: ReviewItem, person: str, reason: str) -> None:
    if item.state is ReviewState.DECIDED:
        raise ConflictError(
            f"the item {item.item_id} is decided already",
            hint="the account holder may appeal; a decision is not voted on twice",
        )
    if not _name(person):
        raise BadInputError("a vote needs the person who casts it", hint="name the person with --as")
    if not reason.strip() or len(reason) > MAX_REASON:
        raise BadInputError(
            f"a vote needs a reason of 1 to {MAX_REASON} characters", hint="say in words why, with --reason"
        )
    if any(same_person(person, earlier.person) for earlier in item.votes):
        raise ForbiddenError(
            f"{person} has voted on the item {item.item_id}: who proposed cannot confirm",
            hint="another person has to decide",
        )


def _carried(votes: tuple[Vote, ...], needed: int) -> Vote | None:
    """The vote that carries the item: the last of the winning side; None while another person is needed."""
    last = votes[-1]
    if len(votes) == 1:
        return last if needed == 1 or last.outcome is RulingOutcome.DISMISS else None
    if any(_position(earlier) == _position(last) for earlier in votes[:-1]):
        return last
    if len(votes) == 2:
        return None
    return _no_majority(last, votes)


def _position(cast: Vote) -> tuple[RulingOutcome, str]:
    return cast.outcome, cast.clause


def _no_majority(last: Vote, votes: tuple[Vote, ...]) -> Vote:
    """Three persons, three positions: no two agree on what was violated, so nothing exact can be said of it."""
    reason = "no two of three persons agree on a clause"
    given = "; ".join(each.reason for each in votes)
    return replace(last, outcome=RulingOutcome.DISMISS, clause="", reason=f"{reason}: {given}")
