"""Kill -9 at any moment of `enforce` loses no acknowledged decision, repeats none, and the ledger verifies (issue 2, bar 5)."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from evenhand.bootstrap.platform import Platform, open_platform
from evenhand.service.deliver import sequence_all
from evenhand.service.ledger import verify

KILLS = 50
POSTS = 420
ROOT = Path(__file__).resolve().parents[2]
# One process imports everything once and forks a child per run: fifty starts of an interpreter would only test patience.
SERVER = """
import os, sys, json
import evenhand.entry.cli.app as cli
import evenhand.bootstrap.platform, evenhand.service.enforce, evenhand.adapters.posts.reading, evenhand.adapters.sql.journal
import evenhand.service.aliases as aliases, evenhand.service.lists as lists
cli._gather()
posts, database, log, template = sys.argv[1:5]
# The names to look for are folded once: what is killed is the recording, not the reading of lists.
platform = evenhand.bootstrap.platform.open_platform(template)
registry, policies = platform.registry, platform.policies
detector = aliases.detector_for(registry, policies.values(), platform.clock.now())
platform.engine.dispose()
lists.load_registry = lambda *given: registry
aliases.detector_for = lambda *given: detector
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        out = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.dup2(out, 1)
        sys.stdout = open(1, "w")
        from evenhand.bootstrap.platform import open_platform
        os._exit(cli.run(["--database", database, "enforce", posts, "--as-of", "2031-01-01T00:00:00Z"]))
    print(child, flush=True)
    os.waitpid(child, 0)
    print("gone", flush=True)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    here = tmp_path_factory.mktemp("kill")
    groups = here / "groups.yml"
    groups.write_bytes((ROOT / "docs" / "samples" / "groups.yml").read_bytes())
    words = ("Glory to the Example Banner Front", "Police arrested a member of Boko Haram, officials said", "It rained")
    with (here / "posts.jsonl").open("w") as stream:
        for number in range(POSTS):
            post = {"id": f"p{number}", "surface": "agora", "account_id": f"a{number % 7}", "lang": "en"}
            stream.write(json.dumps({**post, "text": f"{words[number % 3]} ({number})."}) + "\n")
    platform = open_platform(str(here / "template.db"), create=True)
    from evenhand.service.lists import import_list

    import_list(platform.lists, platform.clock, "platform", groups)
    platform.engine.dispose()
    return here


def _decisions(platform: Platform) -> list[str]:
    return [event.decision_id for event in platform.journal.events(kind="decision.made")]


def test_fifty_kills_lose_and_repeat_nothing(folder: Path) -> None:
    rng = random.Random(20261123)
    database, log = folder / "w.db", folder / "acknowledged.jsonl"
    with subprocess.Popen(
        [
            sys.executable,
            "-c",
            SERVER,
            str(folder / "posts.jsonl"),
            str(database),
            str(log),
            str(folder / "template.db"),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdin and server.stdout
        _fresh(folder, database, log)
        _run(server)
        _check(database, log, complete=True)
        killed = 0
        for attempt in range(KILLS):
            if attempt % 2 == 0:
                _fresh(folder, database, log)
            # The moment: so many bytes of acknowledgements later (the batches), and up to a few milliseconds more.
            killed += _run(server, log, kill_at=rng.randrange(-8_000, 36_000), pause=rng.uniform(0, 0.05))
            _check(database, log, complete=False)
        assert killed > KILLS // 2, "hardly any run was killed: the moments were chosen too late"
        _run(server)
        _check(database, log, complete=True)


def _fresh(folder: Path, database: Path, log: Path) -> None:
    for name in ("-wal", "-shm", ""):
        Path(f"{database}{name}").unlink(missing_ok=True)
    log.unlink(missing_ok=True)
    shutil.copy(folder / "template.db", database)
    shutil.copy(folder / "template.db.key", f"{database}.key")
    Path(f"{database}.key").chmod(0o600)


def _run(server: subprocess.Popen[str], log: Path | None = None, kill_at: int = 0, pause: float = 0.0) -> bool:
    """One run of `enforce`; whether it was still running when it was killed."""
    assert server.stdin and server.stdout
    server.stdin.write("go\n")
    server.stdin.flush()
    child = int(server.stdout.readline())
    if log is None:
        assert server.stdout.readline() == "gone\n"
        return False
    before = log.stat().st_size if log.exists() else 0
    deadline = time.monotonic() + 60
    while (log.stat().st_size if log.exists() else 0) - before < kill_at and time.monotonic() < deadline:
        if _gone(child):
            break
        time.sleep(0.002)
    time.sleep(pause if kill_at >= 0 else pause * 20)
    try:
        os.kill(child, signal.SIGKILL)
        alive = True
    except ProcessLookupError:
        alive = False
    assert server.stdout.readline() == "gone\n"
    return alive


def _gone(child: int) -> bool:
    """Whether a child has ended: not there any more, or a zombie that its parent has not asked about yet."""
    try:
        os.kill(child, 0)
        return Path("/proc").exists() and Path(f"/proc/{child}/stat").read_text().split(") ")[1][0] == "Z"
    except (ProcessLookupError, FileNotFoundError):
        return True


def _check(database: Path, log: Path, *, complete: bool) -> None:
    platform = open_platform(str(database))
    acknowledged = set()
    for line in log.read_bytes().splitlines(keepends=True) if log.exists() else []:
        if line.endswith(b"}\n"):
            acknowledged.add(json.loads(line[line.rfind(b'{"decision_id"') :])["decision_id"])
    recorded = _decisions(platform)
    assert len(recorded) == len(set(recorded)), "a decision was repeated"
    assert acknowledged <= set(recorded), "an acknowledged decision was lost"
    if complete:
        assert len(recorded) == POSTS * 2 // 3  # two posts of three name somebody
        sequence_all(platform.journal)
        assert not list(platform.journal.due())
    answer = verify(platform.journal, platform.vkey)
    assert answer.ok, answer.errors
    platform.engine.dispose()
