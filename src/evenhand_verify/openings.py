"""Commitments and receipts: how an event is hidden in a leaf, and how the affected person opens it.

commitment = SHA-256("evenhand commitment v1" 0x00 || salt (16 bytes) || canonical event). The salt keeps short,
guessable events from being found by trying. A receipt holds the event, its salt, the path to a root and its checkpoint.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from evenhand_verify.checkpoints import Checkpoint, open_checkpoint
from evenhand_verify.errors import VerifyError
from evenhand_verify.merkle import leaf_hash, verify_inclusion
from evenhand_verify.notes import VerifierKey

COMMITMENT_DOMAIN: Final = b"evenhand commitment v1\x00"
SALT_SIZE: Final = 16
RECEIPT_FORMAT: Final = "evenhand-receipt/v1"
MAX_RECEIPT_BYTES: Final = 16_000_000
_FIELDS: Final = {"format", "index", "event", "salt", "proof", "checkpoint"}


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the affected person holds. `proof` runs from the leaf to the root of `checkpoint` (a signed note)."""

    index: int
    event: dict[str, Any]
    salt: bytes
    proof: tuple[bytes, ...]
    checkpoint: str

    def commitment(self) -> bytes:
        """The leaf's content that this opens."""
        return commitment(self.salt, canonical(self.event))

    def to_json(self) -> str:
        """The receipt as a file: one JSON object, indented, ending in a newline."""
        document = {
            "format": RECEIPT_FORMAT,
            "index": self.index,
            "event": self.event,
            "salt": self.salt.hex(),
            "proof": [step.hex() for step in self.proof],
            "checkpoint": self.checkpoint,
        }
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def commitment(salt: bytes, event: bytes) -> bytes:
    """The commitment of a canonical event under a salt of 16 bytes."""
    return hashlib.sha256(COMMITMENT_DOMAIN + salt + event).digest()


def canonical(event: dict[str, Any]) -> bytes:
    """RFC 8785 for records without floats and with ASCII keys: sorted keys, no spaces, UTF-8."""
    try:
        return json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
    except (ValueError, TypeError, RecursionError):
        raise VerifyError("receipt", "the event has no canonical form") from None


def parse_receipt(text: str) -> Receipt:
    """A receipt from its file. Unknown, missing or repeated fields are refused. Raises VerifyError."""
    if len(text) > MAX_RECEIPT_BYTES:
        raise VerifyError("receipt", f"a receipt has at most {MAX_RECEIPT_BYTES} bytes")
    try:
        document = json.loads(
            text, object_pairs_hook=_unique, parse_float=_no_floats, parse_constant=_no_floats, parse_int=_safe_integer
        )
    except (ValueError, RecursionError):
        raise VerifyError("receipt", "the receipt is not JSON") from None
    if not isinstance(document, dict) or set(document) != _FIELDS or document["format"] != RECEIPT_FORMAT:
        raise VerifyError("receipt", f"a receipt is an object of format {RECEIPT_FORMAT} with {sorted(_FIELDS)}")
    index, event, proof = document["index"], document["event"], document["proof"]
    if type(index) is not int or not isinstance(event, dict) or not isinstance(proof, list):
        raise VerifyError("receipt", "index is a number, event an object, proof a list")
    salt = _hex(document["salt"], SALT_SIZE)
    if not isinstance(document["checkpoint"], str):
        raise VerifyError("receipt", "checkpoint is a signed note")
    return Receipt(index, event, salt, tuple(_hex(step, 32) for step in proof), document["checkpoint"])


def verify_receipt(receipt: Receipt, key: VerifierKey) -> Checkpoint:
    """That the event stands at its index of a tree the log's key signed; that tree's head. Raises VerifyError."""
    head = open_checkpoint(receipt.checkpoint, key)
    verify_inclusion(leaf_hash(receipt.commitment()), receipt.index, head.size, receipt.proof, head.root)
    return head


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise VerifyError("receipt", "a field is given twice")
    return found


def _no_floats(text: str) -> NoReturn:
    raise VerifyError("receipt", f"records hold no such number: {text[:40]}")


def _safe_integer(text: str) -> int:
    value = int(text) if len(text) <= 17 else 2**53
    if abs(value) >= 2**53 or text.startswith("-0"):
        raise VerifyError("receipt", f"records hold no such number: {text[:40]}")
    return value


def _hex(value: object, size: int) -> bytes:
    try:
        raw = bytes.fromhex(value) if isinstance(value, str) else b""
    except ValueError:
        raw = b""
    if len(raw) != size or raw.hex() != value:
        raise VerifyError("receipt", f"expected {size} bytes as lower-case hexadecimal digits")
    return raw
