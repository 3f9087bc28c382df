"""Opening a workspace: the engine, its transactions, and the schema's version.

SQLite in WAL with synchronous FULL (an acknowledged commit survives a power cut), PostgreSQL through psycopg. `writing`
takes SQLite's write lock at BEGIN, so that two writers wait for each other instead of failing halfway. A workspace that
cannot be written (an archived copy, a read-only mount) is opened for reading only.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import StaticPool

from evenhand.kernel.errors import BadInputError, ConflictError, EvenhandError

DEFAULT_PATH: Final = "evenhand.db"
SCHEMA: Final = "0001"  # the newest revision in migrations/versions; a test holds the two together
_KNOWN: Final = ("0001",)
_BUSY_MS: Final = 30_000
_CACHE_KIB: Final = 64_000  # the indices of random ids must stay in memory: SQLite's default of 2 MB spills them
_WAL_PAGES: Final = 8_000  # about 32 MB between checkpoints: pages written often are copied back once
_MIGRATION_LOCK: Final = 0x4556454E_0001  # PostgreSQL advisory locks: "EVEN", and what for


def workspace_url(url_or_path: str | Path = "") -> URL:
    """The URL of a workspace: a database URL, a path of a SQLite file, or nothing for ./evenhand.db.

    Raises BadInputError for a URL of another database.
    """
    given = str(url_or_path) or DEFAULT_PATH
    if "://" not in given:
        return URL.create("sqlite", database=given)
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):
        raise BadInputError(
            "the workspace's URL cannot be read",
            hint="a SQLite file (evenhand.db) or postgresql://user@host/database",
        ) from None
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        return url
    raise BadInputError(
        f"no workspace lives in {url.get_backend_name()!r} (or in memory)",
        hint="a SQLite file (evenhand.db) or postgresql://user@host/database",
    )


def make_engine(url_or_path: str | Path = "") -> Engine:
    """The engine of a workspace; nothing is opened or created yet. Raises BadInputError."""
    url = workspace_url(url_or_path)
    try:
        if url.get_backend_name() == "postgresql":
            return create_engine(url, pool_pre_ping=True)
        place = Path(str(url.database))
        if read_only(place):
            engine = create_engine(url, creator=lambda: _connect_reading(place))
            event.listen(engine, "connect", _prepare_reading)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        engine = create_engine(url)
    except (ModuleNotFoundError, NoSuchModuleError):
        raise BadInputError(
            "PostgreSQL needs the driver psycopg", hint="install evenhand with the extra: evenhand[postgres]"
        ) from None
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def read_only(place: Path) -> bool:
    """Whether a SQLite workspace is there and can only be read: the file, or the folder that its log must go to."""
    return place.is_file() and not (os.access(place, os.W_OK) and os.access(place.parent, os.W_OK))


def unmakeable(place: Path) -> bool:
    """Whether no SQLite workspace is there and none can be made, because its folder can only be read."""
    return not place.exists() and place.parent.is_dir() and not os.access(place.parent, os.W_OK)


def reading_uri(place: Path) -> str:
    """The URI by which SQLite opens a file it cannot write beside.

    Immutable, unless a log with unread commits lies beside it: those would be left out in silence.
    """
    log = place.with_name(place.name + "-wal")
    pending = log.is_file() and log.stat().st_size > 0
    return f"file:{quote(str(place.absolute()))}?mode=ro" + ("" if pending else "&immutable=1")


def empty_engine() -> Engine:
    """A workspace with nothing in it that cannot be written, for reading commands where none can be made."""
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    migrate(engine)
    _prepare_reading(engine.raw_connection().driver_connection, None)  # the one connection that there is
    return engine


def _connect_reading(place: Path) -> sqlite3.Connection:
    return sqlite3.connect(reading_uri(place), uri=True, check_same_thread=False)


def _prepare_reading(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("query_only = ON", f"busy_timeout = {_BUSY_MS}", f"cache_size = -{_CACHE_KIB}"):
        connection.execute(f"PRAGMA {pragma}").close()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver opens no transactions of its own; _begin_sqlite does
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",  # what is erased is overwritten, not only unlinked
        f"busy_timeout = {_BUSY_MS}",
        f"cache_size = -{_CACHE_KIB}",
        f"wal_autocheckpoint = {_WAL_PAGES}",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    reading_only = connection.get_execution_options().get("evenhand_reading", False)
    connection.exec_driver_sql("BEGIN" if reading_only else "BEGIN IMMEDIATE")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that may write: durable when the context closes, undone when it raises."""
    with explained(), engine.begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One transaction that sees the workspace as of its first read, however long it takes, and blocks no writer."""
    options: dict[str, Any] = {"evenhand_reading": True}
    if engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with explained(), engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


@contextmanager
def asking(engine: Engine) -> Iterator[Connection]:
    """A connection for one question: one statement is its own view, so PostgreSQL is spared two round trips of `reading`."""
    if engine.dialect.name != "postgresql":
        with reading(engine) as connection:
            yield connection
        return
    with explained(), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection


@contextmanager
def explained() -> Iterator[None]:
    """The database's own errors as ours: what is wrong with the workspace and what to do."""
    try:
        yield
    except DBAPIError as error:
        raise _translated(str(error.orig).strip().split("\n", 1)[0]) from error


