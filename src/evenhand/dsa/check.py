"""A whole file of statements checked: which are valid, which are refused and why. Nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evenhand.dsa.read import Located, read_statements
from evenhand.dsa.validate import Problem, advise, validate_batch
from evenhand.kernel.errors import BadInputError, Place, Reject


@dataclass(frozen=True, slots=True)
class Result:
    """One statement with something to say about it: its line (or place in the list), problems, notes."""

    line: int
    puid: str
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The answer of `dsa validate`: counts, and a result for each statement that has problems or notes."""

    statements: int
    valid: int
    invalid: int
    results: tuple[Result, ...]

    def rejects(self) -> Iterator[Reject]:
        """The refused statements as reject lines, one a problem."""
        for result in self.results:
            for problem in result.problems:
                yield Reject(
                    result.line, problem.field, problem.rule, problem.message, f"puid {result.puid or 'unknown'}"
                )


def check_file(path: Path) -> Report:
    """Check one file. Raises BadInputError when it cannot be read or has none of the shapes of `read_statements`."""
    try:
        with path.open("rb") as stream:
            return check(list(read_statements(stream, path.name)))
    except OSError as error:
        raise BadInputError(f"cannot read: {error.strerror}", hint="check the path", place=Place(str(path))) from None


def check(members: list[Located | Reject]) -> Report:
    """Check statements that were read; a Reject among them counts as refused."""
    located = [member for member in members if isinstance(member, Located)]
    found = dict(zip((id(m) for m in located), validate_batch([m.statement for m in located]), strict=True))
    results = []
    for member in members:
        if isinstance(member, Reject):
            results.append(
                Result(member.line, "", (Problem(member.field, "type", f"{member.expected}: {member.got}"),), ())
            )
            continue
        problems = tuple(found[id(member)])
        results.append(Result(member.line, _puid(member.statement), problems, tuple(advise(member.statement))))
    invalid = sum(1 for result in results if result.problems)
    told = tuple(result for result in results if result.problems or result.notes)
    return Report(len(members), len(members) - invalid, invalid, told)


def _puid(statement: dict[str, Any]) -> str:
    puid = statement.get("puid")
    return puid[:80] if isinstance(puid, str) else ""
