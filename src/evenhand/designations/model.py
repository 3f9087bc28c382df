"""Who is designated, by whom, when, and as known when: plain records, no behaviour beyond reading a date.

Days are the authority's own days; each of announced, effective and revoked may be unknown (None) and is never guessed.
Parsers (`designations.sources`) make `ListRecord`s; `designations.registry` folds them into `Entity` and `Designation`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class EntityKind(StrEnum):
    """What kind of thing is listed. Sanctions lists hold ships, airlines and banks (DESIGN.md, decision 4)."""

    PERSON = "person"
    ORGANISATION = "organisation"
    COMPANY = "company"
    BANK = "bank"
    VESSEL = "vessel"
    AIRCRAFT = "aircraft"
    STATE = "state"
    UNKNOWN = "unknown"


class Strength(StrEnum):
    """How far a name alone points to its entity."""

    STRONG = "strong"  # the primary name, a distinctive alias
    WEAK = "weak"  # common words, short acronyms, given names: needs support from context
    LOW_QUALITY = (
        "low_quality"  # the publisher itself says so (UN "Low", OFAC weak a.k.a.): shown, never matched in posts
    )


class Verification(StrEnum):
    """Whether a fact may be enforced."""

    CONFIRMED = "confirmed"
    UNVERIFIED = "unverified"  # kept and shown, never enforced


@dataclass(frozen=True, slots=True)
class Alias:
    """A name as published: BCP 47 language or empty, ISO 15924 script, strength, source and whether reviewed."""

    name: str
    lang: str = ""
    script: str = ""
    strength: Strength = Strength.STRONG
    source: str = ""
    reviewed: bool = True


@dataclass(frozen=True, slots=True)
class DesignationFact:
    """One authority's act under one programme, as a row of one document states it."""

    authority: str
    programme: str
    announced: date | None = None
    effective: date | None = None
    revoked: date | None = None
    reference: str = ""  # the authority's own number: YEe.001, OFAC uid
    source: str = ""  # citation for a reader
    verification: Verification = Verification.CONFIRMED
    revocation_announced: date | None = None
    tier_hint: str = ""  # only for `platform` lists, where the operator names the tier: none, 1, 2
    observed_gaps: tuple[tuple[date, date | None], ...] = ()  # [absent from, seen again), compiled from dated snapshots
    in_force_by: date | None = None  # a dated text shows it in force that day; since when is not known


@dataclass(frozen=True, slots=True)
class ListRecord:
    """One listing: a row (or group of rows) of a published document, parsed. `key` is stable across versions of the list."""

    key: str
    name: str
    kind: EntityKind
    aliases: tuple[Alias, ...] = ()
    facts: tuple[DesignationFact, ...] = ()
    countries: tuple[str, ...] = ()
    birth_years: tuple[int, ...] = ()
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A published file as it was read: what it is, its hash, and the instant from which its content was known.

    `complete` is True for a snapshot (absence means removal), False for a compiled history that carries its own dates.
    """

    document_id: str
    source: str
    sha256: str
    name: str
    observed_at: datetime
    complete: bool = True
    author: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """An observed absence: complete documents from `since` on did not have it; `until` is the first that had it again."""

    since: datetime
    until: datetime | None = None

    def covers(self, on: date, known_at: datetime) -> bool:
        """Whether, as known at an instant, it was absent on a day. An observation, never a legal date."""
        if known_at < self.since or on < self.since.date():
            return False
        return self.until is None or known_at < self.until or on < self.until.date()


@dataclass(frozen=True, slots=True)
class Designation:
    """A fact as the registry holds it: the act, when it was known, from which document, and what later documents showed."""

    entity_id: str
    fact: DesignationFact
    list_source: str
    document_id: str
    first_known: datetime
    absent_since: datetime | None = None  # since of the open gap, if any: an observed gap, not a legal date
    gaps: tuple[Gap, ...] = ()
    superseded_at: datetime | None = None  # a later document of the same list states the act differently from here on
    revocation_known: datetime | None = None  # None with a revoked day: known together with the act
    compiled_at: datetime | None = None  # set for acts of a history that carries its own dates: when it was compiled
    seen_from: datetime | None = None  # first sight in a snapshot, also when an older wording of the act was seen then

    def in_force(self, on: date, known_at: datetime) -> bool | None:
        """Whether it was in force on a day as known at an instant; None when that cannot be said.

        Unknown stays unknown: a listing without dates is in force from the day it was first seen, and nothing is said
        of before. An unverified act is never said to be in force.
        """
        if known_at < self.first_known or (self.superseded_at is not None and known_at >= self.superseded_at):
            return False
        if self._over(on, known_at):
            return False
        begun = self._begun(on)
        if begun is None or begun is False:
            return begun
        return True if self.fact.verification is Verification.CONFIRMED else None

    def revoked_as_known(self, known_at: datetime) -> date | None:
        """The revocation day, once its act was public."""
        if self.revocation_known is not None and known_at < self.revocation_known:
            return None
        return self.fact.revoked

    def _over(self, on: date, known_at: datetime) -> bool:
        revoked = self.revoked_as_known(known_at)
        return (revoked is not None and on >= revoked) or any(gap.covers(on, known_at) for gap in self.gaps)

    def _begun(self, on: date) -> bool | None:
        fact = self.fact
        if fact.effective is not None:
            return on >= fact.effective
        if fact.announced is not None and on < fact.announced:
            return False
        if fact.in_force_by is not None:
            return True if on >= fact.in_force_by else None
        if self.compiled_at is not None:  # announced, and the effective day is not known: doubt favours the user
            return None
        return True if on >= (self.seen_from or self.first_known).date() else None


@dataclass(frozen=True, slots=True)
class Cited:
    """One act as the registry answers it for a day and an instant: sources that state the same act are one.

    `in_force` is None when it cannot be said. `revoked` is None while the revocation was not public yet.
    """

    authority: str
    programme: str
    announced: date | None
    effective: date | None
    revoked: date | None
    in_force: bool | None
    source: str
    reference: str = ""
    verification: Verification = Verification.CONFIRMED
    tier_hint: str = ""
    list_sources: tuple[str, ...] = ()
    document_ids: tuple[str, ...] = ()
    first_known: datetime | None = None
    observed_gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """Who: one organisation or person, joined across lists."""

    entity_id: str
    name: str
    kind: EntityKind
    aliases: tuple[Alias, ...]
    countries: tuple[str, ...] = ()
    birth_years: tuple[int, ...] = ()
    record_keys: tuple[str, ...] = ()  # "source/key" of each listing that was joined
