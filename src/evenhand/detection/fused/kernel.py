"""The compiled pass over one column of texts: decode, fold, cut into words, look up, walk the trie, verify each step.

It says for each row: nothing here, these names, or look again (hashtags and disguises that may hold a name: the plain
scanner reads those). It never says nothing where the plain scanner finds something; `fused.tables` makes what it reads.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numba import njit

from evenhand.detection.fused import tables as t
from evenhand.detection.fused.hashing import PRIME, SEED, in_bits, skeleton_known, step_key, word_hash
from evenhand.detection.fused.quick import may_hold_a_name
from evenhand.detection.fused.tags import tag_may_hold_a_name

NOTHING, NAMES, LOOK_AGAIN = 0, 1, 2
_P: Final = np.uint64(PRIME)
_MOST_PARTS: Final = 16
_STACK: Final = 512
_MOST_TAGS: Final = 32
_TIGHT_GAP, _SHORT_GAP, _NO_GAP = 1, 2, 4


class Row(NamedTuple):
    """Room for one text: letters and their raw places, words, tags, and the stack of the walk."""

    letters: Any
    raw: Any
    offset: Any
    start: Any
    end: Any
    gap: Any
    kind: Any
    opens: Any
    tags: Any
    nodes: Any
    places: Any
    edges: Any


def room(longest: int) -> Row:
    """Room for texts of at most so many bytes (one code point folds to six letters a byte at most)."""
    letters, words = 6 * longest + 8, 6 * longest + 8
    return Row(
        letters=np.zeros(letters, np.int32), raw=np.zeros(letters, np.int32), offset=np.zeros(words + 1, np.int32),
        start=np.zeros(words + 1, np.int32), end=np.zeros(words + 1, np.int32), gap=np.zeros(words + 1, np.uint8),
        kind=np.zeros(words + 1, np.uint8), opens=np.zeros(words + 1, np.uint8), tags=np.zeros(_MOST_TAGS, np.int64),
        nodes=np.zeros(_STACK, np.int32), places=np.zeros(_STACK, np.int32), edges=np.zeros(_MOST_PARTS + 1, np.int32),
    )  # fmt: skip


@njit(cache=True, inline="always")
def _kind_of(letter: Any) -> Any:
    if letter < 0x250:
        return t.K_DIGIT if letter < 58 else t.K_LATIN
    if 0x400 <= letter <= 0x52F:
        return t.K_CYRILLIC
    if letter < 0x2B0 or 0x370 <= letter <= 0x3FF or 0x1D00 <= letter <= 0x1D7F or 0xA730 <= letter <= 0xA7FF:
        return t.K_GREEK
    return t.K_OTHER


@njit(cache=True, inline="always")
def _decode(data: Any, place: Any) -> Any:
    """The code point at a place of valid UTF-8, and how many bytes it takes."""
    byte = np.int32(data[place])
    if byte < 0x80:
        return byte, 1
    if byte < 0xE0:
        return ((byte & 0x1F) << 6) | (data[place + 1] & 0x3F), 2
    if byte < 0xF0:
        return ((byte & 0x0F) << 12) | ((data[place + 1] & 0x3F) << 6) | (data[place + 2] & 0x3F), 3
    return (
        ((byte & 0x07) << 18) | ((data[place + 1] & 0x3F) << 12) | ((data[place + 2] & 0x3F) << 6)
        | (data[place + 3] & 0x3F)
    ), 4  # fmt: skip


@njit(cache=True)
def _cut_into_words(  # noqa: PLR0915 - one loop over bytes: a call for each costs more than the work
    data: Any, begin: Any, stop: Any, tables: Any, row: Row
) -> Any:
    """Fill a row with the words of a text. Returns (words, tags, any opening word, any odd kind, look again, mostly Latin)."""
    fold, classes = tables.fold, tables.classes
    words, count, at, place = 0, 0, 0, begin
    opening: Any = 0
    all_tight: Any = True
    inside, link, after_sign, led = False, False, False, False
    previous_end, kind, last, run, raw_last, raw_run = 0, 0, -1, 0, -1, 0
    before: Any = 0
    latin, alphas, tags, odd, again, slashes = 0, 0, 0, 0, 0, 0
    value = SEED
    while place <= stop:
        if place < stop:
            code, width = _decode(data, place)
            class_ = np.int32(classes[code]) if code < 0x20000 else t.IS_ALPHA | t.IS_ALNUM
            folded = fold[code]
        else:  # a last separator closes the last word
            code, width, class_, folded = np.int32(-1), 1, 0, np.int32(32)
        place += width
        if class_ & t.IS_ALPHA:
            if code < 0x20000:
                alphas += 1
            if code < 0x2B0 or 0x1D00 <= code <= 0x1D7F or 0xA730 <= code <= 0xA7FF:
                latin += 1
            raw_run = raw_run + 1 if code == raw_last else 1
            if raw_run >= 3:
                kind |= t.K_REPEATS
        raw_last = code
        if code in (0x20, 0x0A):
            link, slashes = False, 0
        elif code == 0x3A:
            slashes = 1
        elif code == 0x2F and slashes:
            slashes += 1
            link = link or slashes == 3
        else:
            slashes = 0
        if class_ & t.IS_SIGN:
            if before & t.IS_ALNUM:
                after_sign = True
                if code in (0x24, 0x20AC) and kind & t.K_LETTERS and not link:
                    again = 1
            led = led or code in (0x24, 0x20AC)
        elif class_ & t.IS_ALNUM and after_sign and not link:
            again = 1
        if not class_ & t.IS_SIGN:
            after_sign = False
        if code in (0x23, 0x40, 0xFF03, 0xFF20):
            if tags < _MOST_TAGS:
                row.tags[tags] = place
            tags += 1
        pieces = 1 if folded >= 0 else tables.pieces[-folded - 1]
        for i in range(pieces):
            letter = folded if folded >= 0 else tables.pieces[-folded + i]
            if letter == 0:
                if inside:
                    row.end[words] = at + 1
            elif letter in (32, 39):
                if inside:
                    inside = False
                    row.kind[words] = 0 if link else kind
                    opens = in_bits(tables.bloom, value)
                    if not opens and kind & t.K_CYRILLIC:
                        opens = in_bits(tables.bloom, word_hash(row.letters, row.offset[words], count, tables)[0])
                    row.opens[words] = opens
                    opening |= np.int64(opens)
                    odd |= kind
                    if kind & (t.K_FOREIGN | t.K_DIGIT) and kind & (kind - 1):
                        odd |= 128
                    previous_end = row.end[words]
                    words += 1
                    all_tight = True
            else:
                if not inside:
                    inside = True
                    row.offset[words], row.start[words] = count, at
                    gap = at - previous_end
                    row.gap[words] = (
                        (_TIGHT_GAP if 0 < gap <= 2 and all_tight else 0)
                        | (_SHORT_GAP if gap <= 3 else 0) | (_NO_GAP if gap <= 0 else 0)
                    )  # fmt: skip
                    value, kind, last, run = SEED, (t.K_SIGNED if led else 0), -1, 0
                    if raw_run >= 3:
                        kind |= t.K_REPEATS
                row.letters[count], row.raw[count] = letter, at
                count += 1
                value = value * _P + np.uint64(letter)
                row.end[words] = at + 1
                kind |= _kind_of(letter)
                run = run + 1 if letter == last else 1
                last = letter
                if run >= 3 and letter >= 58:
                    kind |= t.K_REPEATS
        if not class_ & t.IS_SIGN:
            led = False
        if not inside:
            all_tight = all_tight and class_ & t.IS_TIGHT != 0
        before = class_
        at += 1
    row.offset[words] = count
    return words, tags, opening, odd, again, 2 * latin > alphas


@njit(cache=True)
def _joined_edges(row: Row, words: Any, position: Any, least: Any) -> Any:
    """Fill `row.edges` with the ends of the written words that begin at a word, as the plain scanner has them.

    `least` is 2 where a name begins and 1 inside one."""
    offset, gap = row.offset, row.gap
    row.edges[0] = position + 1
    count = 1
    spaced = offset[position + 1] - offset[position] == 1
    for after in range(position + 1, min(position + _MOST_PARTS, words)):
        spaced = spaced and offset[after + 1] - offset[after] == 1 and gap[after] & _SHORT_GAP != 0
        if not (gap[after] & _TIGHT_GAP or spaced):
            break
        if not spaced or after - position >= least:
            row.edges[count] = after + 1
            count += 1
    return count


@njit(cache=True)
def _mark_joined(row: Row, words: Any, tables: Any) -> Any:
    """Mark the words that open a name only together with what follows. Whether any word opens one."""
    opening = 0
    for position in range(words - 1):
        if row.opens[position] or not row.gap[position + 1] & (_TIGHT_GAP | _SHORT_GAP):
            continue
        if not row.gap[position + 1] & _TIGHT_GAP and row.offset[position + 1] - row.offset[position] != 1:
            continue
        count = _joined_edges(row, words, position, 2)
        for number in range(1, count):
            begin, stop = row.offset[position], row.offset[row.edges[number]]
            if in_bits(tables.bloom, word_hash(row.letters, begin, stop, tables)[0]):
                row.opens[position] = 1
                opening = 1
                break
    return opening


@njit(cache=True)
def _may_be_disguised(row: Row, words: Any, tables: Any, mostly_latin: Any) -> Any:
    """Whether undoing look-alikes, digits or repeats in some word may give a word of a name."""
    singles, together = 0, 0
    for i in range(words):
        kind = row.kind[i]
        begin, stop = row.offset[i], row.offset[i + 1]
        if stop - begin == 1 or row.end[i] - row.start[i] == 1:
            singles, together = singles + 1, together | kind
            foreign = together & t.K_FOREIGN
            if singles >= 3 and (
                (together & t.K_DIGIT and together & t.K_LETTERS)
                or (foreign and (mostly_latin or together & t.K_LATIN or foreign == t.K_FOREIGN))
            ):
                return True
        else:
            singles, together = 0, 0
        whole = kind & t.K_FOREIGN and not kind & (t.K_LATIN | t.K_OTHER) and mostly_latin
        mixed = kind & t.K_FOREIGN and (kind & t.K_LATIN or kind & t.K_FOREIGN == t.K_FOREIGN)
        leet = kind & (t.K_DIGIT | t.K_SIGNED) and kind & t.K_LETTERS
        if not (whole or mixed or leet or kind & t.K_REPEATS):
            continue
        if kind & t.K_CYRILLIC and (mixed or leet or kind & t.K_REPEATS):
            return True
        tight = _TIGHT_GAP | _NO_GAP
        if kind & t.K_SIGNED or (i and row.gap[i] & tight) or (i + 1 < words and row.gap[i + 1] & tight):
            return True
        if skeleton_known(row.letters, begin, stop, tables):
            return True
    return False


@njit(cache=True)
def _step(tables: Any, node: Any, row: Row, begin: Any, stop: Any) -> Any:
    """The first entry of the steps from a node by a word, and its stem's length (or -1)."""
    value, stem = word_hash(row.letters, begin, stop, tables)
    mixed = step_key(node, value)
    mask = np.uint64(tables.key.size - 1)
    place = (mixed >> np.uint64(17)) & mask
    while tables.key[place]:
        if tables.key[place] == mixed:
            return tables.entry[place], stem
        place = (place + np.uint64(1)) & mask
    return np.int32(-1), stem


