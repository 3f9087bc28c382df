"""`evenhand monitor` from the outside: exit codes, JSON by its schema, files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from evenhand.entry.cli.app import run
from evenhand.entry.demo.monitor_world import cases_jsonl, dump_csv, monitor_world, observations_csv

SCHEMAS = Path(__file__).resolve().parents[3] / "schemas"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a small world, the key elsewhere."""
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setenv("EVENHAND_CASEBOOK_KEY", str(tmp_path / "keys" / "key"))
    monkeypatch.delenv("EVENHAND_CASEBOOK", raising=False)
    world = monitor_world("test", sampled=40, solicited=5, others=60)
    (work / "cases.jsonl").write_text(cases_jsonl(world), encoding="utf-8")
    (work / "dump.csv").write_text(dump_csv(world), encoding="utf-8")
    (work / "looks.csv").write_text(observations_csv(world), encoding="utf-8")
    return work


def answer(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> Any:
    capsys.readouterr()
    assert run(["monitor", *words, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def test_import_list_show_verify(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counts = answer(capsys, "cases", "import", "cases.jsonl")
    assert (counts["added"], counts["rejected"]) == (102, 0)
    assert answer(capsys, "cases", "import", "cases.jsonl")["unchanged"] == 102
    listed = answer(capsys, "cases", "list")
    assert len(listed) == 102
    shown = answer(capsys, "cases", "show", listed[0]["case_id"])
    assert shown["custody"][0]["act"] == "received"
    verified = answer(capsys, "cases", "verify")
    assert verified["ok"] and verified["cases"] == 102
    assert run(["monitor", "cases", "verify", "--head", verified["head"]]) == 0
    assert run(["monitor", "cases", "verify", "--head", "sha256:other"]) == 1
    assert run(["monitor", "cases", "show", "nobody"]) == 3


def test_a_changed_evidence_file_makes_verify_fail(folder: Path) -> None:
    (folder / "shot").write_text("pixels")
    assert run(["monitor", "cases", "import", "cases.jsonl"]) == 0
    assert run(["monitor", "cases", "capture", "sampled-ie-000", "shot", "--role", "field"]) == 0
    assert run(["monitor", "cases", "hand-over", "sampled-ie-000", "--to", "desk"]) == 0
    assert run(["monitor", "cases", "verify"]) == 0
    (held,) = (folder / "casebook.db.evidence").iterdir()
    held.write_bytes(held.read_bytes()[:-1])
    assert run(["monitor", "cases", "verify"]) == 1


def test_bad_rows_leave_with_four_and_a_bad_file_with_three(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "mixed.csv").write_text(
        "case_id,kind,channel,platform,happened\na,taken_down,sampled,Plaza,2026-01-05\nb,gone,sampled,Plaza,2026-01-05\n"
    )
    assert answer(capsys, "cases", "import", "mixed.csv", code=4)["added"] == 1
    rejects = [json.loads(line) for line in (folder / "mixed.csv.rejects.jsonl").read_text().splitlines()]
    assert [(r["line"], r["field"]) for r in rejects] == [(3, "kind")]
    (folder / "empty.csv").write_text("")
    assert run(["monitor", "cases", "import", "empty.csv"]) == 3
    assert run(["monitor", "cases", "import", "absent.csv"]) == 3


def test_compare_by_its_schema_with_file_and_casebook_alike(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("compare", "--statements", "dump.csv")
    report = answer(capsys, *words, "--cases", "cases.jsonl", "--html", "page.html")
    jsonschema.validate(report, json.loads((SCHEMAS / "monitor-compare.schema.json").read_text()))
    assert {case["status"] for case in report["cases"]} >= {"found", "missing", "not_due"}
    run(["monitor", "cases", "import", "cases.jsonl"])
    held = answer(capsys, *words)
    by_id = {case["case_id"]: case for case in report["cases"]}
    assert {case["case_id"]: case for case in held["cases"]} == by_id
    assert held["summary"] == report["summary"]
    assert "<script" not in (folder / "page.html").read_text(encoding="utf-8")
    assert run(["monitor", *words]) == 0


def test_the_import_format_is_the_documented_one(folder: Path) -> None:
    schema = json.loads((SCHEMAS / "monitor-case.schema.json").read_text())
    for line in (folder / "cases.jsonl").read_text(encoding="utf-8").splitlines():
        jsonschema.validate(json.loads(line), schema)


def test_reach_forget_purge_page_rotate(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tests = answer(capsys, "reach", "looks.csv")
    assert [test["test_id"] for test in tests] == ["reach-ie", "reach-vo"]
    assert run(["monitor", "init"]) == 0
    assert run(["monitor", "cases", "import", "cases.jsonl"]) == 0
    assert run(["monitor", "cases", "forget", "sampled-ie-000"]) == 0
    assert run(["monitor", "cases", "purge"]) == 0
    assert run(["monitor", "rotate-key"]) == 0
    assert run(["monitor", "cases", "page", "--out", "book.html"]) == 0
    page = (folder / "book.html").read_text(encoding="utf-8")
    assert "sampled-ie-001" in page and "sampled-ie-000" not in page
    assert answer(capsys, "cases", "verify")["ok"]


def test_a_wrong_key_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["monitor", "init"]) == 0
    monkeypatch.setenv("EVENHAND_CASEBOOK_KEY", str(folder / "other" / "key"))
    assert run(["monitor", "cases", "list"]) == 3
    assert run(["monitor", "init", "--casebook", "second.db"]) == 0
    assert run(["monitor", "cases", "list"]) == 3
    assert "the key does not open this casebook" in capsys.readouterr().err


def test_schema_reader_and_documentation_name_the_same_fields() -> None:
    from evenhand.monitor.read import CASE_COLUMNS

    schema = json.loads((SCHEMAS / "monitor-case.schema.json").read_text())
    flat = set()
    for name, rule in schema["properties"].items():
        inner = rule.get("properties")
        flat |= {f"{name}.{key}" for key in inner} if inner else {name}
    assert flat | {"evidence.file", "evidence.sha256"} == set(CASE_COLUMNS)
    text = (SCHEMAS.parent / "docs" / "monitor.md").read_text(encoding="utf-8")
    assert [
        name for name in CASE_COLUMNS if f".{name.rpartition('.')[2]}`" not in text and f"`{name}`" not in text
    ] == []
