"""Languages and scripts: which ones cues exist for, how they are written, and what script a text is in.

Language is visible to deciding code only to choose cues and to read autonomy (DESIGN.md, contract *blind*).
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

# The languages that have cues, with their own name (for statements and tables).
SUPPORTED: Final[dict[str, str]] = {
    "ar": "العربية",
    "en": "English",
    "es": "español",
    "fa": "فارسی",
    "fr": "français",
    "he": "עברית",
    "id": "Bahasa Indonesia",
    "ru": "русский",
    "tr": "Türkçe",
    "ur": "اردو",
}
RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "he", "ur", "ps", "ckb"})

_SCRIPT_WORDS: Final = {
    "LATIN": "Latn",
    "FULLWIDTH": "Latn",
    "ARABIC": "Arab",
    "HEBREW": "Hebr",
    "CYRILLIC": "Cyrl",
    "GREEK": "Grek",
    "CJK": "Hani",
    "HIRAGANA": "Jpan",
    "KATAKANA": "Jpan",
    "HANGUL": "Kore",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "TAMIL": "Taml",
    "THAI": "Thai",
    "ARMENIAN": "Armn",
    "GEORGIAN": "Geor",
    "ETHIOPIC": "Ethi",
}


@lru_cache(maxsize=65536)
def script_of_char(char: str) -> str:
    """The ISO 15924 code of a letter's script; `Zyyy` for what is no letter, `Zzzz` for one that is not known here."""
    if not char.isalpha():
        return "Zyyy"
    return _SCRIPT_WORDS.get(unicodedata.name(char, "").split(" ", 1)[0], "Zzzz")


class _Scripts(dict[int, str]):
    """By code point one character that stands for its script: a number in `names`, 0 for no letter."""

    def __init__(self) -> None:
        super().__init__()
        self.names = ["Zyyy"]

    def __missing__(self, code: int) -> str:
        script = script_of_char(chr(code))
        if script not in self.names:
            self.names.append(script)
        self[code] = sign = chr(self.names.index(script))
        return sign


_scripts: Final = _Scripts()


def script_of(text: str) -> str:
    """The script most letters of a text are in (ISO 15924); `Zyyy` when it has no letters. Ties go to the first seen."""
    signs = text.translate(_scripts)
    kinds = [sign for sign in dict.fromkeys(signs) if sign != "\0"]
    if len(kinds) > 1:
        return _scripts.names[ord(max(kinds, key=signs.count))]
    return _scripts.names[ord(kinds[0])] if kinds else "Zyyy"
