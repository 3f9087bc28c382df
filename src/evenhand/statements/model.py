"""What a statement of reasons is made of: facts only, each from a record; no sentences, and nobody's name.

`reasons` and `public` fill these from the records, `rendering` puts them into words. Reviewers appear as a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from evenhand.decisions.model import Asker, Decision, Digests, Finding
from evenhand.detection.model import Field
from evenhand.enforcement.model import ActionKind, Ruling, StrikeCode
from evenhand.kernel.errors import EvenhandError
from evenhand.policy.model import Penalty, Policy, Severity


class MissingFactError(EvenhandError):
    """A sentence would have no fact behind it: the statement is not made."""


@dataclass(frozen=True, slots=True)
class Case:
    """The records of one judged post. `findings`: those the ruling rests on, read with the stance that persons gave."""

    decision_id: str
    decision: Decision
    ruling: Ruling
    policy: Policy
    asker: Asker = Asker.OWN
    findings: tuple[Finding, ...] = ()  # empty: the decision's own


@dataclass(frozen=True, slots=True)
class RestrictionStated:
    """One effect on one target. `status`: in_force, over, taken_back. No territories means everywhere.

    `beside`: something at least as strong held already, so it changed nothing by itself.
    """

    kind: ActionKind
    surface: str
    account_id: str
    post_id: str
    territories: tuple[str, ...]
    features: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime | None
    status: str
    taken_back_at: datetime | None
    beside: bool = False


@dataclass(frozen=True, slots=True)
class QuoteStated:
    """Words of the post, where they stand, and what they are evidence of: `mention`, `group` or `stance`."""

    role: str
    field: Field
    text: str


@dataclass(frozen=True, slots=True)
class ClauseStated:
    """The clause that was violated, in the version it was judged under."""

    clause_id: str
    title: str
    text: str
    link: str
    tier: int
    severity: Severity
    policy: str
    policy_title: str
    live_from: date


@dataclass(frozen=True, slots=True)
class DesignationStated:
    """A designation that counted: in force that day, of the clause's tier, by whom, under what, from which document."""

    entity: str
    authority: str
    programme: str
    announced: date | None
    effective: date | None
    revoked: date | None
    tier: int
    reference: str
    source: str
    document: str


@dataclass(frozen=True, slots=True)
class LeafStated:
    """One thing an allowance asked, and what was found. `truth` is yes, no or unknown."""

    asked_field: str
    op: str
    value: str
    seen: str
    truth: str


@dataclass(frozen=True, slots=True)
class AllowanceStated:
    """An allowance that could have excused the post, and the conditions of it that did not hold."""

    allowance_id: str
    title: str
    leaves: tuple[LeafStated, ...]


@dataclass(frozen=True, slots=True)
class Automation:
    """What machines did. `mechanism` found it; `acted_alone`: a machine restricted the post before persons ruled."""

    mechanism: str
    acted_alone: bool
    persons: int


@dataclass(frozen=True, slots=True)
class PostStated:
    """One post that was judged: when, the words, who is meant, the clause, the designations, what was considered."""

    decision_id: str
    surface: str
    account_id: str
    post_id: str
    posted_at: datetime | None
    judged_at: datetime
    ruled_at: datetime
    lang: str
    entities: tuple[str, ...]
    stance: str
    read_as: str  # what the automated reading made of it, before persons ruled
    reason: str
    quotes: tuple[QuoteStated, ...]
    clause: ClauseStated
    designations: tuple[DesignationStated, ...]
    allowances: tuple[AllowanceStated, ...]
    asker: Asker
    automation: Automation
    digests: Digests


@dataclass(frozen=True, slots=True)
class StrikeStated:
    """One strike, counted or not, and why (`code` and what fills its blank)."""

    decision_id: str
    surface: str
    post_id: str
    clause: str
    policy: str
    track: Severity
    at: datetime
    expires_at: datetime | None
    counted: bool
    code: StrikeCode
    detail: str
    why: str


@dataclass(frozen=True, slots=True)
class BroughtOver:
    """A strike of an earlier system that was counted: where it is from. Its post's words are not on record here."""

    decision_id: str
    surface: str
    post_id: str
    clause: str
    at: datetime
    source: str


