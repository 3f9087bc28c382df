"""Paired yes/no outcomes: the same words with one thing changed. Only pairs that disagree speak (McNemar 1947)."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from evenhand.stats.counts import binomial_test
from evenhand.stats.intervals import Interval, clopper_pearson


@dataclass(frozen=True, slots=True)
class PairCounts:
    """Pairs by outcome of first and second: both, only the first, only the second, neither."""

    both: int
    only_first: int
    only_second: int
    neither: int

    @property
    def n(self) -> int:
        """All pairs."""
        return self.both + self.only_first + self.only_second + self.neither

    @property
    def discordant(self) -> int:
        """Pairs that disagree."""
        return self.only_first + self.only_second


def mcnemar_exact(pairs: PairCounts) -> float:
    """The exact two-sided p: the discordant pairs fall either way with probability 1/2."""
    return binomial_test(pairs.only_first, pairs.discordant, 0.5) if pairs.discordant else 1.0


def mcnemar_mid_p(pairs: PairCounts) -> float:
    """The mid-p (Fagerland, Lydersen and Laake 2013): close to nominal. Reported beside the exact p."""
    from scipy.special import bdtr

    if not pairs.discordant:
        return 1.0
    fewer = min(pairs.only_first, pairs.only_second)
    return min(1.0, float(2 * bdtr(fewer, pairs.discordant, 0.5)) - _point(fewer, pairs.discordant))


def _point(hits: int, n: int) -> float:
    from scipy.special import bdtr

    return float(bdtr(hits, n, 0.5) - (bdtr(hits - 1, n, 0.5) if hits else 0.0))


def paired_odds_ratio(pairs: PairCounts, level: float = 0.95) -> Interval:
    """Only-first over only-second with the exact conditional interval; nan in (0, inf) without a discordant pair."""
    if not pairs.discordant:
        return Interval(float("nan"), 0.0, inf, level)
    share = clopper_pearson(pairs.only_first, pairs.discordant, level)
    return Interval(
        inf if pairs.only_second == 0 else pairs.only_first / pairs.only_second,
        share.low / (1 - share.low),
        inf if share.high == 1 else share.high / (1 - share.high),
        level,
    )
