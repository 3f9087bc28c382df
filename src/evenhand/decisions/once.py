"""Answers about records that many findings share, made once for each record: kept by identity, which costs no comparing.

The acts of a standing are one tuple for every finding of that entity on that day; its JSON and its words are the same
each time. What is made is the caller's to say.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Generic, TypeVar

_MOST: Final = 16_384  # records remembered

Record = TypeVar("Record")
Made = TypeVar("Made")


class Once(Generic[Record, Made]):
    """A function of immutable records that remembers. It holds each record, so that no other can take its identity."""

    __slots__ = ("_kept", "_make")

    def __init__(self, make: Callable[[Record], Made]) -> None:
        self._make = make
        self._kept: dict[int, tuple[Record, Made]] = {}

    def __call__(self, record: Record) -> Made:
        """What is made of the record."""
        kept = self._kept.get(id(record))
        if kept is not None:
            return kept[1]
        if len(self._kept) >= _MOST:
            self._kept.clear()
        made = self._make(record)
        self._kept[id(record)] = record, made
        return made
