"""Swapped pairs: the same words with one entity for another of the same tier. Even treatment gives the same answer.

Only pairs that disagree speak (McNemar). Making the pairs and running them through `examine` is `service.watch`'s.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Final

from evenhand.stats.intervals import Interval, wilson
from evenhand.stats.paired import PairCounts, mcnemar_exact, mcnemar_mid_p, paired_odds_ratio

_SPLIT: Final = 2 / 3  # the unevenness planned for: two of three disagreements fall the same way


@dataclass(frozen=True, slots=True)
class SwapResult:
    """One pair examined: which contrast (`first / second` in words), whether each was sent on (route not `none`)."""

    pair_id: str
    contrast: str
    lang: str
    first: bool
    second: bool


@dataclass(frozen=True, slots=True)
class SwapFigure:
    """One contrast: how often the answer flipped, which way, and whether that is more than chance."""

    contrast: str
    pairs: PairCounts
    flips: Interval
    odds_ratio: Interval
    p: float
    mid_p: float
    needed_pairs: int


def swap_figures(results: Iterable[SwapResult], alpha: float, family: int) -> list[SwapFigure]:
    """A figure a contrast, sorted by its name. A pair id repeated within a contrast counts once (the first)."""
    seen: dict[str, dict[str, tuple[bool, bool]]] = {}
    for result in results:
        seen.setdefault(result.contrast, {}).setdefault(result.pair_id, (result.first, result.second))
    return [_figure(contrast, list(seen[contrast].values()), alpha / max(1, family)) for contrast in sorted(seen)]


def _figure(contrast: str, answers: list[tuple[bool, bool]], alpha: float) -> SwapFigure:
    counts = PairCounts(
        *(answers.count(answer) for answer in ((True, True), (True, False), (False, True), (False, False)))
    )
    flips = wilson(counts.discordant, counts.n)
    return SwapFigure(
        contrast=contrast,
        pairs=counts,
        flips=flips,
        odds_ratio=paired_odds_ratio(counts),
        p=mcnemar_exact(counts),
        mid_p=mcnemar_mid_p(counts),
        needed_pairs=_needed(flips.estimate or flips.high, alpha),
    )


def _needed(flip_rate: float, alpha: float) -> int:
    """Pairs needed to see a two-to-one split of disagreements with power .9 (Connor 1987, normal approximation)."""
    from scipy.special import ndtri

    z, power = float(ndtri(1 - alpha / 2)), float(ndtri(0.9))
    disagreements = ((z * 0.5 + power * sqrt(_SPLIT * (1 - _SPLIT))) / (_SPLIT - 0.5)) ** 2
    return ceil(disagreements / flip_rate)
