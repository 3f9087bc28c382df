"""The sealed store: nothing in clear, wrong keys and changed bytes say so, rotation and deletion leave nothing behind."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from tests.simulators.monitor_book import NOW, a_case, monitor

from evenhand.adapters.casebook import keys
from evenhand.adapters.casebook.store import SqlCasebook
from evenhand.kernel.errors import BadInputError, ConflictError
from evenhand.kernel.ids import SystemIds
from evenhand.monitor.model import Case, CasebookError

SECRETS = (
    "holder-7",
    "rule 4.2",
    "Plaza",
    "c-1",
    "taken_down",
    "2026-01-05",
    "Norrin",
    "shot-name",
    "a screenshot of it",
)


def _bytes_of(folder: Path) -> bytes:
    return b"".join(str(p).encode() + p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file())


def test_round_trip_replace_and_order(tmp_path: Path) -> None:
    store = monitor(tmp_path).store
    store.put([a_case("b"), a_case("a", notice="שלום \u202e text")])
    store.put([a_case("b", notice="changed")])
    assert [c.case_id for c in store.cases() if isinstance(c, Case)] == ["a", "b"]
    assert store.get("a") == a_case("a", notice="שלום \u202e text")
    assert store.get("b") == a_case("b", notice="changed")
    assert store.get("nobody") is None


def test_nothing_of_a_case_is_in_clear(tmp_path: Path) -> None:
    from evenhand.service.monitoring.cases import capture

    shot = tmp_path / "shot-name.png"
    shot.write_text("a screenshot of it")
    here = monitor(tmp_path)
    here.store.put([a_case(community="Norrin")])
    capture(here.book, "c-1", shot)
    here.store.close()
    data = _bytes_of(tmp_path / "book")
    assert data.startswith(str(tmp_path).encode())
    assert [secret for secret in SECRETS if secret.encode() in data] == []
    # The same bytes do show them in a store that is not sealed, so the search itself works.
    assert b"a screenshot of it" in shot.read_bytes()


def test_a_wrong_key_says_so(tmp_path: Path) -> None:
    here = monitor(tmp_path)
    here.store.put([a_case()])
    other = keys.create(tmp_path / "other" / "key", SystemIds())
    with pytest.raises(BadInputError, match="key does not open this casebook") as refused:
        SqlCasebook.opened(here.paths.casebook, other)
    assert "EVENHAND_CASEBOOK_KEY" in refused.value.hint


def test_files_that_are_no_casebook_are_left_alone(tmp_path: Path) -> None:
    ring = keys.create(tmp_path / "key", SystemIds())
    text = tmp_path / "notes.txt"
    text.write_text("not a database at all, but some text that is long enough" * 20)
    with pytest.raises(BadInputError, match="no casebook"):
        SqlCasebook.opened(text, ring)
    database = tmp_path / "evenhand.db"
    with sqlite3.connect(database) as connection:
        connection.execute("create table events (id text)")
    connection.close()
    before = database.read_bytes()
    with pytest.raises(BadInputError, match="no casebook"):
        SqlCasebook.opened(database, ring)
    assert database.read_bytes() == before


def test_changed_and_swapped_records_are_found_and_the_others_still_read(tmp_path: Path) -> None:
    here = monitor(tmp_path)
    here.store.put([a_case("a"), a_case("b"), a_case("c")])
    here.store.close()
    with sqlite3.connect(here.paths.casebook) as connection:
        rows = connection.execute("select token, body from cases order by token").fetchall()
        connection.execute("update cases set body = ? where token = ?", (rows[1][1], rows[0][0]))
        changed = bytearray(rows[2][1])
        changed[-1] ^= 1
        connection.execute("update cases set body = ? where token = ?", (bytes(changed), rows[2][0]))
    connection.close()
    found = list(monitor(tmp_path).store.cases())
    assert sum(isinstance(item, CasebookError) for item in found) == 2
    assert sum(isinstance(item, Case) for item in found) == 1


def test_rotation_seals_everything_anew_and_the_old_key_opens_nothing(tmp_path: Path) -> None:
    from evenhand.service.monitoring.cases import capture, verify

    here = monitor(tmp_path)
    here.store.put([a_case("a"), a_case("b")])
    shot = tmp_path / "shot"
    shot.write_bytes(b"x" * 3_000_000)
    capture(here.book, "a", shot)
    here.store.forget("gone", NOW)
    old = keys.load(here.paths.key, SystemIds())
    here.rotate()
    with pytest.raises(BadInputError):
        SqlCasebook.opened(here.paths.casebook, old)
    fresh = monitor(tmp_path)
    assert fresh.store.get("b") == a_case("b")
    assert fresh.store.forgotten("gone") and not fresh.store.forgotten("a")
    assert verify(fresh.book).evidence == 1
    assert not [e for e in verify(fresh.book).errors if e.kind.startswith("evidence")]


def test_a_rotation_that_stopped_half_way_still_opens(tmp_path: Path) -> None:
    here = monitor(tmp_path)
    here.store.put([a_case()])
    ring = keys.load(here.paths.key, SystemIds()).with_new()
    ring.write(here.paths.key)  # the power fails before anything is sealed anew
    again = monitor(tmp_path)
    assert again.store.get("c-1") == a_case()
    again.store.put([a_case("new")])
    assert monitor(tmp_path).store.get("new") == a_case("new")
    again.rotate()
    assert monitor(tmp_path).store.get("c-1") == a_case()


def test_a_forgotten_case_leaves_no_sealed_body(tmp_path: Path) -> None:
    here = monitor(tmp_path)
    here.store.put([a_case(notice="x" * 3_000)])
    with sqlite3.connect(here.paths.casebook) as connection:
        body: bytes = connection.execute("select body from cases").fetchone()[0]
    connection.close()
    assert body[:64] in here.paths.casebook.read_bytes()
    here.store.forget("c-1", NOW)
    here.store.close()
    data = here.paths.casebook.read_bytes()
    assert here.store.get("c-1") is None
    assert body[:64] not in data and body[-64:] not in data


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    keys.create(tmp_path / "key", SystemIds())
    with pytest.raises(ConflictError):
        keys.create(tmp_path / "key", SystemIds())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "not json",
        '{"evenhand_casebook_keys": 1, "keys": ["AAAA"]}',
        '{"evenhand_casebook_keys": 1, "keys": 5}',
    ],
)
def test_a_damaged_key_file_says_so(tmp_path: Path, text: str) -> None:
    path = tmp_path / "key"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(BadInputError, match="no casebook key file"):
        keys.load(path, SystemIds())
