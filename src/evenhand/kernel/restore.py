"""The way back from plain JSON to records: what `canonical.plain` wrote, `restore` reads, by the record's own types."""

from __future__ import annotations

import types
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from evenhand.kernel.clock import parse_day, parse_instant
from evenhand.kernel.errors import BadInputError, Place

T = TypeVar("T")


@lru_cache(maxsize=256)
def _hints(record: Any) -> dict[str, Any]:
    return get_type_hints(record)


def restore(record: type[T], value: Any, *, field: str = "") -> T:
    """A frozen record from the plain value that `plain` made of it.

    Fields absent from the value take their default, so that records written before a field existed still read.
    Raises BadInputError naming the field for a value of the wrong shape.
    """
    if not isinstance(value, dict):
        raise BadInputError(f"expected an object for {record.__name__}", place=Place(field=field or record.__name__))
    hints = _hints(record)  # type: ignore[arg-type]  # a type variable over types is hashable; mypy cannot tell
    found: dict[str, Any] = {}
    for slot in fields(record):  # type: ignore[arg-type]  # T is a dataclass; typing has no bound for that
        where = f"{field}.{slot.name}" if field else slot.name
        if slot.name in value:
            found[slot.name] = _as(hints[slot.name], value[slot.name], where)
        elif slot.default is MISSING and slot.default_factory is MISSING:
            raise BadInputError(f"missing in {record.__name__}", place=Place(field=where))
    return record(**found)


def _as(hint: Any, value: Any, where: str) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _as_union(hint, value, where)
    if origin is tuple:
        return _as_tuple(get_args(hint), value, where)
    if origin in (dict, frozenset) or hint is Any or hint is object:
        return frozenset(value) if origin is frozenset else value
    if isinstance(hint, type):
        return _as_plain(hint, value, where)
    return value


def _as_union(hint: Any, value: Any, where: str) -> Any:
    options = get_args(hint)
    if value is None and type(None) in options:
        return None
    problems: list[BadInputError] = []
    for option in options:
        if option is type(None):
            continue
        try:
            return _as(option, value, where)
        except BadInputError as problem:
            problems.append(problem)
    raise problems[0] if problems else BadInputError("no value fits", place=Place(field=where))


def _as_tuple(arguments: tuple[Any, ...], value: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(value, (list, tuple)):
        raise BadInputError("expected a list", place=Place(field=where))
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return tuple(_as(arguments[0], item, where) for item in value)
    return tuple(_as(kind, item, where) for kind, item in zip(arguments, value, strict=True))


def _as_plain(kind: type, value: Any, where: str) -> Any:
    if is_dataclass(kind):
        return restore(kind, value, field=where)
    try:
        if issubclass(kind, Enum):
            return kind(value)
        if kind is datetime:
            return parse_instant(value)
        if kind is date:
            return parse_day(value)
    except (ValueError, AttributeError):
        raise BadInputError(f"{value!r} is no {kind.__name__}", place=Place(field=where)) from None
    if (kind is int and isinstance(value, bool)) or not isinstance(value, kind):
        raise BadInputError(f"expected {kind.__name__}, got {type(value).__name__}", place=Place(field=where))
    return value
