"""Stratified comparisons against statsmodels (oracle), where it has an answer, and where it has none."""

import math

import numpy as np
import pytest
from statsmodels.stats.contingency_tables import StratifiedTable

from evenhand.stats.exact import exact_test
from evenhand.stats.strata import (
    Strata,
    breslow_day_tarone,
    cochran_mantel_haenszel,
    pooled_odds_ratio,
    rate_ratio,
    risk_ratio,
)


def random_strata(seed, k=4, size=60):
    rng = np.random.default_rng(seed)
    n_1, n_0 = rng.integers(5, size, k), rng.integers(5, size, k)
    return Strata.of(zip(rng.binomial(n_1, 0.4), n_1, rng.binomial(n_0, 0.25), n_0, strict=True))


def oracle(strata):
    rows = zip(strata.hits_1, strata.n_1, strata.hits_0, strata.n_0, strict=True)
    return StratifiedTable([np.array([[a, n1 - a], [c, n0 - c]]) for a, n1, c, n0 in rows])


@pytest.mark.parametrize("seed", range(25))
def test_agree_with_statsmodels(seed):
    strata = random_strata(seed)
    theirs = oracle(strata)
    for correction in (False, True):
        ours, test = (
            cochran_mantel_haenszel(strata, correction=correction),
            theirs.test_null_odds(correction=correction),
        )
        assert (ours.statistic, ours.p) == pytest.approx((test.statistic, test.pvalue), rel=1e-9)
    pooled = pooled_odds_ratio(strata)
    assert pooled.estimate == pytest.approx(theirs.oddsratio_pooled, rel=1e-9)
    assert (pooled.low, pooled.high) == pytest.approx(theirs.oddsratio_pooled_confint(), rel=1e-9)
    assert risk_ratio(strata).estimate == pytest.approx(theirs.riskratio_pooled, rel=1e-9)
    tarone = breslow_day_tarone(strata)
    equal = theirs.test_equal_odds(adjust=True)
    assert (tarone.statistic, tarone.p) == pytest.approx((equal.statistic, equal.pvalue), rel=1e-9)


def test_breslow_day_is_finite_where_the_pooled_odds_ratio_is_exactly_one():
    # Two strata that mirror each other: odds ratios 9 and 1/9, pooled exactly 1.
    strata = Strata.of([(15, 20, 5, 20), (5, 20, 15, 20)])
    assert pooled_odds_ratio(strata).estimate == 1.0
    with np.errstate(all="ignore"):
        assert math.isnan(oracle(strata).test_equal_odds(adjust=True).statistic)
    found = breslow_day_tarone(strata)
    # By hand: expected 10 in each, variance 1/(4/10) = 2.5, two gaps of 5: 2 * 25 / 2.5 = 20.
    assert found.statistic == pytest.approx(20.0, rel=1e-12)
    assert found.df == 1
    assert found.p == pytest.approx(math.erfc(math.sqrt(10)), rel=1e-12)  # one degree of freedom: P(|Z| > sqrt(20))


def test_breslow_day_is_continuous_around_one():
    near = [
        breslow_day_tarone(Strata.of([(15 + shift, 20, 5, 20), (5, 20, 15, 20)])).statistic
        for shift in (-1e-7, 0, 1e-7)
    ]
    assert near[0] == pytest.approx(near[1], rel=1e-5)
    assert near[2] == pytest.approx(near[1], rel=1e-5)


@pytest.mark.parametrize("rows", [[(1, 100, 99, 100), (0, 50, 49, 50)], [(99, 100, 1, 100), (50, 50, 1, 50)]])
def test_breslow_day_with_extreme_ratios_stays_finite(rows):
    found = breslow_day_tarone(Strata.of(rows))
    assert math.isfinite(found.statistic)
    assert 0 <= found.p <= 1


@pytest.mark.parametrize("seed", range(15))
def test_the_score_interval_is_the_test_turned_inside_out(seed):
    strata = random_strata(100 + seed, size=25)
    p = cochran_mantel_haenszel(strata).p
    assert 1e-5 < p < 1 - 1e-5
    assert risk_ratio(strata, 1 - p + 1e-6).holds(1.0)
    assert not risk_ratio(strata, 1 - p - 1e-6).holds(1.0)


def test_one_stratum_score_interval_is_miettinen_and_nurminens():
    # Their own worked ratio example in later literature: 15/148 against 8/132 gives 0.74 to 3.76 (rounded).
    found = risk_ratio(Strata.of([(15, 148, 8, 132)]))
    assert found.estimate == pytest.approx(15 / 148 / (8 / 132))
    from statsmodels.stats.proportion import confint_proportions_2indep

    theirs = confint_proportions_2indep(15, 148, 8, 132, compare="ratio", method="score", correction=True)
    assert (found.low, found.high) == pytest.approx(theirs, rel=1e-9)


def test_zero_counts_open_the_interval_and_break_nothing():
    none = risk_ratio(Strata.of([(0, 30, 4, 40), (0, 20, 2, 25)]))
    assert none.estimate == none.low == 0
    assert 0 < none.high < 5
    infinite = risk_ratio(Strata.of([(4, 40, 0, 30)]))
    assert infinite.high == math.inf
    assert 0 < infinite.low < infinite.estimate
    empty = risk_ratio(Strata.of([(0, 30, 0, 40)]))
    assert math.isnan(empty.estimate)
    assert (empty.low, empty.high) == (0, math.inf)
    assert cochran_mantel_haenszel(Strata.of([(0, 30, 0, 40)])).p == 1
    assert pooled_odds_ratio(Strata.of([(0, 3, 1, 4)])).high == math.inf
    assert rate_ratio(Strata.of([(0, 3, 1, 4)])).low == 0


def test_a_stratum_with_one_group_absent_compares_nothing():
    with_it = Strata.of([(3, 30, 4, 40), (9, 9, 0, 0)])
    assert risk_ratio(with_it) == risk_ratio(Strata.of([(3, 30, 4, 40)]))
    assert cochran_mantel_haenszel(Strata.of([])).p == 1


def test_confounding_is_taken_out():
    # Within each stratum the rates are equal; crude they differ fourfold.
    strata = Strata.of([(80, 100, 8, 10), (1, 10, 10, 100)])
    crude = Strata.of([(81, 110, 18, 110)])
    assert cochran_mantel_haenszel(crude).p < 1e-6
    assert risk_ratio(strata).estimate == pytest.approx(1.0)
    assert cochran_mantel_haenszel(strata).p == pytest.approx(1.0)


def test_rate_ratio_of_one_stratum_is_the_log_intervals():
    from evenhand.stats.intervals import rate_ratio_log

    ours, single = rate_ratio(Strata.of([(30, 700.0, 20, 900.0)])), rate_ratio_log(30, 700.0, 20, 900.0)
    assert (ours.estimate, ours.low, ours.high) == pytest.approx((single.estimate, single.low, single.high), rel=1e-9)


def test_wrong_counts_are_refused():
    with pytest.raises(ValueError):
        Strata.of([(-1, 3, 0, 3)])
    with pytest.raises(ValueError):
        Strata.of([(math.nan, 3, 0, 3)])
    with pytest.raises(ValueError):
        exact_test(Strata.of([(0.5, 3, 0, 3)]))
