"""Hashes of folded words in the compiled passes, the filters asked by them, and the compiled part of building the tables.

A Cyrillic word is known by its stem, as in the plain trie. Hashes only choose where to look; `fused.kernel` verifies.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit

PRIME: Final = 0x9E3779B97F4A7C15
_P: Final = np.uint64(PRIME)
SEED: Final = np.uint64(0x243F6A8885A308D3)
STEM_SEED: Final = np.uint64(0x13198A2E03707344)
_MIX: Final = np.uint64(0xD6E8FEB86659FD93)


@njit(cache=True, inline="always")
def in_bits(bits: Any, value: Any) -> Any:
    """Whether a hash is in a Bloom filter of two bits a hash."""
    mask = np.uint64(bits.size * 64 - 1)
    one = (value >> np.uint64(20)) & mask
    if not (bits[one >> np.uint64(6)] >> (one & np.uint64(63))) & np.uint64(1):
        return False
    two = (value >> np.uint64(40)) & mask
    return (bits[two >> np.uint64(6)] >> (two & np.uint64(63))) & np.uint64(1) != 0


@njit(cache=True, inline="always")
def step_key(node: Any, value: Any) -> Any:
    """The table key of a step from a node by a word's hash; never 0."""
    mixed = value ^ (np.uint64(node) * _MIX)
    mixed ^= mixed >> np.uint64(32)
    mixed *= _MIX
    return (mixed ^ (mixed >> np.uint64(29))) | np.uint64(1)


@njit(cache=True)
def hash_letters(letters: Any, begin: Any, stop: Any, seed: Any) -> Any:
    """The polynomial hash of folded letters, modulo 2**64."""
    value = seed
    for i in range(begin, stop):
        value = value * _P + np.uint64(letters[i])
    return value


@njit(cache=True)
def stem_length(letters: Any, begin: Any, stop: Any, tables: Any) -> Any:
    """Letters of a word without its case ending; -1 where the word carries none (not Cyrillic, or short)."""
    size = stop - begin
    if size < 4 or letters[begin] < 0x430 or letters[begin] > 0x44F:
        return -1
    packed, length = np.int64(0), 0
    for number in range(tables.endings.size):
        ending = tables.ending_length[number]
        if size - ending < 3:
            continue
        if ending != length:
            packed, length = np.int64(0), ending
            for i in range(stop - ending, stop):
                packed = (packed << 16) | np.int64(letters[i] & 0xFFFF)
        if packed == tables.endings[number]:
            return size - ending
    return size


@njit(cache=True)
def word_hash(letters: Any, begin: Any, stop: Any, tables: Any) -> Any:
    """The hash by which the trie knows a word, and the letters of its stem (-1 where the whole word counts)."""
    stem = stem_length(letters, begin, stop, tables)
    if stem >= 0:
        return hash_letters(letters, begin, begin + stem, STEM_SEED), stem
    return hash_letters(letters, begin, stop, SEED), -1


@njit(cache=True)
def skeleton_hash(letters: Any, begin: Any, stop: Any, skeleton: Any) -> Any:
    """The hash of a word's skeleton: look-alikes as one letter, repeated letters as one."""
    value, last = SEED, np.int32(-1)
    for i in range(begin, stop):
        letter = letters[i]
        shape = skeleton[letter] if letter < skeleton.size else np.int32(letter)
        if shape != last:
            value = value * _P + np.uint64(shape)
        last = shape
    return value


@njit(cache=True)
def skeleton_known(letters: Any, begin: Any, stop: Any, tables: Any) -> Any:
    """Whether a word has the skeleton of some word of a name."""
    return in_bits(tables.skeletons, skeleton_hash(letters, begin, stop, tables.skeleton))


@njit(cache=True)
def hash_all(letters: Any, word: Any, seeds: Any, skeleton: Any) -> Any:
    """Hashes and skeleton hashes of all words: letters from word[i] up to word[i + 1]."""
    count = word.size - 1
    hashes, skeletons = np.zeros(count, np.uint64), np.zeros(count, np.uint64)
    for i in range(count):
        hashes[i] = hash_letters(letters, word[i], word[i + 1], seeds[i])
        skeletons[i] = skeleton_hash(letters, word[i], word[i + 1], skeleton)
    return hashes, skeletons


@njit(cache=True)
def fill(hashes: Any, node: Any, key: Any, entry: Any, following: Any) -> None:
    """Put all steps into the hash table, those of one key chained in their order."""
    mask = np.uint64(key.size - 1)
    last = np.full(key.size, -1, np.int32)
    for number in range(hashes.size):
        value = step_key(node[number], hashes[number])
        place = (value >> np.uint64(17)) & mask
        while key[place] and key[place] != value:
            place = (place + np.uint64(1)) & mask
        if key[place]:
            following[last[place]] = number
        else:
            key[place] = value
            entry[place] = number
        last[place] = number


@njit(cache=True)
def set_bits(hashes: Any, bits: Any) -> None:
    """Put hashes into a Bloom filter."""
    mask = np.uint64(bits.size * 64 - 1)
    for value in hashes:
        for shift in (np.uint64(20), np.uint64(40)):
            place = (value >> shift) & mask
            bits[place >> np.uint64(6)] |= np.uint64(1) << (place & np.uint64(63))
