"""The quick pass over raw Arrow buffers: which rows hold a word of a call and a word of a group's name (`violence.triggers`).

Each byte is read once; it may let a row through needlessly, never keep one back that `triggers.may_hold` would let through.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np
from numba import njit

from evenhand.detection.fused import tables as t
from evenhand.detection.fused.hashing import PRIME, SEED
from evenhand.detection.violence.triggers import BOTH, words

_P: Final = np.uint64(PRIME)
_ALL: Final = np.uint8(BOTH)
_MOST_CUT: Final = 6  # letters that a proclitic and an article take at most
_STEM: Final = 4  # bits of a slot: what a whole word says, and shifted by two what a stem says
_MIX: Final = np.uint64(0xD6E8FEB86659FD93)


@lru_cache(maxsize=1)
def slots() -> tuple[Any, Any]:
    """The hashes of all words as an open table (0 is empty), and what each says."""
    whole, stems = words()
    says: dict[int, int] = {}
    for table, shift in ((whole, 0), (stems, 2)):
        for word, bits in table.items():
            value = int(SEED)
            for char in word:
                value = (value * PRIME + ord(char)) % (1 << 64)
            says[value] = says.get(value, 0) | bits << shift
    size = 1 << (4 * len(says)).bit_length()
    keys, bits_of = np.zeros(size, np.uint64), np.zeros(size, np.uint8)
    for value, bits in says.items():
        place = ((value * int(_MIX)) % (1 << 64)) >> 40 & (size - 1)
        while keys[place]:
            place = (place + 1) & (size - 1)
        keys[place], bits_of[place] = value, bits
    return keys, bits_of


@njit(cache=True, inline="always")
def _says(keys: Any, bits_of: Any, value: Any) -> Any:
    mask = np.uint64(keys.size - 1)
    place = ((value * _MIX) >> np.uint64(40)) & mask
    while keys[place]:
        if keys[place] == value:
            return bits_of[place]
        place = (place + np.uint64(1)) & mask
    return np.uint8(0)


@njit(cache=True, inline="always")
def _word(letters: Any, count: Any, keys: Any, bits_of: Any) -> Any:
    """What a word says, letters cut off its front where its script writes them together with what stood before."""
    found = np.uint8(0)
    cuts = 1 if letters[0] < 0x590 or letters[0] > 0x77F else _MOST_CUT
    for cut in range(min(cuts, count)):
        value = SEED
        for i in range(cut, count):
            value = value * _P + np.uint64(letters[i])
            bits = _says(keys, bits_of, value)
            found |= bits >> np.uint8(2)
            if i == count - 1:
                found |= bits & np.uint8(BOTH)
    return found


@njit(cache=True)
def rows_worth_reading(data: Any, offsets: Any, packed: Any, keys: Any, bits_of: Any, letters: Any, states: Any) -> None:
    """For each row 1 where it is worth reading, else 0. `letters` has room for the longest word that is looked at."""
    for row in range(offsets.size - 1):
        place, stop = offsets[row], offsets[row + 1]
        found, count, odd = np.uint8(0), 0, False
        while place < stop and found != _ALL:
            byte = np.uint32(data[place])
            size = 1 if byte < 0x80 else 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            code = byte if size == 1 else byte & np.uint32(0xFF >> (size + 1))
            for step in range(1, size):
                code = (code << np.uint32(6)) | (np.uint32(data[place + step]) & np.uint32(0x3F))
            place += size
            entry = packed[code]
            if entry & np.uint32(t.E_SPECIAL):
                odd = True  # folds to several letters: left to the careful reading
                break
            if entry & np.uint32(t.E_DROPPED):
                continue
            if entry & np.uint32(t.E_LETTER):
                if count < letters.size:
                    letters[count] = entry & np.uint32(0x1FFFFF)
                    count += 1
                continue
            if count:
                found |= _word(letters, count, keys, bits_of)
                count = 0
        if count and found != _ALL:
            found |= _word(letters, count, keys, bits_of)
        states[row] = 1 if odd or found == _ALL else states[row]


def states(data: Any, offsets: Any) -> Any:
    """For each row of a column (uint8 bytes, row offsets) 1 where it is worth reading, else 0."""
    out = np.zeros(max(0, offsets.size - 1), np.uint8)
    rows_worth_reading(data, offsets, t.packed(), *slots(), np.zeros(256, np.uint32), out)
    return out