def _translated(message: str) -> EvenhandError:
    if "locked" in message or "busy" in message:
        return ConflictError("the workspace is busy", hint="another process holds its lock; try again when it is done")
    if "no such table" in message or ("relation" in message and "does not exist" in message):
        return BadInputError("no workspace here yet", hint="run evenhand init")
    if "readonly" in message or "read-only" in message:
        return BadInputError(
            "the workspace can only be read, and nothing was changed",
            hint="give --database a file in a folder where you may write, or copy the workspace to one",
        )
    if "unable to open" in message:
        return BadInputError(
            "the workspace's file cannot be opened", hint="does its folder exist, may you write there?"
        )
    if "malformed" in message or "not a database" in message or "disk image" in message:
        return BadInputError(f"the workspace's file is damaged: {message}", hint="restore it from a backup")
    return BadInputError(f"the database says: {message}", hint="is it reachable, and is it an Evenhand workspace?")


def schema_version(engine: Engine) -> str:
    """The revision that the workspace stands at; empty when there is none yet."""
    with reading(engine) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return ""
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def exists(engine: Engine) -> bool:
    """Whether a workspace is there, without creating a SQLite file by asking."""
    if engine.dialect.name == "sqlite" and engine.url.database and not Path(engine.url.database).exists():
        return False
    return schema_version(engine) != ""


def require_current(engine: Engine) -> None:
    """That the workspace is there and of this version. Raises BadInputError that says what to run."""
    found = schema_version(engine) if exists(engine) else ""
    if not found:
        raise BadInputError(f"no workspace at {_shown(engine)}", hint="run evenhand init, or give --database")
    _refuse_newer(found)
    if found != SCHEMA:
        raise BadInputError(
            f"the workspace is older (schema {found}) than this Evenhand (schema {SCHEMA})",
            hint="make a backup, then run evenhand init: it brings the workspace up to date",
        )


def migrate(engine: Engine) -> None:
    """Create the tables or bring them up to date, in one transaction. Raises BadInputError for a newer workspace."""
    from alembic import command
    from alembic.config import Config

    if exists(engine):
        _refuse_newer(schema_version(engine))
    config = Config()
    config.set_main_option("script_location", str(files("evenhand.adapters.sql") / "migrations").replace("%", "%%"))
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _refuse_newer(found: str) -> None:
    if found and found not in _KNOWN:
        raise BadInputError(
            f"the workspace was made by a newer Evenhand (schema {found}, this one knows {SCHEMA})",
            hint="update Evenhand; nothing was changed",
        )


def _shown(engine: Engine) -> str:
    return (
        engine.url.render_as_string(hide_password=True) if engine.dialect.name != "sqlite" else str(engine.url.database)
    )
