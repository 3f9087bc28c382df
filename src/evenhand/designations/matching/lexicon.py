"""The words that say something in names, from the tables beside this module: titles, particles, meanings, rarity.

`person-words.yml` and `organisation-words.yml` are dictionary facts; `rarity.csv` counts how often the parts of names stand
in published lists, by consonant skeleton and without the names. What is done with a word is `joining`'s.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import chain
from typing import Any, Final

from evenhand.designations.matching.plain import folded
from evenhand.designations.matching.sounds import plain_letters, read_table, sound_of

_RAREST: Final = 1 / 5_000  # of the names: as rare as the counts can tell
_LIGHTEST: Final = 0.3  # the commonest part of a name still says something


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The tables, in folded form. `meanings` and `nicknames` give a word's group."""

    titles: frozenset[str]
    titles_after: frozenset[str]
    son_of: frozenset[str]
    articles: frozenset[str]
    kunya: frozenset[str]
    servant: frozenset[str]
    tail: frozenset[str]
    faith: frozenset[str]
    god: frozenset[str]
    letters: Mapping[str, str]  # names of letters, as Urdu and Persian write initials
    joining: frozenset[str]  # every word above: a name without one is its words as they stand
    nicknames: Mapping[str, int]
    empty: frozenset[str]
    legal: frozenset[str]
    meanings: Mapping[str, int]
    meaning_weights: Sequence[float]
    meaning_initials: Sequence[frozenset[str]]
    places: frozenset[int]  # meanings that are places
    transliterated: Mapping[str, int]  # Cyrillic words of meanings by their sounds
    stems: Mapping[str, int]  # words of meanings in Arabic and Hebrew letters without their endings
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]  # by first word, the longest first
    numbers: Mapping[str, int]
    expand: Mapping[str, tuple[str, ...]]
    rarity: Mapping[tuple[bool, str], float]

    def weight_of(self, keys: Sequence[str], person: bool) -> float:
        """What a word weighs, 0.3 (in every tenth name) to 1 (in one of 5,000 or fewer), by its commonest skeleton."""
        share = max((self.rarity.get((person, key), _RAREST) for key in keys), default=_RAREST)
        return max(_LIGHTEST, min(1.0, math.log(share) / math.log(_RAREST)))


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The tables that ship with the package, read once."""
    persons, bodies = read_table("person-words.yml"), read_table("organisation-words.yml")
    rows = bodies["meanings"]
    words = [_words(row["words"]) for row in rows]
    sets = {field: frozenset(map(spelled, _words(persons[name]))) for field, name in _PERSON_FIELDS.items()}
    return Lexicon(
        **sets,
        joining=frozenset().union(*sets.values()),
        letters={spelled(folded(word)): letter for letter, text in persons["letters"].items() for word in text.split()},
        nicknames=_groups([frozenset(spelled(folded(word)) for word in row) for row in persons["same"]]),
        empty=_words(bodies["empty"]),
        legal=_words(bodies["legal"]),
        meanings=_groups([frozenset(map(meaning_key, group)) for group in words]),
        meaning_weights=[row["weight"] / 100 for row in rows],
        meaning_initials=[_initials(group) for group in words],
        places=frozenset(number for number, row in enumerate(rows) if row.get("place")),
        transliterated=_groups([frozenset(filter(None, map(_sound_key, map(meaning_key, group)))) for group in words]),
        stems=_stems(words),
        phrases=_phrases(bodies["phrases"]),
        numbers={word: number for number, words in bodies["numbers"].items() for word in _words(words)},
        expand={short: tuple(folded(full).split()) for short, full in bodies["expand"].items()},
        rarity=_rarity(),
    )


_PERSON_FIELDS: Final[dict[str, Any]] = {
    "titles": "title",
    "titles_after": "title_after",
    "son_of": "son_of",
    "articles": "article",
    "kunya": "kunya",
    "servant": "servant",
    "tail": "tail",
    "faith": "faith",
    "god": "god",
}


_SPELLED: Final = str.maketrans(
    {**dict.fromkeys("أإآٱ", "ا"), **dict.fromkeys("ىیې", "ي"), "ک": "ك", "ё": "е", **dict.fromkeys("ةہھۃ", "ه")}
)


def spelled(word: str) -> str:
    """A word with Arabic letters that writers interchange made one."""
    return word if word.isascii() else word.translate(_SPELLED)


# Endings of cases and genders in the Slavic languages, off for looking a meaning up; a stem keeps four letters.
_CASES: Final = re.compile(
    "(?<=[а-яёіїєў]{4})(?:[ыи]ми|[оеё]го|[оеё]му|[ая]я|[оеё]е|[ыи]е|[ыи]й|[оеё]й|[ыи]х|[ую]ю|[ыи]м|[оеё]м|ями|ами|ах|ях"
    "|ов|ев|і[йя]|[аяоеёыиіуюьй])$"
)


def meaning_key(word: str) -> str:
    """A word as meanings are looked up: as `spelled`, the article off, and the endings of Slavic cases."""
    one = spelled(word)
    if one.startswith("ال") and len(one) > 4:
        return one[2:]
    return _CASES.sub("", one) if not one.isascii() else one


# What Slavic case endings look like in Latin letters, the longest first.
_LATIN_CASES: Final = (
    *(
        "iya",
        "oye",
        "aya",
        "oie",
        "aia",
        "aja",
        "iye",
        "ogo",
        "ego",
        "omu",
        "emu",
        "ykh",
        "ikh",
        "ami",
        "yy",
        "iy",
        "ii",
        "yi",
    ),
    *(
        "ij",
        "oe",
        "oy",
        "oi",
        "oj",
        "ey",
        "ei",
        "ye",
        "ie",
        "ya",
        "ia",
        "yu",
        "iu",
        "yh",
        "ih",
        "ym",
        "im",
        "om",
        "em",
        "ov",
    ),
    *("ev", "y", "i", "a", "o", "e", "u"),
)
_STEM: Final = 4


def meaning_of(table: Lexicon, word: str) -> int:
    """The number of a word's meaning, -1 when none is known: as written, in the plural, or Cyrillic in Latin letters."""
    key = meaning_key(word)
    found = table.meanings.get(key, -1)
    if found < 0 and word[:1] > "\u0590":
        stem = _stem(key)
        return table.stems.get(stem, -1) if len(stem) >= _SHORTEST_STEM + (stem == key) else -1
    if found >= 0 or not word.isascii() or len(word) <= _STEM:
        return found
    if word[-1] == "s" and word[-2] != "s":
        found = table.meanings.get(word[:-3] + "y" if word.endswith("ies") else word[:-1], -1)
        if found >= 0:
            return found
    for ending in ("", *_LATIN_CASES):
        if word.endswith(ending) and len(word) - len(ending) > _STEM:
            found = table.transliterated.get(_plain_sounds(word[: len(word) - len(ending)]), -1)
            if found >= 0:
                return found
    return -1


