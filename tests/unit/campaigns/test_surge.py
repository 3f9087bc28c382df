"""October 2023, and what a surge test must hold: only earlier data, exact p, correction for the choice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy import stats

from evenhand.campaigns.counts import month_span, months_between
from evenhand.campaigns.model import Bucket, Series
from evenhand.campaigns.surge import surges
from evenhand.service.campaigns import example, find_surges, surge_document


def monthly(counts, first=date(2020, 1, 1)):
    months = months_between(first, date(first.year + 20, 1, 1))[: len(counts)]
    buckets = [Bucket(*month_span(month), int(count)) for month, count in zip(months, counts, strict=True)]
    return Series("s", "desk", "t", tuple(buckets))


def test_october_2023_is_a_surge_after_correction():
    (found,) = [one for one in find_surges(example()) if one.month == "2023-10"]
    assert (found.count, found.earlier, found.earlier_days, found.corrected_for) == (11, 31, 730, 26)
    assert found.expected == pytest.approx(31 / 730 * 31)
    exact = stats.binomtest(11, 42, 31 / 761, "greater").pvalue
    assert found.p_poisson == pytest.approx(exact, rel=1e-9)
    assert found.p >= found.p_poisson
    assert found.q == pytest.approx(min(1, found.p * 26))
    assert found.surge
    assert found.ratio_low < found.ratio < found.ratio_high
    assert found.ratio_low > 1
    document = surge_document(found)
    assert set(document) >= {"series", "month", "count", "expected", "p", "q", "corrected_for", "interval"}


def test_later_months_change_nothing():
    counts = [3, 4, 2, 9, 3, 5]
    before = surges([monthly(counts)])
    after = surges([monthly([*counts, 200])])
    assert [(one.month, one.p) for one in after[: len(before)]] == [(one.month, one.p) for one in before]


def test_a_level_is_never_tested_and_two_analysts_never_added():
    series = example().series
    assert [one.level for one in series] == [True, False]
    other = replace(series[1], series_id="other", analyst="desk")
    both = surges([*series, other])
    assert [(one.series, one.p) for one in both] == [("other", both[0].p), ("ser-operations", both[0].p)]


def test_a_scattered_history_makes_the_test_slower_to_call():
    steady, wild = (
        surges([monthly([4] * 12 + [12])])[-1],
        surges([monthly([0, 14, 1, 0, 15, 2, 0, 12, 0, 3, 1, 0, 12])])[-1],
    )
    assert steady.surge
    assert not wild.surge
    assert wild.p_overdispersed is not None
    assert wild.p_overdispersed > wild.p_poisson


def test_false_surges_stay_under_five_per_cent_of_series():
    rng = np.random.default_rng(11)
    worlds = [monthly(rng.poisson(rng.uniform(0.5, 8), 24)) for _ in range(300)]
    wrong = sum(any(one.surge for one in surges([world])) for world in worlds)
    assert wrong <= 0.065 * 300


def test_a_month_that_is_mostly_unreported_is_not_tested():
    assert [one.month for one in surges([monthly([1, 1, 9])], {("s", "2020-03"): 0.4})] == ["2020-02"]
