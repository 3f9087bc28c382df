"""Times of share events as integers: epoch seconds, Arrow timestamps, or text; a bad one is told apart, never guessed.

Text is RFC 3339, or `YYYY-MM-DD HH:MM:SS` without a zone, which is read as UTC as CooRTweet reads it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

MICRO: Final = 1_000_000
_LIMIT: Final = 253_402_300_800  # seconds until the year 10000; more is another unit (milliseconds), which is refused

Times = tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_], int]


def from_column(column: Any) -> Times:
    """(times, which rows have one, ticks a second) of an Arrow column. Whole seconds stay seconds; else microseconds."""
    kind = column.type
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return _whole(*_split(column.cast(pa.timestamp("us")).cast(pa.int64())), MICRO)
    if pa.types.is_integer(kind):
        values, there = _split(column.cast(pa.int64(), safe=False))
        return _within(values, there, 1)
    if pa.types.is_floating(kind):
        seconds, there = _split(column.cast(pa.float64()), np.nan)
        there &= np.isfinite(seconds) & (np.abs(seconds) < _LIMIT)
        return _whole(np.rint(np.where(there, seconds, 0) * MICRO).astype(np.int64), there, MICRO)
    return _from_text(column)


def _split(column: Any, empty: float = 0) -> tuple[Any, npt.NDArray[np.bool_]]:
    if not column.null_count:
        return column.to_numpy(), np.ones(len(column), np.bool_)
    there = pc.is_valid(column).to_numpy()
    values = pc.fill_null(column, pa.scalar(empty, column.type)).to_numpy()
    return np.array(values), np.array(there)


def _within(values: npt.NDArray[np.int64], there: npt.NDArray[np.bool_], ticks: int) -> Times:
    limit = _LIMIT * ticks
    if values.size and -limit < values.min() and values.max() < limit:
        return values, there, ticks
    there = there & (values < limit) & (values > -limit)
    return np.where(there, values, 0), there, ticks


def _whole(values: npt.NDArray[np.int64], there: npt.NDArray[np.bool_], ticks: int) -> Times:
    values, there, _ = _within(values, there, ticks)
    if not (values % ticks).any():
        return values // ticks, there, 1
    return values, there, ticks


def _from_text(column: Any) -> Times:
    text = column.cast(pa.string())
    try:
        return from_column(pc.cast(text, pa.int64()))
    except pa.ArrowInvalid:
        pass
    parsed = [_moment(value) for value in text.to_pylist()]
    there = np.array([moment is not None for moment in parsed], np.bool_)
    return _whole(np.array([moment or 0 for moment in parsed], np.int64), there, MICRO)


def _moment(text: str | None) -> int | None:
    """Microseconds since 1970, or None."""
    if text is None:
        return None
    raw = text.strip()
    try:
        if raw and (raw[0].isdigit() or raw[0] in "+-") and raw.lstrip("+-").replace(".", "", 1).isdigit():
            seconds = float(raw)
            return round(seconds * MICRO) if abs(seconds) < _LIMIT else None
        moment = datetime.fromisoformat(raw)
        delta = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - datetime(1970, 1, 1, tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return (delta.days * 86_400 + delta.seconds) * MICRO + delta.microseconds
