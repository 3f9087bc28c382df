"""Rows of a file as one batch, column by column: what most rows need no more than. Any row that is not plain is checked alone.

Plain is: an id, some text, a text wherever a text belongs, an instant spelled as this house spells it, no media. The
checks of all other rows, and the words of a reject, are `service.batches`'; both ways give the same batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from evenhand.detection.model import AccountKind
from evenhand.kernel.errors import Reject
from evenhand.service.batches import ACCOUNT_TYPE, DEFAULT_SURFACE, MAX_TEXT, POST_SCHEMA, check_row

_TEXTS: Final = ("id", "text", "surface", "account_id", "posted_at", "lang", "quoted_text", "parent_text", "visibility")
_ACCOUNT_TEXTS: Final = ("display_name", "handle", "bio")
_TEXT: Final = frozenset({str, type(None)})
_KINDS: Final = frozenset({None, "", *AccountKind._value2member_map_})
_INDIVIDUAL: Final = AccountKind.INDIVIDUAL.value
_MOST_REACH: Final = 2**53
_INSTANT: Final = r"^(?:[1-9]\d{3}|0[1-9]\d\d|00[1-9]\d|000[1-9])-\d\d-\d\dT\d\d:\d\d:\d\dZ\z"

Columns = dict[str, list[Any]]


class Odd(dict[str, Any]):
    """A row of which its reader says that it is not plain."""


def batch_of_rows(numbers: Sequence[int], rows: Sequence[Any]) -> tuple[pa.RecordBatch, tuple[Reject, ...]]:
    """The good rows as one batch of POST_SCHEMA, and the bad ones. `numbers` are their lines; a Reject stays one."""
    records = [row if type(row) is dict else {} for row in rows]  # what is no object has no id, and so is not plain
    columns = _columns(records)
    odd = _odd(columns)
    if not odd:
        return _batch(columns), ()
    good: list[Any] = []
    bad: list[Reject] = []
    for at, row in enumerate(rows):
        checked = check_row(row, numbers[at]) if at in odd and not isinstance(row, Reject) else row
        if isinstance(checked, Reject):
            bad.append(checked)
        else:
            good.append(checked)
    return _batch(_columns(good)), tuple(bad)


def _columns(records: Sequence[Any]) -> Columns:
    return {name: [record.get(name) for record in records] for name in (*_TEXTS, "account", "media")}


def _odd(columns: Columns) -> set[int]:
    """The rows that are not plain."""
    odd = {at for at, media in enumerate(columns["media"]) if media} if any(columns["media"]) else set()
    for name in _TEXTS:
        column = columns[name]
        if not _TEXT.issuperset(map(type, column)):
            odd.update(at for at, value in enumerate(column) if type(value) not in _TEXT)
        elif max(map(len, filter(None, column)), default=0) > MAX_TEXT:
            odd.update(at for at, value in enumerate(column) if value and len(value) > MAX_TEXT)
    if not all(columns["id"]) or not all(columns["text"]):
        words = zip(columns["id"], columns["text"], columns["quoted_text"], strict=True)
        odd.update(at for at, (identity, text, quoted) in enumerate(words) if not (identity and (text or quoted)))
    if any(columns["account"]):
        odd.update(at for at, account in enumerate(columns["account"]) if account and not _plain_account(account))
    if not _plain_instants([value for value in columns["posted_at"] if value and type(value) is str]):
        odd.update(at for at, value in enumerate(columns["posted_at"]) if value and not _plain_instants([value]))
    return odd


def _plain_account(account: Any) -> bool:
    if type(account) is not dict:
        return False
    kind = account.get("kind")
    if type(kind) not in _TEXT or kind not in _KINDS:
        return False
    reach = account.get("reach")
    if not (reach is None or (type(reach) is int and 0 <= reach < _MOST_REACH)):
        return False
    texts = [account.get(name) for name in _ACCOUNT_TEXTS]
    return _TEXT.issuperset(map(type, texts)) and all(len(text or "") <= MAX_TEXT for text in texts)


def _plain_instants(values: list[Any]) -> bool:
    """Whether all are instants in UTC of whole seconds, spelled with `T` and `Z`."""
    try:
        instants = pa.array(values, pa.string())
        if not pc.all(pc.match_substring_regex(instants, _INSTANT), min_count=0).as_py():
            return False
        pc.cast(instants, pa.timestamp("s", "UTC"))  # knows which days there are
    except (pa.ArrowException, TypeError):
        return False
    return True


def _batch(columns: Columns) -> pa.RecordBatch:
    size = len(columns["id"])
    arrays = {name: _texts(columns[name]) for name in _TEXTS if name not in ("surface", "posted_at")}
    arrays["surface"] = _texts(columns["surface"], DEFAULT_SURFACE)
    arrays["posted_at"] = pa.array([value or None for value in columns["posted_at"]], pa.string())
    arrays["account"] = _accounts(columns["account"])
    media = columns["media"]
    arrays["media"] = pa.array([each or () for each in media], no_media(0).type) if any(media) else no_media(size)
    return pa.RecordBatch.from_arrays([arrays[name] for name in POST_SCHEMA.names], schema=POST_SCHEMA)


def no_accounts(count: int) -> pa.Array:
    """The accounts of rows that say nothing of theirs."""
    return _accounts([None] * count)


def no_media(count: int) -> pa.Array:
    """The media of rows that have none."""
    return pa.array([()] * count, POST_SCHEMA.field("media").type)


def _texts(values: Sequence[Any], empty: str = "") -> pa.Array:
    if not any(values):
        return pa.repeat(pa.scalar(empty, pa.string()), len(values))
    return pa.array(values if all(values) else [value or empty for value in values], pa.string())


def _accounts(values: Sequence[Any]) -> pa.Array:
    known = [value or {} for value in values] if any(values) else ()
    parts = [_texts([account.get("kind") for account in known] if known else [None] * len(values), _INDIVIDUAL)]
    for name in _ACCOUNT_TEXTS:
        parts.append(_texts([account.get(name) for account in known] if known else [None] * len(values)))
    reach = [account.get("reach") or 0 for account in known] if known else [0] * len(values)
    return pa.StructArray.from_arrays([*parts, pa.array(reach, pa.int64())], fields=list(ACCOUNT_TYPE))
