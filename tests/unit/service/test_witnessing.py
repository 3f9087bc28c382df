"""Witnesses asked and shown: from the store's request to what a stranger checks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evenhand.adapters.sql.engine import make_engine, migrate
from evenhand.adapters.sql.journal import SqlJournal
from evenhand.kernel.clock import FixedClock
from evenhand.kernel.errors import BadInputError, ConflictError
from evenhand.kernel.ids import SeededIds
from evenhand.ledger.checkpoints import new_signer
from evenhand.ledger.model import Event
from evenhand.service.ledger import publish
from evenhand.service.witnessing import keep_cosignatures, witness_request
from evenhand_verify.__main__ import main
from evenhand_verify.check import Witnesses, check_directory
from evenhand_verify.cosignatures import make_cosigner
from evenhand_verify.notes import parse_vkey
from evenhand_verify.witness_state import answer

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
SIGNER = new_signer(SeededIds("witnessed"), "example.com/witnessed")
KEY = parse_vkey(SIGNER.vkey)
W1, W2 = (make_cosigner(bytes([number]) * 32, f"witness.example/w{number}") for number in (1, 2))


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[SqlJournal]:
    engine = make_engine(tmp_path / "evenhand.db")
    migrate(engine)
    yield SqlJournal(engine, SeededIds("w"), FixedClock(NOON), SIGNER)
    engine.dispose()


def grow(journal: SqlJournal, start: int, count: int) -> None:
    journal.record([Event(f"e-{number}", "k", NOON, {}) for number in range(start, start + count)])
    journal.sequence()


def test_a_witness_is_asked_and_shown(journal: SqlJournal, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    public = tmp_path / "public"
    seen = 0
    for start, count in ((0, 300), (300, 1), (301, 500)):
        grow(journal, start, count)
        given = answer(witness_request(journal, seen), [KEY], tmp_path / "w1", W1, 1_700_000_000)
        seen = start + count
        assert keep_cosignatures(journal, given.body, [str(W2.key), str(W1.key)]) == ((seen, W1.key.name),)
        assert publish(journal, SIGNER.vkey, public).size == seen
        assert check_directory(public, KEY, witnesses=Witnesses((W1.key,), 1)).ok
    words = [str(public), "--vkey", SIGNER.vkey, "--witness", str(W1.key), "--witness", str(W2.key)]
    assert main(words) == 1
    assert "1 of the witnesses" in capsys.readouterr().out
    assert main([*words, "--quorum", "1"]) == 0
    assert "cosigned by witness.example/w1" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main([*words, "--quorum", "3"])


def test_only_what_is_cosigned_is_published_when_asked(journal: SqlJournal, tmp_path: Path) -> None:
    grow(journal, 0, 10)
    with pytest.raises(ConflictError, match="no checkpoint"):
        publish(journal, SIGNER.vkey, tmp_path / "public", witnesses=1)
    given = answer(witness_request(journal, 0), [KEY], tmp_path / "w1", W1, 5)
    grow(journal, 10, 10)
    keep_cosignatures(journal, given.body, [str(W1.key)])
    assert publish(journal, SIGNER.vkey, tmp_path / "public", witnesses=1).size == 10
    assert check_directory(tmp_path / "public", KEY, witnesses=Witnesses((W1.key,), 1)).ok


def test_a_line_that_fits_nothing_is_refused(journal: SqlJournal) -> None:
    grow(journal, 0, 10)
    stray = W1.cosign("example.com/witnessed\n10\nAAAA\n", 5)
    with pytest.raises(BadInputError, match="fits none"):
        keep_cosignatures(journal, stray, [str(W1.key)])
    assert keep_cosignatures(journal, stray, [str(W2.key)]) == ()
    with pytest.raises(BadInputError, match="type 4"):
        keep_cosignatures(journal, stray, [SIGNER.vkey])
    assert journal.cosignatures(10) == []


def test_a_witness_that_saw_more_is_news(journal: SqlJournal) -> None:
    with pytest.raises(ConflictError):
        witness_request(journal, 0)
    grow(journal, 0, 10)
    with pytest.raises(BadInputError, match="the witness says 11"):
        witness_request(journal, 11)
