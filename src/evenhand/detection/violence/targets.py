"""Groups of people named in the words: `targets.csv`, one line a group, a cell for each language, `*` for any ending.

The line `people` holds words that stand beside any of the names (`Kurdish people`, `orang Kurdi`) and are read with it. What is
handed on is a span and an opaque id (the line's number); no code reads which group a number is. Every group has words in every
language (a test holds the file to it), so that none is protected in fewer languages than another.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from evenhand.detection.folding import Folded, fold
from evenhand.detection.morphology import cyrillic_forms, is_cyrillic, suffix_forms
from evenhand.detection.resources import read_bytes
from evenhand.detection.stance.cues import forms_of

FILE: Final = "violence/targets.csv"
_PREFIX: Final = "target-"
_PEOPLE: Final = "people"
_SHORTEST_STEM: Final = 3

Name = tuple[str, ...]  # folded words; the last may end in `*`


@dataclass(frozen=True, slots=True)
class Target:
    """A group named at a raw span. `target_id` is opaque."""

    target_id: str
    span: tuple[int, int]


@dataclass(slots=True)
class Names:
    """The names of one language by their first word: whole words, and stems."""

    whole: dict[str, list[tuple[Name, str]]] = field(default_factory=dict)
    stems: dict[str, list[tuple[Name, str]]] = field(default_factory=dict)


@lru_cache(maxsize=1)
def rows() -> tuple[tuple[str, dict[str, tuple[Name, ...]]], ...]:
    """The file: for each target its id and its names by language, folded."""
    found = []
    for row in _lines():
        if row["target"] == _PEOPLE:
            continue
        number = row["target"]
        names = {
            lang: tuple(dict.fromkeys(form for name in cell.split("|") for form in _forms(_words(name), lang)))
            for lang, cell in row.items()
            if lang != "target"
        }
        found.append((f"{_PREFIX}{number}", names))
    return tuple(found)


@lru_cache(maxsize=1)
def _lines() -> tuple[dict[str, str], ...]:
    return tuple(dict(row) for row in csv.DictReader(io.StringIO(read_bytes(FILE).decode("utf-8"))))


@lru_cache(maxsize=16)
def _people(lang: str) -> frozenset[str]:
    """Words that stand beside any group's name."""
    line = next(row for row in _lines() if row["target"] == _PEOPLE)
    return frozenset(word for name in line[lang].split("|") for word in _words(name))


def _words(name: str) -> Name:
    stem = name.endswith("*")
    words = fold(name.rstrip("*")).replace("'", " ").split()
    return (*words[:-1], words[-1] + "*") if stem else tuple(words)


def _forms(name: Name, lang: str) -> list[Name]:
    """A name and, where its language declines it at the end, its other forms; a stem has them all."""
    last = name[-1]
    if last.endswith("*"):
        return [name]
    others = cyrillic_forms(last) if is_cyrillic(last) and len(name) == 1 else suffix_forms(last, lang)
    return [name, *((*name[:-1], form) for form in others)]


@lru_cache(maxsize=16)
def names_of(lang: str) -> Names:
    """The names of a language."""
    names = Names()
    for target_id, by_lang in rows():
        for name in by_lang.get(lang, ()):
            first = name[0]
            if first.endswith("*"):
                names.stems.setdefault(first[:-1], []).append((name, target_id))
            else:
                names.whole.setdefault(first, []).append((name, target_id))
    return names


@lru_cache(maxsize=65536)
def _starting(lang: str, word: str) -> tuple[tuple[Name, str], ...]:
    """The names that may begin with a word, in any of its forms; the longest first."""
    names = names_of(lang)
    found: dict[Name, str] = {}
    for form in forms_of(word):
        for name, target_id in names.whole.get(form, ()):
            found.setdefault(name, target_id)
        for size in range(_SHORTEST_STEM, len(form) + 1):
            for name, target_id in names.stems.get(form[:size], ()):
                found.setdefault(name, target_id)
    return tuple(sorted(found.items(), key=lambda item: (-len(item[0]), item[0])))


def find_targets(folded: Folded, langs: Sequence[str]) -> list[Target]:
    """The groups named in a text, in order, without overlaps. A name of two words wins over one of one."""
    tokens, found, position, found_until = folded.tokens, [], 0, 0
    while position < len(tokens):
        hit = next(_at(folded, position, langs), None)
        if hit is None:
            position += 1
            continue
        target_id, size = hit
        first, last = position, position + size
        while first > found_until and _beside(tokens[first - 1].text, langs):
            first -= 1
        while last < len(tokens) and _beside(tokens[last].text, langs):
            last += 1
        found.append(Target(target_id, (tokens[first].start, tokens[last - 1].end)))
        position = found_until = last
    return found


def _beside(word: str, langs: Sequence[str]) -> bool:
    return any(word in _people(lang) for lang in langs)


def _at(folded: Folded, position: int, langs: Sequence[str]) -> Iterator[tuple[str, int]]:
    words = [token.text for token in folded.tokens[position : position + 4]]
    for lang in langs:
        for name, target_id in _starting(lang, words[0]):
            rest = zip(name[1:], words[1:], strict=False)
            if len(name) <= len(words) and all(_fits(pattern, word) for pattern, word in rest):
                yield target_id, len(name)


def _fits(pattern: str, word: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern
