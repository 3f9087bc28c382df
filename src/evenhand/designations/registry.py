"""All designations, asked by two clocks: what was in force on a day, as known at an instant.

A pure fold over documents and the identity file: the same documents give the same registry in whatever order they came.
Several lists that state one act are one answer here. What an act means for a policy is the tier map's, elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from evenhand.designations.citing import cite
from evenhand.designations.folding import Content, history_acts, in_order, series_of, snapshot_acts
from evenhand.designations.identity import Identity, KnownEntity
from evenhand.designations.model import (
    Alias,
    Cited,
    Designation,
    Entity,
    EntityKind,
    ListRecord,
    SourceDocument,
    Strength,
)
from evenhand.designations.names import NameHit, NameIndex, spellings
from evenhand.kernel.canonical import digest_of
from evenhand.kernel.languages import script_of

# Carry their own dates; the newest replaces the older.
HISTORIES: Final = frozenset({"us-state-fto", "un-entities", "us-state-sponsors", "gb-proscribed", "ca-listed"})
# Whose name, kind and spelling an uncurated entity takes when several lists have it.
_RANK: Final = {source: rank for rank, source in enumerate(("platform", "us-state-fto", "un-sc", "un-entities"))}


@dataclass(slots=True)
class Registry:
    """Entities and their acts. Do not change it: a new document makes a new registry."""

    entities: Mapping[str, Entity]
    documents: tuple[SourceDocument, ...]
    digest: str
    _acts: Mapping[str, tuple[Designation, ...]]
    _index: NameIndex | None = field(default=None)

    def designations_of(self, entity_id: str) -> tuple[Designation, ...]:
        """Every act ever stated of an entity, as each document states it; empty when there is none."""
        return self._acts.get(entity_id, ())

    def cited(self, entity_id: str, on: date, known_at: datetime) -> tuple[Cited, ...]:
        """The acts known at an instant, one entry an act, each with whether it was in force on the day."""
        return cite(self.designations_of(entity_id), on, known_at)

    def as_of(self, on: date, known_at: datetime) -> Iterator[tuple[Entity, tuple[Cited, ...]]]:
        """The entities with an act in force on a day as known at an instant, by id, with just those acts."""
        for entity_id in self.entities:
            acts = tuple(act for act in self.cited(entity_id, on, known_at) if act.in_force)
            if acts:
                yield self.entities[entity_id], acts

    def find(self, query: str, limit: int = 5) -> tuple[NameHit, ...]:
        """Entities by a name in any script, best first."""
        return self.index.find(query, limit)

    @property
    def index(self) -> NameIndex:
        """All names, indexed when first asked for."""
        if self._index is None:
            self._index = NameIndex(
                (entity.entity_id, spelling, alias.strength)
                for entity in self.entities.values()
                for alias in entity.aliases
                for spelling in spellings(alias.name, person=entity.kind is EntityKind.PERSON)
            )
        return self._index


def fold(contents: Iterable[Content], identity: Identity) -> Registry:
    """The registry of these documents, in whatever order they come."""
    series: dict[tuple[str, str], list[Content]] = {}
    for content in in_order(contents):
        series.setdefault(series_of(content.document), []).append(content)
    kept: list[Content] = []
    acts: dict[str, list[Designation]] = {}
    for (source, _), members in sorted(series.items()):
        used = members[-1:] if source in HISTORIES else members
        kept += used
        found = (
            history_acts(used[0], identity.entity_of)
            if source in HISTORIES
            else snapshot_acts(used, identity.entity_of)
        )
        for act in found:
            acts.setdefault(act.entity_id, []).append(act)
    entities = _entities(kept, identity)
    documents = tuple(content.document for content in kept)
    return Registry(
        entities=entities,
        documents=documents,
        digest=digest_of([identity.digest, sorted(document.document_id for document in documents)]),
        _acts={entity_id: tuple(sorted(found, key=_act_order)) for entity_id, found in acts.items()},
    )


def _act_order(act: Designation) -> tuple[str, str, str, str, str]:
    day = act.fact.effective or act.fact.announced
    known = act.first_known.isoformat()
    return act.fact.programme, day.isoformat() if day else "~", act.list_source, act.fact.reference, known


def _entities(contents: Sequence[Content], identity: Identity) -> dict[str, Entity]:
    listings: dict[str, dict[str, list[ListRecord]]] = {}
    for content in contents:
        source = content.document.source
        for record in content.records:
            held = listings.setdefault(identity.entity_of(source, record.key), {})
            held.setdefault(f"{source}/{record.key}", []).append(record)
    return {entity_id: _entity(entity_id, listings[entity_id], identity) for entity_id in sorted(listings)}


def _entity(entity_id: str, listings: Mapping[str, list[ListRecord]], identity: Identity) -> Entity:
    ordered = sorted(listings, key=lambda key: (_RANK.get(key.partition("/")[0], len(_RANK)), key))
    newest = listings[ordered[0]][-1]
    known = identity.entities.get(entity_id)
    aliases = _aliases(ordered, listings, known)
    records = [record for key in ordered for record in listings[key][-1:]]
    return Entity(
        entity_id=entity_id,
        name=known.name if known else newest.name,
        kind=known.kind if known else newest.kind,
        aliases=aliases,
        countries=tuple(dict.fromkeys(country for record in records for country in record.countries)),
        birth_years=tuple(sorted({year for record in records for year in record.birth_years})),
        record_keys=tuple(ordered),
    )


def _aliases(
    ordered: Sequence[str], listings: Mapping[str, list[ListRecord]], known: KnownEntity | None
) -> tuple[Alias, ...]:
    """Curated names first, one a language; a published name that is curated too takes the curated strength."""
    curated = list(known.aliases) if known else []
    if known and known.name not in {alias.name for alias in curated}:
        curated.append(Alias(known.name, "", script_of(known.name), source="curated"))
    taken = {alias.name.casefold() for alias in curated}
    published: list[Alias] = []
    for key in ordered:
        source = key.partition("/")[0]
        for record in dict.fromkeys(reversed(listings[key])):
            strength = Strength.LOW_QUALITY if "\ufffd" in record.name else Strength.STRONG  # read from a damaged file
            own = Alias(record.name, "", script_of(record.name), strength, source)
            for alias in (own, *record.aliases):
                if alias.name.casefold() not in taken:
                    taken.add(alias.name.casefold())
                    published.append(alias)
    return (*curated, *published)
