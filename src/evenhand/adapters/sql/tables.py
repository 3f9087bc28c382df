"""The schema, in one place. Times are RFC 3339 text in UTC (sortable), bodies canonical JSON text, hashes raw bytes."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
# SQLite counts rows only in INTEGER keys.
Serial = BigInteger().with_variant(Integer, "sqlite")

list_documents = Table(
    "list_documents",
    metadata,
    Column("document_id", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("observed_at", Text, nullable=False),
    Column("complete", Integer, nullable=False),
    Column("author", Text, nullable=False),
    Column("imported_at", Text, nullable=False),
    Index(None, "source", "observed_at"),
)

# A record is stored once however many documents repeat it: nineteen versions of a list differ in few rows.
list_records = Table(
    "list_records",
    metadata,
    Column("record_hash", LargeBinary(32), primary_key=True),
    Column("body", Text, nullable=False),
)

list_document_records = Table(
    "list_document_records",
    metadata,
    Column("document_id", Text, ForeignKey("list_documents.document_id"), primary_key=True),
    Column("record_key", Text, primary_key=True),
    Column("record_hash", LargeBinary(32), ForeignKey("list_records.record_hash"), nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("position", Serial, primary_key=True, autoincrement=True),
    Column("event_id", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("subject_id", Text, nullable=False),
    Column("decision_id", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("effects", Text, nullable=False),  # what waits in the outbox for this event, as digests
    Column("salt", LargeBinary(16), nullable=False),
    Column("commitment", LargeBinary(32), nullable=False),
    Index(None, "kind"),
    Index(None, "subject_id"),
    Index(None, "decision_id"),
)

# Which event stands where: narrow, so that sequencing never touches the wide rows. A recorded event waits in one table
# until the sequencer moves it to the other; both name it by its position and repeat its commitment.
waiting = Table(
    "waiting",
    metadata,
    Column("position", Serial, primary_key=True, autoincrement=False),
    Column("commitment", LargeBinary(32), nullable=False),
)
log_entries = Table(
    "log_entries",
    metadata,
    Column("log_index", Serial, primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False, unique=True),
    Column("commitment", LargeBinary(32), nullable=False),
)

# RFC 9162 tree hashes: complete subtrees of level >= 8 only, lower ones are cheap to compute from the commitments.
# (level, position) covers leaves [position * 2**level, (position + 1) * 2**level).
tree_hashes = Table(
    "tree_hashes",
    metadata,
    Column("level", Integer, primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("hash", LargeBinary(32), nullable=False),
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("size", BigInteger, primary_key=True),
    Column("root", LargeBinary(32), nullable=False),
    Column("note", Text, nullable=False),
    Column("signed_at", Text, nullable=False),
)

# What witnesses said of a checkpoint: one note line each (C2SP tlog-cosignature).
cosignatures = Table(
    "cosignatures",
    metadata,
    Column("size", BigInteger, primary_key=True),
    Column("witness", Text, primary_key=True),
    Column("line", Text, nullable=False),
)

# No foreign key: `record` checks that each effect has its event, and the event's commitment holds the effects together.
outbox = Table(
    "outbox",
    metadata,
    Column("position", Serial, primary_key=True, autoincrement=True),
    Column("item_id", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("delivered_at", Text, nullable=True),
    UniqueConstraint("item_id"),
)
_UNDELIVERED = outbox.c.delivered_at.is_(None)
Index("ix_outbox_undelivered", outbox.c.position, sqlite_where=_UNDELIVERED, postgresql_where=_UNDELIVERED)

settings = Table(
    "settings",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

# Intelligence records as canonical JSON, apart from the ledger: they decide nothing.
campaign_records = Table(
    "campaign_records",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("record_id", Text, primary_key=True),
    Column("body", Text, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("imported_at", Text, nullable=False),
)
