"""Comparing cases with a platform's statements, and reach tests: what `monitor compare` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evenhand.kernel.errors import BadInputError, Place, Reject
from evenhand.monitor.compare import Comparison, Status, compare_on
from evenhand.monitor.evenness import Evenness, evenness
from evenhand.monitor.matching import Rules, Shelf
from evenhand.monitor.model import Case, Channel, Observation
from evenhand.monitor.published import read_published
from evenhand.monitor.reach import ReachTest, reach_tests
from evenhand.monitor.read import read_cases, read_observations

NOTE = (
    "Solicited cases describe what happened to those who were asked; they never yield a rate. "
    "A missing statement is one that could not be found by the rules stated here, not proof that none was sent."
)


@dataclass(frozen=True, slots=True)
class Covered:
    """The days of which a platform's statements are in the file."""

    platform: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class CompareReport:
    """The answer of `monitor compare`. `summary` counts cases by channel and status."""

    cases: tuple[Comparison, ...]
    summary: dict[str, dict[str, int]]
    statements: int
    coverage: tuple[Covered, ...]
    evenness: tuple[Evenness, ...]
    rules: Rules
    note: str
    rejects: tuple[Reject, ...]


def compare_files(cases: Sequence[Case], statements: Path, rules: Rules | None = None) -> CompareReport:
    """Compare cases with a dump or JSON file of statements, which passes through in a stream. Raises BadInputError."""
    shelf = Shelf.of(cases, rules or Rules())
    rejects: list[Reject] = []
    try:
        with statements.open("rb") as stream:
            for item in read_published(stream, statements.name):
                if isinstance(item, Reject):
                    rejects.append(item)
                else:
                    shelf.put(item)
    except OSError as error:
        raise BadInputError(f"cannot read: {error.strerror}", place=Place(str(statements))) from None
    return report_on(cases, shelf, rejects)


def cases_of_file(path: Path) -> tuple[list[Case], list[Reject]]:
    """The cases of an import file without storing anything; evidence is left where it is. Raises BadInputError."""
    cases: dict[str, Case] = {}
    rejects: list[Reject] = []
    try:
        with path.open("rb") as stream:
            for item in read_cases(stream, path.name):
                if isinstance(item, Reject):
                    rejects.append(item)
                elif not item.case.consent_withdrawn:
                    cases[item.case.case_id] = item.case
    except OSError as error:
        raise BadInputError(f"cannot read: {error.strerror}", place=Place(str(path))) from None
    return list(cases.values()), rejects


def reach_of_file(path: Path) -> tuple[list[ReachTest], list[Reject]]:
    """The reach tests of a file of observations. Raises BadInputError."""
    looks: list[Observation] = []
    rejects: list[Reject] = []
    try:
        with path.open("rb") as stream:
            for item in read_observations(stream, path.name):
                if isinstance(item, Reject):
                    rejects.append(item)
                else:
                    looks.append(item)
    except OSError as error:
        raise BadInputError(f"cannot read: {error.strerror}", place=Place(str(path))) from None
    return reach_tests(looks), rejects


def report_on(cases: Sequence[Case], shelf: Shelf, rejects: Iterable[Reject]) -> CompareReport:
    """The report over a shelf that is filled."""
    found = compare_on(cases, shelf)
    counts = Counter((c.channel, c.status) for c in found)
    summary = {channel.value: {status.value: counts[channel, status] for status in Status} for channel in Channel}
    coverage = tuple(Covered(name, str(span.first), str(span.last)) for name, span in sorted(shelf.coverage.items()))
    labels = ("lang", "community") if any(case.community for case in cases) else ("lang",)
    return CompareReport(
        cases=tuple(found),
        summary=summary,
        statements=shelf.seen,
        coverage=coverage,
        evenness=tuple(evenness(found, label) for label in labels),
        rules=shelf.rules,
        note=NOTE,
        rejects=tuple(rejects),
    )
