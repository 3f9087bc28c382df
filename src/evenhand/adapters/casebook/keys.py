"""The casebook's keys: a file apart from the data, its owner's only; sealing, opening and blind lookups.

AES-256-GCM (NIST SP 800-38D) with random 96-bit nonces, subkeys by HKDF-SHA256 (RFC 5869), lookups by HMAC-SHA256. A
key opens what it sealed; after a rotation the file holds old and new until everything is sealed anew. A lost key is
lost data.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from evenhand.kernel.errors import BadInputError, ConflictError, NotFoundError, Place
from evenhand.kernel.ids import Ids

_FORMAT: Final = 1
_ID: Final = 8  # bytes of a key's id, which stands before all it sealed
_NONCE: Final = 12


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"evenhand casebook " + purpose).derive(key)


@dataclass(frozen=True, slots=True)
class _Key:
    """One master key as what is derived of it."""

    master: bytes
    id: bytes
    seal: AESGCM
    index: bytes

    @classmethod
    def of(cls, master: bytes) -> _Key:
        return cls(master, _derived(master, b"id")[:_ID], AESGCM(_derived(master, b"seal")), _derived(master, b"index"))


class Keyring:
    """The keys of one casebook; the last one seals. `ids` is where nonces and new keys come from."""

    def __init__(self, masters: list[bytes], ids: Ids) -> None:
        self._keys = [_Key.of(master) for master in masters]
        self._ids = ids

    @property
    def current(self) -> str:
        """The id of the key that seals, as hexadecimal."""
        return self._keys[-1].id.hex()

    def seal(self, plain: bytes, context: bytes) -> bytes:
        """Encrypt and authenticate; `context` has to be the same when opening."""
        key = self._keys[-1]
        nonce = self._ids.salt()[:_NONCE]
        return key.id + nonce + key.seal.encrypt(nonce, plain, context)

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """The way back. Raises BadInputError when the key is another or a byte was changed."""
        key = next((key for key in self._keys if key.id == sealed[:_ID]), None)
        if key is None:
            raise BadInputError(
                "this key does not open it: it was sealed with another one",
                hint="point EVENHAND_CASEBOOK_KEY at the key file that belongs to this casebook",
            )
        try:
            return key.seal.decrypt(sealed[_ID : _ID + _NONCE], sealed[_ID + _NONCE :], context)
        except (InvalidTag, ValueError):
            raise BadInputError(
                "it was changed after it was sealed, or belongs elsewhere", hint="restore it from a backup"
            ) from None

    def blind(self, purpose: str, value: str, key_id: str = "") -> bytes:
        """A token that finds a value without saying it: HMAC under one of the keys (default: the one that seals)."""
        wanted = key_id or self.current
        key = next((key for key in self._keys if key.id.hex() == wanted), None)
        if key is None:
            raise BadInputError("the key that this casebook's lookups need is not in the key file")
        message = f"{purpose}\x1f{value}".encode("utf-8", "surrogatepass")
        return hmac.new(key.index, message, hashlib.sha256).digest()

    def with_new(self) -> Keyring:
        """The same keys and a fresh one that seals from now on."""
        return Keyring([*(key.master for key in self._keys), _fresh(self._ids)], self._ids)

    def only_current(self) -> Keyring:
        """Without the keys that seal nothing any more."""
        return Keyring([self._keys[-1].master], self._ids)

    def write(self, path: Path) -> None:
        """Write the key file, whole or not at all, mode 0600."""
        keys = [base64.b64encode(key.master).decode() for key in self._keys]
        text = json.dumps({"evenhand_casebook_keys": _FORMAT, "keys": keys}) + "\n"
        draft = path.with_name(path.name + ".new")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)


def create(path: Path, ids: Ids) -> Keyring:
    """Make a key file. Raises ConflictError when there is one: overwriting a key is losing what it sealed."""
    if path.exists():
        raise ConflictError(
            "there is a key file already", hint="keep it, or choose another path", place=Place(str(path))
        )
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    ring = Keyring([_fresh(ids)], ids)
    ring.write(path)
    return ring


def load(path: Path, ids: Ids) -> Keyring:
    """Read a key file. Raises NotFoundError, or BadInputError for one that others can read or that is damaged."""
    place = Place(str(path))
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="ascii") if stat.S_ISREG(mode) else ""
    except FileNotFoundError:
        raise NotFoundError("no key file here", hint="evenhand monitor init makes one", place=place) from None
    except (OSError, UnicodeDecodeError):
        raise BadInputError("the key file cannot be read", hint="check its owner and mode", place=place) from None
    if mode & 0o077:
        raise BadInputError("others can read the key file", hint=f"chmod 600 {path}", place=place)
    try:
        document = json.loads(text)
        masters = [base64.b64decode(key, validate=True) for key in document["keys"]]
        if document["evenhand_casebook_keys"] != _FORMAT or not masters or any(len(key) != 32 for key in masters):
            raise ValueError
    except (ValueError, KeyError, TypeError):
        raise BadInputError("this is no casebook key file", hint="restore it from a backup", place=place) from None
    return Keyring(masters, ids)


def _fresh(ids: Ids) -> bytes:
    return ids.salt() + ids.salt()
