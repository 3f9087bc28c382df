"""The way back from plain JSON to records: what `canonical.plain` wrote, `restore` reads, by the record's own types.

How a type is read is worked out once; a history of ten thousand events is read by calls alone.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from itertools import takewhile
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

from evenhand.kernel.clock import parse_day, parse_instant
from evenhand.kernel.errors import BadInputError, Place

T = TypeVar("T")
_Reader = Callable[[Any], Any]
_SCALARS: Final = frozenset({str, int, bool})


class _Unfit(Exception):  # noqa: N818 - never leaves this module
    """A value of the wrong shape; the path to it grows on the way up, so that good values pay nothing for it."""

    def __init__(self, message: str, path: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.path = path


def restore(record: type[T], value: Any, *, field: str = "") -> T:
    """A frozen record from the plain value that `plain` made of it.

    Fields absent from the value take their default, so that records written before a field existed still read.
    Raises BadInputError naming the field for a value of the wrong shape.
    """
    try:
        restored: T = _reader(record)(value)  # type: ignore[arg-type]  # a type is hashable; mypy cannot tell
    except _Unfit as unfit:
        where = ".".join(part for part in (field, *unfit.path) if part)
        raise BadInputError(unfit.message, place=Place(field=where or record.__name__)) from None
    return restored


@cache
def _reader(hint: Any) -> _Reader:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _union([_reader(option) for option in get_args(hint) if option is not type(None)], hint)
    if origin is tuple:
        return _tuple(get_args(hint))
    if origin is frozenset:
        return frozenset
    if origin is None and isinstance(hint, type) and hint is not object:
        return _record(hint) if is_dataclass(hint) else _plain(hint)
    return lambda value: value


def _record(kind: type) -> _Reader:
    slots: list[tuple[str, type | None, _Reader, bool]] = []

    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            raise _Unfit(f"expected an object for {kind.__name__}")
        if not slots:  # only now: a record may hold records of its own kind
            slots.extend(_slots(kind))
        found: dict[str, Any] = {}
        name = ""
        try:
            for name, as_it_is, reader, required in slots:
                if name in value:
                    item = value[name]
                    found[name] = item if type(item) is as_it_is else reader(item)
                elif required:
                    raise _Unfit(f"missing in {kind.__name__}")
        except _Unfit as unfit:
            raise _Unfit(unfit.message, (name, *unfit.path)) from None
        return kind(**found)

    return read


def _slots(kind: type) -> list[tuple[str, type | None, _Reader, bool]]:
    """Of each field: its name, the type that is taken without being read, its reader, and whether it has to be there."""
    hints = get_type_hints(kind)
    return [
        (
            slot.name,
            hints[slot.name] if hints[slot.name] in _SCALARS else None,
            _reader(hints[slot.name]),
            slot.default is MISSING and slot.default_factory is MISSING,
        )
        for slot in fields(kind)
    ]


def _union(readers: list[_Reader], hint: Any) -> _Reader:
    optional = type(None) in get_args(hint)
    # Text and numbers that are allowed as they are, before anything is tried on them.
    as_it_is = frozenset(takewhile(_SCALARS.__contains__, (kind for kind in get_args(hint) if kind is not type(None))))

    def read(value: Any) -> Any:
        if (value is None and optional) or type(value) in as_it_is:
            return value
        problem = _Unfit("no value fits")
        for place, reader in enumerate(readers):
            try:
                return reader(value)
            except _Unfit as unfit:
                problem = problem if place else unfit
        raise problem

    return read


def _tuple(arguments: tuple[Any, ...]) -> _Reader:
    readers = [_reader(kind) for kind in arguments if kind is not Ellipsis]
    any_length = len(arguments) == 2 and arguments[1] is Ellipsis

    def read(value: Any) -> Any:
        if not isinstance(value, (list, tuple)):
            raise _Unfit("expected a list")
        if any_length:
            reader = readers[0]
            return tuple([reader(item) for item in value])
        if len(value) != len(readers):
            raise _Unfit(f"expected {len(readers)} values, got {len(value)}")
        return tuple([reader(item) for reader, item in zip(readers, value, strict=True)])

    return read


def _plain(kind: type) -> _Reader:
    convert: _Reader | None = None
    if issubclass(kind, Enum):
        convert = {member.value: member for member in kind}.__getitem__
    elif kind is datetime:
        convert = parse_instant
    elif kind is date:
        convert = parse_day

    def read(value: Any) -> Any:
        if type(value) is kind:
            return value
        if (kind is int and isinstance(value, bool)) or not isinstance(value, kind):
            raise _Unfit(f"expected {kind.__name__}, got {type(value).__name__}")
        return value

    def read_as(value: Any) -> Any:
        assert convert is not None
        try:
            return convert(value)
        except BadInputError as error:
            raise _Unfit(error.message) from None
        except (ValueError, LookupError, AttributeError, TypeError):
            raise _Unfit(f"{value!r:.80} is no {kind.__name__}") from None

    return read_as if convert else read
