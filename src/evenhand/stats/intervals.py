"""Confidence intervals for one proportion, one rate, and the ratio of two rates. Stratified ones are `strata`'s.

Proportions take counts that may be fractional: an effective sample size (`sampling.effective`) is not whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf, log, sqrt


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its bounds at a confidence level (0..1). A bound may be infinite, an estimate nan (0/0)."""

    estimate: float
    low: float
    high: float
    level: float = 0.95

    def holds(self, value: float) -> bool:
        """Whether a value lies inside, bounds included."""
        return self.low <= value <= self.high


def z_of(level: float) -> float:
    """The normal quantile of a two-sided level: 1.96 at .95. Raises ValueError outside (0, 1)."""
    from scipy.special import ndtri

    if not 0 < level < 1:
        raise ValueError(f"a confidence level lies between 0 and 1, not {level}")
    return float(ndtri(0.5 + level / 2))


def _proportion(hits: float, n: float) -> float:
    if not (0 <= hits <= n) or n <= 0:
        raise ValueError(f"hits lie between 0 and n, and n is positive: {hits} of {n}")
    return hits / n


def wilson(hits: float, n: float, level: float = 0.95) -> Interval:
    """Wilson's score interval (E. B. Wilson 1927): near-nominal on average, never leaves [0, 1]."""
    p, z = _proportion(hits, n), z_of(level)
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Interval(p, 0.0 if hits == 0 else centre - half, 1.0 if hits == n else centre + half, level)


def clopper_pearson(hits: float, n: float, level: float = 0.95) -> Interval:
    """The exact interval (Clopper and Pearson 1934): never below nominal, so somewhat wide."""
    from scipy.special import betaincinv

    p, tail = _proportion(hits, n), (1 - level) / 2
    low = 0.0 if hits == 0 else float(betaincinv(hits, n - hits + 1, tail))
    high = 1.0 if hits == n else float(betaincinv(hits + 1, n - hits, 1 - tail))
    return Interval(p, low, high, level)


def jeffreys(hits: float, n: float, level: float = 0.95) -> Interval:
    """The equal-tailed posterior interval under Beta(1/2, 1/2) (Brown, Cai and DasGupta 2001), ends as they come."""
    from scipy.special import betaincinv

    p, tail = _proportion(hits, n), (1 - level) / 2
    a, b = hits + 0.5, n - hits + 0.5
    return Interval(p, float(betaincinv(a, b, tail)), float(betaincinv(a, b, 1 - tail)), level)


def poisson(count: int, exposure: float = 1.0, level: float = 0.95) -> Interval:
    """The exact interval of a rate, count per exposure (Garwood 1936). Raises ValueError for exposure <= 0."""
    from scipy.special import gammaincinv

    if count < 0 or exposure <= 0:
        raise ValueError(f"a count is not negative and an exposure is positive: {count} over {exposure}")
    tail = (1 - level) / 2
    low = 0.0 if count == 0 else float(gammaincinv(count, tail))
    high = float(gammaincinv(count + 1, 1 - tail))
    return Interval(count / exposure, low / exposure, high / exposure, level)


def rate_ratio(count_1: int, exposure_1: float, count_0: int, exposure_0: float, level: float = 0.95) -> Interval:
    """The exact interval of a ratio of two Poisson rates: given the sum, the first count is binomial (Przyborowski
    and Wilenski 1940). Bounds are 0 or infinite where a count is zero, the estimate nan where both are.
    """
    _check_rates(count_1, exposure_1, count_0, exposure_0)
    scale = exposure_0 / exposure_1
    if count_1 + count_0 == 0:
        return Interval(float("nan"), 0.0, inf, level)
    share = clopper_pearson(count_1, count_1 + count_0, level)
    return Interval(
        inf if count_0 == 0 else count_1 / count_0 * scale,
        share.low / (1 - share.low) * scale,
        inf if share.high == 1 else share.high / (1 - share.high) * scale,
        level,
    )


def rate_ratio_log(count_1: int, exposure_1: float, count_0: int, exposure_0: float, level: float = 0.95) -> Interval:
    """The Wald interval on the log scale (Rothman 1986): se = sqrt(1/a + 1/b). ValueError for a zero count."""
    _check_rates(count_1, exposure_1, count_0, exposure_0)
    if not (count_1 and count_0):
        raise ValueError("the log interval needs events on both sides; use rate_ratio")
    ratio = count_1 / exposure_1 / (count_0 / exposure_0)
    half = z_of(level) * sqrt(1 / count_1 + 1 / count_0)
    return Interval(ratio, exp(log(ratio) - half), exp(log(ratio) + half), level)


def _check_rates(count_1: int, exposure_1: float, count_0: int, exposure_0: float) -> None:
    if min(count_1, count_0) < 0 or min(exposure_1, exposure_0) <= 0:
        raise ValueError("counts are not negative and exposures are positive")
