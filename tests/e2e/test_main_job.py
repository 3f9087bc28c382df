"""The main job by its commands, as an operator types them: from a list and a post to a statement, an appeal, a checked log."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from evenhand.entry.cli.app import run

ROOT = Path(__file__).resolve().parents[2]
Command = Callable[..., Any]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("EVENHAND_DATABASE_URL", raising=False)
    for sample in (ROOT / "docs" / "samples").iterdir():
        (tmp_path / sample.name).write_bytes(sample.read_bytes())

    def call(*words: str, code: int = 0, parse: bool = True) -> Any:
        capsys.readouterr()
        given = run(list(words))
        shown = capsys.readouterr()
        assert given == code, shown.err
        return json.loads(shown.out) if parse and "--json" in words and shown.out.strip() else shown.out + shown.err

    return call


def _schema(name: str) -> Any:
    return json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text())


def test_from_a_post_to_a_statement_and_back(command: Command, tmp_path: Path) -> None:
    assert command("init", "--json")["database"]
    command("lists", "import", "platform", "groups.yml", "--observed-at", "2026-01-01T00:00:00Z")
    assert command("subjects", "import", "subjects.jsonl", "--json") == {"imported": 1, "rejected": 0}
    assert command("subjects", "import", "subjects.jsonl", "--json") == {"imported": 0, "rejected": 0}

    out = command("examine", "posts.jsonl", "--as-of", "2026-11-20T12:00:00Z")
    decisions = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    assert [d["route"] for d in decisions] == ["none", "review", "none", "none"]
    for decision in decisions:
        jsonschema.validate(decision, _schema("examine-out"))

    first = command("enforce", "posts.jsonl", "--as-of", "2026-11-20T12:00:00Z", "--json")
    again = command("enforce", "posts.jsonl", "--as-of", "2026-11-20T12:00:00Z", "--json")
    assert (first["recorded"], again["recorded"], again["known"]) == (3, 0, 3)

    listed = command("review", "list", "--json")
    jsonschema.validate(listed, _schema("review-list"))
    (item,) = listed["items"]
    shown = command("review", "show", item["item_id"], "--json")
    assert shown["post"]["id"] == "p2" and shown["decision"]["findings"][0]["clause"] == "doi.t1.glorification"
    decided = command(
        "review",
        "decide",
        item["item_id"],
        "--as",
        "dana",
        "--outcome",
        "uphold",
        "--reason",
        "Celebrates it.",
        "--json",
    )
    kinds = [(a["kind"], a["surface"]) for a in decided["actions"]]
    assert kinds == [("remove_post", "agora"), ("warn", "agora"), ("warn", "pictogram")]
    decision_id = item["decision_id"]
    command("review", "decide", item["item_id"], "--as", "eli", "--outcome", "dismiss", "--reason", "No.", code=3)

    strikes = command("strikes", "show", "holder-1", "--json")
    jsonschema.validate(strikes, _schema("strikes-show"))
    assert strikes["counted"]["standard"] == 1
    statement = command("statement", "show", decision_id, "--json")
    jsonschema.validate(statement, _schema("statement"))
    text = command("statement", "show", decision_id)
    for fact in ("p2", "Glory to", "doi.t1.glorification", "doi@2024-02-08", "Example Banner Front", "Strike 1 of 11"):
        assert fact in text
    assert "dana" not in text and "dana" not in json.dumps(statement)
    command("statement", "show", decision_id, "--public", code=3)  # neither public office nor high reach

    command("appeal", "file", decision_id, "--statement", "It was a quotation.")
    command("appeal", "decide", decision_id, "--as", "dana", "--outcome", "overturn", "--reason", "x", code=3)
    undone = command(
        "appeal", "decide", decision_id, "--as", "noa", "--outcome", "overturn", "--reason", "A quotation.", "--json"
    )
    assert {a["kind"] for a in undone["actions"]} == {"restore_post", "reinstate"}
    assert command("strikes", "show", "holder-1", "--json")["counted"]["standard"] == 0

    replayed = command("decision", "replay", decision_id, "--json")
    jsonschema.validate(replayed, _schema("decision-replay"))
    assert replayed == {"same": True, "differences": []}
    assert command("actions", "deliver", "--to", "out", "--json") == {"delivered": 6}
    assert command("actions", "deliver", "--to", "out", "--json") == {"delivered": 0}
    assert len((tmp_path / "out" / "actions.jsonl").read_text().splitlines()) == 6
    answer = command("ledger", "verify", "--json")
    jsonschema.validate(answer, _schema("ledger-verify"))
    assert answer["ok"]

    with sqlite3.connect(tmp_path / "evenhand.db") as connection:
        connection.execute("UPDATE events SET payload = replace(payload, 'glorification', 'reporting')")
    assert not command("ledger", "verify", "--json", code=1)["ok"]


def test_bad_records_are_set_aside_and_the_good_ones_go_through(command: Command, tmp_path: Path) -> None:
    with (tmp_path / "posts.jsonl").open("a") as stream:
        stream.write('{"id": "", "text": "x"}\nnot json\n')
    assert command("examine", "posts.jsonl", "--out", "d.jsonl", "--json", code=4)["rejected"] == 2
    rejects = [json.loads(line) for line in (tmp_path / "posts.jsonl.rejects.jsonl").read_text().splitlines()]
    assert [(r["line"], r["field"]) for r in rejects] == [(5, "id"), (6, "")]
    for reject in rejects:
        jsonschema.validate(reject, _schema("reject"))
    (tmp_path / "bad.jsonl").write_text("nothing\n")
    command("examine", "bad.jsonl", code=3)
    command("examine", "absent.jsonl", code=3)


def test_workers_and_resume_give_the_same_bytes(command: Command, tmp_path: Path) -> None:
    line = (tmp_path / "posts.jsonl").read_text().splitlines()[0]
    with (tmp_path / "many.jsonl").open("w") as stream:
        for number in range(5000):
            stream.write(line.replace('"p1"', f'"n{number}"') + "\n")
    now = ("--as-of", "2026-11-20T12:00:00Z")
    command("examine", "many.jsonl", *now, "--out", "one.jsonl")
    command("examine", "many.jsonl", *now, "--out", "two.jsonl", "--workers", "2")
    whole = (tmp_path / "one.jsonl").read_bytes()
    assert (tmp_path / "two.jsonl").read_bytes() == whole
    (tmp_path / "cut.jsonl").write_bytes(whole[: len(whole) // 2])
    command("examine", "many.jsonl", *now, "--out", "cut.jsonl", "--resume")
    assert (tmp_path / "cut.jsonl").read_bytes() == whole


def test_a_file_cut_off_in_the_middle_is_partial(command: Command, tmp_path: Path) -> None:
    line = (tmp_path / "posts.jsonl").read_text().splitlines()[0]
    whole = "".join(line.replace('"p1"', f'"n{number}"') + "\n" for number in range(6000)).encode()
    (tmp_path / "cut.jsonl.gz").write_bytes(gzip.compress(whole, mtime=0)[:-4000])
    done = command("enforce", "cut.jsonl.gz", "--json", code=4)
    assert done["recorded"] > 0
    assert command("ledger", "verify", "--json")["size"] == done["recorded"]
    assert "damaged" in command("examine", "cut.jsonl.gz", "--out", "d.jsonl", code=4)


def test_a_post_without_a_surface_has_a_readable_statement(command: Command, tmp_path: Path) -> None:
    command("lists", "import", "platform", "groups.yml", "--observed-at", "2026-01-01T00:00:00Z")
    post = {"id": "s1", "text": "Glory to the Example Banner Front.", "posted_at": "2026-11-19T00:00:00Z", "lang": "en"}
    (tmp_path / "one.jsonl").write_text(json.dumps(post) + "\n")
    command("enforce", "one.jsonl", "--as-of", "2026-11-20T12:00:00Z")
    (item,) = command("review", "list", "--json")["items"]
    command("review", "decide", item["item_id"], "--as", "d", "--outcome", "uphold", "--reason", "r")
    assert "On default" in command("statement", "show", item["decision_id"])
