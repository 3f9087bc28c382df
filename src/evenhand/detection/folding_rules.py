"""How the shipped code-point table is made: run `python -m evenhand.detection.folding_rules` to write it again.

The table is data with a digest, so a newer Python (a newer Unicode) cannot silently change what an old decision saw
(DESIGN.md, decision 9). Reading the table and applying it is `detection.folding`'s.
"""

from __future__ import annotations

import sys
import unicodedata
from typing import Final

# Marks that writers leave out or add at will: Latin, Greek and Cyrillic diacritics, Hebrew niqqud, Arabic harakat.
# Vowel signs of other scripts (Devanagari, Thai...) carry the word itself and stay.
_OPTIONAL_MARKS: Final = (
    (0x0300, 0x036F),
    (0x0483, 0x0489),
    (0x0591, 0x05BD),
    (0x05BF, 0x05BF),
    (0x05C1, 0x05C2),
    (0x05C4, 0x05C5),
    (0x05C7, 0x05C7),
    (0x0610, 0x061A),
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x06D6, 0x06DC),
    (0x06DF, 0x06E4),
    (0x06E7, 0x06E8),
    (0x06EA, 0x06ED),
    (0x08CA, 0x08E1),
    (0x08E3, 0x08FF),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0xFE00, 0xFE0F),
    (0xFE20, 0xFE2F),
    (0xE0100, 0xE01EF),
)
_LETTERS: Final = {
    # Arabic script: one letter, several keyboards
    "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ۍ": "ي", "ێ": "ي", "ک": "ك", "ڪ": "ك", "ة": "ه", "ہ": "ه", "ھ": "ه",
    "ە": "ه", "ۃ": "ه", "ٱ": "ا", "ۇ": "و", "ۋ": "و", "ۆ": "و", "ٲ": "ا", "ٳ": "ا",
    # Hebrew final forms
    "ך": "כ", "ם": "מ", "ן": "נ", "ף": "פ", "ץ": "צ",
    # Latin letters that NFKD leaves whole
    "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ŧ": "t", "ƒ": "f",
}  # fmt: skip
_APOSTROPHES: Final = "'`´ʹʻʼʽʾʿˈˊˋ‘’‛′＇׳"
_DROPPED: Final = "ـ­͏឴឵ᅟᅠㅤﾠ⠀"  # tatweel, soft hyphen, and letters that show as nothing


def fold_char(char: str) -> str:
    """What one code point becomes: "" is dropped, " " separates words, "'" is any apostrophe, else folded letters."""
    if char in _APOSTROPHES:
        return "'"
    category = unicodedata.category(char)
    if char in _DROPPED or category == "Cf" or _is_optional_mark(char):
        return ""
    if category == "Cc":
        return " " if char in "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85" else ""
    if category[0] in "ZPS" or category in {"Cs", "Co", "Cn"}:
        return _compatible(char)
    if "\uac00" <= char <= "\ud7a3":
        return char  # Hangul syllables: decomposing them doubles the table and changes nothing here
    return _fold_letters(char)


def _is_optional_mark(char: str) -> bool:
    return any(first <= ord(char) <= last for first, last in _OPTIONAL_MARKS)


def _compatible(char: str) -> str:
    """A symbol that stands for letters or digits (Ⓐ, ①) becomes them; every other symbol separates."""
    plain = unicodedata.normalize("NFKD", char) if unicodedata.category(char) == "So" else char
    return _fold_letters(plain) if plain != char and plain.isalnum() else " "


def _fold_letters(text: str) -> str:
    out = []
    for char in unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()):
        if unicodedata.category(char)[0] in "ZPS":
            out.append(" ")
        elif not _is_optional_mark(char) and char not in _DROPPED:
            digit = unicodedata.digit(char, None) if char.isdigit() else None
            out.append(str(digit) if digit is not None else _LETTERS.get(char, char))
    return "".join(out)


def table_text() -> str:
    """The table as text: `first last kind value` per run, kinds D drop, S separate, A apostrophe, O offset, T text (hex)."""
    lines: list[str] = [f"# unicode {unicodedata.unidata_version}; made by evenhand.detection.folding_rules"]
    run: tuple[int, int, str, str] | None = None
    for code in range(sys.maxunicode + 1):
        entry = _entry(code)
        if run and entry and entry == run[2:] and run[1] == code - 1 and entry[0] != "T":
            run = (run[0], code, *entry)
            continue
        if run:
            lines.append(f"{run[0]:04X} {run[1]:04X} {run[2]} {run[3]}".rstrip())
        run = (code, code, *entry) if entry else None
    if run:
        lines.append(f"{run[0]:04X} {run[1]:04X} {run[2]} {run[3]}".rstrip())
    return "\n".join(lines) + "\n"


def _entry(code: int) -> tuple[str, str] | None:
    char = chr(code)
    folded = fold_char(char)
    if folded == char and char != " ":
        return None
    if folded in ("", " ", "'"):
        return {"": "D", " ": "S", "'": "A"}[folded], ""
    if len(folded) == 1:
        return "O", str(ord(folded) - code)
    return "T", ",".join(f"{ord(c):04X}" for c in folded)


if __name__ == "__main__":
    from pathlib import Path

    Path(__file__).with_name("data").joinpath("folding.tsv").write_text(table_text(), encoding="ascii")
