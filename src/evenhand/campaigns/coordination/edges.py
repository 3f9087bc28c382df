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
    """Edges with the pairs behind each: pair `order[k]` for k in `starts[e]:starts[e+1]` belongs to edge e."""

    first: Codes
    second: Codes
    order: Codes
    starts: Ticks
    objects: Codes  # distinct objects of each edge

    @property
    def posts(self) -> Weights:
        """Post pairs of each edge."""
        return np.diff(self.starts)


def fold(rows: Sorted, pairs: Pairs, accounts: int) -> Folded:
    """One edge for each two accounts that met, ordered by their codes (which are ordered as their ids)."""
    if not pairs.left.size:
        none = np.empty(0, np.int32)
        return Folded(none, none, none, np.zeros(1, np.int64), none)
    keys = kernels.pair_keys(pairs.left, pairs.right, rows.account, accounts)
    order = kernels.radix_order(keys, int(accounts * accounts - 1).bit_length())
    starts, objects = kernels.edge_runs(keys, order, rows.object, pairs.left)
    first, second = np.divmod(keys[order[starts[:-1]]], accounts)
    return Folded(first.astype(np.int32), second.astype(np.int32), order, starts, objects)


def components(first: Codes, second: Codes, accounts: int) -> tuple[int, int, Codes]:
    """Vertices that have an edge, connected components among them, and each account's component."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    graph = coo_matrix((np.ones(first.size, np.int8), (first, second)), shape=(accounts, accounts))
    _, labels = connected_components(graph, directed=False)
    seen = np.zeros(accounts, np.bool_)
    seen[first] = True
    seen[second] = True
    return int(seen.sum()), int(np.unique(labels[seen]).size), labels.astype(np.int32)


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
    vertices, parts, labels = components(first[heavy], second[heavy], accounts)
    return Subgraph(q, threshold, vertices, int(heavy.sum()), parts), labels
