"""Checking the whole log against what was signed, publishing it as tiles, and giving out receipts.

The platform checks its own store here, payloads included; outsiders check what is published with `evenhand_verify`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from evenhand.kernel.errors import BadInputError, ConflictError, EvenhandError, NotFoundError
from evenhand.ledger.audit import Audit
from evenhand.ledger.commitments import open_event, opening_salt
from evenhand.ledger.merkle import inclusion_proof, subtrees_of
from evenhand.ledger.model import SignedCheckpoint, Verification
from evenhand.service.ports import LogStore
from evenhand_verify.checkpoints import Checkpoint, open_checkpoint
from evenhand_verify.errors import VerifyError
from evenhand_verify.merkle import TILE_WIDTH, Tree, leaf_hashes, perfect_root
from evenhand_verify.notes import VerifierKey, parse_vkey
from evenhand_verify.openings import Receipt, verify_receipt
from evenhand_verify.tiles import encode_bundle, tile_path


def verify(log: LogStore, vkey: str, older: Mapping[str, str] | None = None) -> Verification:
    """Check everything that is stored; `older` are checkpoints somebody kept, by a name for messages.

    A store that cannot be read to its end is itself an error of the answer. Raises BadInputError for an unusable vkey.
    """
    audit = Audit(_key(vkey))
    last: SignedCheckpoint | None = None
    try:
        with log.snapshot() as view:
            for message in view.damage():
                audit.note(None, "storage", message)
            last = view.latest_checkpoint()
            audit.checkpoints(view.checkpoints())
            for name, note in (older or {}).items():
                audit.older(note, name)
            audit.events(view.stored())
            audit.stored_tree(view.tree_hashes())
            audit.effects(view.effects())
    except EvenhandError as error:
        audit.note(None, "storage", error.message)
    errors = audit.errors()
    return Verification(not errors, audit.size, audit.root().hex(), last.note if last else "", errors)


def receipt(log: LogStore, event_id: str, vkey: str) -> Receipt:
    """The opening of one event for the person it concerns: content, salt, proof, checkpoint. The actor stays sealed.

    Raises NotFoundError; ConflictError while it is not sequenced, or when the stored log does not hold.
    """
    key = _key(vkey)
    with log.snapshot() as view:
        stored, head = view.find(event_id), view.latest_checkpoint()
        if stored is None:
            raise NotFoundError(
                f"no event {event_id[:80]!r} is recorded", hint="evenhand decision show lists its events"
            )
        if stored.erased:
            raise ConflictError(
                f"the content of {event_id} is erased", hint="a receipt given out before still opens it"
            )
        if stored.index is None or head is None or stored.index >= head.size:
            raise ConflictError(f"event {event_id} is recorded but not sequenced yet", hint="try again in a moment")
        try:
            proof = _inclusion(view, stored.index, head.size)
            made = Receipt(stored.index, open_event(stored), opening_salt(stored.salt), proof, head.note)
            verify_receipt(made, key)
        except (VerifyError, LookupError) as error:
            raise _damaged(str(error)) from error
    return made


def publish(log: LogStore, vkey: str, directory: Path, *, witnesses: int = 0) -> Checkpoint:
    """Write the log as static files (C2SP tlog-tiles): new tiles and entry bundles, and last the checkpoint.

    With `witnesses`, up to the newest checkpoint that so many of them cosigned.

    Entries are commitments: nothing of an event can be read from them. What was published is never changed. Raises
    ConflictError when the folder holds another log or a longer one, or when the stored log does not fit its checkpoint.
    """
    key = _key(vkey)
    with log.snapshot() as view:
        last = _to_publish(view, witnesses)
        try:
            head = open_checkpoint(last.note, key)
        except VerifyError as error:
            raise _damaged(error.message) from error
        _require_same_log(view, head, _published(directory, key))
        writer = _TileWriter(directory)
        for entries in _tiles_of(view, head.size):
            writer.add(entries)
        writer.close()
        _write(directory / "checkpoint", "".join([last.note, *view.cosignatures(last.size)]).encode())
    return head


def status(log: LogStore, vkey: str) -> dict[str, Any]:
    """How the log stands: `{origin, vkey, size, root, signed_at, recorded, sequenced, waiting, undelivered}`."""
    with log.snapshot() as view:
        counts, last = view.counts(), view.latest_checkpoint()
    return {
        "origin": _key(vkey).name,
        "vkey": vkey,
        "size": last.size if last else 0,
        "root": last.root.hex() if last else "",
        "signed_at": last.signed_at if last else None,
        "waiting": counts["recorded"] - counts["sequenced"],
        **counts,
    }


def _inclusion(view: LogStore, index: int, size: int) -> tuple[bytes, ...]:
    """RFC 9162, 2.1.3.1, out of the store. Raises LookupError when the stored tree has a hole there."""
    stored = view.subtrees(subtrees_of(lambda read: inclusion_proof(index, size, read)))
    return inclusion_proof(index, size, lambda level, position: stored[level, position])


def _key(vkey: str) -> VerifierKey:
    try:
        return parse_vkey(vkey)
    except VerifyError as error:
        raise BadInputError(error.message, hint="evenhand ledger status prints the log's key") from None


def _damaged(what: str) -> ConflictError:
    return ConflictError(f"the stored log does not hold: {what}", hint="run evenhand ledger verify")


def _to_publish(view: LogStore, witnesses: int) -> SignedCheckpoint:
    last = view.latest_checkpoint()
    if last is None:
        raise ConflictError("nothing is sequenced yet", hint="there is a log to publish after the first decision")
    if witnesses:
        cosigned = [one for one in view.checkpoints() if len(view.cosignatures(one.size)) >= witnesses]
        if not cosigned:
            raise ConflictError(
                f"no checkpoint is cosigned by {witnesses}", hint="ask witnesses: evenhand ledger witness-request"
            )
        last = cosigned[-1]
    return last


def _published(directory: Path, key: VerifierKey) -> Checkpoint | None:
    """The checkpoint that the folder shows now; None for a folder without one."""
    file = directory / "checkpoint"
    if not file.exists():
        return None
    try:
        return open_checkpoint(file.read_text(encoding="utf-8"), key)
    except (VerifyError, UnicodeDecodeError):
        raise ConflictError(
            f"{directory} holds a checkpoint that this log's key did not sign", hint="publish into another folder"
        ) from None


def _require_same_log(view: LogStore, head: Checkpoint, shown: Checkpoint | None) -> None:
    """Before a byte is written: the store gives the signed root, and continues what is already shown."""
    if shown is not None and shown.size > head.size:
        raise ConflictError(
            f"the folder shows {shown.size} entries, this workspace has {head.size}",
            hint="entries were lost or this is an old copy of the workspace; do not publish from it",
        )
    tree = Tree()
    roots = {0: tree.root()}
    for entries in _tiles_of(view, head.size):
        hashes = leaf_hashes(entries)
        if shown is not None and tree.size < shown.size <= tree.size + len(hashes):
            upto = shown.size - tree.size
            tree.extend(hashes[:upto])
            roots[tree.size] = tree.root()
            hashes = hashes[upto:]
        tree.extend(hashes)
    if (tree.size, tree.root()) != (head.size, head.root):
        raise _damaged("its entries do not give the signed root")
    if shown is not None and roots.get(shown.size) != shown.root:
        raise ConflictError(
            "the folder shows another history of this log", hint="never publish over it; find out which one is right"
        )


def _tiles_of(view: LogStore, size: int) -> Iterator[list[bytes]]:
    """The first `size` commitments, 256 at a time."""
    entries = view.leaves()
    for start in range(0, size, TILE_WIDTH):
        yield list(islice(entries, min(TILE_WIDTH, size - start)))


class _TileWriter:
    """Writes bundles and the tiles of every level as they fill; `close` writes the partial ones."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._levels: list[tuple[int, list[bytes]]] = []  # per level: the next tile's number and its hashes so far
        self._bundles = 0

    def add(self, entries: list[bytes]) -> None:
        """Up to 256 entries; only the last call may bring fewer."""
        self._store(tile_path("entries", self._bundles, len(entries)), encode_bundle(entries))
        self._bundles += 1
        for value in leaf_hashes(entries):
            self._append(0, value)

    def close(self) -> None:
        """Write what is partial. An empty tile is not written."""
        for level, (number, hashes) in enumerate(self._levels):
            if hashes:
                self._store(tile_path(level, number, len(hashes)), b"".join(hashes))

    def _append(self, level: int, value: bytes) -> None:
        if len(self._levels) == level:
            self._levels.append((0, []))
        number, hashes = self._levels[level]
        hashes.append(value)
        if len(hashes) == TILE_WIDTH:
            self._store(tile_path(level, number), b"".join(hashes))
            self._levels[level] = (number + 1, [])
            self._append(level + 1, perfect_root(hashes))

    def _store(self, path: str, data: bytes) -> None:
        file = self._directory / path
        if not file.exists():
            _write(file, data)
        elif file.read_bytes() != data:
            raise ConflictError(
                f"{path} was published with other content", hint="what is published never changes; restore the folder"
            )


def _write(file: Path, data: bytes) -> None:
    """Durably and at once: a reader sees the old file or the new one, also after a power cut."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.part")
    with part.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(file)
