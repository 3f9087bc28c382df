"""Counts of one analyst's incidents by month, with how complete each month is by now. Never two analysts' added up.

An incident counts in the month it occurred in, not the one it was reported in. One whose span does not fit into a month
is counted apart, not spread. The newest months are short of incidents that are not reported yet: their completeness is
estimated from how late earlier ones were reported.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from evenhand.campaigns.model import Bucket, Incident, Series

ENOUGH_LAGS: Final = 10  # fewer incidents with both days say nothing on how late reports come


@dataclass(frozen=True, slots=True)
class MonthCount:
    """A month of one series. `days` is what of it had passed; `completeness` lies between 0 and 1, None when unknown."""

    series: str
    month: str  # 2023-10
    count: int
    days: int
    completeness: float | None
    partial: bool  # the month was not over on the day of counting


@dataclass(frozen=True, slots=True)
class Undated:
    """Incidents that no month can hold: without a start, or with a span over more than one month."""

    series: str
    count: int


def month_of(day: date) -> str:
    """`2023-10`."""
    return f"{day.year:04d}-{day.month:02d}"


def month_span(month: str) -> tuple[date, date]:
    """First and last day of a month."""
    year, number = int(month[:4]), int(month[5:7])
    return date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])


def months_between(first: date, last: date) -> list[str]:
    """Every month from one day's to another's, both included."""
    index = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in index]


def in_month(incident: Incident) -> str | None:
    """The one month an incident occurred in, or None."""
    start, end = incident.occurred.start, incident.occurred.end
    if start is None or (end is not None and month_of(end) != month_of(start)):
        return None
    whole = incident.occurred.precision in ("day", "month")
    return month_of(start) if whole else None


def completeness(lags: Iterable[tuple[int, int]], age: int) -> float:
    """The share of incidents reported within `age` months, from pairs (lag, longest lag that could have been seen).

    Late reports are missing from recent months, so plain shares would flatter them: this is the product-limit estimate in
    reversed time (Lagakos, Barraj and De Gruttola 1988) for data truncated on the right.
    """
    seen = [(lag, limit) for lag, limit in lags if 0 <= lag <= limit]
    share = 1.0
    for lag in sorted({lag for lag, _ in seen if lag > age}):
        at_risk = sum(1 for other, limit in seen if other <= lag <= limit)
        share *= 1 - sum(1 for other, limit in seen if other == lag <= limit) / at_risk
    return share


def _lags(incidents: Sequence[Incident], as_of: date) -> list[tuple[int, int]]:
    lags = []
    for incident in incidents:
        month = in_month(incident)
        if month is not None and incident.reported is not None:
            start, _ = month_span(month)
            lags.append((_months(start, incident.reported), _months(start, as_of)))
    return lags


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def by_month(
    incidents: Sequence[Incident], as_of: date | None = None
) -> tuple[tuple[MonthCount, ...], tuple[Undated, ...]]:
    """Counts of each analyst's incidents for every month from the first to the day of counting, empty months included.

    The day of counting is given, or the latest day any of the analyst's incidents was reported or began. What was reported
    after it was not known then, and does not count.
    """
    if as_of is not None:
        incidents = [one for one in incidents if one.reported is None or one.reported <= as_of]
    counts: list[MonthCount] = []
    undated: list[Undated] = []
    for analyst in sorted({incident.analyst for incident in incidents}):
        own = [incident for incident in incidents if incident.analyst == analyst]
        dated = [month for month in map(in_month, own) if month is not None]
        if len(dated) < len(own):
            undated.append(Undated(analyst, len(own) - len(dated)))
        if dated:
            counts += _months_of(analyst, own, dated, as_of or _last_day(own))
    return tuple(counts), tuple(undated)


def _last_day(incidents: Sequence[Incident]) -> date:
    days = [day for incident in incidents for day in (incident.reported, incident.occurred.start) if day is not None]
    return max(days)


def _months_of(analyst: str, own: Sequence[Incident], dated: Sequence[str], as_of: date) -> list[MonthCount]:
    lags = _lags(own, as_of)
    result = []
    for month in months_between(month_span(min(dated))[0], as_of):
        first, last = month_span(month)
        days = (min(last, as_of) - first).days + 1
        share = completeness(lags, _months(first, as_of)) if len(lags) >= ENOUGH_LAGS else None
        result.append(MonthCount(analyst, month, dated.count(month), days, share, last > as_of))
    return result


def as_series(counts: Sequence[MonthCount]) -> tuple[Series, ...]:
    """Counted months as series, so that one test serves both what was counted here and what an analyst published."""
    result = []
    for name in sorted({count.series for count in counts}):
        own = [count for count in counts if count.series == name]
        buckets = tuple(
            Bucket(first, first + timedelta(days=count.days - 1), count.count)
            for count in own
            for first in (month_span(count.month)[0],)
        )
        result.append(Series(f"incidents-{name}", name, "Incidents by the month they occurred in", buckets))
    return tuple(result)
