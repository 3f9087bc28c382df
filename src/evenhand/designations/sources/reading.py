"""Reading hostile text tables: lines decoded one by one, rows with their line numbers, days, limits.

What the columns mean is each parser's.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from evenhand.kernel.errors import BadInputError, Place, Reject

MAX_LINE: Final = 1_000_000  # bytes; the longest line of a published list is under 10,000
MAX_FIELD: Final = 100_000
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BIDI: Final = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def clean(text: str) -> str:
    """A name or remark without control characters, bidi overrides and doubled spaces."""
    return " ".join(_BIDI.sub("", _CONTROL.sub(" ", text)).split())


def decode_line(line: bytes) -> str:
    """UTF-8 where it is, else Windows-1252 (older official files mix both in one file), else Latin-1."""
    for encoding in ("utf-8", "cp1252"):
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1")


def refuse_no_text(data: bytes, file: str) -> None:
    """Raise BadInputError for a zip, a gzip or a UTF-16 file: nothing is unpacked here, so no bomb can go off."""
    if data[:4] == b"PK\x03\x04" or data[:2] in (b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b"):
        raise BadInputError(
            "not a plain text file in UTF-8 or Latin-1",
            hint="unpack it, or save it as the publisher serves it",
            place=Place(file=file),
        )


def rows(data: bytes, file: str, rejects: list[Reject]) -> Iterator[tuple[int, list[str]]]:
    """CSV rows with the number of the line each starts on. Lines that cannot be rows go to `rejects`.

    A row is one line: no list read here breaks fields over lines, and so one stray quote costs one row, not the file.
    Raises BadInputError for what is no text at all (a zip, a UTF-16 file).
    """
    refuse_no_text(data, file)
    for number, line in enumerate(data.split(b"\n"), start=1):
        if not line.strip(b"\r \t\x1a"):  # OFAC ends its files with a lone Ctrl-Z
            continue
        row = _row(line, number, file, rejects)
        if row is not None:
            yield number, row


def _row(line: bytes, number: int, file: str, rejects: list[Reject]) -> list[str] | None:
    if len(line) > MAX_LINE:
        rejects.append(Reject(number, file, f"a line of at most {MAX_LINE:,} bytes", f"{len(line):,} bytes"))
        return None
    if b"\x00" in line:
        rejects.append(Reject(number, file, "text", "NUL bytes", "fetch the file again"))
        return None
    try:
        return next(csv.reader([decode_line(line).rstrip("\r\x1a")], strict=True))
    except (csv.Error, StopIteration) as problem:
        rejects.append(Reject(number, file, "a CSV row", decode_line(line)[:80], str(problem)))
        return None


_SLASHED: Final = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})")


def slashed_day(text: str, *, month_first: bool = False) -> date | None:
    """A `27/04/2020` (British) or `04/27/2020` (American) day; None for what is none, `00/00/1980` included."""
    found = _SLASHED.match(text.strip())
    if found is None:
        return None
    first, second, year = (int(part) for part in found.groups())
    month, number = (first, second) if month_first else (second, first)
    try:
        return date(year, month, number)
    except ValueError:
        return None


_YEAR: Final = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")


def years(text: str) -> tuple[int, ...]:
    """The years between 1800 and 2099 that stand in a text, each once, in order of size."""
    return tuple(sorted({int(found) for found in _YEAR.findall(text)}))


def day(text: str) -> date | None:
    """An ISO day, also with a time or zone behind it; None for what is none."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None
