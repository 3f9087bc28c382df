"""Names in lower case, without marks and punctuation: the form in which words are looked up and sounded out.

Letters that a table of `letters.yml` knows stay as they are (ş, й, ئ); `designations.names.normal` folds further, for posts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from evenhand.designations.matching.sounds import read_table

GERESH: Final = "\ue000"
_LONGEST_NAME: Final = 300  # characters; what comes after is not compared
_GERESH: Final = re.compile("([גזצץחתדטער])['’׳`´]")
_HEBREW_JOINED: Final = re.compile('(?<=[א-ת])["״](?=[א-ת])')  # the mark of acronyms and titles: ד"ר


def folded(name: str, longest: int | None = _LONGEST_NAME) -> str:
    """Lower case, without marks and punctuation, words separated by single spaces. Any text is taken."""
    text = name[:longest]
    if not text.isascii():
        text = _keep_geresh(unicodedata.normalize("NFKC", text).casefold().replace("i̇", "i"))
    else:
        text = text.lower()
    return " ".join(text.translate(_FOLD).split())


def folded_many(names: Sequence[str]) -> list[str]:
    """`folded` for many names, in order: those in plain letters in one go (spaces are not put together)."""
    plain = {
        place for place, name in enumerate(names) if name.isascii() and len(name) <= _LONGEST_NAME and "\n" not in name
    }
    lines = (
        "\n".join([name for place, name in enumerate(names) if place in plain]).lower().translate(_ASCII).split("\n")
    )
    told = iter(lines)
    return [next(told) if place in plain else folded(name) for place, name in enumerate(names)]


def _keep_geresh(text: str) -> str:
    """Hebrew letters with a geresh are letters of their own (ג' is j): kept as a sign that folding leaves alone."""
    if not any("א" <= char <= "ת" for char in text):
        return text
    return _HEBREW_JOINED.sub("", _GERESH.sub("\\1" + GERESH, text))


@lru_cache(maxsize=1)
def _letters() -> frozenset[str]:
    return frozenset("".join(key for item in read_table("letters.yml").values() for key in item["letters"])) | {GERESH}


class _Fold(dict[int, str]):
    """What becomes of a code point: kept, plain, a space, or nothing. Filled as code points are met."""

    def __init__(self) -> None:
        super().__init__({ord(char): "" for char in "'’‘ʼʻ`´׳\u200d\u200bـ"})

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char in _letters():
            found = char
        else:
            kept = "".join(part for part in unicodedata.normalize("NFKD", char) if part.isalnum())
            found = kept or ("" if unicodedata.category(char) in {"Mn", "Me", "Cf"} else " ")
        self[code] = found
        return found


_FOLD: Final = _Fold()
_ASCII: Final = {code: _FOLD[code] if code != 10 else "\n" for code in range(128)}
