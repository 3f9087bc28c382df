"""The compiled pass over one column of texts: what the quick pass lets through is cut into words and walked, letter by letter.

It says for each row: nothing here, these names, or look again (hashtags and disguises that may hold a name: the plain
scanner reads those). It never says nothing where the plain scanner finds something; `fused.tables` makes what it reads.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from evenhand.detection.fused import shapes as s
from evenhand.detection.fused.compiling import compiled, entry, inlined
from evenhand.detection.fused.hashing import (
    CHILD,
    CUT,
    ENDS,
    FOLLOWING,
    GOES_ON,
    LENGTH,
    WORD,
    ending_length,
    entry_of,
    may_open,
    shape_of,
    word_hash,
)
from evenhand.detection.fused.quick import DOUBTFUL, JOINED_PERHAPS, NAMES_PERHAPS, look
from evenhand.detection.fused.room import MOST_PARTS, STACK
from evenhand.detection.fused.tags import tag_may_hold_a_name

NOTHING, NAMES, LOOK_AGAIN, NOT_TOLD = 0, 1, 2, 3
_U: Final = np.uint64
_TIGHT_GAP, _SHORT_GAP = 1, 2
# Numbers with a type: for a plain 0 or 2 given to a function numba compiles that function once more.
_0, _1, _2 = np.int64(0), np.int64(1), np.int64(2)


@compiled
def _cut_into_words(data: Any, place: Any, end: Any, at: Any, most: Any, tables: Any, room: Any) -> Any:
    """Fill the room with the words from a place on (it is code point number `at`) and their letters. Returns how many."""
    letters, raw = room.letters, room.raw
    words, count, previous_end = _0, _0, _0
    inside, tight = False, True
    while place < end and words < most:
        code, place = s.code_at(data, place, end)
        entry = tables.shapes[code]
        pieces = tables.pieces[-tables.fold[code] - 1] if entry & np.uint16(s.IN_PIECES) else 1
        for piece in range(pieces):
            letter = tables.fold[code] if pieces == 1 else tables.pieces[-tables.fold[code] + piece]
            if letter == 0:  # dropped: it belongs to the word it follows
                if inside:
                    room.end[words] = at + 1
            elif letter == 32 or letter == 39:  # noqa: PLR1714 - a set is made anew each time
                if inside:
                    inside, tight = False, True
                    previous_end = room.end[words]
                    words += 1
            else:
                if not inside:
                    inside = True
                    room.offset[words], room.start[words] = count, at
                    gap = at - previous_end
                    room.gap[words] = (_TIGHT_GAP if 0 < gap <= 2 and tight else 0) | (_SHORT_GAP if gap <= 3 else 0)
                letters[count], raw[count] = letter, at
                room.joined[count] = shape_of(letter)
                count += 1
                room.end[words] = at + 1
        if not inside:
            tight = tight and entry & np.uint16(1) != 0 and entry & np.uint16(0xFF) < 0x30
        at += 1
    if inside:
        words += 1
    room.offset[words] = count
    return words


@compiled
def _joined_edges(room: Any, words: Any, position: Any, least: Any) -> Any:
    """Fill `room.reach` with the ends of the written words that begin at a word, as the plain scanner has them.

    `least` is 2 where a name begins and 1 inside one.
    """
    offset, gap = room.offset, room.gap
    room.reach[0] = position + 1
    count = 1
    spaced = offset[position + 1] - offset[position] == 1
    for after in range(position + 1, min(position + MOST_PARTS, words)):
        spaced = spaced and offset[after + 1] - offset[after] == 1 and gap[after] & _SHORT_GAP != 0
        if not (gap[after] & _TIGHT_GAP or spaced):
            break
        if not spaced or after - position >= least:
            room.reach[count] = after + 1
            count += 1
    return count


@compiled
def _mark_joined(room: Any, words: Any, tables: Any) -> None:
    """Mark the words that open a name only together with what follows."""
    for position in range(words - 1):
        if room.opens[position] or not room.gap[position + 1] & (_TIGHT_GAP | _SHORT_GAP):
            continue
        if not room.gap[position + 1] & _TIGHT_GAP and room.offset[position + 1] - room.offset[position] != 1:
            continue
        count = _joined_edges(room, words, position, _2)
        for number in range(1, count):
            value = _hash_of(room, tables, _0, position, room.reach[number])
            if may_open(tables, room.joined, _U(room.offset[position]), value):
                room.opens[position] = 1
                break


@compiled
def _hash_of(room: Any, tables: Any, base: Any, position: Any, after: Any) -> Any:
    """The hash of the words from one up to another, written together. `base` is the number in the text of the first word cut."""
    if after == position + 1:
        return room.hashes[base + position]
    begin, stop = _U(room.offset[position]), _U(room.offset[after])
    return word_hash(room.joined, begin, stop, tables.endings, tables.long_endings)


@compiled
def _verified(tables: Any, entry: Any, room: Any, begin: Any, stop: Any) -> Any:
    """Whether the letters are those of the step, and not only their hash."""
    size = stop - begin
    if tables.steps[entry, CUT] < 0:
        if size < 4 or not 0x430 <= room.letters[begin] <= 0x44F:
            return False
        ending = ending_length(room.joined, _U(begin), _U(stop), tables.endings, tables.long_endings)
        size -= np.int64(ending)
    if tables.steps[entry, LENGTH] != size:
        return False
    word = tables.steps[entry, WORD]
    for i in range(size):  # noqa: SIM110 - compiled code has no generators
        if tables.letters[word + i] != room.letters[begin + i]:
            return False
    return True


@compiled
def _furthest(tables: Any, room: Any, base: Any, words: Any, step: Any, position: Any) -> Any:
    """The first of the furthest ends of names after a step: (end, node), end -1 for none, -2 when the stack is full."""
    best, best_node = np.int32(-1), np.int32(0)
    room.steps[0], room.places[0] = step, position
    depth = 1
    while depth:
        depth -= 1
        step, position = room.steps[depth], np.int64(room.places[depth])
        node = tables.steps[step, CHILD]
        if tables.steps[step, ENDS] and position > best:
            best, best_node = np.int32(position), node
        if position >= words or not tables.steps[step, GOES_ON]:
            continue
        count = _joined_edges(room, words, position, _1)
        for number in range(count - 1, -1, -1):
            begin, after = room.offset[position], room.reach[number]
            entry = entry_of(tables, node, _hash_of(room, tables, base, position, after))
            while entry >= 0:
                if _verified(tables, entry, room, begin, room.offset[after]):
                    if depth == STACK:
                        return np.int32(-2), best_node
                    room.steps[depth], room.places[depth] = entry, after
                    depth += 1
                    break
                entry = tables.steps[entry, FOLLOWING]
    return best, best_node


@compiled
def _name_at(tables: Any, room: Any, base: Any, words: Any, position: Any) -> Any:
    """The name that begins at a word: (end, cut, node); end -1 for none, -2 when this cannot be told here."""
    best, best_cut, best_node = np.int32(-1), np.int32(0), np.int32(0)
    count = _joined_edges(room, words, position, _2)
    for number in range(count):
        room.reach_first[number] = room.reach[number]
    begin = room.offset[position]
    for number in range(count):
        after = room.reach_first[number]
        entry = entry_of(tables, 0, _hash_of(room, tables, base, position, after))
        while entry >= 0:
            if _verified(tables, entry, room, begin, room.offset[after]):
                end, node = _furthest(tables, room, base, words, entry, np.int64(after))
                cut = max(tables.steps[entry, CUT], np.int32(0))
                if end == -2 or (end >= 0 and cut >= room.offset[position + 1] - begin):
                    return np.int32(-2), best_cut, best_node
                if end > best or (end == best and end >= 0 and cut < best_cut):
                    best, best_cut, best_node = end, cut, node
            entry = tables.steps[entry, FOLLOWING]
    return best, best_cut, best_node


@inlined
def _noted(found: Any, names: Any, row: Any, room: Any, position: Any, stop: Any, cut: Any, node: Any) -> Any:
    """Write down a name, where there is room for it."""
    if names < found.shape[0]:
        found[names, 0], found[names, 1] = row, room.raw[room.offset[position] + cut]
        found[names, 2], found[names, 3], found[names, 4] = room.end[stop - 1], cut, node


@compiled
def _walk(
    data: Any, begin: Any, end: Any, hits: Any, tables: Any, room: Any, row: Any, found: Any, names: Any
) -> Any:  # fmt: skip
    """The names of one text, put behind those in `found`. Returns the state of the row and how many names there are now."""
    words = _cut_into_words(data, begin, end, _0, np.int64(end - begin), tables, room)
    for word in range(words):
        room.opens[word] = 0
    for number in range(hits):
        room.opens[room.hits[number]] = 1
    _mark_joined(room, words, tables)
    state = NOTHING
    position: Any = _0
    while position < words:
        if not room.opens[position]:
            position += 1
            continue
        stop, cut, node = _name_at(tables, room, _0, words, position)
        if stop == -2:
            return LOOK_AGAIN, names
        if stop < 0:
            position += 1
            continue
        state = NAMES
        _noted(found, names, row, room, position, stop, cut, node)
        names += 1
        position = np.int64(stop)
    return state, names


@compiled
def _seek(data: Any, place: Any, end: Any, at: Any, count: Any, target: Any, tables: Any) -> Any:
    """The place and number of the code point that wrote a shape, and how many shapes stand before it; from an earlier one on."""
    before = _U(0)
    while place < end:
        byte = _U(data[place])
        entry = tables.rows[_U(tables.row_of[before]) + byte]
        slow = entry & np.uint32(s.SLOW) != 0
        first = place - _U(0x80 <= byte < 0xC0)
        after, written = place + _U(1), _U((entry >> np.uint32(8)) & np.uint32(1))
        if slow:
            code, after = s.code_at(data, first, end)
            other = tables.shapes[code]
            written = _U(other >> np.uint16(8)) & _U(1)
            if other & np.uint16(s.IN_PIECES):
                written = _U(0)
                piece = -np.int64(tables.fold[code])
                for i in range(piece, piece + tables.pieces[piece - 1]):
                    written += _U(tables.pieces[i] != 0)
        if count + written > target:
            return first, at, count
        count += written
        at += slow or not 0xC0 <= byte < 0xE0
        before = _U(0) if slow else byte
        place = after
    return place, at, count


@compiled
def _walk_hits(
    data: Any, begin: Any, end: Any, hits: Any, tables: Any, room: Any, row: Any, found: Any, names: Any
) -> Any:  # fmt: skip
    """The same where every word is written alone: only the words at the hits are read."""
    state, position = NOTHING, _0
    place, at, count = begin, _0, _U(0)
    for number in range(hits):
        word = np.int64(room.hits[number])
        if word < position:
            continue
        place, at, count = _seek(data, place, end, at, count, _U(room.edges[2 * word]), tables)
        words = _cut_into_words(data, place, end, at, np.int64(room.reaches[number]) - word, tables, room)
        stop, cut, node = _name_at(tables, room, word, words, _0)
        if stop == -2:
            return LOOK_AGAIN, names
        if stop > 0:
            state = NAMES
            _noted(found, names, row, room, 0, stop, cut, node)
            names += 1
            position = word + stop
    return state, names


@entry
def scan_column(data: Any, offsets: Any, handles: Any, tables: Any, room: Any, states: Any, found: Any) -> Any:
    """Scan the rows of a column. `states` gets NOTHING, NAMES or LOOK_AGAIN for each row, NOT_TOLD for one whose plainly
    written names are not told either.

    `found` (n x 5: row, start, end, cut, node) gets the names; raw places are code points. Returns how many names there
    are; where that is more than fit, the caller makes more room and scans again.
    """
    names = _0
    for row in range(states.size):
        begin, end = _U(offsets[row]), _U(offsets[row + 1])
        states[row] = NOTHING
        if begin == end:
            continue
        verdict, hits = look(data, begin, end, tables, room)
        if (
            handles
            and data[begin] != 0x23
            and data[begin] != 0x40
            and tag_may_hold_a_name(data, begin, end, tables, room, handles)
        ):
            verdict = DOUBTFUL
        if verdict == DOUBTFUL:  # what is written plainly is told all the same
            states[row] = LOOK_AGAIN
            plain, after = _walk(data, begin, end, hits, tables, room, row, found, names)
            if plain == LOOK_AGAIN:
                states[row] = NOT_TOLD
            else:
                names = after
        elif verdict == JOINED_PERHAPS:
            states[row], names = _walk(data, begin, end, hits, tables, room, row, found, names)
        elif verdict == NAMES_PERHAPS:
            states[row], names = _walk_hits(data, begin, end, hits, tables, room, row, found, names)
    return names
