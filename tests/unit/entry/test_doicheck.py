"""`evenhand doicheck`: one JSON document, a heat map, two readers compared; the shipped reader flips nowhere under swap."""

import json
from pathlib import Path

import pytest

from evenhand.entry.cli.app import run


def test_json_map_and_comparison(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doicheck", "--json", "--against", "cues", "--html", str(tmp_path / "map.html")]) == 0
    printed = capsys.readouterr().out
    result = json.loads(printed)
    assert result["total"]["n"] == sum(found["n"] for found in result["languages"].values()) == 460
    assert result["total"]["flips"] == 0
    assert result["total"]["swaps"] >= 900
    assert sum(result["compared"][key] for key in ("both", "only_first", "only_second", "neither")) == 460
    assert "<svg" in (tmp_path / "map.html").read_text(encoding="utf-8")
    saved = tmp_path / "earlier.json"
    saved.write_text(printed, encoding="utf-8")
    assert run(["doicheck", "--json", "--against", str(saved)]) == 0
    assert json.loads(capsys.readouterr().out)["compared"]["only_first"] == 0


def test_what_is_no_reader_and_no_result(tmp_path: Path) -> None:
    assert run(["doicheck", "--model", "oracle"]) == 2
    bad = tmp_path / "bad.json"
    bad.write_text("[1]", encoding="utf-8")
    assert run(["doicheck", "--against", str(bad)]) == 3
