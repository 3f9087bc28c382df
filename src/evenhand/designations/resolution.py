"""Which entities of several lists may be one: a confidence 0..1000 with the reasons that make it up, for a person to decide.

Nothing is joined here. Candidates share a full name in normal form (or carry one authority's number); kind, birth years
and countries speak for or against. Names across scripts are `matching`'s; decisions are `joining`'s.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from evenhand.designations.model import Entity, EntityKind, Strength
from evenhand.designations.names import normal, spellings

_CROWD: Final = 25  # entities of one name; more is a common name and no ground for a pair
_FLOOR: Final = 500
_VAGUE: Final = frozenset({EntityKind.UNKNOWN, EntityKind.ORGANISATION, EntityKind.COMPANY, EntityKind.BANK})


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two entities that may be one. `explanation` holds one reason an entry, with what it adds."""

    left: str
    right: str
    confidence: int
    explanation: tuple[str, ...]


def compare(one: Entity, other: Entity) -> Suggestion:
    """How far two entities look like one, and why. Symmetric; 0 when they are of different kinds."""
    left, right = (one, other) if one.entity_id <= other.entity_id else (other, one)
    if not _may_be_one(one.kind, other.kind):
        return Suggestion(left.entity_id, right.entity_id, 0, (f"different kinds: {one.kind}, {other.kind} (0)",))
    points = list(_points(left, right))
    total = max(0, min(1000, sum(count for count, _ in points)))
    return Suggestion(
        left.entity_id, right.entity_id, total, tuple(f"{reason} ({count:+d})" for count, reason in points)
    )


def _may_be_one(one: EntityKind, other: EntityKind) -> bool:
    return one is other or (one in _VAGUE and other in _VAGUE)


def _points(left: Entity, right: Entity) -> Iterator[tuple[int, str]]:
    mine, theirs = _names(left), _names(right)
    shared = sorted(set(mine) & set(theirs), key=lambda name: (-len(name), name))
    if shared:
        words = len(shared[0].split())
        yield 350 + 100 * min(words, 4), f"both are called {mine[shared[0]]!r}"
    if len(shared) > 1:
        yield 150, f"{len(shared)} names in common"
    if normal(left.name) == normal(right.name):
        yield 50, "it is the first name of both"
    yield from _particulars(left, right)


def _particulars(left: Entity, right: Entity) -> Iterator[tuple[int, str]]:
    if left.birth_years and right.birth_years:
        years = sorted(set(left.birth_years) & set(right.birth_years))
        near = min(abs(one - other) for one in left.birth_years for other in right.birth_years)
        if years:
            yield 250, f"birth year {years[0]} in both"
        elif near > 2:
            yield -500, f"birth years {near} years apart"
    elif left.kind is EntityKind.PERSON:
        yield -150, "no birth year to compare"
    countries = {country.casefold() for country in left.countries} & {country.casefold() for country in right.countries}
    if countries:
        yield 100, f"country {sorted(countries)[0]} in both"


def _names(entity: Entity) -> dict[str, str]:
    """Normal form to a name as written, of the names that are not weak."""
    person = entity.kind is EntityKind.PERSON
    return {
        normal(spelling): spelling
        for alias in entity.aliases
        if alias.strength is Strength.STRONG
        for spelling in spellings(alias.name, person=person)
        if "," not in spelling or not person
    }


def suggest(
    entities: Mapping[str, Entity], apart: Collection[tuple[str, str]] = frozenset(), floor: int = _FLOOR
) -> tuple[Suggestion, ...]:
    """Pairs of entities without a listing of one list in common that look like one, surest first.

    Pairs in `apart` were decided to be different and are never suggested again.
    """
    found = (
        compare(entities[one], entities[other])
        for one, other in _candidates(entities.values())
        if (one, other) not in apart and not _lists(entities[one]) & _lists(entities[other])
    )
    kept = [suggestion for suggestion in found if suggestion.confidence >= floor]
    return tuple(sorted(kept, key=lambda suggestion: (-suggestion.confidence, suggestion.left, suggestion.right)))


def _candidates(entities: Iterable[Entity]) -> list[tuple[str, str]]:
    by_name: dict[str, set[str]] = {}
    for entity in entities:
        for name in _names(entity):
            if len(name) > 5 and (" " in name or entity.kind is not EntityKind.PERSON):
                by_name.setdefault(name, set()).add(entity.entity_id)
    pairs = {
        (one, other)
        for ids in by_name.values()
        if 1 < len(ids) <= _CROWD
        for one in ids
        for other in ids
        if one < other
    }
    return sorted(pairs)


def _lists(entity: Entity) -> set[str]:
    """Two rows of one list are two entities: their publisher says so. A bundled copy counts as its list."""
    home = {"un-entities": "un-sc", "us-csl": "us-ofac-sdn", "us-ofac-nonsdn": "us-ofac-sdn"}
    sources = (key.partition("/")[0] for key in entity.record_keys)
    return {home.get(source, source) for source in sources} - {"platform", "opensanctions"}
