"""Group commit: everybody's work is committed once, and nobody pays for another's conflict."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

import pytest

from evenhand.adapters.sql import gathering
from evenhand.adapters.sql.gathering import MAX_GATHERED, Gathering
from evenhand.kernel.errors import ConflictError


class Disk:
    """Commits take time; works below zero are refused, zero is a power cut."""

    def __init__(self) -> None:
        self.commits: list[list[int]] = []
        self.together = 0

    def commit(self, works: Sequence[int]) -> None:
        self.together += 1
        assert self.together == 1, "two commits at once"
        try:
            time.sleep(0.005)
            if min(works) < 0:
                raise ConflictError("known")
            if 0 in works:
                raise KeyboardInterrupt
            self.commits.append(list(works))
        finally:
            self.together -= 1


def at_once(gather: Gathering[int], works: Sequence[int]) -> dict[int, BaseException | None]:
    ends: dict[int, BaseException | None] = {}

    def run(work: int) -> None:
        try:
            gather(work)
            ends[work] = None
        except BaseException as error:
            ends[work] = error

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


def test_many_share_few_commits() -> None:
    disk = Disk()
    ends = at_once(Gathering(disk.commit), range(1, 101))
    assert set(ends.values()) == {None}
    assert sorted(work for commit in disk.commits for work in commit) == list(range(1, 101))
    assert len(disk.commits) < 50


def test_a_conflict_is_its_own_writers_only() -> None:
    disk = Disk()
    ends = at_once(Gathering(disk.commit), [*range(1, 31), -1, -2])
    assert {work for work, error in ends.items() if error} == {-1, -2}
    assert sorted(work for commit in disk.commits for work in commit) == list(range(1, 31))


def test_an_interruption_acknowledges_nothing() -> None:
    disk = Disk()
    gather = Gathering(disk.commit)
    ends = at_once(gather, [0, *range(1, 20)])
    done = {work for work, error in ends.items() if error is None}
    assert done == {work for commit in disk.commits for work in commit}
    gather(50)
    assert disk.commits[-1] == [50]


def test_more_than_one_transaction_holds() -> None:
    done: list[int] = []
    started, go_on = threading.Event(), threading.Event()

    def commit(works: Sequence[int]) -> None:
        started.set()
        assert go_on.wait(20)
        done.append(len(works))

    gather: Gathering[int] = Gathering(commit)
    threads = [threading.Thread(target=gather, args=(work,)) for work in range(MAX_GATHERED + 6)]
    threads[0].start()
    assert started.wait(20)
    for thread in threads[1:]:
        thread.start()
    while len(gather._queue) < MAX_GATHERED + 5:
        time.sleep(0.001)
    go_on.set()
    for thread in threads:
        thread.join()
    assert done == [1, MAX_GATHERED, 5]


def test_the_error_reaches_the_caller() -> None:
    with pytest.raises(ConflictError, match="known"):
        Gathering(Disk().commit)(-1)


def test_who_is_interrupted_while_waiting_leaves_the_lead_to_others() -> None:
    disk = Disk()
    gather = Gathering(disk.commit)
    started, go_on = threading.Event(), threading.Event()

    def slow(works: Sequence[int]) -> None:
        started.set()
        assert go_on.wait(20)
        disk.commit(works)

    gather._commit = slow
    first = threading.Thread(target=gather, args=(1,))
    first.start()
    assert started.wait(20)
    left = gathering._Part(2)
    left.woken.wait = _interrupted  # type: ignore[method-assign]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gathering, "_Part", lambda work: left)
        with pytest.raises(KeyboardInterrupt):
            gather(2)
    last = threading.Thread(target=gather, args=(3,))
    last.start()
    go_on.set()
    for thread in (first, last):
        thread.join(20)
        assert not thread.is_alive()
    assert disk.commits == [[1], [3]]


def _interrupted() -> bool:
    raise KeyboardInterrupt
