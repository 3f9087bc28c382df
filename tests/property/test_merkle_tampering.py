"""One changed byte anywhere that has meaning: in the stored values, in the tiles, the checkpoint, the receipt.

A few hundred changes each time; ten thousand (a third each) with `make test-slow`.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evenhand.adapters.sql.engine import make_engine, migrate
from evenhand.adapters.sql.journal import SqlJournal
from evenhand.kernel.clock import FixedClock
from evenhand.kernel.ids import SeededIds
from evenhand.ledger.checkpoints import new_signer
from evenhand.ledger.model import Event, OutboxItem
from evenhand.service.ledger import publish, receipt, verify
from evenhand_verify.check import check_directory
from evenhand_verify.errors import VerifyError
from evenhand_verify.notes import parse_vkey
from evenhand_verify.openings import parse_receipt, verify_receipt

SIGNER = new_signer(SeededIds("tamper"), "example.com/tamper")
KEY = parse_vkey(SIGNER.vkey)
MEANING = {
    "events": (
        "event_id",
        "kind",
        "at",
        "subject_id",
        "decision_id",
        "actor",
        "payload",
        "salt",
        "commitment",
        "effects",
    ),
    "log_entries": ("commitment",),
    "waiting": ("commitment",),
    "outbox": ("item_id", "event_id", "kind", "body"),
    "checkpoints": ("root", "note"),
    "tree_hashes": ("hash",),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of 300 events in three batches, with 5 more waiting; published, with a receipt."""
    place = tmp_path_factory.mktemp("tamper")
    engine = make_engine(place / "evenhand.db")
    migrate(engine)
    journal = SqlJournal(engine, SeededIds("t"), FixedClock(datetime(2024, 2, 9, tzinfo=UTC)), SIGNER)
    at = datetime(2024, 2, 9, 12, tzinfo=UTC)
    journal.record(
        [Event(f"e-{n}", "decision.made", at, {"n": n, "q": "نص 'x'"}, "s", f"d-{n}", "rev") for n in range(305)],
        [OutboxItem(f"o-{n}", f"e-{n}", "action", {"n": n}) for n in range(0, 305, 3)],
    )
    for _ in range(3):
        journal.sequence(100)
        publish(journal, SIGNER.vkey, place / "public")
    (place / "receipt.json").write_text(receipt(journal, "e-42", SIGNER.vkey).to_json(), encoding="utf-8")
    assert verify(journal, SIGNER.vkey).ok
    assert check_directory(place / "public", KEY, receipt=place / "receipt.json").ok
    engine.dispose()
    return place


def flip(data: bytes, chance: random.Random) -> bytes:
    """One byte other than it was."""
    place = chance.randrange(len(data))
    changed = data[place] ^ chance.randrange(1, 256)
    return data[:place] + bytes([changed]) + data[place + 1 :]


def change_one_value(file: Path, chance: random.Random) -> str:
    """Flip one byte of one stored value, keeping its type; what was changed."""
    table = chance.choice(list(MEANING))
    column = chance.choice(MEANING[table])
    connection = sqlite3.connect(file)
    rows = connection.execute(f"SELECT rowid, CAST({column} AS BLOB), typeof({column}) FROM {table}").fetchall()
    rowid, value, kind = chance.choice(rows)
    cast = "CAST(? AS TEXT)" if kind == "text" else "?"
    while True:
        try:
            connection.execute(f"UPDATE {table} SET {column} = {cast} WHERE rowid = ?", (flip(value, chance), rowid))
            break
        except sqlite3.IntegrityError:  # the changed id is another row's: the store itself refuses
            continue
    connection.commit()
    connection.close()
    return f"{table}.{column} of row {rowid}"


THIRD = 3_334
FEW_OR_THOUSANDS = pytest.mark.parametrize(
    "few", [True, pytest.param(False, marks=pytest.mark.slow)], ids=["few", "thousands"]
)


@FEW_OR_THOUSANDS
def test_one_byte_in_the_store(folder: Path, tmp_path: Path, few: bool) -> None:
    chance = random.Random(2)
    for number in range(60 if few else THIRD):
        file = tmp_path / f"{number}.db"
        shutil.copy(folder / "evenhand.db", file)
        what = change_one_value(file, chance)
        engine = make_engine(file)
        journal = SqlJournal(engine, SeededIds("t"), FixedClock(datetime(2024, 2, 9, tzinfo=UTC)), SIGNER)
        answer = verify(journal, SIGNER.vkey)
        engine.dispose()
        assert not answer.ok, f"unseen: {what}"
        file.unlink()


@FEW_OR_THOUSANDS
def test_one_byte_in_what_is_published(folder: Path, tmp_path: Path, few: bool) -> None:
    chance = random.Random(3)
    public = tmp_path / "public"
    shutil.copytree(folder / "public", public)
    files = sorted(path for path in public.rglob("*") if path.is_file())
    for _ in range(200 if few else THIRD):
        file = chance.choice(files)
        original = file.read_bytes()
        file.write_bytes(flip(original, chance))
        assert not check_directory(public, KEY).ok, f"unseen: {file.relative_to(public)}"
        file.write_bytes(original)
    assert check_directory(public, KEY).ok


@FEW_OR_THOUSANDS
def test_one_byte_in_a_receipt(folder: Path, few: bool) -> None:
    """What still reads as the same receipt has the same meaning: a changed space between two fields."""
    chance = random.Random(4)
    data = (folder / "receipt.json").read_bytes()
    original = parse_receipt(data.decode())
    refused = 0
    tries = 800 if few else THIRD
    for _ in range(tries):
        try:
            changed = parse_receipt(flip(data, chance).decode())
            verify_receipt(changed, KEY)
        except (VerifyError, UnicodeDecodeError):
            refused += 1
        else:
            assert changed == original
    assert refused > tries * 3 // 4
