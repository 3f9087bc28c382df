"""Words by their letters: one tree over everything that a word can be known as, as arrays for the compiled reader.

From a root (one for each language's cues and fields of meaning, one for the words beside a weak name) a word is walked
letter by letter; what its beginning or the whole of it is known as stands at the nodes it passes.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

# Columns of `nodes`: the part of a phrase that is this word, the one that is this beginning and any ending, what the word
# and the beginning are beside a weak name, a beginning that wants an ending too.
EXACT, STEM, IS, BEGINS, ENDED, COLUMNS = range(6)
# What a word may be beside a name (bits of IS and BEGINS).
TITLE, AFTER, BEFORE, INDEFINITE, PARTICLE, SUPPORT, AFFAIRS = (1 << bit for bit in range(7))
NODE_BITS: Final = 21  # a key is node and letter: letters are below 2**21
STARTS: Final = 1 << 14
ONE, TWO, THREE = 1, 2, 4  # bits of `starts`: a stem of one or two letters, or three letters of something
MULTIPLIER: Final = 0x9E3779B97F4A7C15
LONGEST_ENDING: Final = 14


def start_of(first: int, second: int, third: int) -> int:
    """The place of three letters in `starts`; the compiled twin is in `words`."""
    return (first * 5 + second * 397 + third * 7919) & (STARTS - 1)


class Letters:
    """The tree while it is built."""

    def __init__(self) -> None:
        self.children: dict[tuple[int, str], int] = {}
        self.nodes: list[list[int]] = []
        self.fields: list[int] = []
        self.starts: list[Any] = []  # by language, see `start`
        self.endings: list[list[int]] = []  # what it is, letters, their number, the next row or -1

    def root(self) -> int:
        """A new root."""
        self.nodes.append([-1, -1, 0, 0, -1])
        self.fields.append(0)
        return len(self.nodes) - 1

    def at(self, root: int, word: str) -> int:
        """The node of a word, made where there is none."""
        node = root
        for letter in word:
            child = self.children.get((node, letter))
            if child is None:
                child = self.children[node, letter] = self.root()
            node = child
        return node

    def start(self, language: int, word: str, *, stem: bool) -> None:
        """Note how a word of a language begins: most words of a text begin like none, and need not be walked."""
        while len(self.starts) <= language:
            self.starts.append(np.zeros(STARTS, np.uint8))
        codes = [ord(letter) for letter in word[:3]] + [0] * (3 - len(word))
        if len(word) >= 3:
            self.starts[language][start_of(*codes)] |= THREE
        elif stem:
            self.starts[language][start_of(codes[0], codes[1], 0)] |= TWO if len(word) == 2 else ONE

    def mark(self, root: int, word: str, column: int, bit: int) -> None:
        """Say of a word (or a beginning) that it is something beside a name."""
        self.nodes[self.at(root, word)][column] |= bit

    def end(self, root: int, beginning: str, ending: str, bit: int) -> None:
        """Say it of all words with this beginning and ending. Raises ValueError for an ending that is too long."""
        if len(ending) > LONGEST_ENDING:
            raise ValueError(f"longer than {LONGEST_ENDING} letters: {ending}")
        node = self.nodes[self.at(root, beginning)]
        letters = [ord(letter) for letter in ending]
        self.endings.append([bit, node[ENDED], len(ending), *letters, *[0] * (LONGEST_ENDING - len(ending))])
        node[ENDED] = len(self.endings) - 1

    def slots(self) -> Any:
        """The children as a hash table: key, child. A key is never 0, since no letter is."""
        keys = [(node << NODE_BITS) | ord(letter) for node, letter in self.children]
        return hashed(keys, list(self.children.values()))


def hashed(keys: list[int], values: list[int]) -> Any:
    """A table of keys (none is 0) and values, twice as large as need be; `find` of `words` looks in it."""
    size = 1 << max(4, (2 * len(keys)).bit_length())
    table = np.zeros((size, 2), np.int64)
    taken = np.zeros(size, np.bool_)
    wanted = np.array(keys, np.uint64)
    place = ((wanted * np.uint64(MULTIPLIER)) >> np.uint64(40)).astype(np.int64) & (size - 1)
    left = np.arange(len(keys))
    numbers = np.array(values, np.int64)
    while left.size:  # all at once, those that met a taken place one further
        at = place[left]
        _, first = np.unique(at, return_index=True)
        first = first[~taken[at[first]]]
        rows = left[first]
        table[place[rows], 0], table[place[rows], 1] = wanted[rows].astype(np.int64), numbers[rows]
        taken[place[rows]] = True
        left = np.delete(left, first)
        place[left] = (place[left] + 1) & (size - 1)
    return table
