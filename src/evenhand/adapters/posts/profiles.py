"""Profiles beside posts: read once, and put onto the posts of their accounts where those say nothing themselves."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa

from evenhand.kernel.errors import BadInputError, Reject
from evenhand.service.batches import batch_of, check_row

_FIELDS = ("kind", "display_name", "handle", "bio", "reach")


def read_profiles(path: Path) -> tuple[dict[tuple[str, str], dict[str, Any]], list[Reject]]:
    """Accounts by (surface, account_id), and the bad records. JSONL, one profile a line."""
    if not path.is_file():
        raise BadInputError(f"no such file: {path}", hint="give a JSONL file of profiles")
    accounts: dict[tuple[str, str], dict[str, Any]] = {}
    rejects: list[Reject] = []
    with path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            checked = _profile(line, number)
            if isinstance(checked, Reject):
                rejects.append(checked)
            else:
                accounts[checked["surface"], checked["account_id"]] = checked["account"]
    return accounts, rejects


def _profile(line: bytes, number: int) -> dict[str, Any] | Reject:
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError as problem:
        return Reject(number, "", "one JSON object in UTF-8", str(problem)[:120])
    if not isinstance(record, dict) or not isinstance(record.get("account_id"), str) or not record["account_id"]:
        return Reject(number, "account_id", "a non-empty id", repr(record)[:80])
    account = {name: record[name] for name in _FIELDS if record.get(name) is not None}
    return check_row({**record, "id": record["account_id"], "text": "a profile", "account": account}, number)


def with_profiles(batch: pa.RecordBatch, accounts: Mapping[tuple[str, str], dict[str, Any]]) -> pa.RecordBatch:
    """The batch with profiles put onto posts; what a post says of its account itself stands."""
    if not accounts:
        return batch
    rows = batch.to_pylist()
    for row in rows:
        known = accounts.get((row["surface"], row["account_id"]))
        if known is not None:
            own = {name: value for name, value in row["account"].items() if value and value != "individual"}
            row["account"] = {**known, **own}
    return batch_of(rows)
