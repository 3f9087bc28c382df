"""Where sentences and clauses end, what is quoted, the tones of a sentence, the masks: the twin of `stance.surface`."""

from __future__ import annotations

from typing import Any

import numpy as np

from evenhand.detection.fused_reader import desk as d
from evenhand.detection.fused_reader import signs as s
from evenhand.detection.fused_reader.compiling import compiled, inlined
from evenhand.detection.stance.surface import MOST_QUOTED

_0, _1 = np.int64(0), np.int64(1)
_BLANK_LINE, _RETURN, _DASH = 10, 13, ord("-")
_STRAIGHT, _CURLY = ord("'"), ord("’")
QUESTION, EMPHATIC = 1, 2


@compiled
def _bits(signs: Any, codes: Any, at: Any) -> Any:
    return np.int64(signs[codes[at]])


@inlined
def _sentence_ends(signs: Any, desk: Any) -> None:
    """Runs of signs that end a sentence, before a blank, the end or a closing quotation mark; and ends of lines."""
    codes, size = desk.codes, desk.counts[d.CODES]
    count, at = _0, _0
    while at < size:
        if not _bits(signs, codes, at) & s.ENDS:
            at += 1
            continue
        stop = at + 1
        while stop < size and _bits(signs, codes, stop) & s.ENDS:
            stop += 1
        end: Any = np.int64(-1)
        if stop == size:
            end = stop
        elif _bits(signs, codes, stop) & (s.SPACE | s.CLOSES_SENTENCE):
            end = stop + 1
        else:  # the run may be cut short where a blank of its own follows
            for i in range(stop - 1, at, -1):
                if _bits(signs, codes, i) & s.SPACE:
                    end = i + 1
                    break
            if end < 0 and codes[at] == _BLANK_LINE:
                end = at + 1
        if end < 0:
            at = stop
            continue
        desk.borders[0, count] = end
        count += 1
        at = end
    desk.counts[d.SENTENCES] = count


@inlined
def _clause_ends(signs: Any, desk: Any) -> None:
    """Where clauses end, the ends of sentences among them."""
    codes, size = desk.codes, desk.counts[d.CODES]
    count, sentence, at = _0, _0, _0
    while at <= size:
        end = np.int64(-1)
        after = at + 1
        if at < size:
            if _bits(signs, codes, at) & s.DIVIDES:
                end = at + 1
            elif (
                _bits(signs, codes, at) & s.SPACE and at + 2 < size and codes[at + 1] == _DASH
                and _bits(signs, codes, at + 2) & s.SPACE
            ):  # fmt: skip
                end = after = at + 3
        border = end if end >= 0 else after
        while sentence < desk.counts[d.SENTENCES] and desk.borders[0, sentence] <= border:
            if not count or desk.borders[1, count - 1] != desk.borders[0, sentence]:
                desk.borders[1, count] = desk.borders[0, sentence]
                count += 1
            sentence += 1
        if end >= 0 and (not count or desk.borders[1, count - 1] != end):
            desk.borders[1, count] = end
            count += 1
        at = after
    desk.counts[d.CLAUSES] = count


@compiled
def _closed(at: Any, first: Any, second: Any, signs: Any, desk: Any) -> Any:
    """Where a quotation closes; -1 where it does not."""
    codes, size = desk.codes, desk.counts[d.CODES]
    for end in range(at + 1, min(size, at + MOST_QUOTED)):
        code = codes[end]
        if code != first and code != second:  # noqa: PLR1714 - a set is made anew each time
            continue
        apostrophe = code == _STRAIGHT or code == _CURLY  # noqa: PLR1714 - a set is made anew each time
        if not apostrophe or end + 1 >= size or not _bits(signs, codes, end + 1) & s.ALNUM:
            return np.int64(end)
    return np.int64(-1)


@inlined
def _quotations(lexicon: Any, desk: Any) -> None:
    codes, size, quotes = desk.codes, desk.counts[d.CODES], lexicon.quotes
    count, at = _0, _0
    while at < size:
        if not _bits(lexicon.signs, codes, at) & s.QUOTES:
            at += 1
            continue
        row = _0
        while quotes[row, 0] != codes[at]:
            row += 1
        first, second = quotes[row, 1], quotes[row, 2]
        end = np.int64(-1)
        if first:
            end = _closed(at, first, second if second else first, lexicon.signs, desk)
        elif at == 0 or not _bits(lexicon.signs, codes, at - 1) & s.ALNUM:
            end = _closed(at, np.int32(_STRAIGHT), np.int32(_CURLY), lexicon.signs, desk)
        if end > 0:
            desk.quoted[count, 0], desk.quoted[count, 1] = at, end
            count += 1
        at = max(at, end) + 1
    desk.counts[d.SPANS] = count


