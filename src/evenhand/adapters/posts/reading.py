"""Open a file of posts of any kind and size as a stream of batches. Memory holds one batch, whatever the file.

The kind is told by the name's ending. Lines are hostile: too long, not UTF-8, not JSON, NUL bytes; each bad one becomes
a `Reject` and the rest goes on. What a row must hold is `service.batches`'.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from evenhand.kernel.errors import BadInputError, Place, Reject
from evenhand.service.batches import PostBatch, batch_of, check_row

MAX_LINE: Final = 4 * 1024 * 1024  # bytes; a longer line is a reject, and is never held in memory whole
BATCH_ROWS: Final = 2_000
_NESTED: Final = "account."


def read_batches(path: Path, *, rows: int = BATCH_ROWS) -> Iterator[PostBatch]:
    """The batches of a file, in order. Raises BadInputError for a file that cannot be opened or is of no known kind."""
    name = path.name.lower()
    if not path.is_file():
        raise BadInputError(f"no such file: {path}", hint="give a .jsonl, .jsonl.gz, .csv, .csv.gz or .parquet file")
    if name.endswith((".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")):
        return _group(_jsonl_rows(path), rows)
    if name.endswith((".csv", ".csv.gz")):
        return _group(_csv_rows(path), rows)
    if name.endswith(".parquet"):
        return _group(_parquet_rows(path, rows), rows)
    raise BadInputError(
        f"cannot tell what kind of file {path.name} is", hint="name it .jsonl, .jsonl.gz, .csv, .csv.gz or .parquet"
    )


def _group(rows: Iterator[tuple[int, Any]], size: int) -> Iterator[PostBatch]:
    good: list[dict[str, Any]] = []
    bad: list[Reject] = []
    line = 0
    for line, row in rows:
        checked = row if isinstance(row, Reject) else check_row(row, line)
        if isinstance(checked, Reject):
            bad.append(checked)
        else:
            good.append(checked)
        if len(good) + len(bad) >= size:
            yield PostBatch(batch_of(good), tuple(bad), line)
            good, bad = [], []
    if good or bad:
        yield PostBatch(batch_of(good), tuple(bad), line)


def _open(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb") if path.name.lower().endswith(".gz") else path.open("rb")  # type: ignore[return-value]  # GzipFile reads like IO


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines; None for one past MAX_LINE, which is skipped piece by piece."""
    number = 0
    while True:
        line = stream.readline(MAX_LINE + 1)
        if not line:
            return
        number += 1
        if len(line) > MAX_LINE and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = stream.readline(MAX_LINE)
            yield number, None
        else:
            yield number, line


def _jsonl_rows(path: Path) -> Iterator[tuple[int, Any]]:
    try:
        with _open(path) as stream:
            for number, line in _lines(stream):
                if line is None:
                    yield number, Reject(number, "", f"a line of at most {MAX_LINE} bytes", "a longer line")
                elif line.strip():
                    yield number, _json_row(number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line)
    except (gzip.BadGzipFile, EOFError, OSError) as error:
        raise BadInputError(f"damaged file: {error}", hint="fetch it again; what came before is done") from error


def _json_row(number: int, line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as problem:
        first = str(problem)
    try:  # the slower reader takes lone surrogates (\ud800), which some exports write
        return json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        return Reject(number, "", "one JSON object in UTF-8", first[:120], "one post a line; see docs/examine.md")


def _csv_rows(path: Path) -> Iterator[tuple[int, Any]]:
    csv.field_size_limit(MAX_LINE)
    with _open(path) as raw:
        text = io.TextIOWrapper(raw, encoding="utf-8-sig", errors="replace", newline="")
        reader = csv.DictReader(line.replace("\0", "\ufffd") for line in text)
        if not reader.fieldnames or "id" not in reader.fieldnames:
            raise BadInputError(
                "no column named id", hint="the first row names the columns: id,text,…", place=Place(path.name, 1)
            )
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as problem:
                yield reader.line_num, Reject(reader.line_num, "", "a CSV row", str(problem)[:120])
                continue
            yield reader.line_num, _nest({k: v for k, v in row.items() if k is not None})


def _nest(row: dict[str, Any]) -> dict[str, Any]:
    """`account.handle` columns become the account object; empty cells are absent, media is JSON in its cell."""
    out: dict[str, Any] = {
        k: v for k, v in row.items() if not k.startswith(_NESTED) and (v not in (None, "") or k == "text")
    }
    account = {k.removeprefix(_NESTED): v for k, v in row.items() if k.startswith(_NESTED) and v not in (None, "")}
    if isinstance(account.get("reach"), str) and account["reach"].strip().isdigit():
        account["reach"] = int(account["reach"])
    if account:
        out["account"] = account
    if isinstance(out.get("media"), str):
        try:
            out["media"] = json.loads(out["media"])
        except ValueError:
            out["media"] = [out["media"]]
    return out


def _parquet_rows(path: Path, rows: int) -> Iterator[tuple[int, Any]]:
    number = 0
    try:
        with pq.ParquetFile(path) as table:
            if "id" not in table.schema_arrow.names:
                raise BadInputError("no column named id", place=Place(path.name))
            for batch in table.iter_batches(batch_size=rows):
                for row in batch.to_pylist():
                    number += 1
                    yield number, _nest(row)
    except pa.ArrowException as error:
        raise BadInputError(f"damaged Parquet file: {error}", place=Place(path.name, number or None)) from error
