"""Room for reading one text, kept from text to text, and the columns of what is known of its words, cues and names.

A text that needs more room is left to the plain reader, which has no bounds; so is one with code points past the tables.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np

from evenhand.detection.observe import LONGEST_READ

MOST_CODES: Final = LONGEST_READ  # a text that is read as a whole whichever name in it is read
MOST_BYTES: Final = 4 * MOST_CODES
_LETTERS: Final = 4 * MOST_CODES
_WORDS: Final = MOST_CODES + 64
MOST_PARTS: Final = 8 * MOST_CODES
MOST_HITS: Final = 384
MOST_NAMES: Final = 24
MOST_SETS: Final = 16
STACK: Final = 128
MOST_EVIDENCE: Final = 8
# Columns of `token`: where its letters begin and end, raw span, parts of phrases, what its wording weighs and whether known.
OFFSET, STOP, START, END, PARTS, PART_COUNT, WEIGHT, WEIGHED, TOKEN_COLUMNS = range(9)
# Columns of `word`: the token, or a mask; raw span; sentence, clause, whether quoted.
TOKEN, BEGIN, FINISH, SENTENCE, CLAUSE, QUOTED, WORD_COLUMNS = range(7)
NAME, OTHER = -1, -2  # masks in the column TOKEN
# Columns of `hit`: the cue, its kind, the words it takes, how many words its phrase has, and its voice.
CUE, KIND, FROM, UPTO, PHRASE, OWN, NEGATED, NEAR, IN_QUOTES, BECAUSE, HIT_COLUMNS = range(11)
# Columns of `name`: the alias and its entity, raw span, tokens, letters cut off the first, doubt, whether it is supported,
# dropped, weak.
ALIAS, ENTITY, NAME_START, NAME_END, NAME_FIRST, NAME_LAST, NAME_CUT, DOUBT, GONE, WEAK, NAME_COLUMNS = range(11)


class Desk(NamedTuple):
    """Arrays that hold what is known of a text while it is read."""

    codes: Any  # int32: the text by code point
    letters: Any  # int32: folded letters without what stands between words
    shapes: Any  # uint8: their shapes
    token: Any  # int32 rows
    fields: Any  # uint64 by token: fields of meaning
    parts: Any  # int32: parts of phrases that tokens fit
    word: Any  # int32 rows: the text as it is read for one name
    hit: Any  # int32 rows
    order: Any  # int64: by what hits are sorted
    stack: Any  # int32 rows: node of phrases, place
    borders: Any  # int32: where sentences end, and in the second row clauses
    quoted: Any  # int32 rows: spans in quotation marks
    tones: Any  # uint8 by sentence: bit 0 a question, bit 1 emphatic
    name: Any  # int32 rows
    sets: Any  # int32: languages whose cues are looked for
    counts: Any  # int64: how many of each there are, by the numbers below
    said: Any  # uint8: features of a sentence that were counted already


TOKENS, SENTENCES, CLAUSES, SPANS, WORDS, HITS, NAMES, SETS, TARGET, MOCKING, PARTS_USED, CODES, COUNTS = range(13)


def make_desk(features: int) -> Desk:
    """Room for texts of MOST_CODES code points; `features` is how many rows of kinds the model has."""
    return Desk(
        codes=np.zeros(MOST_CODES + 2, np.int32), letters=np.zeros(_LETTERS + 32, np.int32),
        shapes=np.zeros(_LETTERS + 32, np.uint8), token=np.zeros((_WORDS, TOKEN_COLUMNS), np.int32),
        fields=np.zeros(_WORDS, np.uint64), parts=np.zeros(MOST_PARTS, np.int32),
        word=np.zeros((_WORDS, WORD_COLUMNS), np.int32), hit=np.zeros((MOST_HITS, HIT_COLUMNS), np.int32),
        order=np.zeros(MOST_HITS, np.int64), stack=np.zeros((STACK, 2), np.int32),
        borders=np.zeros((2, 2 * MOST_CODES + 4), np.int32), quoted=np.zeros((MOST_CODES + 2, 2), np.int32),
        tones=np.zeros(MOST_CODES + 4, np.uint8), name=np.zeros((MOST_NAMES, NAME_COLUMNS), np.int32),
        sets=np.zeros(MOST_SETS, np.int32), counts=np.zeros(COUNTS, np.int64), said=np.zeros(features, np.uint8),
    )  # fmt: skip
