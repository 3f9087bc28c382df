"""Writes what a coordination run found: `pairs.parquet`, `edges.parquet`, `groups.parquet` and `summary.json` (INTERFACES.md).

Columns and names are fixed there; ids are dictionary-encoded text. The same run gives the same bytes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from evenhand.campaigns.coordination.model import Codes, Coordination
from evenhand.campaigns.coordination.summary import group_id, summary

_CHUNK: Final = 1_000_000  # rows at a time: the pairs of a hot day need not fit in memory twice
_TEXT: Final = pa.string()


def write_run(found: Coordination, folder: Path) -> None:
    """Write the four files into a folder, made when it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_pairs(found, folder / "pairs.parquet")
    _write_edges(found, folder / "edges.parquet")
    _write_groups(found, folder / "groups.parquet")
    text = json.dumps(summary(found), ensure_ascii=False, indent=2) + "\n"
    (folder / "summary.json").write_text(text, encoding="utf-8")


def _named(dictionary: Any, codes: Codes) -> Any:
    return dictionary.take(pa.array(codes)).cast(_TEXT)


def _write_pairs(found: Coordination, path: Path) -> None:
    names = ["object", "account_a", "account_b", "content_a", "content_b"]
    schema = pa.schema([(name, _TEXT) for name in names] + [("delta_s", pa.float64())])
    rows, shares = found.rows, found.shares
    with pq.ParquetWriter(path, schema, compression="zstd", compression_level=1) as writer:
        for start in range(0, found.pairs.left.size, _CHUNK):
            left, right = found.pairs.left[start : start + _CHUNK], found.pairs.right[start : start + _CHUNK]
            columns = [
                _named(shares.objects, rows.object[left]),
                _named(shares.accounts, rows.account[left]),
                _named(shares.accounts, rows.account[right]),
                _named(shares.contents, rows.content[left]),
                _named(shares.contents, rows.content[right]),
                pa.array((rows.time[right] - rows.time[left]) / shares.ticks),
            ]
            writer.write_table(pa.table(columns, schema=schema))


def _write_edges(found: Coordination, path: Path) -> None:
    schema = pa.schema(
        [("account_a", _TEXT), ("account_b", _TEXT), ("weight", pa.int64()), ("p", pa.float64()), ("q", pa.float64())]
    )
    edges = found.edges
    with pq.ParquetWriter(path, schema, compression="zstd", compression_level=1) as writer:
        for start in range(0, edges.first.size, _CHUNK):
            part = slice(start, start + _CHUNK)
            columns = [
                _named(found.shares.accounts, edges.first[part]),
                _named(found.shares.accounts, edges.second[part]),
                pa.array(edges.weight[part]),
                pa.array(edges.p[part], mask=np.isnan(edges.p[part])),
                pa.array(edges.q[part], mask=np.isnan(edges.q[part])),
            ]
            writer.write_table(pa.table(columns, schema=schema))


def _write_groups(found: Coordination, path: Path) -> None:
    codes = np.array([account for group in found.groups for account in group], np.int32)
    ids = [group_id(number) for number, group in enumerate(found.groups) for _ in group]
    schema = pa.schema([("group_id", _TEXT), ("account", _TEXT)])
    table = pa.table([pa.array(ids, _TEXT), _named(found.shares.accounts, codes)], schema=schema)
    pq.write_table(table, path, compression="zstd", compression_level=1)
