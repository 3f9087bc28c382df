"""Verify, publish, receipts: what an operator with the key could try, and who notices."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from evenhand.adapters.sql.engine import make_engine, migrate, writing
from evenhand.adapters.sql.journal import SqlJournal
from evenhand.kernel.clock import FixedClock
from evenhand.kernel.errors import BadInputError, ConflictError, NotFoundError
from evenhand.kernel.ids import SeededIds
from evenhand.ledger.checkpoints import new_signer
from evenhand.ledger.model import Event
from evenhand.service.ledger import publish, receipt, verify
from evenhand_verify.__main__ import main
from evenhand_verify.check import check_directory
from evenhand_verify.notes import parse_vkey

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
SIGNER = new_signer(SeededIds("service"), "example.com/service")
KEY = parse_vkey(SIGNER.vkey)
SEVENTH = "position = (SELECT position FROM log_entries WHERE log_index = 7)"
EMPTIED = "salt = x'', payload = '', subject_id = '', actor = '', effects = ''"


def make(number: int, text_: str = "") -> Event:
    return Event(f"e-{number}", "decision.made", NOON, {"n": number, "text": text_}, "s-1", f"d-{number}", "rev-1")


class Log:
    """A log of its own: a workspace, and the folder it is published in."""

    def __init__(self, folder: Path, seed: str = "log") -> None:
        folder.mkdir(exist_ok=True)
        self.engine = make_engine(folder / "evenhand.db")
        migrate(self.engine)
        self.journal = SqlJournal(self.engine, SeededIds(seed), FixedClock(NOON), SIGNER)
        self.public = folder / "public"

    def grow(self, start: int, count: int, text_: str = "") -> None:
        self.journal.record([make(number, text_) for number in range(start, start + count)])
        while self.journal.sequence(200):
            pass

    def change(self, *statements: str) -> None:
        with writing(self.engine) as connection:
            for statement in statements:
                connection.execute(text(statement))

    def kinds(self, **kept: str) -> list[str]:
        return [error.kind for error in verify(self.journal, SIGNER.vkey, kept).errors]


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    made = Log(tmp_path / "log")
    yield made
    made.engine.dispose()


def kinds(log: Log, older: Path | None = None, held: Path | None = None) -> list[str]:
    return [finding.kind for finding in check_directory(log.public, KEY, older, held).findings]


@pytest.mark.parametrize("size", [1, 255, 256, 257, 700])
def test_what_is_published_passes(log: Log, tmp_path: Path, size: int, capsys: pytest.CaptureFixture[str]) -> None:
    log.grow(0, size)
    head = publish(log.journal, SIGNER.vkey, log.public)
    assert (head.size, head.origin) == (size, "example.com/service")
    made = receipt(log.journal, f"e-{size - 1}", SIGNER.vkey)
    (tmp_path / "r.json").write_text(made.to_json())
    words = [str(log.public), "--vkey", SIGNER.vkey, "--receipt", str(tmp_path / "r.json"), "--json"]
    assert main(words) == 0
    assert json.loads(capsys.readouterr().out) == {
        "ok": True,
        "origin": "example.com/service",
        "size": size,
        "root": head.root.hex(),
        "witnesses": [],
        "errors": [],
    }


def test_publishing_goes_on_where_it_stopped(log: Log, tmp_path: Path) -> None:
    for start, count in ((0, 100), (100, 200), (300, 0), (300, 500)):
        log.grow(start, count)
        publish(log.journal, SIGNER.vkey, log.public)
        shutil.copy(log.public / "checkpoint", tmp_path / f"kept-{start}")
    for kept in tmp_path.glob("kept-*"):
        assert kinds(log, older=kept) == []
        assert log.kinds(kept=kept.read_text()) == []
    published = {path.relative_to(log.public).as_posix() for path in log.public.rglob("*") if path.is_file()}
    assert {"tile/0/000", "tile/0/000.p/100", "tile/0/003.p/32", "tile/1/000.p/3", "tile/entries/002"} <= published
    assert not any(name.endswith(".part") for name in published)


def test_nothing_of_an_event_is_published(log: Log) -> None:
    log.grow(0, 3, "words that nobody else knows")
    publish(log.journal, SIGNER.vkey, log.public)
    for path in log.public.rglob("*"):
        assert path.is_dir() or b"words that" not in path.read_bytes()
    assert "rev-1" not in receipt(log.journal, "e-0", SIGNER.vkey).to_json()


def test_a_receipt_waits_for_its_event(log: Log) -> None:
    with pytest.raises(NotFoundError):
        receipt(log.journal, "e-0", SIGNER.vkey)
    log.journal.record([make(0)])
    with pytest.raises(ConflictError, match="not sequenced"):
        receipt(log.journal, "e-0", SIGNER.vkey)
    with pytest.raises(ConflictError, match="nothing is sequenced"):
        publish(log.journal, SIGNER.vkey, log.public)
    with pytest.raises(BadInputError):
        verify(log.journal, "no key")


def test_a_rewritten_history_is_noticed(log: Log, tmp_path: Path) -> None:
    """The operator signs another log with the same key: whoever holds a checkpoint or a receipt sees it."""
    log.grow(0, 300)
    publish(log.journal, SIGNER.vkey, log.public)
    shutil.copy(log.public / "checkpoint", tmp_path / "kept")
    (tmp_path / "r.json").write_text(receipt(log.journal, "e-7", SIGNER.vkey).to_json())
    other = Log(tmp_path / "other", "other salts")
    other.grow(0, 400, "a different story")
    with pytest.raises(ConflictError, match="another history"):
        publish(other.journal, SIGNER.vkey, log.public)
    publish(other.journal, SIGNER.vkey, other.public)
    assert kinds(other) == []
    assert kinds(other, older=tmp_path / "kept") == ["split_view"]
    assert kinds(other, held=tmp_path / "r.json") == ["split_view", "omitted"]
    assert other.kinds(kept=(tmp_path / "kept").read_text()) == ["root"]
    other.engine.dispose()


def test_a_truncated_log_is_noticed(log: Log, tmp_path: Path) -> None:
    log.grow(0, 200)
    shutil.copytree(tmp_path / "log", tmp_path / "short")
    log.grow(200, 200)
    publish(log.journal, SIGNER.vkey, log.public)
    (tmp_path / "r.json").write_text(receipt(log.journal, "e-300", SIGNER.vkey).to_json())
    short = Log(tmp_path / "short")
    assert short.kinds() == []
    assert short.kinds(kept=(log.public / "checkpoint").read_text()) == ["truncated"]
    with pytest.raises(ConflictError, match="this workspace has 200"):
        publish(short.journal, SIGNER.vkey, log.public)
    publish(short.journal, SIGNER.vkey, short.public)
    assert kinds(short, older=log.public / "checkpoint") == ["truncated"]
    assert kinds(short, held=tmp_path / "r.json") == ["truncated"]
    short.engine.dispose()


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (f"UPDATE events SET payload = replace(payload, '7', '8') WHERE {SEVENTH}", {"commitment"}),
        (f"UPDATE events SET actor = 'somebody-else' WHERE {SEVENTH}", {"commitment"}),
        (f"UPDATE events SET effects = '[\"00\"]' WHERE {SEVENTH}", {"commitment"}),
        (f"UPDATE events SET salt = x'00' WHERE {SEVENTH}", {"salt", "commitment"}),
        (f"UPDATE events SET payload = x'ff00' WHERE {SEVENTH}", {"commitment"}),
        (f"UPDATE events SET commitment = zeroblob(32) WHERE {SEVENTH}", {"commitment", "place"}),
        (f"UPDATE events SET position = 1000 WHERE {SEVENTH}", {"index", "root", "tree", "place"}),
        (f"DELETE FROM events WHERE {SEVENTH}", {"index", "root", "tree"}),
        (f"UPDATE events SET salt = x'', payload = '' WHERE {SEVENTH}", {"salt", "commitment"}),
        (f"UPDATE events SET {EMPTIED} WHERE {SEVENTH}", {"erased"}),
        ("UPDATE log_entries SET commitment = zeroblob(32) WHERE log_index = 7", {"place", "root", "tree"}),
        ("DELETE FROM log_entries WHERE log_index = 7", {"index", "root", "tree", "place"}),
        ("DELETE FROM log_entries WHERE log_index >= 298", {"truncated", "place"}),
        ("DELETE FROM checkpoints WHERE size = 300", {"unsigned"}),
        ("UPDATE checkpoints SET note = replace(note, '300', '299')", {"checkpoint", "unsigned"}),
        ("UPDATE checkpoints SET root = zeroblob(32)", {"checkpoint"}),
        ("UPDATE tree_hashes SET hash = zeroblob(32)", {"tree"}),
        ("DELETE FROM tree_hashes", {"tree"}),
        ("INSERT INTO tree_hashes VALUES (9, 0, zeroblob(32))", {"tree"}),
    ],
)
def test_each_change_in_the_store_is_named(log: Log, statement: str, expected: set[str]) -> None:
    log.grow(0, 300)
    log.change("DELETE FROM checkpoints WHERE size < 300")
    assert log.kinds() == []
    log.change(statement)
    assert set(log.kinds()) >= expected - {"storage"}
    assert set(log.kinds()) <= expected | {"storage"}


def test_swapped_entries_are_noticed(log: Log) -> None:
    log.grow(0, 10)
    log.change(
        "UPDATE log_entries SET log_index = -1 WHERE log_index = 3",
        "UPDATE log_entries SET log_index = 3 WHERE log_index = 4",
        "UPDATE log_entries SET log_index = 4 WHERE log_index = -1",
    )
    assert log.kinds() == ["root"]


def test_a_waiting_event_is_checked_too(log: Log) -> None:
    log.journal.record([make(1)])
    log.change("UPDATE events SET subject_id = 's-2'")
    answer = verify(log.journal, SIGNER.vkey)
    assert [(error.index, error.kind) for error in answer.errors] == [(None, "commitment")]


def test_a_damaged_log_is_neither_published_nor_proved(log: Log) -> None:
    log.grow(0, 300)
    log.change("UPDATE log_entries SET commitment = zeroblob(32) WHERE log_index = 7")
    with pytest.raises(ConflictError, match="does not hold"):
        publish(log.journal, SIGNER.vkey, log.public)
    assert not log.public.exists()
    with pytest.raises(ConflictError, match="does not hold"):
        receipt(log.journal, "e-9", SIGNER.vkey)


def test_a_folder_of_another_log_is_left_alone(log: Log) -> None:
    log.grow(0, 3)
    log.public.mkdir()
    (log.public / "checkpoint").write_text("something else\n")
    with pytest.raises(ConflictError, match="did not sign"):
        publish(log.journal, SIGNER.vkey, log.public)
    assert (log.public / "checkpoint").read_text() == "something else\n"


def test_a_file_that_is_no_database_any_more_is_an_answer_not_a_crash(log: Log, tmp_path: Path) -> None:
    log.grow(0, 300)
    log.engine.dispose()
    file = tmp_path / "log" / "evenhand.db"
    content = bytearray(file.read_bytes())
    content[4_096:40_000] = bytes(40_000 - 4_096)
    file.write_bytes(content)
    answer = verify(log.journal, SIGNER.vkey)
    assert not answer.ok
    assert "storage" in {error.kind for error in answer.errors}


def test_thousands_of_errors_are_counted_not_listed(log: Log) -> None:
    log.grow(0, 1_300)
    log.change("UPDATE events SET actor = 'x'")
    errors = verify(log.journal, SIGNER.vkey).errors
    assert len(errors) == 1_001
    assert errors[-1].message == "300 more errors are not listed"
