"""Open a file of posts of any kind and size as a stream of batches. Memory holds one batch, whatever the file.

The kind is told by the name's ending. Lines are hostile: too long, not UTF-8, not JSON, NUL bytes; each bad one becomes
a `Reject` and the rest goes on. What a row must hold is `service.batches`' and `service.columns`'.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from evenhand.kernel.errors import BadInputError, Place, Reject
from evenhand.service.batches import PostBatch
from evenhand.service.columns import Odd, batch_of_rows

MAX_LINE: Final = 4 * 1024 * 1024  # bytes; a longer line is a reject, and is never held in memory whole
_PIECE: Final = 256 * 1024  # bytes read at a time
_MARK: Final = b"\xef\xbb\xbf"  # some editors begin a file with it
BATCH_ROWS: Final = 2_000
SMALL: Final = 256  # lines; fewer are read before compiled code is loaded
_NESTED: Final = "account."


def read_batches(path: Path, *, rows: int = BATCH_ROWS) -> Iterator[PostBatch]:
    """The batches of a file, in order. Raises BadInputError for a file that cannot be opened or is of no known kind."""
    name = path.name.lower()
    if not path.is_file():
        raise BadInputError(f"no such file: {path}", hint="give a .jsonl, .jsonl.gz, .csv, .csv.gz or .parquet file")
    if name.endswith((".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")):
        return _jsonl_batches(path, rows)
    if name.endswith((".csv", ".csv.gz")):
        return _group(_csv_rows(path), rows)
    if name.endswith(".parquet"):
        return _group(_parquet_rows(path, rows), rows)
    raise BadInputError(
        f"cannot tell what kind of file {path.name} is", hint="name it .jsonl, .jsonl.gz, .csv, .csv.gz or .parquet"
    )


Readable = io.BufferedReader | gzip.GzipFile


def _group(rows: Iterator[tuple[int, Any]], size: int) -> Iterator[PostBatch]:
    while group := list(islice(rows, size)):
        numbers, found = zip(*group, strict=True)
        batch, bad = batch_of_rows(numbers, found)
        yield PostBatch(batch, bad, numbers[-1])


def _open(path: Path) -> Readable:
    return gzip.open(path, "rb") if path.name.lower().endswith(".gz") else path.open("rb")


def _lines(stream: Readable) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines; None for one past MAX_LINE, which is skipped piece by piece."""
    number, rest, skipping = 0, b"", False
    while piece := stream.read1(_PIECE):
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            if skipping:
                skipping = False
                continue
            number += 1
            yield number, line + b"\n" if len(line) <= MAX_LINE else None
        if skipping or len(rest) > MAX_LINE:
            if not skipping:
                number += 1
                yield number, None
            skipping, rest = True, b""
    if rest:
        yield number + 1, rest


def _jsonl_batches(path: Path, size: int) -> Iterator[PostBatch]:
    """Plain lines straight into columns, the others one by one; a batch has `size` lines that are not empty."""
    try:
        with _open(path) as stream:
            lines = ((number, line) for number, line in _lines(stream) if line is None or line.strip())
            while group := list(islice(lines, size)):
                yield _batch_of_lines(group)
    except (gzip.BadGzipFile, EOFError, OSError) as error:
        raise BadInputError(f"damaged file: {error}", hint="fetch it again; what came before is done") from error


def _batch_of_lines(group: list[tuple[int, bytes | None]]) -> PostBatch:
    numbers = [number for number, _ in group]
    if len(group) < SMALL:
        batch, bad = batch_of_rows(numbers, [_json_row(*numbered) for numbered in group])
        return PostBatch(batch, bad, numbers[-1])
    from evenhand.adapters.posts.plain_lines import split

    plain, fast = split([line or b"" for _, line in group])
    odd = [numbered for numbered, good in zip(group, plain.tolist(), strict=True) if not good]
    if fast is not None and not odd:
        return PostBatch(fast, (), numbers[-1])
    rows = [_json_row(*numbered) for numbered in odd]
    kept, bad = batch_of_rows([number for number, _ in odd], rows)
    if fast is None or not fast.num_rows:
        return PostBatch(kept, bad, numbers[-1])
    refused = {reject.line for reject in bad}
    places = np.array([number for number, _ in odd if number not in refused], np.int64)
    order = np.argsort(np.concatenate([np.array(numbers)[plain], places]), kind="stable")
    return PostBatch(pa.concat_batches([fast, kept]).take(pa.array(order)), bad, numbers[-1])


def _json_row(number: int, whole: bytes | None) -> Any:
    if whole is None:
        return Reject(number, "", f"a line of at most {MAX_LINE} bytes", "a longer line")
    line = whole.removeprefix(_MARK) if number == 1 else whole
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as error:
        problem = str(error)
    try:  # the slower reader takes lone surrogates (\ud800), which some exports write
        row = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        return Reject(number, "", "one JSON object in UTF-8", problem[:120], "one post a line; see docs/examine.md")
    return Odd(row) if isinstance(row, dict) else row


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
