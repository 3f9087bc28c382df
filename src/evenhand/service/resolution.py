"""Joining and parting entities of several lists: what a person decides, what is suggested, and why an entity is one.

Decisions are kept with who, when, why and what the resolver said at that moment; the registry applies them when it is
folded. A merge is refused where it would join what was found different.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evenhand.designations.identity import Identity, bundled_identity
from evenhand.designations.joining import JoinDecision, Verdict, decided, standing
from evenhand.designations.model import ListRecord, SourceDocument
from evenhand.designations.registry import Registry
from evenhand.designations.resolution import Suggestion, compare, suggest
from evenhand.kernel.clock import Clock, format_instant
from evenhand.kernel.errors import ConflictError, NotFoundError, UsageError
from evenhand.kernel.ids import derived_id
from evenhand.kernel.languages import script_of
from evenhand.service.lists import bundled_contents
from evenhand.service.ports import ListStore


def decide(
    store: ListStore, registry: Registry, clock: Clock, verdict: Verdict, left: str, right: str, by: str, reason: str
) -> JoinDecision:
    """Record that two entities are one (`SAME`) or are not (`DIFFERENT`). Asking again for what stands changes nothing.

    Raises NotFoundError for an id that is none, UsageError without a person or a reason, ConflictError for a merge that
    an earlier *different* stands against.
    """
    if not by.strip() or not reason.strip():
        raise UsageError("a decision names who decides and why", hint="give --as PERSON and --reason TEXT")
    if left == right:
        raise UsageError("an entity cannot be joined to or parted from itself")
    identity = decided(bundled_identity(), store.decisions())
    for entity_id in (left, right):
        if not _known(registry, identity, entity_id):
            raise NotFoundError(
                f"no entity {entity_id[:80]!r}", hint="evenhand designations show NAME shows the ids there are"
            )
    pair = (min(left, right), max(left, right))
    before = standing(store.decisions()).get(pair)
    if before is not None and before.verdict is verdict:
        return before
    found = _said(registry, left, right)
    now = clock.now()
    decision = JoinDecision(
        decision_id=derived_id("join", verdict.value, *pair, format_instant(now)),
        verdict=verdict,
        left=left,
        right=right,
        by=by.strip(),
        reason=reason.strip(),
        at=now,
        confidence=found.confidence if found else 0,
        explanation=found.explanation if found else (),
    )
    if verdict is Verdict.SAME:
        _refuse_contradiction(store, decision)
    store.decide(decision)
    return decision


def _known(registry: Registry, identity: Identity, entity_id: str) -> bool:
    if entity_id in registry.entities or entity_id in identity.merged or entity_id in identity.entities:
        return True
    return any(entity_id == own for own, _ in _listings(registry, identity))


def _listings(registry: Registry, identity: Identity) -> Iterator[tuple[str, str]]:
    for entity in registry.entities.values():
        for key in entity.record_keys:
            source, _, listing = key.partition("/")
            yield identity.own_id(source, listing), key


def _said(registry: Registry, left: str, right: str) -> Suggestion | None:
    one, other = registry.entities.get(left), registry.entities.get(right)
    return compare(one, other) if one and other else None


def _refuse_contradiction(store: ListStore, decision: JoinDecision) -> None:
    earlier = [other for other in store.decisions() if other.pair != decision.pair]
    after = decided(bundled_identity(), [*earlier, decision])
    if after.merged.get(decision.left, decision.left) != after.merged.get(decision.right, decision.right):
        raise ConflictError(
            f"{decision.left} and {decision.right} cannot be joined: they are, or are joined to, what was found different",
            hint="evenhand designations why ID shows the decisions; undo the one that is wrong first",
        )


def suggestions(store: ListStore, registry: Registry, floor: int, limit: int) -> list[dict[str, Any]]:
    """Pairs that look like one entity, surest first, without those that were decided."""
    done = standing(store.decisions())
    found = suggest(registry.entities, frozenset(done), floor)[:limit]
    return [
        {
            "left": one.left,
            "left_name": registry.entities[one.left].name,
            "right": one.right,
            "right_name": registry.entities[one.right].name,
            "confidence": one.confidence,
            "explanation": list(one.explanation),
        }
        for one in found
    ]


def why(store: ListStore, registry: Registry, entity_id: str) -> dict[str, Any]:
    """Why an entity is one: its listings and who joined each, the decisions about it, and where each name is from.

    Raises NotFoundError for an id that is none.
    """
    identity = decided(bundled_identity(), store.decisions())
    entity_id = identity.merged.get(entity_id, entity_id)
    entity = registry.entities.get(entity_id)
    if entity is None:
        raise NotFoundError(
            f"no entity {entity_id[:80]!r}", hint="evenhand designations show NAME shows the ids there are"
        )
    versions = {key: listing_versions(store, key) for key in entity.record_keys}
    return {
        "entity_id": entity_id,
        "name": entity.name,
        "kind": entity.kind.value,
        "listings": [_listing(identity, key, versions[key]) for key in entity.record_keys],
        "decisions": [_decision(one) for one in store.decisions() if _about(identity, one, entity_id)],
        "names": list(_names(entity_id, identity, versions)),
    }


def listing_versions(store: ListStore, key: str) -> list[tuple[SourceDocument, ListRecord]]:
    """A listing (`source/key`) through the documents that state it, bundled ones among them, oldest first."""
    source, _, listing = key.partition("/")
    found = list(store.versions_of(source, listing))
    for content in bundled_contents():
        if content.document.source == source:
            found += [(content.document, record) for record in content.records if record.key == listing]
    return sorted(found, key=lambda item: (item[0].observed_at, item[0].document_id))


def _about(identity: Identity, decision: JoinDecision, entity_id: str) -> bool:
    return entity_id in {identity.merged.get(side, side) for side in (decision.left, decision.right)}


def _listing(identity: Identity, key: str, versions: list[tuple[SourceDocument, ListRecord]]) -> dict[str, Any]:
    source, _, listing = key.partition("/")
    own, curated = identity.own_id(source, listing), identity.curated(source, listing)
    by = "identity file" if curated else "the bundled table's key" if own.startswith("org:") else "its own id"
    if identity.merged.get(curated or own, curated or own) != (curated or own):
        by = "a decision"
    return {
        "listing": key,
        "own_id": own,
        "joined_by": by,
        "name": versions[-1][1].name if versions else "",
        "documents": [document.document_id for document, _ in versions],
        "first_seen": versions[0][0].observed_at if versions else None,
    }


def _decision(one: JoinDecision) -> dict[str, Any]:
    return {
        "decision_id": one.decision_id,
        "verdict": one.verdict.value,
        "left": one.left,
        "right": one.right,
        "by": one.by,
        "reason": one.reason,
        "at": one.at,
        "confidence": one.confidence,
        "explanation": list(one.explanation),
    }


def _names(
    entity_id: str, identity: Identity, versions: dict[str, list[tuple[SourceDocument, ListRecord]]]
) -> Iterator[dict[str, Any]]:
    """Each name with its list and document, script, strength and the instant from which it was seen there."""
    known = identity.entities.get(entity_id)
    for alias in known.aliases if known else ():
        yield {
            "name": alias.name,
            "lang": alias.lang,
            "script": alias.script,
            "strength": alias.strength.value,
            "source": alias.source,
            "document": identity.digest,
            "reviewed": alias.reviewed,
            "valid_from": None,
        }
    for key, documents in versions.items():
        seen: set[str] = set()
        for document, record in documents:
            own = [
                (record.name, script_of(record.name), "strong"),
                *((a.name, a.script, a.strength.value) for a in record.aliases),
            ]
            for name, script, strength in own:
                if name not in seen:
                    seen.add(name)
                    yield {
                        "name": name,
                        "lang": "",
                        "script": script,
                        "strength": strength,
                        "source": key,
                        "document": document.document_id,
                        "reviewed": True,
                        "valid_from": document.observed_at,
                    }
