"""Lines of JSON that are plain, split into columns by compiled code: no line becomes an object.

Plain is an object of texts and nulls whose fields are those of a post, in `service.columns`' sense; any other line is
left to its readers, which say the same of plain ones (tests/property/test_plain_lines.py). UTF-8 is checked by Arrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numba import njit

from evenhand.service.batches import DEFAULT_SURFACE, MAX_TEXT, POST_SCHEMA

FIELDS: Final = ("id", "text", "surface", "account_id", "posted_at", "lang", "quoted_text", "parent_text", "visibility")
_ID, _TEXT, _SURFACE, _POSTED, _QUOTED = 0, 1, 2, 4, 6
_QUOTE, _ESCAPE, _U, _NOT_PLAIN = 34, 92, 117, -1
_DAYS: Final = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.int64)


@lru_cache(maxsize=1)
def _names() -> tuple[Any, Any, Any]:
    """The fields' names and the default surface as bytes."""
    names = [f'"{name}"'.encode() for name in FIELDS]
    table = np.zeros((len(names), max(map(len, names))), np.uint8)
    for row, name in zip(table, names, strict=True):
        row[: len(name)] = list(name)
    return table, np.array([len(name) for name in names], np.int64), np.frombuffer(DEFAULT_SURFACE.encode(), np.uint8)


@njit(cache=True, nogil=True)
def _blank(byte: Any) -> Any:
    return byte == 32 or byte == 9 or byte == 13  # noqa: PLR1714 - a set is made anew each time


@njit(cache=True, nogil=True)
def _string_end(data: Any, at: Any, end: Any) -> Any:
    """The place after a text whose quotation mark stands at a place; -1 where it is not closed or not JSON."""
    at += 1
    while at < end:
        byte = data[at]
        if byte == _QUOTE:
            return at + 1
        if byte < 32:
            return _NOT_PLAIN
        at += 2 if byte == _ESCAPE else 1
    return _NOT_PLAIN


@njit(cache=True, nogil=True)
def _hex(data: Any, at: Any) -> Any:
    value = 0
    for i in range(4):
        digit = data[at + i]
        if 48 <= digit <= 57:
            value = value * 16 + digit - 48
        elif 97 <= digit <= 102:
            value = value * 16 + digit - 87
        elif 65 <= digit <= 70:
            value = value * 16 + digit - 55
        else:
            return _NOT_PLAIN
    return value


@njit(cache=True, nogil=True)
def _copied(data: Any, at: Any, end: Any, out: Any, place: Any) -> Any:
    """Write a text without its escapes. Returns the place after it, -1 for an escape that is not plain."""
    plain = at
    while plain < end and data[plain] != _ESCAPE:
        plain += 1
    for i in range(plain - at):
        out[place + i] = data[at + i]
    place, at = place + plain - at, plain
    while at < end:
        byte = data[at]
        if byte != _ESCAPE:
            out[place] = byte
            place += 1
            at += 1
            continue
        byte = data[at + 1]
        at += 2
        if byte == 34 or byte == 92 or byte == 47:  # noqa: PLR1714 - a set is made anew each time
            out[place] = byte
        elif byte == 110:
            out[place] = 10
        elif byte == 116:
            out[place] = 9
        elif byte == 114:
            out[place] = 13
        elif byte == 98:
            out[place] = 8
        elif byte == 102:
            out[place] = 12
        elif byte == _U and at + 4 <= end:
            code = _hex(data, at)
            at += 4
            if 0xD800 <= code < 0xDC00 and at + 6 <= end and data[at] == _ESCAPE and data[at + 1] == _U:
                low = _hex(data, at + 2)
                if not 0xDC00 <= low < 0xE000:
                    return _NOT_PLAIN
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
                at += 6
            if code < 0 or 0xD800 <= code < 0xE000:
                return _NOT_PLAIN
            if code >= 0x80:
                if code >= 0x10000:
                    out[place], out[place + 1] = 0xF0 | (code >> 18), 0x80 | ((code >> 12) & 0x3F)
                    place += 2
                    out[place] = 0x80 | ((code >> 6) & 0x3F)
                elif code >= 0x800:
                    out[place], out[place + 1] = 0xE0 | (code >> 12), 0x80 | ((code >> 6) & 0x3F)
                    place += 1
                else:
                    out[place] = 0xC0 | (code >> 6)
                place += 1
                out[place] = 0x80 | (code & 0x3F)
            else:
                out[place] = code
        else:
            return _NOT_PLAIN
        place += 1
    return place


@njit(cache=True, nogil=True)
def _two(data: Any, at: Any) -> Any:
    return (np.int64(data[at]) - 48) * 10 + np.int64(data[at + 1]) - 48


@njit(cache=True, nogil=True)
def _plain_instant(data: Any, begin: Any, end: Any) -> Any:
    """Whether a text is an instant in UTC of whole seconds, spelled with `T` and `Z`, on a day that there is."""
    if end - begin != 20:
        return False
    for i in range(20):
        byte = data[begin + i]
        mark = 45 if i == 4 or i == 7 else 84 if i == 10 else 58 if i == 13 or i == 16 else 90 if i == 19 else 0  # noqa: PLR1714 - no set is made
        if (mark and byte != mark) or (not mark and not 48 <= byte <= 57):
            return False
    year = _two(data, begin) * 100 + _two(data, begin + 2)
    month, day = _two(data, begin + 5), _two(data, begin + 8)
    if year < 1 or not 1 <= month <= 12:
        return False
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if not 1 <= day <= _DAYS[month] + (1 if leap and month == 2 else 0):
        return False
    return _two(data, begin + 11) < 24 and _two(data, begin + 14) < 60 and _two(data, begin + 17) < 60


