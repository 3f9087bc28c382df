"""Ids and randomness come in through here, so that the same input gives the same bytes in tests, demos and replays."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Final, Protocol

_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base 32: no i, l, o, u to misread


class Ids(Protocol):
    """Where ids and salts come from."""

    def new(self, prefix: str) -> str:
        """A fresh id, `prefix-` and 16 base-32 characters (80 random bits)."""
        ...

    def salt(self) -> bytes:
        """16 random bytes (128 bits) for a commitment."""
        ...


def base32(value: bytes) -> str:
    """Bytes as lower-case Crockford base 32, most significant first, without padding."""
    bits = int.from_bytes(value, "big")
    length = -(-len(value) * 8 // 5)
    return "".join(_ALPHABET[(bits >> (5 * shift)) & 31] for shift in range(length - 1, -1, -1))


def derived_id(prefix: str, *parts: str) -> str:
    """An id that follows from its parts: the same parts give the same id (natural keys, idempotent imports)."""
    material = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return f"{prefix}-{base32(hashlib.sha256(material).digest()[:10])}"


@dataclass(frozen=True, slots=True)
class SystemIds:
    """The operating system's randomness."""

    def new(self, prefix: str) -> str:
        """A fresh random id."""
        return f"{prefix}-{base32(secrets.token_bytes(10))}"

    def salt(self) -> bytes:
        """A fresh random salt."""
        return secrets.token_bytes(16)


@dataclass(slots=True)
class SeededIds:
    """Ids that follow from a seed and a counter: tests, demos. Never for a real ledger, whose salts must be secret."""

    seed: str
    _count: int = field(default=0)

    def _next(self, purpose: str) -> bytes:
        self._count += 1
        return hashlib.sha256(f"{self.seed}/{purpose}/{self._count}".encode()).digest()

    def new(self, prefix: str) -> str:
        """The next id of this seed."""
        return f"{prefix}-{base32(self._next(prefix)[:10])}"

    def salt(self) -> bytes:
        """The next salt of this seed."""
        return self._next("salt")[:16]
