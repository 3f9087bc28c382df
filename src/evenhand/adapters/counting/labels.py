"""The database of audit-only group labels: a SQLite file of its own, opened here and nowhere else, read-only for counting."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from evenhand.adapters.counting.files import csv_rows
from evenhand.kernel.errors import BadInputError, Place, Reject
from evenhand.parity.groups import LABELS_TABLE, GroupLabel

_COLUMNS = ("surface", "account_id", "community", "source")
_MAX_TEXT = 200


def read_labels(path: Path) -> list[GroupLabel]:
    """All labels, sorted. Raises BadInputError when the file is no label database."""
    if not path.is_file():
        raise BadInputError("no such label database", hint="make one: evenhand parity labels", place=Place(str(path)))
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            rows = connection.execute(
                "SELECT surface, account_id, community, source FROM group_labels ORDER BY surface, account_id"
            ).fetchall()
    except sqlite3.DatabaseError as error:
        hint = "make one from a CSV file: evenhand parity labels FILE.csv --into LABELS.db"
        raise BadInputError(f"no label database: {error}", hint=hint, place=Place(str(path))) from None
    return [GroupLabel(*(str(value) for value in row)) for row in rows]


def import_labels(source: Path, into: Path) -> tuple[int, list[Reject]]:
    """Labels from a CSV file (`surface,account_id,community,source`) into a label database, all or none of the good ones
    at once; a known account's label is replaced. Returns how many, and the rejects.
    """
    good, bad = [], []
    for row in _rows(source):
        if isinstance(row, Reject):
            bad.append(row)
        else:
            good.append(row)
    with closing(sqlite3.connect(into)) as connection, connection:
        connection.execute(LABELS_TABLE)
        connection.executemany(
            "INSERT OR REPLACE INTO group_labels (surface, account_id, community, source) VALUES (?, ?, ?, ?)",
            [(one.surface, one.account_id, one.community, one.source) for one in good],
        )
    return len(good), bad


def _rows(source: Path) -> Iterator[GroupLabel | Reject]:
    return (_label(row, line) for row, line in csv_rows(source, _COLUMNS))


def _label(row: dict[str, str | None], line: int) -> GroupLabel | Reject:
    values = []
    for name in _COLUMNS:
        value = (row.get(name) or "").strip()
        if not value or len(value) > _MAX_TEXT or not value.isprintable():
            hint = "every label needs an account, a community and a source"
            return Reject(line, name, f"printable text of 1 to {_MAX_TEXT} characters", ascii(value)[:60], hint)
        values.append(value)
    return GroupLabel(*values)
