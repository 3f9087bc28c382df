"""`evenhand parity`: reports from a records file and from a workspace, refusals, exit codes."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from tests.simulators.parity_records import labels_csv, records_of
from tests.simulators.parity_world import make_world

from evenhand.adapters.counting.files import write_records
from evenhand.entry.cli.app import run
from evenhand.parity.records import SampledHow

SCHEMA = json.loads(
    (Path(__file__).resolve().parents[4] / "schemas" / "parity-report.schema.json").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("parity")
    world = make_world(11, injected=True, size=6_000)
    write_records(folder / "r.jsonl", records_of(world))
    (folder / "l.csv").write_text(labels_csv(world), encoding="utf-8")
    assert run(["parity", "labels", str(folder / "l.csv"), "--into", str(folder / "l.db")]) == 0
    return world, folder


def test_the_injected_unevenness_is_found_and_named(files, capsys):
    world, folder = files
    page = folder / "page.html"
    arguments = ["parity", "report", "--records", str(folder / "r.jsonl"), "--labels", str(folder / "l.db"), "--json"]
    assert run([*arguments, "--html", str(page)]) == 0
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, SCHEMA)
    put = world.injection
    found = [
        f
        for f in document["findings"]
        if (f["kind"], f["dimension"], f["level"]) == (put.kind, put.dimension, put.level)
    ]
    assert found[0]["verdict"] == "uneven"
    assert found[0]["cause"]["stage"] == put.stage
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert run([*arguments, "--fail-if-uneven"]) == 1


def test_words_for_people(files, capsys):
    _, folder = files
    assert run(["parity", "report", "--records", str(folder / "r.jsonl"), "--labels", str(folder / "l.db")]) == 0
    out = capsys.readouterr().out
    assert "questions show uneven treatment" in out
    assert "community west" in out


def test_days_are_whole_and_none_left_cannot_tell(files, capsys):
    world, folder = files
    records = records_of(world)
    day = [r for r in records if r.at.date().isoformat() <= "2024-01-02"]
    base = ["parity", "report", "--records", str(folder / "r.jsonl"), "--json"]
    assert run([*base, "--from", "2024-01-01", "--to", "2024-01-02"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["records"]["used"] == len(day)
    assert (document["from"], document["to"]) == ("2024-01-01T00:00:00Z", "2024-01-03T00:00:00Z")
    assert run([*base, "--from", "2031-01-01"]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "cannot_tell"
    assert run([*base, "--from", "soon"]) == 2


def test_solicited_cases_are_refused_with_the_reason(files, tmp_path, capsys):
    world, _ = files
    write_records(tmp_path / "s.jsonl", [replace(r, sampled_how=SampledHow.SOLICITED) for r in records_of(world)])
    assert run(["parity", "report", "--records", str(tmp_path / "s.jsonl"), "--json"]) == 3
    captured = capsys.readouterr()
    document = json.loads(captured.out)
    assert (document["verdict"], document["findings"]) == ("refused", [])
    assert document["refused"][0]["n"] == world.cube.tally.used
    assert "chose them" in captured.err


def test_bad_records_go_to_the_rejects_file(files, tmp_path, capsys):
    _, folder = files
    lines = (folder / "r.jsonl").read_text(encoding="utf-8").splitlines()[:50]
    path = tmp_path / "r.jsonl"
    path.write_text("\n".join([*lines, "{}", "no"]) + "\n", encoding="utf-8")
    assert run(["parity", "report", "--records", str(path), "--json"]) == 4
    assert json.loads(capsys.readouterr().out)["records"]["used"] == 50
    rejects = [json.loads(line) for line in (tmp_path / "r.jsonl.rejects.jsonl").read_text().splitlines()]
    assert [reject["line"] for reject in rejects] == [51, 52]
    path.write_text("no\n", encoding="utf-8")
    assert run(["parity", "report", "--records", str(path)]) == 3
    assert run(["parity", "report", "--records", str(tmp_path / "none")]) == 3
    assert run(["parity", "report", "--records", str(path), "--labels", str(path)]) == 3


def test_a_fresh_workspace_cannot_tell(tmp_path, capsys):
    (tmp_path / "audit.jsonl").write_text('{"post_id":"p","surface":"feed","truth":"allowed"}\n{"truth":"allowed"}\n')
    arguments = ["--database", str(tmp_path / "w.db"), "parity", "report", "--json"]
    assert run(arguments) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "cannot_tell"
    assert run([*arguments, "--audit", str(tmp_path / "audit.jsonl")]) == 3
    assert (tmp_path / "audit.jsonl.rejects.jsonl").exists()


def test_swapped_pairs_are_run_through_examine(tmp_path, capsys):
    posts = [
        {"id": f"p{i}", "text": f"{word} Hamas said on Monday that talks go on.", "lang": "en", "surface": "feed"}
        for i, word in enumerate(["Today", "Later", "Again"])
    ]
    (tmp_path / "posts.jsonl").write_text("\n".join(json.dumps(post) for post in [*posts, {"id": "bad"}]) + "\n")
    (tmp_path / "names.csv").write_text("contrast,first,second\n,Hamas,Sendero Luminoso\n", encoding="utf-8")
    arguments = ["--database", str(tmp_path / "w.db"), "parity", "report", "--json"]
    both = ["--swap-posts", str(tmp_path / "posts.jsonl"), "--swap-names", str(tmp_path / "names.csv")]
    assert run([*arguments, *both]) == 4
    (swap,) = json.loads(capsys.readouterr().out)["swaps"]
    assert (swap["contrast"], swap["pairs"]) == ("Hamas / Sendero Luminoso", 3)
    assert swap["only_first"] == swap["only_second"] == 0
    assert run([*arguments, *both[:2]]) == 2
    (tmp_path / "names.csv").write_text("contrast,first,second\nx,Hamas,hamas\n", encoding="utf-8")
    assert run([*arguments, *both]) == 3
