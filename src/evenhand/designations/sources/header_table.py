"""CSV tables whose first rows name the columns, read so that one stray quote or line costs a row and not the file.

A quoted field may hold line breaks, within bounds. What the columns mean is each parser's.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import Final

from evenhand.designations.sources.reading import MAX_LINE, clean, decode_line, refuse_no_text
from evenhand.kernel.errors import BadInputError, Place, Reject

_MAX_LINES: Final = 200  # of one quoted field; published ones have under ten
_HEAD_ROWS: Final = 5  # lists put a date line or two above their columns


class Row(dict[str, str]):
    """One row by column name, cleaned; a column that is not there reads as empty."""

    __slots__ = ("line",)

    def __init__(self, line: int, cells: dict[str, str]) -> None:
        """Cells by column, and the line the row starts on."""
        super().__init__(cells)
        self.line = line

    def __missing__(self, column: str) -> str:
        return ""


def table(
    data: bytes, file: str, rejects: list[Reject], needed: Sequence[str], delimiter: str = ","
) -> tuple[list[list[str]], Iterator[Row]]:
    """The rows above the header, and the rows under it.

    Raises BadInputError when none of the first rows names the `needed` columns. Rows with too many or too few cells go
    to `rejects`; empty rows are skipped.
    """
    refuse_no_text(data, file)
    rows = _rows(data, file, rejects, delimiter)
    above: list[list[str]] = []
    for number, cells in rows:
        names = [cell.strip() for cell in cells]
        if all(column in names for column in needed):
            return above, _named(rows, names, file, rejects)
        above.append(names)
        if number > _HEAD_ROWS or len(above) >= _HEAD_ROWS:
            break
    raise BadInputError(
        "columns are missing: " + ", ".join(needed),
        hint="this is not the list as its publisher serves it, or its format has changed",
        place=Place(file=file, line=1),
    )


def _named(
    rows: Iterator[tuple[int, list[str]]], names: Sequence[str], file: str, rejects: list[Reject]
) -> Iterator[Row]:
    for line, cells in rows:
        if len(cells) != len(names):
            rejects.append(Reject(line, file, f"{len(names)} columns", f"{len(cells)} columns"))
        else:
            yield Row(line, dict(zip(names, (clean(cell) for cell in cells), strict=True)))


def _rows(data: bytes, file: str, rejects: list[Reject], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    at = 0
    while at < len(lines):
        last = _end(lines, at)
        number, text = at + 1, b"\n".join(lines[at : last + 1])
        at = last + 1
        if not text.strip(b"\r \t\x1a"):
            continue
        if b"\x00" in text or len(text) > MAX_LINE:
            rejects.append(
                Reject(number, file, "a row of text", "NUL bytes" if b"\x00" in text else f"{len(text):,} bytes")
            )
            continue
        cells = _cells(text, delimiter)
        if isinstance(cells, list):
            yield number, cells
        else:
            rejects.append(Reject(number, file, "a CSV row", decode_line(text)[:80], cells))


def _end(lines: Sequence[bytes], at: int) -> int:
    """The last line of the row that starts here; the line itself when no later line closes its quotes."""
    quotes = lines[at].count(b'"')
    size = len(lines[at])
    last = at
    while quotes % 2 and last + 1 < len(lines) and last - at < _MAX_LINES and size <= MAX_LINE:
        last += 1
        quotes += lines[last].count(b'"')
        size += len(lines[last])
    return at if quotes % 2 else last


def _cells(text: bytes, delimiter: str) -> list[str] | str:
    """The cells of one row, or what is wrong with it."""
    try:
        found = list(csv.reader(decode_line(text).rstrip("\r\n\x1a").split("\n"), strict=True, delimiter=delimiter))
    except csv.Error as problem:
        return str(problem)
    return [cell for row in found for cell in row] if len(found) == 1 else "not one row"
