"""One name against tens of thousands: an index in memory, with candidates chosen so that none worth a score is lost.

Words are found by consonant skeleton and, long ones, by skeletons with one sign less; names by the weight of the words they
share (`finding`). The score of a candidate is `matcher`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evenhand.designations.matching import bodies, finding
from evenhand.designations.matching.judging import scores_of
from evenhand.designations.matching.matcher import Matcher, is_person
from evenhand.designations.matching.sounds import alphabet, keys_of
from evenhand.designations.matching.tokens import LEGAL

CANDIDATES: Final = 32  # names scored for a query
_DELETED_FROM: Final = 4  # signs of a skeleton that is looked up with one left out, too
_REMEMBERED: Final = 200_000  # words of queries whose like words are kept
_LAST_MARK: Final = 2**31 - 100


@dataclass(frozen=True, slots=True)
class Listed:
    """A name of the index: whose, what kind, the name."""

    entity_id: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found: the best of its entity, with its score 0..1000."""

    listed: Listed
    score: int


_Like = tuple[NDArray[np.int32], NDArray[np.float32]]


def _runs(rows: Sequence[Sequence[int]]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Rows of numbers as one array, and where each begins (one more at the end)."""
    starts = np.zeros(len(rows) + 1, np.int32)
    np.cumsum([len(row) for row in rows], out=starts[1:])
    return starts, np.fromiter((item for row in rows for item in row), np.int32, int(starts[-1]))


class _Side:
    """The names of one kind."""

    def __init__(self, matcher: Matcher, listed: Sequence[Listed], person: bool) -> None:
        self.listed, self.person, self._matcher = listed, person, matcher
        self.numbers = matcher.numbers([item.name for item in listed], person)
        words = matcher.names.words
        holders: dict[int, list[int]] = {}
        for place, number in enumerate(self.numbers.tolist()):
            for word in dict.fromkeys(matcher.names.words_of(number)):
                holders.setdefault(word, []).append(place)
        own = sorted(holders)
        self._own = np.array(own, np.int32)
        self._starts, self._postings = _runs([holders[word] for word in own])
        by_key: dict[str, list[int]] = {}
        for at, word in enumerate(own):
            for key in self._keys(word):
                by_key.setdefault(key, []).append(at)
        self._key_numbers = {key: number for number, key in enumerate(by_key)}
        self._key_starts, self._key_holders = _runs(list(by_key.values()))
        runs = (matcher.names.words_of(number) for number in self.numbers.tolist())
        self._sizes = np.array([sum(words.weights[word] for word in dict.fromkeys(run)) for run in runs], np.float32)
        self._total, self._seen_name = np.zeros(len(listed), np.float32), np.zeros(len(listed), np.int32)
        self._seen_word = np.zeros(len(own), np.int32)
        self._mark = 0
        self._found: dict[int, _Like] = {}

    def _keys(self, word: int) -> list[str]:
        """Skeletons of every reading of a word, long ones also with one sign left out, and its meaning or given name."""
        words, codes = self._matcher.names.words, alphabet()
        found: dict[str, None] = {f"#{words.groups[word]}": None} if words.groups[word] >= 0 else {}
        while word >= 0:
            sounds = "".join([codes[code - 1] for code in words.codes[word]])
            for key in keys_of(sounds) or ("",):
                found[key] = None
                if len(key) >= _DELETED_FROM:
                    found.update(dict.fromkeys([key[:at] + key[at + 1 :] for at in range(len(key))]))
            word = words.others[word]
        return list(found)

    def _next_mark(self, steps: int) -> int:
        if self._mark > _LAST_MARK:
            self._mark = 0
            self._seen_name[:], self._seen_word[:] = 0, 0
        mark = self._mark + 1
        self._mark += steps
        return mark

    def _like(self, word: int) -> _Like:
        """The places of the index's words that are like a word of the query, with how much."""
        known = self._found.get(word)
        if known is None:
            numbers = self._key_numbers
            keys = np.array([numbers[key] for key in self._keys(word) if key in numbers], np.int32)
            table = self._matcher.names.words.table()
            known = finding.like_words(
                word, keys, self._key_starts, self._key_holders, self._own, self._seen_word, self._next_mark(1), table
            )
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            self._found[word] = known
        return known

    def candidates(self, number: int) -> NDArray[np.int32]:
        """The places of the names most worth scoring, about `CANDIDATES`, by the weight of the words they share."""
        words = self._matcher.names.words
        asked = [word for word in dict.fromkeys(self._matcher.names.words_of(number)) if not words.flags[word] & LEGAL]
        if not asked or not self._own.size:
            return np.zeros(0, np.int32)
        found = [self._like(word) for word in asked]
        ends = np.cumsum([places.size for places, _ in found]).astype(np.int32)
        chosen: NDArray[np.int32] = finding.heaviest(
            np.concatenate([places for places, _ in found]),
            np.concatenate([alike for _, alike in found]),
            ends,
            np.array([words.weights[word] for word in asked], np.float32),
            self._starts,
            self._postings,
            self._sizes,
            self._total,
            self._seen_name,
            self._next_mark(len(asked)),
            CANDIDATES,
        )
        return chosen


class ScreeningIndex:
    """Names of entities, ready to be asked. Not for several threads at once."""

    def __init__(self, listed: Iterable[Listed]) -> None:
        """Build the index; names are read once."""
        self._matcher = Matcher()
        every = list(listed)
        self._sides = {
            person: _Side(self._matcher, [item for item in every if is_person(item.kind) is person], person)
            for person in (True, False)
        }
        self._curated: dict[str, Listed] = {}
        for item in self._sides[False].listed:
            for entity_id in bodies.known_as(item.name):
                self._curated.setdefault(entity_id, item)

    def screen(self, name: str, kind: str = "", top: int = 5) -> list[Hit]:
        """The entities a name is most likely a name of, best first, one name each; both kinds when `kind` is empty."""
        return self.screen_many([name], [kind], top)[0]

    def screen_many(self, names: Sequence[str], kinds: Sequence[str], top: int = 5) -> list[list[Hit]]:
        """`screen` for many names, in order."""
        best: list[dict[str, Hit]] = [{} for _ in names]
        for person in (True, False):
            asked = [place for place, kind in enumerate(kinds) if not kind.strip() or is_person(kind) is person]
            for place, hits in zip(asked, self._scored([names[at] for at in asked], person, top), strict=True):
                for hit in hits:
                    held = best[place].get(hit.listed.entity_id)
                    if held is None or hit.score > held.score:
                        best[place][hit.listed.entity_id] = hit
        return [
            sorted(found.values(), key=lambda hit: (-hit.score, hit.listed.entity_id, hit.listed.name))[:top]
            for found in best
        ]

    def _scored(self, names: Sequence[str], person: bool, top: int) -> list[list[Hit]]:
        side, matcher = self._sides[person], self._matcher
        queries, places, rows = [], [], []
        for row, name in enumerate(names):
            for part in (name,) if person else bodies.parts(name):
                number = matcher.names.number(part, person)
                found = side.candidates(number)
                places.append(found)
                queries.append(np.full(found.size, number, np.int32))
                rows.append(np.full(found.size, row, np.int32))
        if not places:
            return []
        one, at, row_of = np.concatenate(queries), np.concatenate(places), np.concatenate(rows)
        scores = scores_of(matcher.features(one, side.numbers[at]), person)
        ends = np.searchsorted(row_of, np.arange(len(names) + 1))
        return [
            self._hits(side, name, at[begin:end], scores[begin:end], top)
            for name, begin, end in zip(names, ends[:-1].tolist(), ends[1:].tolist(), strict=True)
        ]

    def _hits(
        self, side: _Side, name: str, places: NDArray[np.int32], scores: NDArray[np.int64], top: int
    ) -> list[Hit]:
        """The best names of a query, more than asked for: several may be one entity's."""
        found: list[Hit] = []
        if not side.person:
            known = sorted(bodies.known_as(name))
            found += [Hit(self._curated[entity], bodies.CURATED) for entity in known if entity in self._curated]
        entities: set[str] = set()
        for at in np.argsort(-scores, kind="stable").tolist():
            if scores[at] <= 0 or len(entities) > top:
                break
            listed = side.listed[places[at]]
            points = 1000 if listed.name == name else int(scores[at])
            if not side.person and bodies.curated(name, listed.name) is False:
                points = min(points, bodies.DIFFERENT)
            found.append(Hit(listed, points))
            entities.add(listed.entity_id)
        return found
