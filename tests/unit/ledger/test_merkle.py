"""Proofs out of a stored tree against a slow tree written straight from the definition."""

from __future__ import annotations

import pytest

from evenhand.ledger.merkle import consistency_proof, inclusion_proof, root_of
from evenhand_verify.merkle import EMPTY_ROOT, Tree, leaf_hash, node_hash, verify_consistency, verify_inclusion

LEAVES = [leaf_hash(bytes([number])) for number in range(70)]


def slow_root(leaves: list[bytes]) -> bytes:
    """RFC 9162 2.1.1, word for word."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return node_hash(slow_root(leaves[:half]), slow_root(leaves[half:]))


def read(level: int, position: int) -> bytes:
    return slow_root(LEAVES[position << level : (position + 1) << level])


def test_roots_agree_with_the_definition() -> None:
    tree = Tree()
    assert root_of(0, read) == EMPTY_ROOT == tree.root()
    for size, leaf in enumerate(LEAVES, start=1):
        tree.append(leaf)
        assert root_of(size, read) == slow_root(LEAVES[:size]) == tree.root()


def test_every_inclusion_proof_verifies() -> None:
    for size in range(1, len(LEAVES) + 1):
        root = slow_root(LEAVES[:size])
        for index in range(size):
            verify_inclusion(LEAVES[index], index, size, inclusion_proof(index, size, read), root)


def test_every_consistency_proof_verifies() -> None:
    roots = [EMPTY_ROOT] + [slow_root(LEAVES[:size]) for size in range(1, len(LEAVES) + 1)]
    for new in range(len(roots)):
        for old in range(new + 1):
            verify_consistency(old, roots[old], new, roots[new], consistency_proof(old, new, read))


def test_what_is_outside_the_tree_is_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        inclusion_proof(5, 5, read)
    with pytest.raises(ValueError, match="begin"):
        consistency_proof(6, 5, read)
