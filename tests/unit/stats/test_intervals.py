"""Intervals against statsmodels and scipy (oracles), and at their ends."""

import math

import pytest
from scipy import stats as scipy_stats
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson, confint_poisson_2indep

from evenhand.stats import intervals

CASES = [(0, 5), (1, 5), (5, 5), (3, 44), (17, 90), (480, 1000), (2, 100_000), (99_999, 100_000)]


@pytest.mark.parametrize(("hits", "n"), CASES)
@pytest.mark.parametrize("level", [0.8, 0.95, 0.999])
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [(intervals.wilson, "wilson"), (intervals.clopper_pearson, "beta"), (intervals.jeffreys, "jeffreys")],
)
def test_proportions_agree_with_statsmodels(hits, n, level, ours, theirs):
    found = ours(hits, n, level)
    low, high = proportion_confint(hits, n, alpha=1 - level, method=theirs)
    assert found.estimate == hits / n
    assert found.low == pytest.approx(low, rel=1e-9, abs=1e-12)
    assert found.high == pytest.approx(high, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(("hits", "n"), CASES)
def test_clopper_pearson_agrees_with_scipy(hits, n):
    found, theirs = intervals.clopper_pearson(hits, n), scipy_stats.binomtest(hits, n).proportion_ci()
    assert (found.low, found.high) == pytest.approx((theirs.low, theirs.high), rel=1e-9)


@pytest.mark.parametrize(("count", "exposure"), [(0, 1.0), (1, 2.5), (7, 12.0), (250, 3.0)])
def test_poisson_agrees_with_statsmodels(count, exposure):
    found = intervals.poisson(count, exposure)
    low, high = confint_poisson(count, exposure, method="exact-c")
    assert (found.low, found.high) == pytest.approx((0.0 if count == 0 else low, high), rel=1e-9)


@pytest.mark.parametrize(("a", "ta", "b", "tb"), [(3, 10.0, 9, 12.0), (40, 7.0, 22, 9.5), (1, 1.0, 1, 1.0)])
def test_log_rate_ratio_agrees_with_statsmodels(a, ta, b, tb):
    found = intervals.rate_ratio_log(a, ta, b, tb)
    theirs = confint_poisson_2indep(a, ta, b, tb, method="wald-log", compare="ratio")
    assert (found.low, found.high) == pytest.approx(theirs, rel=1e-9)


@pytest.mark.parametrize(("a", "ta", "b", "tb"), [(3, 10.0, 9, 12.0), (40, 7.0, 22, 9.5), (12, 2.0, 1, 2.0)])
def test_exact_rate_ratio_is_the_binomial_interval_turned_into_odds(a, ta, b, tb):
    found, share = intervals.rate_ratio(a, ta, b, tb), scipy_stats.binomtest(a, a + b).proportion_ci()
    expected = [p / (1 - p) * tb / ta for p in (share.low, share.high)]
    assert [found.low, found.high] == pytest.approx(expected, rel=1e-9)


def test_zero_counts_give_open_bounds_not_errors():
    assert intervals.rate_ratio(0, 1, 5, 1).low == 0
    assert intervals.rate_ratio(5, 1, 0, 1).high == math.inf
    nothing = intervals.rate_ratio(0, 1, 0, 1)
    assert math.isnan(nothing.estimate)
    assert (nothing.low, nothing.high) == (0, math.inf)


@pytest.mark.parametrize("wrong", [(-1, 5), (6, 5), (0, 0)])
def test_impossible_counts_are_refused(wrong):
    for interval in (intervals.wilson, intervals.clopper_pearson, intervals.jeffreys):
        with pytest.raises(ValueError):
            interval(*wrong)


def test_refusals_of_rates_and_levels():
    with pytest.raises(ValueError):
        intervals.poisson(1, 0)
    with pytest.raises(ValueError):
        intervals.rate_ratio_log(0, 1, 3, 1)
    with pytest.raises(ValueError):
        intervals.rate_ratio(1, 0, 3, 1)
    with pytest.raises(ValueError):
        intervals.z_of(1)


def test_fractional_counts_of_weighted_samples_are_taken():
    whole, part = intervals.wilson(20, 100), intervals.wilson(10.5, 52.5)
    assert part.estimate == pytest.approx(whole.estimate)
    assert part.low < whole.low
    assert part.high > whole.high
    assert whole.holds(0.2)
    assert not whole.holds(0.9)
