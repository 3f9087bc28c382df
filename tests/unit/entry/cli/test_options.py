"""Days and instants in a command's words: what is off is a usage error, exit 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from evenhand.entry.cli.app import run


@pytest.mark.parametrize(
    "words",
    [
        ["designations", "show", "Hamas", "--on", "2024-13-01"],
        ["designations", "show", "Hamas", "--known-at", "yesterday"],
        ["lists", "import", "un-sc", "list.xml", "--observed-at", "2024-02-30"],
        ["report", "--from", "2024-01-01", "--to", "tomorrow"],
        ["dsa", "export", "--from", "2024-1-1", "--to", "2024-02-01", "--out", "out.json"],
        ["strikes", "show", "s-1", "--at", "2024-02-09T12:00:00"],
    ],
)
def test_a_day_that_is_none_is_a_usage_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(words) == 2
    assert "hint: write" in capsys.readouterr().err
