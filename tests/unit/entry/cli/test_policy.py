"""`evenhand policy` from outside: exit codes, places, JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.simulators.policy_text import SMALL

from evenhand.entry.cli.app import run


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.yml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_check_of_a_good_file(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "check", str(small)]) == 0
    assert "nothing wrong" in capsys.readouterr().out


def test_check_prints_every_diagnostic_like_a_compiler(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small.write_text(SMALL.replace("severity: standard", "severity: standrad"), encoding="utf-8")
    assert run(["policy", "check", str(small)]) == 3
    shown = capsys.readouterr()
    assert shown.out == ""
    assert f"{small}:8:71: severity of a clause is standrad" in shown.err
    assert "did you mean standard?" in shown.err


def test_check_json_is_one_document(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small.write_text(SMALL.replace("live_from: 2024", "live_form: 2024"), encoding="utf-8")
    assert run(["policy", "check", str(small), "--json"]) == 3
    document = json.loads(capsys.readouterr().out)
    assert document["policy"] is None
    assert {"line", "column", "message", "hint"} == set(document["diagnostics"][0])


def test_cases_pass_or_leave_with_one(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "test", "doi@2024-02-08"]) == 0
    assert run(["policy", "test", str(small)]) == 0
    capsys.readouterr()
    small.write_text(SMALL.replace("clause: s.plain, allow", "clause: null, allow"), encoding="utf-8")
    assert run(["policy", "test", str(small), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["failed"][0]["name"] == "praise"


def test_list_says_which_is_live(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "list", "--at", "2024-01-15T00:00:00Z", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["policy"] for row in rows if row["live"]] == ["doi@2023-12-30"]


def test_show_in_words_and_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "show", "doi@2024-02-08"]) == 0
    assert "doi.t1.glorification: Glorification of a tier 1 entity" in capsys.readouterr().out
    assert run(["policy", "show", "doi@2024-02-08", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["clauses"][0]["when"]["all"][0]["field"] == "stance"
    assert run(["policy", "show", "doi@1999"]) == 3
