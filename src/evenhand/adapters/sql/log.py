"""Reading the log out of the database as it stands, for those who check it or prove from it (`service.ports.LogStore`).

Nothing here trusts the store: text comes as the bytes that are there, and what is no number comes as -1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    LargeBinary,
    Row,
    Select,
    cast,
    func,
    null,
    select,
    text,
    type_coerce,
)

from evenhand.adapters.sql.engine import asking, reading
from evenhand.adapters.sql.proving import read_subtrees
from evenhand.adapters.sql.tables import checkpoints, cosignatures, events, log_entries, outbox, tree_hashes, waiting
from evenhand.ledger.model import SignedCheckpoint, StoredEffect, StoredEvent

PAGE: Final = 1_000


class SqlLog:
    """`service.ports.LogStore` over a migrated engine."""

    def __init__(self, engine: Engine, connection: Connection | None = None) -> None:
        """Over an engine; with a connection, everything is read inside its transaction."""
        self._engine = engine
        self._connection = connection

    def _reading(self) -> AbstractContextManager[Connection]:
        return reading(self._engine) if self._connection is None else nullcontext(self._connection)

    @contextmanager
    def snapshot(self) -> Iterator[SqlLog]:
        """The log as of one instant, however many questions are asked of it while others write."""
        with reading(self._engine) as connection:
            yield SqlLog(self._engine, connection)

    def stored(self) -> Iterator[StoredEvent]:
        """Every event as it is stored: the sequenced by index, then the waiting as recorded, then what is in neither.

        One instant's view.
        """
        with self._reading() as connection:
            for query in self._all_events():
                for row in stream(connection, query):
                    yield _stored(row)

    def _all_events(self) -> tuple[Select[Any], ...]:
        sequenced, queued = in_log_order(self._raw_events())
        nothing = null().label("log_index")
        lost = (
            self._raw_events()
            .add_columns(nothing, null())
            .outerjoin(log_entries, log_entries.c.position == events.c.position)
            .outerjoin(waiting, waiting.c.position == events.c.position)
            .where(log_entries.c.position.is_(None), waiting.c.position.is_(None))
        )
        return (
            sequenced.add_columns(log_entries.c.log_index, self._raw(log_entries.c.commitment)),
            queued.add_columns(nothing, self._raw(waiting.c.commitment)),
            lost,
        )

    def leaves(self) -> Iterator[bytes]:
        """The commitments of the log by index: what is published, and what the tree stands on."""
        with self._reading() as connection:
            query = select(self._raw(log_entries.c.commitment)).order_by(log_entries.c.log_index)
            for row in stream(connection, query):
                yield _bytes(row[0])

    def find(self, event_id: str) -> StoredEvent | None:
        """One event as it is stored; None when it is not known."""
        with self._reading() as connection:
            for query in self._all_events():
                row = connection.execute(query.where(events.c.event_id == event_id)).one_or_none()
                if row is not None:
                    return _stored(row)
        return None

    def checkpoints(self) -> Iterator[SignedCheckpoint]:
        """All signed checkpoints, by size."""
        with self._reading() as connection:
            for row in stream(connection, self._raw_checkpoints().order_by(checkpoints.c.size)):
                yield _checkpoint(row)

    def latest_checkpoint(self) -> SignedCheckpoint | None:
        """The newest signed checkpoint; None before the first event is sequenced."""
        with self._reading() as connection:
            query = self._raw_checkpoints().order_by(checkpoints.c.size.desc()).limit(1)
            row = connection.execute(query).one_or_none()
        return None if row is None else _checkpoint(row)

    def cosignatures(self, size: int) -> Sequence[str]:
        """The cosignature lines of the checkpoint of a size, by witness."""
        c = cosignatures.c
        with self._reading() as connection:
            rows = connection.execute(select(self._raw(c.line)).where(c.size == size).order_by(c.witness))
            return [_text(row[0]) for row in rows]

    def tree_hashes(self) -> Iterator[tuple[int, int, bytes]]:
        """The stored complete subtrees (level, position, hash), in the order in which they closed."""
        level, position = tree_hashes.c.level, tree_hashes.c.position
        query = select(level, position, self._raw(tree_hashes.c.hash)).order_by(level, position)
        with self._reading() as connection:
            for row in stream(connection, query):
                yield _number(row[0]), _number(row[1]), _bytes(row[2])

    def effects(self) -> Iterator[StoredEffect]:
        """Every outbox row beside what its event allows, in the order they were recorded."""
        c = outbox.c
        query = (
            select(
                *map(self._raw, (c.item_id, c.kind, c.body, events.c.effects)),
                log_entries.c.log_index.is_not(None),
                c.delivered_at.is_not(None),
            )
            .select_from(outbox)
            .outerjoin(events, events.c.event_id == c.event_id)
            .outerjoin(log_entries, log_entries.c.position == events.c.position)
            .order_by(c.position)
        )
        with self._reading() as connection:
            for item_id, kind, body, allowed, sequenced, left in stream(connection, query):
                texts = _text(item_id), _text(kind), _text(body)
                yield StoredEffect(*texts, None if allowed is None else _text(allowed), bool(sequenced), bool(left))

    def damage(self) -> Sequence[str]:
        """What the database itself finds wrong with its file (SQLite); PostgreSQL keeps checksums of its own."""
        if self._engine.dialect.name != "sqlite":
            return ()
        with self._reading() as connection:
            answers = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check(20)"))]
        return () if answers == ["ok"] else answers

    def counts(self) -> dict[str, int]:
        """How many events are `recorded`, how many of them `sequenced`, how many effects are `undelivered`."""
        with self._reading() as connection:
            recorded, sequenced = (
                connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in (events, log_entries)
            )
            undelivered = connection.execute(
                select(func.count()).select_from(outbox).where(outbox.c.delivered_at.is_(None))
            ).scalar_one()
        return {"recorded": recorded, "sequenced": sequenced, "undelivered": undelivered}

    def subtrees(self, wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
        """The roots over complete subtrees (level, position), for proofs: few questions, however many are wanted.

        Raises LookupError for what is not there.
        """
        places = set(wanted)
        connected = asking(self._engine) if self._connection is None else nullcontext(self._connection)
        with connected as connection:
            found = read_subtrees(connection, places)
        if len(found) != len(places):
            raise LookupError(f"the subtree {min(places - found.keys())} is not there")
        return found

    def _raw_events(self) -> Select[Any]:
        c = events.c
        columns = (c.event_id, c.kind, c.at, c.subject_id, c.decision_id, c.actor, c.payload, c.salt, c.commitment)
        return select(*map(self._raw, (*columns, c.effects)))

    def _raw_checkpoints(self) -> Select[Any]:
        c = checkpoints.c
        return select(c.size, self._raw(c.root), self._raw(c.note), self._raw(c.signed_at))

    def _raw(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """A column as its bytes: SQLite does not check that its text is UTF-8, nor that a blob is a blob."""
        if self._engine.dialect.name == "sqlite":
            return cast(column, LargeBinary)
        return type_coerce(column, column.type)


def in_log_order(query: Select[Any]) -> tuple[Select[Any], Select[Any]]:
    """A query over events as two: the sequenced by index, then the waiting by the order they were recorded in."""
    return (
        query.join(log_entries, log_entries.c.position == events.c.position).order_by(log_entries.c.log_index),
        query.join(waiting, waiting.c.position == events.c.position).order_by(waiting.c.position),
    )


def stream(connection: Connection, query: Select[Any]) -> Iterator[Row[Any]]:
    """Rows as they come, without holding them all."""
    yield from connection.execution_options(yield_per=PAGE).execute(query)


def _stored(row: Row[Any]) -> StoredEvent:
    event_id, kind, at, subject_id, decision_id, actor, payload, salt, commitment, effects, index, leaf = row
    return StoredEvent(
        event_id=_text(event_id),
        kind=_text(kind),
        at=_text(at),
        subject_id=_text(subject_id),
        decision_id=_text(decision_id),
        actor=_text(actor),
        payload=_text(payload),
        salt=_bytes(salt),
        commitment=_bytes(commitment),
        index=None if index is None else _number(index),
        effects=_text(effects),
        leaf=_bytes(leaf),
    )


def _checkpoint(row: Row[Any]) -> SignedCheckpoint:
    size, root, note, signed_at = row
    return SignedCheckpoint(_number(size), _bytes(root), _text(note), _text(signed_at))


def _text(value: Any) -> str:
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else str(value or "")


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value or "").encode("utf-8", "surrogateescape")


def _number(value: Any) -> int:
    """A number, or -1 where the store holds something else: no index and no size is ever negative."""
    return value if isinstance(value, int) else -1
