"""Campaign records in SQL: one row a record, canonical JSON and its digest. What they mean is left to `campaigns`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from sqlalchemy import Engine, insert, select, update

from evenhand.adapters.sql.engine import reading, writing
from evenhand.adapters.sql.tables import campaign_records
from evenhand.kernel.canonical import canonical_text
from evenhand.kernel.clock import Clock, SystemClock, format_instant
from evenhand.service.campaigns import StoredRecord

_BATCH = 5_000


class SqlCampaignStore:
    """`service.campaigns.CampaignStore` over an engine whose schema is there."""

    def __init__(self, engine: Engine, clock: Clock | None = None) -> None:
        self._engine = engine
        self._clock = clock or SystemClock()

    def put(self, records: Iterable[StoredRecord]) -> tuple[int, int]:
        """Keep records in one transaction; (new, changed). A record whose hash is known changes nothing."""
        columns = campaign_records.c
        with writing(self._engine) as connection:
            query = select(columns.kind, columns.record_id, columns.content_hash)
            known = {(kind, record_id): held for kind, record_id, held in connection.execute(query)}
            fresh, changed = [], 0
            for record in records:
                values = {
                    "kind": record.kind,
                    "record_id": record.record_id,
                    "body": canonical_text(record.body),
                    "content_hash": record.content_hash,
                    "imported_at": format_instant(self._clock.now()),
                }
                held = known.get((record.kind, record.record_id))
                if held is None:
                    fresh.append(values)
                elif held != record.content_hash:
                    mine = (columns.kind == record.kind) & (columns.record_id == record.record_id)
                    connection.execute(update(campaign_records).where(mine).values(values))
                    changed += 1
            for start in range(0, len(fresh), _BATCH):
                connection.execute(insert(campaign_records), fresh[start : start + _BATCH])
        return len(fresh), changed

    def all(self, kind: str = "") -> Iterator[StoredRecord]:
        """Kept records, of one kind or all, ordered by kind and id."""
        columns = campaign_records.c
        query = select(columns.kind, columns.record_id, columns.body, columns.content_hash)
        if kind:
            query = query.where(columns.kind == kind)
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
        for row in sorted(rows, key=lambda row: (row[0], row[1])):  # PostgreSQL's collation would order otherwise
            yield StoredRecord(row[0], row[1], json.loads(row[2]), row[3])
