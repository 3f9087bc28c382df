"""Tiles: paths and bundles as c2sp.org/tlog-tiles spells them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from evenhand_verify.errors import VerifyError
from evenhand_verify.tiles import TileReader, decode_bundle, encode_bundle, tile_index, tile_path


def test_paths_are_the_specifications() -> None:
    assert tile_index(1_234_067) == "x001/x234/067"
    assert tile_index(0) == "000"
    assert tile_index(1_000) == "x001/000"
    assert tile_path(1, 273, 112) == "tile/1/273.p/112"
    assert tile_path("entries", 5) == "tile/entries/005"


def test_bundles_round_trip() -> None:
    entries = [bytes([number]) * 32 for number in range(3)]
    data = encode_bundle(entries)
    assert data[:2] == b"\x00\x20"
    assert decode_bundle(data, 0) == entries


@pytest.mark.parametrize(
    "data", [b"\x00", b"\x00\x21" + bytes(33), b"\x00\x20" + bytes(31), encode_bundle([bytes(32)]) + b"\x00"]
)
def test_other_entries_are_refused(data: bytes) -> None:
    with pytest.raises(VerifyError):
        decode_bundle(data, 0)


def test_a_pipe_or_a_flood_in_place_of_a_tile_does_not_hang(tmp_path: Path) -> None:
    found: list[VerifyError] = []
    (tmp_path / "tile/entries/000.p").mkdir(parents=True)
    os.mkfifo(tmp_path / "tile/entries/000.p/2")
    TileReader(tmp_path, 2, found.append).walk()
    assert [error.kind for error in found] == ["missing"]
    (tmp_path / "tile/entries/000.p/1").symlink_to("/dev/zero")
    TileReader(tmp_path, 1, found.append).walk()
    assert [error.kind for error in found] == ["missing", "missing"]
    (tmp_path / "tile/entries/000.p/3").write_bytes(bytes(10_000_000))
    TileReader(tmp_path, 3, found.append).walk()
    assert found[-1].kind == "entry"


def test_a_huge_size_stops_at_the_first_missing_bundle(tmp_path: Path) -> None:
    found: list[VerifyError] = []
    TileReader(tmp_path, 2**62, found.append).walk()
    assert len(found) == 1
