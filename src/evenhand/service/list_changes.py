"""What changed in a list and in one entity's listings, and whom the lists in force hold.

Reads stored documents and the registry; changes nothing. The first complaint about such policies is who is on the list:
`composition` counts, by tier and by region, and says how many have no region instead of guessing one.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache
from importlib import resources
from typing import Any

from evenhand.designations.changes import Change, Difference, change_of, difference
from evenhand.designations.model import Cited, Entity, ListRecord, SourceDocument, Verification
from evenhand.designations.registry import Registry
from evenhand.kernel.clock import parse_instant
from evenhand.kernel.errors import NotFoundError
from evenhand.policy.model import Policy
from evenhand.service.lists import BUNDLED
from evenhand.service.ports import ListStore
from evenhand.service.resolution import listing_versions


def document_of(store: ListStore, source: str, said: str) -> SourceDocument:
    """The document a person means: its id, or a day or instant (the newest document seen by then).

    Raises NotFoundError when there is none.
    """
    own = [document for document in store.documents() if document.source == source]
    by_id = [document for document in own if document.document_id == said]
    if by_id:
        return by_id[0]
    if said.startswith("doc-"):
        raise NotFoundError(f"no document {said[:60]} of {source}", hint=_which(own))
    moment = parse_instant(f"{said}T23:59:59.999999Z" if len(said) == 10 else said)
    seen = [document for document in own if document.observed_at <= moment]
    if not seen:
        raise NotFoundError(f"no document of {source} was seen by {said[:40]}", hint=_which(own))
    return seen[-1]


def _which(own: Iterable[SourceDocument]) -> str:
    there = ", ".join(f"{one.document_id} ({one.observed_at:%Y-%m-%d})" for one in own)
    return f"there are: {there}" if there else "none was imported (evenhand lists import)"


def diff(store: ListStore, source: str, before: str, after: str) -> tuple[SourceDocument, SourceDocument, Difference]:
    """Two documents of a source and what the second adds, leaves out and states differently."""
    one, other = document_of(store, source, before), document_of(store, source, after)
    return one, other, difference(store.records(one.document_id), store.records(other.document_id))


def history(store: ListStore, registry: Registry, name: str, known_at: datetime) -> dict[str, Any]:
    """The life of the entity of a name, as known at an instant: its acts by their own days, and what the lists showed.

    The days of acts (announced, in effect, revoked) are the authority's, which stands as their `listing`. What lists showed
    is when each listing was first seen (compiled, in a bundled table), stated anew, gone, and back. Raises NotFoundError
    when nobody has that name.
    """
    entity_id = name if name in registry.entities else ""
    if not entity_id:
        hits = registry.find(name, 1)
        if not hits or hits[0].score < 850:
            raise NotFoundError(f"nobody called {name[:80]!r} is listed here", hint="evenhand designations show NAME")
        entity_id = hits[0].entity_id
    entity = registry.entities[entity_id]
    events = [event for key in entity.record_keys for event in _listing_events(store, key, known_at)]
    events.extend(_gap_events(registry, entity_id, known_at))
    events.extend(_act_events(registry, entity_id, known_at))
    events.sort(key=lambda event: (event["at"], event["listing"], event["what"]))
    return {"entity_id": entity_id, "name": entity.name, "kind": entity.kind.value, "events": events}


def _act_events(registry: Registry, entity_id: str, known_at: datetime) -> Iterable[dict[str, Any]]:
    for act in registry.cited(entity_id, known_at.date(), known_at):
        sure = {"verification": act.verification} if act.verification is not Verification.CONFIRMED else {}
        for what, day in (("announced", act.announced), ("in effect", act.effective), ("revoked", act.revoked)):
            if day is not None:
                at = datetime.combine(day, time(), UTC)
                yield {"at": at, "listing": act.authority, "what": what, "programmes": [act.programme], **sure}


def _listing_events(store: ListStore, key: str, known_at: datetime) -> Iterable[dict[str, Any]]:
    before: ListRecord | None = None
    for document, record in listing_versions(store, key):
        if document.observed_at > known_at:
            break
        change = change_of(before, record) if before is not None else None
        if before is None:
            acts = sorted({fact.programme for fact in record.facts})
            what = "compiled" if document.author == BUNDLED else "first seen"
            yield _event(document, key, what, name=record.name, programmes=acts)
        elif change is not None:
            yield _event(document, key, "stated anew", **_change(change))
        before = record


def _event(document: SourceDocument, key: str, what: str, **said: Any) -> dict[str, Any]:
    return {"at": document.observed_at, "listing": key, "what": what, "document": document.document_id, **said}


def _change(change: Change) -> dict[str, Any]:
    said = {
        "renamed_from": change.renamed_from,
        "programmes_added": list(change.programmes_added),
        "programmes_removed": list(change.programmes_removed),
        "names_added": list(change.names_added),
        "names_removed": list(change.names_removed),
        "days_changed": list(change.days_changed),
    }
    return {name: value for name, value in said.items() if value}


def _gap_events(registry: Registry, entity_id: str, known_at: datetime) -> Iterable[dict[str, Any]]:
    found: dict[tuple[datetime, str, str], dict[str, Any]] = {}
    for act in registry.designations_of(entity_id):
        for gap in act.gaps:
            for moment, what in ((gap.since, "gone"), (gap.until, "back")):
                if moment is not None and moment <= known_at:
                    event = {"at": moment, "listing": act.list_source, "what": what, "programmes": [act.fact.programme]}
                    found[moment, act.fact.programme, what] = event
    return found.values()


def composition(registry: Registry, policy: Policy, on: date, known_at: datetime) -> dict[str, Any]:
    """How many entities have an act in force, by tier of a policy and region, by tier and programme, and by kind.

    Region is the UN's (M49) of the countries that a list names for the entity; `not said` where none does. Ideology is not
    counted: no list says it, and no cited file that does is bundled.
    """
    tiers: Counter[str] = Counter()
    regions: dict[str, Counter[str]] = {}
    programmes: dict[str, Counter[str]] = {}
    kinds: dict[str, Counter[str]] = {}
    for entity, acts in registry.as_of(on, known_at):
        tier = _tier(policy, entity, acts)
        tiers[tier] += 1
        kinds.setdefault(tier, Counter())[entity.kind.value] += 1
        regions.setdefault(tier, Counter()).update(_regions(entity))
        programmes.setdefault(tier, Counter()).update({act.programme for act in acts})
    return {
        "on": on,
        "known_at": known_at,
        "policy": policy.ref,
        "registry": registry.digest,
        "tiers": _sorted(tiers),
        "by_region": {tier: _sorted(regions[tier]) for tier in sorted(regions)},
        "by_programme": {tier: _sorted(programmes[tier]) for tier in sorted(programmes)},
        "by_kind": {tier: _sorted(kinds[tier]) for tier in sorted(kinds)},
        "by_ideology": "not counted: no cited file says whose ideology is which",
        "region_source": "UN Statistics Division, Standard country or area codes (M49)",
    }


def _tier(policy: Policy, entity: Entity, acts: Iterable[Cited]) -> str:
    found = [
        tier
        for act in acts
        if (tier := policy.tier_map.tier_of(act.authority, act.programme, entity.kind.value, act.tier_hint))
    ]
    return str(min(found)) if found else "none"


def _regions(entity: Entity) -> set[str]:
    known = regions_by_country()
    found = {known[country.casefold()] for country in entity.countries if country.casefold() in known}
    return found or {"not said"}


@lru_cache(maxsize=1)
def regions_by_country() -> Mapping[str, str]:
    """`regions.csv`: a country's names, as lists write them, to its region."""
    text = resources.files("evenhand.designations").joinpath("regions.csv").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    found: dict[str, str] = {}
    for row in csv.DictReader(io.StringIO("\n".join(lines))):
        for name in row["names"].split(";"):
            found[name.strip().casefold()] = row["region"]
    return found


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
