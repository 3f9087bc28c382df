"""The Merkle tree of RFC 9162 over SHA-256: hashes, a growing tree, and the checks of proofs.

Making proofs is left to whoever stores a tree (`evenhand.ledger.merkle`). Section numbers are those of RFC 9162.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from evenhand_verify.errors import VerifyError

HASH_SIZE: Final = 32
TILE_HEIGHT: Final = 8  # C2SP tlog-tiles: a tile is a subtree of this height
TILE_WIDTH: Final = 1 << TILE_HEIGHT
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()  # 2.1.1: the hash of an empty list

_sha256 = hashlib.sha256


def leaf_hash(entry: bytes) -> bytes:
    """2.1.1: SHA-256(0x00 || entry); the prefix keeps leaves and nodes apart (second preimages)."""
    return _sha256(b"\x00" + entry).digest()


def leaf_hashes(entries: Iterable[bytes]) -> list[bytes]:
    """`leaf_hash` of each, without a call each: a million of them are most of a verifier's work."""
    return [_sha256(b"\x00" + entry).digest() for entry in entries]


def node_hash(left: bytes, right: bytes) -> bytes:
    """2.1.1: SHA-256(0x01 || left || right)."""
    return _sha256(b"\x01" + left + right).digest()


def node_hashes(level: Sequence[bytes]) -> list[bytes]:
    """`node_hash` of each pair, left to right; one that is left over has no node above it yet."""
    pairs = zip(level[::2], level[1::2], strict=False)
    return [_sha256(b"\x01" + left + right).digest() for left, right in pairs]


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """The root over 2**k hashes, k >= 0, level by level."""
    level = list(hashes)
    if not level or len(level) & (len(level) - 1):
        raise ValueError(f"a perfect subtree has 2**k hashes, not {len(level)}")
    while len(level) > 1:
        level = node_hashes(level)
    return level[0]


class Tree:
    """A tree that grows leaf by leaf and remembers only its right edge (a compact range).

    `on_subtree(level, position, hash)` hears of every complete subtree of height 8 and more, once, when it closes: it
    covers leaves [position * 2**level, (position + 1) * 2**level). Lower ones are cheap to compute again from leaves.
    """

    def __init__(
        self,
        size: int = 0,
        complete: Sequence[bytes] = (),
        leaves: Sequence[bytes] = (),
        on_subtree: Callable[[int, int, bytes], None] | None = None,
    ) -> None:
        """Continue at `size`: `complete` subtrees of height >= 8, left to right, then the leaf hashes after them."""
        levels = complete_levels(size)
        if len(levels) != len(complete) or len(leaves) != size % TILE_WIDTH:
            raise ValueError(f"a tree of {size} leaves has {len(levels)} subtrees and {size % TILE_WIDTH} leaves over")
        self.size = size
        self._edge = list(zip(levels, complete, strict=True))
        self._leaves = list(leaves)
        self._on_subtree = on_subtree

    def append(self, leaf: bytes) -> None:
        """Append one leaf hash."""
        self._leaves.append(leaf)
        self.size += 1
        if len(self._leaves) == TILE_WIDTH:
            self._close_tile()

    def extend(self, leaves: Sequence[bytes]) -> None:
        """Append leaf hashes, in order."""
        start = 0
        while start < len(leaves):
            part = leaves[start : start + TILE_WIDTH - len(self._leaves)]
            self._leaves += part
            self.size += len(part)
            start += len(part)
            if len(self._leaves) == TILE_WIDTH:
                self._close_tile()

    def _close_tile(self) -> None:
        level, root = TILE_HEIGHT, perfect_root(self._leaves)
        self._leaves.clear()
        self._report(level, root)
        while self._edge and self._edge[-1][0] == level:
            root = node_hash(self._edge.pop()[1], root)
            level += 1
            self._report(level, root)
        self._edge.append((level, root))

    def _report(self, level: int, root: bytes) -> None:
        if self._on_subtree is not None:
            self._on_subtree(level, (self.size >> level) - 1, root)

    def root(self) -> bytes:
        """The root over all leaves so far."""
        return edge_root([root for _, root in self._edge], self._leaves)


def complete_levels(size: int) -> list[int]:
    """The heights (>= 8) of the complete subtrees that stand left to right under a tree of `size` leaves."""
    return [level for level in range(size.bit_length() - 1, TILE_HEIGHT - 1, -1) if size >> level & 1]


def edge_root(complete: Sequence[bytes], leaves: Sequence[bytes]) -> bytes:
    """The root over complete subtrees of falling height and the fewer than 256 leaf hashes after them."""
    parts = list(complete)
    start = 0
    for level in range(TILE_HEIGHT - 1, -1, -1):
        if len(leaves) >> level & 1:
            parts.append(perfect_root(leaves[start : start + (1 << level)]))
            start += 1 << level
    if not parts:
        return EMPTY_ROOT
    root = parts.pop()
    while parts:
        root = node_hash(parts.pop(), root)
    return root


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """2.1.3.2: that a leaf hash stands at `index` of the tree (size, root). Raises VerifyError."""
    if not 0 <= index < size:
        raise VerifyError("inclusion", f"leaf {index} is outside a tree of {size}", index)
    _check_hashes("inclusion", [leaf, root, *proof])
    fn, sn, current = index, size - 1, leaf
    for sibling in proof:
        if sn == 0:
            raise VerifyError("inclusion", "the proof is longer than the tree is high", index)
        if fn & 1 or fn == sn:
            current = node_hash(sibling, current)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            current = node_hash(current, sibling)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0:
        raise VerifyError("inclusion", "the proof is shorter than the tree is high", index)
    if current != root:
        raise VerifyError("inclusion", "the proof leads to another root", index)


def verify_consistency(old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """2.1.4.2: that the tree (new_size, new_root) begins with the tree (old_size, old_root). Raises VerifyError."""
    if not 0 <= old_size <= new_size:
        raise VerifyError("consistency", f"a tree of {new_size} cannot begin with one of {old_size}")
    _check_hashes("consistency", [old_root, new_root, *proof])
    if old_size in (0, new_size):
        expected = new_root if old_size == new_size else EMPTY_ROOT
        empty = old_size > 0 or old_root == EMPTY_ROOT  # of no leaves there is one root only, on either side
        if proof or old_root != expected or not empty:
            raise VerifyError("consistency", "trees of the same size (or empty) need the same root and no proof")
        return
    path = list(proof)
    if old_size & (old_size - 1) == 0:  # step 2: the old tree is itself a node of the new one
        path.insert(0, old_root)
    if not path:
        raise VerifyError("consistency", "the proof is empty")
    if _roots_of(old_size, new_size, path) != (old_root, new_root):
        raise VerifyError("consistency", "the proof leads to other roots")


def _roots_of(old_size: int, new_size: int, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Steps 3 to 6: the old and the new root that a consistency path leads to."""
    fn, sn = old_size - 1, new_size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if sn == 0:
            raise VerifyError("consistency", "the proof is longer than the tree is high")
        if fn & 1 or fn == sn:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            new = node_hash(new, sibling)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0:
        raise VerifyError("consistency", "the proof is shorter than the tree is high")
    return old, new


def _check_hashes(kind: str, hashes: Sequence[bytes]) -> None:
    if any(len(value) != HASH_SIZE for value in hashes):
        raise VerifyError(kind, "a hash has 32 bytes")