@njit(cache=True)
def _verified(tables: Any, entry: Any, row: Row, begin: Any, stop: Any, stem: Any) -> Any:
    """Whether the letters are those of the step, and not only their hash."""
    size = stop - begin if stem < 0 else stem
    if tables.length[entry] != size or (tables.cut[entry] < 0) != (stem >= 0):
        return False
    word = tables.word[entry]
    for i in range(size):  # noqa: SIM110 - compiled code has no generators
        if tables.letters[word + i] != row.letters[begin + i]:
            return False
    return True


@njit(cache=True)
def _furthest(tables: Any, row: Row, words: Any, node: Any, position: Any) -> Any:
    """The first of the furthest ends of names from a node: (end, node), end -1 for none, -2 when the stack is full."""
    best, best_node = np.int32(-1), np.int32(0)
    row.nodes[0], row.places[0] = node, position
    depth = 1
    while depth:
        depth -= 1
        node, position = row.nodes[depth], row.places[depth]
        if tables.terminal[node] and position > best:
            best, best_node = position, node
        if position >= words or not tables.inner[node]:
            continue
        count = _joined_edges(row, words, position, 1)
        for number in range(count - 1, -1, -1):
            begin, after = row.offset[position], row.edges[number]
            entry, stem = _step(tables, node, row, begin, row.offset[after])
            while entry >= 0:
                if _verified(tables, entry, row, begin, row.offset[after], stem):
                    if depth == _STACK:
                        return np.int32(-2), best_node
                    row.nodes[depth], row.places[depth] = tables.child[entry], after
                    depth += 1
                    break
                entry = tables.following[entry]
    return best, best_node


