"""Group commit: what several threads record at the same moment is committed together, with one wait for the disk.

Whoever finds nobody committing commits everything that stands in the queue; the others find their part done. When a
batch is refused, its parts are committed one by one, so that nobody pays for another's conflict.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from evenhand.kernel.errors import ConflictError, EvenhandError

T = TypeVar("T")
MAX_GATHERED: Final = 1_000  # parts in one transaction: bounds what a refusal has to repeat


# What the others learn when the thread that commits for them is interrupted.
_STOPPED: Final = ConflictError("recording was interrupted", hint="ask what is known, then record again")


@dataclass(eq=False, slots=True)
class _Part(Generic[T]):
    work: T
    done: bool = False
    error: EvenhandError | None = field(default_factory=lambda: _STOPPED)


class Gathering(Generic[T]):
    """`commit(parts)` takes several works in one transaction: all are durable when it returns, none when it raises."""

    def __init__(self, commit: Callable[[Sequence[T]], None]) -> None:
        self._commit = commit
        self._queue: list[_Part[T]] = []
        self._queue_lock = threading.Lock()
        self._turn = threading.Lock()

    def __call__(self, work: T) -> None:
        """Return when `work` is durable. Raises what `commit` raises for it alone."""
        mine = _Part(work)
        with self._queue_lock:
            self._queue.append(mine)
        while not mine.done:
            with self._turn:
                if not mine.done:
                    self._commit_waiting()
        if mine.error is not None:
            raise mine.error

    def _commit_waiting(self) -> None:
        with self._queue_lock:
            parts, self._queue = self._queue[:MAX_GATHERED], self._queue[MAX_GATHERED:]
        try:
            self._commit([part.work for part in parts])
            for part in parts:
                part.error = None
        except EvenhandError as error:
            if len(parts) == 1:
                parts[0].error = error
            else:
                self._one_by_one(parts)
        finally:
            for part in parts:
                part.done = True

    def _one_by_one(self, parts: Sequence[_Part[T]]) -> None:
        for part in parts:
            try:
                self._commit([part.work])
                part.error = None
            except EvenhandError as error:
                part.error = error
