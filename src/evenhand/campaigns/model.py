"""Intelligence records: who is said to have done what, when, by whom, and how good the source is. Plain records.

Attribution is a claim somebody makes; a denial is a claim too. Nothing here names an account of the platform, and no
part of a decision or a strike reads these records: attribution never flows into a strike.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Precision(StrEnum):
    """How exactly a time is known; a span covers the whole of what is possible."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Tlp(StrEnum):
    """Traffic Light Protocol 2.0 (FIRST, August 2022): how far a record may travel."""

    CLEAR = "clear"
    GREEN = "green"
    AMBER = "amber"
    AMBER_STRICT = "amber+strict"
    RED = "red"


class Likelihood(StrEnum):
    """ICD 203 (2 January 2015), section D.6.e.(2): likelihood words; never mixed with confidence."""

    ALMOST_NO_CHANCE = "almost_no_chance"  # 1-5 %
    VERY_UNLIKELY = "very_unlikely"  # 5-20 %
    UNLIKELY = "unlikely"  # 20-45 %
    ROUGHLY_EVEN = "roughly_even_chance"  # 45-55 %
    LIKELY = "likely"  # 55-80 %
    VERY_LIKELY = "very_likely"  # 80-95 %
    ALMOST_CERTAIN = "almost_certain"  # 95-99 %


class Confidence(StrEnum):
    """ICD 203: how good the basis of a judgement is, apart from how likely the thing is."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


class Position(StrEnum):
    """What a claim says of the link it names."""

    ASSERTS = "asserts"
    DENIES = "denies"


class Link(StrEnum):
    """What a relation between actors or incidents is."""

    HAND_OFF = "hand_off"
    AMPLIFICATION = "amplification"
    SHARED_INFRASTRUCTURE = "shared_infrastructure"
    FUNDS = "funds"
    ARMS = "arms"
    TRAINS = "trains"
    SUPPORTS = "supports"


@dataclass(frozen=True, slots=True)
class Span:
    """Inclusive days; either end may be unknown (None). `precision` says how exactly the publisher gave them."""

    start: date | None = None
    end: date | None = None
    precision: Precision = Precision.DAY


@dataclass(frozen=True, slots=True)
class Source:
    """Where a record comes from, graded by the admiralty scale (FM 2-22.3, appendix B): reliability A-F, credibility 1-6."""

    source_id: str
    title: str
    publisher: str
    published: date | None = None
    url: str = ""
    reliability: str = "F"  # F: cannot be judged
    credibility: int = 6  # 6: cannot be judged
    tlp: Tlp = Tlp.CLEAR


@dataclass(frozen=True, slots=True)
class Evidence:
    """A kept file: what it shows and its SHA-256 (64 hexadecimal digits)."""

    title: str
    sha256: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that happened: when it occurred, was detected and was reported are three different days."""

    incident_id: str
    title: str
    analyst: str  # whose series it counts in: two analysts' incidents are never added up
    occurred: Span
    detected: date | None = None
    reported: date | None = None
    summary: str = ""
    countries: tuple[str, ...] = ()  # ISO 3166-1 alpha-2
    sectors: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    personas: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()  # disarm:T0002, attack:T1566.001
    evidence: tuple[Evidence, ...] = ()
    sources: tuple[str, ...] = ()  # source ids
    tlp: Tlp = Tlp.CLEAR


@dataclass(frozen=True, slots=True)
class NameAssertion:
    """Somebody calls an actor this, from a day on; the same name may be given to two actors, and both stay."""

    name: str
    source: str  # source id
    asserted: date | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A cluster of activity as one publisher draws it. Names are assertions and never merge two actors."""

    actor_id: str
    names: tuple[NameAssertion, ...]
    description: str = ""
    countries: tuple[str, ...] = ()  # said to be based in; an assertion of the source
    sources: tuple[str, ...] = ()
    tlp: Tlp = Tlp.CLEAR


@dataclass(frozen=True, slots=True)
class Claim:
    """One hypothesis on who is behind an incident (or an actor), by one claimant. Claims compete; none wins here."""

    claim_id: str
    subject: str  # incident or actor id
    actor: str  # actor id, or the name of who is meant
    position: Position
    claimant: str
    statement: str = ""
    likelihood: Likelihood | None = None  # None: the claimant gave no such word, and none is guessed
    confidence: Confidence | None = None
    made: date | None = None
    sources: tuple[str, ...] = ()
    tlp: Tlp = Tlp.CLEAR


@dataclass(frozen=True, slots=True)
class Relation:
    """A typed, dated link between two actors or incidents, with who contests it (claim ids)."""

    relation_id: str
    from_id: str
    to_id: str
    link: Link
    span: Span = Span()
    statement: str = ""
    contested_by: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    tlp: Tlp = Tlp.CLEAR


@dataclass(frozen=True, slots=True)
class Bucket:
    """A published count over inclusive days; months, quarters and years may stand in one series."""

    start: date
    end: date
    count: int


@dataclass(frozen=True, slots=True)
class Series:
    """One analyst's published counts. `level` series (groups active at once) are shown and never tested as events.

    `reported` is the day the counts were published: later days had not happened yet for the analyst, and every month
    between the first count and that day could have been picked out.
    """

    series_id: str
    analyst: str
    title: str
    buckets: tuple[Bucket, ...]
    reported: date | None = None
    level: bool = False
    sources: tuple[str, ...] = ()
    tlp: Tlp = Tlp.CLEAR


@dataclass(frozen=True, slots=True)
class Indicator:
    """A published tactic, technique, procedure and indicator row, as the publisher wrote it (still defanged)."""

    indicator_id: str
    network: str
    period: str
    tactic: str
    technique: str
    procedure: str
    value: str
    source: str = ""


Record = Source | Incident | Actor | Claim | Relation | Series | Indicator


@dataclass(frozen=True, slots=True)
class Archive:
    """All records, each kind in the order of its ids."""

    sources: tuple[Source, ...] = ()
    incidents: tuple[Incident, ...] = ()
    actors: tuple[Actor, ...] = ()
    claims: tuple[Claim, ...] = ()
    relations: tuple[Relation, ...] = ()
    series: tuple[Series, ...] = ()
    indicators: tuple[Indicator, ...] = ()
