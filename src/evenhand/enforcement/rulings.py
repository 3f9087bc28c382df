"""Rulings: what persons finally said, as the record that strikes come from; and whether it may bring one.

A strike requires a violation under the policy and the designations when posted *and* when judged (DESIGN.md, decision
3). Asking the older version is `decisions`'; its answers come in here as plain values.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from evenhand.enforcement.model import Ruling, RulingOutcome
from evenhand.enforcement.review import Decided
from evenhand.kernel.errors import BadInputError
from evenhand.kernel.ids import derived_id
from evenhand.policy.model import Policy, Severity


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Whether a ruling may bring a strike, and if not, why in words."""

    eligible: bool = True
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class PostPlace:
    """Which post was judged: where it is, whose, and when it was posted (None: not known)."""

    surface: str
    account_id: str
    post_id: str
    posted_at: datetime | None


def eligibility(posted_on: date | None, tier_when_posted: int | None, clause_when_posted: str | None) -> Eligibility:
    """Whether what is a violation today was one when posted, by that day's designations (tier) and policy (clause).

    Without a day of posting nothing can be said here; the fold of strikes then gives none.
    """
    if posted_on is None:
        return Eligibility()
    if tier_when_posted is None:
        return Eligibility(False, f"no designation made it a violation when it was posted, on {posted_on.isoformat()}")
    if clause_when_posted is None:
        return Eligibility(False, f"no clause in force forbade it when it was posted, on {posted_on.isoformat()}")
    return Eligibility()


def ruling_of(decided: Decided, subject_id: str, place: PostPlace, policy: Policy, may: Eligibility) -> Ruling:
    """The ruling that a decided review item gives. Raises BadInputError for a clause that is not the policy's."""
    upheld = decided.outcome is RulingOutcome.UPHOLD
    try:
        severity = policy.clause(decided.clause).severity if upheld else Severity.STANDARD
    except KeyError:
        raise BadInputError(
            f"{policy.ref} has no clause {decided.clause!r}",
            hint="rule under the policy version that the decision cites",
        ) from None
    return Ruling(
        # A decision may be ruled on again only after its item was opened again: the instant tells the rulings apart.
        ruling_id=derived_id("ruling", decided.decision_id, decided.at.isoformat()),
        decision_id=decided.decision_id,
        subject_id=subject_id,
        surface=place.surface,
        account_id=place.account_id,
        post_id=place.post_id,
        posted_at=place.posted_at,
        ruled_at=decided.at,
        outcome=decided.outcome,
        policy=policy.ref,
        clause=decided.clause,
        severity=severity,
        stance=decided.stance,
        reason=decided.reason,
        deciders=decided.deciders,
        strike_eligible=upheld and may.eligible,
        why_not="" if may.eligible else may.why_not,
    )
