"""An archived copy, a read-only mount: what can be read is read, and what would be written says why it is not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import text

from evenhand.adapters.sql import engine as module
from evenhand.adapters.sql.engine import make_engine, read_only, reading, reading_uri, unmakeable, writing
from evenhand.bootstrap.platform import open_platform
from evenhand.entry.cli.app import run
from evenhand.kernel.errors import BadInputError


@pytest.fixture
def archived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace in a folder that nobody may write to from here on (the tests may run as root: `access` is asked)."""
    folder = tmp_path / "ar chive"
    folder.mkdir()
    place = folder / "evenhand.db"
    open_platform(str(place)).engine.dispose()
    _lock(monkeypatch, folder)
    return place


def _lock(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    real = os.access

    def access(path: str | os.PathLike[str], mode: int) -> bool:
        inside = Path(path) == folder or folder in Path(path).parents
        return not (inside and mode & os.W_OK) and real(path, mode)

    monkeypatch.setattr(module.os, "access", access)


def test_what_can_be_written_is_opened_as_ever(tmp_path: Path) -> None:
    place = tmp_path / "evenhand.db"
    assert not read_only(place)
    open_platform(str(place)).engine.dispose()
    assert not read_only(place)


def test_reading_leaves_nothing_behind_and_writing_is_refused(archived: Path) -> None:
    before = sorted(archived.parent.iterdir())
    engine = make_engine(archived)
    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM events")).scalar() == 0
    with pytest.raises(BadInputError, match="can only be read"), writing(engine) as connection:
        connection.execute(text("INSERT INTO settings (name, value) VALUES ('a', 'b')"))
    engine.dispose()
    assert sorted(archived.parent.iterdir()) == before


def test_commits_in_a_log_beside_it_are_not_left_out(archived: Path) -> None:
    assert reading_uri(archived).endswith("?mode=ro&immutable=1")
    archived.with_name("evenhand.db-wal").write_bytes(b"commits")
    assert reading_uri(archived).endswith("?mode=ro")


@pytest.mark.parametrize(
    "command",
    [
        ["designations", "show", "Hamas", "--json"],
        ["review", "list"],
        ["ledger", "verify"],
        ["lists", "status"],
        ["ledger", "status"],
    ],
)
def test_reading_commands_work_on_an_archived_copy(archived: Path, command: list[str]) -> None:
    archived.with_name("evenhand.db.key").chmod(0o444)  # as archives do; it signs nothing here
    assert run(["--database", str(archived), *command]) == 0


def test_a_copy_without_its_key_is_read(archived: Path) -> None:
    archived.with_name("evenhand.db.key").unlink()
    assert run(["--database", str(archived), "review", "list"]) == 0


def test_posts_are_examined_where_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "mounted"
    folder.mkdir()
    posts = tmp_path / "posts.jsonl"
    posts.write_text('{"id": "p", "surface": "s", "text": "Rain is coming.", "posted_at": "2024-02-09T10:00:00Z"}\n')
    _lock(monkeypatch, folder)
    assert unmakeable(folder / "evenhand.db")
    assert run(["--database", str(folder / "evenhand.db"), "examine", str(posts)]) == 0
    assert '"p"' in capsys.readouterr().out
    assert list(folder.iterdir()) == []


def test_writing_commands_say_that_it_can_only_be_read(archived: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = archived.parent.parent / "subjects.jsonl"
    file.write_text(
        '{"subject_id": "s-1", "accounts": [{"surface": "square", "account_id": "a-1", "evidence": "same owner, 2024-05-02"}]}\n'
    )
    assert run(["--database", str(archived), "subjects", "import", str(file)]) == 3
    assert "can only be read" in capsys.readouterr().err


def test_the_demo_says_where_it_cannot_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    assert run(["demo", "--folder", str(blocked / "demo"), "--act", "platform"]) == 3
    assert "cannot be written" in capsys.readouterr().err
