"""Reading a published log from a directory of tiles (c2sp.org/tlog-tiles) and checking every byte that has meaning.

One pass: entry bundles give leaves, leaves give the level-0 tiles, full tiles give the level above, all give the root.
Memory does not grow with the log. Files past the checkpoint's size are not looked at, as the specification asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from evenhand_verify.errors import VerifyError
from evenhand_verify.merkle import HASH_SIZE, TILE_HEIGHT, TILE_WIDTH, Tree, leaf_hashes

ENTRY_SIZE: Final = 32  # an entry of this log is a commitment
_LENGTH: Final = ENTRY_SIZE.to_bytes(2, "big")
_RECORD: Final = 2 + ENTRY_SIZE


def tile_index(number: int) -> str:
    """A tile's number as path elements of three digits: 1234067 is `x001/x234/067`."""
    parts = [f"{number % 1000:03d}"]
    while number := number // 1000:
        parts.append(f"x{number % 1000:03d}")
    return "/".join(reversed(parts))


def tile_path(level: int | str, number: int, width: int = TILE_WIDTH) -> str:
    """`tile/<level>/<number>` and `.p/<width>` when it is partial; level `entries` for entry bundles."""
    partial = "" if width == TILE_WIDTH else f".p/{width}"
    return f"tile/{level}/{tile_index(number)}{partial}"


def encode_bundle(entries: Iterable[bytes]) -> bytes:
    """An entry bundle: each entry after its length (uint16, big-endian)."""
    return b"".join(_LENGTH + entry for entry in entries)


def decode_bundle(data: bytes, first_index: int) -> list[bytes]:
    """The entries of a bundle. Raises VerifyError at the first that is no commitment of 32 bytes."""
    starts = range(0, len(data), _RECORD)
    for place, start in enumerate(starts):
        if data[start : start + 2] != _LENGTH or start + _RECORD > len(data):
            raise VerifyError("entry", "an entry of this log is a commitment of 32 bytes", first_index + place)
    return [data[start + 2 : start + _RECORD] for start in starts]


class TileReader:
    """Checks the tiles of one directory against each other, once, for a tree of `size` leaves.

    `wanted` are leaf indices to keep the entries of (for receipts), `sizes` are tree sizes to keep the roots of.
    What is wrong is handed to `found`; a bundle that is missing or of the wrong length ends the walk.
    """

    def __init__(self, root: Path, size: int, found: Callable[[VerifyError], None]) -> None:
        self._root = root
        self._size = size
        self._found = found
        self._levels: list[
            tuple[int, list[bytes]]
        ] = []  # per tile level above 0: next tile's number, its hashes so far
        self.roots: dict[int, bytes] = {}
        self.entries: dict[int, bytes] = {}

    def walk(self, sizes: Iterable[int] = (), wanted: Iterable[int] = ()) -> None:
        """Read everything; `roots` and `entries` hold what was asked for, as far as the log could be read."""
        roots_at, keep = {*sizes, self._size}, set(wanted)
        tree = Tree(on_subtree=self._raise_level)
        if 0 in roots_at:
            self.roots[0] = tree.root()
        for number in range(-(-self._size // TILE_WIDTH)):
            start = number * TILE_WIDTH
            try:
                entries = self._bundle(number, min(TILE_WIDTH, self._size - start))
            except VerifyError as error:
                self._found(error)
                return
            hashes = leaf_hashes(entries)
            self.entries.update({index: entries[index - start] for index in keep if 0 <= index - start < len(entries)})
            self._compare_partials("entries", number, encode_bundle(entries), _RECORD)
            self._compare(0, number, hashes)
            for size in sorted(size for size in roots_at if start < size <= start + len(hashes)):
                tree.extend(hashes[tree.size - start : size - start])
                self.roots[size] = tree.root()
            tree.extend(hashes[tree.size - start :])
        for level, (number, hashes) in enumerate(self._levels, start=1):
            if hashes:
                self._compare(level, number, hashes)

    def _raise_level(self, height: int, _position: int, value: bytes) -> None:
        """A subtree closed: where it is a full tile's root, put it into the tile above; compare that one when full."""
        level, rest = divmod(height, TILE_HEIGHT)
        if rest:
            return
        if len(self._levels) < level:
            self._levels.append((0, []))
        number, hashes = self._levels[level - 1]
        hashes.append(value)
        if len(hashes) == TILE_WIDTH:
            self._compare(level, number, hashes)
            self._levels[level - 1] = (number + 1, [])

    def _bundle(self, number: int, width: int) -> list[bytes]:
        data = self._read(tile_path("entries", number, width), TILE_WIDTH * _RECORD)
        if data is None and width < TILE_WIDTH:  # a log may have dropped a partial bundle once it was full
            full = self._read(tile_path("entries", number), TILE_WIDTH * _RECORD)
            data = None if full is None else full[: width * _RECORD]
        if data is None:
            raise VerifyError("missing", f"{tile_path('entries', number, width)} is not there", number * TILE_WIDTH)
        entries = decode_bundle(data, number * TILE_WIDTH)
        if len(entries) != width:
            raise VerifyError("entry", f"the bundle holds {len(entries)} entries, not {width}", number * TILE_WIDTH)
        return entries

    def _compare(self, level: int, number: int, hashes: list[bytes]) -> None:
        """The stored tile, and every partial one kept beside it, against what the entries give."""
        path = tile_path(level, number, len(hashes))
        expected = b"".join(hashes)
        stored = self._read(path, TILE_WIDTH * HASH_SIZE)
        if stored is None and len(hashes) < TILE_WIDTH:
            full = self._read(tile_path(level, number), TILE_WIDTH * HASH_SIZE)
            stored = None if full is None else full[: len(expected)]
        index = number << (TILE_HEIGHT * (level + 1))
        if stored is None:
            self._found(VerifyError("missing", f"{path} is not there", index))
        elif stored != expected:
            self._found(VerifyError("tile", f"{path} does not hold the hashes of its entries", index))
        self._compare_partials(level, number, expected, HASH_SIZE)

    def _compare_partials(self, level: int | str, number: int, expected: bytes, record: int) -> None:
        """Partial files of earlier checkpoints are still served: each is the beginning of what stands there now."""
        folder = self._root / tile_path(level, number, 1).rsplit("/", 1)[0]
        if not folder.is_dir():
            return
        for file in sorted(folder.iterdir()):
            width = int(file.name) if file.name.isascii() and file.name.isdigit() and len(file.name) < 4 else 0
            length = width * record
            if 0 < length < len(expected) and self._read_file(file, len(expected)) != expected[:length]:
                message = f"{file.relative_to(self._root)} is not the beginning of what stands there now"
                self._found(VerifyError("tile", message))

    def _read(self, path: str, limit: int) -> bytes | None:
        return self._read_file(self._root / path, limit)

    @staticmethod
    def _read_file(file: Path, limit: int) -> bytes | None:
        """At most limit + 1 bytes of a regular file; None when there is none. A pipe or device is not read."""
        if not file.is_file():
            return None
        with file.open("rb") as stream:
            return stream.read(limit + 1)
