"""Rows out of CSV or JSONL of unknown origin: numbered, bounded, one bad row never takes a good one with it.

What a row means is left to `read`.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from evenhand.kernel.errors import BadInputError, Place, Reject
from evenhand.kernel.lines import MAX_LINE, bounded_lines, strict_json
from evenhand.monitor.fields import flatten

MAX_RECORD_LINES: Final = 200  # a quoted notice may have many lines; an unclosed quote must not swallow the file
Numbered = tuple[int, dict[str, Any]]


def rows(stream: BinaryIO, name: str) -> Iterator[Numbered | Reject]:
    """Rows with their line number, flat. JSONL by the name (`.jsonl`, `.ndjson`, `.json`), else CSV with a header.

    Raises BadInputError when the CSV has no usable header.
    """
    if name.endswith((".jsonl", ".ndjson", ".json")):
        return _jsonl(stream)
    return _csv(stream, name)


def _jsonl(stream: BinaryIO) -> Iterator[Numbered | Reject]:
    for number, line in bounded_lines(stream):
        if line is None:
            yield Reject(number, "", f"a line of at most {MAX_LINE} bytes", "a longer one")
        elif line.strip():
            try:
                document = strict_json(line)
                if not isinstance(document, dict):
                    raise ValueError("not an object")
                yield number, flatten(document)
            except (ValueError, RecursionError) as error:
                yield Reject(number, "", "one JSON object per line", str(error) or "nested too deeply")


def _csv(stream: BinaryIO, name: str) -> Iterator[Numbered | Reject]:
    lines = _Lines(bounded_lines(stream))
    header = _header(lines, name)
    while (record := lines.record()) is not None:
        number, cells = record
        if isinstance(cells, str):
            yield Reject(number, "", "a CSV row", cells, "check the quotes of this row")
        elif cells and any(cells):
            if len(cells) != len(header):
                yield Reject(number, "", f"{len(header)} cells", f"{len(cells)} cells", "quote cells that hold a comma")
            else:
                yield number, dict(zip(header, cells, strict=True))


def _header(lines: _Lines, name: str) -> list[str]:
    first = lines.record()
    header = first[1] if first else "the file is empty"
    if isinstance(header, str) or not any(header):
        problem = header if isinstance(header, str) else "its first line is blank"
        raise BadInputError(f"no CSV header: {problem}", hint="the first line names the columns", place=Place(name, 1))
    names = [cell.strip() for cell in header]
    if len(set(names)) != len(names):
        raise BadInputError("the header names a column twice", hint="name each column once", place=Place(name, 1))
    return names


class _Lines:
    """CSV records over lines that can be given back: after an unclosed quote reading goes on with the next line."""

    def __init__(self, source: Iterator[tuple[int, bytes | None]]) -> None:
        self._source = source
        self._back: deque[tuple[int, bytes | None]] = deque()
        self._taken: list[tuple[int, bytes | None]] = []

    def record(self) -> tuple[int, list[str] | str] | None:
        """The next record's first line and its cells, or what is wrong with it; None at the end."""
        self._taken = []
        try:
            cells = next(csv.reader(self._texts(), strict=True), None)
        except (csv.Error, ValueError) as error:
            problem: list[str] | str = str(error)
            self._back.extendleft(reversed(self._taken[1:]))
        else:
            if cells is None:
                return None
            problem = cells
        return self._taken[0][0], problem

    def _texts(self) -> Iterator[str]:
        while len(self._taken) < MAX_RECORD_LINES:
            item = self._back.popleft() if self._back else next(self._source, None)
            if item is None:
                return
            self._taken.append(item)
            if item[1] is None:
                raise ValueError(f"a line of more than {MAX_LINE} bytes")
            yield item[1].decode("utf-8") + "\n"
        raise ValueError(f"a record of more than {MAX_RECORD_LINES} lines")
