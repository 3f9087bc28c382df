"""Weights, components and the quantile, against what numpy and scipy say."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from tests.simulators.share_world import shares_of

from evenhand.campaigns.coordination.detect import detect
from evenhand.campaigns.coordination.edges import components, quantile, subgraph
from evenhand.campaigns.coordination.model import Settings


def test_a_hyperactive_account_inflates_the_peers_weight_and_not_ours():
    account, obj, time = [1] * 100 + [2], [0] * 101, [*range(100), 50]
    shares = shares_of(account, obj, time)
    theirs = detect(shares, Settings(100, 1, compatible=True))
    ours = detect(shares, Settings(100, 1))
    assert theirs.edges.weight.tolist() == [100]
    assert ours.edges.weight.tolist() == [1]


@given(st.lists(st.integers(0, 9), min_size=1), st.floats(0, 1))
def test_quantile_is_type_7(weights, q):
    assert np.isclose(quantile(np.array(weights), q), np.quantile(weights, q))


@given(st.lists(st.tuples(st.integers(0, 15), st.integers(0, 15)), max_size=30))
def test_components_agree_with_scipy(edges):
    edges = [(a, b) for a, b in edges if a != b]
    first = np.array([a for a, _ in edges], np.int32)
    second = np.array([b for _, b in edges], np.int32)
    vertices, parts, labels = components(first, second, np.ones(first.size, bool), 16)
    graph = coo_matrix((np.ones(first.size), (first, second)), shape=(16, 16))
    _, theirs = connected_components(graph, directed=False)
    seen = sorted(set(first.tolist()) | set(second.tolist()))
    assert vertices == len(seen)
    assert parts == len({theirs[v] for v in seen})
    assert all((labels[a] == labels[b]) == (theirs[a] == theirs[b]) for a in seen for b in seen)


def test_the_subgraph_is_strictly_heavier_than_the_quantile():
    first, second = np.array([0, 2, 4], np.int32), np.array([1, 3, 5], np.int32)
    part, _ = subgraph(first, second, np.array([1, 1, 3]), 0.5, 6)
    assert (part.threshold, part.vertices, part.edges, part.components) == (1.0, 2, 1, 1)
