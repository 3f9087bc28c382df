"""How a text is worded, for the second reading: the keys under which its pieces, neighbours and edges may weigh.

A key is the CRC-32 of a piece with the letter of its block before it. A word is cut into pieces of two to five letters, its
edges marked, and the whole; its beginning (five letters) is noted with its side of the name and whether it is beside it, and
with the beginning of the word after it; the first and last words of what is read are noted too. Names are masked before:
a mask has no pieces, but it has a place among its neighbours. Which keys weigh anything, and what, is `stance.weights`'.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final
from zlib import crc32

from evenhand.detection.stance.surface import OTHER, TARGET

SIZES: Final = (2, 3, 4, 5)
LONGEST: Final = 40  # letters of a word that are looked at: hostile input is longer, words are not
BEGINNING: Final = 5  # letters that stand for a word beside another
BESIDE: Final = 2  # words from the name that still count as beside it
FEATURES, PIECES, SIDES, PAIRS, EDGES = range(5)
BLOCKS: Final = 5
# What a key begins with, by block; a letter that no other block begins with, so that blocks share no keys but by accident.
MARKS: Final = ("\x01f", "", "\x01n", "\x01p", "\x01e")


@lru_cache(maxsize=65_536)
def key(block: int, text: str) -> int:
    """The key of something in a block; remembered, for words come again."""
    return crc32((MARKS[block] + text).encode("utf-8", "replace"))


def pieces(word: str) -> Iterator[int]:
    """The keys of a folded word's pieces, the whole word among them; none for a masked name."""
    if word in (TARGET, OTHER):
        return
    marked = f"<{word[:LONGEST]}>"
    yield key(PIECES, marked)
    for size in SIZES:
        for start in range(len(marked) - size + 1):
            yield key(PIECES, marked[start : start + size])


def side(word: str, distance: int) -> int:
    """The key of a word that stands so many words after the name (before it: less than nothing)."""
    near = "n" if abs(distance) <= BESIDE else ""
    return key(SIDES, f"{'<' if distance < 0 else '>'}{near}{word[:BEGINNING]}")


def pairs(words: Sequence[str]) -> Iterator[int]:
    """The keys of two words in a row."""
    begun = [word[:BEGINNING] for word in words]
    return (key(PAIRS, f"{one} {two}") for one, two in pairwise(begun))


def edges(words: Sequence[str]) -> Iterator[int]:
    """The keys of the first word, the first two, the last and the last two."""
    if words:
        cut = [word[:LONGEST] for word in (*words[:2], *words[-2:])]
        yield key(EDGES, f"^{cut[0]}")
        yield key(EDGES, f"${cut[-1]}")
    if len(words) > 1:
        yield key(EDGES, f"^{cut[0]} {cut[1]}")
        yield key(EDGES, f"${cut[-2]} {cut[-1]}")
