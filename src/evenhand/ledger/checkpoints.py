"""The log's own key: signing checkpoints (C2SP), and the key's text form. Checking lives in `evenhand_verify`.

Where the key is kept is left to an adapter. The key's name is the log's origin; by default it follows from the key.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from evenhand.kernel.errors import BadInputError
from evenhand.kernel.ids import Ids, base32
from evenhand_verify.checkpoints import Checkpoint
from evenhand_verify.errors import VerifyError
from evenhand_verify.notes import ED25519, decode_base64, signature_line, verifier_key

_PREFIX: Final = "PRIVATE+KEY+"  # the spelling of golang.org/x/mod/sumdb/note, so that other tools read it


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs this log's checkpoints. The seed (32 bytes, RFC 8032) never appears in its repr."""

    origin: str
    seed: bytes = field(repr=False)
    vkey: str
    key_id: bytes

    def sign(self, size: int, root: bytes) -> str:
        """The signed checkpoint of a tree: the note's whole text. The same tree gives the same bytes (RFC 8032)."""
        text = Checkpoint(self.origin, size, root).text()
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())
        return f"{text}\n{signature_line(self.origin, self.key_id, signature)}"

    def to_text(self) -> str:
        """The private key as one line; whoever holds it can sign another history."""
        material = base64.b64encode(bytes([ED25519]) + self.seed).decode()
        return f"{_PREFIX}{self.origin}+{self.key_id.hex()}+{material}\n"


def new_signer(ids: Ids, origin: str = "") -> Signer:
    """A fresh key from the source of randomness (two salts: 256 bits). Raises BadInputError for an unusable origin."""
    return make_signer(ids.salt() + ids.salt(), origin)


def make_signer(seed: bytes, origin: str = "") -> Signer:
    """The signer of a seed. An empty origin becomes `evenhand.invalid/` and digits that follow from the public key."""
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    name = origin or f"evenhand.invalid/{base32(hashlib.sha256(public).digest()[:10])}"
    try:
        key = verifier_key(name, public)
    except VerifyError as error:
        raise BadInputError(error.message, hint="an origin looks like example.com/log") from None
    return Signer(name, seed, str(key), key.key_id)


def parse_signer(text: str, source: str) -> Signer:
    """The signer from a private key's line; `source` names the file in errors. Raises BadInputError."""
    parts = text.strip().removeprefix(_PREFIX).split("+", 2)
    try:
        raw = decode_base64(parts[2], "key") if len(parts) == 3 and text.startswith(_PREFIX) else b""
    except VerifyError:
        raw = b""
    if len(raw) != 33 or raw[0] != ED25519:
        raise BadInputError(
            f"{source} holds no Ed25519 private key", hint="it is one line, PRIVATE+KEY+name+id+base64; restore it"
        )
    signer = make_signer(raw[1:], parts[0])
    if signer.key_id.hex() != parts[1]:
        raise BadInputError(f"{source}: the key id does not fit name and key", hint="restore the file from a backup")
    return signer
