"""The event store under the ledger, on SQLite or PostgreSQL: recording, reading back, the outbox, erasure.

Life of an event: `record` commits it with its effects (*recorded*); `sequence`, alone under a database lock, gives it
its index, grows the tree and signs a checkpoint in the same transaction (*sequenced*); only then does `due` hand its
effects out. A crash between two steps loses nothing: each step is one transaction, and the next starts from what is
stored. Sequencing itself is left to `sql.sequencing`, what a verifier or a proof needs of the store to `sql.log`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import Any, Final

import orjson
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    case,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError

from evenhand.adapters.sql import erasing
from evenhand.adapters.sql.bulk import insert_rows
from evenhand.adapters.sql.engine import reading, writing
from evenhand.adapters.sql.gathering import Gathering
from evenhand.adapters.sql.log import SqlLog, in_log_order, stream
from evenhand.adapters.sql.sequencing import SignsCheckpoints, sequence_waiting
from evenhand.adapters.sql.tables import cosignatures, log_entries, waiting
from evenhand.adapters.sql.tables import events as event_rows
from evenhand.adapters.sql.tables import outbox as outbox_rows
from evenhand.kernel.clock import Clock, format_instant, parse_instant
from evenhand.kernel.errors import BadInputError, ConflictError
from evenhand.kernel.ids import Ids
from evenhand.ledger.commitments import effect_digest, payload_text, store_form
from evenhand.ledger.model import Entry, Event, OutboxItem, StoredEvent

_CHUNK: Final = 500  # ids in one IN (...)
_COLUMNS: Final = (
    event_rows.c.event_id,
    event_rows.c.kind,
    event_rows.c.at,
    event_rows.c.subject_id,
    event_rows.c.decision_id,
    event_rows.c.actor,
    event_rows.c.payload,
)
_EVENT: Final = (event_rows.c.position, *_COLUMNS, event_rows.c.effects, event_rows.c.salt, event_rows.c.commitment)
_WAITING: Final = (waiting.c.position, waiting.c.commitment)
_EFFECT: Final = (outbox_rows.c.item_id, outbox_rows.c.event_id, outbox_rows.c.kind, outbox_rows.c.body)

# One call's worth of rows, ready to be written: events and effects.
Work = tuple[list[StoredEvent], list[tuple[str, str, str, str]]]


class SqlJournal(SqlLog):
    """`service.ports.Journal` and `service.ports.LogStore` over a migrated engine. Threads may share one."""

    def __init__(self, engine: Engine, ids: Ids, clock: Clock, signer: SignsCheckpoints) -> None:
        super().__init__(engine)
        self._ids = ids
        self._clock = clock
        self._signer = signer
        self._gather: Gathering[Work] = Gathering(self._write)

    def record(self, events: Sequence[Event], outbox: Sequence[OutboxItem] = ()) -> None:
        """Commit events and the effects that wait for them; an effect comes in one batch with its event.

        Raises ConflictError on a known id or an effect without event, BadInputError on what cannot be stored.
        """
        rows = [(item.item_id, item.event_id, item.kind, payload_text(item.body)) for item in outbox]
        effects: dict[str, list[tuple[str, str, str]]] = {}
        for item_id, event_id, kind, body in rows:
            effects.setdefault(event_id, []).append((item_id, kind, body))
        stored = [store_form(event, self._ids.salt(), effects.pop(event.event_id, ())) for event in events]
        if effects:
            raise _conflict(f"an effect has no event in its batch: {', '.join(sorted(effects)[:5])}")
        if stored:
            self._gather((stored, rows))

    def _write(self, works: Sequence[Work]) -> None:
        stored = [event for events, _ in works for event in events]
        try:
            with writing(self._engine) as connection:
                _insert(connection, stored, [row for _, rows in works for row in rows])
        except BadInputError as error:
            if not isinstance(error.__cause__, IntegrityError):
                raise
            known = sorted(self.known([event.event_id for event in stored]))
            what = f"recorded already: {', '.join(known[:5])}" if known else "an id occurs twice in the batch"
            raise _conflict(what) from error

    def known(self, event_ids: Sequence[str]) -> set[str]:
        """Which of these events are recorded already."""
        found: set[str] = set()
        with reading(self._engine) as connection:
            for start in range(0, len(event_ids), _CHUNK):
                part = list(event_ids[start : start + _CHUNK])
                found.update(
                    connection.execute(select(event_rows.c.event_id).where(event_rows.c.event_id.in_(part))).scalars()
                )
        return found

    def events(
        self,
        *,
        kind: str | Collection[str] = "",
        subject_id: str | Collection[str] = "",
        decision_id: str = "",
        erased: bool = False,
        only: str = "",
    ) -> Iterator[Event]:
        """Recorded events, the sequenced ones by index, then the waiting ones as recorded; one `kind` may end in a dot.

        Erased events are left out, or come with an empty payload; with `only`, that field of the payload alone is read.
        The whole answer is one instant's view of the store, streamed. Raises BadInputError on a damaged record.
        """
        query = select(*_COLUMNS[:-1], self._payload(only))
        if isinstance(kind, str) and kind.endswith("."):
            query = query.where(func.substr(event_rows.c.kind, 1, len(kind)) == kind)
        elif kind:
            query = query.where(_among(event_rows.c.kind, kind))
        if subject_id:
            query = query.where(_among(event_rows.c.subject_id, subject_id))
        if decision_id:
            query = query.where(event_rows.c.decision_id == decision_id)
        with reading(self._engine) as connection:
            for row in chain(*(stream(connection, part) for part in in_log_order(query))):
                if row.payload:
                    event = _event(row, only)
                    if not only or event.payload[only] is not None:
                        yield event
                elif erased:
                    yield Event(row.event_id, row.kind, parse_instant(row.at), {}, "", row.decision_id)

    def _payload(self, only: str) -> ColumnElement[str]:
        """The payload, or one field of it taken out by SQLite, so that most of a large record is never decoded.

        PostgreSQL's JSON refuses an escaped NUL anywhere in the text: there the field is taken out after decoding.
        """
        if not only or self._engine.dialect.name != "sqlite":
            return event_rows.c.payload
        field = func.json_object(only, func.json_extract(event_rows.c.payload, f"$.{only}"))
        return case((event_rows.c.payload == "", ""), else_=field).label("payload")

    def sequence(self, limit: int = 10_000) -> int:
        """Index up to `limit` recorded events, grow the tree and sign one checkpoint; how many were sequenced."""
        with writing(self._engine) as connection:
            return sequence_waiting(connection, self._signer, format_instant(self._clock.now()), limit)

    def cosign(self, size: int, witness: str, line: str) -> None:
        """Keep a witness's checked cosignature of the checkpoint of a size; a newer one takes the older one's place."""
        same = (cosignatures.c.size == size) & (cosignatures.c.witness == witness)
        with writing(self._engine) as connection:
            connection.execute(delete(cosignatures).where(same))
            connection.execute(insert(cosignatures), {"size": size, "witness": witness, "line": line})

    def entries(self) -> Iterator[Entry]:
        """All sequenced entries that are not erased, by index. Raises BadInputError on a damaged record."""
        query = select(*_COLUMNS, event_rows.c.salt, event_rows.c.commitment, log_entries.c.log_index)
        with reading(self._engine) as connection:
            for row in stream(connection, in_log_order(query)[0]):
                if row.payload:
                    yield Entry(_event(row), row.salt, row.commitment, row.log_index)

    def due(self, limit: int = 1_000) -> Sequence[OutboxItem]:
        """Undelivered outbox items whose event is sequenced, oldest first.

        Raises ConflictError for one that is not what its event allows: nothing changed in the store is carried out.
        """
        query = (
            select(*_EFFECT, event_rows.c.effects)
            .join(event_rows, event_rows.c.event_id == outbox_rows.c.event_id)
            .join(log_entries, log_entries.c.position == event_rows.c.position)
            .where(outbox_rows.c.delivered_at.is_(None))
            .order_by(outbox_rows.c.position)
            .limit(limit)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
        for row in rows:
            if effect_digest(row.item_id, row.kind, row.body) not in row.effects:
                raise ConflictError(
                    f"the effect {row.item_id} is not what its event allows; nothing was handed out",
                    hint="run evenhand ledger verify: it says what was changed",
                )
        return [OutboxItem(row.item_id, row.event_id, row.kind, orjson.loads(row.body)) for row in rows]

    def delivered(self, item_ids: Sequence[str], at: datetime) -> None:
        """Mark outbox items as carried out; marking twice changes nothing. Raises ConflictError before its event's turn."""
        with writing(self._engine) as connection:
            for start in range(0, len(item_ids), _CHUNK):
                part = outbox_rows.c.item_id.in_(list(item_ids[start : start + _CHUNK]))
                early = connection.execute(
                    select(outbox_rows.c.item_id)
                    .join(event_rows, event_rows.c.event_id == outbox_rows.c.event_id)
                    .join(waiting, waiting.c.position == event_rows.c.position)
                    .where(part)
                    .limit(1)
                ).scalar()
                if early is not None:
                    raise ConflictError(
                        f"the effect {early} waits for its event to be sequenced", hint="deliver only what `due` gave"
                    )
                connection.execute(
                    update(outbox_rows)
                    .where(part, outbox_rows.c.delivered_at.is_(None))
                    .values(delivered_at=format_instant(at))
                )

    def indices(self, subject_ids: Sequence[str]) -> Sequence[int]:
        """The log indices of everything sequenced about these subjects and not erased, rising."""
        with reading(self._engine) as connection:
            return [row.log_index for row in erasing.entries_of(connection, subject_ids) if row.log_index is not None]

    def undelivered(self, subject_ids: Sequence[str]) -> Sequence[str]:
        """The ids of effects on these subjects that are not carried out yet."""
        with reading(self._engine) as connection:
            return erasing.undelivered(connection, subject_ids)

    def erase(self, subject_ids: Sequence[str], indices: Sequence[int], note: Event) -> None:
        """Destroy secret and content of these subjects' events and effects, and record `note` with it.

        Raises ConflictError when they are not exactly the entries at `indices`, or an effect is not carried out.
        """
        with writing(self._engine) as connection:
            erasing.destroy(connection, subject_ids, indices)
            _insert(connection, [store_form(note, self._ids.salt())], [])
        erasing.scrub(self._engine)