@dataclass(frozen=True, slots=True)
class RungStated:
    """The rung that the ruling reached: `count` of `of` strikes on a track, the penalty, where the number is from."""

    rung_id: str
    track: Severity
    count: int
    of: int
    penalty: Penalty
    policy: str
    starts_at: datetime
    ends_at: datetime | None
    surface: str
    reference: str
    assumption: bool


@dataclass(frozen=True, slots=True)
class AppealStated:
    """How to appeal. `state`: open, over, filed, upheld, overturned; `window_days` is the policy's.

    `persons`: how many decided it; `outside`: one was invited from outside, because nobody here had taken no part.
    """

    state: str
    until: datetime
    window_days: int
    filed_at: datetime | None
    decided_at: datetime | None
    reason: str
    persons: int = 0
    outside: bool = False


@dataclass(frozen=True, slots=True)
class OverturnStated:
    """When a ruling was voided, and why."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class StatementOfReasons:
    """All that the account holder is told. `posts`: each whose strike led to the penalty, the present one last."""

    decision_id: str
    subject_id: str
    issued_at: datetime
    restrictions: tuple[RestrictionStated, ...]
    posts: tuple[PostStated, ...]
    rung: RungStated | None
    strikes: tuple[StrikeStated, ...]
    appeal: AppealStated
    overturned: OverturnStated | None
    kind: str = "reasons"
    brought_over: tuple[BroughtOver, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicPost:
    """A post as the public is told of it: only words that were public; `quotes_withheld` says how many were not."""

    surface: str
    posted_at: datetime | None
    ruled_at: datetime
    entities: tuple[str, ...]
    stance: str
    clause: ClauseStated
    designations: tuple[DesignationStated, ...]
    quotes: tuple[QuoteStated, ...]
    quotes_withheld: int
    persons: int
    mechanism: str


@dataclass(frozen=True, slots=True)
class PublicStrike:
    """A strike as the public is told of it."""

    at: datetime
    surface: str
    clause: str
    policy: str
    track: Severity
    counted: bool
    code: StrikeCode


@dataclass(frozen=True, slots=True)
class PublicStatement:
    """What is published about a decision on public office or high reach. `why`: public_office or reach."""

    decision_id: str
    issued_at: datetime
    why: str
    restrictions: tuple[RestrictionStated, ...]
    rung: RungStated | None
    number_of_posts: int
    posts: tuple[PublicPost, ...]
    strikes: tuple[PublicStrike, ...]
    appeal: AppealStated
    overturned: OverturnStated | None
    kind: str = "public"


@dataclass(frozen=True, slots=True)
class HoldStated:
    """An interim hold. `state`: waiting, confirmed, released, lapsed, over; `at` is when it came to that (waiting: when
    it lapses), `until` its end in any case.
    """

    state: str
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class OrderStated:
    """An order that was executed. `authority` is empty where it may not be named; `delayed_until`: None for no delay."""

    authority: str
    delayed_until: datetime | None


@dataclass(frozen=True, slots=True)
class MachineStated:
    """A machine acted alone on one post: by which mechanism, under which clause, on which words, in which earned state."""

    decision_id: str
    mechanism: str
    clause: ClauseStated
    quotes: tuple[QuoteStated, ...]
    state: str  # the digest of what was earned when it acted


@dataclass(frozen=True, slots=True)
class RestrictionNotice:
    """What the target of a restriction outside the ladder is told: what, why, on what ground, who asked, how to object.

    `machine` is there, and `persons` 0, where a mechanism of the closed list acted alone.
    """

    notice_id: str
    subject_id: str
    issued_at: datetime
    restrictions: tuple[RestrictionStated, ...]
    reason: str
    ground: str
    asker: Asker
    persons: int
    redress: str
    parent: str = ""  # a batch it was part of
    hold: HoldStated | None = None
    order: OrderStated | None = None
    taken_back: OverturnStated | None = None
    kind: str = "restriction"
    machine: MachineStated | None = None
