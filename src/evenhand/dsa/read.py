"""Statements out of a file's bytes: one object, a list, `{"statements": [...]}` as the batch call takes it, or JSONL.

Opening the file and printing are left to `entry`; whether a statement is right is `validate`'s.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from evenhand.dsa.schema import schema
from evenhand.kernel.errors import BadInputError, Place, Reject
from evenhand.kernel.lines import MAX_LINE, bounded_lines, strict_json

if TYPE_CHECKING:
    from typing_extensions import Buffer

MAX_DOCUMENT: Final = 64 << 20  # bytes; longer files go as JSONL, which streams


@dataclass(frozen=True, slots=True)
class Located:
    """A statement and where it stood: its line in JSONL, its place in a list (from 1) otherwise."""

    line: int
    statement: dict[str, Any]


def read_statements(stream: BinaryIO, name: str = "statements") -> Iterator[Located | Reject]:
    """Statements in order; what is no object comes as a Reject and the rest go on.

    Raises BadInputError when the file as a whole is none of the four shapes.
    """
    head = stream.read(MAX_LINE)
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not first:
        raise BadInputError("the file is empty", hint="give one statement, a list, or one per line", place=Place(name))
    rest = io.BufferedReader(_Joined(head, stream))
    if _is_jsonl(first, name):
        yield from _jsonl(rest)
        return
    data = rest.read(MAX_DOCUMENT + 1)
    if len(data) > MAX_DOCUMENT:
        raise BadInputError("more than 64 MiB in one document", hint="write one statement per line", place=Place(name))
    try:
        document = strict_json(data.removeprefix(b"\xef\xbb\xbf"))
    except ValueError as error:
        raise BadInputError(str(error), hint="give JSON or, one statement per line, JSONL", place=Place(name)) from None
    yield from _members(document, name)


def _is_jsonl(head: bytes, name: str) -> bool:
    if name.endswith((".jsonl", ".ndjson")):
        return True
    line, newline, more = head.partition(b"\n")
    try:
        document = strict_json(line)
    except ValueError:
        return False
    return isinstance(document, dict) and "statements" not in document and bool(newline and more.strip())


def _jsonl(stream: BinaryIO) -> Iterator[Located | Reject]:
    for number, line in bounded_lines(stream):
        if line is None:
            yield Reject(
                number, "", f"a line of at most {MAX_LINE} bytes", "a longer one", "is it one statement per line?"
            )
        elif line.strip():
            try:
                yield _located(number, strict_json(line))
            except ValueError as error:
                yield Reject(number, "", "one JSON object", str(error))


def _members(document: Any, name: str) -> Iterator[Located | Reject]:
    if isinstance(document, dict) and "statements" in document:
        limit = schema().batch_limit
        members = document["statements"]
        if not isinstance(members, list) or not 1 <= len(members) <= limit:
            raise BadInputError(
                f"a batch is a list of 1 to {limit} statements",
                hint="split it, or give a plain list to check them all",
                place=Place(name, field="statements"),
            )
    else:
        members = document if isinstance(document, list) else [document]
    for number, member in enumerate(members, 1):
        yield _located(number, member)


def _located(number: int, member: Any) -> Located | Reject:
    if isinstance(member, dict):
        return Located(number, member)
    return Reject(number, "", "an object", ascii(member)[:60], "a statement is a JSON object")


class _Joined(io.RawIOBase):
    """The head that was read to see the shape, then the rest: the input may be a pipe that cannot go back."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = memoryview(head)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        room = memoryview(buffer)
        if not self._head:
            data = self._rest.read(len(room))
            room[: len(data)] = data
            return len(data)
        count = min(len(room), len(self._head))
        room[:count] = self._head[:count]
        self._head = self._head[count:]
        return count
