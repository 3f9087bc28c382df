"""The quick pass: most texts hold no name, and this says so in a few instructions a byte.

A text becomes one byte a letter (`fused.shapes`); words and whatever is unusual are found 64 bytes at a time; each word is
asked for in a filter of the words that open names, and only what is in there is followed through the trie, by hashes.
`True` means: read it again with care (`fused.kernel`). It may say so needlessly, never the other way round.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from evenhand.detection.fused import shapes as s
from evenhand.detection.fused.compiling import compiled, inlined
from evenhand.detection.fused.hashing import CHILD, ENDS, FOLLOWING, GOES_ON, entry_of, may_open, word_hash
from evenhand.detection.fused.lanes import at_least, lowest, ones, same_as_next, with_bit
from evenhand.detection.fused.oddities import doubtful, joined_opens, joins_next

NOTHING_THERE, NAMES_PERHAPS, JOINED_PERHAPS, DOUBTFUL = 0, 1, 2, 3
_U: Final = np.uint64
_0, _1, _2, _3, _62, _63 = _U(0), _U(1), _U(2), _U(3), _U(62), _U(63)
_AFTER_DIGITS, _ABOVE_ASCII, _BLOCK = _U(0x3A), _U(0x80), _U(64)


@inlined
def _words(shapes: Any, count: Any, edges: Any) -> Any:
    """Find the words: `edges` gets where each begins and ends. Returns how many, and bits that say what is unusual:

    letters beside digits, ASCII beside other letters, a letter three times, joined words, signs inside words, money at
    words; digits and signs anywhere; then how many letters are ASCII and how many are not.
    """
    found, base = _U(0), _U(0)
    digit_mix, alphabet_mix, repeats, joins, signs, money, present = _0, _0, _0, _0, _0, _0, _0
    ascii_letters, other_letters = _U(0), _U(0)
    last_words, last_digits, last_ascii, last_other, last_letters, last_same = _U(0), _U(0), _U(0), _U(0), _U(0), _U(0)
    last_joins, last_signs, last_money = _U(0), _U(0), _U(0)
    while base <= count:
        words = at_least(shapes, base, s.LEAST_LETTER)
        letters = at_least(shapes, base, _AFTER_DIGITS)
        other = at_least(shapes, base, _ABOVE_ASCII)
        same = same_as_next(shapes, base)
        joining = with_bit(shapes, base, s.BIT_JOINS) & ~words
        sign = with_bit(shapes, base, s.BIT_SIGN) & ~words
        coin = with_bit(shapes, base, s.BIT_MONEY) & sign
        digits, ascii_ = words & ~letters, letters & ~other
        present |= digits | sign
        digit_mix |= (digits & ((letters << _1) | last_letters)) | (letters & ((digits << _1) | last_digits))
        alphabet_mix |= (other & ((ascii_ << _1) | last_ascii)) | (ascii_ & ((other << _1) | last_other))
        repeats |= same & ((same << _1) | last_same) & letters
        before = ((words | joining) << _2) | ((last_words | last_joins) >> _62)
        joins |= words & ((joining << _1) | (last_joins >> _63)) & before
        before = ((words | sign) << _2) | ((last_words | last_signs) >> _62)
        signs |= words & ((sign << _1) | (last_signs >> _63)) & before
        money |= (words & ((coin << _1) | last_money)) | (coin & ((words << _1) | (last_words >> _63)))
        ascii_letters += ones(ascii_)
        other_letters += ones(other)
        turns = words ^ ((words << _1) | (last_words >> _63))
        while turns:
            edges[found] = np.uint32(base + lowest(turns))
            found += _1
            turns &= turns - _1
        last_words, last_joins, last_signs, last_money = words, joining, sign, coin >> _63
        last_digits, last_ascii, last_other = digits >> _63, ascii_ >> _63, other >> _63
        last_letters, last_same = letters >> _63, same >> _63
        base += _BLOCK
    return found >> _1, digit_mix, alphabet_mix, repeats, joins, signs, money, present, ascii_letters, other_letters


@inlined
def _openers(shapes: Any, edges: Any, words: Any, tables: Any, hashes: Any, hits: Any) -> Any:
    """Hash each word and note those that may open a name. Returns how many, and the longest run of single letters."""
    endings, long_endings = tables.endings, tables.long_endings
    found, run, longest = _U(0), _U(0), _U(0)
    for word in range(words):
        begin, stop = _U(edges[_2 * word]), _U(edges[_2 * word + _1])
        value = word_hash(shapes, begin, stop, endings, long_endings)
        hashes[word] = value
        hits[found] = np.uint32(word)
        found += _U(may_open(tables, shapes, begin, value))
        run = run + _1 if stop - begin == _1 else _U(0)
        longest = max(longest, run)
    return found, longest


@inlined
def _two_letters(room: Any, word: Any) -> Any:
    """Whether a word and the next are one letter each: inside a name two set-apart letters may be a word (`d e`)."""
    edges, at = room.edges, _2 * word
    return edges[at + _1] - edges[at] == 1 and edges[at + _3] - edges[at + _2] == 1


@compiled
def _opens_name(word: Any, words: Any, tables: Any, room: Any) -> Any:
    """The word after the last one that was looked at, if a name begins at a word by the hashes of the words; else 0."""
    entry = entry_of(tables, 0, room.hashes[word])
    furthest, named = word + _1, False
    while entry >= 0:
        step, at = entry, word + _1
        while True:
            named = named or tables.steps[step, ENDS] != 0
            if at >= words or not tables.steps[step, GOES_ON]:
                break
            furthest = max(furthest, at + _1)
            if at + _1 < words and (joins_next(room, at) or _two_letters(room, at)):
                return words  # the next word may be written in parts
            step = entry_of(tables, tables.steps[step, CHILD], room.hashes[at])
            if step < 0:
                break
            if tables.steps[step, FOLLOWING] >= 0:
                return words
            at += _1
        entry = tables.steps[entry, FOLLOWING]
    return furthest if named else _0


@inlined
def look(data: Any, begin: Any, end: Any, tables: Any, room: Any) -> Any:
    """What a text may hold, and how many `room.hits` may open a name.

    NAMES_PERHAPS: each word is written alone, and a name opened by `room.hits` is settled before the word `room.reaches`.
    """
    count, seen, again = s.write_shapes(data, begin, end, tables, room.shapes)
    words, digit_mix, alphabet_mix, repeats, joins, signs, money, present, ascii_letters, others = _words(
        room.shapes, count, room.edges
    )
    hits, singles = _openers(room.shapes, room.edges, words, tables, room.hashes, room.hits)
    odd = digit_mix | repeats | signs | money | again
    two_alphabets, foreign = seen & np.uint16(s.CYRILLIC | s.GREEK), False
    if two_alphabets:
        odd |= alphabet_mix | _U(two_alphabets == np.uint16(s.CYRILLIC | s.GREEK))
        foreign = (seen & np.uint16(s.PHONETIC)) != 0 or (
            ascii_letters > _0 and (ascii_letters > others or (seen & np.uint16(s.IN_PIECES)) != 0)
        )
    spaced = singles >= _3
    if (odd or foreign or spaced or seen & np.uint16(s.TAG | s.SEPARATES | s.IN_PIECES)) and doubtful(
        data, begin, end, words, odd != _0, foreign, spaced, present != _0, seen, tables, room
    ):
        return DOUBTFUL, hits
    if spaced or (joins and joined_opens(words, tables, room)):
        return JOINED_PERHAPS, hits
    names = _0
    for number in range(hits):
        word = room.hits[number]
        reach = _opens_name(_U(word), words, tables, room)
        room.hits[names], room.reaches[names] = word, reach
        names += _U(reach != _0)
    if not names:
        return NOTHING_THERE, names
    return JOINED_PERHAPS if joins or seen & np.uint16(s.SEPARATES) else NAMES_PERHAPS, names
