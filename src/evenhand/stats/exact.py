"""Exact conditional tests of 2x2 tables: Fisher's for one, its product over strata for many.

Given the margins, each stratum's count is hypergeometric under no association; their sum is a convolution. No large
sample is assumed, so a family of such tests keeps its error rate however rare the hits are. Whole counts only.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from evenhand.stats.counts import Side
from evenhand.stats.strata import Strata

Floats = npt.NDArray[np.float64]


def hypergeometric(hits: int, n_1: int, n_0: int) -> tuple[int, Floats]:
    """The distribution of group 1's hits given all margins: its smallest value and its masses.

    By the ratio of neighbours from the mode outwards, so no factorials of large numbers lose digits.
    """
    low, high = max(0, hits - n_0), min(hits, n_1)
    k = np.arange(low, high, dtype=np.float64)
    steps = np.log((hits - k) * (n_1 - k)) - np.log((k + 1) * (n_0 - hits + k + 1))
    logs = np.concatenate(([0.0], np.cumsum(steps)))
    masses = np.exp(logs - logs.max())
    result: Floats = masses / masses.sum()
    return low, result


def exact_test(strata: Strata, side: Side = "two-sided") -> float:
    """The exact p of no association within strata (Birch 1964; Agresti 2013, 7.3). Two-sided sums outcomes no likelier.

    Raises ValueError for fractional counts (weighted samples): those have no exact test.
    """
    tables = [np.rint(part) for part in (strata.hits_1, strata.n_1, strata.hits_0, strata.n_0)]
    if any((part != whole).any() for part, whole in zip(_parts(strata), tables, strict=True)):
        raise ValueError("an exact test needs whole counts")
    offset, masses, seen = 0, np.ones(1), 0
    for hits_1, n_1, hits_0, n_0 in zip(*(part.astype(int).tolist() for part in tables), strict=True):
        hits = hits_1 + hits_0
        if hits in (0, n_1 + n_0):
            offset, seen = offset + min(hits, n_1), seen + hits_1
            continue
        low, part = hypergeometric(hits, n_1, n_0)
        masses = np.convolve(masses, part)
        offset, seen = offset + low, seen + hits_1
    return _p_of(masses / masses.sum(), seen - offset, side)


def _parts(strata: Strata) -> tuple[Floats, Floats, Floats, Floats]:
    return strata.hits_1, strata.n_1, strata.hits_0, strata.n_0


def _p_of(masses: Floats, index: int, side: Side) -> float:
    if side == "greater":
        return min(1.0, float(masses[index:].sum()))
    if side == "less":
        return min(1.0, float(masses[: index + 1].sum()))
    return min(1.0, float(masses[masses <= masses[index] * (1 + 1e-9)].sum()))


def fisher(hits_1: int, n_1: int, hits_0: int, n_0: int, side: Side = "two-sided") -> float:
    """Fisher's exact test that two proportions are equal (R. A. Fisher 1935). 1 when a group is empty."""
    if not (0 <= hits_1 <= n_1 and 0 <= hits_0 <= n_0):
        raise ValueError("hits lie between 0 and n")
    return exact_test(Strata.of([(hits_1, n_1, hits_0, n_0)]), side)
