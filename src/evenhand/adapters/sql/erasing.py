"""Destroying content in the database: events lose secret, payload, subject and actor; outbox rows their body.

What stays (id, kind, instant, decision, commitment, index) holds the log together. Overwriting the bytes on disk is done
as far as a client can: SQLite zeroes what it frees and its write-ahead log is emptied; PostgreSQL is vacuumed. Backups,
archived logs and file system snapshots are left to the operator.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Row, select, text, update

from evenhand.adapters.sql.tables import events, log_entries, outbox
from evenhand.kernel.errors import ConflictError


def entries_of(connection: Connection, subject_ids: Sequence[str]) -> Sequence[Row[Any]]:
    """(log_index, position, event_id) of everything about these subjects; the index is None while it waits."""
    query = (
        select(log_entries.c.log_index, events.c.position, events.c.event_id)
        .select_from(events)
        .outerjoin(log_entries, log_entries.c.position == events.c.position)
        .where(events.c.subject_id.in_(subject_ids), events.c.subject_id != "")
        .order_by(log_entries.c.log_index)
    )
    return connection.execute(query).all()


def undelivered(connection: Connection, subject_ids: Sequence[str]) -> Sequence[str]:
    """The ids of effects on these subjects that are not carried out yet."""
    query = (
        select(outbox.c.item_id)
        .join(events, events.c.event_id == outbox.c.event_id)
        .where(events.c.subject_id.in_(subject_ids), outbox.c.delivered_at.is_(None))
        .order_by(outbox.c.position)
    )
    return connection.execute(query).scalars().all()


def destroy(connection: Connection, subject_ids: Sequence[str], indices: Sequence[int]) -> None:
    """Destroy what is recorded about these subjects, if it is exactly the entries at `indices`. Raises ConflictError."""
    rows = entries_of(connection, subject_ids)
    if [row.log_index for row in rows] != list(indices) or undelivered(connection, subject_ids):
        raise ConflictError("something was recorded about the subject meanwhile", hint="nothing was erased; try again")
    theirs = events.c.subject_id.in_(subject_ids)
    effects = outbox.c.event_id.in_(select(events.c.event_id).where(theirs))
    connection.execute(update(outbox).where(effects).values(body=""))
    connection.execute(update(events).where(theirs).values(salt=b"", payload="", subject_id="", actor="", effects=""))


def scrub(engine: Engine) -> None:
    """Take the destroyed bytes off the disk as far as the database lets us."""
    if engine.dialect.name == "sqlite":
        connection = engine.raw_connection()
        try:
            # Busy readers only delay it: the next checkpoint of the write-ahead log overwrites the same frames.
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            connection.close()
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection_:
        for table in (events, outbox):
            connection_.execute(text(f"VACUUM {table.name}"))
