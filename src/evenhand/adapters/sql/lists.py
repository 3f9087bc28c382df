"""List documents and their records in SQL: a record is stored once, however many documents repeat it.

What the records mean is `designations`'; this keeps bytes and gives them back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from sqlalchemy import Engine, insert, select
from sqlalchemy.engine import Connection, Row

from evenhand.adapters.sql.engine import reading, writing
from evenhand.adapters.sql.tables import list_document_records, list_documents, list_records, settings
from evenhand.designations.joining import JoinDecision
from evenhand.designations.model import ListRecord, SourceDocument
from evenhand.designations.parking import NameDecision
from evenhand.designations.records import from_bytes, to_bytes
from evenhand.kernel.canonical import canonical_text
from evenhand.kernel.clock import Clock, SystemClock, format_instant, parse_instant
from evenhand.kernel.restore import restore

_BATCH = 5_000
DECISION: Final = "identity-decision/"  # before the id, in the table of settings
NAME_DECISION: Final = "name-decision/"


class SqlListStore:
    """`service.ports.ListStore` over an engine. Parsed records are kept, for documents of one list differ in few rows."""

    def __init__(self, engine: Engine, clock: Clock | None = None) -> None:
        """Use an engine whose schema is there; the clock says when a document was imported."""
        self._engine = engine
        self._clock = clock or SystemClock()
        self._parsed: dict[bytes, ListRecord] = {}

    def add(self, document: SourceDocument, records: Iterable[ListRecord]) -> bool:
        """Store a document in one transaction; False (and no change) when that very document is there already."""
        with writing(self._engine) as connection:
            if _held(connection, document.document_id):
                return False
            connection.execute(
                insert(list_documents).values(
                    document_id=document.document_id,
                    source=document.source,
                    sha256=document.sha256,
                    name=document.name,
                    observed_at=format_instant(document.observed_at),
                    complete=int(document.complete),
                    author=document.author,
                    imported_at=format_instant(self._clock.now()),
                )
            )
            _insert_records(connection, document.document_id, records)
        return True

    def documents(self) -> Sequence[SourceDocument]:
        """All documents, ordered by (source, observed_at, document_id)."""
        with reading(self._engine) as connection:
            found = [_document(row) for row in connection.execute(select(list_documents))]
        return sorted(found, key=lambda document: (document.source, document.observed_at, document.document_id))

    def records(self, document_id: str) -> Iterator[ListRecord]:
        """The records of one document, in the order of their keys."""
        links, bodies = list_document_records.c, list_records.c
        query = (
            select(links.record_hash, bodies.body)
            .join_from(list_document_records, list_records, links.record_hash == bodies.record_hash)
            .where(links.document_id == document_id)
            .order_by(links.record_key)
        )
        with reading(self._engine) as connection:
            for record_hash, body in connection.execute(query):
                key = bytes(record_hash)
                record = self._parsed.get(key)
                if record is None:
                    record = self._parsed[key] = from_bytes(body)
                yield record

    def versions_of(self, source: str, key: str) -> Sequence[tuple[SourceDocument, ListRecord]]:
        """One listing as each document of its source states it, oldest document first."""
        documents, links, bodies = list_documents.c, list_document_records.c, list_records.c
        query = (
            select(list_documents, bodies.body)
            .join_from(list_documents, list_document_records, documents.document_id == links.document_id)
            .join(list_records, links.record_hash == bodies.record_hash)
            .where(documents.source == source, links.record_key == key)
            .order_by(documents.observed_at, documents.document_id)
        )
        with reading(self._engine) as connection:
            return [(_document(row), from_bytes(row.body)) for row in connection.execute(query)]

    def decide(self, decision: JoinDecision) -> None:
        """Keep a decision on who is one with whom. A known decision changes nothing."""
        self._keep(DECISION + decision.decision_id, canonical_text(decision))

    def decisions(self) -> Sequence[JoinDecision]:
        """All such decisions, by instant and id."""
        found = [restore(JoinDecision, value) for value in self._kept(DECISION)]
        return sorted(found, key=lambda decision: (decision.at, decision.decision_id))

    def decide_name(self, decision: NameDecision) -> None:
        """Keep a decision on a name that is found too often. A known decision changes nothing."""
        self._keep(NAME_DECISION + decision.decision_id, canonical_text(decision))

    def name_decisions(self) -> Sequence[NameDecision]:
        """All decisions on names, by instant and id."""
        found = [restore(NameDecision, value) for value in self._kept(NAME_DECISION)]
        return sorted(found, key=lambda decision: (decision.at, decision.decision_id))

    def _keep(self, name: str, value: str) -> None:
        with writing(self._engine) as connection:
            if connection.execute(select(settings.c.name).where(settings.c.name == name)).first() is None:
                connection.execute(insert(settings).values(name=name, value=value))

    def _kept(self, prefix: str) -> list[object]:
        query = select(settings.c.value).where(settings.c.name.startswith(prefix, autoescape=True))
        with reading(self._engine) as connection:
            return [json.loads(value) for value in connection.scalars(query)]


def _held(connection: Connection, document_id: str) -> bool:
    query = select(list_documents.c.document_id).where(list_documents.c.document_id == document_id)
    return connection.execute(query).first() is not None


def _insert_records(connection: Connection, document_id: str, records: Iterable[ListRecord]) -> None:
    bodies: dict[bytes, str] = {}
    links: list[dict[str, object]] = []
    for record in records:
        body = to_bytes(record)
        record_hash = hashlib.sha256(body).digest()
        bodies[record_hash] = body.decode("utf-8")
        links.append({"document_id": document_id, "record_key": record.key, "record_hash": record_hash})
    hashes = list(bodies)
    known: set[bytes] = set()
    for start in range(0, len(hashes), 500):  # below SQLite's limit of bound parameters
        part = hashes[start : start + 500]
        query = select(list_records.c.record_hash).where(list_records.c.record_hash.in_(part))
        known.update(bytes(found) for found in connection.scalars(query))
    fresh = [{"record_hash": each, "body": body} for each, body in bodies.items() if each not in known]
    for start in range(0, len(fresh), _BATCH):
        connection.execute(insert(list_records), fresh[start : start + _BATCH])
    for start in range(0, len(links), _BATCH):
        connection.execute(insert(list_document_records), links[start : start + _BATCH])


def _document(row: Row[tuple[object, ...]]) -> SourceDocument:
    return SourceDocument(
        document_id=row.document_id,
        source=row.source,
        sha256=row.sha256,
        name=row.name,
        observed_at=parse_instant(row.observed_at),
        complete=bool(row.complete),
        author=row.author,
    )
