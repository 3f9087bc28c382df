"""Findings and decisions as records. `decisions.decide` makes them; what follows is `enforcement`'s."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from evenhand.decisions.autonomy import Grounds
from evenhand.detection.model import Mention, StanceReading


class Route(StrEnum):
    """Who acts next: nobody, a person, or (closed list of mechanisms only) the machine."""

    NONE = "none"
    REVIEW = "review"
    AUTOMATIC = "automatic"


class Outcome(StrEnum):
    """What the examination says of the post."""

    NO_VIOLATION = "no_violation"
    NEEDS_REVIEW = "needs_review"
    VIOLATION = "violation"
    NOT_ASSESSED = "not_assessed"


class Asker(StrEnum):
    """Who asked: on record for every decision, disclosed by kind only (DESIGN.md, decision 13)."""

    OWN = "own"
    USER = "user"
    TRUSTED_FLAGGER = "trusted_flagger"
    COURT = "court"
    GOVERNMENT = "government"
    PRESS = "press"


@dataclass(frozen=True, slots=True)
class DesignationCited:
    """A designation as a finding cites it: in force on the day asked, and who made it. `tier` is what the tier map
    says.
    """

    authority: str
    programme: str
    announced: date | None
    effective: date | None
    revoked: date | None
    in_force: bool | None
    source: str
    reference: str
    tier: int | None
    document: str = ""  # the source document's id (its hash)
    verified: bool = True  # False: kept and shown, never enforced


@dataclass(frozen=True, slots=True)
class LeafTruth:
    """One leaf of a condition tree: its field, what was asked, what was seen, and true / false / None (unknown)."""

    path: str
    field: str
    op: str
    value: str
    seen: str
    truth: bool | None


@dataclass(frozen=True, slots=True)
class Finding:
    """Mention + stance + clause (+ the allowance that excuses it). Violating: `clause` set and `allowance` null."""

    entity_id: str
    entity: str
    mention: Mention
    reading: StanceReading
    clause: str | None
    allowance: str | None
    designations: tuple[DesignationCited, ...]
    tier: int | None
    tier_when_posted: int | None
    unknown: tuple[str, ...] = ()  # fields whose value was unknown and mattered: sends to review
    leaves: tuple[LeafTruth, ...] = ()
    entity_kind: str = ""
    # The strike question: what the version of the policy and the designations of the day of the post make of it.
    policy_when_posted: str = ""  # id@version; empty when none was live
    clause_when_posted: str | None = None
    strike_why_not: str = ""  # in words; empty where a violation may cost a strike

    @property
    def violating(self) -> bool:
        """A clause hits and no allowance excuses."""
        return self.clause is not None and self.allowance is None


@dataclass(frozen=True, slots=True)
class Digests:
    """What the decision rests on, each named by digest."""

    policy: str
    registry: str
    tier_map: str
    models: str  # cues, code-point table, alias index rules, code version


@dataclass(frozen=True, slots=True)
class Decision:
    """What examine says of one post under one policy."""

    post_id: str
    surface: str
    account_id: str
    policy: str  # id@version
    judged_at: datetime
    outcome: Outcome
    route: Route
    priority: int
    findings: tuple[Finding, ...]
    digests: Digests
    reasons: tuple[str, ...]
    lang: str
    mode: str = "live"  # live | shadow | backtest
    mechanism: str = "words"  # words | media_bank | confirmed_account | judged_words
    restriction: str = ""  # of that one post, when the route is automatic: warn_screen | demote | remove_post
    acted_under: str = ""  # the clause under which a mechanism acted alone; empty for words
    autonomy: str = ""  # the digest of what was earned when it was decided; empty: nothing was
    grounds: Grounds | None = None  # what there was besides the words; None: nothing
