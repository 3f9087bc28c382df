"""The quick pass: most texts hold no name, and this says so while reading each byte once and keeping almost nothing.

`True` means: read it again with care (`fused.kernel`). It may say so needlessly, never the other way round. A name is one
word of the trie or begins with two of them; joined and odd words are looked at as they end.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit

from evenhand.detection.fused import tables as t
from evenhand.detection.fused.hashing import PRIME, SEED, in_bits, skeleton_known, step_key, word_hash
from evenhand.detection.fused.tags import tag_may_hold_a_name

_P: Final = np.uint64(PRIME)

_MOST_PARTS: Final = 16
_MIXED: Final = np.array(
    [
        (kind & t.K_DIGIT and kind & t.K_LETTERS) != 0
        or (kind & t.K_FOREIGN != 0 and (kind & t.K_LATIN != 0 or kind & t.K_FOREIGN == t.K_FOREIGN))
        or (kind & t.K_SIGNED and kind & t.K_LETTERS) != 0
        or kind & t.K_REPEATS != 0
        for kind in range(128)
    ]
)


@njit(cache=True)
def _in_link(data: Any, begin: Any, place: Any) -> Any:
    """Whether `://` stands before a place, with no blank between."""
    while place > begin and data[place - 1] != 32 and data[place - 1] != 10:
        place -= 1
        if data[place] == 58 and data[place + 1] == 47 and data[place + 2] == 47:
            return True
    return False


@njit(cache=True)
def _is_odd(letters: Any, first: Any, count: Any, kind: Any, tight: Any, tables: Any) -> Any:
    """Whether a word in mixed or foreign letters may read as a word of a name when that is undone."""
    if _MIXED[kind] and (tight or kind & (t.K_CYRILLIC | t.K_SIGNED)):
        return True
    if not _MIXED[kind]:
        for i in range(first, count):  # a letter that looks like no Latin one: nothing to undo
            if letters[i] >= tables.skeleton.size or tables.skeleton[letters[i]] >= 0x250:
                return False
    return skeleton_known(letters, first, count, tables)


@njit(cache=True)
def _chained(letters: Any, starts: Any, chain: Any, count: Any, tables: Any) -> Any:
    """Whether some run of joined words, up to the one that just ended, opens a name."""
    for number in range(chain):  # noqa: SIM110 - compiled code has no generators
        if in_bits(tables.bloom, word_hash(letters, starts[number], count, tables)[0]):
            return True
    return False


@njit(cache=True)
def _exact(tables: Any, node: Any, value: Any) -> Any:
    """The first entry of the steps from a node by a word's hash; -1 for none."""
    wanted = step_key(node, value)
    mask = np.uint64(tables.key.size - 1)
    place = (wanted >> np.uint64(17)) & mask
    while tables.key[place]:
        if tables.key[place] == wanted:
            return tables.entry[place]
        place = (place + np.uint64(1)) & mask
    return np.int32(-1)


@njit(cache=True)
def _is_name(tables: Any, entry: Any) -> Any:
    while entry >= 0:
        if tables.terminal[tables.child[entry]]:
            return True
        entry = tables.following[entry]
    return False


@njit(cache=True)
def _goes_on(tables: Any, entry: Any, value: Any) -> Any:
    while entry >= 0:
        if _exact(tables, tables.child[entry], value) >= 0:
            return True
        entry = tables.following[entry]
    return False


@njit(cache=True, inline="always")
def _next(data: Any, place: Any, packed: Any) -> Any:
    """The table's entry for the code point at a place, and the place after it."""
    byte = np.uint32(data[place])
    if byte < 0x80:
        return packed[byte], place + np.uint64(1)
    code = np.uint32(data[place + np.uint64(1)]) & np.uint32(0x3F)
    if byte < 0xE0:
        return packed[((byte & np.uint32(0x1F)) << np.uint32(6)) | code], place + np.uint64(2)
    code = (code << np.uint32(6)) | (np.uint32(data[place + np.uint64(2)]) & np.uint32(0x3F))
    if byte < 0xF0:
        return packed[((byte & np.uint32(0x0F)) << np.uint32(12)) | code], place + np.uint64(3)
    code = (code << np.uint32(6)) | (np.uint32(data[place + np.uint64(3)]) & np.uint32(0x3F))
    return packed[((byte & np.uint32(0x07)) << np.uint32(18)) | code], place + np.uint64(4)


