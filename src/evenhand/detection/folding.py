"""Folding: one spelling for the many ways to write the same word, with a map back to the raw code points.

The table (`data/folding.tsv`, made by `detection.folding_rules`) does NFKD, case, diacritics, niqqud, harakat, tatweel,
zero-width and bidi controls, and Arabic and Hebrew letter variants; whatever is no letter or digit becomes a space,
apostrophes become "'". Finding names in the folded text is `detection.scanner`'s.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import Final, NamedTuple

from evenhand.detection.resources import read_bytes

_IDENTITY_BELOW: Final = 0x3000  # filled in so that `str.translate` never takes the slow path of a missing key
_DROPPED, _SEVERAL = "\x00", "\x01"  # no letter folds to these
_WORD: Final = re.compile(f"[^ '{_DROPPED}][^ ']*")


@lru_cache(maxsize=1)
def table() -> dict[int, str]:
    """The table as `str.translate` takes it: code point to folded text ("" drops)."""
    folded = {code: chr(code) for code in range(_IDENTITY_BELOW)}
    for line in read_bytes("data/folding.tsv").decode("ascii").splitlines():
        if line.startswith("#"):
            continue
        first, last, kind, *value = line.split(" ")
        codes = range(int(first, 16), int(last, 16) + 1)
        if kind == "O":
            offset = int(value[0])
            folded.update((code, chr(code + offset)) for code in codes)
        elif kind == "T":
            folded[codes[0]] = "".join(chr(int(part, 16)) for part in value[0].split(","))
        elif len(codes) < 70_000 and codes[0] < 0xF0000:  # the private planes are answered by `_Table.__missing__`
            folded.update(dict.fromkeys(codes, {"D": "", "S": " ", "A": "'"}[kind]))
    return _Table(folded)


class _Table(dict[int, str]):
    """Code points outside the filled part: private-use planes separate, all others stay themselves."""

    def __missing__(self, code: int) -> str:
        return " " if code >= 0xF0000 else chr(code)


def fold(text: str) -> str:
    """The folded text, without a map back. Same input, same output, on every Python."""
    return text.translate(table())


class Token(NamedTuple):
    """A word of the folded text: its letters, where it starts and ends in the raw text, and what separates it from the last.

    `gap` is the raw text between the previous token and this one (for the first token, the text before it).
    """

    text: str
    start: int
    end: int
    gap: str
    origin: int  # index of its first character in the folded text


@dataclass(frozen=True, slots=True)
class Folded:
    """A raw text folded: the folded text, for each folded character the raw index it came from, and its tokens."""

    raw: str
    text: str
    starts: Sequence[int]
    tokens: tuple[Token, ...]


class _Marked(dict[int, str]):
    """The table with one character for one: what is dropped and what becomes several letters are marked as such."""

    def __missing__(self, code: int) -> str:
        piece = table()[code]
        self[code] = marked = piece if len(piece) == 1 else _SEVERAL if piece else _DROPPED
        return marked


_marked: Final = _Marked()


@lru_cache(maxsize=8)  # one post's fields are folded again for each of its mentions
def fold_mapped(raw: str) -> Folded:
    """Fold with a map back. A token's raw span covers its letters and the dropped marks between them and right after them."""
    marked = raw.translate(_marked)
    if _SEVERAL in marked:
        return _letter_by_letter(raw)
    spans = [match.span() for match in _WORD.finditer(marked)]
    if not spans:
        return Folded(raw, marked.replace(_DROPPED, ""), _places(marked), ())
    starts, ends = zip(*spans, strict=True)
    words = [marked[start:end] for start, end in spans]
    gaps = [raw[before:start] for before, start in zip((0, *ends), starts, strict=False)]
    if _DROPPED not in marked:
        return Folded(raw, marked, range(len(raw)), _tokens_of(words, starts, ends, gaps, starts))
    places = _places(marked)
    words = [word.replace(_DROPPED, "") for word in words]
    origins = [bisect_left(places, start) for start in starts]
    return Folded(raw, marked.replace(_DROPPED, ""), places, _tokens_of(words, starts, ends, gaps, origins))


def _places(marked: str) -> Sequence[int]:
    """The raw place of each letter that is kept."""
    return [index for index, char in enumerate(marked) if char != _DROPPED]


def _tokens_of(*columns: Sequence[str | int]) -> tuple[Token, ...]:
    """Tokens from their columns: every word of every text read is one, so none costs a call of its own."""
    return tuple(map(tuple.__new__, repeat(Token), zip(*columns, strict=True)))


def _letter_by_letter(raw: str) -> Folded:
    """A text in which some character becomes several letters."""
    lookup = table()
    pieces: list[str] = []
    starts: list[int] = []
    for index, char in enumerate(raw):
        piece = lookup[ord(char)]
        if piece:
            pieces.append(piece)
            starts.extend([index] * len(piece))
    text = "".join(pieces)
    return Folded(raw, text, tuple(starts), tuple(_tokens(raw, text, starts)))


def _tokens(raw: str, text: str, starts: list[int]) -> list[Token]:
    tokens: list[Token] = []
    position, previous_end = 0, 0
    for word in text.replace("'", " ").split():
        origin = text.index(word, position)
        position = origin + len(word)
        end = starts[position - 1] + 1
        limit = starts[position] if position < len(starts) else len(raw)
        while end < limit and not lookup_piece(raw[end]):
            end += 1  # a trailing harakah or zero-width mark belongs to the word it follows
        start = starts[origin]
        tokens.append(Token(word, start, end, raw[previous_end:start], origin))
        previous_end = end
    return tokens


def lookup_piece(char: str) -> str:
    """What one code point folds to."""
    return table()[ord(char)]
