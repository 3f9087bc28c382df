"""`evenhand lists` and `evenhand designations` as a person or a script meets them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.simulators.lists import ALT, ofac, un_entity, un_list

from evenhand.entry.cli.app import run
from evenhand.kernel.errors import EXIT_BAD_INPUT, EXIT_OK, EXIT_PARTIAL, EXIT_USAGE

Run = Callable[..., int]


@pytest.fixture
def evenhand(tmp_path: Path) -> Run:
    database = str(tmp_path / "w.db")
    assert run(["init", "--database", database]) == EXIT_OK
    return lambda *words: run([*words, "--database", database])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "sdn"
    found.mkdir()
    for name, data in ofac().items():
        (found / name).write_bytes(data)
    return found


def printed(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    document: dict[str, object] = json.loads(capsys.readouterr().out)
    return document


def test_import_twice_then_show(evenhand: Run, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    words = ("lists", "import", "us-ofac-sdn", str(folder), "--observed-at", "2020-03-01", "--json")
    assert evenhand(*words) == EXIT_OK
    first = printed(capsys)
    assert (first["imported"], first["observed_at"], first["rejects"]) == (True, "2020-03-01T00:00:00Z", 0)
    assert evenhand(*words) == EXIT_OK
    assert printed(capsys)["imported"] is False
    assert evenhand("designations", "show", "green heron front", "--on", "2020-04-01", "--json") == EXIT_OK
    answer = printed(capsys)
    (entity,) = answer["entities"]  # type: ignore[misc]
    assert entity["entity_id"] == "ofac:11"
    assert [(act["programme"], act["in_force"]) for act in entity["designations"]] == [
        ("us-fto", True),
        ("us-sdgt", True),
    ]


def test_bad_records_go_to_the_rejects_file_and_the_exit_code_says_so(
    evenhand: Run, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "alt.csv").write_text(ALT + "99,1,aka,EGRET,-0- \n")
    assert evenhand("lists", "import", "us-ofac-sdn", str(folder)) == EXIT_PARTIAL
    (reject,) = (json.loads(line) for line in (tmp_path / "sdn.rejects.jsonl").read_text().splitlines())
    assert set(reject) == {"line", "field", "expected", "got", "hint"}
    assert "5 entities" in capsys.readouterr().out
    own = tmp_path / "own.jsonl"
    assert evenhand("lists", "import", "us-ofac-sdn", str(folder), "--rejects", str(own)) == EXIT_PARTIAL
    assert own.exists()


def test_damage_is_one_message_with_its_place(
    evenhand: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "un.xml"
    file.write_bytes(un_list(un_entity("QDe.900", "GREEN \x01HERON")))
    capsys.readouterr()
    assert evenhand("lists", "import", "un-sc", str(file)) == EXIT_BAD_INPUT
    said = capsys.readouterr()
    assert said.out == ""
    assert "un.xml, line 4, column" in said.err
    assert "--recover" in said.err
    assert evenhand("lists", "import", "un-sc", str(file), "--recover") == EXIT_OK
    assert "lost: 1 characters" in capsys.readouterr().out


def test_usage_errors(evenhand: Run, folder: Path) -> None:
    assert evenhand("lists", "import", "us-ofac", str(folder)) == EXIT_USAGE
    assert evenhand("lists", "sync", "un-sec", "--from", "http://127.0.0.1:9") == EXIT_USAGE
    assert evenhand("lists", "sync", "eu-fsf") == EXIT_USAGE
    assert evenhand("lists", "import", "us-ofac-sdn", str(folder), "--observed-at", "yesterday") == EXIT_USAGE
    assert evenhand("designations", "show", "Heron", "--on", "9 February") == EXIT_USAGE


def test_status_and_show_for_a_person(evenhand: Run, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert evenhand("lists", "status", "--json") == EXIT_OK
    sources = {one["source"]: one for one in printed(capsys)["sources"]}  # type: ignore[attr-defined]
    assert sources["un-entities"]["counts"]["records"] == 273
    assert sources["us-ofac-sdn"]["newest"] is None
    assert evenhand("lists", "status") == EXIT_OK
    assert "us-state-fto" in capsys.readouterr().out
    assert evenhand("designations", "show", "الحوثيون", "--on", "2024-02-09") == EXIT_OK
    shown = capsys.readouterr().out
    assert "org:ansarallah" in shown
    assert "2024-02-16" in shown
    assert evenhand("designations", "show", "nobody at all of that name") == EXIT_OK
    assert "nobody" in capsys.readouterr().err


def test_no_day_is_cut_on_a_narrow_terminal(
    evenhand: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    capsys.readouterr()
    assert evenhand("designations", "show", "Clan del Golfo", "--on", "2025-12-18") == EXIT_OK
    assert evenhand("designations", "show", "ETA", "--on", "2022-05-19") == EXIT_OK
    shown = capsys.readouterr().out
    assert "…" not in shown
    for day in ("2025-12-16", "2025-12-17", "2001-02-28", "1997-10-08", "2022-05-20"):
        assert day in shown


def test_sources_diff_history_composition_for_a_person_and_a_script(
    evenhand: Run, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evenhand("lists", "import", "us-ofac-sdn", str(folder), "--observed-at", "2020-03-01")
    (folder / "alt.csv").write_text(ALT.replace("LIBERATION", "NIGHT"))
    evenhand("lists", "import", "us-ofac-sdn", str(folder), "--observed-at", "2020-04-01")
    for words in (
        ("lists", "sources"),
        ("lists", "diff", "us-ofac-sdn", "2020-03-15", "2020-04-15"),
        ("lists", "history", "Green Heron Front"),
        ("lists", "composition", "--on", "2024-06-01"),
        ("designations", "why", "ofac:11"),
        ("designations", "suggest", "--floor", "400"),
    ):
        capsys.readouterr()
        assert evenhand(*words) == EXIT_OK, words
        shown = capsys.readouterr()
        assert shown.out or (words[1] == "suggest" and "no pair" in shown.err), words
        assert evenhand(*words, "--json") == EXIT_OK
        assert printed(capsys)
    evenhand("lists", "diff", "us-ofac-sdn", "2020-03-15", "2020-04-15", "--json")
    (change,) = printed(capsys)["changed"]  # type: ignore[misc]
    assert change["names_added"] == ["HERON NIGHT FRONT"]


def test_merge_split_and_sync_on_the_command_line(evenhand: Run, folder: Path, tmp_path: Path) -> None:
    evenhand("lists", "import", "us-ofac-sdn", str(folder), "--observed-at", "2020-03-01")
    decide = ("ofac:11", "org:hamas", "--as", "ada", "--reason", "a test")
    assert evenhand("designations", "merge", *decide) == EXIT_OK
    assert evenhand("designations", "split", *decide) == EXIT_OK
    assert evenhand("designations", "merge", "ofac:11", "org:hamas") == EXIT_USAGE
    files = ("--files", str(tmp_path / "files"))
    assert evenhand("lists", "sync", "un-sc", "--from", "http://127.0.0.1:9", *files) == EXIT_BAD_INPUT
