"""What the quick pass asks about words that are written in parts or in mixed letters: may they be a name when put right?

All of it works on shapes (`fused.shapes`) and is asked of few words. It may say yes needlessly, never the other way round.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from evenhand.detection.fused import shapes as s
from evenhand.detection.fused.code_points import IS_ALNUM
from evenhand.detection.fused.compiling import compiled, inlined
from evenhand.detection.fused.hashing import SEED, hash_on, in_bits, may_open, word_hash
from evenhand.detection.fused.shapes import code_at
from evenhand.detection.fused.tags import tags_may_hold_a_name

_U: Final = np.uint64
_1, _2 = _U(1), _U(2)
MOST_PARTS: Final = 16
_LONGEST_JOINED: Final = _U(200)
_APART, _JOINING, _SIGNS, _UNKNOWN = 0, 1, 2, 3  # unknown: joining or signs
_HAS_DIGIT, _HAS_ASCII, _HAS_CYRILLIC, _HAS_OTHER, _HAS_REPEATS = 1, 2, 4, 8, 16


@inlined
def joins_next(room: Any, word: Any) -> Any:
    """Whether what stands between a word and the next one joins the parts of one word."""
    end = _U(room.edges[_2 * word + _1])
    gap = _U(room.edges[_2 * word + _2]) - end
    return room.shapes[end] & 1 and (gap == _1 or (gap == _2 and room.shapes[end + _1] & 1))


@compiled
def joined_opens(words: Any, tables: Any, room: Any) -> Any:
    """Whether some run of joined words, written together, opens a name."""
    parts, size = _U(0), _U(0)  # of the run so far
    for word in range(words - _1):
        if not joins_next(room, word):
            parts = _U(0)
            continue
        if not parts:
            room.starts[0], parts = 0, _1
            size = _copied(room, word, _U(0))
        elif parts == _U(MOST_PARTS) or size > _LONGEST_JOINED:  # a long run: the older parts are out of reach
            return True
        room.starts[parts] = np.uint32(size)
        parts += _1
        size = _copied(room, word + _1, size)
        for part in range(parts - _1):
            value = word_hash(room.joined, _U(room.starts[part]), size, tables.endings, tables.long_endings)
            if may_open(tables, room.joined, _U(room.starts[part]), value):
                return True
    return False


@inlined
def _copied(room: Any, word: Any, size: Any) -> Any:
    """Put a word behind those in `room.joined`. Returns the size after it."""
    begin, end = _U(room.edges[_2 * word]), _U(room.edges[_2 * word + _1])
    for at in range(begin, end):
        room.joined[size] = room.shapes[at]
        size += _1
    return size


@compiled
def _kinds_of(room: Any, begin: Any, end: Any) -> Any:
    kinds, last, before = 0, np.uint8(0), np.uint8(0)
    for at in range(begin, end):
        shape = room.shapes[at]
        if shape < 0x3A:
            kinds |= _HAS_DIGIT
        elif shape < 0x80:
            kinds |= _HAS_ASCII
        elif shape < 0xA0:
            kinds |= _HAS_CYRILLIC
        else:
            kinds |= _HAS_OTHER
        if shape == last and shape == before and shape >= 0x3A:
            kinds |= _HAS_REPEATS
        before, last = last, shape
    return kinds


@compiled
def _in_link(room: Any, at: Any) -> Any:
    """Whether `://` stands before a place with no blank between: letters and digits mix in links by nature."""
    shapes = room.shapes
    while at > _2 and shapes[at - _1] != s.BLANK:
        at -= _1
        if shapes[at] == s.SLASH and shapes[at - _1] == s.SLASH and shapes[at - _2] == s.COLON:
            return True
    return False


@inlined
def _is_money(code: Any) -> Any:
    return code == s.DOLLAR or code == s.EURO  # noqa: PLR1714 - a set is made anew each time


@compiled
def _gap_after(room: Any, word: Any) -> Any:
    """What stands between a word and the next: _APART, _JOINING, signs that may be letters (_SIGNS), or unknown signs."""
    end, begin = _U(room.edges[_2 * word + _1]), _U(room.edges[_2 * word + _2])
    signs, unknown, money, joins = True, False, False, False
    for at in range(end, begin):
        code = room.shapes[at]
        signs = signs and code & 2 != 0
        unknown = unknown or code == s.JOINING_SIGN
        money = money or _is_money(code)
        joins = joins or code & 1 != 0
    if money and joins:
        return _UNKNOWN  # the money may be a letter, and joined to the next word
    if signs and end < begin:
        return _UNKNOWN if unknown else _SIGNS
    return _JOINING if joins_next(room, word) else _APART


@inlined
def _one_letter(word: Any, tables: Any, room: Any) -> Any:
    """Whether a word is one letter when it is read in some script without repeats."""
    begin, end = _U(room.edges[_2 * word]), _U(room.edges[_2 * word + _1])
    latin = cyrillic = True
    for at in range(begin + _1, end):
        before, here = room.shapes[at - _1], room.shapes[at]
        latin = latin and tables.bare[0, before] == tables.bare[0, here]
        cyrillic = cyrillic and tables.bare[1, before] == tables.bare[1, here]
        if not (latin or cyrillic):
            break
    return latin or cyrillic


@compiled
def _bond(word: Any, tables: Any, room: Any) -> Any:
    """`_gap_after`, where words that read as one letter each are parts of one word too: `zzz q n`."""
    gap = _gap_after(room, word)
    if gap & _JOINING:  # joined already, or unknown
        return gap
    if not _one_letter(word, tables, room) or not _one_letter(word + _1, tables, room):
        return gap
    for at in range(_U(room.edges[_2 * word + _1]), _U(room.edges[_2 * word + _2])):
        if room.shapes[at] & 2:
            return _UNKNOWN
    return _JOINING


@compiled
def _read_on(room: Any, tables: Any, script: Any, begin: Any, end: Any, value: Any, last: Any) -> Any:
    """The running hash of how shapes are read in a script, and the last of them."""
    for at in range(begin, end):
        shape = tables.bare[script, room.shapes[at]]
        if shape != last:
            value = hash_on(value, shape)
        last = shape
    return value, last


@inlined
def _with_money(room: Any, tables: Any, script: Any, end: Any, value: Any, last: Any) -> Any:
    """Whether money right behind a word, read as a letter, makes it a word of a name."""
    found = False
    while not found and _is_money(room.shapes[end]):
        value, last = _read_on(room, tables, script, end, end + _1, value, last)
        end += _1
        found = in_bits(tables.skeletons, value)
    return found


@inlined
def _stays(word: Any, tables: Any, room: Any) -> Any:
    """Whether a Cyrillic word has a letter that looks like no Latin one: then none of it is read as Latin."""
    for at in range(_U(room.edges[_2 * word]), _U(room.edges[_2 * word + _1])):
        shape = room.shapes[at]
        if 0x80 <= shape < 0xA0 and tables.bare[0, shape] >= 0x80:
            return True
    return False


@inlined
def _at_money(word: Any, room: Any) -> Any:
    """Whether money is written to a word: `$abc`, `abc$`."""
    begin, end = _U(room.edges[_2 * word]), _U(room.edges[_2 * word + _1])
    return _is_money(room.shapes[end]) or (begin > 0 and _is_money(room.shapes[begin - _1]))


@compiled
def _run_is_known(first: Any, stop: Any, tables: Any, room: Any) -> Any:
    """Whether words written together are, or begin with, a word of a name when they are read in some script."""
    for script in range(2):
        value, last = SEED, np.uint8(0)
        for at in range(first, stop):
            for place in range(_U(room.edges[_2 * at]), _U(room.edges[_2 * at + _1])):
                shape = tables.bare[script, room.shapes[place]]
                if shape != last:
                    value = hash_on(value, shape)
                last = shape
                if script and in_bits(tables.stem_skeletons, value):
                    return True
        if in_bits(tables.skeletons, value):
            return True
    return False


@inlined
def _is_letter(word: Any, words: Any, room: Any) -> Any:
    """Whether there is such a word and it is one letter: set-apart letters may be a word together."""
    return word < words and room.edges[_2 * word + _1] - room.edges[_2 * word] == 1


@compiled
def _in_company(first: Any, after: Any, words: Any, tables: Any, room: Any) -> Any:
    """Whether a word beside the words `first` up to `after` may be one of a name too, written alone or in parts."""
    if after < words:
        if _at_money(after, room) or (_is_letter(after, words, room) and _is_letter(after + _1, words, room)):
            return True
        for stop in range(after + _1, min(words, after + _U(MOST_PARTS)) + _1):
            if _run_is_known(after, stop, tables, room):
                return True
            bond = _bond(stop - _1, tables, room) if stop < words else _APART
            if bond >= _SIGNS:
                return True
            if bond == _APART:
                break
    if first > 0:
        if _at_money(first - _1, room) or (
            first > 1 and _is_letter(first - _1, words, room) and _is_letter(first - _2, words, room)
        ):
            return True
        begin = first - _1
        for _ in range(MOST_PARTS):
            if _run_is_known(begin, first, tables, room):
                return True
            bond = _bond(begin - _1, tables, room) if begin > 0 else _APART
            if bond >= _SIGNS:
                return True
            if bond == _APART:
                break
            begin -= _1
    return False


@compiled
def _reads_as_name(word: Any, words: Any, tables: Any, room: Any, scripts: Any) -> Any:
    """Whether a word, alone or with those joined to it, is a word of a name when it is read in a script: all of a name of one
    word, or beside another word of names.
    """
    first, parts = word, 0
    while first > 0 and parts < MOST_PARTS and _bond(first - _1, tables, room) != _APART:
        first, parts = first - _1, parts + 1
    while first <= word:
        for reading in range(2 * scripts):
            script, lead = reading >> 1, reading & 1  # with and without money before it
            value, last, at = SEED, np.uint8(0), first
            if lead:
                begin = _U(room.edges[_2 * at])
                if not begin or not _is_money(room.shapes[begin - _1]):
                    continue
                value, last = _read_on(room, tables, script, begin - _1, begin, value, last)
            while True:
                begin, end = _U(room.edges[_2 * at]), _U(room.edges[_2 * at + _1])
                known = alone = False
                for place in range(begin, end):
                    shape = tables.bare[script, room.shapes[place]]
                    if shape != last:
                        value = hash_on(value, shape)
                        if script and at >= word and in_bits(tables.stem_skeletons, value):
                            known = True
                            alone = alone or in_bits(tables.lone_skeletons, value)
                    last = shape
                if at >= word:
                    known = known or in_bits(tables.skeletons, value)
                    alone = alone or in_bits(tables.lone_skeletons, value)
                    if alone or (known and _in_company(first, at + _1, words, tables, room)):
                        return True
                    if _with_money(room, tables, script, end, value, last):
                        return True
                if at + _1 >= words or at - first >= _U(MOST_PARTS):
                    break
                gap = _bond(at, tables, room)
                if gap == _APART:
                    break
                if gap == _UNKNOWN:
                    return True
                if gap == _SIGNS:
                    value, last = _read_on(room, tables, script, end, _U(room.edges[_2 * at + _2]), value, last)
                at += _1
        first += _1
    return False


@inlined
def _letters(word: Any, room: Any) -> Any:
    """How many letters a word has that are no digits."""
    letters = _U(0)
    for at in range(_U(room.edges[_2 * word]), _U(room.edges[_2 * word + _1])):
        letters += _U(room.shapes[at] >= 0x3A)
    return letters


@inlined
def _one_letter_alone(word: Any, words: Any, room: Any) -> Any:
    """Whether a word has less than two letters and no sign joins it to another: then digits and money in it mean nothing."""
    return (
        _letters(word, room) < _2
        and not (word + _1 < words and _gap_after(room, word) >= _SIGNS)
        and not (word > 0 and _gap_after(room, word - _1) >= _SIGNS)
    )


@compiled
def _may_be_disguised(words: Any, tables: Any, room: Any, seen: Any, foreign: Any, links: Any) -> Any:
    """Whether undoing look-alikes, digits, signs or repeats in some word may give a word of a name.

    `foreign`: the text is mostly Latin, and words all in Cyrillic count too. `links`: what looks like a link is one.
    """
    cyrillic = (seen & np.uint16(s.CYRILLIC)) != 0
    for word in range(words):
        begin, end = _U(room.edges[_2 * word]), _U(room.edges[_2 * word + _1])
        kinds = _kinds_of(room, begin, end)
        mixed = kinds & _HAS_DIGIT and kinds & (_HAS_ASCII | _HAS_CYRILLIC)
        money = _at_money(word, room) and kinds & ~_HAS_DIGIT
        if (mixed or money) and _one_letter_alone(word, words, room):
            mixed = money = False
        odd = kinds & _HAS_REPEATS or mixed or (
            cyrillic and kinds & _HAS_ASCII and kinds & (_HAS_CYRILLIC | _HAS_OTHER)
        ) or (word + _1 < words and _gap_after(room, word) >= _SIGNS)  # fmt: skip
        if odd or money or (foreign and kinds & _HAS_CYRILLIC and not _stays(word, tables, room)):
            if links and _in_link(room, begin):
                continue
            if _reads_as_name(word, words, tables, room, 2 if cyrillic and (odd or money) else 1):
                return True
    return False


@compiled
def _as_many_links(data: Any, begin: Any, end: Any, room: Any) -> Any:
    """Whether `://` stands as often in the text as in its shapes, where dropped marks are gone: then each is a true one."""
    links, at = 0, begin
    while at + _2 < end:
        links += data[at] == 58 and data[at + _1] == 47 and data[at + _2] == 47
        at += _1
    if not links:
        return False
    shapes, at = room.shapes, _U(0)
    length = end - begin  # shapes are blank behind the last
    for at in range(min(_U(6) * length, _U(shapes.size - 3))):
        links -= shapes[at] == s.COLON and shapes[at + _1] == s.SLASH and shapes[at + _2] == s.SLASH
    return links == 0


@compiled
def _stands_alone(data: Any, begin: Any, end: Any, tables: Any) -> Any:
    """Whether a code point that folds to several letters stands between two that are in no word."""
    place, inside, alone = begin, False, False
    while place < end:
        code, place = code_at(data, place, end)
        word = code < s.ALPHABETS and tables.classes[code] & IS_ALNUM != 0
        if alone and not word:
            return True
        alone = not inside and tables.shapes[code] & np.uint16(s.IN_PIECES) != 0
        inside = word
    return alone


@compiled
def _run_reads_as_name(first: Any, after: Any, words: Any, tables: Any, room: Any, scripts: Any) -> Any:
    """Whether some part of a run of single letters is a word of a name when it is read in a script."""
    if (first > 0 and joins_next(room, first - _1)) or (after < words and joins_next(room, after - _1)):
        return True  # longer words are joined to it: rare enough to look again
    for start in range(first, after):
        for reading in range(2 * scripts):
            script, signs = reading >> 1, reading & 1  # too many signs are left as they are
            value, last = SEED, np.uint8(0)
            for word in range(start, min(after, start + _U(2 * MOST_PARTS))):
                begin, end = _U(room.edges[_2 * word]), _U(room.edges[_2 * word + _1])
                if word > start:
                    for at in range(_U(room.edges[_2 * word - _1]), begin):
                        code = room.shapes[at]
                        if code == s.JOINING_SIGN:
                            return True
                        if signs and code & 2:
                            value, last = _read_on(room, tables, script, at, at + _1, value, last)
                value, last = _read_on(room, tables, script, begin, end, value, last)
                if in_bits(tables.skeletons, value):
                    return True
    return False


@compiled
def _spaced_out(words: Any, tables: Any, room: Any, scripts: Any, two_alphabets: Any, longest: Any) -> Any:
    """Whether three or more single letters in a row may read as a name: `h 4 m a s`, `h @ m a s`, letters of two alphabets.

    `longest` is how long a word of one letter may be: more than 1 where some code point folds to several letters.
    """
    run, kinds, signs, letters = _U(0), 0, False, _U(0)
    for word in range(words + _1):
        single = False
        if word < words:
            begin, end = _U(room.edges[_2 * word]), _U(room.edges[_2 * word + _1])
            single = end - begin <= longest
        if not single:
            mixed = (kinds & _HAS_DIGIT and kinds & (_HAS_ASCII | _HAS_CYRILLIC | _HAS_OTHER)) or (
                kinds & _HAS_ASCII and kinds & (_HAS_CYRILLIC | _HAS_OTHER)
            )
            odd = (letters >= _2 and (signs or mixed)) or (two_alphabets and kinds & (_HAS_CYRILLIC | _HAS_OTHER))
            if run >= _U(3) and odd and _run_reads_as_name(word - run, word, words, tables, room, scripts):
                return True
            run, kinds, signs, letters = _U(0), 0, False, _U(0)
            continue
        if run:
            for at in range(_U(room.edges[_2 * word - _1]), begin):
                signs = signs or room.shapes[at] & 2 != 0
        run += _1
        letters += _letters(word, room)
        kinds |= _kinds_of(room, begin, end)
    return False


@compiled
def doubtful(
    data: Any, begin: Any, end: Any, words: Any, odd: Any, foreign: Any, spaced: Any, present: Any, seen: Any,
    tables: Any, room: Any,
) -> Any:  # fmt: skip
    """Whether a text with something unusual in it has to be looked at again: a tag or a disguise may hold a name.

    `odd`: some word is; `foreign`: see below; `spaced`: three words of one letter in a row; `present`: digits or signs.
    """
    if seen & np.uint16(s.TAG) and tags_may_hold_a_name(data, begin, end, tables, room, foreign):
        return True
    if seen & np.uint16(s.SEPARATES) and (odd or foreign or present):
        return True
    in_pieces = (seen & np.uint16(s.IN_PIECES)) != 0 and (spaced or present) and _stands_alone(data, begin, end, tables)
    if spaced or in_pieces:
        two_alphabets = foreign or (
            (seen & np.uint16(s.CYRILLIC | s.GREEK)) != 0 and (seen & np.uint16(s.STRANGE)) != 0
        )
        strange = (seen & np.uint16(s.STRANGE | s.PHONETIC)) != 0
        scripts = 2 if seen & np.uint16(s.CYRILLIC) else 1
        if (strange and two_alphabets) or _spaced_out(
            words, tables, room, scripts, two_alphabets, _U(4) if in_pieces else _1
        ):
            return True
    if odd or foreign:
        if seen & np.uint16(s.STRANGE | s.PHONETIC):
            return True
        return _may_be_disguised(words, tables, room, seen, foreign, _as_many_links(data, begin, end, room))
    return False
