"""Tests of counts against scipy and statsmodels (oracles)."""

import numpy as np
import pytest
from scipy import stats as scipy_stats
from statsmodels.stats.rates import test_poisson as sm_poisson
from statsmodels.stats.rates import test_poisson_2indep as sm_two_rates

from evenhand.stats import counts


@pytest.mark.parametrize(("count", "expected"), [(0, 2.0), (11, 2.0), (24, 30.5), (1, 1.0), (300, 250.0)])
def test_poisson_agrees(count, expected):
    assert counts.poisson_test(count, expected, "greater") == pytest.approx(
        scipy_stats.poisson.sf(count - 1, expected), rel=1e-9
    )
    assert counts.poisson_test(count, expected, "less") == pytest.approx(
        scipy_stats.poisson.cdf(count, expected), rel=1e-9
    )
    theirs = sm_poisson(count, 1, value=expected, method="exact-c").pvalue
    assert counts.poisson_test(count, expected) == pytest.approx(min(1, theirs), rel=1e-9)


@pytest.mark.parametrize(
    ("hits", "n", "p"),
    [(0, 10, 0.5), (3, 10, 0.5), (5, 10, 0.5), (9, 12, 0.3), (520, 1000, 0.5), (2, 9, 0.0), (9, 9, 1.0), (0, 0, 0.4)],
)
@pytest.mark.parametrize("side", ["two-sided", "greater", "less"])
def test_binomial_agrees_with_scipy(hits, n, p, side):
    if n == 0:
        assert counts.binomial_test(hits, n, p, side) == 1.0
        return
    theirs = scipy_stats.binomtest(hits, n, p, alternative=side).pvalue
    assert counts.binomial_test(hits, n, p, side) == pytest.approx(theirs, rel=1e-9, abs=1e-15)


@pytest.mark.parametrize(("a", "ta", "b", "tb"), [(11, 1, 24, 12), (3, 10.0, 9, 12.0), (0, 1, 4, 3)])
@pytest.mark.parametrize(("side", "theirs"), [("two-sided", "two-sided"), ("greater", "larger"), ("less", "smaller")])
def test_two_rates_agree_with_statsmodels(a, ta, b, tb, side, theirs):
    oracle = sm_two_rates(a, ta, b, tb, method="exact-cond", compare="ratio", alternative=theirs).pvalue
    assert counts.two_rates_test(a, ta, b, tb, side) == pytest.approx(float(oracle), rel=1e-9)


@pytest.mark.parametrize(("count", "mean", "dispersion"), [(11, 2.0, 0.3), (0, 3.0, 1.2), (4, 4.0, 0.05)])
def test_negative_binomial_tails_agree_with_scipy(count, mean, dispersion):
    size = 1 / dispersion
    theirs = scipy_stats.nbinom(size, size / (size + mean))
    fitted = counts.NegativeBinomial(mean, dispersion)
    assert fitted.tail(count, "greater") == pytest.approx(theirs.sf(count - 1), rel=1e-9)
    assert fitted.tail(count, "less") == pytest.approx(theirs.cdf(count), rel=1e-9)


def test_dispersion_is_the_moment_estimate_and_never_below_poisson():
    history = [1, 0, 4, 9, 2, 0, 7]
    mean, variance = np.mean(history), np.var(history, ddof=1)
    fitted = counts.fit_negative_binomial(history)
    assert fitted.mean == pytest.approx(mean)
    assert fitted.dispersion == pytest.approx((variance - mean) / mean**2)
    assert counts.fit_negative_binomial([3, 3, 3, 3]).dispersion == 0
    assert counts.fit_negative_binomial([0, 0]).mean == 0


def test_unequal_exposures_are_allowed_for():
    rng = np.random.default_rng(5)
    exposures = rng.uniform(0.3, 3, 20_000)
    history = rng.poisson(rng.gamma(2.0, 1.5, exposures.size) * exposures)
    fitted = counts.fit_negative_binomial(history.tolist(), exposures.tolist())
    assert fitted.mean == pytest.approx(3.0, rel=0.05)
    assert fitted.dispersion == pytest.approx(0.5, rel=0.1)


def test_scattered_history_makes_a_surge_less_surprising():
    calm, wild = [2, 2, 3, 2, 1, 2], [0, 7, 0, 1, 4, 0]
    assert counts.negative_binomial_test(8, calm) < counts.negative_binomial_test(8, wild)
    assert counts.negative_binomial_test(8, calm, exposure=3.0) > counts.negative_binomial_test(8, calm)


def test_refusals():
    with pytest.raises(ValueError):
        counts.poisson_test(-1, 2)
    with pytest.raises(ValueError):
        counts.binomial_test(3, 2, 0.5)
    with pytest.raises(ValueError):
        counts.two_rates_test(1, 0, 1, 1)
    with pytest.raises(ValueError):
        counts.fit_negative_binomial([4])
