"""Share events from CSV, JSONL (also gzipped) or Parquet into `Shares`; bad rows come back as rejects.

A row needs an object, an account, a content and a time. In Parquet and in memory an empty id is a value like any other
for the peer's rules; ours reject it, as everything without an object would seem to share one.
"""

from __future__ import annotations

import csv as python_csv
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import csv

from evenhand.adapters.events.columns import FIELDS, Columns, choose
from evenhand.adapters.events.times import from_column
from evenhand.campaigns.coordination.interning import Interned
from evenhand.campaigns.coordination.model import Shares
from evenhand.campaigns.coordination.shares import encode
from evenhand.kernel.errors import BadInputError, Place, Reject

MAX_LINE: Final = 1 << 20  # characters of one JSON line: an event is small, a gigabyte line is an attack
MAX_REJECTS: Final = 1_000_000


def read_shares(
    path: Path, mapping: dict[str, str] | None = None, *, empty_is_a_value: bool = False
) -> tuple[Shares, list[Reject]]:
    """The share events of a file, and what was wrong with the rest. Raises BadInputError when it cannot be read at all."""
    if not path.is_file():
        raise BadInputError("no such file", hint="give a CSV, JSONL or Parquet file", place=Place(file=str(path)))
    suffixes = [suffix.lower() for suffix in path.suffixes]
    kind = suffixes[-2] if suffixes[-1:] == [".gz"] and len(suffixes) > 1 else "".join(suffixes[-1:])
    reader = {".parquet": _parquet, ".csv": _csv, ".jsonl": _jsonl, ".ndjson": _jsonl}.get(kind)
    if reader is None:
        raise BadInputError(
            f"not a kind of file known here: {kind or 'no ending'}",
            hint="name it .csv, .jsonl or .parquet (the first two may be gzipped)",
            place=Place(file=str(path)),
        )
    table, rejects, first_line = reader(path, mapping or {})
    try:
        return _shares(table, rejects, first_line, empty_is_a_value)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError) as error:
        raise BadInputError(
            f"a column holds neither ids nor times: {error}"[:300],
            hint="ids are UTF-8 text or numbers, times epoch seconds or timestamps",
            place=Place(file=str(path)),
        ) from None


def _parquet(path: Path, mapping: dict[str, str]) -> tuple[dict[str, Any], list[Reject], int]:
    try:
        file = pq.ParquetFile(path, memory_map=True)
        columns = choose(file.schema_arrow.names, mapping, path.name)
        table = {field: file.read(columns=[getattr(columns, field)])[getattr(columns, field)] for field in FIELDS}
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        raise BadInputError(f"not readable as Parquet: {error}"[:300], place=Place(file=str(path))) from None
    return table, [], 1


def _csv(path: Path, mapping: dict[str, str]) -> tuple[dict[str, Any], list[Reject], int]:
    rejects: list[Reject] = []

    def note(row: Any) -> str:
        if len(rejects) < MAX_REJECTS:
            text = str(row.text)[:200]
            rejects.append(
                Reject(row.number or 0, "", f"{row.expected_columns} columns", f"{row.actual_columns}: {text}")
            )
        return "skip"

    try:
        columns = choose(_header(path), mapping, path.name)
        wanted = list(dict.fromkeys(columns.names()))
        # Read as bytes: one cell that is not UTF-8 then costs its row, not the file.
        table = csv.read_csv(
            path,
            parse_options=csv.ParseOptions(invalid_row_handler=note, newlines_in_values=True),
            read_options=csv.ReadOptions(use_threads=False),
            convert_options=csv.ConvertOptions(
                include_columns=wanted,
                column_types={name: pa.binary() for name in wanted},
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
                null_values=["", "NA"],
            ),
        )
    except (pa.ArrowInvalid, OSError, EOFError, python_csv.Error) as error:
        raise BadInputError(
            f"not readable as CSV: {error}"[:300], hint="UTF-8 with a header row", place=Place(file=str(path))
        ) from None
    found: dict[str, Any] = {field: _text(table[getattr(columns, field)]) for field in FIELDS}
    if rejects:  # rows that were skipped still count as lines
        skipped = {reject.line for reject in rejects}
        found["line"] = [line for line in range(2, table.num_rows + len(skipped) + 2) if line not in skipped]
    return found, rejects, 2


def _header(path: Path) -> list[str]:
    """The names in the first line, which is bounded."""
    with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
        line = file.readline(MAX_LINE)
    return next(python_csv.reader([line.decode("utf-8-sig", "replace")]), [])


def _text(column: Any) -> Any:
    """Bytes as text; a cell that is not UTF-8 becomes null."""
    try:
        return column.cast(pa.string())
    except pa.ArrowInvalid:
        return pa.chunked_array([pa.array([_decoded(value) for value in column.to_pylist()], pa.string())])


def _decoded(value: bytes | None) -> str | None:
    try:
        return None if value is None else value.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _lines(file: IO[bytes] | gzip.GzipFile) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines; None for one past the bound, whose rest is skipped unread into memory."""
    number = 0
    while line := file.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            while line and not line.endswith(b"\n"):
                line = file.readline(MAX_LINE)
            yield number, None
        elif line.strip():
            yield number, line


def _jsonl(path: Path, mapping: dict[str, str]) -> tuple[dict[str, Any], list[Reject], int]:
    rejects: list[Reject] = []
    values: dict[str, list[str | None]] = {field: [] for field in FIELDS}
    numbers: list[int] = []
    columns: Columns | None = None
    try:
        with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
            for number, line in _lines(file):
                record = _record(line)
                if not isinstance(record, dict):
                    got = "a longer line" if line is None else line[:80].decode("utf-8", "replace")
                    rejects.append(Reject(number, "", "one JSON object, at most 1 MiB", got))
                    continue
                columns = columns or choose(list(record), mapping, path.name)
                for field in FIELDS:
                    values[field].append(_scalar(record.get(getattr(columns, field))))
                numbers.append(number)
    except (OSError, EOFError) as error:
        raise BadInputError(f"cannot be read: {error}", place=Place(file=str(path))) from None
    table: dict[str, Any] = {field: pa.chunked_array([pa.array(values[field], pa.string())]) for field in FIELDS}
    table["line"] = numbers
    return table, rejects, 1


def _record(line: bytes | None) -> Any:
    try:
        return None if line is None else orjson.loads(line)
    except orjson.JSONDecodeError:
        return None


def _scalar(value: Any) -> str | None:
    return (
        value
        if isinstance(value, str)
        else str(value)
        if isinstance(value, int | float) and value is not True
        else None
    )


def _shares(
    table: dict[str, Any], rejects: list[Reject], first_line: int, empty_is_a_value: bool
) -> tuple[Shares, list[Reject]]:
    time, timed, ticks = from_column(table["time"])
    # One column's text at a time: only what stands for it is kept.
    ids = {field: Interned(_ids(table.pop(field), empty_is_a_value)) for field in FIELDS[:3]}
    shares = encode(ids["account"], ids["object"], ids["content"], time, ticks=ticks, timed=timed)
    for names in (shares.accounts, shares.objects, shares.contents):
        names.validate(full=True)  # Parquet may claim that bytes are text
    codes = (shares.object, shares.account, shares.content)
    missing = [np.flatnonzero(column < 0) for column in codes] + [np.flatnonzero(~timed)]
    lines = table.get("line")
    for field, rows in zip(FIELDS, missing, strict=True):
        expected = "an id" if field != "time" else "epoch seconds or RFC 3339"
        for row in rows[: MAX_REJECTS - len(rejects)].tolist():
            got = table["time"][row].as_py() if field == "time" else None
            line = lines[row] if lines is not None else row + first_line
            rejects.append(Reject(line, field, expected, "nothing" if got is None else str(got)[:80]))
    return shares, sorted(rejects, key=lambda reject: (reject.line, reject.field))


def _ids(column: Any, empty_is_a_value: bool) -> Any:
    """A column of ids as text; empty ones become null unless they are a value."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if not pa.types.is_string(column.type) and not pa.types.is_large_string(column.type):
        column = column.cast(pa.string())
    if empty_is_a_value or not pc.any(pc.equal(pc.binary_length(column), 0)).as_py():
        return column
    return pc.if_else(pc.equal(pc.binary_length(column), 0), pa.scalar(None, column.type), column)
