"""Many rows in one statement, as each database takes and gives them fastest; values are plain text, bytes and integers.

SQLite steps a prepared statement; PostgreSQL takes the batch as one COPY. All stay inside the caller's transaction,
with SQLAlchemy's errors.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Column, Connection
from sqlalchemy.exc import DBAPIError

from evenhand.kernel.errors import BadInputError

_WRITTEN: Final = 100  # rows of a COPY in one piece


def insert_rows(connection: Connection, columns: Sequence[Column[Any]], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows, whose values stand in the order of `columns` (all of one table)."""
    if not rows:
        return
    table = columns[0].table.name
    names = ", ".join(column.name for column in columns)
    if connection.dialect.name == "postgresql":
        _copy(connection, f"COPY {table} ({names}) FROM STDIN", rows)
    else:
        marks = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(rows))  # noqa: S608 - names of the schema


def fetch_rows(connection: Connection, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """The rows of a query in the driver's own spelling, as it gives them: no row objects, no statement to be compiled."""
    driver: Any = connection.connection.driver_connection
    try:
        # Bytes as bytes: spelt in hexadecimal they would be twice as long.
        cursor = driver.cursor(binary=True) if connection.dialect.name == "postgresql" else driver.cursor()
        try:
            return list(cursor.execute(query, values).fetchall())
        finally:
            cursor.close()
    except connection.dialect.loaded_dbapi.Error as error:
        raise DBAPIError.instance(query, None, error, connection.dialect.loaded_dbapi.Error) from error


def _copy(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for start in range(0, len(rows), _WRITTEN):  # the server stores these while the next are spelt
                copy.write("".join(map(_copy_line, rows[start : start + _WRITTEN])))
    except connection.dialect.loaded_dbapi.Error as error:
        # The driver was called directly, so its error is put into SQLAlchemy's form here.
        raise DBAPIError.instance(statement, None, error, connection.dialect.loaded_dbapi.Error) from error


def _copy_line(row: tuple[Any, ...]) -> str:
    """One row in COPY's text format. A backslash starts an escape there, a tab or a line break would end the value.

    The values are joined by NUL, which PostgreSQL stores nowhere, so that a row is escaped as one text.
    """
    text = "\x00".join([f"\\x{value.hex()}" if isinstance(value, bytes) else str(value) for value in row])
    if text.count("\x00") != len(row) - 1:
        raise BadInputError("a value holds a NUL, which no store keeps", hint="ids and texts are plain text")
    text = text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return text.replace("\x00", "\t") + "\n"
