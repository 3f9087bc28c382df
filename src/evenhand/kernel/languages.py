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


def script_of(text: str) -> str:
    """The script most letters of a text are in (ISO 15924); `Zyyy` when it has no letters. Ties go to the first seen."""
    counts: dict[str, int] = {}
    for char in text:
        script = script_of_char(char)
        if script != "Zyyy":
            counts[script] = counts.get(script, 0) + 1
    return max(counts, key=lambda script: counts[script]) if counts else "Zyyy"
