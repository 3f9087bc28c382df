"""The aliases of a scanner as arrays: what their spelling implies, who they name, and the words that support them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from evenhand.detection.aliases import Alias, AliasIndex
from evenhand.detection.folding import fold
from evenhand.detection.fused_reader.letters import Letters
from evenhand.detection.support import PARTICLES

# Columns of `alias`: entity (numbered in the order of ids), number of its language (0: every), bits, words, name.
ENTITY, LANG, BITS, WORDS, LETTERS_AT, LETTERS, COLUMNS = range(7)
NEEDS_SUPPORT, PERSON, ACRONYM, CAPITALISED, ALL_CAPITALISED = (1 << bit for bit in range(5))
MOST_NUMBERS: Final = 32  # aliases that end at one node of the trie; more are left to the plain reader


class Names(NamedTuple):
    """What the compiled reader asks of aliases."""

    alias: Any  # int32 rows
    spelled: Any  # int32: names as listed, by code point
    at_node: Any  # int32 rows by trie node: first and count in `numbers`
    numbers: Any  # int32: aliases
    context: Any  # int32 rows by alias: first and count in `context_words`
    context_words: Any  # int32: numbers of words
    slots: Any  # int64: the tree of the context words' letters
    word_at: Any  # int32 by node of that tree: the word's number, or -1


def languages_of(index: AliasIndex) -> dict[str, int]:
    """The languages that aliases are of, numbered from 1; 0 is every language."""
    return {"": 0, **{lang: n for n, lang in enumerate(sorted({a.entry.lang for a in index.aliases} - {""}), 1)}}


def _bits(alias: Alias) -> int:
    name = alias.entry.name
    every = all(word[:1].isupper() for word in name.split() if fold(word) not in PARTICLES)
    parts = (
        (NEEDS_SUPPORT, alias.needs_support), (PERSON, alias.entry.kind == "person"), (ACRONYM, alias.acronym),
        (CAPITALISED, alias.capitalised), (ALL_CAPITALISED, every),
    )  # fmt: skip
    return sum(bit for bit, holds in parts if holds)


def build(index: AliasIndex, nodes: Sequence[Sequence[int]]) -> Names:
    """The arrays of an index; `nodes` are the aliases that end at each node of the trie (`fused.tables`)."""
    entities = {name: number for number, name in enumerate(sorted({a.entry.entity_id for a in index.aliases}))}
    langs = languages_of(index)
    alias = np.zeros((len(index.aliases), COLUMNS), np.int32)
    context = np.zeros((len(index.aliases), 2), np.int32)
    letters, words, listed = Letters(), dict[str, int](), list[int]()
    letters.root()
    spelled: list[str] = []
    at = 0
    for number, each in enumerate(index.aliases):
        name = each.entry.name
        alias[number] = entities[each.entry.entity_id], langs[each.entry.lang], _bits(each), each.words, at, len(name)
        spelled.append(name)
        at += len(name)
        context[number] = len(listed), len(each.context)
        listed += [words.setdefault(word, len(words)) for word in sorted(each.context)]
    word_at = dict(zip([letters.at(0, word) for word in words], words.values(), strict=True))
    sizes = np.fromiter(map(len, nodes), np.int32, len(nodes))
    first = np.zeros(len(nodes), np.int32)
    np.cumsum(sizes[:-1], out=first[1:])
    return Names(
        alias=alias, spelled=np.frombuffer("".join(spelled).encode("utf-32-le", "surrogatepass") or b"\0" * 4, np.int32),
        at_node=np.column_stack([first, sizes]).astype(np.int32),
        numbers=np.fromiter((n for numbers in nodes for n in numbers), np.int32),
        context=context, context_words=np.array(listed or [0], np.int32), slots=letters.slots(),
        word_at=np.array([word_at.get(node, -1) for node in range(len(letters.nodes))], np.int32),
    )  # fmt: skip
