"""`evenhand dsa validate` from the outside: exit codes, JSON, rejects."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.simulators.dsa_statements import base

from evenhand.entry.cli.app import run


def test_valid_invalid_and_mixed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = base(), base() | {"puid": "TS-2", "category": "NOPE"}
    file = tmp_path / "statements.jsonl"

    file.write_text(json.dumps(good) + "\n")
    assert run(["dsa", "validate", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["valid"] == 1

    file.write_text(json.dumps(bad) + "\n")
    assert run(["dsa", "validate", str(file)]) == 3
    capsys.readouterr()

    file.write_text(json.dumps(good) + "\n" + json.dumps(bad) + "\n{\n")
    assert run(["dsa", "validate", str(file), "--json", "--rejects", str(tmp_path / "r.jsonl")]) == 4
    report = json.loads(capsys.readouterr().out)
    assert (report["statements"], report["valid"], report["invalid"]) == (3, 1, 2)
    rejects = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text().splitlines()]
    assert [(r["line"], r["field"]) for r in rejects] == [(2, "category"), (3, "")]
    assert set(rejects[0]) == {"line", "field", "expected", "got", "hint"}


def test_an_absent_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dsa", "validate", str(tmp_path / "none.json")]) == 3
    assert "hint:" in capsys.readouterr().err
