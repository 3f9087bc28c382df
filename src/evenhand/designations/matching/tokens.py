"""A name as the words that count: titles and particles out, `Abd al-Rahman` one word, meanings of common words known.

Words are kept as numbers in flat arrays, each word of a language once, so that comparing touches integers only. How two
words compare is `loops`'s; what the comparison means is `persons`'s and `organisations`'s.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from evenhand.designations.matching import joining
from evenhand.designations.matching.lexicon import Lexicon, lexicon, meaning_key
from evenhand.designations.matching.plain import folded
from evenhand.designations.matching.sounds import LONGEST, costs, encode, keys_of, sound_of

MOST_WORDS: Final = 16  # of one name; what comes after is not compared
_MOST_NAMES: Final = 400_000  # remembered; then the memory starts anew

_NUMBERS: Final = 1_000_003  # numbers in names are compared by their remainder

# What a word is, as bits.
INITIAL: Final = 1
PATRONYMIC: Final = 2
NUMBER: Final = 4
LEGAL: Final = 8
ABJAD: Final = 16
MEANING: Final = 32
FRAMED: Final = 64  # and the seven bits above it, one a frame of `joining.framed`
FRAMES: Final = FRAMED * 255  # the entry holds the sounds of what the frame leaves; its other reading is whole


@dataclass(slots=True)
class Words:
    """All words met, as flat arrays; a word's number is its place. Grows; `clear` starts anew."""

    sounds: NDArray[np.uint8] = field(default_factory=lambda: np.zeros((1024, LONGEST), np.uint8))
    sizes: NDArray[np.int32] = field(default_factory=lambda: np.zeros(1024, np.int32))
    flags: NDArray[np.int32] = field(default_factory=lambda: np.zeros(1024, np.int32))
    others: NDArray[np.int32] = field(default_factory=lambda: np.full(1024, -1, np.int32))  # another reading
    groups: NDArray[np.int32] = field(default_factory=lambda: np.full(1024, -1, np.int32))  # a meaning, or a given name
    weights: NDArray[np.float32] = field(default_factory=lambda: np.ones(1024, np.float32))
    texts: list[str] = field(default_factory=list)
    _numbers: dict[tuple[str, bool], int] = field(default_factory=dict)

    def table(self) -> tuple[Any, ...]:
        """The arrays and the cost tables, as `loops` takes them."""
        cost = costs()
        return (
            *(self.sounds, self.sizes, self.flags, self.others, self.groups, self.weights),
            *(cost.swap, cost.leave_out, cost.weight),
        )

    def number(self, word: str, person: bool) -> int:
        """The number of a word of a person's (or an organisation's) name."""
        found = self._numbers.get((word, person))
        if found is None:
            found = last = self._add(word, person)
            self._numbers[word, person] = found
            if self.flags[found] & FRAMES:
                last = self._add(word, person, whole=True)
                self.others[found] = last
            other = joining.other_reading(word, person)
            if other and other != word:
                number = self.number(other, person)
                self.others[last] = number
        return found

    def _add(self, word: str, person: bool, whole: bool = False) -> int:
        if len(self.texts) == len(self.sizes):
            self._grow()
        number = len(self.texts)
        self.texts.append(word)
        self.others[number] = -1
        plain = joining.plain_reading(word, person)
        codes, abjad = sound_of(plain)
        frame, core = joining.framed(plain) if person and not whole else (0, "")
        weight_codes = codes
        if frame:
            codes = sound_of(core)[0]
        self.sounds[number, : len(codes)] = np.frombuffer(encode(codes), np.uint8)
        self.sizes[number] = len(codes)
        words = lexicon()
        flags, self.groups[number], weight = _what_it_is(words, word, person)
        self.flags[number] = flags | (ABJAD if abjad else 0) | (FRAMED << (frame - 1) if frame else 0)
        self.weights[number] = weight if weight is not None else words.weight_of(keys_of(weight_codes), person)
        return number

    def _grow(self) -> None:
        for name in ("sounds", "sizes", "flags", "others", "groups", "weights"):
            array: Any = getattr(self, name)
            setattr(self, name, np.concatenate([array, np.zeros_like(array)]))


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
    meaning = words.meanings.get(meaning_key(word), -1)
    if meaning >= 0:
        return MEANING, meaning, words.meaning_weights[meaning]
    return 0, -1, None


@dataclass(slots=True)
class Names:
    """Names as runs of words, each name once. `starts` and `counts` say where a name's words lie in `members`."""

    words: Words = field(default_factory=Words)
    starts: NDArray[np.int32] = field(default_factory=lambda: np.zeros(1024, np.int32))
    counts: NDArray[np.int32] = field(default_factory=lambda: np.zeros(1024, np.int32))
    members: NDArray[np.int32] = field(default_factory=lambda: np.zeros(4096, np.int32))
    size: int = 0
    _numbers: dict[tuple[str, bool], int] = field(default_factory=dict)

    @property
    def full(self) -> bool:
        """Whether so many names are remembered that the memory should start anew."""
        return len(self._numbers) >= _MOST_NAMES

    def number(self, name: str, person: bool) -> int:
        """The number of a name."""
        found = self._numbers.get((name, person))
        return self._add(name, person) if found is None else found

    def words_of(self, number: int) -> list[int]:
        """The numbers of a name's words, in order."""
        start = int(self.starts[number])
        return [int(word) for word in self.members[start : start + int(self.counts[number])]]

    def _add(self, name: str, person: bool) -> int:
        parts = joining.person_words(folded(_given_first(name))) if person else joining.organisation_words(folded(name))
        found = [self.words.number(part, person) for part in parts[:MOST_WORDS]]
        number = len(self._numbers)
        if number == len(self.starts):
            self.starts = np.concatenate([self.starts, np.zeros_like(self.starts)])
            self.counts = np.concatenate([self.counts, np.zeros_like(self.counts)])
        if self.size + len(found) > len(self.members):
            self.members = np.concatenate([self.members, np.zeros_like(self.members)])
        self.starts[number], self.counts[number] = self.size, len(found)
        self.members[self.size : self.size + len(found)] = found
        self.size += len(found)
        self._numbers[name, person] = number
        return number


def _given_first(name: str) -> str:
    """`LAST, First` in the order it is said."""
    last, comma, first = name.partition(",")
    return f"{first} {last}" if comma and first.strip() and "," not in first else name
