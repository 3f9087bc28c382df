"""The aliases and the code-point table as flat arrays, for the compiled pass: hashed trie, Bloom filters, letter classes.

Hashes only choose where to look: every step of the trie is compared letter by letter with the alias. The order of trie
entries is the plain scanner's, so that ties are broken alike. Walking is `fused.kernel`'s.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np

from evenhand.detection import disguises
from evenhand.detection.aliases import STEM_MARK, TERMINAL, TIGHT, AliasIndex, Trie
from evenhand.detection.folding import fold, table
from evenhand.detection.fused.hashing import SEED, STEM_SEED, fill, hash_all, set_bits
from evenhand.detection.hashtags import affixes
from evenhand.detection.morphology import endings

IS_TIGHT, IS_STOP, IS_UPPER, IS_LOWER, IS_DIGIT, IS_ALPHA, IS_ALNUM, IS_SIGN = 1, 2, 4, 8, 16, 32, 64, 128
# What a word is written with.
K_LATIN, K_CYRILLIC, K_GREEK, K_DIGIT, K_OTHER, K_REPEATS, K_SIGNED = 1, 2, 4, 8, 16, 32, 64
K_LETTERS: Final = K_LATIN | K_CYRILLIC | K_GREEK | K_OTHER
K_FOREIGN: Final = K_CYRILLIC | K_GREEK
# One entry of `packed`: a letter (its folded code point, and its kind), or a separator with what it is.
E_TIGHT, E_SIGN, E_DOLLAR, E_TAG, E_SPACE = 1, 2, 4, 8, 0
E_LETTER, E_DROPPED, E_SPECIAL, KIND_SHIFT = 1 << 21, 1 << 22, 1 << 23, 24
_CLASSED: Final = 0x20000  # code points above are letters of no case and no seam
_STOPS: Final = "#@＃＠.,;:!?\"'()[]{}<>،؟"
_SKELETONS: Final = 0x10000


class Tables(NamedTuple):
    """Everything the compiled pass reads. `key`/`entry` are a hash table of trie steps, chained by `following`."""

    fold: Any  # int32 by code point: folded code point, 0 dropped, -(n + 1) a run of `pieces`
    pieces: Any  # int32: length, then letters
    packed: Any  # uint32 by code point: what the quick pass needs to know of it
    classes: Any  # uint8 by code point below 0x20000
    skeleton: Any  # int32 by folded code point below 0x10000: one letter for all that look alike
    bloom: Any  # uint64 bits: words that may begin a name
    key: Any  # uint64, 0 is empty
    entry: Any  # int32: first entry of the key
    following: Any  # int32: next entry, -1 none
    child: Any  # int32: trie node after the step
    cut: Any  # int32: letters of a proclitic, -1 for a step by stem
    word: Any  # int64: where the word is in `letters`
    length: Any  # int32
    letters: Any  # int32
    terminal: Any  # int8 by node
    inner: Any  # int8 by node: whether steps go on
    endings: Any  # int64: Cyrillic endings, packed 16 bits a letter, longest first
    ending_length: Any  # int32
    joined: Any  # uint64 sorted: names as one word
    before: Any  # uint64 sorted: known words before a name in a tag
    after: Any  # uint64 sorted
    skeletons: Any  # uint64 bits: skeletons of all words of names
    joined_skeletons: Any  # uint64 bits


@lru_cache(maxsize=1)
def code_points() -> tuple[Any, Any]:
    """The folding table as arrays: (by code point, pieces)."""
    folded = np.arange(0x110000, dtype=np.int32)
    pieces: list[int] = []
    for code, text in table().items():
        if len(text) <= 1:
            folded[code] = ord(text) if text else 0
        else:
            folded[code] = -(len(pieces) + 1)
            pieces += [len(text), *map(ord, text)]
    folded[0xF0000:] = 32
    return folded, np.array(pieces or [0], np.int32)


@lru_cache(maxsize=1)
def classes() -> Any:
    """What kind of raw character each code point is, in bits."""
    out = np.zeros(_CLASSED, np.uint8)
    tests = ((IS_UPPER, str.isupper), (IS_LOWER, str.islower), (IS_DIGIT, str.isdigit), (IS_ALPHA, str.isalpha),
             (IS_ALNUM, str.isalnum), (IS_STOP, str.isspace))  # fmt: skip
    chars = [chr(code) for code in range(_CLASSED)]
    for bit, test in tests:
        out |= np.fromiter(map(test, chars), np.uint8, _CLASSED) * np.uint8(bit)
    for bit, signs in ((IS_TIGHT, TIGHT), (IS_STOP, _STOPS), (IS_SIGN, disguises.SIGNS)):
        for char in signs:
            out[ord(char)] |= bit
    return out


@lru_cache(maxsize=1)
def skeleton_map() -> Any:
    """One letter for all folded letters that stand for one another, whatever the script: coarse on purpose."""
    parent: dict[str, str] = {}

    def root(char: str) -> str:
        while parent.get(char, char) != char:
            char = parent[char]
        return char

    pairs = [("i", "l")]
    for letters in (*disguises.look_alikes().values(), *disguises.leet().values()):
        pairs += [(fold(raw), fold(read)) for raw, read in letters.items()]
    for one, other in pairs:
        if len(one.strip()) == len(other.strip()) == 1:
            low, high = sorted((root(one), root(other)))
            parent[high] = low
    out = np.arange(_SKELETONS, dtype=np.int32)
    for char in parent:
        if ord(char) < _SKELETONS:
            out[ord(char)] = ord(root(char))
    return out


@lru_cache(maxsize=1)
def packed() -> Any:
    """The quick pass's table: folding, kinds of letters and of separators in one number a code point."""
    folded, _ = code_points()
    kinds = np.zeros(0x110000, np.uint32)
    kinds[:] = K_OTHER
    for first, last, kind in ((0, 0x24F, K_LATIN), (48, 57, K_DIGIT), (0x250, 0x2AF, K_GREEK), (0x370, 0x3FF, K_GREEK),
                              (0x400, 0x52F, K_CYRILLIC), (0x1D00, 0x1D7F, K_GREEK), (0xA730, 0xA7FF, K_GREEK)):  # fmt: skip
        kinds[first : last + 1] = kind
    letter = (folded > 0) & (folded != 32) & (folded != 39)
    out = np.zeros(0x110000, np.uint32)
    out[letter] = folded[letter].astype(np.uint32) | E_LETTER | (kinds[folded[letter]] << KIND_SHIFT)
    out[folded == 0] = E_DROPPED
    out[folded < 0] = E_SPECIAL
    kind_of_char = classes()
    odd = np.flatnonzero((kind_of_char & IS_ALNUM != 0) & ~letter[:_CLASSED])
    out[odd] = E_SPECIAL  # a letter or digit that folds to no letter: tatweel, modifiers, fractions
    for bit, signs in ((E_TIGHT, TIGHT), (E_SIGN, disguises.SIGNS), (E_DOLLAR, "$€"), (E_TAG, "#@＃＠")):
        for char in signs:
            if not out[ord(char)] & (E_LETTER | E_DROPPED | E_SPECIAL):
                out[ord(char)] |= bit
    return out


