"""Referrals: an authority asks. Who, on what legal ground, by when, and when the account holder may be told.

A removal order runs on a one-hour clock (Regulation (EU) 2021/784, article 3(3)); the content is preserved for six
months (article 6); the authority may forbid telling the holder for up to six weeks (article 11(3)), and when that is
over the notice goes out by itself. No order brings a strike: strikes come from the policy, ruled on by persons. A request
without legal force is on record and moves nothing. Pure: recording and sending are `service`'s.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from evenhand.decisions.model import Asker
from evenhand.enforcement.measures import Measure, Target
from evenhand.enforcement.model import ActionKind, Appeal
from evenhand.kernel.clock import format_instant
from evenhand.kernel.errors import BadInputError, ConflictError
from evenhand.kernel.ids import derived_id

ONE_HOUR: Final = timedelta(hours=1)
PRESERVED: Final = timedelta(days=183)  # six months
LONGEST_SILENCE: Final = timedelta(weeks=6)
MAX_WORDS: Final = 4_000


class Force(StrEnum):
    """What legal force a referral has."""

    REMOVAL_ORDER = "removal_order"  # binding, within one hour
    COURT_ORDER = "court_order"  # binding, by the day it names
    REQUEST = "request"  # none: the post is examined like any other


class Answer(StrEnum):
    """What the platform did about it."""

    EXECUTED = "executed"
    REFUSED = "refused"  # with reasons: manifest error, impossible in fact, no legal force


@dataclass(frozen=True, slots=True)
class Referral:
    """One referral about one post. `silence_until`: no notice before; None where none was ordered."""

    referral_id: str
    force: Force
    asker: Asker
    authority: str
    reference: str  # the authority's own number
    ground: str  # the legal ground, in words
    subject_id: str
    target: Target
    territories: tuple[str, ...]
    received_at: datetime
    due_at: datetime
    preserve_until: datetime
    silence_until: datetime | None = None
    silence_ground: str = ""
    name_authority: bool = True  # whether the statement may name it
    answered_at: datetime | None = None
    answered_by: str = ""
    answer: str = ""
    reason: str = ""

    @property
    def late(self) -> bool:
        """Answered after it was due."""
        return self.answered_at is not None and self.answered_at > self.due_at

    def overdue(self, at: datetime) -> bool:
        """Binding, and not answered in time."""
        return self.force is not Force.REQUEST and self.answered_at is None and at > self.due_at

    def notice_at(self) -> datetime | None:
        """When the holder is told: at the answer, or when the silence ends. None: nothing was restricted (yet)."""
        if self.answer != Answer.EXECUTED or self.answered_at is None:
            return None
        return max(self.answered_at, self.silence_until or self.answered_at)


def receive(
    force: Force,
    asker: Asker,
    authority: str,
    ground: str,
    subject_id: str,
    target: Target,
    at: datetime,
    *,
    reference: str = "",
    territories: tuple[str, ...] = (),
    due_at: datetime | None = None,
    silence_until: datetime | None = None,
    silence_ground: str = "",
    name_authority: bool = True,
) -> Referral:
    """A referral as it came in. Raises BadInputError for one without authority, ground or post, without a day where the
    force needs one, and for a silence without end or ground.
    """
    if asker not in (Asker.COURT, Asker.GOVERNMENT):
        raise BadInputError("a referral is a court's or a government's", hint="--asked-by court | government")
    if not 0 < len(authority.strip()) <= MAX_WORDS or not 0 < len(ground.strip()) <= MAX_WORDS or not target.post_id:
        raise BadInputError("a referral names an authority, a legal ground and a post")
    if force is Force.COURT_ORDER and (due_at is None or due_at <= at):
        raise BadInputError("a court order names the day by which it is to be followed", hint="--due INSTANT")
    if silence_until is not None and not at < silence_until <= at + LONGEST_SILENCE:
        raise BadInputError("a notice may be delayed by six weeks at most", hint="the order has to name an earlier end")
    if (silence_until is None) != (not silence_ground.strip()):
        raise BadInputError("a delayed notice has an end and a ground", hint="--silence-until and --silence-ground")
    due = at + ONE_HOUR if force is Force.REMOVAL_ORDER else due_at or at + LONGEST_SILENCE
    return Referral(
        referral_id=derived_id("referral", authority, reference, target.surface, target.post_id, at.isoformat()),
        force=force,
        asker=asker,
        authority=authority,
        reference=reference,
        ground=ground,
        subject_id=subject_id,
        target=target,
        territories=territories,
        received_at=at,
        due_at=due,
        preserve_until=at + PRESERVED,
        silence_until=silence_until,
        silence_ground=silence_ground,
        name_authority=name_authority,
    )


def answer(referral: Referral, person: str, what: Answer, reason: str, at: datetime) -> Referral:
    """The platform's answer, by one on-call person; late or not, it is on record.

    Raises ConflictError once answered or for executing what has no force, BadInputError without person and reason.
    """
    if referral.answered_at is not None:
        raise ConflictError(f"{referral.referral_id} is answered already: {referral.answer}")
    if not person.strip() or not reason.strip():
        raise BadInputError("a referral is answered by a person, with a reason", hint="give both --as and --reason")
    if what is Answer.EXECUTED and referral.force is Force.REQUEST:
        raise ConflictError(
            "a request has no force: nothing is restricted because somebody asked",
            hint="examine the post (`evenhand enforce --asked-by government`); persons rule on it under the policy",
        )
    return replace(referral, answered_at=at, answered_by=person, answer=str(what), reason=reason)


def reasons_to_keep(referrals: Iterable[Referral], appeals: Iterable[Appeal], at: datetime) -> tuple[str, ...]:
    """Why a subject's records have to be kept at an instant, in words; empty when nothing stands against erasure."""
    reasons = [
        f"{one.referral_id}: preserved until {format_instant(one.preserve_until)} for {one.authority}"
        for one in referrals
        if one.force is not Force.REQUEST and one.received_at <= at < one.preserve_until
    ]
    reasons += [f"{appeal.appeal_id}: an open appeal" for appeal in appeals if appeal.decided_at is None]
    return tuple(reasons)


def measure_of(referral: Referral) -> Measure:
    """What an executed order does: the post is withheld where the order holds, removed where it holds everywhere."""
    assert referral.answered_at is not None
    return Measure(
        kind=ActionKind.WITHHOLD if referral.territories else ActionKind.REMOVE_POST,
        reason=referral.reason,
        persons=(referral.answered_by,),
        at=referral.answered_at,
        territories=referral.territories,
        asker=referral.asker,
        ground=referral.ground,
        parent=referral.referral_id,
    )
