"""What organisations have beyond words that sound alike: curated names, and acronyms, also across translation.

Curated names come from the identity file; the general rules hold for any two names. Words are `tokens`'s, sums `judging`'s.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from evenhand.designations.identity import bundled_identity
from evenhand.designations.matching.lexicon import lexicon
from evenhand.designations.matching.plain import folded
from evenhand.designations.matching.sounds import plain_letters
from evenhand.designations.matching.tokens import LEGAL, MEANING, Words
from evenhand.designations.names import spellings

CURATED: Final = 990
DIFFERENT: Final = 40  # curated as two bodies
ACRONYM: Final = 720
_SHORTEST, _LONGEST = 3, 12  # letters of an acronym
_TRANSLATED: Final = 4  # of one that abbreviates another language's words
_SYLLABIC, _SYLLABLE = 5, 5  # letters of one made of syllables, at least, and of a syllable, at most


@lru_cache(maxsize=1)
def _curated() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for entity in bundled_identity().entities.values():
        for name in (entity.name, *(alias.name for alias in entity.aliases)):
            for spelling in spellings(name):
                found.setdefault(key_of(spelling), set()).add(entity.entity_id)
    return {key: frozenset(entities) for key, entities in found.items()}


def key_of(name: str) -> str:
    """A name's words, without articles and empty words, in order."""
    empty = lexicon().empty
    words = [word[2:] if word.startswith("ال") and len(word) > 4 else word for word in folded(name).split()]
    return " ".join(word for word in words if word not in empty)


@lru_cache(maxsize=100_000)
def known_as(name: str) -> frozenset[str]:
    """The curated entities a name is a name of; empty when it is not curated."""
    table = _curated()
    return frozenset().union(*(table.get(key_of(spelling), frozenset()) for spelling in (name, *spellings(name))))


def curated(a: str, b: str) -> bool | None:
    """True: both are curated names of one entity; False: of different ones; None: nothing is known of one of them."""
    first, second = known_as(a), known_as(b)
    if not first or not second:
        return None
    return bool(first & second)


def acronym(words: Words, one: list[int], two: list[int]) -> tuple[str, str] | None:
    """The acronym and the words it stands for, when one name (one word, legal forms apart) abbreviates the other."""
    for short, full in ((one, two), (two, one)):
        alone = [word for word in short if not words.flags[word] & LEGAL]
        told = [word for word in full if not words.flags[word] & LEGAL]
        if len(alone) != 1 or words.flags[alone[0]] & MEANING or len(full) < 2:
            continue
        letters = words.texts[alone[0]]
        if not _SHORTEST <= len(letters) <= _LONGEST:
            continue
        for run in dict.fromkeys((tuple(told), tuple(full))):
            if _spells(letters, words, run) or _syllables(letters, [words.texts[word] for word in run]):
                return letters, " ".join(words.texts[word] for word in run)
    return None


def _spells(letters: str, words: Words, told: Sequence[int]) -> bool:
    """Whether the letters are the words' first; all in their own language, or most of them in another."""
    if len(letters) != len(told) or len(told) < _SHORTEST:
        return False
    own = sum(letter in _own_initials(words.texts[word]) for letter, word in zip(letters, told, strict=True))
    if own == len(letters):
        return True
    if len(letters) < _TRANSLATED or 2 * own > len(letters):
        return False
    return all(letter in _initials(words, word) for letter, word in zip(letters, told, strict=True))


def _own_initials(text: str) -> tuple[str, str]:
    return text[:1], plain_letters(text[:1])[:1]


def _initials(words: Words, word: int) -> frozenset[str]:
    """First letters of a word, as it is written and in plain letters, and of the words of its meaning in other languages."""
    own = frozenset(_own_initials(words.texts[word]))
    if words.flags[word] & MEANING:
        return own | lexicon().meaning_initials[int(words.groups[word])]
    return own


def _syllables(letters: str, told: Sequence[str]) -> bool:
    """Whether a word is made of the beginnings of the words in order, at least two of them of two letters or more.

    COPROVA: Comercializacion de Productos Varios. Every word gives something; five letters at the least.
    """
    if len(letters) < _SYLLABIC or len(told) < 2 or len(letters) < 2 * len(told) - 1:
        return False
    ends = {(0, 0)}  # how many letters are read, and how many beginnings were long
    for text in told:
        ends = {
            (end + size, long + (size > 1))
            for end, long in ends
            for size in range(1, _SYLLABLE + 1)
            if len(text) >= size and letters.startswith(text[:size], end)
        }
    return any(end == len(letters) and long > 1 for end, long in ends)


def _telling(part: str) -> bool:
    """Whether a part of a name is more than a legal form or one word."""
    table = lexicon()
    return len([word for word in folded(part).split() if word not in table.legal and word not in table.empty]) > 1


_BRACKETED: Final = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_ALSO: Final = re.compile(r"\b(?:also known as|a\.?k\.?a\.?|formerly|or)\b", re.IGNORECASE)
_PARTED: Final = re.compile("[(\\[/;,]")
_MOST_PARTS: Final = 4


@lru_cache(maxsize=50_000)
def parts(name: str) -> tuple[str, ...]:
    """The names that one holds: without its brackets, what the brackets hold, both sides of a stroke; the whole first.

    A bracket of one word counts only when it abbreviates: `(TTP)`, not `(Syria)`.
    """
    if not _PARTED.search(name):
        return (name,)
    found = [" ".join(_BRACKETED.sub(" ", name).split())]
    for inner in _BRACKETED.findall(name):
        also = _ALSO.split(inner)
        kept = [part.strip(" ,;:") for part in (also[1:] if len(also) > 1 else [inner])]
        found += [part for part in kept if " " in part or (part.isupper() and 2 < len(part) <= _LONGEST)]
    found += [tail.strip() for tail in re.split(r", ", found[0])[1:] if _telling(tail)]
    found += [part.strip() for whole in found[:1] for part in re.split(r" / |/|;", whole) if " " in part.strip()]
    return tuple(dict.fromkeys((name, *filter(None, found))))[:_MOST_PARTS]
