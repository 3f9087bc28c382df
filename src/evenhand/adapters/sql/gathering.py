"""Group commit: what several threads record at the same moment is committed together, with one wait for the disk.

Whoever finds nobody leading commits what stands in the queue and then hands the lead to the first that came meanwhile;
the others sleep until their part is done. When a batch is refused, its parts are committed one by one, so that nobody
pays for another's conflict.
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
    woken: threading.Event = field(default_factory=threading.Event)


class Gathering(Generic[T]):
    """`commit(parts)` takes several works in one transaction: all are durable when it returns, none when it raises."""

    def __init__(self, commit: Callable[[Sequence[T]], None]) -> None:
        self._commit = commit
        self._queue: list[_Part[T]] = []
        self._lock = threading.Lock()
        self._led = False

    def __call__(self, work: T) -> None:
        """Return when `work` is durable. Raises what `commit` raises for it alone."""
        mine = _Part(work)
        with self._lock:
            self._queue.append(mine)
            leading, self._led = not self._led, True
        if not leading:
            try:
                mine.woken.wait()
            except BaseException:
                self._leave(mine)
                raise
        if not mine.done:  # woken to lead
            self._lead()
        if mine.error is not None:
            raise mine.error

    def _lead(self) -> None:
        """Commit what waits: the leader's part is always among it, the queue being first come, first served."""
        with self._lock:
            parts, self._queue = self._queue[:MAX_GATHERED], self._queue[MAX_GATHERED:]
        try:
            self._commit_together(parts)
        finally:
            for part in parts:
                part.done = True
                part.woken.set()
            with self._lock:
                self._hand_over()

    def _hand_over(self) -> None:
        self._led = bool(self._queue)
        if self._queue:
            self._queue[0].woken.set()

    def _leave(self, part: _Part[T]) -> None:
        """Somebody was interrupted while waiting: nobody may wait for a leader that is gone."""
        with self._lock:
            if part in self._queue:
                self._queue.remove(part)
                if part.woken.is_set():
                    self._hand_over()

    def _commit_together(self, parts: Sequence[_Part[T]]) -> None:
        try:
            self._commit([part.work for part in parts])
        except EvenhandError as error:
            if len(parts) == 1:
                parts[0].error = error
                return
            for part in parts:
                self._commit_together([part])
        else:
            for part in parts:
                part.error = None
