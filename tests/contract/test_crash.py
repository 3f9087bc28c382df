"""Kill -9 between recorded and sequenced, while sequencing, while recording and while carrying out.

No acknowledged event is lost, none is there twice, no action was carried out without its entry, and the log verifies.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from evenhand.adapters.sql.engine import make_engine, reading
from evenhand.adapters.sql.journal import SqlJournal
from evenhand.adapters.sql.tables import outbox
from evenhand.kernel.clock import SystemClock
from evenhand.kernel.ids import SystemIds
from evenhand.ledger.checkpoints import make_signer
from evenhand.service.ledger import verify

CHILD = Path(__file__).with_name("crash_child.py")


def test_nothing_acknowledged_is_lost(database: str) -> None:
    kill_and_check(database, kills=50, writers=5)


@pytest.mark.slow
def test_two_hundred_kills_of_four_writers(database: str) -> None:
    died = kill_and_check(database, kills=200, writers=4)
    print(f"200 kills of four writers, by the step that each died in: {dict(died)}")
    assert died["recorded"] >= 40, "too few died between recorded and sequenced"
    assert died["sequencing"] >= 40, "too few died while they were sequencing"


def kill_and_check(database: str, kills: int, writers: int) -> Counter[str]:
    """Kill that many writers, so many at once, while they record, sequence and carry out; then look at what is there.

    Answers with how many died in which step.
    """
    words = [sys.executable, str(CHILD), database, str(kills), str(writers)]
    run = subprocess.run(words, capture_output=True, text=True, timeout=400, check=True)
    assert run.stderr == ""
    lines = [line.split() for line in run.stdout.splitlines()]
    recorded = [event_id for word, *ids in lines if word == "recorded" for event_id in ids]
    carried = {item_id for word, *ids in lines if word == "carried" for item_id in ids}
    delivered = {item_id for word, *ids in lines if word == "delivered" for item_id in ids}
    died = Counter(step for word, *ids in lines if word == "killed" for step in ids)
    assert died.total() == kills
    assert died["recorded"] and died["sequencing"]
    assert len(recorded) > 200, "the workers were killed before they did anything: the test shows nothing"
    assert carried, "nothing was carried out: the test shows nothing"
    signer = make_signer(bytes(32))
    engine = make_engine(database)
    journal = SqlJournal(engine, SystemIds(), SystemClock(), signer)
    assert verify(journal, signer.vkey).errors == ()  # as the last kill left it: no effect ran ahead of its entry
    sequenced = {f"o-{entry.event.event_id}" for entry in journal.entries()}
    assert carried <= sequenced, "an action without its entry"
    while journal.sequence():
        pass
    answer = verify(journal, signer.vkey)
    assert answer.errors == ()
    there = [entry.event.event_id for entry in journal.entries()]
    assert len(there) == len(set(there)) == answer.size
    assert set(recorded) <= set(there), "an acknowledged event is lost"
    with reading(engine) as connection:
        rows = connection.execute(select(outbox.c.item_id, outbox.c.delivered_at)).all()
    assert sorted(row.item_id for row in rows) == sorted(f"o-{event_id}" for event_id in there)
    assert delivered <= {row.item_id for row in rows if row.delivered_at}
    engine.dispose()
    return died
