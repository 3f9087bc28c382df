"""A text cut into folded words, and what each word is: parts of phrases, fields of meaning.

The twin of `folding.fold_mapped`, `stance.cues.forms_of`, `stance.features`, word by word.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from evenhand.detection.fused.hashing import ending_length, is_cyrillic, shape_of
from evenhand.detection.fused.shapes import code_at
from evenhand.detection.fused_reader import desk as d
from evenhand.detection.fused_reader.compiling import compiled
from evenhand.detection.fused_reader.letters import (
    BEGINS,
    ENDED,
    EXACT,
    IS,
    MULTIPLIER,
    NODE_BITS,
    ONE,
    STARTS,
    STEM,
    THREE,
    TWO,
)
from evenhand.detection.fused_reader.lexicon import NEAR_ROOT
from evenhand.detection.fused_reader.signs import KNOWN
from evenhand.detection.stance.features import STEM as SHORTEST_FIELD
from evenhand.detection.support import SHORTEST_REST

_U: Final = np.uint64
_P: Final = _U(MULTIPLIER)
_ALIF, _LAM = ord("ا"), ord("ل")
_0, _1, _2 = np.int64(0), np.int64(1), np.int64(2)
_LEAST_CLITIC_REST: Final = 3  # letters, as in `forms_of`
_LEAST_ARTICLE: Final = 5
MOST_FORMS: Final = 64


@compiled
def find(slots: Any, key: Any) -> Any:
    """The value of a key in a table of `letters.hashed`; -1 where there is none."""
    mask = np.int64(slots.shape[0] - 1)
    place = np.int64((_U(key) * _P) >> _U(40)) & mask
    while slots[place, 0]:
        if slots[place, 0] == key:
            return slots[place, 1]
        place = (place + 1) & mask
    return np.int64(-1)


@compiled
def cut(data: Any, place: Any, end: Any, lexicon: Any, desk: Any) -> Any:
    """Fill the desk with the code points, letters and words of a text. Says whether there was room and all are known."""
    letters, token = desk.letters, desk.token
    words, count, at, inside = _0, _0, _0, False
    while place < end:
        code, place = code_at(data, place, end)
        if at >= d.MOST_CODES or code >= KNOWN or count + 20 > letters.size - 24:
            return False
        desk.codes[at] = code
        folded = lexicon.fold[code]
        pieces = np.int64(1) if folded >= 0 else np.int64(lexicon.pieces[-folded - 1])
        for piece in range(pieces):
            letter = folded if folded >= 0 else lexicon.pieces[-folded + piece]
            if letter == 0:
                if inside:
                    token[words, d.END] = at + 1
            elif letter == 32 or letter == 39:  # noqa: PLR1714 - a set is made anew each time
                if inside:
                    inside = False
                    token[words, d.STOP] = count
                    words += 1
            else:
                if not inside:
                    inside = True
                    token[words, d.OFFSET], token[words, d.START] = count, at
                letters[count] = letter
                desk.shapes[count] = shape_of(letter)
                count += 1
                token[words, d.END] = at + 1
        at += 1
    if inside:
        token[words, d.STOP] = count
        words += 1
    desk.codes[at] = 0
    desk.counts[d.TOKENS], desk.counts[d.CODES] = words, at
    return True


@compiled
def _script(letter: Any, lexicon: Any) -> Any:
    """The number of a letter's script; 0 for what is none, or past the table."""
    return np.int64(lexicon.scripts[letter]) if letter < KNOWN else _0


@compiled
def _starts_with(letters: Any, begin: Any, stop: Any, row: Any, size: Any) -> Any:
    if stop - begin < size:
        return False
    for i in range(size):  # noqa: SIM110 - compiled code has no generators
        if letters[begin + i] != row[2 + i]:
            return False
    return True


@compiled
def _article(letters: Any, begin: Any, stop: Any) -> Any:
    return stop - begin >= _LEAST_ARTICLE and letters[begin] == _ALIF and letters[begin + 1] == _LAM


@compiled
def _known_start(begin: Any, stop: Any, article: Any, language: Any, lexicon: Any, desk: Any) -> Any:
    """Whether anything in a language begins like a form of a word."""
    size = stop - begin
    if size < 3 or article:
        return True
    starts, letters = lexicon.starts, desk.letters
    start = np.int64(letters[begin]) * 5
    if starts[language, start & (STARTS - 1)] & ONE:
        return True
    start += np.int64(letters[begin + 1]) * 397
    if starts[language, start & (STARTS - 1)] & TWO:
        return True
    return starts[language, (start + np.int64(letters[begin + 2]) * 7919) & (STARTS - 1)] & THREE != 0


@compiled
def _walk_form(begin: Any, stop: Any, article: Any, language: Any, token: Any, lexicon: Any, desk: Any) -> Any:
    """Note the parts and fields that one form of a word fits: its letters from `begin` on, behind an article where it has one."""
    if not _known_start(begin, stop, article, language, lexicon, desk):
        return
    node = np.int64(lexicon.roots[language, 0])
    ahead = _2 if article else _0
    size = ahead + stop - begin
    for i in range(size):
        letter = np.int64(desk.letters[begin + i - ahead]) if i >= ahead else np.int64(_ALIF if i == 0 else _LAM)
        node = find(lexicon.slots, (node << NODE_BITS) | letter)
        if node < 0:
            return
        if lexicon.fields[node] and (i + 1 >= SHORTEST_FIELD or i + 1 == size):
            desk.fields[token] |= lexicon.fields[node]
        if lexicon.nodes[node, STEM] >= 0:
            _note_part(lexicon.nodes[node, STEM], token, desk)
    if size and lexicon.nodes[node, EXACT] >= 0:
        _note_part(lexicon.nodes[node, EXACT], token, desk)


