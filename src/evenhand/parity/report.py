"""The parity report: every question asked beforehand, corrected for their number, answered in one of four words.

*uneven*, *even* (the difference, if any, is inside the tolerance), *cannot tell*, *refused*. Solicited cases never
yield a rate: who sends them in chose them, and no size of file undoes that. Spelling it out: `document`, `page`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from evenhand.parity.comparisons import Comparison, Kind, compare, questions
from evenhand.parity.cubes import Cube, Tally
from evenhand.parity.naming import Cause, name_cause
from evenhand.parity.records import SampledHow
from evenhand.parity.swaps import SwapFigure, SwapResult, swap_figures
from evenhand.stats.multiple import holm

ALPHA: Final = 0.05
TOLERANCE: Final = 1.25  # ratios from 1/1.25 to 1.25 are called even; an assumption, printed on every report
_RARE_FLIPS: Final = 0.01


class Verdict(StrEnum):
    """What a figure, or the report, says."""

    UNEVEN = "uneven"
    EVEN = "even"
    CANNOT_TELL = "cannot_tell"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Finding:
    """A comparison with its p corrected for the whole family, what it says, and where unevenness enters."""

    comparison: Comparison
    p_adjusted: float
    verdict: Verdict
    why: str
    cause: Cause | None = None


@dataclass(frozen=True, slots=True)
class SwapFinding:
    """A swap contrast with its corrected p and what it says."""

    figure: SwapFigure
    p_adjusted: float
    verdict: Verdict
    why: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Cases that were kept out of every rate, how many, and why."""

    sampled_how: str
    n: int
    why: str


@dataclass(frozen=True, slots=True)
class ParityReport:
    """The whole report."""

    since: datetime | None
    until: datetime | None
    verdict: Verdict
    family: int
    alpha: float
    tolerance: float
    findings: tuple[Finding, ...]
    swaps: tuple[SwapFinding, ...]
    refusals: tuple[Refusal, ...]
    tally: Tally


_WHY_REFUSED: Final = {
    SampledHow.SOLICITED.value: "solicited or reported cases: those who sent them chose them, so how many there are"
    " of a kind says how hard people looked, not how often it happens",
    SampledHow.APPEAL.value: "appealed cases: who appeals differs between groups, so they give no rate of errors",
    SampledHow.OWN.value: "cases picked by the observer or by the platform's own detection: what was never detected is"
    " not among them",
}


def build_report(
    cube: Cube,
    swaps: Sequence[SwapResult] = (),
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    alpha: float = ALPHA,
    tolerance: float = TOLERANCE,
) -> ParityReport:
    """The report over one cube and the swapped pairs. Tests of both form one family, corrected by Holm."""
    asked = questions(cube)
    family = len(asked) + len({swap.contrast for swap in swaps})
    compared = [compare(cube, *one, alpha=alpha, family=family, tolerance=tolerance) for one in asked]
    figures = swap_figures(swaps, alpha, family)
    adjusted = holm([one.p for one in compared] + [figure.p for figure in figures]).tolist()
    findings = tuple(_finding(cube, one, p, alpha, tolerance) for one, p in zip(compared, adjusted, strict=False))
    swapped = tuple(_swap(figure, p, alpha) for figure, p in zip(figures, adjusted[len(compared) :], strict=True))
    refusals = tuple(
        Refusal(how, n, _WHY_REFUSED[how]) for how, n in cube.tally.by_sampling if how in _WHY_REFUSED and n
    )
    verdict = _overall([f.verdict for f in findings] + [s.verdict for s in swapped], refusals)
    return ParityReport(since, until, verdict, family, alpha, tolerance, findings, swapped, refusals, cube.tally)


def _finding(cube: Cube, one: Comparison, p_adjusted: float, alpha: float, tolerance: float) -> Finding:
    if all(1 / tolerance <= wide.low and wide.high <= tolerance for wide in (one.simultaneous, one.complement)):
        why = f"being hit and not being hit both differ by less than {tolerance:g} times"
        return Finding(one, p_adjusted, Verdict.EVEN, why)
    if p_adjusted <= alpha:
        cause = name_cause(cube, one.kind, one.dimension, one.level, ratio=one.ratio.estimate, alpha=alpha)
        return Finding(one, p_adjusted, Verdict.UNEVEN, "beyond chance, all tests of this report counted", cause)
    return Finding(one, p_adjusted, Verdict.CANNOT_TELL, _why_not(one, tolerance))


def _why_not(one: Comparison, tolerance: float) -> str:
    if not one.sample_n or not one.others_n:
        return "no audited posts on one side"
    if one.needed_n is not None and one.sample_n < one.needed_n:
        return f"the sample has {one.sample_n} posts here; {one.needed_n} would show a ratio of {tolerance:g}"
    return "neither beyond chance nor surely inside the tolerance"


def _swap(figure: SwapFigure, p_adjusted: float, alpha: float) -> SwapFinding:
    if p_adjusted <= alpha:
        return SwapFinding(figure, p_adjusted, Verdict.UNEVEN, "the answer flips one way more often than chance")
    if figure.flips.high <= _RARE_FLIPS:
        return SwapFinding(figure, p_adjusted, Verdict.EVEN, "surely fewer flips than 1 pair in 100")
    if figure.pairs.n < figure.needed_pairs:
        why = f"{figure.pairs.n} pairs; {figure.needed_pairs} would show flips that fall two to one"
        return SwapFinding(figure, p_adjusted, Verdict.CANNOT_TELL, why)
    return SwapFinding(figure, p_adjusted, Verdict.EVEN, "enough pairs, and flips fall either way")


def _overall(verdicts: list[Verdict], refusals: Sequence[Refusal]) -> Verdict:
    if Verdict.UNEVEN in verdicts:
        return Verdict.UNEVEN
    if not verdicts:
        return Verdict.REFUSED if refusals else Verdict.CANNOT_TELL
    return Verdict.CANNOT_TELL if Verdict.CANNOT_TELL in verdicts else Verdict.EVEN


def uneven(report: ParityReport, kind: Kind | None = None) -> list[Finding]:
    """The uneven findings, strongest evidence first."""
    found = [f for f in report.findings if f.verdict is Verdict.UNEVEN and kind in (None, f.comparison.kind)]
    return sorted(found, key=lambda f: (f.p_adjusted, f.comparison.p, f.comparison.dimension, f.comparison.level))
