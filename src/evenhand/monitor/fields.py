"""Single fields of imported records: text, days, instants, choices. Each says what was expected when it does not fit.

Records come flat (`appeal.filed`), from CSV headers or flattened JSON; which fields a record has is the readers'.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Final, TypeVar

from evenhand.kernel.clock import parse_day, parse_instant
from evenhand.kernel.errors import BadInputError, Reject
from evenhand.kernel.lines import encodable

E = TypeVar("E", bound=StrEnum)
MAX_TEXT: Final = 20_000  # characters; the longest notices platforms send are a tenth of it
_YES: Final = {"true", "yes", "1"}
_NO: Final = {"false", "no", "0"}


class FieldError(Exception):
    """One field that does not fit; becomes a Reject with its line."""

    def __init__(self, field: str, expected: str, got: object, hint: str = "") -> None:
        super().__init__(field)
        self.reject = (field, expected, ascii(got)[:120], hint)

    def at(self, line: int) -> Reject:
        """The reject of this field on a line."""
        return Reject(line, *self.reject)


@dataclass(frozen=True, slots=True)
class Row:
    """One flat record."""

    values: Mapping[str, Any]

    def text(self, name: str, *, required: bool = False, limit: int = MAX_TEXT) -> str:
        """Text, verbatim; empty when absent."""
        value = self.values.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            if required:
                raise FieldError(name, "text, required", value)
            return ""
        if not isinstance(value, str):
            raise FieldError(name, "text", value)
        if not encodable(value):
            raise FieldError(name, "text without NUL and lone surrogates", value)
        if len(value) > limit:
            raise FieldError(name, f"at most {limit} characters", f"{len(value)} characters")
        return value

    def word(self, name: str, *, required: bool = False) -> str:
        """Short text without surrounding space or control characters: an id, a name, a role."""
        value = self.text(name, required=required, limit=300).strip()
        if any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in value):
            raise FieldError(name, "one line without control characters", value)
        return value

    def day(self, name: str) -> date | None:
        """A day; an instant counts as its day in UTC."""
        value = self.word(name)
        if not value:
            return None
        try:
            return parse_day(value) if len(value) == 10 else parse_instant(value).date()
        except BadInputError as error:
            raise FieldError(name, "a day, YYYY-MM-DD, or an instant with a zone", value, error.hint) from None

    def instant(self, name: str) -> datetime | None:
        """An instant; a bare day means its midnight in UTC."""
        value = self.word(name)
        try:
            return parse_instant(value).astimezone(UTC) if value else None
        except BadInputError as error:
            raise FieldError(name, "an instant, RFC 3339 with a zone", value, error.hint) from None

    def choice(self, name: str, kinds: type[E], default: E | None = None) -> E:
        """One of a closed list of words."""
        value = self.word(name)
        if not value and default is not None:
            return default
        try:
            return kinds(value)
        except ValueError:
            raise FieldError(name, " | ".join(kinds), value) from None

    def flag(self, name: str) -> bool:
        """true or false, required."""
        value = self.values.get(name)
        if isinstance(value, bool):
            return value
        word = self.word(name, required=True).casefold()
        if word not in _YES | _NO:
            raise FieldError(name, "true or false", value)
        return word in _YES

    def sha256(self, name: str) -> str:
        """64 hexadecimal digits, with or without `sha256:` before them; empty when absent."""
        value = self.word(name).casefold().removeprefix("sha256:")
        if value and not re.fullmatch(r"[0-9a-f]{64}", value):
            raise FieldError(name, "64 hexadecimal digits", value)
        return value


def flatten(value: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """A nested JSON object with dotted names; lists stay whole."""
    flat: dict[str, Any] = {}
    for key, item in value.items():
        if isinstance(item, Mapping):
            flat |= flatten(item, f"{prefix}{key}.")
        else:
            flat[prefix + key] = item
    return flat
