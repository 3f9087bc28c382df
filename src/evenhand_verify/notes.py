"""Signed notes and verifier keys as C2SP specifies them (c2sp.org/signed-note), Ed25519 only.

A key's type says what it signs: a log's key the text itself (0x01), a witness's key a cosignature (0x04, `cosignatures`).

Signing is left to whoever holds a key (`evenhand.ledger.checkpoints`). Words in comments are the specification's.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from evenhand_verify.errors import VerifyError

ED25519: Final = 0x01  # signature type identifier byte
COSIGNATURE: Final = 0x04  # c2sp.org/tlog-cosignature: timestamped Ed25519
MAX_NOTE_BYTES: Final = 1_000_000
MAX_SIGNATURES: Final = 100  # the specification asks for at least 16
_SIGNATURE_START: Final = "\u2014 "  # em dash, space


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """Whose signatures are believed: a key name, its id (4 bytes) and an Ed25519 public key (32 bytes)."""

    name: str
    key_id: bytes
    public_key: bytes
    kind: int = ED25519

    def __str__(self) -> str:
        material = base64.b64encode(bytes([self.kind]) + self.public_key).decode()
        return f"{self.name}+{self.key_id.hex()}+{material}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: who says to have signed, with which key id, and the raw signature."""

    name: str
    key_id: bytes
    signature: bytes


def key_id(name: str, public_key: bytes, kind: int = ED25519) -> bytes:
    """SHA-256(key name || 0x0A || type || public key)[:4]."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public_key).digest()[:4]


def verifier_key(name: str, public_key: bytes, kind: int = ED25519) -> VerifierKey:
    """The verifier key of a name and a raw public key. Raises VerifyError for a name that notes cannot carry."""
    if not name or "+" in name or any(char.isspace() or ord(char) < 32 for char in name):
        raise VerifyError("key", f"a key name is not empty and holds no space and no plus: {name[:80]!r}")
    return VerifierKey(name, key_id(name, public_key, kind), public_key, kind)


def parse_vkey(text: str, kind: int = ED25519) -> VerifierKey:
    """`<name>+<8 hex digits>+<base64 of type and key>`, of a log or (COSIGNATURE) of a witness. Raises VerifyError."""
    parts = text.strip().split("+", 2)
    if len(parts) != 3:
        raise VerifyError("key", "a verifier key looks like name+1234abcd+base64")
    name, given_id, material = parts
    raw = decode_base64(material, "key")
    if len(raw) != 33 or raw[0] != kind:
        raise VerifyError("key", f"only Ed25519 verifier keys of type {kind} and 32 bytes are understood here")
    key = verifier_key(name, raw[1:], kind)
    if given_id != key.key_id.hex():
        raise VerifyError("key", f"the key id is {given_id[:20]!r}, but this name and key give {key.key_id.hex()}")
    return key


def decode_base64(text: str, kind: str) -> bytes:
    """Standard base64 in its one canonical spelling (padding, no stray bits), so that no byte can change unseen."""
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        raise VerifyError(kind, "not base64") from None
    if base64.b64encode(raw).decode() != text:
        raise VerifyError(kind, "base64 with stray bits")
    return raw


def split_note(note: str) -> tuple[str, tuple[Signature, ...]]:
    """A note's text (with its last newline) and its signatures; nothing is verified yet. Raises VerifyError."""
    try:
        length = len(note.encode("utf-8"))
    except UnicodeEncodeError:
        raise VerifyError("note", "a note is UTF-8") from None
    if length > MAX_NOTE_BYTES:
        raise VerifyError("note", f"the note is longer than {MAX_NOTE_BYTES} bytes")
    if any(ord(char) < 32 and char != "\n" for char in note):
        raise VerifyError("note", "a note holds no control characters")
    text, separator, block = note.rpartition("\n\n")
    lines = block.split("\n")
    if not separator or lines.pop() != "" or not lines:
        raise VerifyError("note", "a note is text, an empty line, and signature lines")
    if len(lines) > MAX_SIGNATURES:
        raise VerifyError("note", f"the note has more than {MAX_SIGNATURES} signatures")
    return text + "\n", tuple(_signature(line) for line in lines)


def _signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(_SIGNATURE_START).partition(" ")
    if not line.startswith(_SIGNATURE_START) or not name or not encoded:
        raise VerifyError("note", f"not a signature line: {line[:80]!r}")
    raw = decode_base64(encoded, "note")
    if len(raw) < 5:
        raise VerifyError("note", "a signature is longer than its key id")
    return Signature(name, raw[:4], raw[4:])


def open_note(note: str, key: VerifierKey) -> str:
    """The text of a note that `key` signed. Unknown keys are ignored; a wrong signature of the known one is not.

    Raises VerifyError.
    """
    text, signatures = split_note(note)
    ours = [one for one in signatures if (one.name, one.key_id) == (key.name, key.key_id)]
    if not ours:
        raise VerifyError("signature", f"not signed by {key.name} (key {key.key_id.hex()})")
    public = Ed25519PublicKey.from_public_bytes(key.public_key)
    for one in ours:
        try:
            public.verify(one.signature, text.encode("utf-8"))
        except InvalidSignature:
            raise VerifyError("signature", f"the signature of {key.name} does not fit the text") from None
    return text


def signature_line(name: str, identifier: bytes, signature: bytes) -> str:
    """One signature line, newline included."""
    return f"{_SIGNATURE_START}{name} {base64.b64encode(identifier + signature).decode()}\n"
