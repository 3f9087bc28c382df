"""Checkpoints: the signed head of a log (c2sp.org/tlog-checkpoint). Extension lines carry no meaning here."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from evenhand_verify.errors import VerifyError
from evenhand_verify.merkle import HASH_SIZE
from evenhand_verify.notes import VerifierKey, decode_base64, open_note


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's identity, its number of leaves and the root over them (32 bytes)."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The note text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """A checkpoint from a note's text. Raises VerifyError."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] != "" or not all(lines[:-1]):
        raise VerifyError("checkpoint", "a checkpoint has three lines: origin, size, root")
    origin, size, root = lines[:3]
    if not (size.isascii() and size.isdigit()) or len(size) > 19 or (size[0] == "0" and size != "0"):
        raise VerifyError("checkpoint", f"not a tree size: {size[:40]!r}")
    raw = decode_base64(root, "checkpoint")
    if len(raw) != HASH_SIZE:
        raise VerifyError("checkpoint", "a root has 32 bytes")
    return Checkpoint(origin, int(size), raw)


def open_checkpoint(note: str, key: VerifierKey) -> Checkpoint:
    """A signed checkpoint of the log that `key` names. Raises VerifyError."""
    checkpoint = parse_checkpoint(open_note(note, key))
    if checkpoint.origin != key.name:
        raise VerifyError("checkpoint", f"the checkpoint is of {checkpoint.origin[:80]!r}, the key of {key.name!r}")
    return checkpoint
