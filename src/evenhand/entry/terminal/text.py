"""Text from lists and posts made safe to show."""

from __future__ import annotations

from typing import Final

_BIDI: Final = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def safe(text: str) -> str:
    """The text with control characters, bidi overrides and lone surrogates as visible escapes."""
    return "".join(f"\\u{ord(char):04x}" if _unsafe(char) else char for char in text)


def _unsafe(char: str) -> bool:
    code = ord(char)
    return (code < 32 and char not in "\n\t") or 0x7F <= code < 0xA0 or char in _BIDI or 0xD800 <= code <= 0xDFFF
