"""Words written with look-alike letters, digits for letters or repeated letters, and how they read when that is undone.

Only chunks that look disguised are touched, and every reading has as many code points as the raw text, so spans stay
true. Whether a reading holds a name is the scanner's to say; zero-width marks, spacing and joiners are folding's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from evenhand.detection.resources import read_yaml

HIDDEN: Final = "\u200b"  # takes the place of a repeated letter: folding drops it
SIGNS: Final = "@$!|+€"
_LATIN: Final = "A-Za-z\u00c0-\u024f"
_OTHERS: Final = "\u0370-\u052f\u0250-\u02af\u1d00-\u1d7f\ua730-\ua7ff"  # Greek, Cyrillic, IPA and small capitals
_SMALL_CAPITAL: Final = re.compile("[\u0250-\u02af\u1d00-\u1d7f\ua730-\ua7ff]")
_LOOKS_ODD: Final = re.compile(
    rf"[{_LATIN}][{_OTHERS}]|[{_OTHERS}][{_LATIN}]|[\u0370-\u03ff][\u0400-\u052f]|[\u0400-\u052f][\u0370-\u03ff]"
    rf"|[^\W\d_][0-9]|[0-9][^\W\d_]|[^\W\d_][{re.escape(SIGNS)}]+[^\W_]|[^\W_][$€]|([^\W\d_])\1\1"
    r"|(?<!\w)\w(?:[\W_]{1,3}\w(?!\w)){2}"
)
_OTHER: Final = re.compile(f"[{_OTHERS}]")
_CHUNK: Final = re.compile(
    rf"(?<!\w)\w(?:[\W_]{{1,3}}\w(?!\w)){{2,}}|[$€]?[^\W_]+(?:[{re.escape(SIGNS)}]+[^\W_]+)*[$€]*"
)
_RUN: Final = re.compile(r"([^\W\d_])\1{2,}", re.IGNORECASE)
_LONGEST: Final = 64
_MOST_CHUNKS: Final = 24
_LONGEST_BARE: Final = 10
_SECOND: Final[dict[str, dict[str, str]]] = {"Latn": dict.fromkeys("1!|", "l"), "Cyrl": {"3": "з"}}


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with its disguised chunks undone in one way: same length, and the chunks that changed with how.

    Words of digits alone (`15l4m1c 57473`) may be read as letters too; they never count as the disguise of a name.
    """

    text: str
    changed: tuple[tuple[int, int, str], ...]

    def disguise_at(self, start: int, end: int) -> str:
        """The disguise undone within a span; empty when nothing in it was changed."""
        return next((kind for first, last, kind in self.changed if first < end and start < last), "")


@lru_cache(maxsize=1)
def look_alikes() -> dict[str, dict[str, str]]:
    """By target script, the letters of other scripts and what they are read as."""
    data = read_yaml("data/confusables.yml")
    return {"Latn": dict(data["latin"]), "Cyrl": dict(data["cyrillic"])}


@lru_cache(maxsize=1)
def leet() -> dict[str, dict[str, str]]:
    """By script, the digits and signs that stand for letters."""
    return {script: dict(signs) for script, signs in read_yaml("data/confusables.yml")["leet"].items()}


def looks_disguised(text: str) -> bool:
    """Whether any word is worth a closer look. Cheap; ordinary text with a `covid19` in it says yes, and costs little."""
    if _LOOKS_ODD.search(text):
        return True
    return not text.isascii() and _OTHER.search(text) is not None and _mostly_latin(text)


def readings(text: str) -> Iterator[Reading]:
    """The ways to undo what looks disguised, each once; none when nothing does."""
    latin = _mostly_latin(text)
    linked = "://" in text
    found = [
        (match.start(), match.end(), _variants(match[0], latin), match[0])
        for match in _CHUNK.finditer(text)
        if match.end() - match.start() <= _LONGEST and not (linked and _in_link(text, match.start()))
    ]
    chunks = [(start, end, variants) for start, end, variants, _ in found if variants][:_MOST_CHUNKS]
    short = (
        [(start, end, _bare(word)) for start, end, variants, word in found if not variants and _bare(word)]
        if chunks
        else []
    )
    for number in range(max((len(variants) for *_, variants in chunks), default=0)):
        yield _reading(text, chunks, number)
    everything = sorted([*chunks, *short[:_MOST_CHUNKS]]) if short else []
    for number in range(max((len(variants) for *_, variants in everything), default=0)):
        yield _reading(text, everything, number)