@njit(cache=True, nogil=True)
def _fields(data: Any, at: Any, end: Any, names: Any, sizes: Any, spans: Any) -> Any:
    """Find the fields of a line: `spans` gets where each text begins and ends. Says whether the line is plain so far."""
    for field in range(sizes.size):
        spans[field, 0], spans[field, 1] = 0, 0
    while at < end and _blank(data[at]):
        at += 1
    while end > at and (_blank(data[end - 1]) or data[end - 1] == 10):
        end -= 1
    if end - at < 2 or data[at] != 123 or data[end - 1] != 125:
        return False
    at += 1
    while True:
        while at < end and _blank(data[at]):
            at += 1
        if at >= end or data[at] != _QUOTE:
            return False
        after = _string_end(data, at, end)
        if after < 0:
            return False
        found = -1
        for field in range(sizes.size):
            if after - at == sizes[field]:
                same = True
                for i in range(1, sizes[field] - 1):
                    same = same and data[at + i] == names[field, i]
                if same:
                    found = field
        if found < 0:
            return False
        at = after
        while at < end and _blank(data[at]):
            at += 1
        if at >= end or data[at] != 58:
            return False
        at += 1
        while at < end and _blank(data[at]):
            at += 1
        if at < end and data[at] == _QUOTE:
            after = _string_end(data, at, end)
            if after < 0:
                return False
            spans[found, 0], spans[found, 1] = at + 1, after - 1
            at = after
        elif at + 4 < end and data[at] == 110 and data[at + 1] == 117 and data[at + 2] == 108 and data[at + 3] == 108:
            spans[found, 0], spans[found, 1] = 0, 0
            at += 4
        else:
            return False
        while at < end and _blank(data[at]):
            at += 1
        if at >= end:
            return False
        if data[at] == 125:
            return at == end - 1
        if data[at] != 44:
            return False
        at += 1


@njit(cache=True, nogil=True)
def _split(data: Any, offsets: Any, names: Any, sizes: Any, surface: Any, plain: Any, columns: Any, ends: Any) -> Any:
    """Write the fields of plain lines into columns, one behind the other. Returns how many lines are plain."""
    spans = np.zeros((sizes.size, 2), np.int64)
    count = 0
    for line in range(offsets.size - 1):
        plain[line] = False
        if not _fields(data, offsets[line], offsets[line + 1], names, sizes, spans):
            continue
        worded = spans[_TEXT, 1] > spans[_TEXT, 0] or spans[_QUOTED, 1] > spans[_QUOTED, 0]
        if spans[_ID, 1] == spans[_ID, 0] or not worded:
            continue
        posted = spans[_POSTED, 1] > spans[_POSTED, 0]
        if posted and not _plain_instant(data, spans[_POSTED, 0], spans[_POSTED, 1]):
            continue
        fits = True
        for field in range(sizes.size):
            begin = ends[field, count]
            end = _copied(data, spans[field, 0], spans[field, 1], columns[field], begin)
            if field == _SURFACE and end == begin:
                for i in range(surface.size):
                    columns[field, begin + i] = surface[i]
                end = begin + surface.size
            fits = fits and end >= 0 and end - begin <= MAX_TEXT
            ends[field, count + 1] = end
        if fits:
            plain[line] = True
            count += 1
    return count


def split(lines: Sequence[bytes]) -> tuple[Any, pa.RecordBatch | None]:
    """Which lines are plain, and those as a batch; no batch where some text is not UTF-8 (then no line is plain)."""
    data = np.frombuffer(b"".join(lines), np.uint8)
    offsets = np.zeros(len(lines) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, lines), np.int64, len(lines)), out=offsets[1:])
    names, sizes, surface = _names()
    columns = np.empty((len(FIELDS), data.size + len(lines) * surface.size + 8), np.uint8)
    ends = np.zeros((len(FIELDS), len(lines) + 1), np.int32)
    plain = np.zeros(len(lines), np.bool_)
    count = _split(data, offsets, names, sizes, surface, plain, columns, ends)
    try:
        return plain, _batch(count, columns, ends)
    except pa.ArrowInvalid:
        return np.zeros(len(lines), np.bool_), None


@lru_cache(maxsize=8)
def _empty(count: int) -> tuple[pa.Array, pa.Array]:
    """Accounts and media of lines that say nothing of them."""
    from evenhand.service.columns import no_accounts, no_media

    return no_accounts(count), no_media(count)


def _batch(count: int, columns: Any, ends: Any) -> pa.RecordBatch:
    arrays: dict[str, pa.Array] = {}
    for number, name in enumerate(FIELDS):
        size = int(ends[number, count])
        offsets = pa.py_buffer(ends[number, : count + 1].copy())
        array = pa.StringArray.from_buffers(count, offsets, pa.py_buffer(columns[number, :size].copy()))
        array.validate(full=True)
        arrays[name] = array
    if count:
        empty = np.diff(ends[_POSTED, : count + 1]) == 0
        posted = arrays["posted_at"]
        nulls = pa.nulls(count, pa.string())
        arrays["posted_at"] = posted if not empty.any() else pa.compute.if_else(pa.array(empty), nulls, posted)
    arrays["account"], arrays["media"] = _empty(count)
    return pa.RecordBatch.from_arrays([arrays[name] for name in POST_SCHEMA.names], schema=POST_SCHEMA)
