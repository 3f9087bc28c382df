"""Small cubes of counts: what counting hands over, however many records there were. No ids, no single account.

A cell counts posts alike in everything a comparison may look at, how far they came, and their weights. Which cells are
compared is `comparisons`'.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from evenhand.parity.records import Truth
from evenhand.stats.sampling import EQUAL, effective
from evenhand.stats.strata import Strata

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

DIMENSIONS: Final = ("lang", "surface", "community", "account_kind", "reach_band", "clause", "prior_strikes")


@dataclass(frozen=True, slots=True)
class Cell:
    """Posts alike: the value of each dimension (in the order of DIMENSIONS), what they were, how far they came; then
    how many, the sum of their weights (thousandths) and of the squared weights.
    """

    values: tuple[str, ...]
    truth: Truth
    passed: int
    n: int
    weight: int
    weight_squares: int


@dataclass(frozen=True, slots=True)
class Tally:
    """What was read and what of it cannot stand in a rate, with counts."""

    records: int = 0
    used: int = 0
    repeated: int = 0  # the same post again, drawn the same way: counted once
    by_sampling: tuple[tuple[str, int], ...] = ()
    random_unlabelled: int = 0  # drawn at random, but no auditor has said what it was
    without_community: int = 0
    communities_too_small: int = 0


@dataclass(frozen=True, slots=True)
class Cube:
    """Cells as columns: `levels[d][codes[d][i]]` is the value of dimension d in cell i."""

    levels: tuple[tuple[str, ...], ...]
    codes: tuple[Ints, ...]
    violating: Mask
    passed: Ints
    n: Ints
    weight: Ints
    weight_squares: Floats  # a float: squares of thousandths outgrow 64 bits
    tally: Tally = Tally()

    @classmethod
    def of(cls, cells: Iterable[Cell], tally: Tally = Tally()) -> Cube:
        """From cells in any order; the same cells give the same cube."""
        rows = sorted(cells, key=lambda cell: (cell.values, cell.truth, cell.passed))
        levels = tuple(tuple(sorted({row.values[d] for row in rows})) for d in range(len(DIMENSIONS)))
        places = [{value: code for code, value in enumerate(values)} for values in levels]
        return cls(
            levels,
            tuple(_ints([places[d][row.values[d]] for row in rows]) for d in range(len(DIMENSIONS))),
            np.array([row.truth is Truth.VIOLATING for row in rows], dtype=np.bool_),
            _ints([row.passed for row in rows]),
            _ints([row.n for row in rows]),
            _ints([row.weight for row in rows]),
            np.array([row.weight_squares for row in rows], dtype=np.float64),
            tally,
        )

    def of_level(self, dimension: str, level: str) -> Mask:
        """Which cells have this value of a dimension."""
        d = DIMENSIONS.index(dimension)
        code = self.levels[d].index(level) if level in self.levels[d] else -1
        result: Mask = self.codes[d] == code
        return result

    def values_of(self, dimension: str) -> tuple[str, ...]:
        """The values of a dimension, sorted; the empty one (not known) is left out."""
        return tuple(value for value in self.levels[DIMENSIONS.index(dimension)] if value)

    def stratum_codes(self, dimensions: Sequence[str]) -> Ints:
        """One number a cell, equal where all these dimensions are."""
        combined = np.zeros(self.n.size, dtype=np.int64)
        for name in dimensions:
            d = DIMENSIONS.index(name)
            combined = combined * max(1, len(self.levels[d])) + self.codes[d]
        return combined

    def strata(self, first: Mask, second: Mask, hit: Mask, by: Sequence[str]) -> Strata:
        """The 2x2 tables of two sets of cells, per stratum: hits and sizes, whole where weights are equal."""
        both = first | second
        _, strata = np.unique(self.stratum_codes(by)[both], return_inverse=True)
        size = int(strata.max()) + 1 if strata.size else 0
        arms = [self._arm(both, arm[both], hit[both], strata, size) for arm in (first, second)]
        return Strata.of(np.concatenate(arms, axis=1).tolist())

    def _arm(self, both: Mask, arm: Mask, hit: Mask, strata: Ints, size: int) -> Floats:
        """Hits and sizes of one group per stratum. Where weights are equal within every stratum they drop out and the
        counts stand; else weighted counts, scaled as a whole to the sample size they are worth (Rao and Scott 1984). A
        scale for every stratum would follow the luck of a few posts and bias the ratio.
        """
        n, weight, squares, hits, hit_weight, hit_squares = (
            np.bincount(strata[chosen], column[both][chosen], size)
            for chosen in (arm, arm & hit)
            for column in (self.n, self.weight, self.weight_squares)
        )
        if (n * squares - weight**2 <= EQUAL * weight**2).all():
            return np.stack([hits, n], axis=1)
        totals = [float(part.sum()) for part in (n, weight, squares, hit_weight, hit_squares)]
        scale = effective(*totals)[1] / totals[1]
        return np.stack([hit_weight, weight], axis=1).astype(np.float64) * scale

    def count(self, cells: Mask) -> int:
        """How many posts are in these cells."""
        return int(self.n[cells].sum())


def _ints(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)
