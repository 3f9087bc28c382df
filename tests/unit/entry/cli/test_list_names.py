"""`evenhand lists lint|parked|unpark`: a name raised too often is parked with its figure, until a person says so."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from evenhand.entry.cli.app import run
from evenhand.kernel.errors import EXIT_OK, EXIT_USAGE

Ask = Callable[..., Any]
OWN = "- {name: Green Heron, kind: organisation, tier: 1, from: 2020-01-05, author: a desk, reason: fictional}\n"


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Runs a command and gives its JSON."""
    database = str(tmp_path / "w.db")
    assert run(["init", "--database", database]) == EXIT_OK
    (tmp_path / "own.yml").write_text(OWN)
    words = ["lists", "import", "platform", str(tmp_path / "own.yml"), "--observed-at", "2020-02-01"]
    assert run([*words, "--database", database]) == EXIT_OK

    def asked(*words: str) -> Any:
        capsys.readouterr()
        assert run([*words, "--json", "--database", database]) == EXIT_OK
        return json.loads(capsys.readouterr().out)

    return asked


def posts(path: Path, *texts: str, lang: str = "en") -> Path:
    rows = (json.dumps({"id": f"p{n}", "text": text, "lang": lang}) for n, text in enumerate(texts))
    path.write_text("\n".join(rows) + "\n")
    return path


@pytest.fixture
def birds(tmp_path: Path) -> Path:
    """A birdwatchers' forum: the name of the group is a bird there."""
    return posts(
        tmp_path / "birds.jsonl", *["A Green Heron stood by the pond."] * 8, *["Nothing in sight today."] * 192
    )


def of(answer: Any, name: str) -> Any:
    return next(one for one in answer["names"] if one["name"] == name)


def test_a_strong_name_becomes_weak_then_unsought_and_comes_back(ask: Ask, birds: Path) -> None:
    answer = ask("lists", "lint", "--text", str(birds), "--dry-run")
    jsonschema.validate(answer, json.loads(Path("schemas/lists-lint.schema.json").read_text()))
    name = of(answer, "Green Heron")
    assert (name["raised"], name["texts"], name["per_million"], name["verdict"]) == (8, 200, 40_000, "would_park")
    assert ask("lists", "parked") == {"parked": []}
    assert of(ask("lists", "lint", "--text", str(birds)), "Green Heron")["step"] == "weak"
    (decision,) = ask("lists", "parked")["parked"]
    assert (decision["name"], decision["lang"], decision["hits"], decision["texts"]) == ("green heron", "en", 8, 200)
    assert "8 false alarms in 200 texts" in decision["reason"]
    again = of(ask("lists", "lint", "--text", str(birds)), "Green Heron")
    assert (again["weak"], again["seen"], again["raised"], again["verdict"]) == (True, 8, 0, "fine")
    ask("lists", "unpark", "GREEN HERON", "--lang", "en", "--as", "ada", "--reason", "the forum is about birds")
    assert ask("lists", "parked") == {"parked": []}
    kept = of(ask("lists", "lint", "--text", str(birds)), "Green Heron")
    assert (kept["weak"], kept["raised"], kept["verdict"]) == (False, 8, "released")


def test_a_weak_name_that_is_still_raised_is_no_longer_sought(ask: Ask, tmp_path: Path, birds: Path) -> None:
    ask("lists", "lint", "--text", str(birds))
    armed = posts(tmp_path / "armed.jsonl", *["I love the brave Green Heron."] * 8, *["Quiet."] * 90)
    assert of(ask("lists", "lint", "--text", str(armed)), "Green Heron")["step"] == "unsought"
    assert [one["name"] for one in ask("lists", "lint", "--text", str(armed))["names"]] == []


def test_a_parked_name_is_weak_in_its_language_only_and_changes_the_digest(
    ask: Ask, tmp_path: Path, birds: Path
) -> None:
    here = posts(tmp_path / "es.jsonl", "Green Heron aparece hoy.", lang="es")

    def examined() -> Any:
        out = tmp_path / "out.jsonl"
        assert (
            run(
                [
                    "examine",
                    str(here),
                    "--out",
                    str(out),
                    "--as-of",
                    "2027-01-01T00:00:00Z",
                    "--database",
                    str(tmp_path / "w.db"),
                ]
            )
            == EXIT_OK
        )
        return json.loads(out.read_text())

    before = examined()
    ask("lists", "lint", "--text", str(birds))
    after = examined()
    assert [f["alias"] for f in after["findings"]] == [f["alias"] for f in before["findings"]] == ["Green Heron"]
    assert after["digests"]["registry"] != before["digests"]["registry"]


def test_a_name_among_words_that_speak_of_its_entity_is_no_false_alarm(ask: Ask, tmp_path: Path) -> None:
    news = posts(tmp_path / "news.jsonl", *["Green Heron militants attacked a convoy."] * 8, *["Quiet."] * 90)
    name = of(ask("lists", "lint", "--text", str(news)), "Green Heron")
    assert (name["raised"], name["alarms"], name["verdict"]) == (8, 0, "fine")


def test_only_a_person_parks_a_curated_name(ask: Ask, tmp_path: Path) -> None:
    town = posts(tmp_path / "town.jsonl", *["Segunda Marquetalia is our allotment."] * 8, *["Quiet."] * 90)
    words = ("lists", "lint", "--text", str(town))
    assert of(ask(*words), "Segunda Marquetalia")["verdict"] == "ask"
    assert ask("lists", "parked") == {"parked": []}
    assert of(ask(*words, "--as", "ada"), "Segunda Marquetalia")["verdict"] == "parked"
    assert [one["by"] for one in ask("lists", "parked")["parked"]] == ["ada"]


def test_without_text_it_says_what_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("EVENHAND_DATA", raising=False)
    assert run(["lists", "lint", "--database", str(tmp_path / "w.db")]) == EXIT_USAGE
    assert "--text FILE" in capsys.readouterr().err


def test_what_is_not_parked_cannot_be_released(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["lists", "unpark", "Hamas", "--as", "ada", "--reason", "x", "--database", str(tmp_path / "w.db")]
    assert run(["init", "--database", str(tmp_path / "w.db")]) == EXIT_OK
    assert run(words) != EXIT_OK
    assert "is not parked" in capsys.readouterr().err


def test_the_table_names_the_figure(tmp_path: Path, ask: Ask, birds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["lists", "lint", "--text", str(birds), "--database", str(tmp_path / "w.db")]) == EXIT_OK
    out = capsys.readouterr().out
    assert "Green Heron (en, strong): 8 false alarms in 200 texts, 40 per 1,000" in out
    assert "parked: weak" in out
    assert run(["lists", "parked", "--database", str(tmp_path / "w.db")]) == EXIT_OK
    assert "green heron (en): weak; lists lint" in capsys.readouterr().out
