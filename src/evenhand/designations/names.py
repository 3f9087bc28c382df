"""Names made comparable across spellings and scripts, and found by a query with a score 0..1000.

One normal form: NFKC, casefold, no diacritics or vowel points, Arabic letter variants folded, punctuation to spaces.
Transliteration-aware matching of persons is issue 4's; which aliases are sought in posts is `matchable`'s.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Protocol

from evenhand.designations.model import Strength

EXACT: Final = 1000
EXACT_WEAK: Final = 950  # also the name of something else
PREFIX: Final = 850
_FUZZY_FLOOR: Final = 82.0  # of rapidfuzz's 0..100; below it names of one length share letters by chance
_FUZZY_TOP: Final = 840  # a near name never outranks a name that begins with the query
_MAX_QUERY: Final = 300
_MAX_STARTING: Final = 200

# Arabic-script letters that writers and keyboards of different countries interchange.
_FOLD: Final = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ې": "ي",
        "ئ": "ي",
        "ؤ": "و",
        "ک": "ك",
        "ڪ": "ك",
        "ة": "ه",
        "ہ": "ه",
        "ھ": "ه",
        "ۃ": "ه",
        "ە": "ه",
        "ء": None,
        "ـ": None,
        "ё": "е",
        "ı": "i",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "'": None,
        "’": None,
        "‘": None,
        "ʼ": None,
        "ʻ": None,
        "`": None,
        "´": None,
        "\u200c": " ",  # the zero-width non-joiner separates parts of Persian words
        "\u200d": None,
    }
)


@lru_cache(maxsize=200_000)
def normal(name: str) -> str:
    """The normal form: words separated by single spaces."""
    text = unicodedata.normalize("NFKC", name.translate(_APOSTROPHES)).casefold().translate(_FOLD)
    if text.isascii():
        kept = [char if char.isalnum() else " " for char in text]
    else:
        decomposed = unicodedata.normalize("NFKD", text).translate(_FOLD)
        kept = [_kept(char) for char in decomposed]
    return " ".join("".join(kept).split())


_APOSTROPHES: Final = {ord(char): None for char in "'’‘ʼʻ`´\u200d"}


def _kept(char: str) -> str:
    if char.isalnum():
        return char
    return "" if unicodedata.category(char) in {"Mn", "Me", "Cf"} else " "


def spellings(name: str, *, person: bool = False) -> tuple[str, ...]:
    """A published name and what it holds: without its bracketed part, the bracketed part, both sides of a ` / `.

    `TEHRIK-E TALIBAN PAKISTAN (TTP)` gives itself, `TEHRIK-E TALIBAN PAKISTAN` and `TTP`. A person's `LAST, First`
    also gives `First LAST`.
    """
    found = [name]
    if person and name.count(",") == 1:
        last, first = (part.strip() for part in name.split(","))
        found.append(f"{first} {last}")
    if not person:
        for part in _parts(name):
            found.append(part)
    return tuple(dict.fromkeys(item for item in found if len(normal(item)) > 1))


def _parts(name: str) -> Iterable[str]:
    opened, closed = name.find("("), name.rfind(")")
    if 0 < opened < closed:
        outer, inner = (name[:opened] + name[closed + 1 :]).strip(), name[opened + 1 : closed]
        yield outer
        if ";" in inner:  # the UN writes several spellings into one pair of brackets
            yield from (part.replace("(original script)", "").strip(" ()") for part in inner.split(";"))
        elif closed == len(name) - 1 and _abbreviates(inner, outer):
            yield inner.strip()
    elif " / " in name:
        yield from (part.strip() for part in name.split(" / "))


def _abbreviates(short: str, full: str) -> bool:
    """Whether one word's letters stand in the name in that order: `TTP`, but not a place or branch in brackets."""
    letters = iter(normal(full))
    return " " not in short.strip() and all(letter in letters for letter in normal(short))


@dataclass(frozen=True, slots=True)
class NameHit:
    """An entity found by a query: the alias that matched and the score 0..1000."""

    entity_id: str
    alias: str
    score: int


Holders = Mapping[str, tuple[str, Strength]]  # entity id to the name as written and how far it points to it


class NameTable(Protocol):
    """All names in normal form, wherever they are kept."""

    def holders(self, key: str) -> Holders:
        """Who has this name; empty when nobody has."""
        ...

    def starting(self, key: str, limit: int) -> Sequence[str]:
        """The names that go on after this one, in order, at most so many."""
        ...

    def keys(self) -> Sequence[str]:
        """Every name, in order."""
        ...


def search(table: NameTable, query: str, limit: int = 5) -> tuple[NameHit, ...]:
    """Entities whose name is, begins with, or nearly is the query; best first, ties by entity id."""
    key = normal(query[:_MAX_QUERY])
    if not key:
        return ()
    hits: dict[str, NameHit] = {}
    for name, score in _scored(table, key, limit):
        for entity_id, (alias, strength) in table.holders(name).items():
            points = min(score, EXACT_WEAK) if strength is not Strength.STRONG else score
            if entity_id not in hits or hits[entity_id].score < points:
                hits[entity_id] = NameHit(entity_id, alias, points)
    ordered = sorted(hits.values(), key=lambda hit: (-hit.score, hit.entity_id))
    return tuple(ordered[:limit])


def _scored(table: NameTable, key: str, limit: int) -> Iterable[tuple[str, int]]:
    if table.holders(key):
        return [(key, EXACT)]
    prefixed = [(name, PREFIX) for name in table.starting(key, _MAX_STARTING)]
    return prefixed or _near(table, key, limit)


def _near(table: NameTable, key: str, limit: int) -> list[tuple[str, int]]:
    from rapidfuzz import fuzz, process

    found = process.extract(key, table.keys(), scorer=fuzz.token_sort_ratio, limit=limit * 4, score_cutoff=_FUZZY_FLOOR)
    return [(name, int(score * _FUZZY_TOP / 100)) for name, score, _ in found]


class NameIndex:
    """All names of a registry in normal form. Built once; lookups do not change it."""

    __slots__ = ("_by_name", "_keys")

    def __init__(self, names: Iterable[tuple[str, str, Strength]]) -> None:
        """Index (entity_id, name, strength) triples."""
        self._by_name: dict[str, dict[str, tuple[str, Strength]]] = {}
        for entity_id, name, strength in names:
            key = normal(name)
            if key:
                held = self._by_name.setdefault(key, {})
                if entity_id not in held or strength is Strength.STRONG:
                    held[entity_id] = (name, strength)
        self._keys: Sequence[str] = sorted(self._by_name)

    def find(self, query: str, limit: int = 5) -> tuple[NameHit, ...]:
        """Entities whose name is, begins with, or nearly is the query; best first, ties by entity id."""
        return search(self, query, limit)

    def holders(self, key: str) -> Holders:
        """Who has this name in normal form."""
        return self._by_name.get(key, {})

    def starting(self, key: str, limit: int) -> Sequence[str]:
        """The names that go on after this one, in order."""
        start = bisect_left(self._keys, key + " ")
        return [name for name in self._keys[start : start + limit] if name.startswith(key + " ")]

    def keys(self) -> Sequence[str]:
        """Every name in normal form, in order."""
        return self._keys

    def rows(self) -> Iterator[tuple[str, str, str, str]]:
        """(normal form, entity id, name as written, strength), by normal form."""
        for key in self._keys:
            for entity_id, (name, strength) in self._by_name[key].items():
                yield key, entity_id, name, strength.value
