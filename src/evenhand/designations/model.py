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
    """A name of an entity: text as published, BCP 47 language or empty, ISO 15924 script, strength, source and whether reviewed."""

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
class Designation:
    """A fact as the registry holds it: the act, and when it was known, from which document."""

    entity_id: str
    fact: DesignationFact
    list_source: str
    document_id: str
    first_known: datetime
    absent_since: datetime | None = None  # first later complete document without it: an observed gap, not a legal date

    def in_force(self, on: date, known_at: datetime) -> bool | None:
        """Whether it was in force on a day as known at an instant; None when that cannot be said.

        Unknown stays unknown: a listing without dates is in force from the day it was first seen, and nothing is said of before.
        """
        if known_at < self.first_known:
            return False
        fact = self.fact
        if fact.revoked is not None and on >= fact.revoked:
            return False
        if fact.effective is not None:
            if on < fact.effective:
                return False
        elif fact.announced is not None and on < fact.announced:
            return False
        elif on < self.first_known.date() or (
            fact.announced is not None and fact.effective is None and not self._seen_by(on)
        ):
            return None
        if self.absent_since is not None and self.absent_since <= known_at and on >= self.absent_since.date():
            return False
        return True

    def _seen_by(self, on: date) -> bool:
        return on >= self.first_known.date()


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
