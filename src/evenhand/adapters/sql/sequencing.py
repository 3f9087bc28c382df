"""The sequencer: waiting events get their index, the tree grows, a checkpoint is signed, all in one transaction.

It reads and writes narrow rows only (`waiting`, `log_entries`); the events themselves stay untouched. One sequencer at
a time: SQLite's write lock, or an advisory lock of PostgreSQL.
"""

from __future__ import annotations

from typing import Any, Final, Protocol

from sqlalchemy import Connection, delete, func, insert, select, text

from evenhand.adapters.sql.bulk import insert_rows
from evenhand.adapters.sql.tables import checkpoints, log_entries, tree_hashes, waiting
from evenhand.kernel.errors import ConflictError
from evenhand_verify.merkle import EMPTY_ROOT, TILE_WIDTH, Tree, complete_levels, leaf_hashes

_SEQUENCER_LOCK: Final = 0x4556454E_0002  # PostgreSQL advisory lock: one sequencer per log
_ENTRY: Final = (log_entries.c.log_index, log_entries.c.position, log_entries.c.commitment)


class SignsCheckpoints(Protocol):
    """What the sequencer needs of a key (`ledger.checkpoints.Signer`)."""

    def sign(self, size: int, root: bytes) -> str:
        """The signed checkpoint of a tree, as a note."""
        ...


def sequence_waiting(connection: Connection, signer: SignsCheckpoints, signed_at: str, limit: int) -> int:
    """Index up to `limit` waiting events and sign one checkpoint; how many. Raises ConflictError on a damaged log."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SEQUENCER_LOCK})
    rows = connection.execute(
        select(waiting.c.position, waiting.c.commitment).order_by(waiting.c.position).limit(limit)
    ).all()
    if not rows:
        return 0
    closed: list[dict[str, Any]] = []
    tree = _load_tree(connection, closed)
    first = tree.size
    insert_rows(connection, _ENTRY, [(index, *row) for index, row in enumerate(rows, start=first)])
    # By what was just inserted, never by a range: on PostgreSQL a lower position may be committed at any moment.
    placed = select(log_entries.c.position).where(log_entries.c.log_index >= first)
    connection.execute(delete(waiting).where(waiting.c.position.in_(placed)))
    tree.extend(leaf_hashes(commitment for _, commitment in rows))
    if closed:
        connection.execute(insert(tree_hashes), closed)
    root = tree.root()
    note = signer.sign(tree.size, root)
    connection.execute(insert(checkpoints), {"size": tree.size, "root": root, "note": note, "signed_at": signed_at})
    return len(rows)


def _load_tree(connection: Connection, closed: list[dict[str, Any]]) -> Tree:
    """The tree as the last checkpoint left it; `closed` collects the complete subtrees that come. Raises ConflictError.

    What does not fit the signed root is never built upon: a damaged log must not get a fresh signature.
    """
    last = connection.execute(
        select(checkpoints.c.size, checkpoints.c.root).order_by(checkpoints.c.size.desc()).limit(1)
    ).one_or_none()
    size, root = (last.size, last.root) if last else (0, EMPTY_ROOT)
    complete = []
    for level in complete_levels(size):
        place = (tree_hashes.c.level == level) & (tree_hashes.c.position == (size >> level) - 1)
        complete.append(connection.execute(select(tree_hashes.c.hash).where(place)).scalar() or b"")
    rest = connection.execute(
        select(log_entries.c.commitment)
        .where(log_entries.c.log_index >= size - size % TILE_WIDTH, log_entries.c.log_index < size)
        .order_by(log_entries.c.log_index)
    ).scalars()
    leaves = leaf_hashes(rest)
    top = connection.execute(select(func.max(log_entries.c.log_index))).scalar()
    if len(leaves) == size % TILE_WIDTH and (-1 if top is None else top) == size - 1:
        tree = Tree(size, complete, leaves, lambda level, position, value: closed.append(_row(level, position, value)))
        if tree.root() == root:
            return tree
    raise ConflictError(
        f"the stored log does not fit its last checkpoint (size {size}); nothing was sequenced",
        hint="run evenhand ledger verify: it says what was changed; restore the workspace from a backup",
    )


def _row(level: int, position: int, value: bytes) -> dict[str, Any]:
    return {"level": level, "position": position, "hash": value}
