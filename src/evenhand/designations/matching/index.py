"""One name against tens of thousands: an index in memory, with candidates chosen so that none worth a score is lost.

Words are found by consonant skeleton and by skeletons with one sign less, names by the weight of the words they share. The
score of a candidate is `matcher`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evenhand.designations.matching import bodies, loops
from evenhand.designations.matching.judging import logits, per_mille
from evenhand.designations.matching.matcher import Matcher, is_person
from evenhand.designations.matching.sounds import alphabet, keys_of
from evenhand.designations.matching.tokens import LEGAL, MEANING

CANDIDATES: Final = 120  # names scored for a query
_LIKE: Final = 0.6  # a word of the index that is less like a word of the query brings no candidate


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


class _Side:
    """The names of one kind."""

    def __init__(self, matcher: Matcher, listed: Sequence[Listed], person: bool) -> None:
        self.listed, self.person, self._matcher = listed, person, matcher
        self.numbers = matcher.numbers([item.name for item in listed], person)
        holders: dict[int, list[int]] = {}
        for place, number in enumerate(self.numbers):
            for word in set(matcher.names.words_of(int(number))):
                holders.setdefault(word, []).append(place)
        self._holders = {word: np.array(places, np.int32) for word, places in holders.items()}
        self._by_key: dict[str, list[int]] = {}
        self._by_meaning: dict[int, list[int]] = {}
        for word in sorted(holders):
            self._enter(word)
        self._found: dict[int, list[tuple[int, float]]] = {}

    def _enter(self, word: int) -> None:
        words = self._matcher.names.words
        if words.flags[word] & MEANING:
            self._by_meaning.setdefault(int(words.groups[word]), []).append(word)
        for key in self._keys(word):
            self._by_key.setdefault(key, []).append(word)

    def _keys(self, word: int) -> list[str]:
        """Skeletons of every reading of a word, each also with one sign left out."""
        words, codes = self._matcher.names.words, alphabet()
        found: dict[str, None] = {}
        while word >= 0:
            sounds = "".join(codes[code - 1] for code in words.codes[word])
            for key in keys_of(sounds) or ("",):
                found[key] = None
                if len(key) > 2:
                    found.update(dict.fromkeys(key[:at] + key[at + 1 :] for at in range(len(key))))
            word = int(words.others[word])
        return list(found)

    def _like(self, word: int) -> list[tuple[int, float]]:
        """The words of the index that are like a word of the query, with how much."""
        known = self._found.get(word)
        if known is None:
            words = self._matcher.names.words
            near = {other for key in self._keys(word) for other in self._by_key.get(key, ())}
            near.update(self._by_meaning.get(int(words.groups[word]), ()) if words.flags[word] & MEANING else ())
            others = np.array(sorted(near), np.int32)
            likeness = loops.like_many(word, others, words.table())
            known = [(int(o), float(s)) for o, s in zip(others, likeness, strict=True) if s >= _LIKE]
            self._found[word] = known
        return known

    def candidates(self, number: int) -> NDArray[np.int32]:
        """The places of the names most worth scoring, at most `CANDIDATES`, by the weight of the words they share."""
        words = self._matcher.names.words
        total = np.zeros(len(self.listed), np.float32)
        for word in self._matcher.names.words_of(number):
            if words.flags[word] & LEGAL:
                continue
            best = np.zeros(0, np.float32)
            for other, likeness in self._like(word):
                if not best.size:
                    best = np.zeros(len(self.listed), np.float32)
                places = self._holders[other]
                best[places] = np.maximum(best[places], likeness * words.weights[word])
            if best.size:
                total += best
        some = np.flatnonzero(total > 0).astype(np.int32)
        if some.size > CANDIDATES:
            some = some[np.argpartition(-total[some], CANDIDATES)[:CANDIDATES]]
        return np.sort(some)


class ScreeningIndex:
    """Names of entities, ready to be asked."""

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
        sides = (True, False) if not kind.strip() else (is_person(kind),)
        best: dict[str, Hit] = {}
        for person in sides:
            for hit in self._scored(name, person):
                held = best.get(hit.listed.entity_id)
                if held is None or hit.score > held.score:
                    best[hit.listed.entity_id] = hit
        return sorted(best.values(), key=lambda hit: (-hit.score, hit.listed.entity_id, hit.listed.name))[:top]

    def _scored(self, name: str, person: bool) -> list[Hit]:
        side, matcher = self._sides[person], self._matcher
        number = matcher.names.number(name, person)
        found: list[Hit] = []
        if not person:
            known = sorted(bodies.known_as(name))
            found += [Hit(self._curated[entity], bodies.CURATED) for entity in known if entity in self._curated]
        places = side.candidates(number)
        if not places.size:
            return found
        one = np.full(places.size, number, np.int32)
        scores = per_mille(logits(matcher.features(one, side.numbers[places]), person))
        for place, score in zip(places, scores, strict=True):
            listed = side.listed[place]
            points = 1000 if listed.name == name else int(score)
            if not person and bodies.curated(name, listed.name) is False:
                points = min(points, bodies.DIFFERENT)
            found.append(Hit(listed, points))
        return [hit for hit in found if hit.score > 0]
