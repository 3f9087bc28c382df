"""Enforcement's records and event types. Their spelling is `service.journal`'s; folding is `strikes` and `actions`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from evenhand.policy.model import Penalty, Severity


@dataclass(frozen=True, slots=True)
class AccountLink:
    """One account of a subject on a surface, and the evidence that it is theirs.

    `grade`: what kind of evidence it is (`verified` same owner, `declared` by the holder, `confirmed` by a person); empty: in
    words only. `confidence`: how sure whoever made the link is, 0 to 1000; None: they did not say.
    """

    surface: str
    account_id: str
    evidence: str
    grade: str = ""
    confidence: int | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """The holder of accounts on several surfaces. `reach` is followers in all; `public_office` asks for two persons."""

    subject_id: str
    accounts: tuple[AccountLink, ...]
    reach: int = 0
    public_office: bool = False


class RulingOutcome(StrEnum):
    """What persons said of a decision."""

    UPHOLD = "uphold"  # the violation stands
    DISMISS = "dismiss"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What persons finally said of one decision on one post: the only thing a strike can come from.

    `strike_eligible` is False where the policy or the designations when posted did not make it a violation (milder
    rule), with `why_not` in words. `deciders` are the persons; statements show roles only.
    """

    ruling_id: str
    decision_id: str
    subject_id: str
    surface: str
    account_id: str
    post_id: str
    posted_at: datetime | None
    ruled_at: datetime
    outcome: RulingOutcome
    policy: str
    clause: str
    severity: Severity
    stance: str
    reason: str
    deciders: tuple[str, ...]
    strike_eligible: bool = True
    why_not: str = ""
    brought_from: str = ""  # the earlier system a strike was brought over from; empty: ruled on here


@dataclass(frozen=True, slots=True)
class Overturn:
    """An appeal (or correction) that voids a ruling."""

    ruling_id: str
    decision_id: str
    at: datetime
    by: str
    reason: str
    appeal_id: str = ""


class StrikeCode(StrEnum):
    """Why a ruling's strike counts, or does not. `Strike.why` says it in words, `Strike.detail` fills the blank."""

    COUNTED = "counted"
    DISMISSED = "dismissed"
    OVERTURNED = "overturned"
    SUPERSEDED = "superseded"  # a later ruling dismissed the same decision
    NOT_ELIGIBLE = "not_eligible"  # no violation under the rules when posted
    AGE_UNKNOWN = "age_unknown"  # doubt favours the user
    POST_TOO_OLD = "post_too_old"
    SAME_POST = "same_post"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Strike:
    """One strike as recomputed: counted or not, and why."""

    ruling_id: str
    decision_id: str
    post_id: str
    surface: str
    clause: str
    track: Severity
    at: datetime
    expires_at: datetime | None
    counted: bool
    why: str
    code: StrikeCode = StrikeCode.COUNTED
    detail: str = ""
    account_id: str = ""
    policy: str = ""


@dataclass(frozen=True, slots=True)
class RungReached:
    """A penalty that the fold gives: caused by one ruling, at that count, until `ends_at` (None: without end)."""

    ruling_id: str
    rung_id: str
    track: Severity
    count: int
    penalty: Penalty
    starts_at: datetime
    ends_at: datetime | None
    of: int = 0  # the strikes of the ladder's last rung: "strike 4 of 12"
    surface: str = ""  # the only surface it follows on; empty is all surfaces of the subject
    policy: str = ""  # the version whose rung it is
    reference: str = ""  # where the rung's number is from
    assumption: bool = False  # the number is the policy author's own
    follows: tuple[str, ...] = ()  # the grades of links it follows; empty: every link
    follows_from: int = 0  # and how sure a link has to be; 0: it is not asked


@dataclass(frozen=True, slots=True)
class StrikeState:
    """All strikes of a subject at an instant, the rungs they reached in order, and which penalties hold now."""

    subject_id: str
    at: datetime
    strikes: Sequence[Strike]  # tuples, or made when first looked at (`lazily`)
    rungs: Sequence[RungReached]
    active: Sequence[RungReached]


class ActionKind(StrEnum):
    """What is done on a surface."""

    REMOVE_POST = "remove_post"
    RESTORE_POST = "restore_post"
    WARN = "warn"
    LIMIT_FEATURES = "limit_features"
    SUSPEND = "suspend"
    DISABLE = "disable"
    REINSTATE = "reinstate"
    WARN_SCREEN = "warn_screen"
    DEMOTE = "demote"
    DEMONETISE = "demonetise"
    WITHHOLD = "withhold"  # from the territories named
    HOLD = "hold"  # interim: one person, for a short time


@dataclass(frozen=True, slots=True)
class Action:
    """One effect on one target. `cause` is the ruling it follows from; `undoes` the action it takes back."""

    action_id: str
    kind: ActionKind
    subject_id: str
    surface: str
    account_id: str
    post_id: str
    cause: str
    rung_id: str
    starts_at: datetime
    ends_at: datetime | None
    reason: str
    undoes: str = ""
    features: tuple[str, ...] = ()  # what a feature limit limits
    territories: tuple[str, ...] = ()  # empty is everywhere
    parent: str = ""  # the batch, the measure or the referral it belongs to: what `undo` takes back as a whole


class ReviewState(StrEnum):
    """Where a review item stands."""

    OPEN = "open"
    PROPOSED = "proposed"  # one of two persons has spoken
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Vote:
    """One person's word on a review item."""

    person: str
    outcome: RulingOutcome
    stance: str
    reason: str
    at: datetime
    clause: str = ""  # the clause this person's reading leads to; empty with a dismissal


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A decision that waits for one or two persons."""

    item_id: str
    decision_id: str
    subject_id: str
    priority: int
    persons_needed: int
    state: ReviewState
    votes: tuple[Vote, ...]
    opened_at: datetime
    lang: str = ""
    surface: str = ""


@dataclass(frozen=True, slots=True)
class Appeal:
    """An appeal against one decision, filed within the policy's window; decided by who had not decided before."""

    appeal_id: str
    decision_id: str
    subject_id: str
    filed_at: datetime
    statement: str
    decided_at: datetime | None = None
    by: str = ""
    outcome: str = ""  # "overturn" | "uphold"
    reason: str = ""
    ruling_id: str = ""
    evidence: tuple[str, ...] = ()  # what the holder gives for it: links, words
    persons_needed: int = 1  # as many new persons as the ruling took, two at most
    persons: int = 0  # how many spoke on it until it was decided
    outside: bool = False  # one from outside decided, because nobody here was left who had taken no part


@dataclass(frozen=True, slots=True)
class AppealVote:
    """One person's word on an appeal. `outside`: invited, because nobody here had taken no part."""

    person: str
    outcome: str
    reason: str
    at: datetime
    outside: bool = False
