"""What witnesses say of a checkpoint: timestamped Ed25519 cosignatures (c2sp.org/tlog-cosignature, `cosignature/v1`).

A cosignature states: at this time, the largest consistent tree of this log that I have seen is this one. Keeping track
of what was seen is left to `witness`.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from evenhand_verify.errors import VerifyError
from evenhand_verify.notes import COSIGNATURE, VerifierKey, decode_base64, signature_line, split_note, verifier_key

_PREFIX: Final = "PRIVATE+KEY+"
_SIZE: Final = 8 + 64  # timestamped_signature: u64 timestamp, Ed25519 signature
_LATEST: Final = 2**63 - 1  # the specification's last timestamp


@dataclass(frozen=True, slots=True)
class Cosigner:
    """A witness's key. The seed (32 bytes, RFC 8032) never appears in its repr."""

    key: VerifierKey
    seed: bytes = field(repr=False)

    def cosign(self, text: str, timestamp: int) -> str:
        """The signature line over a checkpoint's text at a POSIX time in seconds."""
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(_message(text, timestamp))
        return signature_line(self.key.name, self.key.key_id, timestamp.to_bytes(8, "big") + signature)

    def to_text(self) -> str:
        """The private key as one line."""
        material = base64.b64encode(bytes([COSIGNATURE]) + self.seed).decode()
        return f"{_PREFIX}{self.key.name}+{self.key.key_id.hex()}+{material}\n"


def make_cosigner(seed: bytes, name: str) -> Cosigner:
    """The witness's key of a seed. Raises VerifyError for a name that notes cannot carry."""
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return Cosigner(verifier_key(name, public, COSIGNATURE), seed)


def parse_cosigner(text: str) -> Cosigner:
    """A witness's private key from its line. Raises VerifyError."""
    parts = text.strip().removeprefix(_PREFIX).split("+", 2)
    raw = decode_base64(parts[2], "key") if len(parts) == 3 and text.startswith(_PREFIX) else b""
    if len(raw) != 33 or raw[0] != COSIGNATURE:
        raise VerifyError("key", "a witness's private key is one line, PRIVATE+KEY+name+id+base64 (type 4)")
    made = make_cosigner(raw[1:], parts[0])
    if made.key.key_id.hex() != parts[1]:
        raise VerifyError("key", "the key id does not fit name and key")
    return made


def cosigned_at(note: str, key: VerifierKey) -> int | None:
    """When this witness cosigned the note (POSIX seconds, its latest); None when it did not.

    Lines of other keys are ignored. Raises VerifyError when a line of this key does not hold.
    """
    text, signatures = split_note(note)
    times = [_check(text, one.signature, key) for one in signatures if (one.name, one.key_id) == (key.name, key.key_id)]
    return max(times, default=None)


def cosigners(note: str, keys: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
    """Which of these witnesses cosigned the note; keys that share their public key count once. Raises VerifyError."""
    signed = {key.public_key: key for key in keys if cosigned_at(note, key) is not None}
    return tuple(signed.values())


def _check(text: str, signature: bytes, key: VerifierKey) -> int:
    timestamp = int.from_bytes(signature[:8], "big")
    try:
        if len(signature) != _SIZE or timestamp > _LATEST:
            raise InvalidSignature
        Ed25519PublicKey.from_public_bytes(key.public_key).verify(signature[8:], _message(text, timestamp))
    except InvalidSignature:
        raise VerifyError("cosignature", f"the cosignature of {key.name} does not fit the text") from None
    return timestamp


def _message(text: str, timestamp: int) -> bytes:
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()