# Endings of adjectives and numbers in Arabic, Persian and Hebrew: السورية, מרכזית.
_ABJAD_ENDINGS: Final = re.compile("(?:يه|يين|يون|ين|ون|ان|ات|ها|هاي|ي|ا|ه|ית|יים|יות|ים|ות|יה|י|ת)$")
_SHORTEST_STEM: Final = 3


def _stem(key: str) -> str:
    return _ABJAD_ENDINGS.sub("", key)


def _stems(groups: Sequence[frozenset[str]]) -> dict[str, int]:
    keys = [frozenset(map(meaning_key, group)) for group in groups]
    return _groups(
        [
            frozenset(_stem(key) for key in group if key > "\u0590" and len(_stem(key)) >= _SHORTEST_STEM)
            for group in keys
        ]
    )


def _sound_key(word: str) -> str:
    """The key of a Cyrillic word under which it is found in Latin letters; empty for others and short ones."""
    return _plain_sounds(word) if len(word) > _STEM and "\u0400" <= word[0] <= "\u04ff" else ""


_ONE_SOUND: Final = str.maketrans("KqJE", "kkje", "y")


def _plain_sounds(word: str) -> str:
    return sound_of(word)[0].translate(_ONE_SOUND)


def _initials(group: frozenset[str]) -> frozenset[str]:
    """First letters of words, also in plain Latin letters."""
    return frozenset(chain.from_iterable((word[0], plain_letters(word[0])[:1]) for word in group)) - {""}


def _phrases(table: Mapping[str, str]) -> dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]:
    found: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for put, phrases in table.items():
        for phrase in phrases.split(" / "):
            words = tuple(folded(phrase).split())
            found.setdefault(words[0], []).append((words, tuple(folded(put).split())))
    return {first: tuple(sorted(rows, key=lambda row: (-len(row[0]), row))) for first, rows in found.items()}


def _words(text: str) -> frozenset[str]:
    """The words of a table as names hold them."""
    return frozenset(folded(text.replace("\u200c", ""), longest=None).split())


def _groups(rows: Sequence[frozenset[str]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, words in enumerate(rows):
        for word in sorted(words):
            found.setdefault(word, number)
    return found


def _rarity() -> dict[tuple[bool, str], float]:
    file = resources.files("evenhand.designations.matching").joinpath("rarity.csv")
    if not file.is_file():
        return {}
    lines = file.read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {(row["kind"] == "person", row["skeleton"]): int(row["per_million"]) / 1e6 for row in rows}
