"""Known answers of transparency-dev/merkle: every root and proof of its tests, made and checked, and what it refuses.

Hashes and numbers are facts from `proof/verify_test.go` and `testdata/` of that repository (commit 02194e9), Apache-2.0. Which
changes are refused is written anew here, after the list of kinds in those files.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from evenhand.ledger.merkle import consistency_proof, inclusion_proof
from evenhand_verify.errors import VerifyError
from evenhand_verify.merkle import EMPTY_ROOT, leaf_hash, perfect_root, verify_consistency, verify_inclusion

LEAVES = [
    leaf_hash(bytes.fromhex(text))
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    bytes.fromhex(text)
    for text in (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    )
]
# Subtrees that several proofs share, by what they cover.
A01 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"  # leaf 1
A23 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"  # leaves 2 and 3
A45 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"  # leaves 4 and 5
A47 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"  # leaves 4 to 7
A4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"  # leaf 4
A6 = "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f"  # leaf 6
A67 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"  # leaves 6 and 7

# (index from 0, size, proof)
INCLUSION = [
    (0, 1, []),
    (0, 8, [A01, A23, A47]),
    (5, 8, [A4, A67, ROOTS[3].hex()]),
    (2, 3, [ROOTS[1].hex()]),
    (1, 5, [ROOTS[0].hex(), A23, A4]),
]
# (old size, new size, proof)
CONSISTENCY = [
    (1, 1, []),
    (1, 8, [A01, A23, A47]),
    (6, 8, [A45, A67, ROOTS[3].hex()]),
    (2, 5, [A23, A4]),
    (6, 7, [A45, A6, ROOTS[3].hex()]),
]
RANDOM = bytes.fromhex("abacaba000000000000000000000000000000000000000000060061e00123456")

Inclusion = tuple[int, int, bytes, bytes, list[bytes]]  # index, size, leaf, root, proof
Consistency = tuple[int, int, bytes, bytes, list[bytes]]  # old, new, their roots, proof


def read(level: int, position: int) -> bytes:
    return perfect_root(LEAVES[position << level : (position + 1) << level])


def refused(check: Callable[[], None]) -> bool:
    try:
        check()
    except VerifyError:
        return True
    return False


def flipped(proof: list[bytes], place: int, bit: int) -> list[bytes]:
    value = bytes([proof[place][0] ^ 1 << bit]) + proof[place][1:]
    return [*proof[:place], value, *proof[place + 1 :]]


def broken_inclusion(index: int, size: int, leaf: bytes, root: bytes, proof: list[bytes]) -> dict[str, Inclusion]:
    found: dict[str, Inclusion] = {
        f"index {other}": (other, size, leaf, root, proof) for other in (index - 1, index + 1, index ^ 2)
    }
    found |= {f"size {other}": (index, other, leaf, root, proof) for other in (size * 2, size // 2)}
    found |= {
        name: (index, size, other, root, proof)
        for name, other in {"leaf of other length": b"WrongLeaf", "empty leaf": b""}.items()
    }
    found |= {
        f"root {name}": (index, size, leaf, other, proof)
        for name, other in {"of the empty tree": EMPTY_ROOT, "at random": RANDOM, "missing": b""}.items()
    }
    paths = {
        "garbage after": [*proof, b""],
        "root after": [*proof, root],
        "garbage before": [b"", *proof],
        "root before": [root, *proof],
        **{f"bit 3 of {place}": flipped(proof, place, 3) for place in range(len(proof))},
    }
    if proof:
        paths["one removed"] = proof[:-1]
    if len(proof) > 1:
        paths["one inserted"] = [proof[0], RANDOM, *proof[1:]]
    return found | {name: (index, size, leaf, root, path) for name, path in paths.items()}


def broken_consistency(old: int, new: int, root1: bytes, root2: bytes, proof: list[bytes]) -> dict[str, Consistency]:
    found: dict[str, Consistency] = {
        f"old {other}": (other, new, root1, root2, proof) for other in (old - 1, old + 1, old ^ 2)
    }
    found |= {f"new {other}": (old, other, root1, root2, proof) for other in (new * 2, new // 2)}
    found |= {
        "old root of other length": (old, new, b"WrongRoot", root2, proof),
        "new root of other length": (old, new, root1, b"WrongRoot", proof),
        "roots swapped": (old, new, root2, root1, proof),
    }
    paths = {
        "nothing": [],
        **{
            f"{name} after": [*proof, value] for name, value in {"garbage": b"", "root1": root1, "root2": root2}.items()
        },
        **{
            f"{name} before": [value, *proof]
            for name, value in {"garbage": b"", "root1": root1, "root2": root2, "its own first": proof[0]}.items()
        },
        "cut short": proof[:-1],
        **{f"bit 4 of {place}": flipped(proof, place, 4) for place in range(len(proof))},
    }
    return found | {name: (old, new, root1, root2, path) for name, path in paths.items()}


@pytest.mark.parametrize(("index", "size", "proof"), INCLUSION)
def test_inclusion(index: int, size: int, proof: list[str]) -> None:
    path = [bytes.fromhex(text) for text in proof]
    assert list(inclusion_proof(index, size, read)) == path
    verify_inclusion(LEAVES[index], index, size, path, ROOTS[size - 1])
    for name, (*place, leaf, root, other) in broken_inclusion(
        index, size, LEAVES[index], ROOTS[size - 1], path
    ).items():
        assert refused(partial(verify_inclusion, leaf, place[0], place[1], other, root)), name


@pytest.mark.parametrize(("old", "new", "proof"), CONSISTENCY)
def test_consistency(old: int, new: int, proof: list[str]) -> None:
    path = [bytes.fromhex(text) for text in proof]
    assert list(consistency_proof(old, new, read)) == path
    verify_consistency(old, ROOTS[old - 1], new, ROOTS[new - 1], path)
    if not path:
        return
    for name, (one, two, root1, root2, other) in broken_consistency(
        old, new, ROOTS[old - 1], ROOTS[new - 1], path
    ).items():
        assert refused(partial(verify_consistency, one, root1, two, root2, other)), name


@pytest.mark.parametrize(("index", "size"), [(0, 0), (0, 1), (1, 0), (2, 1)])
@pytest.mark.parametrize(("leaf", "root"), [(RANDOM, b""), (b"", EMPTY_ROOT), (RANDOM, EMPTY_ROOT)])
def test_an_empty_proof_proves_nothing_else(index: int, size: int, leaf: bytes, root: bytes) -> None:
    with pytest.raises(VerifyError):
        verify_inclusion(leaf, index, size, [], root)


@pytest.mark.parametrize(
    ("old", "new", "root1", "root2", "proof"),
    [
        (1, 1, ROOTS[0], ROOTS[1], []),
        (1, 0, ROOTS[0], ROOTS[1], []),
        (2, 1, ROOTS[0], ROOTS[1], []),
        (1, 2, ROOTS[0], ROOTS[1], []),
        (0, 0, EMPTY_ROOT, ROOTS[1], []),
        (1, 1, EMPTY_ROOT, ROOTS[1], []),
        (0, 0, EMPTY_ROOT, EMPTY_ROOT, [EMPTY_ROOT]),
        (0, 1, EMPTY_ROOT, EMPTY_ROOT, [EMPTY_ROOT]),
        (1, 1, EMPTY_ROOT, EMPTY_ROOT, [EMPTY_ROOT]),
    ],
)
def test_sizes_and_roots_that_do_not_fit(old: int, new: int, root1: bytes, root2: bytes, proof: list[bytes]) -> None:
    with pytest.raises(VerifyError):
        verify_consistency(old, root1, new, root2, proof)


def test_every_tree_begins_with_the_empty_one() -> None:
    verify_consistency(0, EMPTY_ROOT, 0, EMPTY_ROOT, [])
    verify_consistency(0, EMPTY_ROOT, 1, ROOTS[0], [])
