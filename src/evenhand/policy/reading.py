"""Typed reading of marked nodes: each accessor returns the value or records what was expected, and the reading goes on.

What sections a policy has is `policy.loading`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from evenhand.policy.conditions import in_words
from evenhand.policy.diagnostics import Collector, did_you_mean
from evenhand.policy.yaml_nodes import Mapping, Node, Sequence, Value

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

MAX_TEXT: Final = 4_000


def kind_of(node: Node | None) -> str:
    """What a node is, in words."""
    if node is None:
        return "nothing"
    if isinstance(node, (Mapping, Sequence)):
        return "a mapping" if isinstance(node, Mapping) else "a list"
    names: dict[type, str] = {str: "text", bool: "true or false", int: "a whole number", date: "a day"}
    return names.get(type(node.value), "nothing")


@dataclass(slots=True)
class Reader:
    """One mapping of the file, read key by key. `what` names it in messages: `clause`, `rung`."""

    node: Mapping
    what: str
    into: Collector

    @property
    def at(self) -> tuple[int, int]:
        """Where the mapping begins."""
        return self.node.at

    def only(self, known: Iterable[str], reasons: dict[str, str] | None = None) -> None:
        """Record every key that is not known; `reasons` says why some words can never be keys here."""
        names = tuple(known)
        for name, at, _ in self.node.entries:
            if reasons and name in reasons:
                self.into.say(at, f"{name} is refused in a {self.what}: {reasons[name]}", "remove the key")
            elif name not in names:
                hint = did_you_mean(name, names, f"a {self.what} has " + ", ".join(names))
                self.into.say(at, f"unknown key {name[:60]} in a {self.what}", hint)

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return self.node.get(key) is not None

    def where(self, key: str) -> tuple[int, int]:
        """Where the value of a key stands; the key, or the mapping, when there is none."""
        node = self.node.get(key)
        return node.at if node is not None else self.node.key_at(key)

    def _wrong(self, key: str, expected: str) -> None:
        node = self.node.get(key)
        if node is None:
            self.into.say(self.at, f"a {self.what} needs {key}: {expected}", f"add `{key}:`")
        else:
            shown = in_words(node.value)[:40] if isinstance(node, Value) and node.value is not None else kind_of(node)
            self.into.say(node.at, f"{key} of a {self.what} is {shown}, expected {expected}")

    def text(self, key: str, *, default: str | None = None) -> str:
        """A text; `default` makes the key optional. Days and numbers written bare count as their text."""
        node = self.node.get(key)
        if node is None and default is not None:
            return default
        if isinstance(node, Value):
            if isinstance(node.value, str) and len(node.value) <= MAX_TEXT and node.value.strip():
                return " ".join(node.value.split())
            if isinstance(node.value, date):
                return node.value.isoformat()
        self._wrong(key, f"a text of at most {MAX_TEXT} characters")
        return default or ""

    def whole(self, key: str, low: int, high: int, *, default: int | None = None) -> int:
        """A whole number within bounds."""
        node = self.node.get(key)
        if node is None and default is not None:
            return default
        value = node.value if isinstance(node, Value) else None
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self._wrong(key, f"a whole number from {low} to {high}")
        return low

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """True or false."""
        node = self.node.get(key)
        if node is None and default is not None:
            return default
        if isinstance(node, Value) and isinstance(node.value, bool):
            return node.value
        self._wrong(key, "true or false")
        return False

    def day(self, key: str) -> date | None:
        """A day; None (and a record) when it is none."""
        node = self.node.get(key)
        if isinstance(node, Value) and isinstance(node.value, date):
            return node.value
        self._wrong(key, "a day, YYYY-MM-DD")
        return None

    def one_of(self, key: str, kind: type[E]) -> E:
        """A value of an enum; the first one stands in when it is none."""
        node = self.node.get(key)
        values = [member.value for member in kind]
        if isinstance(node, Value) and node.value in values:
            return kind(str(node.value))
        hint = did_you_mean(str(node.value), values) if isinstance(node, Value) else ""
        expected = "one of " + ", ".join(values)
        if node is None:
            self._wrong(key, expected)
        else:
            shown = str(node.value)[:40] if isinstance(node, Value) else kind_of(node)
            self.into.say(node.at, f"{key} of a {self.what} is {shown}, expected {expected}", hint)
        return next(iter(kind))

    def texts(self, key: str, *, optional: bool = False) -> tuple[str, ...]:
        """A list of texts, at least one unless optional."""
        node = self.node.get(key)
        if node is None and optional:
            return ()
        if isinstance(node, Sequence) and (node.items or optional):
            values = [item.value if isinstance(item, Value) else None for item in node.items]
            if all(isinstance(value, str) and value for value in values):
                return tuple(str(value) for value in values)
        self._wrong(key, "a list of texts")
        return ()

    def maps(self, key: str, what: str, read: Callable[[Reader], T | None], *, optional: bool = False) -> tuple[T, ...]:
        """A list of mappings, each read by `read`; what it returns None for is left out (it has recorded why)."""
        node = self.node.get(key)
        if node is None and optional:
            return ()
        if not isinstance(node, Sequence):
            self._wrong(key, f"a list, one {what} each")
            return ()
        done = []
        for item in node.items:
            if isinstance(item, Mapping):
                done.append(read(Reader(item, what, self.into)))
            else:
                self.into.say(item.at, f"a {what} is a mapping, not {kind_of(item)}")
        return tuple(value for value in done if value is not None)

    def map(self, key: str, what: str) -> Reader:
        """A mapping under a key; an empty one stands in (with a record) when it is none."""
        node = self.node.get(key)
        if isinstance(node, Mapping):
            return Reader(node, what, self.into)
        self._wrong(key, "a mapping")
        return Reader(Mapping((), self.where(key)), what, Collector())
