"""`evenhand erase` and `legal-hold` as an operator types them: what waits, what is gone, what replay says then."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evenhand.entry.cli.app import run

SAMPLES = Path(__file__).resolve().parents[4] / "docs" / "samples"
Command = Callable[..., Any]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("EVENHAND_DATABASE_URL", raising=False)

    def call(*words: str, code: int = 0) -> Any:
        capsys.readouterr()
        given = run(list(words))
        shown = capsys.readouterr()
        assert given == code, shown.err
        return json.loads(shown.out) if "--json" in words and shown.out.strip() else shown.out + shown.err

    call("init")
    call("lists", "import", "platform", str(SAMPLES / "groups.yml"), "--observed-at", "2026-01-01T00:00:00Z")
    call("subjects", "import", str(SAMPLES / "subjects.jsonl"))
    call("enforce", str(SAMPLES / "posts.jsonl"), "--as-of", "2026-11-20T12:00:00Z")
    return call


def test_from_a_ruling_to_nothing_but_proofs(command: Command, tmp_path: Path) -> None:
    (item,) = command("review", "list", "--json")["items"]
    decision = item["decision_id"]
    words = ("--as", "dana", "--outcome", "uphold", "--reason", "Celebrates it.")
    command("review", "decide", item["item_id"], *words)
    command("legal-hold", "place", "holder-1", "--reference", "case 9", "--reason", "a court asked", "--as", "lex")
    asked = ("erase", "holder-1", "--basis", "their request", "--as", "ana", "--json")
    waits = command(*asked, code=1)["erasures"][0]["waits_for"]
    assert waits[0] == "the legal hold case 9" and "not carried out yet" in waits[1]
    assert command("legal-hold", "list", "--json")["holds"][0]["reference"] == "case 9"
    command("legal-hold", "lift", "holder-1", "--reference", "case 9", "--reason", "closed", "--as", "lex")
    command("actions", "deliver", "--to", "out")
    assert "Glory" in command("statement", "show", decision)

    (done,) = command("erase", "--due", "--as", "ana", "--json")["erasures"]
    assert done["entries"] > 5 and done["waits_for"] == []
    assert command("decision", "replay", decision, "--json") == {"erased": True}
    assert "erased" in command("decision", "replay", decision)
    assert command("ledger", "verify", "--json")["ok"]
    assert b"Glory to" not in (tmp_path / "evenhand.db").read_bytes()
    for gone in (("strikes", "show", "holder-1"), ("statement", "show", decision), ("review", "show", decision)):
        assert "no " in command(*gone, code=3)
    assert command("review", "list", "--json")["items"] == []
    again = command("enforce", str(SAMPLES / "posts.jsonl"), "--as-of", "2026-11-20T12:00:00Z", "--json")
    assert again["recorded"] == 0  # what was erased is not recorded a second time
    assert command("ledger", "verify", "--json")["ok"]


def test_who_looked_is_on_record(command: Command) -> None:
    (item,) = command("review", "list", "--json")["items"]
    shown = command("review", "show", item["item_id"], "--as", "dana")
    assert "Glory" in shown
    command("review", "show", item["decision_id"], "--json")
    looks = command("review", "readers", item["decision_id"], "--json")["readings"]
    assert [look["view"] for look in looks] == ["review", "review"]
    assert looks[0]["person"] == "dana" and looks[1]["person"].startswith("user ")
    assert "dana" in command("review", "readers", item["decision_id"])
    assert "nobody" in command("review", "readers", "dec-unknown")
    assert command("ledger", "verify", "--json")["ok"]


def test_whom_and_why_or_due(command: Command) -> None:
    command("erase", "--as", "ana", code=2)
    command("erase", "holder-1", "--as", "ana", code=2)
    command("erase", "holder-1", "--basis", "x", "--due", "--as", "ana", code=2)
    command("erase", "nobody", "--basis", "x", "--as", "ana", code=3)
