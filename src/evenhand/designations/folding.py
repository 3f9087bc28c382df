"""From the documents of one list to its acts: when each was first seen, restated, gone and back.

Pure and independent of the order in which documents were imported. Who an act belongs to is `identity`'s; how acts of
several lists become one answer is `registry`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from evenhand.designations.model import Designation, DesignationFact, Gap, ListRecord, SourceDocument

EntityOf = Callable[[str, str], str]  # (source, key) -> entity id


@dataclass(frozen=True, slots=True)
class Content:
    """A document with its records."""

    document: SourceDocument
    records: Sequence[ListRecord]


@dataclass(slots=True)
class _Track:
    """One act of one listing through the documents of a list: (index of the document, the act as stated there)."""

    key: str
    seen: list[tuple[int, DesignationFact]] = field(default_factory=list)


def series_of(document: SourceDocument) -> tuple[str, str]:
    """Which documents replace one another: all of a source; of the operator's own lists, those of one name."""
    return document.source, document.name if document.source == "platform" else ""


def in_order(contents: Iterable[Content]) -> list[Content]:
    """By the instant observed; ties by id, so that any order of import gives the same."""
    return sorted(contents, key=lambda content: (content.document.observed_at, content.document.document_id))


def history_acts(content: Content, entity_of: EntityOf) -> list[Designation]:
    """The acts of a compiled history. Each is known from the day it was public, not from the day of compilation."""
    document = content.document
    acts = []
    for record in content.records:
        entity_id = entity_of(document.source, record.key)
        for fact in record.facts:
            public = fact.announced or fact.effective or fact.in_force_by
            acts.append(
                Designation(
                    entity_id=entity_id,
                    fact=fact,
                    list_source=document.source,
                    document_id=document.document_id,
                    first_known=_midnight(public) if public else document.observed_at,
                    gaps=tuple(
                        Gap(_midnight(since), _midnight(until) if until else None)
                        for since, until in fact.observed_gaps
                    ),
                    revocation_known=_revocation_known(fact),
                    compiled_at=document.observed_at,
                )
            )
    return acts


def _revocation_known(fact: DesignationFact) -> datetime | None:
    public = fact.revocation_announced or fact.revoked
    return _midnight(public) if public else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def snapshot_acts(contents: Sequence[Content], entity_of: EntityOf) -> list[Designation]:
    """The acts of one series of snapshots, in order. Absence from a complete later document is an observed gap."""
    documents = [content.document for content in contents]
    tracks: dict[tuple[str, str, str, int], _Track] = {}
    for index, content in enumerate(contents):
        for record in content.records:
            slots: dict[tuple[str, str], int] = {}
            for fact in record.facts:
                act = (fact.authority, fact.programme)
                slot = slots[act] = slots.get(act, -1) + 1
                tracks.setdefault((record.key, *act, slot), _Track(record.key)).seen.append((index, fact))
    acts: list[Designation] = []
    for track in tracks.values():
        entity_id = entity_of(documents[0].source, track.key)
        acts += _versions(track, documents, entity_id)
    return acts


def _versions(track: _Track, documents: Sequence[SourceDocument], entity_id: str) -> list[Designation]:
    gaps = _gaps({index for index, _ in track.seen}, documents)
    absent = gaps[-1].since if gaps and gaps[-1].until is None else None
    stated = [item for at, item in enumerate(track.seen) if at == 0 or track.seen[at - 1][1] != item[1]]
    seen_from = documents[stated[0][0]].observed_at
    versions = []
    for at, (index, fact) in enumerate(stated):
        document = documents[index]
        later = documents[stated[at + 1][0]].observed_at if at + 1 < len(stated) else None
        versions.append(
            Designation(
                entity_id=entity_id,
                fact=fact,
                list_source=document.source,
                document_id=document.document_id,
                first_known=document.observed_at,
                absent_since=absent,
                gaps=gaps,
                superseded_at=later,
                seen_from=seen_from,
            )
        )
    return versions


def _gaps(seen: set[int], documents: Sequence[SourceDocument]) -> tuple[Gap, ...]:
    gaps: list[Gap] = []
    since: datetime | None = None
    for index in range(min(seen) + 1, len(documents)):
        if index in seen and since is not None:
            gaps.append(Gap(since, documents[index].observed_at))
            since = None
        elif index not in seen and since is None and documents[index].complete:
            since = documents[index].observed_at
    return (*gaps, Gap(since)) if since is not None else tuple(gaps)
