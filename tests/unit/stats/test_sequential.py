"""The anytime bound: never wrong more often than alpha however often one looks, and worth having."""

import numpy as np
import pytest

from evenhand.stats.intervals import clopper_pearson
from evenhand.stats.sequential import lower_bound


def test_looking_after_every_label_is_wrong_at_most_alpha_of_the_time():
    # The bound is a running maximum, so its last value already counts every look along the way.
    rng = np.random.default_rng(8)
    wrong = sum(lower_bound(rng.random(400) < 0.9, 0.05) > 0.9 for _ in range(1_500))
    assert wrong / 1_500 <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 1_500)


def test_naive_looks_are_wrong_more_often_which_is_why_this_exists():
    rng = np.random.default_rng(9)
    naive = 0
    for _ in range(400):
        hits = np.cumsum(rng.random(400) < 0.9)
        naive += any(clopper_pearson(int(hits[n - 1]), n, 0.90).low > 0.9 for n in range(20, 401, 20))
    assert naive / 400 > 0.08  # nominal: 0.05


def test_it_never_falls_and_comes_near_the_truth():
    rng = np.random.default_rng(10)
    values = (rng.random(5_000) < 0.97).astype(float)
    bounds = [lower_bound(values[:n]) for n in (10, 100, 500, 1_000, 5_000)]
    assert bounds == sorted(bounds)
    assert 0.95 < bounds[-1] < 0.97
    assert lower_bound(np.ones(200)) > 0.97


def test_weighted_values_and_edges():
    assert lower_bound([]) == 0
    assert lower_bound([0.0, 0.0]) == 0
    assert 0 < lower_bound(np.full(300, 0.5)) < 0.5
    assert lower_bound([1.0] * 50, 0.01) < lower_bound([1.0] * 50, 0.1)


@pytest.mark.parametrize(("values", "alpha"), [([1.2], 0.05), ([-0.1], 0.05), ([float("nan")], 0.05), ([0.5], 0.0)])
def test_refusals(values, alpha):
    with pytest.raises(ValueError):
        lower_bound(values, alpha)
