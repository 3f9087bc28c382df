"""Which names are worth seeking in posts, and how far each points to its entity.

Being listed is not being dangerous (DESIGN.md, decision 4): ships, aircraft, banks and companies are not sought, the
publisher's low-quality names never, persons by full names only. Which entities count is the tier map's, asked by the
caller through `wanted`. How a name is found in a text is `detection`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib import resources
from typing import Final

from evenhand.designations.model import Alias, Cited, Entity, EntityKind, Strength, Verification
from evenhand.designations.names import normal, spellings
from evenhand.designations.registry import Registry
from evenhand.kernel.languages import script_of

SOUGHT: Final = frozenset({EntityKind.ORGANISATION, EntityKind.PERSON})
_SHORTEST: Final = 3  # characters of the normal form; shorter ones are words and initials of everything
_FULL_NAME: Final = 3  # tokens from which a person's name is rare enough to stand alone
_LONGEST: Final = 12  # tokens; longer "names" in lists are descriptions


@dataclass(frozen=True, slots=True)
class MatchAlias:
    """A name to seek. `lang` is empty for every language; `strength` is strong or weak."""

    entity_id: str
    name: str
    lang: str
    script: str
    strength: Strength
    kind: EntityKind


Wanted = Callable[[Entity, tuple[Cited, ...]], bool]


def matchable_aliases(
    registry: Registry, on: date, known_at: datetime, wanted: Wanted | None = None
) -> Iterator[MatchAlias]:
    """Names of organisations and persons with an act that holds, or may hold, on a day as known at an instant.

    By entity id. A confirmed act whose day is not known (announced, not yet dated) may hold: its entity must be found, so
    that the finding's tier is unknown and a person looks (DESIGN.md, decision 5). `wanted(entity, those acts)` narrows
    them, for example by a tier map; without it all are given.
    """
    for entity_id, entity in registry.entities.items():
        if entity.kind not in SOUGHT:
            continue
        acts = tuple(act for act in registry.cited(entity_id, on, known_at) if _may_hold(act))
        if acts and (wanted is None or wanted(entity, acts)):
            yield from aliases_of(entity)


def _may_hold(act: Cited) -> bool:
    return bool(act.in_force) or (act.in_force is None and act.verification is Verification.CONFIRMED)


def aliases_of(entity: Entity) -> Iterator[MatchAlias]:
    """The names of one entity that are worth seeking, each once a language."""
    person = entity.kind is EntityKind.PERSON
    given: set[tuple[str, str]] = set()
    curated = {normal(alias.name) for alias in entity.aliases if alias.source.startswith("curated")}
    for alias in entity.aliases:
        if alias.strength is Strength.LOW_QUALITY:
            continue
        own = alias.source.startswith("curated")
        for name in (alias.name,) if own else spellings(alias.name, person=person):
            key = normal(name)
            if (key, alias.lang) in given or (not own and key in curated) or ("," in name and person):
                continue
            strength = _strength(key, alias, own, person)
            if strength is not None:
                given.add((key, alias.lang))
                yield MatchAlias(entity.entity_id, name, alias.lang, script_of(name), strength, entity.kind)


def _strength(key: str, alias: Alias, own: bool, person: bool) -> Strength | None:
    tokens = key.split()
    if len(key) < _SHORTEST or len(tokens) > _LONGEST:
        return None
    if own or alias.source == "platform":
        return alias.strength
    telling = [token for token in tokens if len(token) > 1]
    if not any(character.isalpha() for character in key):
        return None  # a number that is a name ("764") is every number; only a curated name may say so
    if person:
        names = [token for token in telling if token not in _HALF_NAMES]
        if len(names) < 2:
            return None
        return alias.strength if len(names) >= _FULL_NAME else Strength.WEAK
    distinctive = [token for token in telling if token not in ordinary_words()]
    if not distinctive or len([token for token in telling if token not in _ARTICLES]) < 2:
        return Strength.WEAK
    return alias.strength


_ARTICLES: Final = frozenset({"the", "al", "el", "la", "le", "los", "las", "of", "de", "del", "ال"})

# Words that make one name together with the next: "Abd al-Rahman" and "Abu Ahmad" are one name, not two.
_HALF_NAMES: Final = frozenset(
    {"abd", "abdul", "abdel", "abdal", "abdur", "abu", "abou", "umm", "al", "el", "عبد", "ابو", "ابي", "ام"}
)


@lru_cache(maxsize=1)
def ordinary_words() -> frozenset[str]:
    """The words of `ordinary-words.txt` in normal form."""
    text = resources.files("evenhand.designations").joinpath("ordinary-words.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(normal(word) for line in lines for word in line.split())
