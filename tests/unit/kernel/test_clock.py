"""Instants need a zone, days are days, and what is written reads back."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.kernel.clock import FixedClock, format_instant, parse_day, parse_instant
from evenhand.kernel.errors import BadInputError


@given(st.datetimes(timezones=st.timezones()))
def test_an_instant_reads_back(moment: datetime) -> None:
    assert parse_instant(format_instant(moment)) == moment.astimezone(UTC)


def test_a_bare_day_is_midnight_utc() -> None:
    assert parse_instant("2024-02-09") == datetime(2024, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2024-02-09T12:00:00", "2024-13-01", "2024-02-30T00:00:00Z", "20240209"]
)
def test_what_is_no_instant_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(BadInputError) as caught:
        parse_instant(text)
    assert "RFC 3339" in caught.value.hint


def test_days() -> None:
    assert parse_day("2024-02-29") == date(2024, 2, 29)
    for wrong in ("2023-02-29", "24-02-29", "2024-2-9", "2024-02-09T00:00:00Z"):
        with pytest.raises(BadInputError):
            parse_day(wrong)


def test_a_fixed_clock_stands() -> None:
    clock = FixedClock(datetime(2024, 1, 1, tzinfo=UTC))
    assert clock.now() == clock.now()
    clock.set(datetime(2024, 1, 2, tzinfo=UTC))
    assert clock.now().day == 2
