"""The quick pass over raw Arrow buffers: which rows hold a word of a call and a word of a group's name (`violence.triggers`).

Each byte is read once; it may let a row through needlessly, never keep one back that `triggers.may_hold` would let through.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np
from numba import njit

from evenhand.detection.fused.code_points import folding
from evenhand.detection.morphology import proclitics_of
from evenhand.detection.resources import CUE_LANGUAGES
from evenhand.detection.violence.triggers import ARTICLE, words

# All that is compiled here stands in this file: numba looks at no other one to see whether what it kept is still right.
_SEED: Final = np.uint64(0xCBF29CE484222325)
_P: Final = np.uint64(0x100000001B3)
_LETTER, _IGNORED, _PIECES = np.uint32(1 << 21), np.uint32(3 << 22), np.uint32(1 << 23)  # dropped, or several letters
_CODE: Final = np.uint32(0x1FFFFF)
_LANGS: Final = np.uint32(len(CUE_LANGUAGES))
_CALLS: Final = np.uint32((1 << len(CUE_LANGUAGES)) - 1)
_MOST_CUT: Final = 6  # letters that a proclitic and an article take at most
_MIX: Final = np.uint64(0xD6E8FEB86659FD93)


@lru_cache(maxsize=1)
def packed() -> Any:
    """For each code point its folded letter, or what it is instead; 0 stands between words."""
    folded, _ = folding()
    out = np.where((folded > 0) & (folded != 32) & (folded != 39), folded | np.int32(_LETTER), 0).astype(np.uint32)
    out[folded == 0] = _IGNORED ^ _PIECES
    out[folded < 0] = _PIECES
    return out


@lru_cache(maxsize=1)
def slots() -> tuple[Any, Any, Any, Any]:
    """The hashes of all words as an open table (0 is empty), what each says as a whole word and as a stem, a filter before it,
    letters that may be cut off.
    """
    says: dict[int, list[int]] = {}
    for place, table in enumerate(words()):
        for word, bit in table.items():
            value = int(_SEED)
            for char in word:
                value = (value * int(_P) + ord(char)) % (1 << 64)
            says.setdefault(value, [0, 0])[place] |= bit
    size = 1 << (4 * len(says)).bit_length()
    keys, bits_of, filtered = np.zeros(size, np.uint64), np.zeros((size, 2), np.uint32), np.zeros(1 << 13, np.uint8)
    for value, bits in says.items():
        mixed = (value * int(_MIX)) % (1 << 64)
        filtered[mixed >> 51] |= 1 << (mixed >> 48 & 7)
        place = mixed >> 24 & (size - 1)
        while keys[place]:
            place = (place + 1) & (size - 1)
        keys[place], bits_of[place] = value, bits
    cut = np.zeros(0x780, np.uint8)
    for char in set("".join((*proclitics_of("Arab"), *proclitics_of("Hebr"), ARTICLE))):
        cut[ord(char)] = 1
    return keys, bits_of, filtered, cut


@njit(cache=True, inline="always")
def _slot(keys: Any, filtered: Any, value: Any) -> Any:
    """Where a hash stands in the table; -1 where it does not."""
    mixed = value * _MIX
    if not filtered[mixed >> np.uint64(51)] >> ((mixed >> np.uint64(48)) & np.uint64(7)) & np.uint64(1):
        return np.int64(-1)
    mask = np.uint64(keys.size - 1)
    place = (mixed >> np.uint64(24)) & mask
    while keys[place]:
        if keys[place] == value:
            return np.int64(place)
        place = (place + np.uint64(1)) & mask
    return np.int64(-1)


@njit(cache=True)
def _word(letters: Any, count: Any, keys: Any, bits_of: Any, filtered: Any, cuts: Any) -> Any:
    """What a word says, letters cut off its front where its script writes them together with what stood before."""
    found = np.uint32(0)
    for cut in range(min(_MOST_CUT, count)):
        if cut:
            before = letters[cut - 1]
            if before >= cuts.size or not cuts[before]:
                break
        value, slot = _SEED, np.int64(-1)
        for i in range(cut, count):
            value = value * _P + np.uint64(letters[i])
            slot = _slot(keys, filtered, value)
            if slot >= 0:
                found |= bits_of[slot, 1]
        if slot >= 0:
            found |= bits_of[slot, 0]
    return found


@njit(cache=True, inline="always")
def _next(data: Any, place: Any, table: Any) -> Any:
    """The table's entry for the code point at a place, and the place after it."""
    byte = np.uint32(data[place])
    if byte < 0x80:
        return table[byte], place + np.uint64(1)
    code = np.uint32(data[place + np.uint64(1)]) & np.uint32(0x3F)
    if byte < 0xE0:
        return table[((byte & np.uint32(0x1F)) << np.uint32(6)) | code], place + np.uint64(2)
    code = (code << np.uint32(6)) | (np.uint32(data[place + np.uint64(2)]) & np.uint32(0x3F))
    if byte < 0xF0:
        return table[((byte & np.uint32(0x0F)) << np.uint32(12)) | code], place + np.uint64(3)
    code = (code << np.uint32(6)) | (np.uint32(data[place + np.uint64(3)]) & np.uint32(0x3F))
    return table[((byte & np.uint32(0x07)) << np.uint32(18)) | code], place + np.uint64(4)


@njit(cache=True)
def rows_worth_reading(
    data: Any, offsets: Any, table: Any, keys: Any, bits_of: Any, filtered: Any, cuts: Any, letters: Any, states: Any
) -> None:
    """For each row 1 where it is worth reading, else as it was. `letters` has room for the longest word that is looked at."""
    for row in range(offsets.size - 1):
        place, stop = np.uint64(offsets[row]), np.uint64(offsets[row + 1])
        found, count, worth = np.uint32(0), 0, False
        while place < stop and not worth:
            entry, place = _next(data, place, table)
            if entry & _LETTER:
                if count < letters.size:
                    letters[count] = entry & _CODE
                    count += 1
            elif entry & _IGNORED:
                worth = entry & _PIECES != 0  # folds to several letters: left to the careful reading
            elif count:
                found |= _word(letters, count, keys, bits_of, filtered, cuts)
                worth = found & (found >> _LANGS) & _CALLS != 0
                count = 0
        if count and not worth:
            found |= _word(letters, count, keys, bits_of, filtered, cuts)
            worth = found & (found >> _LANGS) & _CALLS != 0
        if worth:
            states[row] = 1


def states(data: Any, offsets: Any) -> Any:
    """For each row of a column (uint8 bytes, row offsets) 1 where it is worth reading, else 0."""
    out = np.zeros(max(0, offsets.size - 1), np.uint8)
    rows_worth_reading(data, offsets, packed(), *slots(), np.zeros(256, np.uint32), out)
    return out
