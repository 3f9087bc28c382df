"""Tests of counts: Poisson and binomial exactly, and the negative binomial where counts scatter more than Poisson's.

What the null may know (only earlier months) and how a chosen month is corrected for is left to who asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

Side = Literal["two-sided", "greater", "less"]


def _combine(less: float, greater: float, side: Side) -> float:
    """One-sided as they are; two-sided twice the smaller tail, at most 1 (the central method)."""
    if side == "less":
        return less
    if side == "greater":
        return greater
    return min(1.0, 2 * min(less, greater))


def poisson_test(count: int, expected: float, side: Side = "two-sided") -> float:
    """The exact p of a count when `expected` is known (not estimated). Two-sided is central: twice the smaller tail."""
    from scipy.special import pdtr, pdtrc

    if count < 0 or expected < 0:
        raise ValueError(f"a count and its expectation are not negative: {count}, {expected}")
    greater = 1.0 if count == 0 else float(pdtrc(count - 1, expected))
    return _combine(float(pdtr(count, expected)), greater, side)


def binomial_test(hits: int, n: int, p: float, side: Side = "two-sided") -> float:
    """The exact binomial p. Two-sided sums every outcome no likelier than the one seen (as scipy and R do)."""
    from scipy.special import bdtr, bdtrc

    if not (0 <= hits <= n and 0 <= p <= 1):
        raise ValueError(f"not a binomial outcome: {hits} of {n} at {p}")
    if side != "two-sided":
        return float(bdtr(hits, n, p)) if side == "less" else (1.0 if hits == 0 else float(bdtrc(hits - 1, n, p)))
    if p in (0.0, 1.0):
        return 1.0 if hits == n * p else 0.0
    masses = _binomial_masses(n, p)
    # Equal outcomes differ in the last digits; scipy allows the same relative 1e-7.
    return min(1.0, float(masses[masses <= masses[hits] * (1 + 1e-7)].sum()))


def _binomial_masses(n: int, p: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    from scipy.special import gammaln

    k = np.arange(n + 1, dtype=np.float64)
    logs = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1) + k * np.log(p) + (n - k) * np.log1p(-p)
    masses = np.exp(logs - logs.max())
    result: np.ndarray[tuple[int], np.dtype[np.float64]] = masses / masses.sum()
    return result


def two_rates_test(count_1: int, exposure_1: float, count_0: int, exposure_0: float, side: Side = "two-sided") -> float:
    """The exact conditional p that two Poisson rates are equal (Przyborowski and Wilenski 1940).

    Compares a month with earlier ones without pretending that their mean is known.
    """
    if min(exposure_1, exposure_0) <= 0:
        raise ValueError("exposures are positive")
    return binomial_test(count_1, count_1 + count_0, exposure_1 / (exposure_1 + exposure_0), side)


@dataclass(frozen=True, slots=True)
class NegativeBinomial:
    """Mean and dispersion: variance = mean + dispersion * mean**2. Dispersion 0 is Poisson."""

    mean: float
    dispersion: float

    def tail(self, count: int, side: Side = "greater") -> float:
        """The p of a count this far out."""
        if self.dispersion <= 0 or self.mean <= 0:
            return poisson_test(count, self.mean, side)
        size = 1 / self.dispersion
        less, greater = _nb_tails(count, size, size / (size + self.mean))
        return _combine(less, greater, side)


def _nb_tails(count: int, size: float, p: float) -> tuple[float, float]:
    """P(X <= count) and P(X >= count); by the incomplete beta function, as the size is seldom whole."""
    from scipy.special import betainc, betaincc

    greater = 1.0 if count == 0 else float(betaincc(size, count, p))
    return float(betainc(size, count + 1, p)), greater


def fit_negative_binomial(history: Sequence[int], exposures: Sequence[float] | None = None) -> NegativeBinomial:
    """Mean per unit of exposure and dispersion by moments (Breslow 1984), never below Poisson's.

    With exposures, the scatter is Pearson's: sum((x - mu)^2 - mu) / sum(mu^2), corrected for the fitted mean.
    Raises ValueError for fewer than two counts.
    """
    counts = np.asarray(history, dtype=np.float64)
    spans = np.ones_like(counts) if exposures is None else np.asarray(exposures, dtype=np.float64)
    if counts.size < 2 or spans.shape != counts.shape or counts.min() < 0 or spans.min() <= 0:
        raise ValueError("needs two or more counts that are not negative, each with a positive exposure")
    mean = float(counts.sum() / spans.sum())
    fitted = mean * spans
    free = counts.size / (counts.size - 1)
    excess = float((free * (counts - fitted) ** 2 - fitted).sum())
    squares = float((fitted**2).sum())
    return NegativeBinomial(mean, max(0.0, excess / squares) if squares else 0.0)


def negative_binomial_test(
    count: int,
    history: Sequence[int],
    side: Side = "greater",
    *,
    exposure: float = 1.0,
    exposures: Sequence[float] | None = None,
) -> float:
    """The p of a count against earlier ones that scatter more than Poisson's, dispersion estimated from them."""
    fitted = fit_negative_binomial(history, exposures)
    return NegativeBinomial(fitted.mean * exposure, fitted.dispersion).tail(count, side)
