"""Hashtags and handles in the compiled pass: whether some part between two seams may be a name (see `detection.hashtags`).

It may say yes where the plain scanner finds nothing, never the other way round.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit

from evenhand.detection.fused import tables as t
from evenhand.detection.fused.hashing import PRIME, SEED, in_bits

_P: Final = np.uint64(PRIME)
_LONGEST: Final = 80
_REACH: Final = 20
_MOST_SEAMS: Final = 20
_ROOM: Final = _LONGEST * 18 + 2


@njit(cache=True)
def _among(hashes: Any, value: Any) -> Any:
    place = np.searchsorted(hashes, value)
    return place < hashes.size and hashes[place] == value


@njit(cache=True)
def _seams(classes: Any, codes: Any, size: Any, seam: Any) -> Any:
    """Mark the places where a word may begin or end; more than any word has count as none but the edges."""
    seam[: size + 1] = False
    seam[0] = seam[size] = True
    count = 2
    for i in range(1, size):
        before, here = classes[i - 1], classes[i]
        rises = here & t.IS_UPPER and not before & t.IS_UPPER
        run_ends = before & t.IS_UPPER and not here & t.IS_UPPER and i >= 2 and classes[i - 2] & t.IS_UPPER
        last = here & t.IS_UPPER and before & t.IS_UPPER and i + 1 < size and classes[i + 1] & t.IS_LOWER
        digit = (here & t.IS_DIGIT) != (before & t.IS_DIGIT)
        if rises or run_ends or last or digit or codes[i] == 95 or codes[i - 1] == 95:
            seam[i] = True
            count += 1
    if count > _MOST_SEAMS:
        seam[1:size] = False
    return count


@njit(cache=True)
def _odd(letters: Any, count: Any, codes: Any, size: Any) -> Any:
    """Whether letters stand beside digits, scripts mix or a letter repeats: it may read otherwise when that is undone."""
    latin = digit = foreign = other = False
    run = 0
    for i in range(count):
        letter = letters[i]
        if letter < 0x250:
            digit = digit or letter < 58
            latin = latin or letter >= 58
        elif letter <= 0x52F or 0x1D00 <= letter <= 0x1D7F or 0xA730 <= letter <= 0xA7FF:
            foreign = True
        else:
            other = True
        run = run + 1 if i and letters[i - 1] == letter else 1
        if run >= 3:
            return True
    for i in range(2, size):
        if codes[i] == codes[i - 1] and codes[i] == codes[i - 2]:
            return True
    return foreign or (digit and (latin or other))


@njit(cache=True)
def _holds_skeleton(letters: Any, count: Any, tables: Any) -> Any:
    """Whether any run of letters has the skeleton of a name."""
    for first in range(count):
        value, last = SEED, np.int32(-1)
        for i in range(first, count):
            letter = letters[i]
            shape = tables.skeleton[letter] if letter < tables.skeleton.size else letter
            if shape != last:
                value = value * _P + np.uint64(shape)
            last = shape
            if in_bits(tables.joined_skeletons, value):
                return True
    return False


@njit(cache=True)
def tag_may_hold_a_name(data: Any, begin: Any, stop: Any, tables: Any) -> Any:
    """Whether the tag that begins right after its sign may hold a name."""
    codes = np.empty(_LONGEST + 1, np.int32)
    classes = np.empty(_LONGEST + 1, np.int32)
    first = np.zeros(_LONGEST + 2, np.int32)  # the first letter of each raw character
    letters = np.empty(_ROOM, np.int32)
    size = count = 0
    place = begin
    while place < stop:
        byte = np.int32(data[place])
        width = 1 if byte < 0x80 else 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
        code = byte if width == 1 else byte & (0x7F >> width)
        for i in range(1, width):
            code = (code << 6) | np.int32(data[place + i] & 0x3F)
        class_ = np.int32(tables.classes[code]) if code < 0x20000 else 0
        if class_ & t.IS_STOP:
            break
        if size == _LONGEST:
            return False  # longer than any tag: read only as a word
        codes[size], classes[size], first[size] = code, class_, count
        folded = tables.fold[code]
        for i in range(1 if folded >= 0 else tables.pieces[-folded - 1]):
            letter = folded if folded >= 0 else tables.pieces[-folded + i]
            if letter == 39:
                return True  # an apostrophe in a tag: rare enough to look again
            if letter not in (0, 32):
                letters[count] = letter
                count += 1
        size += 1
        place += width
    if size == 0:
        return False
    first[size] = count
    return _parts(letters, first, codes, classes, size, tables) or (
        _odd(letters, count, codes, size) and _holds_skeleton(letters, count, tables)
    )


@njit(cache=True)
def _parts(letters: Any, first: Any, codes: Any, classes: Any, size: Any, tables: Any) -> Any:
    """Whether a part between a place where a word may begin and one where it may end is a name."""
    starts, ends = np.zeros(_LONGEST + 1, np.bool_), np.zeros(_LONGEST + 1, np.bool_)
    _seams(classes, codes, size, starts)
    ends[: size + 1] = starts[: size + 1]
    reach = min(size, _REACH)
    value, done = np.uint64(0), 0
    for i in range(1, reach):
        for k in range(done, first[i]):
            value = value * _P + np.uint64(letters[k])
        done = first[i]
        starts[i] = starts[i] or _among(tables.before, value)
    for i in range(size - reach + 1, size):
        value = np.uint64(0)
        for k in range(first[i], first[size]):
            value = value * _P + np.uint64(letters[k])
        ends[i] = ends[i] or _among(tables.after, value)
    for a in range(size):
        if not starts[a] or codes[a] == 95:
            continue
        value, done = np.uint64(0), first[a]
        for b in range(a + 1, size + 1):
            for k in range(done, first[b]):
                value = value * _P + np.uint64(letters[k])
            done = first[b]
            if ends[b] and b - a >= 3 and codes[b - 1] != 95 and _among(tables.joined, value):
                return True
    return False
