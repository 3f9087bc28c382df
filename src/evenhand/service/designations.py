"""Showing who is designated: a name in any script, a day, and an instant of knowledge. The shape is INTERFACES.md's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from evenhand.designations.kept import Asked
from evenhand.designations.model import Cited, SourceDocument

_NEAR = 850  # below it, only names that nearly are the query: not mixed with ones that are


def show(registry: Asked, query: str, on: date, known_at: datetime, limit: int = 5) -> dict[str, Any]:
    """`{query, on, known_at, registry, entities: [...]}`: entities of that name, best first, with their acts on that day."""
    hits = registry.find(query, limit)
    if hits and hits[0].score >= _NEAR:
        hits = tuple(hit for hit in hits if hit.score >= _NEAR)
    documents = registry.documents
    entities = []
    for hit in hits:
        entity = registry.entities[hit.entity_id]
        entities.append(
            {
                "entity_id": entity.entity_id,
                "name": entity.name,
                "kind": entity.kind.value,
                "score": hit.score,
                "matched_name": hit.alias,
                "designations": [
                    {**act_as_shown(act), **_stated_by(act, documents, known_at)}
                    for act in registry.cited(entity.entity_id, on, known_at)
                ],
            }
        )
    return {"query": query, "on": on, "known_at": known_at, "registry": registry.digest, "entities": entities}


def _stated_by(act: Cited, documents: Sequence[SourceDocument], known_at: datetime) -> dict[str, Any]:
    """When a document last stated the act, as known at the instant, and the hashes of those that stated it first.

    A complete document of its list, seen after the act was and outside its observed gaps, states it: absence would be one.
    """
    hashes = {document.document_id: document.sha256 for document in documents}
    stated = [
        document.observed_at
        for document in documents
        if document.source in act.list_sources
        and document.observed_at <= known_at
        and (document.document_id in act.document_ids or _restates(document, act))
        and not any(
            gap.since <= document.observed_at and (gap.until is None or document.observed_at < gap.until)
            for gap in act.observed_gaps
        )
    ]
    return {
        "last_known": max(stated, default=None),
        "document_hashes": [hashes[document_id] for document_id in act.document_ids],
    }


def _restates(document: SourceDocument, act: Cited) -> bool:
    """The operator's own lists share a source and do not speak for one another."""
    later = act.first_known is not None and act.first_known <= document.observed_at
    return document.complete and later and document.source != "platform"


def act_as_shown(act: Cited) -> dict[str, Any]:
    """One act as plain values; `in_force` is null when it cannot be said."""
    return {
        "authority": act.authority,
        "programme": act.programme,
        "announced": act.announced,
        "effective": act.effective,
        "revoked": act.revoked,
        "in_force": act.in_force,
        "source": act.source,
        "reference": act.reference,
        "verification": act.verification.value,
        "lists": list(act.list_sources),
        "documents": list(act.document_ids),
        "first_known": act.first_known,
        "observed_gaps": [{"since": gap.since, "until": gap.until} for gap in act.observed_gaps],
    }
