"""A witness never cosigns what does not continue what it saw: each status of c2sp.org/tlog-witness."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from evenhand.ledger.checkpoints import make_signer
from evenhand.ledger.merkle import consistency_proof
from evenhand_verify.checkpoints import Checkpoint
from evenhand_verify.cosignatures import cosigned_at, make_cosigner
from evenhand_verify.errors import VerifyError
from evenhand_verify.merkle import Tree, leaf_hash, perfect_root
from evenhand_verify.notes import parse_vkey
from evenhand_verify.witness import Answer, Request, add_checkpoint, parse_request
from evenhand_verify.witness_state import answer, main

SIGNER = make_signer(bytes(32), "example.com/log")
OTHER = make_signer(bytes([9]) * 32, "example.com/log")
LOG = parse_vkey(SIGNER.vkey)
W1 = make_cosigner(bytes([1]) * 32, "witness.example/w1")


class World:
    """A log of numbered leaves; `flavour` makes another history."""

    def __init__(self, flavour: str = "") -> None:
        self.leaves = [leaf_hash(hashlib.sha256(f"{flavour}{number}".encode()).digest()) for number in range(700)]

    def note(self, size: int) -> str:
        tree = Tree()
        tree.extend(self.leaves[:size])
        return SIGNER.sign(size, tree.root())

    def read(self, level: int, position: int) -> bytes:
        return perfect_root(self.leaves[position << level : (position + 1) << level])

    def ask(self, old: int, size: int) -> str:
        return Request(old, consistency_proof(old, size, self.read), self.note(size)).to_text()


WORLD, FORKED = World(), World("x")


def after(*asks: str) -> dict[str, Checkpoint]:
    seen: dict[str, Checkpoint] = {}
    for text in asks:
        given = add_checkpoint(text, [LOG], seen, W1, 100)
        assert given.status == 200
        assert given.seen is not None
        seen[given.seen.origin] = given.seen
    return seen


@pytest.mark.parametrize(("first", "second"), [(1, 1), (1, 2), (255, 256), (256, 700), (300, 511), (699, 700)])
def test_growth_is_cosigned(first: int, second: int) -> None:
    seen = after(WORLD.ask(0, first), WORLD.ask(first, second))
    assert seen["example.com/log"].size == second
    given = add_checkpoint(WORLD.ask(second, second), [LOG], seen, W1, 123)
    assert cosigned_at(WORLD.note(second) + given.body, W1.key) == 123


@pytest.mark.parametrize(
    ("ask", "status"),
    [
        (lambda: FORKED.ask(300, 500), 422),
        (lambda: FORKED.ask(300, 300), 409),
        (lambda: WORLD.ask(0, 500), 409),
        (lambda: WORLD.ask(200, 250), 409),
        (lambda: FORKED.ask(0, 500), 409),
        (lambda: Request(300, (), WORLD.note(500)).to_text(), 422),
        (lambda: Request(300, (), WORLD.note(200)).to_text(), 400),
        (lambda: WORLD.ask(300, 500).replace("old 300", "old 0300"), 400),
        (lambda: WORLD.ask(300, 500).replace("old 300", "old 99999999999999999999"), 400),
        (lambda: "nothing", 400),
        (lambda: "old 1\n\n", 400),
        (lambda: "old 0\n" + "AAAA\n" * 64 + "\n" + WORLD.note(1), 400),
        (lambda: "old 0\nAAAA\n\n" + WORLD.note(1), 400),
        (lambda: Request(300, (), OTHER.sign(500, bytes(32))).to_text(), 403),
        (lambda: Request(0, (), make_signer(bytes(32), "example.com/b").sign(1, bytes(32))).to_text(), 404),
    ],
)
def test_nothing_else_is(ask: Callable[[], str], status: int) -> None:
    seen = after(WORLD.ask(0, 300))
    given = add_checkpoint(ask(), [LOG], seen, W1, 100)
    assert (given.status, given.seen) == (status, None)
    assert "\u2014" not in given.body
    if status == 409:
        assert given.body == "300\n"


def test_a_request_comes_back() -> None:
    text = WORLD.ask(300, 511)
    assert parse_request(text).to_text() == text
    with pytest.raises(VerifyError, match="too long"):
        parse_request("old 0\n\n" + "x" * 2_000_000)


def test_what_was_seen_is_remembered_before_it_is_answered(tmp_path: Path) -> None:
    assert answer(WORLD.ask(0, 300), [LOG], tmp_path / "s", W1, 1).status == 200
    assert answer(FORKED.ask(0, 400), [LOG], tmp_path / "s", W1, 2) == Answer(409, "300\n")
    assert answer(WORLD.ask(300, 400), [LOG], tmp_path / "s", W1, 3).status == 200
    assert answer(WORLD.ask(300, 400), [LOG], tmp_path / "s", W1, 4) == Answer(409, "400\n")


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    key = str(tmp_path / "w.key")
    assert main(["new", "witness.example/w9", "--key", key]) == 0
    vkey = capsys.readouterr().out.strip()
    assert main(["new", "witness.example/w9", "--key", key]) == 2  # a key is never overwritten
    assert Path(key).stat().st_mode & 0o077 == 0
    words = ["answer", "--key", key, "--state", str(tmp_path / "s"), "--vkey", SIGNER.vkey]
    for text, code in ((WORLD.ask(0, 300), 0), (FORKED.ask(300, 400), 1)):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        assert main(words) == code
        out = capsys.readouterr().out
        assert (f"{vkey.split('+')[0]} " in out) == (code == 0)
