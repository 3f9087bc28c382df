"""The folding table and the kinds of raw characters as arrays by code point, for the compiled passes."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np

from evenhand.detection import disguises
from evenhand.detection.aliases import TIGHT
from evenhand.detection.folding import fold, table

IS_TIGHT, IS_STOP, IS_UPPER, IS_LOWER, IS_DIGIT, IS_ALPHA, IS_ALNUM, IS_SIGN = 1, 2, 4, 8, 16, 32, 64, 128
_CLASSED: Final = 0x20000  # code points above are letters of no case and no seam
_STOPS: Final = "#@＃＠.,;:!?\"'()[]{}<>،؟"
_SKELETONS: Final = 0x10000


@lru_cache(maxsize=1)
def folding() -> tuple[Any, Any]:
    """The folding table: int32 by code point (0 dropped, -(n + 1) a run of the pieces), and pieces: length, then letters."""
    folded = np.arange(0x110000, dtype=np.int32)
    pieces: list[int] = []
    for code, text in table().items():
        if len(text) <= 1:
            folded[code] = ord(text) if text else 0
        else:
            folded[code] = -(len(pieces) + 1)
            pieces += [len(text), *map(ord, text)]
    folded[0xF0000:] = 32
    return folded, np.array(pieces or [0], np.int32)


@lru_cache(maxsize=1)
def classes() -> Any:
    """What kind of raw character each code point is, in bits."""
    out = np.zeros(_CLASSED, np.uint8)
    tests = ((IS_UPPER, str.isupper), (IS_LOWER, str.islower), (IS_DIGIT, str.isdigit), (IS_ALPHA, str.isalpha),
             (IS_ALNUM, str.isalnum), (IS_STOP, str.isspace))  # fmt: skip
    chars = [chr(code) for code in range(_CLASSED)]
    for bit, test in tests:
        out |= np.fromiter(map(test, chars), np.uint8, _CLASSED) * np.uint8(bit)
    for bit, signs in ((IS_TIGHT, TIGHT), (IS_STOP, _STOPS), (IS_SIGN, disguises.SIGNS)):
        for char in signs:
            out[ord(char)] |= bit
    return out


def readings(script: str) -> dict[str, str]:
    """One folded letter for all that a word may be read as in a script when its disguise is undone.

    For ASCII and Russian letters and for signs: words with any other letter that looks like one are not judged here.
    """
    parent: dict[str, str] = {}

    def root(char: str) -> str:
        while parent.get(char, char) != char:
            char = parent[char]
        return char

    pairs = [(fold(raw), fold(read)) for raw, read in disguises.look_alikes()[script].items() if is_plain(fold(raw))]
    pairs += [(fold(raw) if raw.isalnum() else raw, fold(read)) for raw, read in disguises.leet()[script].items()]
    pairs += [("i", "l")] if script == "Latn" else []
    for one, other in pairs:
        if len(one) == len(other) == 1:
            parent.setdefault(one, one)
            low, high = sorted((root(one), root(other)), key=lambda char: (not char.isalpha(), char))
            parent[high] = low
    return {char: root(char) for char in parent}


def is_plain(letters: str) -> bool:
    """Whether all letters are such as have a shape of their own: ASCII, and а to я."""
    return all(char < "\x80" or "а" <= char <= "я" for char in letters)


@lru_cache(maxsize=1)
def looking_alike() -> frozenset[str]:
    """The folded letters that are read as another letter, in either script."""
    return frozenset(fold(raw) for table_ in disguises.look_alikes().values() for raw in table_)