def bit_filter(hashes: Any) -> Any:
    """A Bloom filter of two bits a hash, at most one bit in sixteen set."""
    size = 1 << max(12, int(np.ceil(np.log2(max(1, len(hashes)) * 32))))
    bits = np.zeros(size >> 6, np.uint64)
    set_bits(hashes, bits)
    return bits


class _Steps:
    """The trie as steps, nodes numbered as they are met."""

    def __init__(self, index: AliasIndex) -> None:
        self.nodes: list[list[int]] = [[]]  # alias numbers by node
        self.inner: list[int] = [0]
        self.steps: list[tuple[int, str, int, int]] = []  # node, word, child, cut
        first = self._flatten(index.trie)
        for form, bases in index.proclitics.items():
            for base, cut in bases:
                if base in first:
                    self.steps.append((0, form, first[base], cut))

    def _flatten(self, trie: Trie) -> dict[str, int]:
        first: dict[str, int] = {}
        waiting: list[tuple[Trie, int]] = [(trie, 0)]
        while waiting:
            node, number = waiting.pop()
            self.nodes[number] = node.get(TERMINAL, [])
            for word, below in node.items():
                if word == TERMINAL:
                    continue
                child = len(self.nodes)
                self.nodes.append([])
                self.inner.append(0)
                self.inner[number] = 1
                stem = word.startswith(STEM_MARK)
                self.steps.append((number, word, child, -1 if stem else 0))
                if number == 0:
                    first[word] = child
                waiting.append((below, child))
        return first


def _sorted_hashes(words: Iterable[str]) -> Any:
    letters, word = _letters(sorted(words) or ["\0"])
    return np.unique(hash_all(letters, word, np.zeros(word.size - 1, np.uint64), skeleton_map())[0])


def _letters(words: list[str]) -> tuple[Any, Any]:
    """Words as one array of code points, and where each begins (and the last ends)."""
    word = np.zeros(len(words) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, words), np.int64, len(words)), out=word[1:])
    return np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), np.int32), word


def build(index: AliasIndex) -> tuple[Tables, list[list[int]]]:
    """The tables of an index, and for each trie node the numbers of the aliases that end there."""
    steps = _Steps(index)
    count = len(steps.steps)
    node = np.fromiter((step[0] for step in steps.steps), np.int32, count)
    child = np.fromiter((step[2] for step in steps.steps), np.int32, count)
    cut = np.fromiter((step[3] for step in steps.steps), np.int32, count)
    letters, word = _letters([text[1:] if cut < 0 else text for _, text, _, cut in steps.steps])
    seeds = np.where(cut < 0, STEM_SEED, SEED).astype(np.uint64)
    hashes, skeletons = hash_all(letters, word, seeds, skeleton_map())
    size = 1 << max(4, (2 * count).bit_length())
    key, entry, following = np.zeros(size, np.uint64), np.full(size, -1, np.int32), np.full(count, -1, np.int32)
    fill(hashes, node, key, entry, following)
    terminal = np.array([bool(numbers) for numbers in steps.nodes], np.int8)
    packed_endings = [sum(ord(char) << (16 * i) for i, char in enumerate(reversed(ending))) for ending in endings()]
    names, starts = _letters(sorted(name for name in index.joined if len(name) >= 4))
    folded, pieces = code_points()
    tables = Tables(
        fold=folded, pieces=pieces, packed=packed(), classes=classes(), skeleton=skeleton_map(),
        bloom=bit_filter(hashes[node == 0]),
        key=key, entry=entry, following=following, child=child, cut=cut, word=word, length=np.diff(word).astype(np.int32),
        letters=letters, terminal=terminal, inner=np.array(steps.inner, np.int8),
        endings=np.array(packed_endings, np.int64), ending_length=np.array([len(e) for e in endings()], np.int32),
        joined=_sorted_hashes(index.joined), before=_sorted_hashes(affixes(0)), after=_sorted_hashes(affixes(1)),
        skeletons=bit_filter(skeletons[cut >= 0]),
        joined_skeletons=bit_filter(hash_all(names, starts, np.zeros(starts.size - 1, np.uint64), skeleton_map())[1]),
    )  # fmt: skip
    return tables, steps.nodes
