"""Posts in Arrow: the schema of what is read, the checks each row passes, and rows back as records.

One batch function serves a single post, a file and (later) Spark (DESIGN.md, decision 10); this module is its grammar.
Reading files is left to `adapters.posts`, what happens to a post to `service.examine`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import pyarrow as pa

from evenhand.detection.model import Account, AccountKind, Media, Post
from evenhand.kernel.clock import format_instant, parse_instant
from evenhand.kernel.errors import BadInputError, Reject

DEFAULT_SURFACE: Final = "default"  # of a platform that has one surface and does not name it
MAX_TEXT: Final = 100_000  # code points; the longest post format in use is far below, and a reviewer reads less

ACCOUNT_TYPE: Final = pa.struct(
    [
        ("kind", pa.string()),
        ("display_name", pa.string()),
        ("handle", pa.string()),
        ("bio", pa.string()),
        ("reach", pa.int64()),
    ]
)
POST_SCHEMA: Final = pa.schema(
    [
        ("id", pa.string()),
        ("text", pa.string()),
        ("surface", pa.string()),
        ("account_id", pa.string()),
        ("posted_at", pa.string()),
        ("lang", pa.string()),
        ("quoted_text", pa.string()),
        ("parent_text", pa.string()),
        ("account", ACCOUNT_TYPE),
        ("visibility", pa.string()),
        ("media", pa.list_(pa.struct([("sha256", pa.string()), ("pdq", pa.string())]))),
    ]
)
_POST_COLUMNS: Final = (
    "id", "text", "surface", "account_id", "posted_at", "lang", "quoted_text", "parent_text", "visibility", "media",
)  # fmt: skip
_NO_ACCOUNT: Final = Account()
_UNTOLD: Final = (AccountKind.INDIVIDUAL.value, "", "", "", 0)  # what `check_row` makes of a post without an account
_SHA256: Final = re.compile(r"[0-9a-fA-F]{64}")
_TEXTS: Final = ("surface", "account_id", "lang", "quoted_text", "parent_text", "visibility")
_ACCOUNT_TEXTS: Final = ("display_name", "handle", "bio")


@dataclass(frozen=True, slots=True)
class PostBatch:
    """Some rows of a file: the good ones as a batch of POST_SCHEMA, the bad ones with reasons, and the line read up to."""

    batch: pa.RecordBatch
    rejects: tuple[Reject, ...]
    line: int


class _RowError(Exception):
    def __init__(self, field: str, expected: str, got: Any, hint: str = "") -> None:
        super().__init__(field)
        self.field, self.expected, self.got, self.hint = field, expected, got, hint


def _show(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _text(row: Mapping[str, Any], name: str, field: str | None = None) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _RowError(field or name, "text", value)
    if len(value) > MAX_TEXT:
        raise _RowError(field or name, f"at most {MAX_TEXT} characters", f"{len(value)} characters", "split the text")
    # A lone surrogate has no UTF-8; one U+FFFD for each keeps every span where it was.
    if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
        return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in value)
    return value


def _instant(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise _RowError("posted_at", "an instant with a zone", value.isoformat(), "store UTC with a zone")
        return format_instant(value)
    try:
        return format_instant(parse_instant(value if isinstance(value, str) else ""))
    except BadInputError:
        raise _RowError("posted_at", "an RFC 3339 instant", value, "for example 2024-02-09T12:00:00Z") from None


def _account(row: Mapping[str, Any]) -> dict[str, Any]:
    value = row.get("account") or {}
    if not isinstance(value, Mapping):
        raise _RowError("account", "an object {kind, display_name, handle, bio, reach}", value)
    kind = _text(value, "kind", "account.kind") or AccountKind.INDIVIDUAL.value
    if kind not in AccountKind._value2member_map_:
        raise _RowError("account.kind", " | ".join(AccountKind), kind)
    reach = value.get("reach") or 0
    if isinstance(reach, float) and reach.is_integer():
        reach = int(reach)
    if isinstance(reach, bool) or not isinstance(reach, int) or not 0 <= reach < 2**53:
        raise _RowError("account.reach", "a whole number of followers, 0 or more", value.get("reach"))
    texts = {name: _text(value, name, f"account.{name}") for name in _ACCOUNT_TEXTS}
    return {"kind": kind, **texts, "reach": reach}


def _media(row: Mapping[str, Any]) -> list[dict[str, str]]:
    value = row.get("media")
    if value is None:
        return []
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise _RowError("media", "a list of {sha256 | pdq}", value)
    items = []
    for item in value:
        if not isinstance(item, Mapping) or not (item.get("sha256") or item.get("pdq")):
            raise _RowError("media", "each item with sha256 or pdq", item)
        if item.get("sha256") and not _SHA256.fullmatch(str(item["sha256"])):
            raise _RowError("media.sha256", "64 hexadecimal digits", item["sha256"])
        items.append({"sha256": _text(item, "sha256", "media.sha256"), "pdq": _text(item, "pdq", "media.pdq")})
    return items


def check_row(row: Any, line: int) -> dict[str, Any] | Reject:
    """One row of POST_SCHEMA from what a file said, or why not. Unknown fields pass by: platforms' exports carry many."""
    try:
        if not isinstance(row, Mapping):
            raise _RowError("", "an object with id and text", row)
        identity = row.get("id")
        if isinstance(identity, int) and not isinstance(identity, bool):
            identity = str(identity)
        if not isinstance(identity, str) or not identity:
            raise _RowError("id", "a non-empty id", identity)
        if not row.get("text") and not row.get("quoted_text") and not row.get("media"):
            raise _RowError("text", "text (may be empty beside quoted_text or media)", row.get("text"))
        return {
            "id": _text({"id": identity}, "id"),
            "text": _text(row, "text"),
            **{name: _text(row, name) for name in _TEXTS},
            "surface": _text(row, "surface") or DEFAULT_SURFACE,
            "posted_at": _instant(row.get("posted_at")),
            "account": _account(row),
            "media": _media(row),
        }
    except _RowError as problem:
        got = problem.got if isinstance(problem.got, str) and len(problem.got) < 60 else _show(problem.got)
        return Reject(line, problem.field, problem.expected, got, problem.hint)


def batch_of(rows: Sequence[dict[str, Any]]) -> pa.RecordBatch:
    """Checked rows as one batch of POST_SCHEMA."""
    return pa.RecordBatch.from_pylist(list(rows), schema=POST_SCHEMA)


def posts_of(batch: pa.RecordBatch) -> Iterator[Post]:
    """The posts of a batch, as records, in order."""
    columns = (batch.column(name).to_pylist() for name in _POST_COLUMNS)
    accounts = zip(*(part.to_pylist() for part in batch.column("account").flatten()), strict=True)
    for (identity, text, surface, account_id, posted_at, lang, quoted, parent, visibility, media), account in zip(
        zip(*columns, strict=True), accounts, strict=True
    ):
        yield Post(
            id=identity,
            text=text or "",
            surface=surface or "",
            account_id=account_id or "",
            posted_at=parse_instant(posted_at) if posted_at else None,
            lang=lang or "",
            quoted_text=quoted or "",
            parent_text=parent or "",
            account=_NO_ACCOUNT if account == _UNTOLD else _account_of(*account),
            visibility=visibility or "",
            media=tuple([Media(item["sha256"] or "", item["pdq"] or "") for item in media or ()]),
        )


def _account_of(kind: str | None, name: str | None, handle: str | None, bio: str | None, reach: int | None) -> Account:
    return Account(AccountKind(kind or "individual"), name or "", handle or "", bio or "", reach or 0)
