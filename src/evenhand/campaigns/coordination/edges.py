"""Pairs folded into edges: how often two accounts met, by posts (as CooRTweet counts) or by objects (our rule).

Counting post pairs lets one hyperactive account inflate its edges: 100 posts beside one post make a weight of 100. By
objects that is one meeting. What a weight is worth is left to `null`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.campaigns.coordination import kernels
from evenhand.campaigns.coordination.model import Codes, Pairs, Sorted, Subgraph, Ticks

Weights = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Folded:
    """Edges and, for edge e, the object of each of its pairs in `numbers[starts[e]:starts[e+1]]`, ascending."""

    first: Codes
    second: Codes
    starts: Ticks
    objects: Codes  # distinct objects of each edge
    numbers: Codes

    @property
    def posts(self) -> Weights:
        """Post pairs of each edge."""
        return np.diff(self.starts)


def fold(rows: Sorted, pairs: Pairs, accounts: int) -> Folded:
    """One edge for each two accounts that met, ordered by their codes (which are ordered as their ids)."""
    keys, numbers = kernels.pair_keys(pairs.left, pairs.right, rows.account, rows.object, accounts)
    keys, numbers = kernels.radix_sort(keys, numbers, int(max(accounts * accounts - 1, 0)).bit_length())
    first, second, starts, objects = kernels.edge_runs(keys, numbers, max(accounts, 1))
    return Folded(first, second, starts, objects, numbers)


def components(first: Codes, second: Codes, chosen: npt.NDArray[np.bool_], accounts: int) -> tuple[int, int, Codes]:
    """Vertices with a chosen edge, connected components among them, and each account's component (-1 without one)."""
    labels: Codes = kernels.join(first, second, chosen, accounts)
    return int((labels >= 0).sum()), int((labels == np.arange(accounts)).sum()), labels


def quantile(weights: Weights, q: float) -> float:
    """R's default quantile (type 7), with R's own order of operations so that the last digit agrees. 0 for no weights."""
    if not weights.size:
        return 0.0
    ordered = np.sort(weights)
    index = 1 + (weights.size - 1) * q
    low = int(np.floor(index))
    below, above = float(ordered[low - 1]), float(ordered[min(low, weights.size - 1)])
    fraction = index - low
    return below if fraction == 0 or below == above else (1 - fraction) * below + fraction * above


def subgraph(first: Codes, second: Codes, weights: Weights, q: float, accounts: int) -> tuple[Subgraph, Codes]:
    """The sub-graph of edges strictly heavier than the quantile, and each account's component in it."""
    threshold = quantile(weights, q)
    heavy = weights > threshold
    vertices, parts, labels = components(first, second, heavy, accounts)
    return Subgraph(q, threshold, vertices, int(heavy.sum()), parts), labels
