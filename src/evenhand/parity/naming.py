"""Naming the cause: at which stage does the unevenness enter - lists, matching, stance or penalties?

A post is restricted when it passes every stage, so the chance is a product and a ratio of chances a product of the
stages' ratios: on the log scale they add. Each stage is tested among the posts that reached it, like with like; the
cause named is the stage that differs beyond chance and pushes the same way as the unevenness, the largest if several.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, log

from evenhand.parity.comparisons import Kind, p_value, sides, strata_of, universe
from evenhand.parity.cubes import Cube, Mask
from evenhand.parity.records import ENFORCED, UNLISTED_OR_UNMATCHED, Stage
from evenhand.stats.intervals import Interval
from evenhand.stats.multiple import holm
from evenhand.stats.strata import risk_ratio

CANNOT_TELL = "cannot_tell"
LISTS_OR_MATCHING = "lists_or_matching"  # when the records do not say whether the entity was listed


@dataclass(frozen=True, slots=True)
class StageShare:
    """One stage: of the posts that reached it, how many of this level and of the others passed on; the ratio; its p."""

    stage: str
    reached: int
    passed: int
    others_reached: int
    others_passed: int
    ratio: Interval
    p: float
    p_adjusted: float
    guilty: bool


@dataclass(frozen=True, slots=True)
class Cause:
    """The stage named (or `cannot_tell`), others that also differ, and every stage's figures."""

    stage: str
    also: tuple[str, ...]
    stages: tuple[StageShare, ...]


def name_cause(cube: Cube, kind: Kind, dimension: str, level: str, *, ratio: float, alpha: float = 0.05) -> Cause:
    """The cause of one uneven comparison whose adjusted ratio is `ratio` (of being missed, or of being wrongly hit).

    For penalties the stage is known beforehand; the question is then only asked of the ratio itself, by the report.
    """
    if kind is Kind.PENALTY:
        return Cause(Stage.PENALTIES.value, (), ())
    cells, _ = universe(cube, kind)
    first, second = sides(cube, cells, dimension, level)
    by = strata_of(kind, dimension)
    # Missed more often means passing less often; wrongly hit more often means passing more often.
    passing_more = (ratio > 1) == (kind is Kind.OVER)
    plain = [_stage(cube, stage, bars, (first, second), by) for stage, bars in _chain(cube, first | second)]
    adjusted = holm([share.p for share in plain])
    shares = tuple(
        StageShare(
            share.stage,
            share.reached,
            share.passed,
            share.others_reached,
            share.others_passed,
            share.ratio,
            share.p,
            float(q),
            bool(q <= alpha) and (share.ratio.estimate > 1) == passing_more and share.ratio.estimate != 1,
        )
        for share, q in zip(plain, adjusted, strict=True)
    )
    guilty = sorted((share for share in shares if share.guilty), key=_weight, reverse=True)
    if not guilty:
        return Cause(CANNOT_TELL, (), shares)
    return Cause(guilty[0].stage, tuple(share.stage for share in guilty[1:]), shares)


def _weight(share: StageShare) -> float:
    estimate = share.ratio.estimate
    return abs(log(estimate)) if 0 < estimate < inf else inf


def _chain(cube: Cube, cells: Mask) -> list[tuple[str, tuple[int, int]]]:
    """The stages as (name, (passed at least to reach it, passed at least to leave it))."""
    later = [(Stage.STANCE.value, (2, 3)), (Stage.PENALTIES.value, (3, ENFORCED))]
    if (cells & (cube.passed == UNLISTED_OR_UNMATCHED)).any():
        return [(LISTS_OR_MATCHING, (UNLISTED_OR_UNMATCHED, 2)), *later]
    return [(Stage.LISTS.value, (0, 1)), (Stage.MATCHING.value, (1, 2)), *later]


def _stage(cube: Cube, stage: str, bars: tuple[int, int], groups: tuple[Mask, Mask], by: tuple[str, ...]) -> StageShare:
    first, second = groups
    reached: Mask = cube.passed >= bars[0]
    left: Mask = cube.passed >= bars[1]
    one, other = first & reached, second & reached
    strata = cube.strata(one, other, left, by)
    p, _ = p_value(strata)
    return StageShare(
        stage,
        cube.count(one),
        cube.count(one & left),
        cube.count(other),
        cube.count(other & left),
        risk_ratio(strata),
        p,
        1.0,
        False,
    )
