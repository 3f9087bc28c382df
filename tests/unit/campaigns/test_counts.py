"""Counts by the month of occurrence, each analyst apart, with lateness estimated and partial months marked."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from evenhand.campaigns.counts import as_series, by_month, completeness, months_between
from evenhand.campaigns.model import Incident, Precision, Span


def incident(number, analyst, start, reported=None, end=None, precision=Precision.DAY):
    return Incident(f"i{number}", "t", analyst, Span(start, end, precision), reported=reported)


def test_each_analyst_has_its_own_months_and_empty_ones_count():
    counts, undated = by_month(
        [
            incident(1, "b", date(2024, 1, 5)),
            incident(2, "a", date(2023, 11, 30)),
            incident(3, "a", date(2024, 1, 2)),
            incident(4, "a", date(2023, 1, 1), end=date(2023, 12, 31), precision=Precision.YEAR),
            incident(5, "a", None),
        ],
        date(2024, 1, 10),
    )
    shown = [(count.series, count.month, count.count, count.days, count.partial) for count in counts]
    assert shown == [
        ("a", "2023-11", 1, 30, False),
        ("a", "2023-12", 0, 31, False),
        ("a", "2024-01", 1, 10, True),
        ("b", "2024-01", 1, 10, True),
    ]
    assert [(one.series, one.count) for one in undated] == [("a", 2)]
    assert {count.completeness for count in counts} == {None}
    assert [series.analyst for series in as_series(counts)] == ["a", "b"]


def test_what_was_reported_later_was_not_known_then():
    late = [incident(1, "a", date(2025, 1, 3), date(2025, 2, 1)), incident(2, "a", date(2025, 1, 4), date(2025, 1, 9))]
    assert [count.count for count in by_month(late, date(2025, 1, 15))[0]] == [1]
    assert [count.count for count in by_month(late, date(2025, 2, 1))[0]] == [2, 0]


def test_months_between():
    assert months_between(date(2023, 11, 30), date(2024, 2, 1)) == ["2023-11", "2023-12", "2024-01", "2024-02"]


def test_completeness_recovers_the_lag_that_truncation_hides():
    rng = np.random.default_rng(1)
    ages, lags = rng.integers(0, 24, 40_000), rng.geometric(0.3, 40_000) - 1
    seen = [(int(lag), int(age)) for lag, age in zip(lags, ages, strict=True) if lag <= age]
    for age in (0, 1, 3, 6):
        assert completeness(seen, age) == pytest.approx(1 - 0.7 ** (age + 1), abs=0.02)
    plain_share = sum(lag == 0 for lag, _ in seen) / len(seen)
    assert plain_share > completeness(seen, 0)  # what plain shares would have flattered
