"""Audit records in files: JSONL (also gzipped) and Parquet, read in a stream and written back. What a row must hold is
`parity.records`'; bad rows come back as rejects and the rest go on.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

import pyarrow as pa
import pyarrow.parquet as pq

from evenhand.kernel.errors import BadInputError, Place, Reject
from evenhand.kernel.lines import MAX_LINE, bounded_lines, strict_json
from evenhand.parity.records import AuditRecord, parse_record
from evenhand.service.watch import Swap

_BATCH: Final = 20_000
_TYPES: Final = {"int": pa.int64(), "bool": pa.bool_(), "bool | None": pa.bool_()}
SCHEMA: Final = pa.schema([(field.name, _TYPES.get(str(field.type), pa.string())) for field in fields(AuditRecord)])


def read_records(path: Path) -> Iterator[AuditRecord | Reject]:
    """The records of a file, in order. Raises BadInputError when the file cannot be read at all."""
    if not path.is_file():
        raise BadInputError(
            "no such file", hint="give a JSONL or Parquet file of audit records", place=Place(str(path))
        )
    if path.suffix == ".parquet":
        yield from _read_parquet(path)
        return
    with cast(BinaryIO, gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")) as stream:
        try:
            for line, data in bounded_lines(stream):
                if data is None:
                    yield Reject(line, "", f"a line of at most {MAX_LINE} bytes", "a longer one", "one record a line")
                elif data.strip():
                    yield _from_line(data, line)
        except (OSError, EOFError) as error:
            raise BadInputError(f"cannot be read to its end: {error}", place=Place(str(path))) from None


def _from_line(data: bytes, line: int) -> AuditRecord | Reject:
    try:
        return parse_record(strict_json(data), line)
    except ValueError as error:
        return Reject(line, "", "one JSON object", str(error)[:120], "one record a line, UTF-8")


def _read_parquet(path: Path) -> Iterator[AuditRecord | Reject]:
    try:
        with pq.ParquetFile(path) as file:
            known = [name for name in file.schema_arrow.names if name in SCHEMA.names]
            line = 0
            for batch in file.iter_batches(batch_size=_BATCH, columns=known):
                for row in batch.to_pylist():
                    line += 1
                    yield parse_record(row, line)
    except pa.ArrowException as error:
        raise BadInputError(f"no readable Parquet: {str(error)[:200]}", place=Place(str(path))) from None


def write_records(path: Path, records: Iterable[AuditRecord]) -> int:
    """Write records as Parquet or (any other name) JSONL; how many."""
    if path.suffix == ".parquet":
        count = 0
        with pq.ParquetWriter(path, SCHEMA) as writer:
            for batch in batches(records):
                writer.write_batch(batch)
                count += batch.num_rows
        return count
    with path.open("w", encoding="utf-8", errors="replace") as out:
        return sum(bool(out.write(_line(record) + "\n")) for record in records)


def _line(record: AuditRecord) -> str:
    return json.dumps(record.to_dict(), ensure_ascii=False, sort_keys=True)


def batches(records: Iterable[AuditRecord]) -> Iterator[pa.RecordBatch]:
    """Records as Arrow batches of SCHEMA."""
    rows: list[dict[str, Any]] = []
    for record in records:
        rows.append(record.to_dict())
        if len(rows) == _BATCH:
            yield pa.RecordBatch.from_pylist(rows, SCHEMA)
            rows = []
    if rows:
        yield pa.RecordBatch.from_pylist(rows, SCHEMA)


def csv_rows(source: Path, columns: Sequence[str]) -> Iterator[tuple[dict[str, str | None], int]]:
    """The rows of a UTF-8 CSV file that must name these columns, each with its line. Raises BadInputError."""
    try:
        with source.open("rb") as raw, TextIOWrapper(raw, "utf-8-sig", newline="") as text:
            reader = csv.DictReader(text, strict=True)
            if missing := [name for name in columns if name not in (reader.fieldnames or ())]:
                hint = "the first line names the columns: " + ",".join(columns)
                raise BadInputError(f"columns missing: {', '.join(missing)}", hint=hint, place=Place(str(source), 1))
            for row in reader:
                yield row, reader.line_num
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadInputError(f"cannot be read: {error}", hint="UTF-8 CSV", place=Place(str(source))) from None


def read_swaps(source: Path) -> list[Swap]:
    """Swaps from a CSV file, `contrast,first,second`. Raises BadInputError for a row that names only one side."""
    swaps = []
    for row, line in csv_rows(source, ("contrast", "first", "second")):
        contrast, first, second = ((row[name] or "").strip() for name in ("contrast", "first", "second"))
        if not (first and second) or first.casefold() == second.casefold() or not contrast.isprintable():
            hint = "first and second are two different names, contrast says how to call the pair"
            raise BadInputError("no swap", hint=hint, place=Place(str(source), line))
        swaps.append(Swap(contrast or f"{first} / {second}", first, second))
    return swaps
