"""What is wrong with a policy file, said like a compiler: where, what, what to do, and what was perhaps meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field

from evenhand.kernel.errors import BadInputError, Place


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """One thing wrong. Lines and columns count from 1, columns in code points."""

    line: int
    column: int
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}" + (
            f"\n  hint: {self.hint}" if self.hint else ""
        )


@dataclass(slots=True)
class Collector:
    """Gathers diagnostics while a file is read; the reading goes on, so that all of them come out at once."""

    found: list[Diagnostic] = field(default_factory=list)

    def say(self, at: tuple[int, int], message: str, hint: str = "") -> None:
        """Record one at (line, column)."""
        self.found.append(Diagnostic(at[0], at[1], message, hint))

    def sorted(self) -> tuple[Diagnostic, ...]:
        """All of them, in the order of the file, each once."""
        return tuple(sorted(set(self.found)))


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """`did you mean …?` for a word close to a known one, else the other text."""
    close = difflib.get_close_matches(word[:80], sorted(known), n=1, cutoff=0.6)
    return f"did you mean {close[0]}?" if close else otherwise


def as_error(name: str, diagnostics: tuple[Diagnostic, ...]) -> BadInputError:
    """All diagnostics of a file as one error; its place is the first one's."""
    first = diagnostics[0]
    rest = "".join(f"\n{name}, {diagnostic}" for diagnostic in diagnostics[1:])
    return BadInputError(
        first.message + (f"\n  hint: {first.hint}" if first.hint else "") + rest,
        hint=f"evenhand policy check {name} shows all of them",
        place=Place(name, first.line, first.column),
    )
