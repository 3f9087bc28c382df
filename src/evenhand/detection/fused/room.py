"""Room for the work on one text, kept from text to text: the compiled passes make no memory of their own."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np

from evenhand.detection.fused.shapes import PADDING
from evenhand.detection.fused.tags import LETTERS, LONGEST

MOST_PARTS: Final = 16
STACK: Final = 512


class Room(NamedTuple):
    """Arrays that hold what is known of a text while it is read."""

    shapes: Any  # uint8: the text as shapes
    edges: Any  # uint32: where each word begins and ends in `shapes`
    hashes: Any  # uint64 by word
    hits: Any  # uint32: words that may open a name
    reaches: Any  # uint32: for each hit, up to which word a name may go
    joined: Any  # uint8: shapes of words without what stands between them
    starts: Any  # uint32: where the words begin in `joined`
    letters: Any  # int32: folded letters without what stands between words
    raw: Any  # int32: the code point each letter came from
    offset: Any  # int32 by word: its first letter
    start: Any  # int32 by word, code points
    end: Any  # int32 by word, code points
    gap: Any  # uint8 by word: what stands before it
    opens: Any  # uint8 by word: whether a name may begin there
    reach: Any  # int32: ends of the written words that begin at a word
    reach_first: Any  # int32: the same, kept for the first word
    steps: Any  # int32: the walk's stack
    places: Any  # int32
    tag_codes: Any  # int32
    tag_classes: Any  # int32
    tag_first: Any  # int32: the first letter of each raw character of a tag
    tag_letters: Any  # int32
    tag_starts: Any  # bool
    tag_ends: Any  # bool


def make_room(longest: int) -> Room:
    """Room for texts of at most so many bytes (one code point folds to six letters a byte at most)."""
    letters = 6 * longest + 8
    words = letters // 2 + 2
    return Room(
        shapes=np.zeros(letters + PADDING, np.uint8), edges=np.zeros(2 * words, np.uint32),
        hashes=np.zeros(words, np.uint64),
        hits=np.zeros(words, np.uint32), reaches=np.zeros(words, np.uint32), joined=np.zeros(letters + PADDING, np.uint8),
        starts=np.zeros(MOST_PARTS + 1, np.uint32), letters=np.zeros(letters, np.int32), raw=np.zeros(letters, np.int32),
        offset=np.zeros(words + 1, np.int32), start=np.zeros(words + 1, np.int32), end=np.zeros(words + 1, np.int32),
        gap=np.zeros(words + 1, np.uint8), opens=np.zeros(words + 1, np.uint8),
        reach=np.zeros(MOST_PARTS + 1, np.int32), reach_first=np.zeros(MOST_PARTS + 1, np.int32),
        steps=np.zeros(STACK, np.int32), places=np.zeros(STACK, np.int32),
        tag_codes=np.zeros(LONGEST + 1, np.int32), tag_classes=np.zeros(LONGEST + 1, np.int32),
        tag_first=np.zeros(LONGEST + 2, np.int32), tag_letters=np.zeros(LETTERS, np.int32),
        tag_starts=np.zeros(LONGEST + 1, np.bool_), tag_ends=np.zeros(LONGEST + 1, np.bool_),
    )  # fmt: skip
