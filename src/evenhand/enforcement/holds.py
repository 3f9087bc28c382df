"""Interim holds (DESIGN.md, decision 7): in an emergency one on-call person holds a post back, and no strike follows.

It lapses by itself after 24 hours unless a second person confirms it; confirmed, it still ends. Pure: recording,
notices and the clock are `service`'s.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from evenhand.decisions.model import Asker
from evenhand.enforcement.actions import take_back
from evenhand.enforcement.measures import Target
from evenhand.enforcement.model import Action, ActionKind
from evenhand.enforcement.review import MAX_REASON, same_person
from evenhand.kernel.clock import format_instant
from evenhand.kernel.errors import BadInputError, ConflictError, ForbiddenError
from evenhand.kernel.ids import derived_id

LAPSES_AFTER: Final = timedelta(hours=24)
LONGEST: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Hold:
    """One hold. `lapses_at` counts until it is confirmed; `until` is when it ends in any case."""

    hold_id: str
    subject_id: str
    target: Target
    placed_by: str
    placed_at: datetime
    lapses_at: datetime
    until: datetime
    reason: str
    asker: Asker = Asker.OWN
    confirmed_by: str = ""
    confirmed_at: datetime | None = None
    released_by: str = ""
    released_at: datetime | None = None

    def state(self, at: datetime) -> str:
        """`waiting` (for a second person), `confirmed`, `released`, `lapsed` (nobody confirmed it), `over`."""
        if self.released_at is not None and self.released_at <= at:
            return "released"
        if self.confirmed_at is None or self.confirmed_at > at:
            return "waiting" if at < self.lapses_at else "lapsed"
        return "confirmed" if at < self.until else "over"


def hold(
    subject_id: str,
    target: Target,
    person: str,
    reason: str,
    at: datetime,
    *,
    until: datetime | None = None,
    asker: Asker = Asker.OWN,
) -> tuple[Hold, Action]:
    """One person's hold on one post and its action, which ends by itself when nobody confirms it.

    Raises BadInputError without a post, a person or a reason, and for an end past seven days.
    """
    if not target.post_id:
        raise BadInputError("a hold is on one post, never on an account", hint="name the post with --post")
    if not person.strip() or not 0 < len(reason.strip()) <= MAX_REASON:
        raise BadInputError("a hold is placed by a person, with a reason", hint="give both --as and --reason")
    ends = at + LONGEST if until is None else until
    if not at < ends <= at + LONGEST:
        raise BadInputError("a hold ends within seven days", hint="give an earlier --until, or decide the case")
    hold_id = derived_id("hold", target.surface, target.post_id, at.isoformat())
    placed = Hold(hold_id, subject_id, target, person, at, min(at + LAPSES_AFTER, ends), ends, reason, asker)
    return placed, _action(placed, "place", at, placed.lapses_at)


def confirm(placed: Hold, person: str, at: datetime) -> tuple[Hold, Action]:
    """A second person's word: the hold goes on until its end.

    Raises ForbiddenError for who placed it, ConflictError once it is confirmed, released or lapsed.
    """
    if not person.strip():
        raise BadInputError("a hold is confirmed by a person", hint="give --as")
    if (state := placed.state(at)) != "waiting":
        raise ConflictError(f"the hold {placed.hold_id} is {state}", hint="place a new one if it is still needed")
    if same_person(person, placed.placed_by):
        raise ForbiddenError("who placed a hold cannot confirm it", hint="a second person has to")
    confirmed = replace(placed, confirmed_by=person, confirmed_at=at)
    return confirmed, _action(confirmed, "confirm", at, confirmed.until)


def release(
    placed: Hold, actions: tuple[Action, ...], person: str, reason: str, at: datetime
) -> tuple[Hold, tuple[Action, ...]]:
    """Anybody may let a post go, with a reason; `actions` are those of the hold that stand.

    Raises ConflictError when there is nothing to release.
    """
    if not person.strip() or not reason.strip():
        raise BadInputError("a hold is released by a person, with a reason", hint="give both --as and --reason")
    if (state := placed.state(at)) not in ("waiting", "confirmed"):
        raise ConflictError(f"the hold {placed.hold_id} is {state}: the post is free")
    back = tuple(take_back(action, placed.hold_id, reason, at) for action in actions)
    return replace(placed, released_by=person, released_at=at), back


def _action(placed: Hold, step: str, starts_at: datetime, ends_at: datetime) -> Action:
    target = placed.target
    ends = format_instant(ends_at)
    return Action(
        action_id=derived_id("action", "hold", placed.hold_id, step),
        kind=ActionKind.HOLD,
        subject_id=placed.subject_id,
        surface=target.surface,
        account_id=target.account_id,
        post_id=target.post_id,
        cause=placed.hold_id,
        rung_id="",
        starts_at=starts_at,
        ends_at=ends_at,
        reason=f"interim hold until {ends}: {placed.reason}",
        parent=placed.hold_id,
    )