@njit(cache=True)
def _name_at(tables: Any, row: Row, words: Any, position: Any, edges: Any) -> Any:
    """The name that begins at a word: (end, cut, node); end -1 for none, -2 when this cannot be told here."""
    best, best_cut, best_node = np.int32(-1), np.int32(0), np.int32(0)
    count = _joined_edges(row, words, position, 2)
    for number in range(count):
        edges[number] = row.edges[number]
    begin = row.offset[position]
    for number in range(count):
        after = edges[number]
        entry, stem = _step(tables, 0, row, begin, row.offset[after])
        while entry >= 0:
            if _verified(tables, entry, row, begin, row.offset[after], stem):
                end, node = _furthest(tables, row, words, tables.child[entry], after)
                cut = max(tables.cut[entry], np.int32(0))
                if end == -2 or (end >= 0 and cut >= row.offset[position + 1] - begin):
                    return np.int32(-2), best_cut, best_node
                if end > best or (end == best and end >= 0 and cut < best_cut):
                    best, best_cut, best_node = end, cut, node
            entry = tables.following[entry]
    return best, best_cut, best_node


@njit(cache=True)
def _tagged(data: Any, stop: Any, tables: Any, row: Row, tags: Any, virtual: Any) -> Any:
    """Whether some hashtag or handle may hold a name. `virtual` is where a handle begins that has no sign, else -1."""
    if tags > _MOST_TAGS or (virtual >= 0 and tag_may_hold_a_name(data, virtual, stop, tables)):
        return True
    for number in range(tags):  # noqa: SIM110 - numba compiles the loop
        if tag_may_hold_a_name(data, row.tags[number], stop, tables):
            return True
    return False


