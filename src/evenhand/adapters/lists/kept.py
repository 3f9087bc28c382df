"""Rows kept from a registry, in a SQLite file beside a SQLite workspace (`evenhand.db` → `evenhand.db.names`).

With it `designations show` answers without loading SQLAlchemy or folding the lists. Derived: it can be deleted at any time,
is replaced whole, and is never read when its fingerprint differs from the workspace's. What the rows mean is
`designations.kept`'s.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from evenhand.designations.kept import KeptRegistry, document_row, entity_rows, fingerprint
from evenhand.designations.model import Strength
from evenhand.designations.names import Holders

if TYPE_CHECKING:
    from evenhand.designations.registry import Registry

_DECISION: Final = "identity-decision/"
_NAME_DECISION: Final = "name-decision/"
_SCHEMA: Final = (
    "CREATE TABLE about (fingerprint TEXT, digest TEXT, documents BLOB)",
    "CREATE TABLE names (key TEXT, entity_id TEXT, name TEXT, strength TEXT, PRIMARY KEY (key, entity_id)) WITHOUT ROWID",
    "CREATE TABLE entities (entity_id TEXT PRIMARY KEY, body BLOB) WITHOUT ROWID",
)


class SqliteRows:
    """`designations.kept.KeptRows` over an open file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use an open file whose fingerprint was compared."""
        self._connection = connection

    def digest(self) -> str:
        """The registry's digest."""
        return str(self._connection.execute("SELECT digest FROM about").fetchone()[0])

    def documents(self) -> bytes:
        """The documents, as `document_row` gave them."""
        return bytes(self._connection.execute("SELECT documents FROM about").fetchone()[0])

    def entity(self, entity_id: str) -> bytes | None:
        """An entity's body."""
        row = self._connection.execute("SELECT body FROM entities WHERE entity_id = ?", (entity_id,)).fetchone()
        return bytes(row[0]) if row else None

    def holders(self, key: str) -> Holders:
        """Who has this name in normal form."""
        rows = self._connection.execute("SELECT entity_id, name, strength FROM names WHERE key = ?", (key,))
        return {entity_id: (name, Strength(strength)) for entity_id, name, strength in rows}

    def starting(self, key: str, limit: int) -> Sequence[str]:
        """The names that go on after this one, in order. `!` is the character after a space."""
        query = "SELECT DISTINCT key FROM names WHERE key >= ? AND key < ? ORDER BY key LIMIT ?"
        return [row[0] for row in self._connection.execute(query, (key + " ", key + "!", limit))]

    def keys(self) -> Sequence[str]:
        """Every name in normal form, in order."""
        return [row[0] for row in self._connection.execute("SELECT DISTINCT key FROM names ORDER BY key")]


def kept_registry(workspace: Path) -> KeptRegistry | None:
    """The registry kept beside a workspace; None when there is none, or the workspace has changed since."""
    kept = _beside(workspace)
    if not kept.is_file() or not workspace.is_file():
        return None
    try:
        wanted = _fingerprint(workspace)
        connection = sqlite3.connect(f"file:{kept.as_posix()}?mode=ro", uri=True)
        if connection.execute("SELECT fingerprint FROM about").fetchone() == (wanted,):
            return KeptRegistry(SqliteRows(connection))
        connection.close()
    except sqlite3.Error:
        return None
    return None


def workspace_fingerprint(workspace: Path) -> str:
    """What rows kept now must be made from; empty when the workspace cannot be read. Take it before the fold."""
    try:
        return _fingerprint(workspace)
    except sqlite3.Error:
        return ""


def keep(workspace: Path, registry: Registry, wanted: str) -> None:
    """Write the rows of a registry folded after its fingerprint was taken. A file that cannot be written is left out.

    What is imported between the two makes the fingerprint differ from the next reader's: the rows are made again.
    """
    kept = _beside(workspace)
    fresh = kept.with_name(f"{kept.name}.{os.getpid()}")
    try:
        fresh.unlink(missing_ok=True)
        connection = sqlite3.connect(fresh)
        for statement in ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", *_SCHEMA):
            connection.execute(statement)
        connection.executemany("INSERT INTO names VALUES (?, ?, ?, ?)", registry.index.rows())
        connection.executemany("INSERT INTO entities VALUES (?, ?)", entity_rows(registry))
        connection.execute("INSERT INTO about VALUES (?, ?, ?)", (wanted, registry.digest, document_row(registry)))
        connection.commit()
        connection.close()
        fresh.replace(kept)  # whole or not at all: a reader sees the old file or the new one
    except (sqlite3.Error, OSError, ValueError):
        fresh.unlink(missing_ok=True)


def _beside(workspace: Path) -> Path:
    return workspace.with_name(workspace.name + ".names")


def _fingerprint(workspace: Path) -> str:
    connection = sqlite3.connect(f"file:{workspace.as_posix()}?mode=ro", uri=True)
    try:
        documents = [row[0] for row in connection.execute("SELECT document_id FROM list_documents")]
        query = "SELECT name FROM settings WHERE name LIKE ? OR name LIKE ?"
        names = connection.execute(query, (_DECISION + "%", _NAME_DECISION + "%"))
        return fingerprint(documents, [name for (name,) in names])
    finally:
        connection.close()
