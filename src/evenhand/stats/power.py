"""How large a sample must be, and what a sample could have seen: two proportions, two rates, two-sided.

Normal approximations (Fleiss, Levin and Paik 2003, 4.2), good enough to plan with; the tests themselves are exact.
"""

from __future__ import annotations

from math import ceil, sqrt


def _z(probability: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(probability))


def _phi(z: float) -> float:
    from scipy.special import ndtr

    return float(ndtr(z))


def power_two_proportions(p_1: float, n_1: float, p_0: float, n_0: float, alpha: float = 0.05) -> float:
    """The chance that a two-sided test at alpha sees p_1 against p_0; both tails counted. 0 for an empty group."""
    if not (0 <= p_1 <= 1 and 0 <= p_0 <= 1 and 0 < alpha < 1):
        raise ValueError("proportions and alpha lie between 0 and 1")
    if n_1 <= 0 or n_0 <= 0:
        return 0.0
    pooled = (p_1 * n_1 + p_0 * n_0) / (n_1 + n_0)
    null = sqrt(pooled * (1 - pooled) * (1 / n_1 + 1 / n_0))
    real = sqrt(p_1 * (1 - p_1) / n_1 + p_0 * (1 - p_0) / n_0)
    return _two_sided(p_1 - p_0, null, real, alpha)


def power_two_rates(rate_1: float, exposure_1: float, rate_0: float, exposure_0: float, alpha: float = 0.05) -> float:
    """The same for two Poisson rates over exposures."""
    if min(rate_1, rate_0, exposure_1, exposure_0) < 0:
        raise ValueError("rates and exposures are not negative")
    if not (exposure_1 and exposure_0):
        return 0.0
    pooled = (rate_1 * exposure_1 + rate_0 * exposure_0) / (exposure_1 + exposure_0)
    null = sqrt(pooled * (1 / exposure_1 + 1 / exposure_0))
    return _two_sided(rate_1 - rate_0, null, sqrt(rate_1 / exposure_1 + rate_0 / exposure_0), alpha)


def _two_sided(gap: float, null: float, real: float, alpha: float) -> float:
    bar = _z(1 - alpha / 2) * null
    if real == 0:
        return float(abs(gap) > bar)
    return _phi((abs(gap) - bar) / real) + _phi((-abs(gap) - bar) / real)


def needed_two_proportions(
    p_1: float, p_0: float, *, power: float = 0.9, alpha: float = 0.05, others_per_one: float = 1.0
) -> int | None:
    """The size of group 1 (group 0 is `others_per_one` times that) to see p_1 against p_0; None when they are equal."""
    if not (0 <= p_1 <= 1 and 0 <= p_0 <= 1 and others_per_one > 0 and 0 < alpha < power < 1):
        raise ValueError("proportions lie between 0 and 1, alpha below power, the share of others is positive")
    if p_1 == p_0:
        return None
    k = others_per_one
    pooled = (p_1 + k * p_0) / (1 + k)
    null = sqrt(pooled * (1 - pooled) * (1 + 1 / k))
    real = sqrt(p_1 * (1 - p_1) + p_0 * (1 - p_0) / k)
    return ceil(((_z(1 - alpha / 2) * null + _z(power) * real) / (p_1 - p_0)) ** 2)


def needed_two_rates(
    rate_1: float, rate_0: float, *, power: float = 0.9, alpha: float = 0.05, others_per_one: float = 1.0
) -> float | None:
    """The exposure of group 1 to see rate_1 against rate_0; None when they are equal."""
    if min(rate_1, rate_0) < 0 or others_per_one <= 0 or not 0 < alpha < power < 1:
        raise ValueError("rates are not negative, alpha below power, the share of others is positive")
    if rate_1 == rate_0:
        return None
    k = others_per_one
    null = sqrt((rate_1 + k * rate_0) / (1 + k) * (1 + 1 / k))
    real = sqrt(rate_1 + rate_0 / k)
    return ((_z(1 - alpha / 2) * null + _z(power) * real) / (rate_1 - rate_0)) ** 2
