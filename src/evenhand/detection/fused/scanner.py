"""The fused scanner as the rest of the house uses it: which rows of a column may hold a name, and which names they hold.

Small inputs are left to the plain scanner: loading compiled code takes half a second, a hundred posts take ten
milliseconds. Both give the same answers, which tests/property/test_fused_scanner.py holds them to.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from evenhand.detection.scanner import Scanner

if TYPE_CHECKING:
    from evenhand.detection.fused.tables import Tables

# The states of a row whose names are told, and of one that has to be looked at again though they are; `fused.kernel` is not
# imported before it is worth it.
NAMES, LOOK_AGAIN = 1, 2
SMALL: Final = 256  # rows; below, the plain scanner is done before the compiled one is loaded


@dataclass(slots=True)
class FusedScanner:
    """A plain scanner's aliases, compiled. Built when first used on a column that is worth it."""

    scanner: Scanner
    _built: tuple[Tables, list[list[int]]] | None = field(default=None, repr=False)
    _room: Any = field(default=None, repr=False)
    _longest: int = 0

    @property
    def ready(self) -> bool:
        """Whether the tables stand: then even a small column goes through the compiled pass."""
        return self._built is not None

    def states(self, data: Any, offsets: Any, *, handles: bool = False) -> Any:
        """For each row of a column (uint8 bytes, row offsets) 0 nothing, 1 names, 2 or 3 look again, as a uint8 array."""
        return self._scan(data, offsets, handles, 0)[0]

    def names(self, data: Any, offsets: Any) -> tuple[Any, Any]:
        """States, and the names of the rows in states 1 and 2: n x 5 of row, start, end (code points), cut, trie node."""
        return self._scan(data, offsets, False, 1024 + (offsets.size >> 2))

    def nodes(self) -> list[list[int]]:
        """By trie node the numbers of the aliases that end there."""
        return self._tables()[1]

    def aliases_at(self, node: int) -> list[int]:
        """The numbers of the aliases that end at a trie node."""
        return self._tables()[1][node]

    def _tables(self) -> tuple[Tables, list[list[int]]]:
        from evenhand.detection.fused.tables import build

        if self._built is None:
            self._built = build(self.scanner.index)
        return self._built

    def _scan(self, data: Any, offsets: Any, handles: bool, expected: int) -> tuple[Any, Any]:
        from evenhand.detection.fused.kernel import scan_column
        from evenhand.detection.fused.room import make_room

        tables = self._tables()[0]
        data, offsets = _read_only(data), _read_only(offsets.astype(np.int64, copy=False))
        longest = int(np.diff(offsets).max()) if offsets.size > 1 else 0
        if self._room is None or longest > self._longest:
            self._longest = max(longest, 4096)
            self._room = make_room(self._longest)
        states = np.zeros(max(0, offsets.size - 1), np.uint8)
        found = np.zeros((expected, 5), np.int32)
        count = scan_column(data, offsets, handles, tables, self._room, states, found)
        if expected and count > expected:
            found = np.zeros((count, 5), np.int32)
            scan_column(data, offsets, handles, tables, self._room, states, found)
        return states, found[:count]


def _read_only(array: Any) -> Any:
    """The same array as nobody may write to it: one kind of column is compiled for, not four."""
    view = array.view()
    view.flags.writeable = False
    return view


def column(texts: list[str]) -> tuple[Any, Any]:
    """Texts as one buffer and its offsets, for tests and for what does not come as Arrow."""
    encoded = [text.encode("utf-8", "replace") for text in texts]
    offsets = np.zeros(len(encoded) + 1, np.int64)
    offsets[1:] = np.cumsum([len(item) for item in encoded])
    return np.frombuffer(b"".join(encoded) or b"\0", np.uint8), offsets
