"""Hashtags and handles in the compiled pass: whether some part between two seams may be a name (see `detection.hashtags`).

It may say yes where the plain scanner finds nothing, never the other way round.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from evenhand.detection.fused import code_points as t
from evenhand.detection.fused.compiling import compiled
from evenhand.detection.fused.hashing import SEED, hash_on, in_bits, shape_of
from evenhand.detection.fused.shapes import code_at

_U: Final = np.uint64
LONGEST: Final = 80
_REACH: Final = 20
_MOST_SEAMS: Final = 20
LETTERS: Final = LONGEST * 18 + 2


@compiled
def _seams(classes: Any, codes: Any, size: Any, seam: Any) -> Any:
    """Mark the places where a word may begin or end; more than any word has count as none but the edges."""
    for i in range(size + 1):
        seam[i] = i == 0 or i == size  # noqa: PLR1714 - a set is made anew each time
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
        for i in range(1, size):
            seam[i] = False
    return count


@compiled
def _odd(letters: Any, count: Any, codes: Any, size: Any, foreign: Any) -> Any:
    """Whether letters stand beside digits, scripts mix or a letter repeats: it may read otherwise when that is undone.

    `foreign`: words all in letters that look like Latin ones count too. 2: letters that have no shape of their own.
    """
    latin = digit = cyrillic = other = False
    run, odd = 0, foreign
    for i in range(count):
        letter = letters[i]
        if letter < 0x80:
            digit = digit or letter < 58
            latin = latin or letter >= 58
        elif 0x430 <= letter <= 0x44F:
            cyrillic = True
        elif letter <= 0x52F or 0x1D00 <= letter <= 0x1D7F or 0xA730 <= letter <= 0xA7FF:
            other = True
        run = run + 1 if i and letters[i - 1] == letter else 1
        odd = odd or run >= 3
    for i in range(2, size):
        odd = odd or (codes[i] == codes[i - 1] and codes[i] == codes[i - 2])
    if other:
        return 2
    return 1 if odd or (cyrillic and latin) or (digit and (latin or cyrillic)) else 0


@compiled
def _holds_skeleton(letters: Any, count: Any, tables: Any) -> Any:
    """Whether any run of letters is a name when it is read in some script; in Cyrillic only where some letter is."""
    scripts = 1
    for i in range(count):
        if letters[i] >= 0x430:
            scripts = 2
    for script in range(scripts):
        for first in range(count - 3):
            value, last = SEED, np.uint8(0)
            for i in range(first, count):
                shape = tables.bare[script, shape_of(letters[i])]
                if shape != last:
                    value = hash_on(value, shape)
                last = shape
                if i - first >= 3 and in_bits(tables.joined_skeletons, value):
                    return True
    return False


@compiled
def tag_may_hold_a_name(data: Any, begin: Any, stop: Any, tables: Any, room: Any, foreign: Any) -> Any:
    """Whether the tag that begins right after its sign may hold a name."""
    codes, classes, first, letters = room.tag_codes, room.tag_classes, room.tag_first, room.tag_letters
    size = count = np.int64(0)
    place, end = _U(begin), _U(stop)
    signed: Any = False
    while place < end:
        code, place = code_at(data, place, end)
        class_ = np.int32(tables.classes[code]) if code < 0x20000 else np.int32(0)
        if signed and class_ & t.IS_ALNUM:
            return True  # a sign inside: it may stand for a letter, and the tag go on behind it
        signed = size > 0 and class_ & t.IS_SIGN != 0
        if signed and class_ & t.IS_STOP and place < end:
            after = code_at(data, place, end)[0]
            if after >= 0x20000 or tables.classes[after] & (t.IS_ALNUM | t.IS_SIGN):
                return True
        if class_ & t.IS_STOP:
            break
        if size == LONGEST:
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
    if size == 0:
        return False
    first[size] = count
    if _parts(letters, first, codes, classes, size, tables, room):
        return True
    odd = _odd(letters, count, codes, size, foreign)
    return odd == 2 or (odd == 1 and _holds_skeleton(letters, count, tables))


@compiled
def tags_may_hold_a_name(data: Any, begin: Any, end: Any, tables: Any, room: Any, foreign: Any) -> Any:
    """Whether any hashtag or handle of a text may hold a name."""
    for at in range(begin, end):
        byte, width = data[at], _U(0)
        if byte == 0x23 or byte == 0x40:  # noqa: PLR1714 - # and @
            width = _U(1)
        elif byte == 0xEF and data[at + _U(1)] == 0xBC and (data[at + _U(2)] == 0x83 or data[at + _U(2)] == 0xA0):
            width = _U(3)  # the same in full width
        if width and tag_may_hold_a_name(data, at + width, end, tables, room, foreign):
            return True
    return False


@compiled
def _parts(letters: Any, first: Any, codes: Any, classes: Any, size: Any, tables: Any, room: Any) -> Any:
    """Whether a part between a place where a word may begin and one where it may end is a name."""
    starts, ends = room.tag_starts, room.tag_ends
    _seams(classes, codes, size, starts)
    for i in range(size + 1):
        ends[i] = starts[i]
    reach = min(size, _REACH)
    value, done = SEED, 0
    for i in range(1, reach):
        for k in range(done, first[i]):
            value = hash_on(value, shape_of(letters[k]))
        done = first[i]
        starts[i] = starts[i] or in_bits(tables.before, value)
    for i in range(size - reach + 1, size):
        value = SEED
        for k in range(first[i], first[size]):
            value = hash_on(value, shape_of(letters[k]))
        ends[i] = ends[i] or in_bits(tables.after, value)
    for a in range(size):
        if not starts[a] or codes[a] == 95:
            continue
        value, done = SEED, first[a]
        for b in range(a + 1, size + 1):
            for k in range(done, first[b]):
                value = hash_on(value, shape_of(letters[k]))
            done = first[b]
            if ends[b] and b - a >= 3 and codes[b - 1] != 95 and in_bits(tables.joined, value):
                return True
    return False
