"""Foreign text made safe to stand in a sentence: control and direction characters show, quotes keep their direction.

A post may hold bidi overrides, zero-width marks, lone surrogates and terminal escapes; a statement shows that they are
there and is not changed by them.
"""

from __future__ import annotations

import unicodedata
from typing import Final

FSI: Final = "\u2068"  # first strong isolate (UAX #9): the text inside takes its own direction and leaves no trace
PDI: Final = "\u2069"
_DIRECTION: Final = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN"})


def visible(text: str) -> str:
    """Text with control characters, direction characters, line separators and lone surrogates as `\\uXXXX`."""
    return "".join(f"\\u{ord(char):04x}" if _hidden(char) else char for char in text)


def isolated(text: str) -> str:
    """Visible text between first-strong-isolate marks, so that a right-to-left quote does not reorder the sentence."""
    return f"{FSI}{visible(text)}{PDI}"


def isolated_where_needed(text: str, right_to_left: bool) -> str:
    """Isolated when its direction may differ from that of the sentence around it; plain otherwise."""
    return isolated(text) if turns(text, right_to_left) else visible(text)


def turns(text: str, right_to_left: bool) -> bool:
    """Whether a text could reorder the sentence around it: it has right-to-left letters, or the sentence runs so."""
    return right_to_left or any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in text)


def _hidden(char: str) -> bool:
    return (
        ord(char) < 32
        or 0x7F <= ord(char) < 0xA0
        or char in _DIRECTION
        or char in "\u2028\u2029\ufeff"
        or "\ud800" <= char <= "\udfff"
    )


def escape_json(text: str) -> str:
    """JSON text in which the same characters are `\\uXXXX` escapes: the same document, safe to print."""
    return "".join(f"\\u{ord(char):04x}" if char != "\n" and _hidden(char) else char for char in text)
