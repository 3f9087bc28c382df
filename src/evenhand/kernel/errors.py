"""Errors that say where, what was expected and what to do. How they are shown is left to `entry`.

Exit codes (INTERFACES.md): 0 fine; 1 the answer is a finding; 2 usage; 3 bad input, nothing done; 4 partial.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final

EXIT_OK: Final = 0
EXIT_FINDING: Final = 1
EXIT_USAGE: Final = 2
EXIT_BAD_INPUT: Final = 3
EXIT_PARTIAL: Final = 4


@dataclass(frozen=True, slots=True)
class Place:
    """Where in an input: each part is None when it is not known. Lines and columns count from 1."""

    file: str | None = None
    line: int | None = None
    column: int | None = None
    field: str | None = None

    def __str__(self) -> str:
        parts = [self.file or ""]
        if self.line is not None:
            parts.append(f"line {self.line}" + (f", column {self.column}" if self.column is not None else ""))
        if self.field:
            parts.append(f"field {self.field}")
        return ", ".join(part for part in parts if part)


class EvenhandError(Exception):
    """The root: a message, a hint on what to do, and where it happened."""

    exit_code: int = EXIT_BAD_INPUT

    def __init__(self, message: str, *, hint: str = "", place: Place | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.place = place

    def diagnostics(self) -> str:
        """The whole error as text: place, message, hint."""
        where = f"{self.place}: " if self.place and str(self.place) else ""
        return f"{where}{self.message}" + (f"\n  hint: {self.hint}" if self.hint else "")


class BadInputError(EvenhandError):
    """A file or record cannot be used; nothing was done."""


class UsageError(EvenhandError):
    """The command's words are off."""

    exit_code = EXIT_USAGE


class NotFoundError(EvenhandError):
    """Nothing of that name is recorded here."""


class ForbiddenError(EvenhandError):
    """A rule about who may decide forbids it (for example: who proposed cannot confirm)."""


class ConflictError(EvenhandError):
    """What is recorded says otherwise (already decided, window over, lock held)."""


@dataclass(frozen=True, slots=True)
class Reject:
    """A bad record of a batch; the good ones still go through. One JSON line each in the rejects file."""

    line: int
    field: str
    expected: str
    got: str
    hint: str = ""

    def to_dict(self) -> dict[str, object]:
        """Exactly the fields `{line, field, expected, got, hint}`."""
        return asdict(self)
