"""A policy document as data: clauses, allowances, ladder, tier map, each number with its reference.

How it is read from YAML is `policy.loading`'s; how a condition becomes true is `policy.conditions`'.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from evenhand.policy.conditions import Condition

Value = str | int | bool | date | None
EvidenceTuple = Mapping[str, Value]  # one finding's evidence, by the field names of `policy.vocabulary`


class Severity(StrEnum):
    """Which strike track a clause is on."""

    STANDARD = "standard"
    SEVERE = "severe"


class About(StrEnum):
    """Whom the findings of a policy are about."""

    ENTITIES = "entities"  # who is designated, by the tier map
    GROUPS = (
        "groups"  # groups of people named in the words: one tier, 1, holds them all, and no rule says which they are
    )


class PenaltyKind(StrEnum):
    """What a rung does to an account, mildest first."""

    WARNING = "warning"
    FEATURE_LIMIT = "feature_limit"
    SUSPENSION = "suspension"  # for `days`
    DISABLEMENT = "disablement"


@dataclass(frozen=True, slots=True)
class Penalty:
    """A kind and, for temporary ones, days (None is without end). `features` names what a feature limit limits."""

    kind: PenaltyKind
    days: int | None = None
    features: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rung:
    """At `strikes` counted strikes of its track, this penalty. `reference` says where the number is from."""

    rung_id: str
    strikes: int
    penalty: Penalty
    reference: str
    assumption: bool = False


@dataclass(frozen=True, slots=True)
class StrikeRules:
    """One track's ladder and clocks. Ages in days: `post_age_limit` (posts older when judged get no strike),
    `expires_after`.
    """

    track: Severity
    expires_after: int
    post_age_limit: int
    rungs: tuple[Rung, ...]
    shared_across_surfaces: bool
    reference: str


@dataclass(frozen=True, slots=True)
class Clause:
    """What is a violation. `when` is asked of each finding's evidence; `tier` is the tier of entity it protects
    against.
    """

    clause_id: str
    title: str
    text: str
    tier: int
    severity: Severity
    when: Condition
    link: str = ""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What excuses a finding that a clause would hit. `excuses` lists clause ids or prefixes (`doi.t1.`)."""

    allowance_id: str
    title: str
    text: str
    when: Condition
    excuses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TierRule:
    """One reviewed line of a tier map: (authority, programme, kind of entity) to a tier; `*` matches any programme."""

    authority: str
    programme: str
    kinds: tuple[str, ...]
    tier: int
    reason: str


@dataclass(frozen=True, slots=True)
class TierMap:
    """What counts for which tier. Unmapped is none (DESIGN.md, decision 4)."""

    rules: tuple[TierRule, ...]
    digest: str

    def tier_of(self, authority: str, programme: str, kind: str, tier_hint: str = "") -> int | None:
        """The strictest (lowest) tier for one designation of an entity of this kind; None is unmapped.

        `tier_hint` is the tier an operator's own `platform` list names; it counts for authority `platform` only.
        """
        if authority == "platform":
            return int(tier_hint) if tier_hint in {"1", "2"} else None
        hits = [
            r.tier
            for r in self.rules
            if r.authority == authority and r.programme in ("*", programme) and kind in r.kinds
        ]
        return min(hits) if hits else None


@dataclass(frozen=True, slots=True)
class Source:
    """What a version is modelled on, and the day an archive captured that. Not the effective day."""

    title: str
    publisher: str
    captured: date | None
    effective: str = "unconfirmed"


@dataclass(frozen=True, slots=True)
class InlineCase:
    """A test case inside the document: evidence in, clause and allowance out."""

    name: str
    evidence: EvidenceTuple
    clause: str | None
    allowance: str | None
    line: int
    review: bool = False  # the case expects that something unknown sends it to a person


@dataclass(frozen=True, slots=True)
class AutomaticRule:
    """What a mechanism of the closed list (`decisions.autonomy`) may do alone once it has earned it: one reversible
    restriction of that one post, strike-free. Per mille: `precision_bar` for the lower bound, `language_gap`
    between languages.
    """

    mechanism: str
    clauses: tuple[str, ...]
    restriction: str
    precision_bar: int
    language_gap: int
    reference: str


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """When two persons are needed, and how appeals run. Days and reach are numbers with a reference in the document."""

    two_person_reach: int
    two_person_public_office: bool
    appeal_window_days: int
    reference: str


@dataclass(frozen=True, slots=True)
class Policy:
    """One dated version of a policy. `ref` is `id@version`; `digest` names its canonical content."""

    policy_id: str
    version: str
    title: str
    live_from: date
    modelled_on: Source
    clauses: tuple[Clause, ...]
    allowances: tuple[Allowance, ...]
    strikes: tuple[StrikeRules, ...]
    tier_map: TierMap
    review: ReviewRules
    cases: tuple[InlineCase, ...]
    digest: str
    automatic: tuple[AutomaticRule, ...] = ()  # absent: no mechanism acts alone under this policy
    penalties_follow: tuple[str, ...] = ()  # the grades of account links that a penalty follows; absent: every link
    penalties_follow_from: int = 0  # and how sure a link has to be, of 1000; absent: it is not asked
    about: About = About.ENTITIES

    @property
    def ref(self) -> str:
        """`doi@2024-02-08`."""
        return f"{self.policy_id}@{self.version}"

    def clause(self, clause_id: str) -> Clause:
        """The clause of that id; KeyError when there is none."""
        for clause in self.clauses:
            if clause.clause_id == clause_id:
                return clause
        raise KeyError(clause_id)

    def track(self, severity: Severity) -> StrikeRules:
        """The strike rules of a track; KeyError when the policy has none."""
        for rules in self.strikes:
            if rules.track == severity:
                return rules
        raise KeyError(severity)
