"""Bounds that hold however often one looks: an anytime-valid lower bound for the mean of values in [0, 1].

By betting (Waudby-Smith and Ramdas 2024, section 4): against each candidate mean m a gambler stakes on what comes next;
if m were true the wealth is a martingale and reaches 1/alpha with probability at most alpha (Ville 1939), ever. Every m
below the bound has been bet into ruin. Repeated naive looks at a fixed-sample bound have no such guarantee.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np
import numpy.typing as npt

_CAP = 0.75  # a stake never risks more than this part of the wealth: one surprise cannot end the game
Floats = npt.NDArray[np.float64]


def lower_bound(values: Sequence[float] | Floats, alpha: float = 0.05) -> float:
    """The running lower confidence bound of the mean after the last value; 0 for none. Values must be in their order.

    Valid simultaneously for all times. Raises ValueError for a value outside [0, 1] or an alpha outside (0, 1).
    """
    x = np.asarray(values, dtype=np.float64)
    if x.ndim != 1 or not ((x >= 0) & (x <= 1)).all() or not 0 < alpha < 1:
        raise ValueError("values lie in [0, 1] and alpha in (0, 1)")
    if not x.size:
        return 0.0
    stakes, bar = _stakes(x, alpha), log(1 / alpha)
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        if _best_wealth(x, stakes, middle) >= bar:
            low = middle
        else:
            high = middle
    return low


def _stakes(x: Floats, alpha: float) -> Floats:
    """The predictable plug-in stakes: each uses only values before it (equation 26 of the paper)."""
    t = np.arange(1, x.size + 1)
    means = (0.5 + np.cumsum(x)) / (t + 1)
    variances = (0.25 + np.cumsum((x - means) ** 2)) / (t + 1)
    before = np.concatenate(([0.25], variances[:-1]))
    result: Floats = np.sqrt(2 * log(1 / alpha) / (before * t * np.log(t + 1)))
    return result


def _best_wealth(x: Floats, stakes: Floats, mean: float) -> float:
    """The largest log wealth along the way of the gambler who doubts that the mean is as low as this."""
    if mean <= 0:
        return float("inf") if x.any() else 0.0
    bets = np.minimum(stakes, _CAP / mean)
    return float(np.cumsum(np.log1p(bets * (x - mean))).max())
