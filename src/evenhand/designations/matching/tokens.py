"""A name as the words that count: titles and particles out, `Abd al-Rahman` one word, meanings of common words known.

Words are kept as numbers in flat arrays, each word of a language once, so that comparing touches integers only. How two
words compare is `loops`'s; what the comparison means is `persons`'s and `organisations`'s.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from threading import RLock
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from evenhand.designations.matching import joining
from evenhand.designations.matching.lexicon import Lexicon, lexicon, meaning_of
from evenhand.designations.matching.plain import folded_many
from evenhand.designations.matching.sounds import LONGEST, costs, encode, keys_of, sound_of

MOST_WORDS: Final = 16  # of one name; what comes after is not compared
_MOST_NAMES: Final = 400_000  # remembered; then the memory starts anew
_MOST_WORDS_HELD: Final = 1_000_000

_NUMBERS: Final = 1_000_003  # numbers in names are compared by their remainder

# What a word is, as bits.
INITIAL: Final = 1
PATRONYMIC: Final = 2
NUMBER: Final = 4
LEGAL: Final = 8
ABJAD: Final = 16
MEANING: Final = 32
FRAMED: Final = 64  # and the seven bits above it, one a frame of `joining.framed`
PLACE: Final = 1 << 14
OTHER_SCRIPT: Final = 1 << 15  # not Latin
FRAMES: Final = FRAMED * 255  # the entry holds the sounds of what the frame leaves; its other reading is whole


class Words:
    """All words met; a word's number is its place. Lists hold them, and arrays for `loops` are filled from the lists.

    One memory serves a process (`shared_words`): most words of a new name have been read before. Adding is locked.
    """

    __slots__ = ("_arrays", "_filled", "_lock", "codes", "flags", "groups", "numbers", "others", "texts", "weights")

    def __init__(self) -> None:
        """Start with an empty memory."""
        self.texts: list[str] = []
        self.codes: list[bytes] = []  # sounds
        self.flags: list[int] = []
        self.others: list[int] = []  # another reading
        self.groups: list[int] = []  # a meaning, or a given name
        self.weights: list[float] = []
        self.numbers: tuple[dict[str, int], dict[str, int]] = ({}, {})  # of organisations' words, of persons'
        self._arrays = _empty(1024)
        self._filled = 0
        self._lock = RLock()

    def table(self) -> tuple[Any, ...]:
        """The arrays and the cost tables, as `loops` takes them."""
        if self._filled < len(self.texts):
            with self._lock:
                self._fill()
        cost = costs()
        rows = np.empty((2, 3 * LONGEST + 1), np.float32)  # to work in; of the caller, so that threads do not share it
        return (*self._arrays, cost.swap, cost.leave_out, cost.weight, rows)

    def _fill(self) -> None:
        since, size = self._filled, len(self.texts)
        if size > len(self._arrays[1]):
            larger = _empty(2 * size)
            for held, array in zip(self._arrays, larger, strict=True):
                array[:since] = held[:since]
            self._arrays = larger
        sounds, sizes, flags, others, groups, weights = self._arrays
        added = self.codes[since:size]
        padded = b"".join([code.ljust(LONGEST, b"\0") for code in added])
        sounds[since:size] = np.frombuffer(padded, np.uint8).reshape(-1, LONGEST)
        sizes[since:size] = [len(code) for code in added]
        lists: tuple[list[Any], ...] = (self.flags, self.others, self.groups, self.weights)
        arrays = (flags, others, groups, weights)
        for array, values in zip(arrays, lists, strict=True):
            array[since:size] = values[since:size]
        self._filled = size

    def number(self, word: str, person: bool) -> int:
        """The number of a word of a person's (or an organisation's) name."""
        found = self.numbers[person].get(word)
        if found is None:
            with self._lock:
                found = self.numbers[person].get(word)
                found = self._read(word, person) if found is None else found
        return found

    def _read(self, word: str, person: bool) -> int:
        found = last = self._add(word, person)
        self.numbers[person][word] = found
        if self.flags[found] & FRAMES:
            last = self._add(word, person, whole=True)
            self.others[found] = last
        other = joining.other_reading(word, person)
        if other and other != word:
            known = self.numbers[person].get(other)
            self.others[last] = self._read(other, person) if known is None else known
        return found

    def _add(self, word: str, person: bool, whole: bool = False) -> int:
        plain = joining.plain_reading(word, person)
        codes, abjad = sound_of(plain)
        frame, core = joining.framed(plain) if person and not whole else (0, "")
        words = lexicon()
        flags, group, weight = _what_it_is(words, word, person)
        script = (ABJAD if abjad else 0) | (OTHER_SCRIPT if word[0] > "\u024f" else 0)
        self.flags.append(flags | script | (FRAMED << (frame - 1) if frame else 0))
        self.groups.append(group)
        self.weights.append(weight if weight is not None else words.weight_of(keys_of(codes), person))
        self.codes.append(encode(sound_of(core)[0] if frame else codes))
        self.others.append(-1)
        self.texts.append(word)
        return len(self.texts) - 1


def _empty(size: int) -> tuple[NDArray[Any], ...]:
    kinds = (np.int32, np.int32, np.int32, np.int32, np.float32)
    return (np.zeros((size, LONGEST), np.uint8), *(np.zeros(size, kind) for kind in kinds))


_SHARED: list[Words] = []


def shared_words() -> Words:
    """The words of this process; a new memory once the last has grown past its bound."""
    if not _SHARED or len(_SHARED[0].texts) > _MOST_WORDS_HELD:
        _SHARED[:] = [Words()]
    return _SHARED[0]


def _what_it_is(words: Lexicon, word: str, person: bool) -> tuple[int, int, float | None]:
    """Flags, group and weight of a word; weight None where its rarity is to say."""
    if word.isdigit():
        return NUMBER, int(word) % _NUMBERS, 0.8
    if person:
        if len(word) == 1:
            return INITIAL, -1, 0.25
        patronymic = PATRONYMIC if joining.is_patronymic(word) else 0
        return patronymic, words.nicknames.get(word, -1), 0.45 if patronymic else None
    if word in words.legal:
        return LEGAL, -1, 0.05
    if word in words.numbers:
        return NUMBER, words.numbers[word], 0.8
    meaning = meaning_of(words, word)
    if meaning >= 0:
        return MEANING | (PLACE if meaning in words.places else 0), meaning, words.meaning_weights[meaning]
    return 0, -1, None


class Names:
    """Names as runs of words, each name once, by number. Not for several threads at once."""

    __slots__ = ("_counts", "_filled", "_members", "_numbers", "_runs", "_starts", "words")

    def __init__(self) -> None:
        """Start with an empty memory of names; words are shared."""
        self.words = shared_words()
        self._runs: list[list[int]] = []
        self._numbers: tuple[dict[str, int], dict[str, int]] = ({}, {})  # of organisations, of persons
        self._starts, self._counts = np.zeros(0, np.int32), np.zeros(0, np.int32)
        self._members = np.zeros(0, np.int32)
        self._filled = 0

    @property
    def full(self) -> bool:
        """Whether so many names are remembered that the memory should start anew."""
        return len(self._runs) >= _MOST_NAMES

    def number(self, name: str, person: bool) -> int:
        """The number of a name."""
        held = self._numbers[person]
        if name not in held:
            self._add_many([name], person)
        return held[name]

    def numbers(self, names: Iterable[str], person: bool) -> NDArray[np.int32]:
        """The numbers of names, in order."""
        asked, held = list(names), self._numbers[person]
        new = [name for name in dict.fromkeys(asked) if name not in held]
        if new:
            self._add_many(new, person)
        return np.array([held[name] for name in asked], np.int32)

    def words_of(self, number: int) -> list[int]:
        """The numbers of a name's words, in order."""
        return self._runs[number]

    def table(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
        """Where each name's words begin, how many they are, and the words, as `loops` takes them."""
        if self._filled < len(self._runs):
            added = self._runs[self._filled :]
            counts = np.fromiter(map(len, added), np.int32, len(added))
            members = np.fromiter(chain.from_iterable(added), np.int32, int(counts.sum()))
            starts = len(self._members) + np.cumsum(counts, dtype=np.int32) - counts
            self._starts = np.concatenate([self._starts, starts.astype(np.int32)])
            self._counts, self._members = (
                np.concatenate([self._counts, counts]),
                np.concatenate([self._members, members]),
            )
            self._filled = len(self._runs)
        return self._starts, self._counts, self._members

    def _add_many(self, names: list[str], person: bool) -> None:
        """Read names that are not known yet."""
        texts = folded_many([_given_first(name) if "," in name else name for name in names] if person else names)
        cut = joining.person_words if person else joining.organisation_words
        known, number, runs = self.words.numbers[person], self.words.number, self._runs
        held = self._numbers[person]
        for name, text in zip(names, texts, strict=True):
            parts = cut(text)
            try:
                found = [known[part] for part in parts]
            except KeyError:
                found = [number(part, person) for part in parts[:MOST_WORDS]]
            held[name] = len(runs)
            runs.append((found if person else self._said_once(found))[:MOST_WORDS])

    def _said_once(self, run: list[int]) -> list[int]:
        """Words of an organisation's name, each meaning once: scientific research is research."""
        flags, groups = self.words.flags, self.words.groups
        met: set[int] = set()
        kept: list[int] = []
        for word in run:
            if not flags[word] & MEANING or groups[word] not in met:
                kept.append(word)
            if flags[word] & MEANING:
                met.add(groups[word])
        return kept


def _given_first(name: str) -> str:
    """`LAST, First` in the order it is said."""
    last, comma, first = name.partition(",")
    return f"{first} {last}" if comma and first.strip() and "," not in first else name
