"""What organisations have beyond words that sound alike: curated names, and acronyms, also across translation.

Curated names come from the identity file; the general rules hold for any two names. Words are `tokens`'s, sums `judging`'s.
"""

from __future__ import annotations

import re
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
_SHORTEST, _LONGEST = 3, 8  # letters of an acronym


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
        if len(alone) == 1 and len(told) >= _SHORTEST and not words.flags[alone[0]] & MEANING:
            letters = words.texts[alone[0]]
            if _SHORTEST <= len(letters) <= _LONGEST and _spells(letters, words, told):
                return letters, " ".join(words.texts[word] for word in told)
    return None


def _spells(letters: str, words: Words, told: list[int]) -> bool:
    if len(letters) != len(told):
        return False
    return all(letter in _initials(words, word) for letter, word in zip(letters, told, strict=True))


def _initials(words: Words, word: int) -> frozenset[str]:
    """First letters of a word, as it is written and in plain letters, and of the words of its meaning in other languages."""
    own = frozenset({words.texts[word][:1], plain_letters(words.texts[word][:1])[:1]})
    if words.flags[word] & MEANING:
        return own | lexicon().meaning_initials[int(words.groups[word])]
    return own


_BRACKETED: Final = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_ALSO: Final = re.compile(r"\b(?:also known as|a\.?k\.?a\.?|formerly|or)\b", re.IGNORECASE)
_PARTED: Final = re.compile("[(\\[/;]")
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
    found += [part.strip() for whole in found[:1] for part in re.split(r" / |/|;", whole) if " " in part.strip()]
    return tuple(dict.fromkeys((name, *filter(None, found))))[:_MOST_PARTS]
