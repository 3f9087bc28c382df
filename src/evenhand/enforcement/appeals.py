"""Appeals: filed within the window, once for each ruling, decided by persons who took no part before. Pure.

As many new persons as the ruling took: where two ruled, two have to agree, and where these differ a third decides. Where
nobody here is left who had taken no part, one from outside is invited; their word decides, and the statement says so.
What an overturn takes back is `strikes`' and `actions`'; recording and notices are `service`'s.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from evenhand.enforcement.model import Appeal, AppealVote, Overturn, Ruling, RulingOutcome
from evenhand.enforcement.review import same_person
from evenhand.kernel.clock import format_instant
from evenhand.kernel.errors import BadInputError, ConflictError, ForbiddenError
from evenhand.kernel.ids import derived_id
from evenhand.policy.model import ReviewRules

MAX_STATEMENT: Final = 20_000
MOST_EVIDENCE: Final = 20
ANSWERED_WITHIN: Final = timedelta(days=14)  # our assumption: Regulation (EU) 2022/2065, article 20(4), says "timely"


class AppealOutcome(StrEnum):
    """What an appeal comes to."""

    OVERTURN = "overturn"
    UPHOLD = "uphold"


@dataclass(frozen=True, slots=True)
class AppealTerms:
    """How and until when a ruling may be appealed, for the statement of reasons."""

    decision_id: str
    until: datetime
    window_days: int


def terms(ruling: Ruling, rules: ReviewRules) -> AppealTerms:
    """The appeal window of a ruling: the policy's days from the instant it was ruled, the last instant included."""
    return AppealTerms(
        ruling.decision_id, ruling.ruled_at + timedelta(days=rules.appeal_window_days), rules.appeal_window_days
    )


def file_appeal(
    ruling: Ruling,
    statement: str,
    at: datetime,
    rules: ReviewRules,
    *,
    appeals: Iterable[Appeal] = (),
    overturns: Iterable[Overturn] = (),
    evidence: tuple[str, ...] = (),
    needed: int = 1,
) -> Appeal:
    """An appeal against a ruling. `appeals` and `overturns` are those recorded so far; its id follows from the ruling.
    `needed`: how many persons the holder's decisions take now; what the ruling took counts where that is more.

    Raises ConflictError when nothing stands to appeal, the window is over or the ruling was appealed before;
    BadInputError for an empty or boundless statement, or evidence.
    """
    if ruling.outcome is RulingOutcome.DISMISS:
        raise ConflictError(f"the decision {ruling.decision_id} was dismissed: nothing was restricted")
    if any(overturn.ruling_id == ruling.ruling_id for overturn in overturns):
        raise ConflictError(f"the decision {ruling.decision_id} is overturned already")
    if any(appeal.ruling_id == ruling.ruling_id for appeal in appeals):
        raise ConflictError(
            f"the decision {ruling.decision_id} was appealed before", hint="a ruling may be appealed once"
        )
    until = terms(ruling, rules).until
    if at > until:
        raise ConflictError(
            f"the time to appeal the decision {ruling.decision_id} ended at {format_instant(until)}",
            hint=f"the policy gives {rules.appeal_window_days} days from the ruling",
        )
    check_words(statement, evidence)
    return Appeal(
        appeal_id=derived_id("appeal", ruling.ruling_id),
        decision_id=ruling.decision_id,
        subject_id=ruling.subject_id,
        filed_at=at,
        statement=statement,
        ruling_id=ruling.ruling_id,
        evidence=evidence,
        persons_needed=max(1, min(2, max(needed, len(ruling.deciders)))),
    )


def check_words(statement: str, evidence: tuple[str, ...]) -> None:
    """Raises BadInputError for an empty or boundless statement, or evidence."""
    if not statement.strip() or len(statement) > MAX_STATEMENT:
        raise BadInputError(
            f"an appeal needs a statement of 1 to {MAX_STATEMENT} characters", hint="say why, with --statement"
        )
    if len(evidence) > MOST_EVIDENCE or any(not 0 < len(each.strip()) <= MAX_STATEMENT for each in evidence):
        raise BadInputError(
            f"evidence is at most {MOST_EVIDENCE} texts of 1 to {MAX_STATEMENT} characters", hint="--evidence TEXT"
        )


def due_at(appeal: Appeal) -> datetime:
    """When an appeal is to be answered."""
    return appeal.filed_at + ANSWERED_WITHIN


def overdue(appeal: Appeal, at: datetime) -> bool:
    """Not answered in time."""
    return appeal.decided_at is None and at > due_at(appeal)


def say(
    appeal: Appeal,
    person: str,
    *,
    outcome: AppealOutcome,
    reason: str,
    at: datetime,
    took_part: Mapping[str, str],
    votes: Sequence[AppealVote] = (),
    invited: Collection[str] = (),
) -> tuple[Appeal, AppealVote, Overturn | None]:
    """One new person's word on an appeal; it is decided when enough agree (`decided_at` is set then).

    `took_part` is everybody who proposed or decided before, by person, with their role in words; `votes` what was said on
    the appeal so far; `invited` those from outside. Raises ForbiddenError for who took part (naming the role) and for a
    second word of one person, ConflictError once decided, BadInputError without reason.
    """
    if appeal.decided_at is not None:
        raise ConflictError(f"the appeal {appeal.appeal_id} is decided already: {appeal.outcome}")
    if not person.strip() or not reason.strip():
        raise BadInputError(
            "an appeal is decided by a person, with a reason of its own", hint="give both --as and --reason"
        )
    require_untouched(appeal, person, took_part)
    if any(same_person(person, earlier.person) for earlier in votes):
        raise ForbiddenError(
            f"{person} has spoken on the appeal {appeal.appeal_id} already", hint="another new person has to"
        )
    outside = any(same_person(person, name) for name in invited)
    cast = AppealVote(person, str(outcome), reason, at, outside)
    said = (*votes, cast)
    agree = sum(vote.outcome == cast.outcome for vote in said)
    if not outside and agree < appeal.persons_needed:
        return appeal, cast, None
    decided = replace(
        appeal,
        decided_at=at,
        by=person,
        outcome=str(outcome),
        reason=reason,
        persons=len(said),
        outside=any(vote.outside for vote in said),
    )
    if outcome is AppealOutcome.UPHOLD:
        return decided, cast, None
    return decided, cast, Overturn(appeal.ruling_id, appeal.decision_id, at, person, reason, appeal.appeal_id)


def require_untouched(appeal: Appeal, person: str, took_part: Mapping[str, str]) -> None:
    """Raises ForbiddenError for somebody who proposed or decided before, naming the role."""
    for earlier, role in took_part.items():
        if same_person(person, earlier):
            raise ForbiddenError(
                f"{role} of the decision {appeal.decision_id} cannot decide the appeal against it",
                hint="somebody who neither proposed nor decided has to; `evenhand appeal invite` where nobody is left",
            )


def took_part_in(ruling: Ruling) -> dict[str, str]:
    """Everybody who voted on a ruling, with their role: the first proposed, the last decided."""
    roles = ("the first reviewer", "the second reviewer", "the third reviewer")
    return {person: roles[min(place, 2)] for place, person in enumerate(ruling.deciders)}
