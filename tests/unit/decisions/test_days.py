"""Days against the machine's zone files (the oracle), which the code itself does not read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from evenhand.decisions.days import day_of, days_of

ZONES = {"us-state": "America/New_York", "un-sc": "America/New_York", "ca": "America/Toronto",
         "gb": "Europe/London", "eu": "Europe/Brussels", "platform": "UTC"}  # fmt: skip


@pytest.mark.parametrize("authority", ZONES)
def test_every_hour_of_four_years_has_the_day_that_the_zone_files_give(authority: str) -> None:
    zone = ZoneInfo(ZONES[authority])
    instant = datetime(2023, 1, 1, tzinfo=UTC)
    while instant.year < 2027:
        assert day_of(instant, authority) == instant.astimezone(zone).date(), instant
        instant += timedelta(hours=1)


def test_a_night_in_utc_is_still_the_day_before_in_washington() -> None:
    night = datetime(2024, 2, 16, 3, tzinfo=UTC)
    assert day_of(night, "us-ofac") == date(2024, 2, 15)
    assert days_of(night) == (date(2024, 2, 15), date(2024, 2, 16))
    assert days_of(datetime(2024, 2, 16, 12, tzinfo=UTC)) == (date(2024, 2, 16),)


def test_the_ends_of_the_calendar_do_not_fail() -> None:
    assert day_of(datetime.min.replace(tzinfo=UTC), "us") == date.min
    assert day_of(datetime.max.replace(tzinfo=UTC), "eu") == date.max
