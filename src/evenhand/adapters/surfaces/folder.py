"""A surface that is a folder: each action becomes one JSON line for the platform's own tooling to pick up.

Delivering twice writes once: the ids already in the file are read first, and a line cut off by a crash is dropped.
"""

from __future__ import annotations

import os
from pathlib import Path

import orjson

from evenhand.kernel.canonical import canonical_bytes, plain
from evenhand.ledger.model import OutboxItem


class FolderSurface:
    """Writes `actions.jsonl` in a folder, one line an item: `{item_id, kind, body}`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "actions.jsonl"
        self._done = self._read()

    def _read(self) -> set[str]:
        if not self._path.exists():
            return set()
        whole = self._path.read_bytes()
        kept = whole[: whole.rfind(b"\n") + 1]
        if kept != whole:
            self._path.write_bytes(kept)
        return {orjson.loads(line)["item_id"] for line in kept.splitlines() if line}

    def carry_out(self, item: OutboxItem) -> None:
        """Append the item durably, unless it is there."""
        if item.item_id in self._done:
            return
        line = canonical_bytes({"item_id": item.item_id, "kind": item.kind, "body": plain(item.body)})
        with self._path.open("ab") as stream:
            stream.write(line + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        self._done.add(item.item_id)
