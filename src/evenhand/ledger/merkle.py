"""Proofs out of a stored tree (RFC 9162, 2.1.3.1 and 2.1.4.1). Hashing and checking live in `evenhand_verify.merkle`.

A tree is read through one function, `read(level, position)`: the root over the complete subtree of leaves
[position * 2**level, (position + 1) * 2**level). Any range that a proof needs is put together from those.
"""

from __future__ import annotations

from collections.abc import Callable

from evenhand_verify.merkle import EMPTY_ROOT, node_hash

ReadSubtree = Callable[[int, int], bytes]


def root_of(size: int, read: ReadSubtree) -> bytes:
    """The root over the first `size` leaves."""
    return EMPTY_ROOT if size == 0 else range_root(0, size, read)


def range_root(start: int, end: int, read: ReadSubtree) -> bytes:
    """The root over leaves [start, end) as 2.1.1 splits them; `start` is where such a split can begin."""
    parts = []
    while start < end:
        level = (end - start).bit_length() - 1  # complete subtrees of falling height, left to right
        parts.append(read(level, start >> level))
        start += 1 << level
    root = parts.pop()
    while parts:
        root = node_hash(parts.pop(), root)
    return root


def inclusion_proof(index: int, size: int, read: ReadSubtree) -> tuple[bytes, ...]:
    """2.1.3.1, PATH(index, D[size]): the siblings from the leaf up. Raises ValueError when index is not below size."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is outside a tree of {size}")
    return tuple(range_root(start, end, read) for start, end in _siblings(index, 0, size))


def subtrees_of(prove: Callable[[ReadSubtree], object]) -> tuple[tuple[int, int], ...]:
    """The (level, position) of every subtree that a proof reads, so that a store can fetch them together."""
    wanted: dict[tuple[int, int], None] = {}

    def read(level: int, position: int) -> bytes:
        wanted[level, position] = None
        return EMPTY_ROOT

    prove(read)
    return tuple(wanted)


def _siblings(index: int, start: int, end: int) -> list[tuple[int, int]]:
    path: list[tuple[int, int]] = []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    return path[::-1]


def consistency_proof(old: int, new: int, read: ReadSubtree) -> tuple[bytes, ...]:
    """2.1.4.1, PROOF(old, D[new]): that the tree of `new` leaves begins with the one of `old`.

    Empty when old is 0 or equals new. Raises ValueError when old is larger than new.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} cannot begin with one of {old}")
    if old in (0, new):
        return ()
    path: list[tuple[int, int]] = []
    start, end = 0, new
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    if start > 0:  # the old tree is no node of the new one: its right edge is named too (SUBPROOF with b = false)
        path.append((start, end))
    return tuple(range_root(first, last, read) for first, last in path[::-1])


def _split(count: int) -> int:
    """The largest power of two smaller than count (2.1.1)."""
    return 1 << ((count - 1).bit_length() - 1)
