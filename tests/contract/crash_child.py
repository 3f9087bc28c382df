"""Run by test_crash: forks workers that record, sequence and deliver, and kills each at a random moment with SIGKILL.

A worker writes a line only after the call it tells of has returned; a line is one write, so a kill never splits it.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time

from evenhand.adapters.sql.engine import make_engine
from evenhand.adapters.sql.journal import SqlJournal
from evenhand.kernel.clock import SystemClock
from evenhand.kernel.ids import SystemIds
from evenhand.ledger.checkpoints import make_signer
from evenhand.ledger.model import Event, OutboxItem


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def work(database: str, name: str, ready: int) -> None:
    clock = SystemClock()
    journal = SqlJournal(make_engine(database), SystemIds(), clock, make_signer(bytes(32)))
    journal.counts()
    os.write(ready, b".")  # connected: from here on every moment is as good as another
    for batch in range(100_000):
        ids = [f"{name}-{batch}-{place}" for place in range(20)]
        events = [Event(event_id, "decision.made", clock.now(), {"n": batch}, "s-1") for event_id in ids]
        journal.record(events, [OutboxItem(f"o-{event_id}", event_id, "action", {}) for event_id in ids])
        say(f"recorded {' '.join(ids)}")
        if batch % 2:
            journal.sequence(30)
        done = [item.item_id for item in journal.due(10)]
        journal.delivered(done, clock.now())
        say(f"delivered {' '.join(done)}")


def main(database: str, kills: int, at_once: int) -> None:
    """`at_once` workers side by side, so that they also contend for the locks that a killed one held."""
    chance = random.Random(6)
    make_engine(database)  # loads the driver once, before the forks; opens nothing
    ready, tell = os.pipe()
    for number in range(0, kills, at_once):
        children = []
        for place in range(at_once):
            child = os.fork()
            if child == 0:
                work(database, f"w{number + place}", tell)
            children.append(child)
        for _ in children:
            os.read(ready, 1)
        for child in children:
            time.sleep(chance.uniform(0.0, 0.04))
            os.kill(child, signal.SIGKILL)
        for child in children:
            os.waitpid(child, 0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
