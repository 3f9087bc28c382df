"""Hashes of folded words in the compiled passes, the filters asked by them, and the compiled part of building the tables.

A word is hashed over its letters' *shapes*, one byte each (ASCII is itself, а to я are 0x80 to 0x9F, all others share the
rest). A Cyrillic word is known by its stem, as in the plain trie. Hashes only choose where to look; `fused.kernel` verifies.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from evenhand.detection.fused.compiling import building, inlined
from evenhand.detection.fused.lanes import load8

_U: Final = np.uint64
PRIME: Final = 0x9E3779B97F4A7C15
P: Final = _U(PRIME)
SEED: Final = _U(0x243F6A8885A308D3)
_STEM: Final = _U(0x13198A2E03707344)
_MIX: Final = _U(0xD6E8FEB86659FD93)
_LAST: Final = _U(0xA0761D6478BD642F)
_FIRST_HALF: Final = np.array([(1 << (8 * min(size, 8))) - 1 for size in range(17)], np.uint64)
_OTHER_HALF: Final = np.array([(1 << (8 * max(size - 8, 0))) - 1 for size in range(17)], np.uint64)
PAD: Final = 16  # bytes that must be readable behind a word
CYRILLIC_SHAPE: Final = 0x80
OTHER_ALPHABETS: Final = 0xA0
_SHORTEST_STEM: Final = 3
# The columns of `Tables.steps`.
CHILD, CUT, FOLLOWING, WORD, LENGTH, ENDS, GOES_ON, COLUMNS = range(8)


@inlined
def shape_of(letter: Any) -> Any:
    """The shape of a folded letter."""
    letter = np.int64(letter)
    if letter < 0x80:
        return np.uint8(letter)
    if 0x430 <= letter <= 0x44F:
        return np.uint8(letter - 0x430 + CYRILLIC_SHAPE)
    return np.uint8(0xA0 + (letter * 7) % 96)


@inlined
def hash_shapes(shapes: Any, begin: Any, stop: Any) -> Any:
    """The hash of a run of shapes."""
    size = stop - begin
    half = min(size, _U(16))
    value = (load8(shapes, begin) & _FIRST_HALF[half]) * P + (load8(shapes, begin + _U(8)) & _OTHER_HALF[half]) * _MIX
    if size > _U(16):
        at = begin + _U(16)
        while at < stop:
            value = (value ^ (value >> _U(29))) * _LAST + (load8(shapes, at) & _FIRST_HALF[min(stop - at, _U(8))]) * P
            at += _U(8)
    value ^= value >> _U(32)
    value *= _LAST
    return value ^ (value >> _U(29))


@inlined
def in_bits(bits: Any, value: Any) -> Any:
    """Whether a hash is in a Bloom filter: four bits of one word."""
    need = (
        (_U(1) << (value & _U(63))) | (_U(1) << ((value >> _U(6)) & _U(63)))
        | (_U(1) << ((value >> _U(12)) & _U(63))) | (_U(1) << ((value >> _U(18)) & _U(63)))
    )  # fmt: skip
    return bits[(value >> _U(40)) & _U(bits.size - 1)] & need == need


@inlined
def may_open(tables: Any, shapes: Any, begin: Any, value: Any) -> Any:
    """Whether a word may begin a name: `in_bits` of the half of the filter for its alphabet."""
    half = _U(shapes[begin] >= OTHER_ALPHABETS) * _U(2)
    need = (
        (_U(1) << (value & _U(63)))
        | (_U(1) << ((value >> _U(6)) & _U(63)))
        | (_U(1) << ((value >> _U(12)) & _U(63)))
        | (_U(1) << ((value >> _U(18)) & _U(63)))
    )
    place = tables.halves[half] + ((value >> _U(40)) & tables.halves[half + _U(1)])
    return tables.openers[place] & need == need


@inlined
def step_key(node: Any, value: Any) -> Any:
    """The table key of a step from a node by a word's hash; never 0."""
    mixed = value ^ (_U(node) * _MIX)
    mixed ^= mixed >> _U(32)
    mixed *= _MIX
    return (mixed ^ (mixed >> _U(29))) | _U(1)


@inlined
def entry_of(tables: Any, node: Any, value: Any) -> Any:
    """The first entry of the steps from a node by a word's hash; -1 for none."""
    wanted = step_key(node, value)
    slots = tables.slots
    mask = _U(slots.shape[0] - 1)
    place = (wanted >> _U(17)) & mask
    while slots[place, 0]:
        if slots[place, 0] == wanted:
            return np.int32(slots[place, 1])
        place = (place + _U(1)) & mask
    return np.int32(-1)


@inlined
def _tail(shapes: Any, at: Any) -> Any:
    """The number of a Cyrillic letter in the table of endings; 32 for any other."""
    return min(_U(shapes[at]) - _U(CYRILLIC_SHAPE), _U(32))


