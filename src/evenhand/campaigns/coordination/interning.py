"""Text ids to integers over raw Arrow buffers: exact, by first appearance, without a copy of the text.

Arrow's own dictionary encoding costs several seconds at ten million unique ids, and copies them. Here each id is hashed
where it lies, and equal hashes are compared byte by byte, so codes never confuse two ids.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
from numba import njit

from evenhand.campaigns.coordination.model import Codes
from evenhand.kernel.errors import BadInputError

_SEEDS: Final = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)
_BLOCK: Final = 1024  # look-ups whose waits for memory overlap
_PROBES: Final = 4096  # ids made to collide cost a new seed, not a quadratic scan


@njit(cache=True)
def _hash(data: Any, start: int, end: int, seed: Any) -> Any:
    value = np.uint64(seed)
    for i in range(start, end):
        value = (value ^ np.uint64(data[i])) * np.uint64(0x100000001B3)
    value ^= value >> np.uint64(32)
    value *= np.uint64(0xD6E8FEB86659FD93)
    return value ^ (value >> np.uint64(32))


@njit(cache=True)
def _same(data: Any, start: int, end: int, other: Any, at: int, stop: int) -> bool:
    if end - start != stop - at:
        return False
    for i in range(end - start):  # noqa: SIM110 - compiled: a generator would not be
        if data[start + i] != other[at + i]:
            return False
    return True


@njit(cache=True)
def _touch(offsets: Any, data: Any, table: Any, firsts: Any, hashes: Any, size: int) -> int:
    """Load what the next `size` look-ups will need, step by step over all of them, so that waits for memory overlap."""
    mask = np.uint64(table.size - 1)
    seen = 0
    places = np.empty(size, np.int64)
    for k in range(size):
        places[k] = table[np.int64(hashes[k] & mask)]
    for k in range(size):
        if places[k] >= 0:
            places[k] = firsts[places[k] & 0x7FFFFFFF]
    for k in range(size):
        if places[k] >= 0:
            places[k] = offsets[places[k]]
    for k in range(size):
        if places[k] >= 0:
            seen += data[min(places[k], data.size - 1)]
    return seen


@njit(cache=True)
def _intern(offsets: Any, data: Any, valid: Any, seed: Any, table: Any, codes: Any, firsts: Any) -> int:
    """Fill `codes` (-1 where not valid) and `firsts` (row of each code); how many codes, or -1 past the probe bound."""
    mask = table.size - 1
    count = 0
    hashes = np.empty(_BLOCK, np.uint64)
    for begin in range(0, codes.size, _BLOCK):
        size = min(_BLOCK, codes.size - begin)
        for k in range(size):
            hashes[k] = _hash(data, offsets[begin + k], offsets[begin + k + 1], seed)
        if _touch(offsets, data, table, firsts, hashes, size) < 0:
            return -1  # never: bytes are not negative, but the loads must count for something
        for k in range(size):
            row = begin + k
            if not valid[row]:
                codes[row] = -1
                continue
            start, end = offsets[row], offsets[row + 1]
            tag = np.int64(hashes[k] >> np.uint64(33))
            slot = np.int64(hashes[k] & np.uint64(mask))
            probes = 0
            while True:
                entry = table[slot]
                if entry < 0:
                    table[slot] = (tag << 32) | count
                    codes[row] = count
                    firsts[count] = row
                    count += 1
                    break
                code = entry & 0x7FFFFFFF
                first = firsts[code]
                if (entry >> 32) == tag and _same(data, start, end, data, offsets[first], offsets[first + 1]):
                    codes[row] = code
                    break
                slot = (slot + 1) & mask
                probes += 1
                if probes > _PROBES:
                    return -1
    return count


@njit(cache=True)
def _find(offsets: Any, data: Any, seed: Any, table: Any, firsts: Any, of: Any, among: Any, found: Any) -> None:
    """For each text of (offsets, data), the code it has in an interned column (of, among), -1 where it has none."""
    mask = table.size - 1
    for row in range(found.size):
        start, end = offsets[row], offsets[row + 1]
        value = _hash(data, start, end, seed)
        tag = np.int64(value >> np.uint64(33))
        slot = np.int64(value & np.uint64(mask))
        found[row] = -1
        while table[slot] >= 0:
            entry = table[slot]
            first = firsts[entry & 0x7FFFFFFF]
            if (entry >> 32) == tag and _same(data, start, end, among, of[first], of[first + 1]):
                found[row] = entry & 0x7FFFFFFF
                break
            slot = (slot + 1) & mask


def _buffers(array: Any) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8], npt.NDArray[np.bool_]]:
    """Offsets (absolute), bytes and validity of a large_string array."""
    _, offsets, data = array.buffers()
    places = (
        np.frombuffer(offsets, np.int64)[array.offset : array.offset + len(array) + 1]
        if len(array)
        else np.zeros(1, np.int64)
    )
    text = np.frombuffer(data, np.uint8) if data is not None and data.size else np.zeros(1, np.uint8)
    valid = array.is_valid().to_numpy(zero_copy_only=False) if array.null_count else np.ones(len(array), np.bool_)
    return places, text, valid


class Interned:
    """A column of ids as codes in the order of first appearance, and the ids themselves."""

    __slots__ = ("_firsts", "_seed", "_table", "_text", "codes")

    codes: Codes

    def __init__(self, column: Any) -> None:
        self._text = _as_large_string(column)
        offsets, data, valid = _buffers(self._text)
        rows = len(self._text)
        self.codes = np.empty(rows, np.int32)
        size = 1 << max(4, int(rows * 1.5).bit_length())
        firsts = np.empty(rows, np.int32)
        for seed in _SEEDS:
            self._seed = np.uint64(seed)
            self._table = np.full(size, -1, np.int64)
            count = _intern(offsets, data, valid, self._seed, self._table, self.codes, firsts)
            if count >= 0:
                break
        else:
            raise BadInputError("the ids are made to collide in every seed", hint="where does this file come from?")
        self._firsts = firsts[:count].copy() if count < rows else firsts

    def ids(self) -> Any:
        """The distinct ids, by code (a pyarrow array; the column itself when every row has its own)."""
        import pyarrow as pa

        return self._text if self._firsts.size == len(self._text) else self._text.take(pa.array(self._firsts))

    def find(self, ids: Any) -> Codes:
        """The code that each of other ids has here, -1 where it has none."""
        other = _as_large_string(ids)
        offsets, data, _ = _buffers(other)
        own_offsets, own_data, _ = _buffers(self._text)
        found = np.empty(len(other), np.int32)
        _find(offsets, data, self._seed, self._table, self._firsts, own_offsets, own_data, found)
        return found


def _as_large_string(column: Any) -> Any:
    import pyarrow as pa

    if not pa.types.is_large_string(column.type):
        column = column.cast(pa.large_string())
    if isinstance(column, pa.ChunkedArray):
        column = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = pa.array([], pa.large_string())
    return column
