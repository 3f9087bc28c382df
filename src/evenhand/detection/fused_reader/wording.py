"""What a text's features and wording add up to, block by block, and the scores they lead to.

The twin of `stance.wording` and `stance.weights`.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from evenhand.detection.fused_reader import desk as d
from evenhand.detection.fused_reader.compiling import compiled
from evenhand.detection.fused_reader.letters import MULTIPLIER
from evenhand.detection.fused_reader.lexicon import ROW_BITS
from evenhand.detection.stance.surface import OTHER, TARGET
from evenhand.detection.stance.weights import LABELS, ONE, SHARE, VIOLATING, WIDTH
from evenhand.detection.stance.wording import (
    BEGINNING,
    BESIDE,
    BLOCKS,
    EDGES,
    LONGEST,
    MARKS,
    PAIRS,
    PIECES,
    SIDES,
    SIZES,
)

_U: Final = np.uint64
_P: Final = _U(MULTIPLIER)
_0, _1 = np.int64(0), np.int64(1)
_FULL: Final = np.uint32(0xFFFFFFFF)
_OPEN, _SHUT, _SPACE, _NEAR, _FIRST, _LAST = (np.int32(ord(sign)) for sign in "<> n^$")
_MASKS: Final = np.array([[ord(sign) for sign in mask] for mask in (TARGET, OTHER)], np.int32)
_MARKS: Final = np.array([[ord(sign) for sign in mark.ljust(2, "\0")] for mark in MARKS], np.int32)
_SMALLEST, _LARGEST = SIZES[0], SIZES[-1]
_LABELS, _FAR = len(LABELS), len(SHARE)


@compiled
def fed(state: Any, letter: Any, crc: Any) -> Any:
    """The running CRC-32, one letter of UTF-8 further."""
    code = np.uint32(letter)
    if code < 0x80:
        return crc[(state ^ code) & np.uint32(0xFF)] ^ (state >> np.uint32(8))
    if code < 0x800:
        state = crc[(state ^ (np.uint32(0xC0) | (code >> np.uint32(6)))) & np.uint32(0xFF)] ^ (state >> np.uint32(8))
    else:
        if code < 0x10000:
            state = crc[(state ^ (np.uint32(0xE0) | (code >> np.uint32(12)))) & np.uint32(0xFF)] ^ (
                state >> np.uint32(8)
            )
        else:
            state = crc[(state ^ (np.uint32(0xF0) | (code >> np.uint32(18)))) & np.uint32(0xFF)] ^ (
                state >> np.uint32(8)
            )
            byte = np.uint32(0x80) | ((code >> np.uint32(12)) & np.uint32(0x3F))
            state = crc[(state ^ byte) & np.uint32(0xFF)] ^ (state >> np.uint32(8))
        byte = np.uint32(0x80) | ((code >> np.uint32(6)) & np.uint32(0x3F))
        state = crc[(state ^ byte) & np.uint32(0xFF)] ^ (state >> np.uint32(8))
    byte = np.uint32(0x80) | (code & np.uint32(0x3F))
    return crc[(state ^ byte) & np.uint32(0xFF)] ^ (state >> np.uint32(8))


@compiled
def _row_of(key: Any, lexicon: Any) -> Any:
    """The row of a key in the model; -1 where there is none."""
    slots = lexicon.model_slots
    mask = np.int64(slots.shape[0] - 1)
    place = np.int64((_U(key) * _P) >> _U(40)) & mask
    while slots[place]:
        if slots[place] >> ROW_BITS == np.int64(key):
            return (slots[place] & np.int64((1 << ROW_BITS) - 1)) - _1
        place = (place + 1) & mask
    return np.int64(-1)


@compiled
def add_row(block: Any, row: Any, lexicon: Any, desk: Any) -> Any:
    """Add a row of the model to a block's sums."""
    if row >= 0:
        rarity = np.int64(lexicon.rarity[row])
        for k in range(WIDTH):
            desk.sums[block, k] += rarity * np.int64(lexicon.rows[row, k])
        desk.sums[block, WIDTH] += rarity * rarity


@compiled
def _begun(block: Any, crc: Any) -> Any:
    state = _FULL
    if _MARKS[block, 1]:
        state = fed(fed(state, _MARKS[block, 0], crc), _MARKS[block, 1], crc)
    return state


@compiled
def _fed_word(state: Any, at: Any, most: Any, lexicon: Any, desk: Any) -> Any:
    """The running CRC-32, a word's first letters further."""
    token = desk.word[at, d.TOKEN]
    if token < 0:
        mask = 0 if token == d.NAME else 1
        return fed(fed(state, _MASKS[mask, 0], lexicon.crc), _MASKS[mask, 1], lexicon.crc)
    begin = np.int64(desk.token[token, d.OFFSET])
    for i in range(begin, min(np.int64(desk.token[token, d.STOP]), begin + most)):
        state = fed(state, desk.letters[i], lexicon.crc)
    return state