@njit(cache=True)
def may_hold_a_name(  # noqa: PLR0915 - one loop over bytes: a call for each costs more than the work
    data: Any, begin: Any, stop: Any, tables: Any, letters: Any, starts: Any
) -> Any:
    """Whether a text is worth reading with care. `letters` has room for it, `starts` for 17 words."""
    packed, bloom = tables.packed, tables.bloom
    letter_bit, ignored = np.uint32(t.E_LETTER), np.uint32(t.E_DROPPED | t.E_SPECIAL)
    count, gap, gap_size, singles, chain = 0, np.uint32(0), 9, 0, 0
    first = 0
    odd_before: Any = False
    latin: Any = False
    far_open, foreign_tight = False, False
    opened, opened_before = np.int32(-1), np.int32(-1)
    dollar = False
    place, end = np.uint64(begin), np.uint64(stop)
    while place < end:
        entry, place = _next(data, place, packed)
        if not entry & letter_bit:
            if entry & ignored:
                if entry & np.uint32(t.E_SPECIAL):
                    return True
                gap, gap_size = np.uint32(0), gap_size + 1
                continue
            gap, gap_size = gap & entry, gap_size + 1
            dollar = entry & np.uint32(t.E_DOLLAR) != 0
            if entry & np.uint32(t.E_TAG) and tag_may_hold_a_name(data, np.int64(place), stop, tables):
                return True
            continue
        tight = gap_size <= 2 and gap & np.uint32(t.E_TIGHT) != 0
        if gap & np.uint32(t.E_SIGN) or (tight and odd_before):
            return True
        if tight:
            if chain == _MOST_PARTS:
                return True
            starts[chain] = first
            chain += 1
        else:
            chain, far_open = 0, False
            count = 0
        first = count
        kinds = np.uint32(t.K_SIGNED << t.KIND_SHIFT) if dollar else np.uint32(0)
        value, last, before_last = SEED, np.uint32(0), np.uint32(0)
        repeats: Any = False
        while True:  # the letters of one word
            letter = entry & np.uint32(0x1FFFFF)
            letters[count] = letter
            count += 1
            value = value * _P + np.uint64(letter)
            kinds |= entry
            repeats |= (letter == last) & (letter == before_last) & (letter > 57)
            before_last, last = last, letter
            entry = np.uint32(0)
            while place < end:
                entry, place = _next(data, place, packed)
                if not entry & np.uint32(t.E_DROPPED):
                    break
                entry = np.uint32(0)
            if not entry & letter_bit:
                break
        if entry & np.uint32(t.E_SPECIAL):
            return True
        kind = ((kinds >> np.uint32(t.KIND_SHIFT)) & np.uint32(95)) | (
            np.uint32(t.K_REPEATS) if repeats else np.uint32(0)
        )
        if kind & np.uint32(t.K_CYRILLIC):
            value = word_hash(letters, first, count, tables)[0]
        opened_before, opened = opened, np.int32(-1)
        if in_bits(bloom, value):
            opened = _exact(tables, 0, value)
            if opened >= 0 and _is_name(tables, opened):
                return True
        if opened_before >= 0 and _goes_on(tables, opened_before, value):
            return True
        if chain and (far_open or _chained(letters, starts, chain, count, tables)):
            return True
        far_open = bool(far_open or opened_before >= 0)
        singles = singles + 1 if count - first == 1 else 0
        if singles >= 3:
            return True
        latin = latin or kind & np.uint32(t.K_LATIN) != 0
        odd_before = _MIXED[kind]
        if odd_before or (kind & np.uint32(t.K_FOREIGN) and not kind & np.uint32(t.K_OTHER)):
            if not odd_before and tight:
                foreign_tight = True
            if odd_before and _in_link(data, begin, np.int64(place) - 2):
                odd_before = False
            elif _is_odd(letters, first, count, kind, tight, tables):
                return True
        if entry & np.uint32(t.E_DOLLAR) and kind & np.uint32(t.K_LETTERS):
            return True
        gap, gap_size = entry & np.uint32(t.E_TIGHT | t.E_SIGN), 1
        dollar = entry & np.uint32(t.E_DOLLAR) != 0
        if entry & np.uint32(t.E_TAG) and tag_may_hold_a_name(data, np.int64(place), stop, tables):
            return True
    return foreign_tight and latin