@compiled
def _note_part(part: Any, token: Any, desk: Any) -> None:
    first, count = desk.token[token, d.PARTS], desk.token[token, d.PART_COUNT]
    for i in range(first, first + count):
        if desk.parts[i] == part:
            return
    if first + count < d.MOST_PARTS:
        desk.parts[first + count] = part
        desk.token[token, d.PART_COUNT] += 1


@compiled
def look_up(token: Any, lexicon: Any, desk: Any) -> None:
    """Note what parts of phrases and fields of meaning a word fits, in each of its forms, in the languages that are read."""
    row = desk.token[token]
    begin, stop = np.int64(row[d.OFFSET]), np.int64(row[d.STOP])
    row[d.PARTS], row[d.PART_COUNT], row[d.WEIGHED] = desk.counts[d.PARTS_USED], 0, 0
    desk.fields[token] = _U(0)
    letters, clitics = desk.letters, lexicon.clitics
    script = _script(letters[begin], lexicon)
    known = False
    for number in range(clitics.shape[0]):
        known = known or clitics[number, 0] == script
    arabic = letters[begin] == _ALIF or letters[begin] == _LAM
    for number in range(desk.counts[d.SETS]):
        language = np.int64(desk.sets[number])
        _walk_form(begin, stop, False, language, token, lexicon, desk)
        if not known and not (arabic and stop - begin >= 2 and letters[begin + 1] == _LAM):
            continue
        if _article(letters, begin, stop):
            _walk_form(begin + 2, stop, False, language, token, lexicon, desk)
        if stop - begin >= _LEAST_ARTICLE and letters[begin] == _LAM and letters[begin + 1] == _LAM:
            _walk_form(begin + 2, stop, True, language, token, lexicon, desk)
            _walk_form(begin + 2, stop, False, language, token, lexicon, desk)
        for clitic in range(clitics.shape[0]):
            if clitics[clitic, 0] != script:
                continue
            size = np.int64(clitics[clitic, 1])
            if stop - begin - size < _LEAST_CLITIC_REST or not _starts_with(
                letters, begin, stop, clitics[clitic], size
            ):
                continue
            _walk_form(begin + size, stop, False, language, token, lexicon, desk)
            if _article(letters, begin + size, stop):
                _walk_form(begin + size + 2, stop, False, language, token, lexicon, desk)
    desk.counts[d.PARTS_USED] = row[d.PARTS] + row[d.PART_COUNT]


@compiled
def _flags(begin: Any, stop: Any, lexicon: Any, desk: Any) -> Any:
    """What a run of letters is beside a name."""
    node, found = np.int64(NEAR_ROOT), np.int32(0)
    for i in range(begin, stop):
        node = find(lexicon.slots, (node << NODE_BITS) | np.int64(desk.letters[i]))
        if node < 0:
            return found
        found |= lexicon.nodes[node, BEGINS]
        row = lexicon.nodes[node, ENDED]
        while row >= 0:
            size = np.int64(lexicon.suffixes[row, 2])
            same = stop - 1 - i >= size
            for k in range(size):
                same = same and desk.letters[stop - size + k] == lexicon.suffixes[row, 3 + k]
            if same:
                found |= lexicon.suffixes[row, 0]
            row = lexicon.suffixes[row, 1]
    return found | lexicon.nodes[node, IS]


@compiled
def stands_as(token: Any, lexicon: Any, desk: Any) -> Any:
    """What a word as it stands is beside a name (bits of `letters`)."""
    return _flags(np.int64(desk.token[token, d.OFFSET]), np.int64(desk.token[token, d.STOP]), lexicon, desk)


@compiled
def supports(token: Any, wanted: Any, alias: Any, names: Any, lexicon: Any, desk: Any) -> Any:
    """Whether a word, in some form, is of a wanted kind or a context word of an alias."""
    begin, stop = np.int64(desk.token[token, d.OFFSET]), np.int64(desk.token[token, d.STOP])
    if _supports(begin, stop, wanted, alias, names, lexicon, desk):
        return True
    if is_cyrillic(desk.shapes, _U(begin), _U(stop)):
        cut_off = ending_length(desk.shapes, _U(begin), _U(stop), lexicon.endings, lexicon.long_endings)
        return _supports(begin, stop - np.int64(cut_off), wanted, alias, names, lexicon, desk)
    script = _script(desk.letters[begin], lexicon)
    for number in range(lexicon.clitics.shape[0]):
        row = lexicon.clitics[number]
        size = np.int64(row[1])
        if row[0] != script or stop - begin - size < SHORTEST_REST:
            continue
        if not _starts_with(desk.letters, begin, stop, row, size):
            continue
        if _supports(begin + size, stop, wanted, alias, names, lexicon, desk):
            return True
    return False


@compiled
def _supports(begin: Any, stop: Any, wanted: Any, alias: Any, names: Any, lexicon: Any, desk: Any) -> Any:
    if _flags(begin, stop, lexicon, desk) & wanted:
        return True
    first, count = names.context[alias, 0], names.context[alias, 1]
    if not count:
        return False
    node = np.int64(0)
    for i in range(begin, stop):
        node = find(names.slots, (node << NODE_BITS) | np.int64(desk.letters[i]))
        if node < 0:
            return False
    number = names.word_at[node]
    for i in range(first, first + count):
        if names.context_words[i] == number:
            return number >= 0
    return False
