"""Comparing names of persons and organisations: `compare` for one pair with its reasons, `Matcher` for many.

Deterministic, no network, no state but a memory of words already read. The index for screening is `index`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evenhand.designations.matching import bodies, loops
from evenhand.designations.matching.judging import scores_of
from evenhand.designations.matching.score import THRESHOLD, Context, Reason, Score
from evenhand.designations.matching.tokens import MOST_WORDS, Names, Words

PERSON_KINDS: Final = frozenset({"person", "individual"})
_YEARS_APART: Final = 2  # lists give a year of birth that is out by one or two
_OTHER_YEAR: Final = 350  # per mille of the score that is left
_OTHER_COUNTRY: Final = 750
_SAME: Final = 1000


class Matcher:
    """Compares names; remembers the words it has read. Not for several threads at once."""

    def __init__(self) -> None:
        """Start with an empty memory."""
        self.names = Names()

    def scores(self, firsts: Sequence[str], seconds: Sequence[str], kind: str) -> NDArray[np.int64]:
        """Scores 0..1000 of pairs of names, without reasons."""
        person = is_person(kind)
        one, two, found = self.best(firsts, seconds, person)
        if person:
            found[(one == two) & (found > 0)] = _SAME
            return found
        for place, (a, b) in enumerate(zip(firsts, seconds, strict=True)):
            if a == b:
                found[place] = _SAME if found[place] > 0 else 0
            else:
                found[place] = self._body(a, b, int(one[place]), int(two[place]), int(found[place]))[0]
        return found

    def numbers(self, names: Sequence[str], person: bool) -> NDArray[np.int32]:
        """The numbers of names in the memory."""
        return self.names.numbers(names, person)

    def best(
        self, firsts: Sequence[str], seconds: Sequence[str], person: bool
    ) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]:
        """Pairs as numbers, with their scores; of names that hold several (`bodies.parts`) the two most alike."""
        one, two = self.numbers(firsts, person), self.numbers(seconds, person)
        points = scores_of(self.features(one, two), person)
        if person:
            return one, two, points
        held = [(bodies.parts(a), bodies.parts(b)) for a, b in zip(firsts, seconds, strict=True)]
        tried = [(place, a, b) for place, (x, y) in enumerate(held) if len(x) + len(y) > 2 for a in x for b in y]
        if tried:
            first, second = (
                self.numbers([a for _, a, _ in tried], person),
                self.numbers([b for _, _, b in tried], person),
            )
            for (place, _, _), a, b, score in zip(
                tried, first, second, scores_of(self.features(first, second), person), strict=True
            ):
                if score > points[place]:
                    one[place], two[place], points[place] = a, b, score
        return one, two, points

    def features(self, one: NDArray[np.int32], two: NDArray[np.int32]) -> NDArray[np.float64]:
        """The features of numbered pairs, [pairs, WIDTH]."""
        names = self.names
        found: NDArray[np.float64] = loops.told(one, two, *names.table(), names.words.table())[0]
        return found

    def compare(self, a: str, b: str, kind: str = "person", context: Context | None = None) -> Score:
        """One pair with its reasons. `kind` is `person`, or anything else for organisations."""
        return self.compare_many([a], [b], kind, [context])[0]

    def compare_many(
        self, firsts: Sequence[str], seconds: Sequence[str], kind: str, contexts: Sequence[Context | None] = ()
    ) -> list[Score]:
        """Pairs with their reasons, in order."""
        if self.names.full:
            self.names = Names()
        person = is_person(kind)
        if person:
            one, two = self.numbers(firsts, person), self.numbers(seconds, person)
        else:
            one, two, _ = self.best(firsts, seconds, person)
        points, every = self._told(one, two, person)
        found = []
        for place, (reasons, point) in enumerate(zip(every, points, strict=True)):
            a, b, score = firsts[place], seconds[place], point
            extra: tuple[Reason, ...] = ()
            if a == b and reasons:
                score = _SAME
            elif not person:
                score, extra = self._body(a, b, int(one[place]), int(two[place]), point)
            context = contexts[place] if contexts else None
            if context is not None:
                score, against = weighed(score, context)
                extra = (*extra, *against)
            found.append(Score(score, score >= THRESHOLD, (*extra, *reasons) if extra else reasons))
        return found

    def _body(self, a: str, b: str, one: int, two: int, score: int) -> tuple[int, tuple[Reason, ...]]:
        known = bodies.curated(a, b)
        if known is not None:
            if known:
                return max(score, bodies.CURATED), (Reason("curated: names of one organisation", a, b),)
            return min(score, bodies.DIFFERENT), (Reason("curated: names of different organisations", a, b),)
        names = self.names
        if min(len(names.words_of(one)), len(names.words_of(two))) <= 2:
            spelled = bodies.acronym(names.words, names.words_of(one), names.words_of(two))
            if spelled:
                return max(score, bodies.ACRONYM), (Reason("acronym", *spelled),)
        return score, ()

    def _told(
        self, one: NDArray[np.int32], two: NDArray[np.int32], person: bool
    ) -> tuple[list[int], list[tuple[Reason, ...]]]:
        """Of each pair the score, and the words that belong together and those that found nothing, in the first's order."""
        names, words = self.names, self.names.words
        features, partner, other, alike = loops.told(one, two, *names.table(), words.table())
        # One list each, cut a row at a time: tens of thousands of lists at once keep the collector busy.
        flat = [values.ravel().tolist() for values in (partner, other, np.rint(1000 * alike).astype(np.int64))]
        points: list[int] = scores_of(features, person).tolist()
        told = []
        for row, (first, second) in enumerate(zip(one.tolist(), two.tolist(), strict=True)):
            at = row * MOST_WORDS
            mates, backs, likeness = (values[at : at + MOST_WORDS] for values in flat)
            told.append(_reasons(words, names.words_of(first), names.words_of(second), mates, backs, likeness))
        return points, told


