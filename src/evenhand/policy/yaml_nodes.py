"""YAML text to a tree of marked nodes, for hostile input: no aliases, no tags, no merge keys, bounded in size and
depth.

Only the event parser of PyYAML is used; nothing is constructed by it. Plain scalars become whole numbers, days,
true, false or null by this module's own rule, so that `no` stays a word. What the tree must hold is
`policy.loading`'s business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import yaml

from evenhand.policy.conditions import Scalar
from evenhand.policy.diagnostics import Collector

MAX_BYTES: Final = 1 << 20
MAX_DEPTH: Final = 24
MAX_NODES: Final = 50_000
MAX_LINE: Final = 20_000

_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,15}")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None, "~": None, "": None}
_BIDI: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


@dataclass(frozen=True, slots=True)
class Value:
    """A scalar and where it stands."""

    value: Scalar
    at: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list and where it begins."""

    items: tuple[Node, ...]
    at: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping with text keys, each with its own mark, in document order."""

    entries: tuple[tuple[str, tuple[int, int], Node], ...]
    at: tuple[int, int]

    def get(self, key: str) -> Node | None:
        """The value under a key."""
        return next((node for name, _, node in self.entries if name == key), None)

    def key_at(self, key: str) -> tuple[int, int]:
        """Where a key stands; where the mapping begins when it has none."""
        return next((at for name, at, _ in self.entries if name == key), self.at)


Node = Value | Sequence | Mapping


class _RefusedError(Exception):
    def __init__(self, at: tuple[int, int], message: str, hint: str = "") -> None:
        super().__init__(message)
        self.at, self.message, self.hint = at, message, hint


def read_nodes(data: bytes, into: Collector) -> Node | None:
    """The tree of one YAML document, or None with the reason recorded."""
    try:
        return _Builder(_text_of(data)).document()
    except _RefusedError as refused:
        into.say(refused.at, refused.message, refused.hint)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        into.say(at, f"not YAML: {error.problem or error.context}", "check indentation, colons and quotes on this line")
    except yaml.YAMLError as error:
        into.say((1, 1), f"not YAML: {str(error).splitlines()[0]}")
    return None


def _text_of(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise _RefusedError((1, 1), f"the file holds {len(data)} bytes, more than {MAX_BYTES}", "split the policy")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _RefusedError((line, 1), "not UTF-8", "save the file as UTF-8") from None
    for number, line_text in enumerate(text.split("\n"), 1):
        if len(line_text) > MAX_LINE:
            raise _RefusedError((number, 1), f"a line of more than {MAX_LINE} characters")
        for column, char in enumerate(line_text, 1):
            if char in _BIDI or (ord(char) < 32 and char not in "\t\r") or 0x7F <= ord(char) < 0xA0:
                hint = "remove it: what a reader sees must be what is read"
                raise _RefusedError((number, column), f"an invisible or control character, U+{ord(char):04X}", hint)
    return text


class _Builder:
    """Turns parser events into nodes, refusing what a policy never needs."""

    def __init__(self, text: str) -> None:
        self._events: Any = yaml.parse(text, Loader=yaml.SafeLoader)
        self._count = 0

    def document(self) -> Node:
        """The only document of the stream."""
        next(self._events)  # the stream begins
        event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            raise _RefusedError((1, 1), "the file is empty", "a policy begins with `policy:` and `version:`")
        node = self._node(next(self._events), 1)
        next(self._events)  # the document ends
        event = next(self._events)
        if not isinstance(event, yaml.StreamEndEvent):
            raise _RefusedError(_at(event), "more than one document in the file", "one policy version is one file")
        return node

    def _node(self, event: Any, depth: int) -> Node:
        at = _at(event)
        self._count += 1
        if depth > MAX_DEPTH:
            raise _RefusedError(at, f"nested deeper than {MAX_DEPTH}", "flatten the condition")
        if self._count > MAX_NODES:
            raise _RefusedError(at, f"more than {MAX_NODES} nodes", "split the policy")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _RefusedError(
                at, "anchors and aliases are not read", "write the value out: every rule stands for itself"
            )
        if getattr(event, "tag", None):
            raise _RefusedError(at, f"tags are not read: {event.tag[:40]}", "write a plain value")
        if isinstance(event, yaml.ScalarEvent):
            return Value(event.value if event.style else _plain(event.value, at), at)
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(tuple(self._items(yaml.SequenceEndEvent, depth)), at)
        return self._mapping(at, depth)

    def _items(self, end: type, depth: int) -> list[Node]:
        nodes = []
        while not isinstance(event := next(self._events), end):
            nodes.append(self._node(event, depth + 1))
        return nodes

    def _mapping(self, at: tuple[int, int], depth: int) -> Mapping:
        nodes = self._items(yaml.MappingEndEvent, depth)
        entries: dict[str, tuple[str, tuple[int, int], Node]] = {}
        for key, node in zip(nodes[::2], nodes[1::2], strict=True):
            if not isinstance(key, Value) or not isinstance(key.value, str):
                raise _RefusedError(key.at, "a key must be a word")
            if key.value in entries:
                raise _RefusedError(key.at, f"the key {key.value} stands here twice", "keep one of the two")
            entries[key.value] = (key.value, key.at, node)
        return Mapping(tuple(entries.values()), at)


def _at(event: Any) -> tuple[int, int]:
    return (event.start_mark.line + 1, event.start_mark.column + 1)


def _plain(text: str, at: tuple[int, int]) -> Scalar:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise _RefusedError(at, f"no such day: {text}", "write YYYY-MM-DD, for example 2024-02-09") from None
    return text


def content(node: Node) -> Any:
    """The tree without its marks, for a digest that comments and layout do not change."""
    if isinstance(node, Value):
        return node.value
    if isinstance(node, Sequence):
        return [content(item) for item in node.items]
    return {name: content(item) for name, _, item in node.entries}
