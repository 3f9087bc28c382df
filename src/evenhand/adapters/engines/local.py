"""The local engine: the batch function in this process or over worker processes, answers in input order.

Workers build their own examiner once (a scanner of tens of thousands of names is quicker built than shipped) and hold at
most two batches each, so memory does not grow with the file.
"""

from __future__ import annotations

import gc
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Protocol

import pyarrow as pa


class BatchFunction(Protocol):
    """`Iterator[RecordBatch] -> Iterator[RecordBatch]` (DESIGN.md, decision 10)."""

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """One answer batch for each batch, in order."""
        ...


_function: BatchFunction | None = None


def _start(build: Callable[[], BatchFunction]) -> None:
    global _function  # noqa: PLW0603 - one function a worker process, built once when the process starts
    _function = _built(build)


def _built(build: Callable[[], BatchFunction]) -> BatchFunction:
    """The batch function, its registry and names set apart from the collector: they stay, and walking them costs milliseconds."""
    function = build()
    gc.collect()
    gc.freeze()
    return function


def _run(batch: pa.RecordBatch) -> pa.RecordBatch:
    assert _function is not None
    return next(iter(_function(iter([batch]))))


def run(
    build: Callable[[], BatchFunction], batches: Iterable[pa.RecordBatch], *, workers: int = 1
) -> Iterator[pa.RecordBatch]:
    """Answers to batches in order. `build` makes the batch function; it must be picklable when `workers` is over 1."""
    if workers <= 1:
        yield from _built(build)(iter(batches))
        return
    context = multiprocessing.get_context("spawn")  # fork would copy Arrow's threads in an undefined state
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_start, initargs=(build,)) as pool:
        waiting: deque[Future[pa.RecordBatch]] = deque()
        for batch in batches:
            waiting.append(pool.submit(_run, batch))
            if len(waiting) >= 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