@compiled
def _add_key(block: Any, state: Any, lexicon: Any, desk: Any) -> Any:
    add_row(block, _row_of(np.int64(state ^ _FULL), lexicon), lexicon, desk)


@compiled
def _weigh(token: Any, lexicon: Any, desk: Any) -> Any:
    """Put what the pieces of a word add up to beside it, once a text."""
    row, worded = desk.token[token], desk.worded[token]
    if row[d.WEIGHED]:
        return
    row[d.WEIGHED] = 1
    worded[:] = 0
    begin = np.int64(row[d.OFFSET])
    size: Any = min(np.int64(row[d.STOP]) - begin, LONGEST)
    size += 2
    letters, crc = desk.letters, lexicon.crc
    whole = _FULL
    for start in range(size + 1):
        state = _FULL if start < size else whole
        for i in range(start, min(start + _LARGEST, size) if start < size else start + 1):
            if start < size:
                letter = _OPEN if i == 0 else _SHUT if i == size - 1 else letters[begin + i - 1]
                state = fed(state, letter, crc)
                if i == start:
                    whole = fed(whole, letter, crc)
                if i - start + 1 < _SMALLEST:
                    continue
            found = _row_of(np.int64(state ^ _FULL), lexicon)
            if found >= 0:
                rarity = np.int32(lexicon.rarity[found])
                for k in range(WIDTH):
                    worded[k] += rarity * np.int32(lexicon.rows[found, k])
                worded[WIDTH] += rarity * rarity


@compiled
def add_wording(first: Any, last: Any, target: Any, lexicon: Any, desk: Any) -> Any:
    """Add up pieces, sides, pairs and edges of some words; `target` is the name among them, or -1."""
    crc = lexicon.crc
    for at in range(first, last):
        token = np.int64(desk.word[at, d.TOKEN])
        if token >= 0:
            _weigh(token, lexicon, desk)
            for k in range(WIDTH + 1):
                desk.sums[PIECES, k] += np.int64(desk.worded[token, k])
        if target >= 0:
            state = fed(_begun(SIDES, crc), _OPEN if at < target else _SHUT, crc)
            if abs(at - target) <= BESIDE:
                state = fed(state, _NEAR, crc)
            _add_key(SIDES, _fed_word(state, at, BEGINNING, lexicon, desk), lexicon, desk)
        if at + 1 < last:
            state = fed(_fed_word(_begun(PAIRS, crc), at, BEGINNING, lexicon, desk), _SPACE, crc)
            _add_key(PAIRS, _fed_word(state, at + 1, BEGINNING, lexicon, desk), lexicon, desk)
    if last > first:
        state = _fed_word(fed(_begun(EDGES, crc), _FIRST, crc), first, LONGEST, lexicon, desk)
        _add_key(EDGES, state, lexicon, desk)
        if last - first > 1:
            _add_key(EDGES, _fed_word(fed(state, _SPACE, crc), first + 1, LONGEST, lexicon, desk), lexicon, desk)
        begun = fed(_begun(EDGES, crc), _LAST, crc)
        _add_key(EDGES, _fed_word(begun, last - 1, LONGEST, lexicon, desk), lexicon, desk)
        if last - first > 1:
            state = fed(_fed_word(begun, last - 2, LONGEST, lexicon, desk), _SPACE, crc)
            _add_key(EDGES, _fed_word(state, last - 1, LONGEST, lexicon, desk), lexicon, desk)


@compiled
def _root(square: Any) -> Any:
    """The whole number whose square is not above another: `math.isqrt`."""
    root = np.int64(np.sqrt(np.float64(square)))
    while root * root > square:
        root -= _1
    while (root + 1) * (root + 1) <= square:
        root += _1
    return root


@compiled
def _either(high: Any, low: Any) -> Any:
    """`weights.either` of two."""
    if high < low:
        high, low = low, high
    return high + SHARE[min(high - low, np.int64(_FAR - 1))]


@compiled
def scored(lexicon: Any, desk: Any) -> Any:
    """The four scores that the sums lead to; the sums are nothing again afterwards."""
    total, found = desk.total, desk.scored
    total[:] = 0
    for block in range(BLOCKS):
        length = _root(desk.sums[block, WIDTH] << np.int64(16))
        if length:
            for k in range(WIDTH):
                total[k] += desk.sums[block, k] * lexicon.strengths[block] // length
    desk.sums[:] = 0
    for label in range(_LABELS):
        score = _0
        for k in range(WIDTH):
            if total[k] > 0:
                score += total[k] * lexicon.out[k, label]
        found[label] = score // np.int64(ONE) + lexicon.bias[label]
    bad, good = found[0], found[VIOLATING]
    for label in range(1, VIOLATING):
        bad = _either(bad, found[label])
    for label in range(VIOLATING + 1, _LABELS):
        good = _either(good, found[label])
    reports, neutral, against, satire, rights = VIOLATING, VIOLATING + 1, VIOLATING + 2, VIOLATING + 3, VIOLATING + 4
    return bad - good, found[reports], _either(found[neutral], found[rights]), _either(found[against], found[satire])
