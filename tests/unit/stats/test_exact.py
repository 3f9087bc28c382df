"""Exact tests against scipy's, and against counting every table."""

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from scipy import stats as scipy_stats

from evenhand.stats.exact import exact_test, fisher, hypergeometric
from evenhand.stats.strata import Strata


@pytest.mark.parametrize(("m", "n1", "n0"), [(5, 10, 12), (0, 4, 4), (30, 20, 15), (900, 5_000, 1_000_000)])
def test_masses_agree_with_scipy(m, n1, n0):
    low, masses = hypergeometric(m, n1, n0)
    k = np.arange(low, low + masses.size)
    assert masses == pytest.approx(scipy_stats.hypergeom.pmf(k, n1 + n0, m, n1), rel=1e-9, abs=1e-300)
    exact = [float(Fraction(math.comb(n1, hit) * math.comb(n0, m - hit), math.comb(n1 + n0, m))) for hit in k.tolist()]
    assert masses == pytest.approx(exact, rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("table", [(3, 20, 9, 25), (0, 8, 5, 9), (8, 8, 0, 9), (12, 400, 3, 380), (5, 10, 5, 10)])
@pytest.mark.parametrize("side", ["two-sided", "greater", "less"])
def test_fisher_agrees_with_scipy(table, side):
    a, n1, c, n0 = table
    theirs = scipy_stats.fisher_exact([[a, n1 - a], [c, n0 - c]], alternative=side)[1]
    assert fisher(*table, side) == pytest.approx(theirs, rel=1e-9)


def test_strata_agree_with_every_table_counted():
    rows = [(2, 4, 1, 5), (3, 6, 0, 3), (1, 3, 2, 4)]
    sums = {}
    supports = [range(max(0, a + c - n0), min(a + c, n1) + 1) for a, n1, c, n0 in rows]
    for counts in product(*supports):
        mass = np.prod(
            [scipy_stats.hypergeom.pmf(k, n1 + n0, a + c, n1) for k, (a, n1, c, n0) in zip(counts, rows, strict=True)]
        )
        sums[sum(counts)] = sums.get(sum(counts), 0.0) + mass
    seen = sum(row[0] for row in rows)
    brute = sum(mass for mass in sums.values() if mass <= sums[seen] * (1 + 1e-9))
    assert exact_test(Strata.of(rows)) == pytest.approx(brute, rel=1e-9)
    assert exact_test(Strata.of(rows), "greater") == pytest.approx(
        sum(v for k, v in sums.items() if k >= seen), rel=1e-9
    )
    assert exact_test(Strata.of(rows), "less") == pytest.approx(sum(v for k, v in sums.items() if k <= seen), rel=1e-9)


def test_nothing_to_compare_is_no_evidence():
    assert fisher(0, 5, 0, 9) == 1
    assert fisher(5, 5, 9, 9) == 1
    assert exact_test(Strata.of([])) == 1
    with pytest.raises(ValueError):
        fisher(6, 5, 0, 3)


def test_the_error_rate_holds_where_hits_are_rare():
    rng = np.random.default_rng(11)
    n1, n0 = np.array([60, 200, 30]), np.array([300, 100, 500])
    rates = np.array([0.01, 0.03, 0.005])
    found = sum(
        exact_test(Strata.of(zip(rng.binomial(n1, rates), n1, rng.binomial(n0, rates), n0, strict=True))) <= 0.05
        for _ in range(2_000)
    )
    assert found <= 100 + 3 * 10  # at most the level, and 3 standard deviations of luck
