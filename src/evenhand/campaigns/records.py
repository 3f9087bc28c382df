"""Records from plain documents (YAML, JSON) and back: every field is checked by the type its record declares.

One reader serves every kind, so that a document and `kernel.canonical.plain(record)` are the same thing. Days are ISO
days; unknown fields are refused, as a misspelt `reported` would otherwise be lost silently.
"""

from __future__ import annotations

import types
import typing
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Final

from evenhand.campaigns.model import (
    Actor,
    Archive,
    Claim,
    Incident,
    Indicator,
    Record,
    Relation,
    Series,
    Source,
    Span,
)
from evenhand.kernel.canonical import canonical_text
from evenhand.kernel.ids import derived_id

KINDS: Final[dict[str, type[Record]]] = {
    "source": Source,
    "incident": Incident,
    "actor": Actor,
    "claim": Claim,
    "relation": Relation,
    "series": Series,
    "indicator": Indicator,
}
# The name of each kind's list in a YAML document and in Archive.
LISTS: Final = {kind: kind if kind == "series" else kind + "s" for kind in KINDS}
MAX_TEXT: Final = 20_000


class FieldError(ValueError):
    """One field is off: `field`, `expected`, `got`."""

    def __init__(self, field: str, expected: str, got: object) -> None:
        super().__init__(f"{field}: expected {expected}, got {got!r}"[:300])
        self.field = field
        self.expected = expected
        self.got = "nothing" if got is None else str(got)[:120]


def kind_of(record: Record) -> str:
    """`incident` for an Incident, and so on."""
    return type(record).__name__.lower()


def id_of(record: Record) -> str:
    """The id of any record."""
    return str(getattr(record, kind_of(record) + "_id"))


def parse(kind: str, document: object) -> Record:
    """A record of a kind. An id that is not given follows from what is. Raises FieldError for the first field that is off."""
    if kind not in KINDS:
        raise FieldError("kind", " | ".join(KINDS), kind)
    if not isinstance(document, dict):
        raise FieldError("", "an object", document)
    given = {key: value for key, value in document.items() if key != "kind"}
    name = kind + "_id"
    if given.get(name) in (None, ""):
        given[name] = derived_id(kind, _spelling({key: value for key, value in given.items() if key != name}))
    record: Record = _record(KINDS[kind], given, "")
    _check(record)
    return record


def _spelling(document: dict[Any, Any]) -> str:
    """One spelling of a document, whether its days came as YAML dates or as text. Raises FieldError."""
    try:
        return canonical_text(document)
    except (TypeError, RecursionError) as error:
        raise FieldError("", "text, whole numbers, days, lists and objects", str(error)[:80]) from None


def _record(cls: type[Any], document: Any, path: str) -> Any:
    if not isinstance(document, dict):
        raise FieldError(path.rstrip("."), "an object", document)
    hints = typing.get_type_hints(cls)
    known = {f.name: f for f in fields(cls)}
    for key in document:
        if key not in known:
            raise FieldError(f"{path}{key}"[:80], "one of " + ", ".join(known), document[key])
    values = {}
    for name, field in known.items():
        if document.get(name) is None:
            if field.default is MISSING:
                raise FieldError(path + name, "a value", None)
            continue
        values[name] = _value(hints[name], document[name], path + name)
    return cls(**values)


def _value(kind: Any, value: Any, path: str) -> Any:
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        return _value(next(part for part in typing.get_args(kind) if part is not type(None)), value, path)
    if origin is tuple:
        if not isinstance(value, list | tuple):
            raise FieldError(path, "a list", value)
        return tuple(_value(typing.get_args(kind)[0], item, f"{path}[{number}]") for number, item in enumerate(value))
    if is_dataclass(kind):
        return _record(typing.cast(type[Any], kind), value, path + ".")
    return _scalar(kind, value, path)


def _scalar(kind: Any, value: Any, path: str) -> Any:
    if kind is date:
        return _day(value, path)
    if kind is bool:
        if not isinstance(value, bool):
            raise FieldError(path, "true or false", value)
        return value
    if kind is int:
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) > 10**12:
            raise FieldError(path, "a whole number", value)
        return value
    if isinstance(kind, type) and issubclass(kind, Enum):
        try:
            return kind(value)
        except ValueError:
            raise FieldError(path, " | ".join(member.value for member in kind), value) from None
    if not isinstance(value, str) or len(value) > MAX_TEXT or "\x00" in value:
        raise FieldError(path, f"text of at most {MAX_TEXT} characters without NUL", value)
    return value.encode("utf-8", "replace").decode()


def _day(value: Any, path: str) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        if not isinstance(value, str) or len(value) != 10:
            raise ValueError
        return date.fromisoformat(value)
    except ValueError:
        raise FieldError(path, "a day, YYYY-MM-DD", value) from None


def _check(record: Record) -> None:
    """What a type cannot say: order of days, grades, hashes, country codes."""
    if isinstance(record, Source):
        if record.reliability not in set("ABCDEF"):
            raise FieldError("reliability", "A to F (admiralty scale)", record.reliability)
        if not 1 <= record.credibility <= 6:
            raise FieldError("credibility", "1 to 6 (admiralty scale)", record.credibility)
    if isinstance(record, Incident):
        _check_incident(record)
    if isinstance(record, Actor) and not (record.names and all(one.name and one.source for one in record.names)):
        raise FieldError("names", "at least one name, each with its source", None)
    if isinstance(record, Relation):
        _check_span(record.span, "span")
    if isinstance(record, Incident | Actor):
        for country in record.countries:
            if not (len(country) == 2 and country.isascii() and country.isalpha() and country.isupper()):
                raise FieldError("countries", "ISO 3166-1 alpha-2 codes", country)
    if isinstance(record, Series):
        _check_series(record)


def _check_span(span: Span, path: str) -> None:
    if span.start is not None and span.end is not None and span.end < span.start:
        raise FieldError(f"{path}.end", f"a day from {span.start} on", span.end)


def _check_incident(record: Incident) -> None:
    for name in ("title", "analyst"):
        if not getattr(record, name).strip():
            raise FieldError(name, "a value", None)
    _check_span(record.occurred, "occurred")
    start = record.occurred.start
    if record.reported is not None and start is not None and record.reported < start:
        raise FieldError("reported", f"a day from {start} on: nothing is reported before it occurs", record.reported)
    for piece in record.evidence:
        if len(piece.sha256) != 64 or not set(piece.sha256) <= set("0123456789abcdef"):
            raise FieldError("evidence.sha256", "64 lower-case hexadecimal digits", piece.sha256)


def _check_series(record: Series) -> None:
    previous = None
    for bucket in record.buckets:
        if bucket.end < bucket.start or bucket.count < 0:
            raise FieldError("buckets", "end from start on, count not negative", f"{bucket.start}..{bucket.end}")
        if previous is not None and bucket.start <= previous:
            raise FieldError("buckets", "ascending spans that do not overlap", f"{bucket.start} after {previous}")
        previous = bucket.end


def archive(records: typing.Iterable[Record]) -> Archive:
    """Records gathered by kind, each kind in the order of its ids."""
    gathered: dict[str, list[Record]] = {name: [] for name in LISTS.values()}
    for record in records:
        gathered[LISTS[kind_of(record)]].append(record)
    ordered: dict[str, Any] = {name: tuple(sorted(found, key=id_of)) for name, found in gathered.items()}
    return Archive(**ordered)
