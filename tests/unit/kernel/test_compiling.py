"""Compiled code is kept per digest of its sources, in a place that can be written to."""

from __future__ import annotations

from pathlib import Path

import pytest

from evenhand.kernel.compiling import first_usable, folder_of, kept


@pytest.mark.parametrize(("closed", "found"), [(True, "cache/some-1"), (False, "some-1")])
def test_the_first_place_that_can_be_written_to_is_taken(tmp_path: Path, closed: bool, found: str) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    first = blocked if closed else tmp_path
    assert first_usable([first, tmp_path / "cache"], "some-1") == str(tmp_path / found)


def test_no_place_is_no_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert first_usable([blocked], "some-1") == ""


def test_another_source_is_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evenhand.kernel.compiling._config.CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "one.py").write_text("A = 1\n")
    before = folder_of(tmp_path, "some")
    folder_of.cache_clear()
    (tmp_path / "one.py").write_text("A = 2\n")
    assert folder_of(tmp_path, "some") != before


def test_a_function_is_kept_in_its_folder_and_does_the_same(tmp_path: Path) -> None:
    twice = kept(str(tmp_path), _twice)
    assert twice(21) == 42
    assert list(tmp_path.rglob("*.nbi"))


def _twice(number: int) -> int:
    return 2 * number
