"""Groups come out the same for the same seed, largest first."""

from __future__ import annotations

import numpy as np

from evenhand.campaigns.coordination.groups import connected, leiden


def cliques():
    edges = [
        (a, b) for base, size in ((0, 4), (10, 6)) for a in range(base, base + size) for b in range(a + 1, base + size)
    ]
    first, second = (np.array(ends, np.int32) for ends in zip(*edges, strict=True))
    return first, second, np.full(first.size, 5)


def test_two_cliques_are_two_groups_largest_first():
    found = leiden(*cliques(), seed=1)
    assert found == (tuple(range(10, 16)), tuple(range(4)))
    assert leiden(*cliques(), seed=1) == found


def test_no_edges_no_groups():
    none = np.empty(0, np.int32)
    assert leiden(none, none, np.empty(0, np.int64), 0) == ()
    assert connected(none, none, none) == ()
