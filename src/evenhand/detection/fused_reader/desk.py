"""Room for reading one text, kept from text to text, and the columns of what is known of its words, cues and names.

A text that needs more room is left to the plain reader, which has no bounds; so is one with code points past the tables.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from evenhand.detection.observe import LONGEST_READ
from evenhand.detection.stance.weights import LABELS, WIDTH
from evenhand.detection.stance.wording import BLOCKS

MOST_CODES: Final = LONGEST_READ  # a text that is read as a whole whichever name in it is read
MOST_BYTES: Final = 4 * MOST_CODES
_LETTERS: Final = 4 * MOST_CODES
_WORDS: Final = MOST_CODES + 64
MOST_PARTS: Final = 8 * MOST_CODES
MOST_HITS: Final = 384
MOST_NAMES: Final = 24
MOST_SETS: Final = 16
STACK: Final = 128
MOST_KINDS: Final = 256  # kinds of cues by voice and negation
MOST_SCRIPTS: Final = 64
MOST_EVIDENCE: Final = 8
# Columns of `token`: where its letters begin and end, raw span, parts of phrases, whether its pieces were added up.
OFFSET, STOP, START, END, PARTS, PART_COUNT, WEIGHED, TOKEN_COLUMNS = range(8)
# Columns of `word`: the token, or a mask; raw span; sentence, clause, whether quoted.
TOKEN, BEGIN, FINISH, SENTENCE, CLAUSE, QUOTED, WORD_COLUMNS = range(7)
NAME, OTHER = -1, -2  # masks in the column TOKEN
# Columns of `hit`: the cue, its kind, the words it takes, how many words its phrase has, and its voice.
CUE, KIND, FROM, UPTO, PHRASE, OWN, NEGATED, NEAR, IN_QUOTES, BECAUSE, HIT_COLUMNS = range(11)
# Columns of `name`: the alias and its entity, raw span, tokens, letters cut off the first, doubt, whether it is supported,
# dropped, weak.
ALIAS, ENTITY, NAME_START, NAME_END, NAME_FIRST, NAME_LAST, NAME_CUT, DOUBT, GONE, WEAK, NAME_COLUMNS = range(11)


TOKENS, SENTENCES, CLAUSES, SPANS, WORDS, HITS, NAMES, SETS, TARGET, MOCKING, PARTS_USED, CODES, COUNTS = range(13)

# What is known of a text while it is read: one record, so that compiled functions pass one place in memory around.
DESK: Final = np.dtype(
    [
        ("codes", np.int32, (MOST_CODES + 2,)),  # the text by code point
        ("letters", np.int32, (_LETTERS + 32,)),  # folded letters without what stands between words
        ("shapes", np.uint8, (_LETTERS + 32,)),  # their shapes
        ("token", np.int32, (_WORDS, TOKEN_COLUMNS)),
        ("worded", np.int32, (_WORDS, WIDTH + 1)),  # by token: what its pieces add up to
        ("sums", np.int64, (BLOCKS, WIDTH + 1)),  # by block: what a sentence adds up to
        ("total", np.int64, (WIDTH,)),
        ("scored", np.int64, (len(LABELS),)),
        ("fields", np.uint64, (_WORDS,)),  # by token: fields of meaning
        ("parts", np.int32, (MOST_PARTS,)),  # parts of phrases that tokens fit
        ("word", np.int32, (_WORDS, WORD_COLUMNS)),  # the text as it is read for one name
        ("hit", np.int32, (MOST_HITS, HIT_COLUMNS)),
        ("order", np.int64, (MOST_HITS,)),  # by what hits are sorted
        ("stack", np.int32, (STACK, 2)),  # node of phrases, place
        ("borders", np.int32, (2, 2 * MOST_CODES + 4)),  # where sentences end, and in the second row clauses
        ("quoted", np.int32, (MOST_CODES + 2, 2)),  # spans in quotation marks
        ("tones", np.uint8, (MOST_CODES + 4,)),  # by sentence: bit 0 a question, bit 1 emphatic
        ("name", np.int32, (MOST_NAMES, NAME_COLUMNS)),
        ("sets", np.int32, (MOST_SETS,)),  # languages whose cues are looked for
        ("counts", np.int64, (COUNTS,)),  # how many of each there are, by the numbers above
        ("said", np.uint8, (MOST_KINDS,)),  # features of a sentence that were counted already
        ("scripts", np.int64, (2 * MOST_SCRIPTS + 2,)),  # letters by script, and the scripts as they were met
    ]
)


def make_desk() -> Any:
    """Room for texts of MOST_CODES code points."""
    return np.zeros(1, DESK)[0]
