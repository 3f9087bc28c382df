"""`evenhand demo` shows each step, ends with 0, leaves a folder that the next commands work on, and repeats itself."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from evenhand.entry.cli.app import run

STEPS = (
    "The lists",
    "238 posts in ten languages",
    "Strikes, recomputed from the record",
    "The statement of reasons that the holder gets",
    "The public statement",
    "An appeal",
    "The ledger: it verifies, and a copy with one byte changed does not",
    "Operations by month",
    "Accounts that share the same links within 30 seconds",
    "Cases, beside what the company published",
    "The parity report",
    "Try next",
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    import contextlib
    import io

    folder = tmp_path_factory.mktemp("demo") / "evenhand-demo"
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert run(["demo", "--folder", str(folder)]) == 0
    return folder, out.getvalue()


def _flat(text: str) -> str:
    return " ".join(text.split())


def test_every_step_is_shown(told: tuple[Path, str]) -> None:
    _, text = told
    flat = _flat(text)
    places = [flat.index(step) for step in STEPS]
    assert places == sorted(places)


def test_the_story_holds(told: tuple[Path, str]) -> None:
    _, text = told
    flat = _flat(text)
    assert "strike 11 of 11: disablement" in flat
    assert flat.count("disable ") >= 2 and "agora ag-1001 disable pictogram pg-2001 disable" in flat
    assert "agora ag-1001 suspend until 2026-11-19 pictogram pg-2001 suspend until 2026-11-19" in flat
    assert "its content does not fit its commitment" in flat
    statement = flat[flat.index("Statement of reasons") : flat.index("The public statement")]
    for fact in ("doi.t1.glorification", "doi@2024-02-08", "Strike 11 of 11", "In effect since 2025-03-01"):
        assert fact in statement
    for number in range(1, 12):
        assert f"Post {number}: w" in statement
    assert "reviewer-" not in statement


def test_the_folder_goes_on(told: tuple[Path, str], capsys: pytest.CaptureFixture[str]) -> None:
    folder, _ = told
    database = str(folder / "evenhand.db")
    for words, code in (
        (["ledger", "verify", "--json"], 0),
        (["strikes", "show", "subject-valdane", "--at", "2026-11-13T00:00:00Z", "--json"], 0),
        (["designations", "show", "حماس", "--on", "2024-02-09", "--json"], 0),
        (["review", "list", "--all", "--json"], 0),
    ):
        assert run(["--database", database, *words]) == code
        assert json.loads(capsys.readouterr().out)
    with sqlite3.connect(database) as connection:
        ruled = connection.execute(
            "SELECT decision_id FROM events WHERE kind = 'statement.issued' ORDER BY position DESC LIMIT 1"
        ).fetchone()
    assert run(["--database", database, "statement", "show", ruled[0], "--public"]) == 0
    assert "Public statement" in capsys.readouterr().out
    assert run(["--database", database, "decision", "replay", ruled[0], "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"same": True, "differences": []}


def test_a_folder_that_is_no_demo_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    assert run(["demo", "--folder", str(tmp_path), "--act", "platform"]) == 3
    assert "no demo" in capsys.readouterr().err
    assert (tmp_path / "thesis.txt").read_text() == "mine"
