"""Known answers of the certificate-transparency test vectors, and proofs that must not pass."""

from __future__ import annotations

import pytest
from tests.unit.evenhand_verify.test_known_answers import ROOTS

from evenhand_verify.errors import VerifyError
from evenhand_verify.merkle import (
    EMPTY_ROOT,
    Tree,
    complete_levels,
    leaf_hash,
    node_hash,
    perfect_root,
    verify_consistency,
    verify_inclusion,
)

LEAVES = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")] + [
    bytes(range(0x60, 0x70))
]
PROOF_1_8 = [
    bytes.fromhex("96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"),
    bytes.fromhex("5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"),
    bytes.fromhex("6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"),
]
ROOT_1, ROOT_8 = ROOTS[0], ROOTS[7]


def test_roots_are_the_reference_ones() -> None:
    tree = Tree()
    assert tree.root() == EMPTY_ROOT
    for leaf, root in zip(LEAVES, ROOTS, strict=True):
        tree.append(leaf_hash(leaf))
        assert tree.root() == root


def test_the_reference_proofs_pass() -> None:
    verify_consistency(1, ROOT_1, 8, ROOT_8, PROOF_1_8)
    verify_inclusion(leaf_hash(LEAVES[0]), 0, 8, PROOF_1_8, ROOT_8)


@pytest.mark.parametrize(
    ("old", "old_root", "new", "new_root", "proof"),
    [
        (1, ROOT_1, 8, ROOT_8, PROOF_1_8[:-1]),
        (1, ROOT_1, 8, ROOT_8, [*PROOF_1_8, ROOT_1]),
        (1, ROOT_1, 8, ROOT_8, [ROOT_1, *PROOF_1_8]),
        (1, ROOT_1, 8, ROOT_8, PROOF_1_8[::-1]),
        (1, ROOT_8, 8, ROOT_1, PROOF_1_8),
        (2, ROOT_1, 8, ROOT_8, PROOF_1_8),
        (1, ROOT_1, 16, ROOT_8, PROOF_1_8),
        (8, ROOT_8, 1, ROOT_1, PROOF_1_8),
        (1, ROOT_1, 8, ROOT_8, []),
        (1, ROOT_1, 8, ROOT_8, [PROOF_1_8[0][:31], *PROOF_1_8[1:]]),
        (0, ROOT_1, 8, ROOT_8, []),
        (0, EMPTY_ROOT, 8, ROOT_8, PROOF_1_8),
        (8, ROOT_8, 8, ROOT_1, []),
        (3, ROOTS[2], 8, ROOT_8, []),
        (-1, ROOT_1, 8, ROOT_8, PROOF_1_8),
    ],
)
def test_wrong_consistency_proofs_are_refused(
    old: int, old_root: bytes, new: int, new_root: bytes, proof: list[bytes]
) -> None:
    with pytest.raises(VerifyError):
        verify_consistency(old, old_root, new, new_root, proof)


@pytest.mark.parametrize(
    ("index", "size", "proof"),
    [
        (1, 8, PROOF_1_8),
        (0, 4, PROOF_1_8),
        (0, 9, PROOF_1_8),
        (0, 8, PROOF_1_8[:2]),
        (0, 8, [*PROOF_1_8, ROOT_1]),
        (0, 8, []),
        (8, 8, PROOF_1_8),
        (-1, 8, PROOF_1_8),
        (0, 0, []),
    ],
)
def test_wrong_inclusion_proofs_are_refused(index: int, size: int, proof: list[bytes]) -> None:
    with pytest.raises(VerifyError):
        verify_inclusion(leaf_hash(LEAVES[0]), index, size, proof, ROOT_8)


def test_a_tree_goes_on_from_its_right_edge() -> None:
    closed: dict[tuple[int, int], bytes] = {}
    whole = Tree(on_subtree=lambda level, position, value: closed.update({(level, position): value}))
    hashes = [leaf_hash(bytes([number % 251, number // 251])) for number in range(1_100)]
    for value in hashes[:900]:
        whole.append(value)
    complete = [closed[level, (900 >> level) - 1] for level in complete_levels(900)]
    resumed = Tree(900, complete, hashes[768:900])
    for value in hashes[900:]:
        whole.append(value)
        resumed.append(value)
        assert resumed.root() == whole.root()
    assert set(closed) == {(8, 0), (8, 1), (8, 2), (8, 3), (9, 0), (9, 1), (10, 0)}
    assert closed[10, 0] == perfect_root(hashes[:1_024])


def test_what_cannot_be_a_tree_is_refused() -> None:
    with pytest.raises(ValueError, match="2\\*\\*k"):
        perfect_root([ROOT_1] * 3)
    with pytest.raises(ValueError, match="subtrees"):
        Tree(256, [], [])
    assert node_hash(ROOT_1, ROOT_8) != node_hash(ROOT_8, ROOT_1)
