"""Another implementation as the oracle: pymerkle's trees have our roots, and our proofs lead to them.

It names the parts of a consistency proof one by one where RFC 9162 joins them, so only inclusion proofs are compared hash by
hash. pymerkle is GPL: it is installed for tests only, and nothing of it is shipped.
"""

from __future__ import annotations

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree
from pymerkle import verify_consistency as oracle_accepts_consistency
from pymerkle import verify_inclusion as oracle_accepts_inclusion

from evenhand.ledger.merkle import consistency_proof, inclusion_proof, root_of
from evenhand_verify.merkle import Tree, leaf_hash, perfect_root, verify_consistency, verify_inclusion

COUNT = 700  # past two tiles
ENTRIES = [number.to_bytes(32, "big") for number in range(COUNT)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
SIZES = st.integers(1, COUNT)


@cache
def oracle() -> InmemoryTree:
    tree = InmemoryTree(algorithm="sha256")
    for entry in ENTRIES:
        tree.append_entry(entry)
    return tree


@cache
def read(level: int, position: int) -> bytes:
    return perfect_root(LEAVES[position << level : (position + 1) << level])


def test_leaves_and_roots_agree_at_every_size() -> None:
    tree = Tree()
    for number, leaf in enumerate(LEAVES, start=1):
        tree.append(leaf)
        assert leaf == oracle().get_leaf(number)
        assert tree.root() == root_of(number, read) == oracle().get_root(number)


@settings(max_examples=200, deadline=None)
@given(SIZES, st.data())
def test_inclusion_proofs_hold_the_same_hashes(size: int, data: st.DataObject) -> None:
    number = data.draw(st.integers(1, size))
    ours, theirs = inclusion_proof(number - 1, size, read), oracle().prove_inclusion(number, size)
    oracle_accepts_inclusion(LEAVES[number - 1], oracle().get_root(size), theirs, index=number, size=size)
    assert sorted([*ours, LEAVES[number - 1]]) == sorted(theirs.path)  # it lists them left to right, RFC 9162 upwards
    verify_inclusion(LEAVES[number - 1], number - 1, size, ours, oracle().get_root(size))


@settings(max_examples=200, deadline=None)
@given(SIZES, SIZES)
def test_consistency_proofs_lead_to_its_roots(one: int, two: int) -> None:
    old, new = sorted((one, two))
    roots = oracle().get_root(old), oracle().get_root(new)
    theirs = oracle().prove_consistency(old, new)
    oracle_accepts_consistency(*roots, theirs, prior_size=old, later_size=new)
    verify_consistency(old, roots[0], new, roots[1], consistency_proof(old, new, read))
