"""Run by test_crash: forks workers that record, sequence and deliver, and kills each with SIGKILL where it is aimed at.

A worker tells in shared memory which step it is in; a kill waits for the step it is aimed at and then a random moment more,
and the step that the worker died in is read after its death. A worker writes a line only after the call it tells of has
returned; a line is one write, so a kill never splits it.
"""

from __future__ import annotations

import mmap
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

# The steps of a worker, and how long after entering one a kill may wait: about as long as the step takes.
STEPS = {"recording": 0.004, "recorded": 0.001, "sequencing": 0.004, "delivering": 0.004}
AIMS = ("recorded", "sequencing", "recorded", "sequencing", "recording", "recorded", "sequencing", "delivering")
PATIENCE = 10.0  # seconds; a worker that never gets to a step is killed where it is


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def work(database: str, number: int, steps: mmap.mmap, ready: int) -> None:
    clock, chance, names = SystemClock(), random.Random(number), list(STEPS)
    journal = SqlJournal(make_engine(database), SystemIds(), clock, make_signer(bytes(32)))
    journal.counts()
    os.write(ready, b".")  # connected: from here on every moment is as good as another

    def enter(step: str) -> None:
        steps[number] = names.index(step) + 1

    for batch in range(100_000):
        ids = [f"w{number}-{batch}-{place}" for place in range(20)]
        events = [Event(event_id, "decision.made", clock.now(), {"n": batch}, "s-1") for event_id in ids]
        enter("recording")
        journal.record(events, [OutboxItem(f"o-{event_id}", event_id, "action", {}) for event_id in ids])
        enter("recorded")
        say(f"recorded {' '.join(ids)}")
        time.sleep(chance.uniform(0.001, 0.006))  # nobody has sequenced it yet
        if batch % 3:
            enter("sequencing")
            journal.sequence(30)
        enter("delivering")
        done = [item.item_id for item in journal.due(10)]
        say(f"carried {' '.join(done)}")  # what a surface was told to do
        journal.delivered(done, clock.now())
        say(f"delivered {' '.join(done)}")


def main(database: str, kills: int, at_once: int) -> None:
    """`at_once` workers side by side, so that they also contend for the locks that a killed one held."""
    chance, names = random.Random(6), list(STEPS)
    make_engine(database)  # loads the driver once, before the forks; opens nothing
    ready, tell = os.pipe()
    steps = mmap.mmap(-1, kills)
    for first in range(0, kills, at_once):
        children = {}
        for number in range(first, min(first + at_once, kills)):
            child = os.fork()
            if child == 0:
                work(database, number, steps, tell)
            children[number] = child
        for _ in children:
            os.read(ready, 1)
        for number, child in children.items():
            aim = AIMS[number % len(AIMS)]
            until = time.monotonic() + PATIENCE
            while steps[number] != names.index(aim) + 1 and time.monotonic() < until:
                time.sleep(0.0001)
            time.sleep(chance.uniform(0.0, STEPS[aim]))
            os.kill(child, signal.SIGKILL)
        for number, child in children.items():
            os.waitpid(child, 0)
            say(f"killed {names[steps[number] - 1]}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
