"""The aliases as flat arrays, for the compiled passes: a hashed trie, and filters of the words that open names.

Hashes only choose where to look: every step of the trie is compared letter by letter with the alias. The order of trie
entries is the plain scanner's, so that ties are broken alike. Walking is `fused.kernel`'s.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np

from evenhand.detection.aliases import STEM_MARK, TERMINAL, AliasIndex, Trie
from evenhand.detection.fused import code_points, shapes
from evenhand.detection.fused.hashing import (
    CHILD,
    COLUMNS,
    CUT,
    CYRILLIC_SHAPE,
    ENDS,
    GOES_ON,
    LENGTH,
    WORD,
    fill,
    hash_running,
    hash_words,
    set_bits,
    shape_of,
)
from evenhand.detection.hashtags import affixes
from evenhand.detection.morphology import endings

_FIRST_CYRILLIC, _LAST_CYRILLIC = 0x430, 0x44F
_BITS_A_WORD: Final = 16  # of a filter, at least
_BITS_WHERE_ASKED_OFTEN: Final = 48  # of a filter that is asked for every part of a word


class Tables(NamedTuple):
    """Everything the compiled passes read. `slots` is a hash table of trie steps."""

    shapes: Any  # uint16 by code point: see fused.shapes
    row_of: Any  # uint32 by byte, and
    rows: Any  # uint32: the same byte by byte
    fold: Any  # int32 by code point: folded code point, 0 dropped, -(n + 1) a run of `pieces`
    pieces: Any  # int32: length, then letters
    classes: Any  # uint8 by code point below 0x20000
    bare: Any  # uint8 by script and shape: one shape for all that look alike
    openers: (
        Any  # uint64, two filters of words that may begin a name: ASCII or Cyrillic, others (with their proclitics)
    )
    halves: Any  # uint64: where each begins in `openers`, and how many words it has less one
    slots: Any  # uint64 rows: a key (0 is empty) and the first step of that key
    steps: Any  # int32 rows, columns as in `hashing`: the trie's step by step, with what is known of the node after it
    letters: Any  # int32
    endings: Any  # uint8 by the last three letters of a Cyrillic word: which case endings they may be, a bit a length
    long_endings: Any  # uint8 rows of length and shapes: those of four letters and more
    joined: Any  # uint64 filter by running hash: names as one word
    before: Any  # uint64 filter: known words before a name in a tag
    after: Any  # uint64 filter
    skeletons: Any  # uint64 filter: all words of names as they are read in each script
    stem_skeletons: Any  # uint64 filter: stems of Cyrillic words among them
    lone_skeletons: Any  # uint64 filter: names of one word, the same
    joined_skeletons: Any  # uint64 filter: names as one word, the same


def bit_filter(hashes: Any, bits_each: int = _BITS_A_WORD) -> Any:
    """A Bloom filter of four bits a hash, all in one word."""
    bits = np.zeros(1 << max(6, int(np.ceil(np.log2(max(1, len(hashes)) * bits_each / 64)))), np.uint64)
    set_bits(hashes, bits)
    return bits


@lru_cache(maxsize=1)
def _bare() -> Any:
    """By script (Latin, Cyrillic) and shape, the shape it is read as when a disguise is undone; other shapes stay."""
    out = np.tile(np.arange(256, dtype=np.uint8), (2, 1))
    separators = {"@": shapes.AT, "!": shapes.SIGN, "$": shapes.DOLLAR, "€": shapes.EURO}
    for script, row in zip(("Latn", "Cyrl"), out, strict=True):
        for char, read in code_points.readings(script).items():
            if char.isalnum() or char in separators:
                row[separators.get(char, shape_of.py_func(ord(char)))] = shape_of.py_func(ord(read))
    return out


@lru_cache(maxsize=1)
def endings_table() -> tuple[Any, Any]:
    """Case endings by their last three letters (bit n - 1 for one of n letters, bit 3 for longer), and the longer ones."""
    all_endings = [[ord(char) - _FIRST_CYRILLIC for char in ending] for ending in endings()]
    if not all(0 <= letter < 32 for ending in all_endings for letter in ending):
        raise ValueError("a case ending in data/morphology.yml has a letter outside а to я")
    known = np.zeros((33, 33, 33), np.uint8)  # by last, last but one, last but two
    for ending in all_endings:
        place = tuple(reversed(ending[-3:]))
        known[place] |= np.uint8(1 << min(len(ending) - 1, 3))
    longer = [ending for ending in all_endings if len(ending) > 3]
    rows = np.zeros((len(longer), 1 + max(map(len, longer), default=0)), np.uint8)
    for row, ending in zip(rows, longer, strict=True):
        row[0] = len(ending)
        row[1 : 1 + len(ending)] = [letter + CYRILLIC_SHAPE for letter in ending]
    return known.reshape(-1), rows


class _Steps:
    """The trie as steps, nodes numbered as they are met."""

    def __init__(self, index: AliasIndex) -> None:
        self.nodes: list[list[int]] = [[]]  # alias numbers by node
        self.inner: list[int] = [0]
        self.steps: list[tuple[int, str, int, int]] = []  # node, word, child, cut
        first = self._flatten(index.trie)
        for form, bases in index.proclitics.items():
            for base, cut in bases:
                if base in first:
                    self.steps.append((0, form, first[base], cut))

    def _flatten(self, trie: Trie) -> dict[str, int]:
        first: dict[str, int] = {}
        waiting: list[tuple[Trie, int]] = [(trie, 0)]
        while waiting:
            node, number = waiting.pop()
            self.nodes[number] = node.get(TERMINAL, [])
            for word, below in node.items():
                if word == TERMINAL:
                    continue
                child = len(self.nodes)
                self.nodes.append([])
                self.inner.append(0)
                self.inner[number] = 1
                stem = word.startswith(STEM_MARK)
                self.steps.append((number, word, child, -1 if stem else 0))
                if number == 0:
                    first[word] = child
                waiting.append((below, child))
        return first


def _letters(words: list[str]) -> tuple[Any, Any]:
    """Words as one array of code points, and where each begins (and the last ends)."""
    word = np.zeros(len(words) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, words), np.int64, len(words)), out=word[1:])
    return np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), np.int32).copy(), word


def _running(words: Iterable[str]) -> tuple[Any, Any]:
    """Filters of words, and of how they are read in each script."""
    letters, word = _letters(sorted(words))
    return tuple(bit_filter(hashes, _BITS_WHERE_ASKED_OFTEN) for hashes in hash_running(letters, word, _bare()))


def build(index: AliasIndex) -> tuple[Tables, list[list[int]]]:
    """The tables of an index, and for each trie node the numbers of the aliases that end there."""
    steps = _Steps(index)
    count = len(steps.steps)
    node = np.fromiter((step[0] for step in steps.steps), np.int32, count)
    child = np.fromiter((step[2] for step in steps.steps), np.int32, count)
    cut = np.fromiter((step[3] for step in steps.steps), np.int32, count)
    letters, word = _letters([text[1:] if cut < 0 else text for _, text, _, cut in steps.steps])
    hashes = hash_words(letters, word, cut < 0)
    slots = np.zeros((1 << max(4, (2 * count).bit_length()), 2), np.uint64)
    table = np.full((count, COLUMNS), -1, np.int32)
    fill(hashes, node, slots, table)
    ends = np.array([bool(numbers) for numbers in steps.nodes], np.int32)
    for column, values in ((CHILD, child), (CUT, cut), (WORD, word[:-1]), (LENGTH, np.diff(word)), (ENDS, ends[child]),
                           (GOES_ON, np.array(steps.inner, np.int32)[child])):  # fmt: skip
        table[:, column] = values
    first = letters[word[:-1]]
    other = (first >= 0x80) & ((first < _FIRST_CYRILLIC) | (first > _LAST_CYRILLIC))
    openers = [bit_filter(hashes[(node == 0) & (other == half)]) for half in (False, True)]
    read = hash_running(letters, word, _bare())[1]  # two a word
    folded, pieces = code_points.folding()
    known, longer = endings_table()
    tables = Tables(
        shapes=shapes.table(), row_of=shapes.byte_table()[0], rows=shapes.byte_table()[1], fold=folded, pieces=pieces,
        classes=code_points.classes(), bare=_bare(), openers=np.concatenate(openers),
        halves=np.array([0, openers[0].size - 1, openers[0].size, openers[1].size - 1], np.uint64),
        slots=slots, steps=table, letters=letters, endings=known, long_endings=longer,
        joined=_running(index.joined)[0], before=_running(affixes(0))[0], after=_running(affixes(1))[0],
        skeletons=bit_filter(read, _BITS_WHERE_ASKED_OFTEN),
        stem_skeletons=bit_filter(read[np.repeat(cut < 0, 2)], _BITS_WHERE_ASKED_OFTEN),
        lone_skeletons=bit_filter(read[(np.repeat(node == 0, 2)) & (np.repeat(ends[child], 2) > 0)], _BITS_WHERE_ASKED_OFTEN),
        joined_skeletons=_running(name for name in index.joined if len(name) >= 4)[1],
    )  # fmt: skip
    return tables, steps.nodes
