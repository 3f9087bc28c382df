"""Two groups compared within strata: Cochran-Mantel-Haenszel, pooled odds, risk and rate ratios, Breslow-Day-Tarone.

Why strata: a confounder (surface, kind of account) shifts both who is compared and how often things happen; comparing
only like with like takes it out. Which strata is left to who asks. The exact conditional test is `exact`'s.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import exp, inf, log, nan, sqrt

import numpy as np
import numpy.typing as npt

from evenhand.stats.intervals import Interval, z_of

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Strata:
    """One 2x2 table a stratum: hits and totals of group 1 and group 0, four arrays of equal length (may be fractional).

    For rates, `n_1` and `n_0` are exposures. A stratum with one group absent compares nothing and is dropped by `of`.
    """

    hits_1: Floats
    n_1: Floats
    hits_0: Floats
    n_0: Floats

    @classmethod
    def of(cls, rows: Iterable[tuple[float, float, float, float]]) -> Strata:
        """From (hits_1, n_1, hits_0, n_0) rows. Raises ValueError for a negative number."""
        table = np.array(list(rows), dtype=np.float64).reshape(-1, 4)
        if (table < 0).any() or not np.isfinite(table).all():
            raise ValueError("counts are finite and not negative")
        table = table[(table[:, 1] > 0) & (table[:, 3] > 0)]
        return cls(table[:, 0], table[:, 1], table[:, 2], table[:, 3])

    @property
    def turned(self) -> Strata:
        """The same tables with hits and misses exchanged (proportions only, not rates)."""
        return Strata(self.n_1 - self.hits_1, self.n_1, self.n_0 - self.hits_0, self.n_0)

    @property
    def n(self) -> Floats:
        """Totals of the strata."""
        return self.n_1 + self.n_0

    @property
    def hits(self) -> Floats:
        """Hits of the strata, both groups."""
        return self.hits_1 + self.hits_0


@dataclass(frozen=True, slots=True)
class ChiSquare:
    """A chi-square statistic, its degrees of freedom and p."""

    statistic: float
    df: int
    p: float


def _chi_square(statistic: float, df: int) -> ChiSquare:
    from scipy.special import gammaincc

    return ChiSquare(statistic, df, float(gammaincc(df / 2, statistic / 2)) if df else 1.0)


def cochran_mantel_haenszel(strata: Strata, *, correction: bool = False) -> ChiSquare:
    """No association within any stratum (Mantel and Haenszel 1959; Agresti 2013, 6.4.2). p is 1 if nothing varies."""
    n, m = strata.n, strata.hits
    keep = n > 1
    variance = (strata.n_1 * strata.n_0 * m * (n - m))[keep] / (n**2 * (n - 1))[keep]
    total = float(variance.sum())
    if total <= 0:
        return ChiSquare(0.0, 1, 1.0)
    gap = abs(float((strata.hits_1 - strata.n_1 * m / n)[keep].sum()))
    return _chi_square(max(0.0, gap - (0.5 if correction else 0.0)) ** 2 / total, 1)


def pooled_odds_ratio(strata: Strata, level: float = 0.95) -> Interval:
    """The Mantel-Haenszel odds ratio with the interval of Robins, Breslow and Greenland (1986).

    Bounds are (0, inf) where one of the sums is zero: the data then say nothing on the log scale.
    """
    a, b = strata.hits_1, strata.n_1 - strata.hits_1
    c, d = strata.hits_0, strata.n_0 - strata.hits_0
    n = strata.n
    r, s = a * d / n, b * c / n
    sum_r, sum_s = float(r.sum()), float(s.sum())
    if not (sum_r and sum_s):
        return Interval(_quotient(sum_r, sum_s), 0.0, inf, level)
    p, q = (a + d) / n, (b + c) / n
    variance = (
        float((p * r).sum()) / (2 * sum_r**2)
        + float((p * s + q * r).sum()) / (2 * sum_r * sum_s)
        + float((q * s).sum()) / (2 * sum_s**2)
    )
    return _log_interval(sum_r / sum_s, variance, level)


def rate_ratio(strata: Strata, level: float = 0.95) -> Interval:
    """The Mantel-Haenszel ratio of rates over exposures, interval of Greenland and Robins (1985), equation 14."""
    t = strata.n
    r, s = float((strata.hits_1 * strata.n_0 / t).sum()), float((strata.hits_0 * strata.n_1 / t).sum())
    if not (r and s):
        return Interval(_quotient(r, s), 0.0, inf, level)
    variance = float((strata.hits * strata.n_1 * strata.n_0 / t**2).sum()) / (r * s)
    return _log_interval(r / s, variance, level)


def _log_interval(estimate: float, variance: float, level: float) -> Interval:
    half = z_of(level) * sqrt(variance)
    return Interval(estimate, exp(log(estimate) - half), exp(log(estimate) + half), level)


def _quotient(numerator: float, denominator: float) -> float:
    return numerator / denominator if denominator else (inf if numerator else nan)


def risk_ratio(strata: Strata, level: float = 0.95) -> Interval:
    """The Mantel-Haenszel ratio of proportions with the stratified score interval of Miettinen and Nurminen (1985).

    At ratio 1 the score is Cochran-Mantel-Haenszel's, so interval and test agree; zero counts give a bound of 0 or inf.
    """
    n = strata.n
    r = float((strata.hits_1 * strata.n_0 / n).sum())
    s = float((strata.hits_0 * strata.n_1 / n).sum())
    if not (r or s):
        return Interval(nan, 0.0, inf, level)
    z = z_of(level)
    estimate = _quotient(r, s)
    low = 0.0 if not r else _solve(strata, z, inside=estimate, step=0.5)
    high = inf if not s else _solve(strata, -z, inside=estimate, step=2.0)
    return Interval(estimate, low, high, level)


def _score(strata: Strata, ratio: float) -> float:
    """The standardised score of a common risk ratio: positive when the ratio is too small."""
    x1, n1, x0, n0, n = strata.hits_1, strata.n_1, strata.hits_0, strata.n_0, strata.n
    b = ratio * (n1 + x0) + x1 + n0
    root = np.sqrt(np.maximum(0.0, b * b - 4 * n * ratio * (x1 + x0)))
    # The stable form of the smaller root: the constrained maximum likelihood of the group-0 proportion.
    p0 = np.minimum(1.0, 2 * (x1 + x0) / (b + root))
    p1 = np.minimum(1.0, ratio * p0)
    correction = n / np.maximum(n - 1, 1.0)
    variance = correction * (n0**2 * n1 * p1 * (1 - p1) + ratio**2 * n1**2 * n0 * p0 * (1 - p0)) / n**2
    gap = float(((n0 * x1 - ratio * n1 * x0) / n).sum())
    total = float(variance.sum())
    return gap / sqrt(total) if total > 0 else (inf if gap > 0 else -inf if gap < 0 else 0.0)


def _solve(strata: Strata, target: float, *, inside: float, step: float) -> float:
    """The ratio at which the score equals target, looked for from the estimate outwards, on the log scale."""
    start = inside if 0 < inside < inf else 1.0
    near = far = start
    for _ in range(200):
        far *= step
        if (_score(strata, far) - target) * target >= 0:
            break
        near = far
    else:
        return 0.0 if step < 1 else inf
    return exp(_root(lambda x: _score(strata, exp(x)) - target, log(near), log(far)))


def _root(f: Callable[[float], float], a: float, b: float) -> float:
    """A zero between two points of opposite sign: false position with the Illinois rule, to 1e-13."""
    fa, fb = f(a), f(b)
    for _ in range(200):
        if fb == 0 or abs(b - a) < 1e-13:
            break
        c = b - fb * (b - a) / (fb - fa) if math.isfinite(fa) and math.isfinite(fb) else (a + b) / 2
        fc = f(c)
        if fc * fb <= 0:
            a, fa = b, fb
        else:
            fa /= 2  # the end that stays put loses weight, so that it moves too
        if c == b:
            break
        b, fb = c, fc
    return b


def breslow_day_tarone(strata: Strata) -> ChiSquare:
    """Are the odds ratios of all strata one? Breslow and Day (1980) with Tarone's (1985) correction.

    The expected count solves a quadratic that turns linear when the pooled ratio is 1; the form used here stays finite.
    Strata where nothing can vary are left out of the degrees of freedom.
    """
    m, n1, n0, n = strata.hits, strata.n_1, strata.n_0, strata.n
    keep = (m > 0) & (m < n)
    pooled = pooled_odds_ratio(strata).estimate
    if not keep.any() or not 0 < pooled < inf:
        return ChiSquare(0.0, 0, 1.0)
    a, m, n1, n0 = strata.hits_1[keep], m[keep], n1[keep], n0[keep]
    expected = _expected(pooled, m, n1, n0)
    variance = 1 / (1 / expected + 1 / (m - expected) + 1 / (n1 - expected) + 1 / (n0 - m + expected))
    gap = a - expected
    statistic = float((gap**2 / variance).sum()) - float(gap.sum()) ** 2 / float(variance.sum())
    return _chi_square(max(0.0, statistic), int(keep.sum()) - 1)


def _expected(ratio: float, m: Floats, n1: Floats, n0: Floats) -> Floats:
    """The count of hits in group 1 that gives the odds ratio, margins fixed: (1-r)A^2 + bA - r*n1*m = 0."""
    b = n0 - m + ratio * (n1 + m)
    root = np.sqrt(b * b + 4 * (1 - ratio) * ratio * n1 * m)
    with np.errstate(divide="ignore", invalid="ignore"):
        stable = 2 * ratio * n1 * m / (b + root)
        other = (root - b) / (2 * (1 - ratio))  # only where b < 0, which needs a ratio well below 1
    result: Floats = np.where(b >= 0, stable, other)
    return result
