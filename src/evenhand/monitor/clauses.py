"""Do two citations name the same clause? Yes, no, or not to be told: platforms word their own rules in many ways."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from evenhand.kernel.languages import script_of

_NUMBER: Final = re.compile(r"\d+(?:\.\d+)*")
# Words that every citation has and that therefore tell nothing apart.
_EMPTY: Final = frozenset(
    {
        "a",
        "an",
        "and",
        "article",
        "clause",
        "community",
        "guideline",
        "guidelines",
        "no",
        "number",
        "of",
        "on",
        "our",
        "para",
        "paragraph",
        "point",
        "policies",
        "policy",
        "rule",
        "rules",
        "section",
        "standard",
        "standards",
        "terms",
        "the",
        "to",
    }
)


def same_clause(one: str, other: str) -> bool | None:
    """True, False, or None when it cannot be told.

    Numbers decide where both have them: one shared number (`4.2`) is agreement, none is contradiction, and `4` beside
    `4.2` is neither. Otherwise words: one citation's words inside the other's agree, no word in common contradicts when
    both are in one script, anything between is not to be told.
    """
    if not one.strip() or not other.strip():
        return None
    numbers = set(_NUMBER.findall(_folded(one))), set(_NUMBER.findall(_folded(other)))
    if all(numbers):
        return _same_numbers(*numbers)
    words = _words(one), _words(other)
    if not all(words):
        return None
    shared = words[0] & words[1]
    if shared in words:
        return True
    return False if not shared and script_of(one) == script_of(other) else None


def _same_numbers(one: set[str], other: set[str]) -> bool | None:
    if one & other:
        return True
    nested = any(a.startswith(b + ".") or b.startswith(a + ".") for a in one for b in other)
    return None if nested else False


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", _folded(text)) if word not in _EMPTY and not word.isdigit()}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
