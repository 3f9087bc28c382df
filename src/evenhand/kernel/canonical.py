"""Canonical JSON: the one spelling of a record, so that a digest names it.

RFC 8785 (JCS) orders keys by UTF-16 code units and prints floats as ECMAScript does. Payloads here hold no floats and
ASCII keys, so sorted keys and a plain encoder give the same bytes (DESIGN.md, decision 8); anything else is refused.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Final

from evenhand.kernel.clock import format_instant

_MAX_SAFE_INTEGER: Final = 2**53 - 1  # RFC 8785 section 3.2.2.3: larger integers lose digits in an IEEE double


def plain(value: Any) -> Any:
    """A record as plain JSON values: dataclasses become objects, days and instants text, enums their values, sets lists.

    Raises TypeError for what has no canonical form (floats, non-ASCII or non-text keys, integers past 2**53).
    """
    if value is None or (isinstance(value, (bool, str)) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, int):
        if abs(value) > _MAX_SAFE_INTEGER:
            raise TypeError(f"integer past 2**53 has no canonical form: {value}")
        return value
    if isinstance(value, datetime):
        return format_instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, dict):
        return {_key(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted((plain(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    raise TypeError(f"no canonical form for {type(value).__name__}: {value!r}")


def _key(key: Any) -> str:
    if isinstance(key, Enum):
        key = key.value
    if not isinstance(key, str) or not key.isascii():
        raise TypeError(f"a canonical key is ASCII text, not {key!r}")
    return key


def canonical_text(value: Any) -> str:
    """The canonical JSON text of a record. Lone surrogates are replaced by U+FFFD: they have no UTF-8."""
    return with_utf8(
        json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    )


def with_utf8(text: str) -> str:
    """The text, U+FFFD for each lone surrogate."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
    return text


def canonical_bytes(value: Any) -> bytes:
    """The canonical JSON bytes (UTF-8) of a record."""
    return canonical_text(value).encode("utf-8")


def digest(data: bytes) -> str:
    """`sha256:` and 64 hexadecimal digits."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def digest_of(value: Any) -> str:
    """The digest of a record's canonical bytes."""
    return digest(canonical_bytes(value))
