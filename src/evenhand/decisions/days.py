"""Which day it is for an authority: a designation runs in its authority's time zone (DESIGN.md, decision 3).

The zones' summer time is computed here and not read from the machine's zone files, so that a replay elsewhere gives the
same bytes. United States and Canada: second Sunday of March to first Sunday of November at 02:00 local (Energy
Policy Act of 2005; earlier years differ by one hour in a few weeks). United Kingdom and European Union: last Sunday
of March to last Sunday of October at 01:00 UTC (Directive 2000/84/EC).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final

# Standard time in hours from UTC, and whose summer time. The Security Council sits in New York.
_ZONES: Final = {
    "us": (-5, "america"),
    "un": (-5, "america"),
    "ca": (-5, "america"),
    "gb": (0, "europe"),
    "eu": (1, "europe"),
}

_DISTINCT: Final = tuple(dict.fromkeys(_ZONES.values()))


def _sunday(year: int, month: int, nth: int) -> date:
    """The nth Sunday of a month; 0 is the last one."""
    if nth:
        first = date(year, month, 1)
        return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (nth - 1))
    last = date(year, month, 31)  # March and October have 31 days
    return last - timedelta(days=(last.weekday() + 1) % 7)


@lru_cache(maxsize=1024)
def _summer_of(year: int, offset: int, rule: str) -> tuple[datetime, datetime]:
    """When summer time begins and ends in a year, naive UTC, the end exclusive."""
    if rule == "europe":
        return _at(_sunday(year, 3, 0), 1), _at(_sunday(year, 10, 0), 1)
    return _at(_sunday(year, 3, 2), 2 - offset), _at(_sunday(year, 11, 1), 1 - offset)


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour)  # noqa: DTZ001 - naive UTC throughout this module


@lru_cache(maxsize=65_536)
def _day(hour: datetime, zone: tuple[int, str]) -> date:
    """The day of an hour (naive UTC) in a zone: every border of a day falls on a whole hour."""
    offset, rule = zone
    begins, ends = _summer_of(hour.year, offset, rule)
    try:
        return (hour + timedelta(hours=offset + (begins <= hour < ends))).date()
    except OverflowError:
        return hour.date()  # the first or last hours that a calendar has


def hour_of(instant: datetime) -> datetime:
    """The hour of an instant, naive UTC."""
    if instant.tzinfo is UTC:
        return instant.replace(tzinfo=None, minute=0, second=0, microsecond=0)
    return instant.astimezone(UTC).replace(tzinfo=None, minute=0, second=0, microsecond=0)


def day_of(instant: datetime, authority: str = "") -> date:
    """The day of an instant as an authority counts it; UTC for `platform` and authorities that are not known here."""
    zone = _ZONES.get(authority.partition("-")[0])
    hour = hour_of(instant)
    return _day(hour, zone) if zone else hour.date()


def days_of(instant: datetime) -> tuple[date, ...]:
    """The one or two days it is at an instant, over all authorities."""
    hour = hour_of(instant)
    return tuple(sorted({hour.date(), *(_day(hour, zone) for zone in _DISTINCT)}))
