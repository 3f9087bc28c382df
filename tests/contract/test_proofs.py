"""Proofs out of every store: they verify, in one view and without, and a hole in the tree is said and never proven over."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, text

from evenhand.adapters.sql.engine import writing
from evenhand.adapters.sql.journal import SqlJournal
from evenhand.adapters.sql.log import SqlLog
from evenhand.kernel.clock import FixedClock
from evenhand.kernel.ids import SeededIds
from evenhand.ledger.checkpoints import make_signer
from evenhand.ledger.merkle import consistency_proof, inclusion_proof, subtrees_of
from evenhand.ledger.model import Event
from evenhand_verify.errors import VerifyError
from evenhand_verify.merkle import Tree, leaf_hash, verify_consistency, verify_inclusion

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SIGNER = make_signer(bytes(32))
SIZES = (1, 256, 300, 700)


@pytest.fixture
def journal(engine: Engine) -> SqlJournal:
    journal = SqlJournal(engine, SeededIds("proofs"), FixedClock(NOW), SIGNER)
    journal.record([Event(f"e-{number:04d}", "decision.made", NOW, {"n": number}, "s") for number in range(700)])
    for old, new in zip((0, *SIZES), SIZES, strict=False):
        assert journal.sequence(new - old) == new - old
    return journal


def inclusion(log: SqlLog, index: int, size: int) -> tuple[bytes, ...]:
    stored = log.subtrees(subtrees_of(lambda read: inclusion_proof(index, size, read)))
    return inclusion_proof(index, size, lambda level, position: stored[level, position])


def test_every_kind_of_place_is_proven(journal: SqlJournal) -> None:
    leaves = [leaf_hash(leaf) for leaf in journal.leaves()]
    roots = {0: Tree().root(), **{each.size: each.root for each in journal.checkpoints()}}
    assert sorted(roots) == [0, *SIZES]
    for size in SIZES:
        for index in {0, 1, size // 2, size - 2, size - 1, 255, 256, 257, 511, 512} & set(range(size)):
            verify_inclusion(leaves[index], index, size, inclusion(journal, index, size), roots[size])
    with journal.snapshot() as view:
        verify_inclusion(leaves[600], 600, 700, inclusion(view, 600, 700), roots[700])
    for new in SIZES:
        for old in (size for size in roots if size <= new):
            stored = journal.subtrees(subtrees_of(lambda read, o=old, n=new: consistency_proof(o, n, read)))
            proof = consistency_proof(old, new, lambda level, position, found=stored: found[level, position])
            verify_consistency(old, roots[old], new, roots[new], proof)


def test_what_is_not_there_is_said(journal: SqlJournal) -> None:
    for place in ((0, 700), (8, 2), (9, 1), (10, 0), (3, 87), (4, 10**12)):
        with pytest.raises(LookupError, match="is not there"):
            journal.subtrees([(0, 0), place])
    assert journal.subtrees([]) == {}


@pytest.mark.parametrize("damage", ["shorter", "lost", "moved", "changed"])
def test_nothing_is_proven_over_damage(journal: SqlJournal, engine: Engine, damage: str) -> None:
    leaf, root = leaf_hash(list(journal.leaves())[300]), [each.root for each in journal.checkpoints()][-1]
    statement = {
        "shorter": "UPDATE log_entries SET commitment = :short WHERE log_index = 310",
        "lost": "DELETE FROM log_entries WHERE log_index = 310",
        "moved": "UPDATE log_entries SET log_index = 9000 WHERE log_index = 310",
        "changed": "UPDATE tree_hashes SET hash = :other WHERE level = 8 AND position = 0",
    }[damage]
    given = {"short": {"short": bytes(31)}, "other": {"other": bytes(32)}}
    with writing(engine) as connection:
        connection.execute(text(statement), next((v for k, v in given.items() if f":{k}" in statement), {}))
    with pytest.raises((LookupError, VerifyError)):
        verify_inclusion(leaf, 300, 700, inclusion(journal, 300, 700), root)
