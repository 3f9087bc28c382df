"""Where compiled code is kept when the sources may not be written to."""

from pathlib import Path

from evenhand.detection.fused.compiling import first_usable


def test_the_first_place_that_can_be_written_to(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.write_text("a file: no folder can be made in it")
    assert first_usable([closed, tmp_path / "cache"], "fused-1") == str(tmp_path / "cache" / "fused-1")
    assert first_usable([tmp_path, tmp_path / "cache"], "fused-1") == str(tmp_path / "fused-1")


def test_no_place_at_all(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.write_text("")
    assert first_usable([closed], "fused-1") == ""
