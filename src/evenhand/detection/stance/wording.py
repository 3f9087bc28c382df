"""How a text is worded, for the second reading: what the pieces of its words weigh, whatever they mean.

A word is cut into pieces of two to five letters, its edges marked; each piece has one whole number, in per mille log-odds
of a violation (`wording.txt`, made by `bench/stance/train.py`). Pieces share 2**15 places by their CRC-32, so the table
stays small and two pieces in one place add up. Names are masked before and weigh nothing. With one author's sentences
such pieces taught nothing; with several they say more than any other feature (docs/stance.md). They route, they never
decide: what follows from the sum is `stance.second`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final
from zlib import crc32

from evenhand.detection.resources import read_bytes
from evenhand.detection.stance.surface import OTHER, TARGET
from evenhand.kernel.errors import BadInputError, Place

PLACES: Final = 1 << 15
FILE: Final = "stance/wording.txt"
SIZES: Final = (2, 3, 4, 5)
LONGEST: Final = 40  # letters of a word that are looked at: hostile input is longer, words are not


def pieces(word: str) -> Iterator[int]:
    """The places of a folded word's pieces, the whole word among them; none for a masked name."""
    if word in (TARGET, OTHER):
        return
    marked = f"<{word[:LONGEST]}>"
    yield _place(marked)
    for size in SIZES:
        for start in range(len(marked) - size + 1):
            yield _place(marked[start : start + size])


def _place(piece: str) -> int:
    return crc32(piece.encode("utf-8", "replace")) % PLACES


@lru_cache(maxsize=65_536)
def _weight(word: str) -> int:
    table = shipped()
    return sum(table[place] for place in pieces(word))


def weigh(words: Iterable[str]) -> int:
    """What words weigh together, per mille log-odds; positive: more like what violates."""
    return sum(map(_weight, words))


@lru_cache(maxsize=1)
def shipped() -> tuple[int, ...]:
    """The table that ships. Raises BadInputError for a damaged file."""
    lines = [line for line in read_bytes(FILE).decode("ascii").splitlines() if not line.startswith("#")]
    try:
        table = tuple(int(number) for line in lines for number in line.split())
    except ValueError:
        table = ()
    if len(table) != PLACES:
        raise BadInputError(
            f"not {PLACES} whole numbers", hint="make the file with bench/stance/train.py", place=Place(FILE)
        )
    return table
