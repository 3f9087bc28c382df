"""What a witness has seen, in a folder: one file per log, written durably before a cosignature leaves.

Run as a command it is a witness without a server, for logs that are published as files or send requests by other ways:

    python -m evenhand_verify.witness_state new NAME --key FILE             make a key; prints its verifier key
    python -m evenhand_verify.witness_state answer --key FILE --state DIR --vkey LOG < request
                                                                           answer an add-checkpoint request
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import secrets
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from evenhand_verify.checkpoints import Checkpoint, parse_checkpoint
from evenhand_verify.cosignatures import Cosigner, make_cosigner, parse_cosigner
from evenhand_verify.errors import VerifyError
from evenhand_verify.notes import VerifierKey, parse_vkey
from evenhand_verify.witness import MAX_REQUEST, Answer, add_checkpoint


def answer(text: str, logs: Sequence[VerifierKey], folder: Path, cosigner: Cosigner, now: int) -> Answer:
    """Answer one request from what the folder remembers; one at a time, and remembered before it is answered."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # released when closed, also by a crash
        seen = {key.name: last for key in logs if (last := _last(folder, key.name)) is not None}
        given = add_checkpoint(text, logs, seen, cosigner, now)
        if given.seen is not None:
            _write(_file(folder, given.seen.origin), given.seen.text())
    return given


def _file(folder: Path, origin: str) -> Path:
    return folder / f"{hashlib.sha256(origin.encode()).hexdigest()[:32]}.seen"


def _last(folder: Path, origin: str) -> Checkpoint | None:
    file = _file(folder, origin)
    if not file.exists():
        return None
    last = parse_checkpoint(file.read_text(encoding="utf-8"))
    if last.origin != origin:
        raise VerifyError("state", f"{file} remembers another log")
    return last


def _write(file: Path, text: str) -> None:
    part = file.with_suffix(".part")
    with part.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the new name must survive a power cut too: a witness never goes back
    finally:
        os.close(folder)


def main(words: list[str] | None = None) -> int:
    """Make a key, or answer one request from standard input; exit code 0 when it was cosigned, else 1."""
    parser = argparse.ArgumentParser(prog="evenhand-witness", description="Witness logs: cosign what only grew.")
    commands = parser.add_subparsers(dest="command", required=True)
    new = commands.add_parser("new", help="make a key")
    new.add_argument("name", help="who you are: a URL without its scheme, such as witness.example/w1")
    reply = commands.add_parser("answer", help="answer an add-checkpoint request (c2sp.org/tlog-witness)")
    reply.add_argument("--state", type=Path, required=True, metavar="DIR", help="what was seen; never lose it")
    reply.add_argument("--vkey", action="append", required=True, help="a log's verifier key (several may be given)")
    for one in (new, reply):
        one.add_argument("--key", type=Path, required=True, metavar="FILE", help="the witness's private key")
    given = parser.parse_args(words)
    try:
        return _new(given.name, given.key) if given.command == "new" else _reply(given)
    except (VerifyError, OSError) as error:
        sys.stderr.write(f"error: {error}\n")
        return 2


def _new(name: str, file: Path) -> int:
    made = make_cosigner(secrets.token_bytes(32), name)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as stream:
        stream.write(made.to_text())
    sys.stdout.write(f"{made.key}\n")
    return 0


def _reply(given: argparse.Namespace) -> int:
    cosigner = parse_cosigner(given.key.read_text(encoding="utf-8"))
    logs = [parse_vkey(text) for text in given.vkey]
    text = sys.stdin.buffer.read(MAX_REQUEST + 1).decode("utf-8", "replace")
    done = answer(text, logs, given.state, cosigner, int(time.time()))
    (sys.stdout if done.status == 200 else sys.stderr).write(done.body)
    return 0 if done.status == 200 else 1


if __name__ == "__main__":
    sys.exit(main())
