"""`evenhand ledger …` from the outside: exit codes, the JSON's schema, and one changed byte."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest

from evenhand.bootstrap.platform import open_platform
from evenhand.entry.cli.app import run
from evenhand.ledger.model import Event
from evenhand_verify.__main__ import main as outsider

SCHEMA = json.loads((Path(__file__).parents[4] / "schemas" / "ledger-verify.schema.json").read_text())


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace of 40 sequenced events in the current folder."""
    monkeypatch.chdir(tmp_path)
    for variable in ("EVENHAND_DATABASE_URL", "EVENHAND_LEDGER_KEY"):
        monkeypatch.delenv(variable, raising=False)
    platform = open_platform(str(tmp_path / "evenhand.db"), create=True)
    at = datetime(2024, 2, 9, tzinfo=UTC)
    platform.journal.record([Event(f"e-{n}", "decision.made", at, {"word": f"quote-{n:03d}"}, "s") for n in range(40)])
    platform.journal.sequence()
    platform.engine.dispose()
    return tmp_path


def test_a_good_log(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ledger", "verify", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    jsonschema.validate(answer, SCHEMA)
    assert (answer["ok"], answer["size"], answer["errors"]) == (True, 40, [])
    assert run(["ledger", "status", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert run(["ledger", "publish", "public"]) == 0
    assert run(["ledger", "receipt", "e-7", "--out", "receipt.json"]) == 0
    assert outsider(["public", "--vkey", facts["vkey"], "--receipt", "receipt.json"]) == 0
    assert "everything holds" in capsys.readouterr().out
    assert run(["ledger", "verify", "--older", "public/checkpoint"]) == 0
    assert "holds" in capsys.readouterr().out
    assert run(["ledger", "receipt", "e-99", "--out", "x.json"]) == 3
    assert run(["ledger", "receipt", "e-7", "--out", "no/such/folder/x.json"]) == 3
    assert run(["ledger", "verify", "--older", "no-such-file"]) == 3
    assert not (workspace / "x.json").exists()


def test_one_changed_byte_in_the_file(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = workspace / "evenhand.db"
    content = file.read_bytes()
    assert content.count(b"quote-007") == 1, "closing the workspace leaves everything in the one file"
    file.write_bytes(content.replace(b"quote-007", b"quote-008"))
    assert run(["ledger", "verify", "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    jsonschema.validate(answer, SCHEMA)
    assert [(error["index"], error["kind"]) for error in answer["errors"]] == [(7, "commitment")]
    assert run(["ledger", "verify"]) == 1
    assert "FAILED commitment: entry 7" in capsys.readouterr().out


def test_no_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("EVENHAND_DATABASE_URL", raising=False)
    assert run(["ledger", "verify"]) == 3
    assert "evenhand init" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_outsiders_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in ([str(tmp_path), "--vkey", "x"], [str(tmp_path / "none"), "--vkey", "x"], [str(tmp_path)]):
        with pytest.raises(SystemExit) as leaving:
            outsider(words)
        assert leaving.value.code == 2
    vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    assert outsider([str(tmp_path), "--vkey", vkey]) == 1
    assert "FAILED checkpoint" in capsys.readouterr().out
    (tmp_path / "checkpoint").write_bytes(b"\x1b[31m\xff")
    assert outsider([str(tmp_path), "--vkey", vkey]) == 1
    (tmp_path / "checkpoint").write_text("a\x1b[31m\n\n")
    assert outsider([str(tmp_path), "--vkey", vkey]) == 1
    assert "\x1b" not in capsys.readouterr().out
