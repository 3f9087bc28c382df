"""Enforce on the command line: however many reported a post, and whoever asked, it waits where its words put it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evenhand.decisions.model import Asker
from evenhand.entry.cli.app import run

GROUP = {
    "name": "Example Banner Front",
    "kind": "organisation",
    "tier": "1",
    "from": "2025-03-01",
    "author": "a",
    "reason": "r",
}
GLORY = "Glory to the Example Banner Front and to their attack."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("EVENHAND_DATABASE_URL", raising=False)
    (tmp_path / "groups.json").write_text(json.dumps([GROUP]), encoding="utf-8")
    return tmp_path


def test_report_counts_and_who_asked_never_raise_priority(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A mild post reported by a million stays behind a worse one that nobody reported."""
    common = {"surface": "agora", "posted_at": "2026-11-01T10:00:00Z", "lang": "en"}
    quiet = {"id": "worse", "account_id": "a1", "text": GLORY, **common}
    loud = {"id": "mild", "account_id": "a2", "text": "The Example Banner Front again, well, well.", **common}
    reported = {"reports": 1_000_000, "report_count": 1_000_000, "flags": 10**6, "reported_by": ["u"] * 50}
    seen = set()
    for asker, more in ((Asker.OWN, {}), (Asker.USER, reported)):
        database = ("--database", f"{asker.value}.db")
        for words in (["init"], ["lists", "import", "platform", "groups.json"]):
            assert run([*words, *database]) == 0
        Path("posts.jsonl").write_text(f"{json.dumps(loud | more)}\n{json.dumps(quiet)}\n", encoding="utf-8")
        assert run(["enforce", "posts.jsonl", "--asked-by", asker.value, *database]) == 0
        capsys.readouterr()
        assert run(["review", "list", "--json", *database]) == 0
        shown = []
        for item in json.loads(capsys.readouterr().out)["items"]:
            assert run(["review", "show", item["item_id"], "--json", *database]) == 0
            opened = json.loads(capsys.readouterr().out)
            assert opened["asked_by"] == asker.value
            shown.append((opened["post"]["id"], item["priority"]))
        seen.add(tuple(shown))
    ((first, *rest),) = seen
    assert first[0] == "worse" and [post for post, _ in rest] == ["mild"]
