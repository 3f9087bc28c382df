"""Proofs over random sizes, past several tiles: the right one passes, a changed one does not."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.ledger.merkle import consistency_proof, inclusion_proof, root_of
from evenhand_verify.errors import VerifyError
from evenhand_verify.merkle import Tree, leaf_hash, perfect_root, verify_consistency, verify_inclusion

LEAVES = [leaf_hash(number.to_bytes(4, "big")) for number in range(3_000)]


@cache
def read(level: int, position: int) -> bytes:
    return perfect_root(LEAVES[position << level : (position + 1) << level])


SIZES = st.integers(1, len(LEAVES))


@settings(max_examples=150, deadline=None)
@given(SIZES, st.data())
def test_inclusion(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof, root = list(inclusion_proof(index, size, read)), root_of(size, read)
    verify_inclusion(LEAVES[index], index, size, proof, root)
    other = data.draw(st.integers(0, size).filter(lambda number: number != index))
    with pytest.raises(VerifyError):
        verify_inclusion(LEAVES[index], other, size, proof, root)
    if proof:
        place, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
        changed = (int.from_bytes(proof[place], "big") ^ 1 << bit).to_bytes(32, "big")
        for wrong in (
            [*proof[:place], changed, *proof[place + 1 :]],
            proof[:place] + proof[place + 1 :],
            [*proof, changed],
        ):
            with pytest.raises(VerifyError):
                verify_inclusion(LEAVES[index], index, size, wrong, root)


@settings(max_examples=150, deadline=None)
@given(SIZES, SIZES, st.integers(0, 255), st.data())
def test_consistency(one: int, two: int, bit: int, data: st.DataObject) -> None:
    old, new = sorted((one, two))
    proof = list(consistency_proof(old, new, read))
    roots = root_of(old, read), root_of(new, read)
    verify_consistency(old, roots[0], new, roots[1], proof)
    for wrong in (0, 1):
        changed = list(roots)
        changed[wrong] = (int.from_bytes(roots[wrong], "big") ^ 1 << bit).to_bytes(32, "big")
        with pytest.raises(VerifyError):
            verify_consistency(old, changed[0], new, changed[1], proof)
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        with pytest.raises(VerifyError):
            verify_consistency(old, roots[0], new, roots[1], proof[:place] + proof[place + 1 :])


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 700), min_size=1, max_size=4))
def test_growing_in_batches_gives_the_same_root(batches: list[int]) -> None:
    tree = Tree()
    for batch in batches:
        for leaf in LEAVES[tree.size : tree.size + batch]:
            tree.append(leaf)
        assert tree.root() == root_of(tree.size, read)