def _among(column: ColumnElement[str], wanted: str | Collection[str]) -> ColumnElement[bool]:
    return column == wanted if isinstance(wanted, str) else column.in_(list(wanted))


def _insert(
    connection: Connection, stored: Sequence[StoredEvent], effects: Sequence[tuple[str, str, str, str]]
) -> None:
    positions = _positions(connection, len(stored))
    insert_rows(connection, _EVENT, [_row(place, event) for place, event in zip(positions, stored, strict=True)])
    queued = [(place, event.commitment) for place, event in zip(positions, stored, strict=True)]
    insert_rows(connection, _WAITING, queued)
    insert_rows(connection, _EFFECT, effects)


def _positions(connection: Connection, count: int) -> Sequence[int]:
    """The next positions, rising. PostgreSQL's may leave gaps and be committed out of order; nothing relies on either."""
    if connection.dialect.name == "postgresql":
        query = text("SELECT nextval(pg_get_serial_sequence('events', 'position')) FROM generate_series(1, :count)")
        return sorted(connection.execute(query, {"count": count}).scalars())
    last = connection.execute(select(func.max(event_rows.c.position))).scalar() or 0
    return range(last + 1, last + 1 + count)


def _conflict(what: str) -> ConflictError:
    return ConflictError(what, hint="nothing of this batch was recorded; leave out what is known")


def _row(position: int, stored: StoredEvent) -> tuple[Any, ...]:
    """The values of `_EVENT`."""
    return (
        position,
        stored.event_id,
        stored.kind,
        stored.at,
        stored.subject_id,
        stored.decision_id,
        stored.actor,
        stored.payload,
        stored.effects,
        stored.salt,
        stored.commitment,
    )


def _event(row: Row[Any], only: str = "") -> Event:
    event_id, kind, at, subject_id, decision_id, actor, payload = row[:7]
    try:
        content = orjson.loads(payload)
        if only:
            content = {only: content.get(only)}
        return Event(event_id, kind, parse_instant(at), content, subject_id, decision_id, actor)
    except (orjson.JSONDecodeError, BadInputError, AttributeError):
        raise BadInputError(
            f"the record of event {event_id} is damaged", hint="run evenhand ledger verify: it says what was changed"
        ) from None
