"""Time comes in through here: instants carry a zone, days are the authority's own days.

Nothing else in the project reads the machine's clock. Instants are aware datetimes in UTC; their text is RFC 3339.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol

from evenhand.kernel.errors import BadInputError, Place


class Clock(Protocol):
    """Where the present comes from."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant, whole microseconds."""
        return datetime.now(UTC)


@dataclass(slots=True)
class FixedClock:
    """A clock that stands where it is put: tests, demos and replays move it by hand."""

    instant: datetime

    def now(self) -> datetime:
        """The instant it was put at."""
        return self.instant

    def set(self, instant: datetime) -> None:
        """Put the clock at another instant."""
        self.instant = instant.astimezone(UTC)


def parse_instant(text: str, *, place: Place | None = None) -> datetime:
    """An RFC 3339 instant, `2024-02-09T12:00:00Z`; a bare day means its midnight in UTC.

    Raises BadInputError for anything else, an instant without a zone included: a guessed zone can move a day.
    """
    raw = text.strip()
    try:
        if len(raw) == 10:
            return datetime.combine(date.fromisoformat(raw), datetime.min.time(), UTC)
        moment = datetime.fromisoformat(raw)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BadInputError(
            f"not an instant: {text[:40]!r}",
            hint="write RFC 3339 with a zone, for example 2024-02-09T12:00:00Z",
            place=place,
        )
    return moment.astimezone(UTC)


def parse_day(text: str, *, place: Place | None = None) -> date:
    """An ISO day, `2024-02-09`. Raises BadInputError."""
    try:
        if len(text.strip()) != 10:
            raise ValueError
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadInputError(
            f"not a day: {text[:40]!r}", hint="write YYYY-MM-DD, for example 2024-02-09", place=place
        ) from None


def format_instant(moment: datetime) -> str:
    """RFC 3339 in UTC with `Z`; fractions only where there are any."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
