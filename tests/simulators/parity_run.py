"""Run many worlds and count: interval coverage, false findings in even worlds, causes named in uneven ones."""

from __future__ import annotations

import math
import sys
import time
from dataclasses import dataclass, field

from tests.simulators.parity_world import World, make_world

from evenhand.parity.report import Finding, Verdict, build_report


@dataclass
class Figures:
    """What was counted over the worlds."""

    worlds: int = 0
    intervals: int = 0
    covered: int = 0
    false_worlds: int = 0  # worlds with any false finding
    with_power: int = 0
    found: int = 0
    named: int = 0
    misnamed: int = 0
    by_stage: dict[str, list[int]] = field(default_factory=dict)
    uncovered: dict[str, list[int]] = field(default_factory=dict)

    def take(self, world: World, finding: Finding) -> bool:
        """Count one interval against the truth; whether it is a false finding (uneven, where the truth is even)."""
        one = finding.comparison
        true = world.true_ratio(one)
        if not math.isfinite(true):
            return False
        held = one.ratio.holds(true)
        self.intervals += 1
        self.covered += bool(held)
        row = self.uncovered.setdefault(f"{one.kind}/{one.dimension}/{one.test}", [0, 0])
        row[0], row[1] = row[0] + bool(held), row[1] + 1
        return finding.verdict is Verdict.UNEVEN and abs(true - 1) < 1e-9

    def take_all(self, world: World, findings: tuple[Finding, ...]) -> bool:
        """Count every interval of a report; whether any finding is false."""
        return sum(self.take(world, finding) for finding in findings) > 0


def run(seeds: range, size: int = 0) -> Figures:
    """One even and one uneven world a seed, of the seed's own size unless said otherwise."""
    figures = Figures()
    for seed in seeds:
        even, uneven = (make_world(seed, injected=injected, size=size) for injected in (False, True))
        figures.worlds += 2
        figures.false_worlds += figures.take_all(even, build_report(even.cube).findings)
        _uneven(uneven, figures)
    return figures


def _uneven(world: World, figures: Figures) -> None:
    put = world.injection
    assert put is not None
    report = build_report(world.cube)
    figures.false_worlds += figures.take_all(world, report.findings)
    asked = (put.kind, put.dimension, put.level)
    mine = [f for f in report.findings if (f.comparison.kind, f.comparison.dimension, f.comparison.level) == asked]
    named = mine[0].cause.stage if mine and mine[0].cause else ""
    figures.misnamed += named not in ("", "cannot_tell", put.stage)
    if world.power(report.family) < 0.9:
        return
    figures.with_power += 1
    figures.found += bool(named)
    figures.named += named == put.stage
    row = figures.by_stage.setdefault(f"{put.kind}/{put.stage}", [0, 0])
    row[0], row[1] = row[0] + (named == put.stage), row[1] + 1


if __name__ == "__main__":
    first, last = int(sys.argv[1]), int(sys.argv[2])
    started = time.perf_counter()
    print(run(range(first, last)), f"{time.perf_counter() - started:.0f} s")
