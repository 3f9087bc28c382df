"""Times: seconds stay seconds, zones are honoured, another unit is refused and never guessed."""

from __future__ import annotations

import pyarrow as pa
import pytest

from evenhand.adapters.events.times import from_column


@pytest.mark.parametrize(
    ("values", "kind", "times", "ticks"),
    [
        ([1, 2], pa.int64(), [1, 2], 1),
        ([1.0, 2.0], pa.float64(), [1, 2], 1),
        ([1.5, 2.0], pa.float64(), [1_500_000, 2_000_000], 1_000_000),
        (["10", "20"], pa.string(), [10, 20], 1),
        (["1970-01-01T01:00:01+01:00", "1970-01-01 00:00:02"], pa.string(), [1, 2], 1),
        (["1.25", "2"], pa.string(), [1_250_000, 2_000_000], 1_000_000),
    ],
)
def test_each_spelling(values, kind, times, ticks):
    found, there, unit = from_column(pa.chunked_array([pa.array(values, kind)]))
    assert (found.tolist(), there.all(), unit) == (times, True, ticks)


@pytest.mark.parametrize("bad", [None, 1_700_000_000_000, float("nan"), float("inf"), "tomorrow", "", "1e400"])
def test_what_is_no_time_is_told_apart(bad):
    kind = pa.string() if isinstance(bad, str) else pa.float64()
    found, there, _ = from_column(pa.chunked_array([pa.array([bad, "5" if isinstance(bad, str) else 5.0], kind)]))
    assert there.tolist() == [False, True]
    assert found[0] == 0
