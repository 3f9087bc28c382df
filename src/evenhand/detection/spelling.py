"""Which disguise was undone to find a name: the finding says so, in one of these fixed words.

`zero_width`, `tatweel`, `styled_letters`, `spaced_out`, `separators`, `joined`, `hashtag`; empty when ordinary.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from evenhand.detection.aliases import is_tight
from evenhand.detection.folding import Token
from evenhand.kernel.languages import script_of_char

_ORDINARY_JOINERS: Final = frozenset("-'`´’‘ʼʻʿʾ‐‑־")
_ZWNJ: Final = "\u200c"
_TATWEEL: Final = "ـ"
_STYLES: Final = ("<font", "<wide", "<circle", "<square")


def disguise_of(quote: str, tokens: Sequence[Token], alias_words: int) -> str:
    """The disguise of a found name, given its raw words, the tokens it took and how many words the alias has."""
    if kind := _hidden_or_styled(quote):
        return kind
    if len(tokens) == 1 and _TATWEEL not in quote:
        return "joined" if alias_words > 1 and _ZWNJ not in quote else ""
    gaps = [token.gap for token in tokens[1:]]
    if len(tokens) > max(2, alias_words) and all(len(token.text) == 1 for token in tokens):
        return "spaced_out"
    if any(is_tight(gap) and not set(gap) <= _ORDINARY_JOINERS for gap in gaps):
        return "separators"
    if _TATWEEL in quote:
        return "tatweel"
    return "joined" if len(tokens) == 1 and alias_words > 1 and _ZWNJ not in quote else ""


@lru_cache(maxsize=4096)  # names repeat
def _hidden_or_styled(quote: str) -> str:
    """What is wrong with the characters themselves, whichever words they make."""
    if quote.isascii() and quote.isprintable():
        return ""
    if any(_hides(char, quote) for char in quote):
        return "zero_width"
    styled = any(unicodedata.decomposition(char).startswith(_STYLES) for char in quote)
    return "styled_letters" if styled else ""


def _hides(char: str, quote: str) -> bool:
    """Whether a character shows as nothing and has no business here; the non-joiner is ordinary in Arabic script."""
    if unicodedata.category(char) not in ("Cf", "Cc"):
        return False
    return not (char == _ZWNJ and any(script_of_char(c) == "Arab" for c in quote))
