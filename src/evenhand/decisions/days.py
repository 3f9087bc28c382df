"""Which day it is for an authority: a designation runs in its authority's time zone (DESIGN.md, decision 3).

The zones' summer time is computed here and not read from the machine's zone files, so that a replay elsewhere gives the
same bytes. United States and Canada: second Sunday of March to first Sunday of November at 02:00 local (Energy
Policy Act of 2005; earlier years differ by one hour in a few weeks). United Kingdom and European Union: last Sunday
of March to last Sunday of October at 01:00 UTC (Directive 2000/84/EC).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

# Standard time in hours from UTC, and whose summer time. The Security Council sits in New York.
_ZONES: Final = {
    "us": (-5, "america"),
    "un": (-5, "america"),
    "ca": (-5, "america"),
    "gb": (0, "europe"),
    "eu": (1, "europe"),
}


def _sunday(year: int, month: int, nth: int) -> date:
    """The nth Sunday of a month; 0 is the last one."""
    if nth:
        first = date(year, month, 1)
        return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (nth - 1))
    last = date(year, month, 31)  # March and October have 31 days
    return last - timedelta(days=(last.weekday() + 1) % 7)


def _summer(moment: datetime, offset: int, rule: str) -> bool:
    """Whether summer time runs at a naive UTC moment."""
    if rule == "europe":
        begins, ends = _sunday(moment.year, 3, 0), _sunday(moment.year, 10, 0)
        hour = timedelta(hours=1)
        return _midnight(begins) + hour <= moment < _midnight(ends) + hour
    begins, ends = _sunday(moment.year, 3, 2), _sunday(moment.year, 11, 1)
    return _midnight(begins) + timedelta(hours=2 - offset) <= moment < _midnight(ends) + timedelta(hours=1 - offset)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - naive UTC throughout this module


def day_of(instant: datetime, authority: str = "") -> date:
    """The day of an instant as an authority counts it; UTC for `platform` and authorities that are not known here."""
    moment = instant.astimezone(UTC).replace(tzinfo=None)
    zone = _ZONES.get(authority.partition("-")[0])
    if zone is None:
        return moment.date()
    offset, rule = zone
    try:
        return (moment + timedelta(hours=offset + _summer(moment, offset, rule))).date()
    except OverflowError:
        return moment.date()  # the first or last hours that a calendar has


def days_of(instant: datetime) -> tuple[date, ...]:
    """The one or two days it is at an instant, over all authorities."""
    return tuple(sorted({day_of(instant, authority) for authority in ("", *_ZONES)}))
