"""The event store under the ledger, on SQLite or PostgreSQL: recording, sequencing, the outbox.

Life of an event: `record` commits it with its effects (*recorded*); `sequence`, alone under a database lock, gives it
its index, grows the tree and signs a checkpoint in the same transaction (*sequenced*); only then does `due` hand its
effects out. A crash between two steps loses nothing: each step is one transaction, and the next starts from what is
stored. What a verifier or a proof needs of the store is left to `sql.log`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain, groupby
from typing import Any, Final, Protocol

import orjson
from sqlalchemy import Connection, Engine, Row, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from evenhand.adapters.sql.bulk import insert_rows
from evenhand.adapters.sql.engine import reading, writing
from evenhand.adapters.sql.log import SqlLog, in_log_order, stream
from evenhand.adapters.sql.tables import checkpoints, tree_hashes
from evenhand.adapters.sql.tables import events as event_rows
from evenhand.adapters.sql.tables import outbox as outbox_rows
from evenhand.kernel.clock import Clock, format_instant, parse_instant
from evenhand.kernel.errors import BadInputError, ConflictError
from evenhand.kernel.ids import Ids
from evenhand.ledger.commitments import payload_text, store_form
from evenhand.ledger.model import Entry, Event, OutboxItem, StoredEvent
from evenhand_verify.merkle import EMPTY_ROOT, TILE_WIDTH, Tree, complete_levels, leaf_hash

_SEQUENCER_LOCK: Final = 0x4556454E_0002  # PostgreSQL advisory lock: one sequencer per log
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
_EVENT: Final = (*_COLUMNS, event_rows.c.salt, event_rows.c.commitment)
_EFFECT: Final = (outbox_rows.c.item_id, outbox_rows.c.event_id, outbox_rows.c.kind, outbox_rows.c.body)


class SignsCheckpoints(Protocol):
    """What the sequencer needs of a key (`ledger.checkpoints.Signer`)."""

    def sign(self, size: int, root: bytes) -> str:
        """The signed checkpoint of a tree, as a note."""
        ...


class SqlJournal(SqlLog):
    """`service.ports.Journal` and `service.ports.LogStore` over a migrated engine."""

    def __init__(self, engine: Engine, ids: Ids, clock: Clock, signer: SignsCheckpoints) -> None:
        super().__init__(engine)
        self._ids = ids
        self._clock = clock
        self._signer = signer

    def record(self, events: Sequence[Event], outbox: Sequence[OutboxItem] = ()) -> None:
        """Commit events and the effects that wait for them.

        Raises ConflictError on a known id, BadInputError on one that cannot be stored.
        """
        stored = [_row(store_form(event, self._ids.salt())) for event in events]
        effects = [(item.item_id, item.event_id, item.kind, payload_text(item.body)) for item in outbox]
        try:
            with writing(self._engine) as connection:
                insert_rows(connection, _EVENT, stored)
                insert_rows(connection, _EFFECT, effects)
        except BadInputError as error:
            if isinstance(error.__cause__, IntegrityError):
                raise self._conflict([event.event_id for event in events]) from error
            raise

    def _conflict(self, ids: Sequence[str]) -> ConflictError:
        known = sorted(self.known(ids))
        what = f"recorded already: {', '.join(known[:5])}" if known else "an id occurs twice, or an effect has no event"
        return ConflictError(what, hint="nothing of this batch was recorded; leave out what is known")

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

    def events(self, *, kind: str = "", subject_id: str = "", decision_id: str = "") -> Iterator[Event]:
        """Recorded events, the sequenced ones by index, then the waiting ones as recorded; `kind` may end in a dot.

        The whole answer is one instant's view of the store, streamed. Raises BadInputError on a damaged record.
        """
        query = select(*_COLUMNS)
        if kind.endswith("."):
            query = query.where(func.substr(event_rows.c.kind, 1, len(kind)) == kind)
        elif kind:
            query = query.where(event_rows.c.kind == kind)
        if subject_id:
            query = query.where(event_rows.c.subject_id == subject_id)
        if decision_id:
            query = query.where(event_rows.c.decision_id == decision_id)
        with reading(self._engine) as connection:
            for row in chain(*(stream(connection, part) for part in in_log_order(query))):
                yield _event(row)

    def sequence(self, limit: int = 10_000) -> int:
        """Index up to `limit` recorded events, grow the tree and sign one checkpoint; how many were sequenced."""
        with writing(self._engine) as connection:
            if self._engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SEQUENCER_LOCK})
            waiting = connection.execute(
                select(event_rows.c.position, event_rows.c.commitment)
                .where(event_rows.c.log_index.is_(None))
                .order_by(event_rows.c.position)
                .limit(limit)
            ).all()
            if not waiting:
                return 0
            closed: list[dict[str, Any]] = []
            tree = _load_tree(connection, closed)
            _give_indices(connection, [row.position for row in waiting], tree.size)
            for row in waiting:
                tree.append(leaf_hash(row.commitment))
            if closed:
                connection.execute(insert(tree_hashes), closed)
            root = tree.root()
            note = self._signer.sign(tree.size, root)
            signed_at = format_instant(self._clock.now())
            connection.execute(
                insert(checkpoints), {"size": tree.size, "root": root, "note": note, "signed_at": signed_at}
            )
        return len(waiting)

    def entries(self) -> Iterator[Entry]:
        """All sequenced entries, by index. Raises BadInputError on a damaged record."""
        query = select(*_EVENT, event_rows.c.log_index)
        with reading(self._engine) as connection:
            for row in stream(connection, in_log_order(query)[0]):
                yield Entry(_event(row), row.salt, row.commitment, row.log_index)

    def due(self, limit: int = 1_000) -> Sequence[OutboxItem]:
        """Undelivered outbox items whose event is sequenced, oldest first."""
        query = (
            select(outbox_rows.c.item_id, outbox_rows.c.event_id, outbox_rows.c.kind, outbox_rows.c.body)
            .join(event_rows, event_rows.c.event_id == outbox_rows.c.event_id)
            .where(outbox_rows.c.delivered_at.is_(None), event_rows.c.log_index.is_not(None))
            .order_by(outbox_rows.c.position)
            .limit(limit)
        )
        with reading(self._engine) as connection:
            return [
                OutboxItem(row.item_id, row.event_id, row.kind, orjson.loads(row.body))
                for row in connection.execute(query)
            ]

    def delivered(self, item_ids: Sequence[str], at: datetime) -> None:
        """Mark outbox items as carried out. Marking twice changes nothing."""
        with writing(self._engine) as connection:
            for start in range(0, len(item_ids), _CHUNK):
                part = list(item_ids[start : start + _CHUNK])
                connection.execute(
                    update(outbox_rows)
                    .where(outbox_rows.c.item_id.in_(part), outbox_rows.c.delivered_at.is_(None))
                    .values(delivered_at=format_instant(at))
                )


def _row(stored: StoredEvent) -> tuple[Any, ...]:
    """The values of `_EVENT`."""
    return (
        stored.event_id,
        stored.kind,
        stored.at,
        stored.subject_id,
        stored.decision_id,
        stored.actor,
        stored.payload,
        stored.salt,
        stored.commitment,
    )


def _event(row: Row[Any]) -> Event:
    try:
        payload = orjson.loads(row.payload)
        at = parse_instant(row.at)
    except (orjson.JSONDecodeError, BadInputError, AttributeError):
        raise BadInputError(
            f"the record of event {row.event_id} is damaged",
            hint="run evenhand ledger verify: it says what was changed",
        ) from None
    return Event(row.event_id, row.kind, at, payload, row.subject_id, row.decision_id, row.actor)


def _load_tree(connection: Connection, closed: list[dict[str, Any]]) -> Tree:
    """The tree as the last checkpoint left it; `closed` collects the complete subtrees that come. Raises ConflictError.

    What does not fit the signed root is never built upon: a damaged log must not get a fresh signature.
    """
    last = connection.execute(
        select(checkpoints.c.size, checkpoints.c.root).order_by(checkpoints.c.size.desc()).limit(1)
    ).one_or_none()
    size, root = (last.size, last.root) if last else (0, EMPTY_ROOT)
    complete = []
    for level in complete_levels(size):
        place = (tree_hashes.c.level == level) & (tree_hashes.c.position == (size >> level) - 1)
        complete.append(connection.execute(select(tree_hashes.c.hash).where(place)).scalar() or b"")
    rest = connection.execute(
        select(event_rows.c.commitment)
        .where(event_rows.c.log_index >= size - size % TILE_WIDTH, event_rows.c.log_index < size)
        .order_by(event_rows.c.log_index)
    ).scalars()
    leaves = [leaf_hash(commitment) for commitment in rest]
    top = connection.execute(select(func.max(event_rows.c.log_index))).scalar()
    if len(leaves) == size % TILE_WIDTH and (-1 if top is None else top) == size - 1:
        tree = Tree(
            size, complete, leaves, lambda level, position, hash_: closed.append(_closed(level, position, hash_))
        )
        if tree.root() == root:
            return tree
    raise ConflictError(
        f"the stored log does not fit its last checkpoint (size {size}); nothing was sequenced",
        hint="run evenhand ledger verify: it says what was changed; restore the workspace from a backup",
    )


def _closed(level: int, position: int, value: bytes) -> dict[str, Any]:
    return {"level": level, "position": position, "hash": value}


def _give_indices(connection: Connection, positions: Sequence[int], first: int) -> None:
    """Indices from `first` on, in this order; one statement for each run of neighbouring positions."""
    numbered = enumerate(positions, start=first)
    for shift, run in groupby(numbered, key=lambda pair: pair[0] - pair[1]):
        members = [position for _, position in run]
        connection.execute(
            update(event_rows)
            .where(event_rows.c.position.between(members[0], members[-1]), event_rows.c.log_index.is_(None))
            .values(log_index=event_rows.c.position + shift)
        )
