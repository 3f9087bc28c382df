"""What single signs do in a text, by code point: end sentences, divide clauses, open and close quotations, ask, exclaim."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np

from evenhand.detection.fused.code_points import IS_ALNUM, IS_ALPHA, IS_LOWER, IS_UPPER, classes
from evenhand.detection.stance import surface

# Bits of `table`; the first four are those of a raw character as `fused.code_points` has them, moved down.
UPPER, LOWER, ALPHA, ALNUM, SPACE, ENDS, DIVIDES, CLOSES_SENTENCE, ASKS, EXCLAIMS, MOCKS, QUOTES = (
    1 << bit for bit in range(12)
)
KNOWN: Final = 0x20000  # code points past the table: the text is left to the plain reader


@lru_cache(maxsize=1)
def table() -> Any:
    """The bits of each code point below KNOWN."""
    kinds = classes()
    out = np.zeros(KNOWN, np.uint16)
    for bit, theirs in ((UPPER, IS_UPPER), (LOWER, IS_LOWER), (ALPHA, IS_ALPHA), (ALNUM, IS_ALNUM)):
        out[kinds & theirs != 0] |= bit
    out[[code for code in range(KNOWN) if chr(code).isspace()]] |= SPACE
    for bit, signs in (
        (ENDS, surface.ENDING), (DIVIDES, surface.DIVIDING - {"-"}), (CLOSES_SENTENCE, surface.AFTER_ENDING),
        (ASKS, surface.QUESTION), (EXCLAIMS, surface.EMPHASIS), (MOCKS, surface.IRONY), (QUOTES, surface.OPENING),
    ):  # fmt: skip
        out[[ord(sign) for sign in signs]] |= bit
    return out


@lru_cache(maxsize=1)
def quotes() -> Any:
    """Rows of an opening sign and what closes it (0: nothing more); single quotes are closed by `APOSTROPHES`."""
    pairs = [(opening, surface.PAIRS.get(opening, "")) for opening in sorted(surface.OPENING)]
    return np.array([[ord(one), *[ord(other) for other in closers.ljust(2, "\0")]] for one, closers in pairs], np.int32)
