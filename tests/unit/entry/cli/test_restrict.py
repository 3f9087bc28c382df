"""Restrict, hold, referral, undo on the command line: what they print, refuse and leave with."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from evenhand.entry.cli.app import run

Command = Callable[..., Any]
WHY = ("--as", "ana", "--reason", "shown next to an attack", "--ground", "house rule 4")


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

    return call


def test_a_bulk_goes_out_bad_records_stay_and_undo_takes_it_back(command: Command, tmp_path: Path) -> None:
    lines = [
        '{"surface": "square", "account_id": "a-1", "post_id": "p1"}',
        '{"surface": "square", "account_id": "a-2", "post_id": "p2"}',
        '{"surface": "square"}',
        "not json",
        '{"surface": "square", "account_id": "", "post_id": "p3"}',
        '{"surface": 3, "account_id": "a", "post_id": "p3"}',
        '{"surface": "square", "account_id": "a-9"}',
    ]
    (tmp_path / "targets.jsonl").write_text("\n".join(lines) + "\n\n", encoding="utf-8")
    done = command("restrict", "bulk", "warn_screen", "targets.jsonl", *WHY, "--json", code=4)
    assert len(done["actions"]) == 2 and len(done["notices"]) == 2
    rejects = [json.loads(line) for line in (tmp_path / "targets.jsonl.rejects.jsonl").read_text().splitlines()]
    assert [reject["line"] for reject in rejects] == [3, 4, 5, 6, 7]
    assert "nothing that is done to an account" in rejects[-1]["got"]
    listed = command("restrict", "list", "square/a-1", "--json")
    assert [held["kind"] for held in listed["restrictions"]] == ["warn_screen"]
    assert "a warning screen was put in front" in command("statement", "show", listed["notices"][0])
    assert "صفحهٔ هشدار" in command("statement", "show", listed["notices"][0], "--lang", "fa")
    undone = command("undo", done["parent"], "--as", "ben", "--reason", "the wrong list", "--json")
    assert len(undone["actions"]) == 2
    assert command("restrict", "list", "square/a-1", "--json")["restrictions"] == []
    command("undo", done["parent"], "--as", "ben", "--reason", "again", code=3)
    command("undo", "batch-nothing", "--as", "ben", "--reason", "x", code=3)


def test_a_second_person_by_name(command: Command) -> None:
    assert "needs 2 persons" in command("restrict", "place", "suspend", "square/a-1", *WHY, code=3)
    command("restrict", "place", "suspend", "square/a-1", *WHY, "--second", "Ana", code=3)
    until = ("--until", "2099-01-01T00:00:00Z")
    assert "1 restricted" in command("restrict", "place", "suspend", "square/a-1", *WHY, "--second", "ben", *until)


@pytest.mark.parametrize(
    "words",
    [
        ("restrict", "place", "banish", "square/a-1", *WHY),
        ("restrict", "place", "demote", "a-1", "--post", "p", *WHY),
        ("restrict", "place", "demote", "square/a-1", "--post", "p", *WHY, "--asked-by", "nobody"),
        ("hold", "place", "square/a-1", "p1", "--as", "ana", "--reason", "r", "--asked-by", "nobody"),
        ("referral", "receive", "whim", "square/a-1", "p1", "--authority", "A", "--ground", "G"),
    ],
)
def test_words_that_are_off(command: Command, words: tuple[str, ...]) -> None:
    assert "error: " in command(*words, code=2)


def test_a_hold_from_place_to_release(command: Command) -> None:
    held = command("hold", "place", "square/a-1", "p1", "--as", "ana", "--reason", "live attack", "--json")
    name = held["hold_id"]
    command("hold", "confirm", name, "--as", "ana", code=3)
    assert "1 hold(s) wait" in command("hold", "list")
    command("hold", "confirm", name, "--as", "ben")
    assert [hold["state"] for hold in command("hold", "list", "--json")] == ["confirmed"]
    assert "interim hold" in command("undo", name, "--as", "cleo", "--reason", "x", code=3)
    command("hold", "release", name, "--as", "cleo", "--reason", "a drill")
    assert command("hold", "list", "--json") == []
    assert [hold["state"] for hold in command("hold", "list", "--all", "--json")] == ["released"]
    command("hold", "confirm", "hold-nothing", "--as", "ben", code=3)


def test_an_order_from_receipt_to_report(command: Command) -> None:
    authority = ("--authority", "Fictional Authority", "--ground", "Article 3")
    order = command("referral", "receive", "removal_order", "square/a-1", "p1", *authority, "--json")
    assert "min left" in command("referral", "list")
    answered = command(
        "referral", "answer", order["referral_id"], "--as", "ana", "--answer", "executed", "--reason", "r", "--json"
    )
    assert (answered["late"], [a["kind"] for a in answered["enacted"]["actions"]]) == (False, ["remove_post"])
    command("referral", "answer", order["referral_id"], "--as", "ana", "--answer", "refused", "--reason", "r", code=3)
    assert command("referral", "notices", "--json") == {"sent": []}
    late = ("--due", "2020-01-01T00:00:00Z", "--asked-by", "court")
    assert "names the day" in command(
        "referral", "receive", "court_order", "square/a-1", "p2", *authority, *late, code=3
    )
    day = order["received_at"][:10]
    found = command("report", "--from", day, "--to", day, "--json")
    assert found["referrals"]["answers"] == {"executed": 1}
    assert command("ledger", "verify", "--json")["ok"]


def test_a_hold_does_not_break_an_ordered_silence(command: Command) -> None:
    end = (datetime.now(UTC) + timedelta(days=20)).strftime("%Y-%m-%dT%H:%M:%SZ")
    silence = ("--silence-until", end, "--silence-ground", "Article 11(3)")
    words = ("--authority", "Fictional Authority", "--ground", "Article 3", *silence, "--json")
    order = command("referral", "receive", "removal_order", "square/a-1", "p1", *words)
    asked = ("--as", "ana", "--reason", "an order", "--asked-by", "government")
    assert f"before {end}" in command("hold", "place", "square/a-1", "p1", *asked, code=3)
    command("hold", "place", "square/a-1", "p2", *asked)
    command("hold", "place", "square/a-1", "p1", "--as", "ana", "--reason", "a live attack")
    command("referral", "answer", order["referral_id"], "--as", "ana", "--answer", "refused", "--reason", "forged")
    command("hold", "place", "square/a-1", "p1", *asked)