def _reading(text: str, chunks: Iterable[tuple[int, int, tuple[tuple[str, str], ...]]], number: int) -> Reading:
    """One way to read all chunks; those without a kind are read and not counted."""
    pieces, changed, at = [], [], 0
    for start, end, variants in chunks:
        word, kind = variants[min(number, len(variants) - 1)]
        pieces += [text[at:start], word]
        if kind:
            changed.append((start, end, kind))
        at = end
    return Reading("".join([*pieces, text[at:]]), tuple(changed))


def _bare(word: str) -> tuple[tuple[str, str], ...]:
    """A word of digits and at most one letter as letters: what it is, only the words beside it can tell. Else nothing."""
    if len(word) > _LONGEST_BARE or word.isalpha() or sum(map(str.isalpha, word)) > 1:
        return ()
    out = dict.fromkeys(
        "".join(table.get(char, char) for char in word)
        for script, table in leet().items()
        if all(char in table or _is_of(char, script) for char in word)
    )
    return tuple((each, "") for each in out)


def _in_link(text: str, at: int) -> bool:
    """Whether a place is inside a link: letters and digits mix there by nature."""
    begin = max(text.rfind(" ", 0, at), text.rfind("\n", 0, at)) + 1
    return "://" in text[begin : at + 1]


@lru_cache(maxsize=4096)
def _mostly_latin(text: str) -> bool:
    if text.isascii():
        return True
    letters = [char for char in text if char.isalpha()]
    return 2 * sum(char < "\u0250" or _SMALL_CAPITAL.match(char) is not None for char in letters) > len(letters)


@lru_cache(maxsize=16384)
def _variants(chunk: str, latin_text: bool) -> tuple[tuple[str, str], ...]:
    """The undone spellings of a chunk with the disguise undone. Empty for an ordinary word."""
    out: dict[str, str] = {}
    for script, other in (("Latn", False), ("Latn", True), ("Cyrl", False), ("Cyrl", True)):
        word = _to_script(chunk, script, latin_text)
        if word is None:
            continue
        plain = _without_leet(word, script, other)
        if other and plain == _without_leet(word, script, False):
            continue
        for keep in (1, 2):
            undone = _RUN.sub(lambda run, keep=keep: run[0][:keep] + HIDDEN * (len(run[0]) - keep), plain)  # type: ignore[misc]  # bound
            if undone != chunk:
                kind = "homoglyph" if word != chunk else "leetspeak" if plain != word else "repeated_letters"
                out.setdefault(undone, kind)
    return tuple(out.items())


def _to_script(chunk: str, script: str, latin_text: bool) -> str | None:
    """The chunk with look-alikes as letters of a script; itself where there is nothing to do; None where it cannot be."""
    table = look_alikes()[script]
    own = sum(_is_of(char, script) for char in chunk)
    foreign = [char for char in chunk if char.isalpha() and not _is_of(char, script)]
    if not foreign:
        return chunk if own else None
    if not (own or (script == "Latn" and latin_text)):
        return chunk if script == "Latn" else None
    if any(char not in table for char in foreign):
        return None if own else chunk
    return "".join(table.get(char, char) for char in chunk)


def _is_of(char: str, script: str) -> bool:
    if script == "Latn":
        return char.isalpha() and char < "\u0250"
    return "\u0400" <= char <= "\u052f" and char not in "іѕјІЅЈԁԛԝһӏ"


def _without_leet(word: str, script: str, other: bool) -> str:
    """Digits and signs as letters, where letters of the script stand beside them; unchanged when a digit means nothing.

    `other`: the second thing that a sign stands for: 1 is also l, and among Cyrillic letters 3 is also з.
    """
    letters = [char for char in word if char.isalpha()]
    signs = [char for char in word if char.isdigit() or char in SIGNS]
    table = leet()[script]
    if len(letters) < 2 or not signs or len(signs) > len(letters) + 1 or not all(char in table for char in signs):
        return word
    if not any(_is_of(char, script) for char in letters):
        return word
    capitals = all(char.isupper() for char in letters)
    second = _SECOND[script]
    out = []
    for char in word:
        letter = (second.get(char) if other else None) or table.get(char, char)
        out.append(letter.upper() if capitals else letter)
    return "".join(out)
