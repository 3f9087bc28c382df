"""Statements as rows of the database's daily dumps: the same columns, lists as JSON text; safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from evenhand.dsa.schema import schema

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def dump_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """CSV text (UTF-8, CRLF, a header). A row is a statement and what the server adds (uuid, platform_name, created_at).

    A cell that a spreadsheet would run begins with a quote.
    """
    stream = io.StringIO()
    columns = schema().dump_columns
    writer = csv.writer(stream)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(column)) for column in columns])
    return stream.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"'{text}" if text.startswith(_FORMULA) else text
