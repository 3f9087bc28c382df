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
from typing import Any, Final

from evenhand.designations.matching.plain import folded
from evenhand.designations.matching.sounds import read_table

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
    joining: frozenset[str]  # every word above: a name without one is its words as they stand
    nicknames: Mapping[str, int]
    empty: frozenset[str]
    legal: frozenset[str]
    meanings: Mapping[str, int]
    meaning_weights: Sequence[float]
    meaning_names: Sequence[str]
    meaning_initials: Sequence[frozenset[str]]
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
        nicknames=_groups([frozenset(spelled(folded(word)) for word in row) for row in persons["same"]]),
        empty=_words(bodies["empty"]),
        legal=_words(bodies["legal"]),
        meanings=_groups([frozenset(map(meaning_key, group)) for group in words]),
        meaning_weights=[row["weight"] / 100 for row in rows],
        meaning_names=[row["id"].replace("_", " ") for row in rows],
        meaning_initials=[frozenset(word[0] for word in group) for group in words],
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
