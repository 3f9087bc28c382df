"""Random samples with known chances, and estimates that undo those chances. Randomness is a keyed hash of the id.

Ranking by a hash makes a draw repeatable, independent of input order, and impossible to steer without the seed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from evenhand.stats.intervals import Interval, z_of

WEIGHT_UNIT: Final = 1000  # weights are integers, thousandths: sums stay exact whatever the order of adding
EQUAL: Final = 1e-12  # relative: weights that differ less are equal


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sampled item: its stratum and how many items of the stratum it stands for, in thousandths."""

    item: str
    stratum: str
    weight: int


def rank(seed: str, item: str) -> bytes:
    """The place of an item in the order of a seed: uniform, and unknowable without the seed."""
    return hashlib.sha256(f"{len(seed)}:{seed}{item}".encode("utf-8", "surrogatepass")).digest()


def stratified_sample(strata: Mapping[str, Iterable[str]], sizes: Mapping[str, int], seed: str) -> list[Drawn]:
    """Simple random samples without replacement in each stratum: the `sizes[stratum]` items of lowest rank, or all.

    Items are distinct ids; a repeated one counts once. Sorted by stratum and item.
    """
    drawn: list[Drawn] = []
    for stratum, items in strata.items():
        pool = sorted(set(items), key=lambda item: (rank(seed, item), item))
        chosen = pool[: max(0, sizes.get(stratum, 0))]
        drawn += [Drawn(item, stratum, round(WEIGHT_UNIT * len(pool) / len(chosen))) for item in chosen]
    return sorted(drawn, key=lambda one: (one.stratum, one.item))


def horvitz_thompson(values: Sequence[float], chances: Sequence[float]) -> tuple[float, float]:
    """The total of a population from values drawn with known chances (Horvitz and Thompson 1952), and its variance for
    independent draws (Poisson sampling). Raises ValueError for a chance outside (0, 1].
    """
    pairs = list(zip(values, chances, strict=True))
    if any(not 0 < chance <= 1 for _, chance in pairs):
        raise ValueError("a chance of being drawn is above 0 and at most 1")
    total = sum(value / chance for value, chance in pairs)
    variance = sum((1 - chance) * (value / chance) ** 2 for value, chance in pairs)
    return total, variance


def stratified_mean(
    samples: Mapping[str, Sequence[float]], sizes: Mapping[str, int], level: float = 0.95
) -> Interval | None:
    """The population mean from simple random samples of strata of known size (Cochran 1977, 5.3 and 5.4), with the
    finite-population correction. None when a stratum that is not empty has fewer than two values (or is not complete).
    """
    population = sum(sizes.values())
    mean = variance = 0.0
    for stratum, size in sizes.items():
        values = samples.get(stratum, ())
        if not size:
            continue
        if len(values) < min(2, size):
            return None
        centre = sum(values) / len(values)
        mean += size / population * centre
        if len(values) < size:
            scatter = sum((value - centre) ** 2 for value in values) / (len(values) - 1)
            variance += (size / population) ** 2 * (1 - len(values) / size) * scatter / len(values)
    half = z_of(level) * sqrt(variance)
    return Interval(mean, mean - half, mean + half, level) if population else None


def effective(
    n: float, weight: float, weight_squares: float, hit_weight: float, hit_weight_squares: float
) -> tuple[float, float]:
    """Hits and size of the simple random sample that tells as much as a weighted one (Korn and Graubard 1998).

    From the sums of weights and squared weights, of all and of hits. Equal weights give back whole counts exactly.
    Over-drawing hits can make a sample worth more than its size. Where the rate is 0 or 1 its variance says nothing, and
    Kish's (1965) size stands in.
    """
    if not n or not weight:
        return 0.0, 0.0
    if n * weight_squares - weight * weight <= EQUAL * weight * weight:  # all weights are equal (Cauchy-Schwarz)
        return float(round(hit_weight * n / weight)), float(n)
    p = hit_weight / weight
    spread = (1 - p) ** 2 * hit_weight_squares + p**2 * (weight_squares - hit_weight_squares)
    size = p * (1 - p) * weight**2 / spread if spread and 0 < p < 1 else weight**2 / weight_squares
    return p * size, size
