"""Is a month's count a surge? Tested against earlier months only, and corrected for having been picked out afterwards.

The null is the analyst's own rate over all earlier buckets (years, quarters and months weigh by their days, each scaled by
how complete it is). Two tests, and the larger p counts: the exact conditional test of two Poisson rates, which does not
pretend that the earlier mean is known, and the negative binomial where earlier buckets scatter more than Poisson's.
`corrected_for` is how many months could have been picked: every month after the first earlier bucket up to the day of the
publication. q is Bonferroni's over them, so it holds however the month was chosen. A month less than half complete is not
tested: its own lateness would be most of the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from evenhand.campaigns.counts import month_of, month_span, months_between
from evenhand.campaigns.model import Bucket, Series
from evenhand.stats.counts import negative_binomial_test, two_rates_test
from evenhand.stats.intervals import rate_ratio

_COMPLETE_ENOUGH: Final = 0.5


@dataclass(frozen=True, slots=True)
class Surge:
    """One tested month: `ratio` is its rate over the earlier rate (exact interval, 95 %), `expected` its count at that."""

    series: str
    analyst: str
    title: str
    month: str
    count: int
    expected: float
    ratio: float
    ratio_low: float
    ratio_high: float
    p: float
    p_poisson: float
    p_overdispersed: float | None
    q: float
    corrected_for: int
    earlier: int  # counts before
    earlier_days: int
    surge: bool

    @property
    def interval(self) -> tuple[float, float]:
        """The bounds of the ratio."""
        return self.ratio_low, self.ratio_high


def surges(
    series: Sequence[Series], shares: dict[tuple[str, str], float] | None = None, level: float = 0.05
) -> tuple[Surge, ...]:
    """Every month-long bucket that has an earlier one, by series and month. `shares` is the completeness of (series, month)."""
    found: list[Surge] = []
    for one in sorted(series, key=lambda item: item.series_id):
        if not one.level:
            found += _tested(one, shares or {}, level)
    return tuple(found)


def _tested(series: Series, shares: dict[tuple[str, str], float], level: float) -> list[Surge]:
    result = []
    for number, bucket in enumerate(series.buckets):
        earlier = series.buckets[:number]
        late = shares.get((series.series_id, month_of(bucket.start)), 1.0) < _COMPLETE_ENOUGH
        if earlier and _is_month(bucket) and not late:
            months = _choices(series, earlier[0])
            result.append(_one(series, bucket, earlier, months, shares, level))
    return result


def _is_month(bucket: Bucket) -> bool:
    """Inside one month, from its first day; the running month may not be over."""
    return month_of(bucket.start) == month_of(bucket.end) and bucket.start.day == 1


def _choices(series: Series, first: Bucket) -> int:
    """How many months somebody could have picked out: after the first bucket, up to the last month known about."""
    last: date = max(series.reported or series.buckets[-1].end, series.buckets[-1].end)
    after = months_between(first.end, last)[1:]
    return max(1, len(after))


def _exposure(series: Series, bucket: Bucket, shares: dict[tuple[str, str], float]) -> float:
    days = (bucket.end - bucket.start).days + 1
    return max(days * shares.get((series.series_id, month_of(bucket.start)), 1.0), 1e-6)


def _one(
    series: Series,
    bucket: Bucket,
    earlier: Sequence[Bucket],
    months: int,
    shares: dict[tuple[str, str], float],
    level: float,
) -> Surge:
    exposure = _exposure(series, bucket, shares)
    exposures = [_exposure(series, one, shares) for one in earlier]
    before = sum(one.count for one in earlier)
    exact = two_rates_test(bucket.count, exposure, before, sum(exposures), "greater")
    loose = None
    if len(earlier) >= 2 and before > 0:
        history = [one.count for one in earlier]
        loose = negative_binomial_test(bucket.count, history, "greater", exposure=exposure, exposures=exposures)
    p = max(exact, loose or 0.0)
    ratio = rate_ratio(bucket.count, exposure, before, sum(exposures))
    q = min(1.0, p * months)
    return Surge(
        series=series.series_id,
        analyst=series.analyst,
        title=series.title,
        month=month_span(month_of(bucket.start))[0].isoformat()[:7],
        count=bucket.count,
        expected=before / sum(exposures) * exposure,
        ratio=ratio.estimate,
        ratio_low=ratio.low,
        ratio_high=ratio.high,
        p=p,
        p_poisson=exact,
        p_overdispersed=loose,
        q=q,
        corrected_for=months,
        earlier=before,
        earlier_days=sum((one.end - one.start).days + 1 for one in earlier),
        surge=q <= level,
    )
