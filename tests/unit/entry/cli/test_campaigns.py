"""The commands as a user types them: what they print, write and exit with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from evenhand.entry.cli.app import run

SCHEMAS = Path(__file__).resolve().parents[4] / "schemas"


def valid(document, name):
    Draft202012Validator(json.loads((SCHEMAS / name).read_text())).validate(document)


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("EVENHAND_DATABASE_URL", raising=False)
    monkeypatch.delenv("EVENHAND_DATA", raising=False)
    return tmp_path


def output(capsys):
    return json.loads(capsys.readouterr().out)


def test_incidents_counts_surge_brief_and_stix(here, capsys):
    assert run(["campaigns", "incidents", "import", "--example", "--json"]) == 0
    assert output(capsys) == {"read": 11, "new": 11, "changed": 0, "rejected": 0}
    assert run(["campaigns", "incidents", "list", "--json"]) == 0
    listed = output(capsys)
    valid(listed, "incidents.schema.json")
    assert listed[0]["countries"] == ["AE", "CA", "GB"]
    assert run(["campaigns", "counts", "--by", "month", "--json"]) == 0
    assert output(capsys)[0]["count"] == 1
    assert run(["campaigns", "surge", "--json"]) == 0
    found = output(capsys)
    valid(found, "surge.schema.json")
    assert [one["month"] for one in found if one["surge"]] == ["2023-10"]
    assert run(["campaigns", "brief", "--out-md", "b.md", "--out-html", "b.html"]) == 0
    assert capsys.readouterr().out == (here / "b.md").read_text() + "\n"
    assert "<svg" in (here / "b.html").read_text()
    assert run(["campaigns", "export", "--stix", "a.json"]) == 0
    assert run(["campaigns", "import", "--stix", "a.json", "--json"]) == 0
    assert output(capsys) == {"read": 11, "new": 0, "changed": 0, "rejected": 0}


def test_a_file_with_bad_records_is_partial(here, capsys):
    good = {"title": "t", "analyst": "desk", "occurred": {"start": "2024-01-01"}}
    (here / "x.yml").write_text(yaml.safe_dump({"incidents": [good, {"title": "no analyst"}]}))
    assert run(["campaigns", "incidents", "import", "x.yml", "--json"]) == 4
    assert output(capsys)["rejected"] == 1
    assert json.loads((here / "x.yml.rejects.jsonl").read_text())["field"] == "analyst"
    (here / "y.jsonl").write_text(json.dumps(good) + "\n{\n" + json.dumps({**good, "kind": "incident"}) + "\n")
    assert run(["campaigns", "incidents", "import", "y.jsonl", "--json"]) == 4
    assert output(capsys) == {"read": 2, "new": 0, "changed": 0, "rejected": 1}


@pytest.mark.parametrize("text", ["{", "a: &x [1]\nb: [*x, *x]", "strikes: []", "\x00"])
def test_a_file_that_cannot_be_read_changes_nothing(here, text):
    (here / "x.yml").write_text(text)
    assert run(["campaigns", "incidents", "import", "x.yml"]) == 3


def test_usage(here):
    assert run(["campaigns", "incidents", "import"]) == 2
    assert run(["campaigns", "import"]) == 2
    assert run(["campaigns", "counts", "--by", "week"]) == 2


def test_coordination(here, capsys):
    rows = [(f"o{n // 3}", f"a{n % 3}", f"c{n}", 1_000_000 * (n // 3) + n) for n in range(30)]
    rows += [(f"x{n}", f"b{n}", f"d{n}", 997_331 * n) for n in range(300)]
    (here / "s.csv").write_text(
        "object,account,content,time\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)
    )
    words = ["campaigns", "coordination", "s.csv", "--time-window", "10", "--min-participation", "2", "--json"]
    assert run([*words, "--out", "ours"]) == 0
    ours = output(capsys)
    valid(ours, "coordination-summary.schema.json")
    assert (ours["pairs"], ours["groups"], ours["grouped_accounts"]) == (30, 1, 3)
    assert run([*words, "--compatible", "--out", "theirs"]) == 0
    theirs = output(capsys)
    valid(theirs, "coordination-summary.schema.json")
    assert (theirs["edges"], theirs["rules"]) == (3, "compatible")
    assert json.loads((here / "ours" / "summary.json").read_text()) == ours
    (here / "s.csv").write_text((here / "s.csv").read_text() + "o,a,c,never\n")
    assert run([*words, "--out", "ours"]) == 4
    (here / "t.csv").write_text("object,account,content,time\n,,,\n")
    assert run(["campaigns", "coordination", "t.csv", "--time-window", "1", "--out", "x"]) == 3
    assert run(["campaigns", "coordination", "s.csv", "--time-window", "-1", "--out", "x"]) == 2


def test_a_parity_range_that_ends_before_it_starts_is_refused(here):
    (here / "r.jsonl").write_text("")
    assert run(["parity", "report", "--from", "2024-03-01", "--to", "2024-02-28", "--records", "r.jsonl"]) == 2
