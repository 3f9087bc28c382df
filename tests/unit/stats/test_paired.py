"""McNemar against statsmodels, and by hand."""

import math

import pytest
from scipy import stats as scipy_stats
from statsmodels.stats.contingency_tables import mcnemar

from evenhand.stats.paired import PairCounts, mcnemar_exact, mcnemar_mid_p, paired_odds_ratio


@pytest.mark.parametrize(("b", "c"), [(0, 1), (4, 9), (12, 12), (30, 11), (0, 20)])
def test_exact_agrees_with_statsmodels(b, c):
    pairs = PairCounts(50, b, c, 70)
    assert mcnemar_exact(pairs) == pytest.approx(mcnemar([[50, b], [c, 70]], exact=True).pvalue, rel=1e-9)
    assert (pairs.n, pairs.discordant) == (120 + b + c, b + c)


@pytest.mark.parametrize(("b", "c"), [(0, 1), (4, 9), (9, 4), (30, 11), (7, 8)])
def test_mid_p_takes_half_the_point_of_each_tail(b, c):
    fewer = min(b, c)
    tail = scipy_stats.binom.cdf(fewer, b + c, 0.5) - scipy_stats.binom.pmf(fewer, b + c, 0.5) / 2
    assert mcnemar_mid_p(PairCounts(1, b, c, 1)) == pytest.approx(2 * tail, rel=1e-9)


def test_no_disagreement_is_no_evidence():
    pairs = PairCounts(9, 0, 0, 9)
    assert mcnemar_exact(pairs) == mcnemar_mid_p(pairs) == mcnemar_mid_p(PairCounts(0, 3, 3, 0)) == 1
    assert math.isnan(paired_odds_ratio(pairs).estimate)


def test_odds_ratio_bounds():
    found = paired_odds_ratio(PairCounts(0, 12, 4, 0))
    assert found.estimate == 3
    assert found.low < 3 < found.high
    assert paired_odds_ratio(PairCounts(0, 5, 0, 0)).high == math.inf
    assert paired_odds_ratio(PairCounts(0, 0, 5, 0)).low == 0