@inlined
def _tones(signs: Any, desk: Any) -> None:
    codes, size = desk.codes, desk.counts[d.CODES]
    sentences = desk.counts[d.SENTENCES]
    for number in range(sentences + 2):
        desk.tones[number] = 0
    desk.counts[d.MOCKING] = 0
    begin = _0
    for number in range(sentences + 1):
        end = np.int64(desk.borders[0, number]) if number < sentences else size
        seen = _0
        for at in range(begin, end):
            seen |= _bits(signs, codes, at)
        if seen & s.ASKS:
            desk.tones[number] |= np.uint8(QUESTION)
        if seen & s.EXCLAIMS:
            desk.tones[number if seen & s.ALPHA else max(number - 1, 0)] |= np.uint8(EMPHATIC)
        if seen & s.MOCKS:
            desk.counts[d.MOCKING] = 1
        begin = max(begin, end)


@compiled
def frame(lexicon: Any, desk: Any) -> None:
    """Find all of it."""
    _sentence_ends(lexicon.signs, desk)
    _clause_ends(lexicon.signs, desk)
    _quotations(lexicon, desk)
    _tones(lexicon.signs, desk)


@compiled
def _add_word(count: Any, token: Any, begin: Any, finish: Any, desk: Any) -> Any:
    desk.word[count, d.TOKEN], desk.word[count, d.BEGIN], desk.word[count, d.FINISH] = token, begin, finish
    return count + 1


@compiled
def mask(reading: Any, lexicon: Any, desk: Any) -> Any:
    """Lay out the words for reading one name: masks in the places of names. Says whether there was room."""
    name, token, word = desk.name, desk.token, desk.word
    tokens, count, at, extra = desk.counts[d.TOKENS], _0, _0, desk.counts[d.TOKENS]
    entity, start, end = name[reading, d.ENTITY], name[reading, d.NAME_START], name[reading, d.NAME_END]
    desk.counts[d.TARGET] = -1
    for number in range(desk.counts[d.NAMES]):
        if name[number, d.GONE]:
            continue
        first, last = name[number, d.NAME_START], name[number, d.NAME_END]
        if number != reading and (name[number, d.ENTITY] == entity or (first == start and last == end)):
            continue
        while at < tokens and token[at, d.END] <= first:
            count = _add_word(count, at, token[at, d.START], token[at, d.END], desk)
            at += 1
        while at < tokens and token[at, d.START] < last:
            if token[at, d.START] < first:  # a proclitic before the name stays a word of its own: its first letter
                if extra + 1 >= token.shape[0]:
                    return False
                token[extra, d.OFFSET] = token[at, d.OFFSET]
                token[extra, d.STOP] = token[at, d.OFFSET] + 1
                count = _add_word(count, extra, token[at, d.START], first, desk)
                extra += 1
            at += 1
        if number == reading:
            desk.counts[d.TARGET] = count
        count = _add_word(count, d.NAME if number == reading else d.OTHER, first, last, desk)
        if count + tokens + 4 > word.shape[0]:
            return False
    while at < tokens:
        count = _add_word(count, at, token[at, d.START], token[at, d.END], desk)
        at += 1
    desk.counts[d.WORDS] = count
    _number(desk)
    return True


@inlined
def _number(desk: Any) -> None:
    """Give each word the number of its sentence and clause, and say whether it is quoted."""
    word, counts = desk.word, desk.counts
    sentence, clause, span, reached = _0, _0, _0, np.int32(0)
    for at in range(counts[d.WORDS]):
        begin = word[at, d.BEGIN]
        while sentence < counts[d.SENTENCES] and desk.borders[0, sentence] <= begin:
            sentence += 1
        while clause < counts[d.CLAUSES] and desk.borders[1, clause] <= begin:
            clause += 1
        reached = max(reached, word[at, d.FINISH])
        while span < counts[d.SPANS] and desk.quoted[span, 1] < reached:
            span += 1
        word[at, d.SENTENCE], word[at, d.CLAUSE] = sentence, clause
        word[at, d.QUOTED] = span < counts[d.SPANS] and desk.quoted[span, 0] < begin


@compiled
def words_of(sentence: Any, desk: Any) -> Any:
    """The first word of a sentence and the one after its last."""
    first = _0
    while first < desk.counts[d.WORDS] and desk.word[first, d.SENTENCE] < sentence:
        first += 1
    last = first
    while last < desk.counts[d.WORDS] and desk.word[last, d.SENTENCE] == sentence:
        last += 1
    return first, last