@njit(cache=True)
def scan_column(data: Any, offsets: Any, handles: Any, tables: Any, row: Row, states: Any, found: Any) -> Any:
    """Scan the rows of a column. `states` gets NOTHING, NAMES or LOOK_AGAIN for each row.

    `found` (n x 5: row, start, end, cut, node) gets the names; raw places are code points. Returns how many names there
    are; where that is more than fit, the caller makes more room and scans again.
    """
    names = 0
    edges = np.zeros(_MOST_PARTS + 1, np.int32)
    for number in range(offsets.size - 1):
        begin, stop = np.int64(offsets[number]), np.int64(offsets[number + 1])
        states[number] = NOTHING
        if begin == stop:
            continue
        if not handles and not may_hold_a_name(data, begin, stop, tables, row.letters, edges):
            continue
        words, tags, opening, odd, again, mostly = _cut_into_words(data, begin, stop, tables, row)
        virtual = np.int64(begin) if handles and data[begin] != 0x23 and data[begin] != 0x40 else np.int64(-1)
        if again or ((tags or virtual >= 0) and _tagged(data, stop, tables, row, tags, virtual)):
            states[number] = LOOK_AGAIN
            continue
        unusual = (
            odd & (t.K_REPEATS | t.K_SIGNED | 128)
            or (odd & t.K_FOREIGN and mostly)
            or (odd & t.K_DIGIT and odd & t.K_LETTERS)
        )
        if unusual and _may_be_disguised(row, words, tables, mostly):
            states[number] = LOOK_AGAIN
            continue
        if _mark_joined(row, words, tables):
            opening = 1
        position = 0
        while opening and position < words:
            if not row.opens[position]:
                position += 1
                continue
            end, cut, node = _name_at(tables, row, words, position, edges)
            if end == -2:
                states[number] = LOOK_AGAIN
                break
            if end < 0:
                position += 1
                continue
            states[number] = NAMES
            if names < found.shape[0]:
                found[names, 0], found[names, 1] = number, row.raw[row.offset[position] + cut]
                found[names, 2], found[names, 3], found[names, 4] = row.end[end - 1], cut, node
            names += 1
            position = end
    return names
