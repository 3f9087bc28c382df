"""Opening a workspace: durable settings, clear errors, and migrations that say what tables.py says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from evenhand.adapters.sql import engine as module
from evenhand.adapters.sql.engine import (
    SCHEMA,
    exists,
    make_engine,
    migrate,
    reading,
    require_current,
    schema_version,
    workspace_url,
    writing,
)
from evenhand.adapters.sql.tables import metadata
from evenhand.kernel.errors import BadInputError


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = make_engine(tmp_path / "evenhand.db")
    yield made
    made.dispose()


def test_a_commit_survives_a_power_cut(engine: Engine) -> None:
    migrate(engine)
    with reading(engine) as connection:
        values = [
            connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert values == ["wal", 2, 1]


def test_the_migrations_say_what_the_tables_say(engine: Engine) -> None:
    migrate(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_newest_revision_is_the_one_the_code_knows() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(module.__file__).parent / "migrations"))
    script = ScriptDirectory.from_config(config)
    assert script.get_current_head() == SCHEMA
    assert sorted(step.revision for step in script.walk_revisions()) == sorted(module._KNOWN)


def test_a_migration_that_fails_leaves_nothing_behind(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE outbox (a)"))
    with pytest.raises(BadInputError):
        migrate(engine)
    with reading(engine) as connection:
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
    assert names == ["outbox"]


def test_asking_creates_nothing(engine: Engine, tmp_path: Path) -> None:
    assert not exists(engine)
    with pytest.raises(BadInputError, match="no workspace"):
        require_current(engine)
    assert list(tmp_path.iterdir()) == []
    migrate(engine)
    assert exists(engine)
    assert schema_version(engine) == SCHEMA


def test_what_is_no_workspace_gets_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_bytes(b"just text, long enough to be read as a header of a database " * 100)
    engine = make_engine(tmp_path / "notes.txt")
    with pytest.raises(BadInputError, match=r"damaged|not a database"):
        require_current(engine)
    engine.dispose()
    nowhere = make_engine(tmp_path / "no" / "such" / "evenhand.db")
    with pytest.raises(BadInputError, match="cannot be opened"):
        migrate(nowhere)
    nowhere.dispose()


def test_an_unreachable_server_gets_a_clear_error() -> None:
    engine = make_engine("postgresql://nobody:secret@/none?host=/nonexistent")
    with pytest.raises(BadInputError, match="database says") as caught:
        require_current(engine)
    assert "secret" not in caught.value.diagnostics()
    engine.dispose()


@pytest.mark.parametrize("url", ["mysql://host/db", "sqlite://", "sqlite:///:memory:", "://", "oracle://x"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(BadInputError):
        workspace_url(url)


def test_urls_and_paths() -> None:
    assert str(workspace_url()) == "sqlite:///evenhand.db"
    assert workspace_url("a b/c%d.db").database == "a b/c%d.db"
    assert workspace_url("sqlite:////tmp/x.db").database == "/tmp/x.db"
    for given in ("postgres://u@h/d", "postgresql://u@h/d", "postgresql+psycopg://u@h/d"):
        if given.startswith("postgresql"):
            assert workspace_url(given).drivername == "postgresql+psycopg"


def test_a_folder_with_a_percent_sign_migrates(tmp_path: Path) -> None:
    (tmp_path / "100%").mkdir()
    engine = make_engine(tmp_path / "100%" / "evenhand.db")
    migrate(engine)
    assert schema_version(engine) == SCHEMA
    engine.dispose()
