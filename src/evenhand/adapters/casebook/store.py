"""Cases in SQLite, each body sealed. Without the key one sees how many there are, how many were deleted, and sizes.

Lookups go by keyed tokens. Deleted pages are overwritten (`secure_delete`). Who may act is the use cases' affair.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    Column,
    Connection,
    LargeBinary,
    MetaData,
    Table,
    Text,
    create_engine,
    delete,
    event,
    inspect,
    select,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DatabaseError

from evenhand.adapters.casebook.keys import Keyring
from evenhand.kernel.canonical import canonical_bytes
from evenhand.kernel.clock import format_instant
from evenhand.kernel.errors import BadInputError, EvenhandError, Place
from evenhand.kernel.restore import restore
from evenhand.monitor.model import Case, CasebookError

_CHECK: Final = b"evenhand casebook"

_metadata = MetaData()
_meta = Table(
    "casebook", _metadata, Column("name", Text, primary_key=True), Column("value", LargeBinary, nullable=False)
)
_cases = Table(
    "cases",
    _metadata,
    Column("token", LargeBinary(32), primary_key=True),  # HMAC of the case id
    Column("body", LargeBinary, nullable=False),
)
_forgotten = Table(
    "forgotten",
    _metadata,
    Column("token", LargeBinary(32), primary_key=True),
    Column("note", LargeBinary, nullable=False),  # sealed: the id and when, so that a rotation can make the token anew
)


class SqlCasebook:
    """The store of one casebook file. Open it with `opened`."""

    def __init__(self, path: Path, keys: Keyring) -> None:
        self._path = path
        self._keys = keys
        self._engine = create_engine(f"sqlite:///{path}")
        event.listen(self._engine, "connect", _prepare)
        self._index_key = ""

    @classmethod
    def opened(cls, path: Path, keys: Keyring) -> SqlCasebook:
        """Open or create. Raises BadInputError when the file is no casebook or the key another one's."""
        new = not path.exists()
        if new:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
        book = cls(path, keys)
        try:
            with book._engine.begin() as connection:
                book._check(connection)
        except DatabaseError:
            raise BadInputError(
                "this file is no casebook",
                hint="give the path of one, or of a file that is not there yet",
                place=book._place,
            ) from None
        return book

    @property
    def _place(self) -> Place:
        return Place(str(self._path))

    def _check(self, connection: Connection) -> None:
        tables = set(inspect(connection).get_table_names())
        if tables and _meta.name not in tables:
            raise BadInputError(
                "this database is no casebook", hint="give the casebook a file of its own", place=self._place
            )
        _metadata.create_all(connection)
        rows = dict(connection.execute(select(_meta.c.name, _meta.c.value)).tuples().all())
        if "check" not in rows:
            self._index_key = self._keys.current
            self._mark(connection, self._keys)
            return
        try:
            self._keys.open(rows["check"], b"check")
        except BadInputError as error:
            raise BadInputError(
                "the key does not open this casebook",
                hint=error.hint or "check EVENHAND_CASEBOOK_KEY",
                place=self._place,
            ) from None
        self._index_key = rows["index_key"].decode()

    def _mark(self, connection: Connection, keys: Keyring) -> None:
        marks = {"check": keys.seal(_CHECK, b"check"), "index_key": keys.current.encode()}
        for name, value in marks.items():
            _upsert(connection, _meta, name=name, value=value)

    def _token(self, case_id: str) -> bytes:
        return self._keys.blind("case", case_id, self._index_key)

    def put(self, cases: Sequence[Case]) -> None:
        """Store or replace cases in one transaction."""
        with self._engine.begin() as connection:
            for case in cases:
                token = self._token(case.case_id)
                _upsert(connection, _cases, token=token, body=self._keys.seal(canonical_bytes(case), b"case" + token))

    def get(self, case_id: str) -> Case | None:
        """One case. Raises BadInputError when its record was tampered with."""
        token = self._token(case_id)
        with self._engine.connect() as connection:
            body = connection.execute(select(_cases.c.body).where(_cases.c.token == token)).scalar_one_or_none()
        return None if body is None else self._case(token, body)

    def cases(self) -> Iterator[Case | CasebookError]:
        """All cases by id; records that do not open come first, as errors."""
        found: list[Case] = []
        for token, body in self._rows():
            try:
                found.append(self._case(token, body))
            except EvenhandError as error:
                yield CasebookError("", "content", f"record {token.hex()[:12]}: {error.message}")
        yield from sorted(found, key=lambda case: case.case_id)

    def forget(self, case_id: str, at: datetime) -> None:
        """Delete a case and remember, sealed, that its id was withdrawn."""
        token = self._token(case_id)
        note = canonical_bytes({"case_id": case_id, "at": format_instant(at)})
        with self._engine.begin() as connection:
            connection.execute(delete(_cases).where(_cases.c.token == token))
            _upsert(connection, _forgotten, token=token, note=self._keys.seal(note, b"forgotten" + token))

    def forgotten(self, case_id: str) -> bool:
        """Whether this id was withdrawn."""
        query = select(_forgotten.c.token).where(_forgotten.c.token == self._token(case_id))
        with self._engine.connect() as connection:
            return connection.execute(query).first() is not None

    def rotate(self, keys: Keyring) -> None:
        """Seal everything anew with the last key of `keys`, which also holds the old ones; one transaction."""
        with self._engine.begin() as connection:
            for table, purpose in ((_cases, b"case"), (_forgotten, b"forgotten")):
                rows = connection.execute(select(table)).all()
                connection.execute(delete(table))
                for token, sealed in rows:
                    plain = keys.open(sealed, purpose + token)
                    fresh = keys.blind("case", json.loads(plain)["case_id"])
                    column = "body" if table is _cases else "note"
                    _upsert(connection, table, **{"token": fresh, column: keys.seal(plain, purpose + fresh)})
            self._mark(connection, keys)
        self._keys, self._index_key = keys, keys.current

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def _rows(self) -> list[tuple[bytes, bytes]]:
        with self._engine.connect() as connection:
            rows = connection.execute(select(_cases.c.token, _cases.c.body).order_by(_cases.c.token))
            return [(token, body) for token, body in rows]

    def _case(self, token: bytes, body: bytes) -> Case:
        return restore(Case, json.loads(self._keys.open(body, b"case" + token)))


def _prepare(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("secure_delete=ON", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _upsert(connection: Connection, table: Table, **values: bytes | str) -> None:
    key = next(iter(values))
    statement = insert(table).values(**values)
    rest = {name: value for name, value in values.items() if name != key}
    connection.execute(statement.on_conflict_do_update(index_elements=[key], set_=rest))
