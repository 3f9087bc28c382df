"""Names found too often where nobody is meant: parked, so that they need support or are not sought, until a person releases them.

A decision is added and never removed; the latest of a name in a language stands. Counting is `service.name_lint`'s; what a
weak name needs is `detection`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from evenhand.designations.model import Alias, Entity, EntityKind, Strength
from evenhand.designations.names import normal, spellings
from evenhand.designations.registry import Registry
from evenhand.kernel.canonical import digest_of


class Step(StrEnum):
    """What is done with a name: it needs support in a language, it is not sought at all, or it is as its list has it."""

    WEAK = "weak"
    UNSOUGHT = "unsought"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class NameDecision:
    """One decision on a name (in normal form) in texts of a language, with the figure it rests on: hits in so many texts."""

    decision_id: str
    name: str
    lang: str
    step: Step
    by: str
    reason: str
    at: datetime
    hits: int = 0
    texts: int = 0


Key = tuple[str, str]  # name in normal form, language


def standing(decisions: Iterable[NameDecision]) -> dict[Key, NameDecision]:
    """The latest decision of each name in each language."""
    ordered = sorted(decisions, key=lambda one: (one.at, one.decision_id))
    return {(one.name, one.lang): one for one in ordered}


def parked(registry: Registry, decisions: Sequence[NameDecision]) -> Registry:
    """The registry with its parked names weaker or not sought. The same decisions give the same registry in any order."""
    if not decisions:
        return registry
    steps = {key: one.step for key, one in standing(decisions).items() if one.step is not Step.RELEASED}
    names = {name for name, _ in steps}
    entities = {key: _entity(entity, steps, names) for key, entity in registry.entities.items()}
    identity = digest_of([registry.digest, sorted(one.decision_id for one in decisions)])
    return replace(registry, entities=entities, digest=identity, _index=None)


def _entity(entity: Entity, steps: Mapping[Key, Step], names: set[str]) -> Entity:
    person = entity.kind is EntityKind.PERSON
    aliases: list[Alias] = []
    for alias in entity.aliases:
        written = {normal(alias.name), *(normal(each) for each in spellings(alias.name, person=person))}
        if written.isdisjoint(names):
            aliases.append(alias)
        else:
            aliases += _alias(alias, [(lang, step) for (name, lang), step in steps.items() if name in written])
    return replace(entity, aliases=tuple(aliases))


def _alias(alias: Alias, steps: Sequence[tuple[str, Step]]) -> Iterator[Alias]:
    """The alias as parked. A name of every language that is weak in one gets a weak entry there, which goes before it."""
    mine = [(lang, step) for lang, step in steps if not alias.lang or lang == alias.lang]
    if any(step is Step.UNSOUGHT for _, step in mine):
        yield replace(alias, strength=Strength.LOW_QUALITY)
        return
    here = any(lang == alias.lang for lang, _ in mine)
    yield replace(alias, strength=Strength.WEAK) if here and alias.strength is Strength.STRONG else alias
    if alias.strength is Strength.STRONG:
        yield from (
            replace(alias, lang=lang, strength=Strength.WEAK) for lang, _ in sorted(mine) if lang and lang != alias.lang
        )
