"""Aliases compiled for scanning: a token trie, the words that make a closer look worth while, and the case rules of a name.

Built once per registry; immutable afterwards. Walking it over a text is `detection.scanner`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Final

from evenhand.detection.folding import fold, fold_mapped
from evenhand.detection.morphology import cyrillic_forms, cyrillic_stem, is_cyrillic, proclitic_forms, suffix_forms

TIGHT: Final = frozenset(
    "-'`´’‘ʼʻʿʾ._*·•|~‐‑־+/\\"
)  # joins the parts of one written word when it stands alone between letters
JOINED_LENGTH: Final = 6  # names of several words are also found written together, from this many letters on
STEM_MARK: Final = "~"  # trie key of a Cyrillic stem; no folded word contains it
TERMINAL: Final = ""  # trie key of the aliases that end here

Trie = dict[str, Any]


@dataclass(frozen=True, slots=True)
class AliasEntry:
    """A name to look for: `strength` strong or weak, `kind` an entity kind, `context` words that support it (its region)."""

    entity_id: str
    name: str
    lang: str = ""
    strength: str = "strong"
    kind: str = "organisation"
    context: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alias:
    """An entry with what its spelling implies. `acronym`: capitals only. `needs_support`: never points to its entity alone."""

    entry: AliasEntry
    words: int
    acronym: bool
    needs_support: bool
    capitalised: bool  # starts with a capital, in a script that has them
    context: frozenset[str]
    letters: int = 0  # of the folded name, without spaces


@dataclass(slots=True)
class AliasIndex:
    """The compiled aliases. `keys` holds one word (in every form) of each alias: a text without any has no mention."""

    aliases: list[Alias] = field(default_factory=list)
    trie: Trie = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    proclitics: dict[str, list[tuple[str, int]]] = field(default_factory=dict)  # form -> (first word, letters cut)
    expanded: set[str] = field(default_factory=set)  # first words whose forms with a proclitic are there
    words: set[str] = field(default_factory=set)  # all words of names, as the trie knows them
    joined: set[str] = field(default_factory=set)  # names as one word: what hashtags and handles are searched for


def compile_aliases(entries: Iterable[AliasEntry]) -> AliasIndex:
    """The index of these entries. Names without a letter or of fewer than three letters are left out; order does not matter."""
    index = AliasIndex()
    for entry in sorted(set(entries), key=lambda e: (e.entity_id, e.name, e.lang, e.strength, e.kind, e.context)):
        if entry.strength in ("strong", "weak"):
            _add(index, entry)
    return index


def _add(index: AliasIndex, entry: AliasEntry) -> None:
    spellings = list(_spellings(entry))
    if not spellings or len("".join(spellings[0])) < 3 or "".join(spellings[0]).isdigit():
        return
    number = len(index.aliases)
    index.aliases.append(_describe(entry, spellings[0]))
    for words in spellings:
        _insert(index, words, number)
    if entry.strength == "strong":
        for last in suffix_forms(spellings[0][-1], entry.lang, alone=len(spellings[0]) == 1):
            _insert(index, (*spellings[0][:-1], last), number)


def _describe(entry: AliasEntry, words: tuple[str, ...]) -> Alias:
    person_by_one_name = entry.kind == "person" and len(words) == 1
    return Alias(
        entry,
        len(words),
        len(words) == 1 and _is_acronym(entry.name),
        entry.strength == "weak" or person_by_one_name,
        entry.name.lstrip()[:1].isupper(),
        frozenset(_near_form(fold(word).strip()) for word in entry.context),
        len("".join(words)),
    )


def _near_form(word: str) -> str:
    return cyrillic_stem(word) if is_cyrillic(word) else word.replace("'", "")


def _is_acronym(name: str) -> bool:
    """Short capitals (PKK, LeT), or capitals that cannot be said: lists print whole names in capitals, and HAMAS is a word."""
    letters = [char for char in name if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    if len(letters) <= 4:
        return capitals >= 2
    return len(letters) <= 6 and capitals == len(letters) and not set(fold(name)) & set("aeiouаеиоуэюя")


def _spellings(entry: AliasEntry) -> Iterator[tuple[str, ...]]:
    """The word sequences of a name: as written, parts of hyphenated words joined, all joined; for persons also turned round."""
    names = [entry.name]
    if entry.kind == "person" and entry.name.count(",") == 1:
        family, given = entry.name.split(",")
        names = [f"{given.strip()} {family.strip()}", entry.name]
    seen: set[tuple[str, ...]] = set()
    for name in names:
        for words in _groupings(name):
            if words and words not in seen:
                seen.add(words)
                yield words


def _groupings(name: str) -> Iterator[tuple[str, ...]]:
    tokens = fold_mapped(name).tokens
    if not tokens:
        return
    yield tuple(token.text for token in tokens)
    tight = [is_tight(token.gap) for token in tokens[1:]]
    if 0 < sum(tight) <= 3:
        for choice in product(*((False, True) if joinable else (False,) for joinable in tight)):
            words = [tokens[0].text]
            for token, join in zip(tokens[1:], choice, strict=True):
                if join:
                    words[-1] += token.text
                else:
                    words.append(token.text)
            yield tuple(words)
    squeezed = "".join(token.text for token in tokens)
    if len(tokens) > 1 and len(squeezed) >= JOINED_LENGTH:
        yield (squeezed,)


def is_tight(gap: str) -> bool:
    """Whether what separates two words is a mark that joins parts of one word: al-Qaida, Qa'ida, h.a.m.a.s."""
    return 0 < len(gap) <= 2 and all(char in TIGHT for char in gap)


def _insert(index: AliasIndex, words: tuple[str, ...], number: int) -> None:
    node = index.trie
    for word in words:
        known = STEM_MARK + cyrillic_stem(word) if is_cyrillic(word) else word
        index.words.add(known)
        node = node.setdefault(known, {})
    ends: list[int] = node.setdefault(TERMINAL, [])
    if number not in ends:
        ends.append(number)
    if words[0] not in index.expanded:
        index.expanded.add(words[0])
        for form, cut in proclitic_forms(words[0]):
            index.proclitics.setdefault(form, []).append((words[0], cut))
    key = max(words, key=len)
    index.keys.update(cyrillic_forms(key) if is_cyrillic(key) else (key,))
    if key == words[0]:
        index.keys.update(form for form, _ in proclitic_forms(key))
    if len(words) == 1:
        index.joined.add(words[0])