def _reasons(
    words: Words, first: list[int], second: list[int], mates: list[int], backs: list[int], likeness: list[int]
) -> tuple[Reason, ...]:
    texts, groups = words.texts, words.groups
    found = []
    for place, word in enumerate(first):
        mate = mates[place]
        if mate < 0:
            found.append(Reason("only in the first", texts[word]))
            continue
        other, text = second[mate], texts[word]
        told = texts[other]
        if backs.count(place) > 1:
            told = " ".join(texts[second[at]] for at in range(len(second)) if backs[at] == place) or told
        same = text == texts[other]
        known = groups[word] >= 0 and groups[word] == groups[other]
        feature = "same word" if same else "same meaning or given name" if known else "sounds alike"
        found.append(Reason(feature, text, told, likeness[place]))
    for at, word in enumerate(second):
        if backs[at] < 0 and at not in mates[: len(first)]:
            found.append(Reason("only in the second", "", texts[word]))
    return tuple(found)


def weighed(score: int, context: Context) -> tuple[int, tuple[Reason, ...]]:
    """The score after what contradicts it: years of birth more than two apart, no country in common."""
    found: list[Reason] = []
    years = [(a, b) for a in context.birth_years_a for b in context.birth_years_b]
    if years and all(abs(a - b) > _YEARS_APART for a, b in years):
        score = score * _OTHER_YEAR // 1000
        found.append(Reason("born in other years", str(years[0][0]), str(years[0][1])))
    mine = {country.strip().casefold() for country in context.countries_a if country.strip()}
    theirs = {country.strip().casefold() for country in context.countries_b if country.strip()}
    if mine and theirs and not mine & theirs:
        score = score * _OTHER_COUNTRY // 1000
        found.append(Reason("no country in common", ", ".join(sorted(mine)), ", ".join(sorted(theirs))))
    return score, tuple(found)


def is_person(kind: str) -> bool:
    """Whether a kind, as files write it, is a person's."""
    return kind.strip().casefold() in PERSON_KINDS


@lru_cache(maxsize=1)
def _shared() -> Matcher:
    return Matcher()


def compare(name_a: str, name_b: str, kind: str = "person", context: Context | None = None) -> Score:
    """How likely two names are names of one, 0..1000, with the reasons. See `Matcher.compare`."""
    return _shared().compare(name_a, name_b, kind, context)