@inlined
def ending_length(shapes: Any, begin: Any, stop: Any, endings: Any, long_endings: Any) -> Any:
    """How long the longest case ending of a Cyrillic word of four letters or more is."""
    place = (_tail(shapes, stop - _U(1)) * _U(33) + _tail(shapes, stop - _U(2))) * _U(33) + _tail(shapes, stop - _U(3))
    most = stop - begin - _U(_SHORTEST_STEM)
    known = _U(endings[place])
    if known & _U(8) and most >= _U(4):  # the last three letters of a longer ending
        for number in range(_U(long_endings.shape[0])):
            size = _U(long_endings[number, 0])
            if size > most:
                continue
            same = True
            for i in range(size):
                same = same and shapes[stop - size + i] == long_endings[number, 1 + i]
            if same:
                return size
    if known & _U(4) and most >= _U(3):
        return _U(3)
    if known & _U(2) and most >= _U(2):
        return _U(2)
    return known & _U(1)


@inlined
def is_cyrillic(shapes: Any, begin: Any, stop: Any) -> Any:
    """Whether a word is long enough Cyrillic to carry a case ending."""
    return shapes[begin] & 0xE0 == CYRILLIC_SHAPE and stop - begin > _U(_SHORTEST_STEM)


@inlined
def word_hash(shapes: Any, begin: Any, stop: Any, endings: Any, long_endings: Any) -> Any:
    """The hash by which the trie knows a word."""
    if is_cyrillic(shapes, begin, stop):
        return hash_shapes(shapes, begin, stop - ending_length(shapes, begin, stop, endings, long_endings)) ^ _STEM
    return hash_shapes(shapes, begin, stop)


@inlined
def hash_on(value: Any, shape: Any) -> Any:
    """A running hash, one letter further: for what is looked up at every length."""
    value = (value ^ _U(shape)) * P
    return value ^ (value >> _U(29))


@building
def hash_words(letters: Any, word: Any, stems: Any) -> Any:
    """The hash of each word, letters from word[i] up to word[i + 1]; `stems` says which are stems."""
    shapes = np.zeros(letters.size + PAD, np.uint8)
    for i in range(letters.size):
        shapes[i] = shape_of(letters[i])
    out = np.zeros(word.size - 1, np.uint64)
    for i in range(out.size):
        out[i] = hash_shapes(shapes, _U(word[i]), _U(word[i + 1])) ^ (_STEM if stems[i] else _U(0))
    return out


@building
def hash_running(letters: Any, word: Any, bare: Any) -> Any:
    """Running hashes of words: plain, and as read in Latin and in Cyrillic (one letter for all that look alike, no repeats).

    A disguise undone in Latin leaves no word all in Cyrillic, one undone in Cyrillic leaves a letter of it in every word:
    where a reading cannot give the word, the other one stands twice.
    """
    plain, read = np.zeros(word.size - 1, np.uint64), np.zeros(2 * (word.size - 1), np.uint64)
    for number in range(plain.size):
        value, latin, cyrillic = SEED, False, False
        for i in range(word[number], word[number + 1]):
            value = hash_on(value, shape_of(letters[i]))
            latin = latin or 0x61 <= letters[i] <= 0x7A
            cyrillic = cyrillic or 0x400 <= letters[i] <= 0x52F
        plain[number] = value
        for script in range(2):
            value, last = SEED, np.uint8(0)
            for i in range(word[number], word[number + 1]):
                shape = bare[script, shape_of(letters[i])]
                if shape != last:
                    value = hash_on(value, shape)
                last = shape
            read[2 * number + script] = value
        if not cyrillic:
            read[2 * number + 1] = read[2 * number]
        elif not latin:
            read[2 * number] = read[2 * number + 1]
    return plain, read


@building
def fill(hashes: Any, node: Any, slots: Any, steps: Any) -> None:
    """Put all steps into the hash table, those of one key chained in their order."""
    mask = _U(slots.shape[0] - 1)
    last = np.full(slots.shape[0], -1, np.int32)
    for number in range(hashes.size):
        value = step_key(node[number], hashes[number])
        place = (value >> _U(17)) & mask
        while slots[place, 0] and slots[place, 0] != value:
            place = (place + _U(1)) & mask
        if slots[place, 0]:
            steps[last[place], FOLLOWING] = number
        else:
            slots[place, 0] = value
            slots[place, 1] = number
        last[place] = number


@building
def set_bits(hashes: Any, bits: Any) -> None:
    """Put hashes into a Bloom filter."""
    mask = _U(bits.size - 1)
    for value in hashes:
        for shift in (_U(0), _U(6), _U(12), _U(18)):
            bits[(value >> _U(40)) & mask] |= _U(1) << ((value >> shift) & _U(63))
