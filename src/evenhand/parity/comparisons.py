"""One level against all others: how much more often are its posts missed, wrongly hit, or hit harder, like with like.

The ratio and its interval are stratified (Mantel-Haenszel point, Miettinen-Nurminen score interval); the test is the
exact conditional one where weights are equal, Cochran-Mantel-Haenszel where they are not. Correcting for many tests and
saying what a comparison means is `report`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from evenhand.parity.cubes import Cube, Mask
from evenhand.parity.records import ENFORCED, HARSH
from evenhand.stats.exact import exact_test
from evenhand.stats.intervals import Interval, wilson
from evenhand.stats.power import needed_two_proportions, power_two_proportions
from evenhand.stats.strata import (
    Strata,
    breslow_day_tarone,
    cochran_mantel_haenszel,
    pooled_odds_ratio,
    risk_ratio,
)


class Kind(StrEnum):
    """What is compared."""

    UNDER = "under_enforcement"  # violating posts that were not restricted
    OVER = "over_enforcement"  # allowed posts that were restricted
    PENALTY = "penalty"  # violating posts, restricted: how many also cost the account a suspension or more


COMPARED: Final = ("lang", "surface", "community")
# Language is no confounder of community: it is a way in which a community can be treated unevenly. `within_language`
# shows the figure with it held equal.
STRATA: Final[dict[str, tuple[str, ...]]] = {
    "lang": ("surface", "account_kind", "reach_band", "clause"),
    "surface": ("lang", "account_kind", "reach_band", "clause"),
    "community": ("surface", "account_kind", "reach_band", "clause"),
}
_EXACT_LIMIT: Final = 20_000  # hits; beyond, the normal approximation is as good and the convolution slow


@dataclass(frozen=True, slots=True)
class Comparison:
    """One level of a dimension against all its others. Rates are weighted; `sample_*` count posts looked at."""

    kind: Kind
    dimension: str
    level: str
    strata: tuple[str, ...]
    sample_n: int
    sample_hits: int
    others_n: int
    others_hits: int
    rate: Interval | None
    others_rate: Interval | None
    crude_ratio: Interval
    ratio: Interval
    simultaneous: Interval  # the ratio's interval at the level at which all intervals of the report hold together
    complement: Interval  # the same for not being hit: where most posts are hit, only this side can show a gap
    odds_ratio: Interval
    within_language: Interval | None
    p: float
    test: str  # exact | cochran-mantel-haenszel
    varies_p: float  # Breslow-Day-Tarone: does the odds ratio differ between strata?
    needed_n: int | None  # posts of this level that would show `tolerance` with power .9, all tests counted
    power: float  # the chance this sample had to show it


def universe(cube: Cube, kind: Kind) -> tuple[Mask, Mask]:
    """Which cells a kind is about, and which of them are hits."""
    restricted: Mask = cube.passed >= ENFORCED
    if kind is Kind.UNDER:
        return cube.violating, ~restricted
    if kind is Kind.OVER:
        return ~cube.violating, restricted
    return cube.violating & restricted, cube.passed == HARSH


def strata_of(kind: Kind, dimension: str) -> tuple[str, ...]:
    """What is held equal. A harder penalty may follow from earlier strikes, so those are held equal too."""
    return STRATA[dimension] + (("prior_strikes",) if kind is Kind.PENALTY else ())


def questions(cube: Cube) -> list[tuple[Kind, str, str]]:
    """Everything that will be asked, fixed before any answer is seen. Of two levels one comparison says it all, told from
    the side that is hit more often: the test is two-sided, so the telling takes no second look.
    """
    asked = []
    for kind in Kind:
        cells, hit = universe(cube, kind)
        for dimension in COMPARED:
            levels = [v for v in cube.values_of(dimension) if (cells & cube.of_level(dimension, v)).any()]
            if len(levels) <= 2:
                shares = {level: _share(cube, cells & cube.of_level(dimension, level), hit) for level in levels}
                levels = sorted(levels, key=shares.__getitem__, reverse=True)[: len(levels) - 1]
            asked += [(kind, dimension, level) for level in levels]
    return asked


def _share(cube: Cube, cells: Mask, hit: Mask) -> float:
    return float(cube.weight[cells & hit].sum() / cube.weight[cells].sum())


def sides(cube: Cube, cells: Mask, dimension: str, level: str) -> tuple[Mask, Mask]:
    """The level's cells and all others' whose value is known."""
    mine = cube.of_level(dimension, level)
    known = ~cube.of_level(dimension, "")
    return cells & mine, cells & ~mine & known


def p_value(strata: Strata) -> tuple[float, str]:
    """The two-sided p, and by which test."""
    whole = all((part == np.rint(part)).all() for part in (strata.hits_1, strata.n_1, strata.hits_0, strata.n_0))
    if whole and strata.hits.sum() <= _EXACT_LIMIT:
        return exact_test(strata), "exact"
    return cochran_mantel_haenszel(strata).p, "cochran-mantel-haenszel"


def compare(
    cube: Cube, kind: Kind, dimension: str, level: str, *, alpha: float, family: int, tolerance: float
) -> Comparison:
    """One comparison. `family` is how many tests share `alpha`; `tolerance` the ratio from which unevenness matters."""
    cells, hit = universe(cube, kind)
    first, second = sides(cube, cells, dimension, level)
    by = strata_of(kind, dimension)
    strata, crude = cube.strata(first, second, hit, by), cube.strata(first, second, hit, ())
    p, test = p_value(strata)
    share = alpha / max(1, family)
    rates = _rates(crude)
    needed, power = _planning(rates, crude, share, tolerance)
    return Comparison(
        kind=kind,
        dimension=dimension,
        level=level,
        strata=by,
        sample_n=cube.count(first),
        sample_hits=cube.count(first & hit),
        others_n=cube.count(second),
        others_hits=cube.count(second & hit),
        rate=rates[0],
        others_rate=rates[1],
        crude_ratio=risk_ratio(crude),
        ratio=risk_ratio(strata),
        simultaneous=risk_ratio(strata, 1 - share),
        complement=risk_ratio(strata.turned, 1 - share),
        odds_ratio=pooled_odds_ratio(strata),
        within_language=_within(cube, first, second, hit, (*by, "lang")) if dimension == "community" else None,
        p=p,
        test=test,
        varies_p=breslow_day_tarone(strata).p,
        needed_n=needed,
        power=power,
    )


def _within(cube: Cube, first: Mask, second: Mask, hit: Mask, by: Sequence[str]) -> Interval:
    return risk_ratio(cube.strata(first, second, hit, by))


def _rates(crude: Strata) -> tuple[Interval | None, Interval | None]:
    if not crude.n.size:
        return None, None
    return (
        wilson(float(crude.hits_1[0]), float(crude.n_1[0])),
        wilson(float(crude.hits_0[0]), float(crude.n_0[0])),
    )


def _planning(
    rates: tuple[Interval | None, Interval | None], crude: Strata, alpha: float, tolerance: float
) -> tuple[int | None, float]:
    """How many posts would show a ratio of `tolerance`, and what this sample could. Where the others have no hit,
    their upper bound stands in: nothing can be planned from zero.
    """
    others = rates[1]
    if others is None:
        return None, 0.0
    base = others.estimate or others.high
    n_1, n_0 = float(crude.n_1[0]), float(crude.n_0[0])
    other = base * tolerance if base * tolerance < 1 else base / tolerance
    needed = needed_two_proportions(other, base, alpha=alpha, others_per_one=n_0 / n_1)
    return needed, power_two_proportions(other, n_1, base, n_0, alpha)
