"""Reading the log out of the database as it stands, for those who check it or prove from it (`service.ports.LogStore`).

Nothing here trusts the store: text comes as the bytes that are there, and what is no number comes as -1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import lru_cache
from itertools import chain
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
    select,
    text,
    type_coerce,
)

from evenhand.adapters.sql.engine import reading
from evenhand.adapters.sql.tables import checkpoints, events, outbox, tree_hashes
from evenhand.ledger.model import SignedCheckpoint, StoredEvent
from evenhand_verify.merkle import TILE_HEIGHT, TILE_WIDTH, leaf_hash, perfect_root

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
        """Every event as it is stored: the sequenced by index, then the waiting as recorded. One instant's view."""
        with self._reading() as connection:
            for row in chain(*(stream(connection, part) for part in in_log_order(self._raw_events()))):
                yield _stored(row)

    def find(self, event_id: str) -> StoredEvent | None:
        """One event as it is stored; None when it is not known."""
        with self._reading() as connection:
            row = connection.execute(self._raw_events().where(events.c.event_id == event_id)).one_or_none()
        return None if row is None else _stored(row)

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

    def tree_hashes(self) -> Iterator[tuple[int, int, bytes]]:
        """The stored complete subtrees (level, position, hash), in the order in which they closed."""
        level, position = tree_hashes.c.level, tree_hashes.c.position
        query = select(level, position, self._raw(tree_hashes.c.hash)).order_by(level, position)
        with self._reading() as connection:
            for row in stream(connection, query):
                yield _number(row[0]), _number(row[1]), _bytes(row[2])

    def too_early(self) -> Sequence[str]:
        """Items that left the outbox although their event is not sequenced, or is not there."""
        query = (
            select(self._raw(outbox.c.item_id))
            .outerjoin(events, events.c.event_id == outbox.c.event_id)
            .where(
                events.c.position.is_(None) | (outbox.c.delivered_at.is_not(None) & events.c.log_index.is_(None)),
            )
            .order_by(outbox.c.position)
        )
        with self._reading() as connection:
            return [_text(value) for value in connection.execute(query).scalars()]

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
            recorded, sequenced = connection.execute(
                select(func.count(), func.count(events.c.log_index)).select_from(events)
            ).one()
            waiting = connection.execute(
                select(func.count()).select_from(outbox).where(outbox.c.delivered_at.is_(None))
            ).scalar_one()
        return {"recorded": recorded, "sequenced": sequenced, "undelivered": waiting}

    @contextmanager
    def subtrees(self) -> Iterator[Callable[[int, int], bytes]]:
        """`read(level, position)` for proofs, all from one instant's view. Raises LookupError for what is not there."""
        with self._reading() as connection:

            @lru_cache(maxsize=4)
            def tile(number: int) -> tuple[bytes, ...]:
                return _leaves(connection, number * TILE_WIDTH, (number + 1) * TILE_WIDTH)

            def read(level: int, position: int) -> bytes:
                if level >= TILE_HEIGHT:
                    return _subtree(connection, level, position)
                number, start = divmod(position << level, TILE_WIDTH)
                leaves = tile(number)[start : start + (1 << level)]
                if len(leaves) != 1 << level:
                    raise LookupError(f"leaves {position << level} and on are not there")
                return perfect_root(leaves)

            yield read

    def _raw_events(self) -> Select[Any]:
        c = events.c
        texts = (c.event_id, c.kind, c.at, c.subject_id, c.decision_id, c.actor, c.payload, c.salt, c.commitment)
        return select(*map(self._raw, texts), c.log_index)

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
        query.where(events.c.log_index.is_not(None)).order_by(events.c.log_index),
        query.where(events.c.log_index.is_(None)).order_by(events.c.position),
    )


def stream(connection: Connection, query: Select[Any]) -> Iterator[Row[Any]]:
    """Rows as they come, without holding them all."""
    yield from connection.execution_options(yield_per=PAGE).execute(query)


def _leaves(connection: Connection, start: int, end: int) -> tuple[bytes, ...]:
    query = (
        select(events.c.commitment)
        .where(events.c.log_index >= start, events.c.log_index < end)
        .order_by(events.c.log_index)
    )
    return tuple(leaf_hash(value) for value in connection.execute(query).scalars())


def _subtree(connection: Connection, level: int, position: int) -> bytes:
    place = (tree_hashes.c.level == level) & (tree_hashes.c.position == position)
    value = connection.execute(select(tree_hashes.c.hash).where(place)).scalar()
    if value is None:
        raise LookupError(f"the subtree {level}/{position} is not there")
    return bytes(value)


def _stored(row: Row[Any]) -> StoredEvent:
    event_id, kind, at, subject_id, decision_id, actor, payload, salt, commitment, index = row
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
