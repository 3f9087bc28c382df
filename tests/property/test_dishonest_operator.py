"""The operator holds the key and the machine, and lies: rewrites, omits, truncates, shows two views.

Each lie is signed and consistent in itself: whoever looks at that copy alone sees nothing wrong. Each of three outsiders,
by what they hold, must notice: somebody with an older checkpoint, somebody who trusts a witness, the holder of a receipt.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evenhand.adapters.sql.engine import make_engine, migrate
from evenhand.adapters.sql.journal import SqlJournal
from evenhand.kernel.clock import FixedClock
from evenhand.kernel.ids import SeededIds
from evenhand.ledger.checkpoints import new_signer
from evenhand.ledger.model import Event, OutboxItem
from evenhand.service.ledger import publish, receipt, verify
from evenhand.service.witnessing import keep_cosignatures, witness_request
from evenhand_verify.check import Witnesses, check_directory
from evenhand_verify.cosignatures import make_cosigner
from evenhand_verify.notes import parse_vkey
from evenhand_verify.witness_state import answer

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
SIGNER = new_signer(SeededIds("dishonest"), "example.com/dishonest")
KEY = parse_vkey(SIGNER.vkey)
WITNESS = make_cosigner(bytes([3]) * 32, "witness.example/w")
SIZE, GROWN, VICTIM = 700, 900, 333


class Operator:
    """One history in a workspace of its own. All are signed with the same key, and salted alike, as the key's holder can."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.public = folder / "public"
        engine = make_engine(folder / "evenhand.db")
        migrate(engine)
        self.journal = SqlJournal(engine, SeededIds("salts"), FixedClock(NOON), SIGNER)

    def tell(self, numbers: Sequence[int], change: Callable[[Event], Event] = lambda event: event) -> Operator:
        events = [
            change(Event(f"e-{n}", "action.enacted", NOON, {"do": "disable", "n": n}, f"s-{n}", f"d-{n}", "rev"))
            for n in numbers
        ]
        self.journal.record(events, [OutboxItem(f"o-{e.event_id}", e.event_id, "action", e.payload) for e in events])
        while self.journal.sequence():
            pass
        self.journal.delivered([item.item_id for item in self.journal.due(10_000)], NOON)
        return self

    def ask(self, witness: Path, seen: int) -> int:
        """Ask the witness to cosign; its answer's status."""
        given = answer(witness_request(self.journal, seen), [KEY], witness, WITNESS, 1_700_000_000)
        if given.status == 200:
            keep_cosignatures(self.journal, given.body, [str(WITNESS.key)])
        return given.status

    def publish(self) -> Operator:
        publish(self.journal, SIGNER.vkey, self.public)
        return self


def rewritten(folder: Path) -> Operator:
    """An old decision is another one now; the log goes on growing."""

    def soften(event: Event) -> Event:
        milder = {"do": "warn", "n": VICTIM}
        return Event(event.event_id, event.kind, NOON, milder, event.subject_id, event.decision_id, "rev")

    return Operator(folder).tell(
        range(GROWN), lambda event: soften(event) if event.event_id == f"e-{VICTIM}" else event
    )


def omitted(folder: Path) -> Operator:
    """An executed action, whose receipt was issued, never happened."""
    return Operator(folder).tell([number for number in range(GROWN) if number != VICTIM])


def truncated(folder: Path) -> Operator:
    """The newest entries, the victim's among them, are not there yet."""
    return Operator(folder).tell(range(VICTIM))


def two_views(folder: Path) -> Operator:
    """To this reader, the victim's action and everything after it is another story."""
    return Operator(folder).tell([*range(VICTIM), *range(5_000, 5_000 + SIZE - VICTIM)])


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What outsiders hold from before the lie: a checkpoint, a receipt, and a witness that saw the log."""
    folder = tmp_path_factory.mktemp("honest")
    operator = Operator(folder / "log").tell(range(SIZE))
    assert operator.ask(folder / "witness", 0) == 200
    operator.publish()
    shutil.copy(operator.public / "checkpoint", folder / "kept")
    (folder / "receipt.json").write_text(receipt(operator.journal, f"e-{VICTIM}", SIGNER.vkey).to_json())
    trusts = Witnesses((WITNESS.key,), 1)
    assert check_directory(operator.public, KEY, folder / "kept", folder / "receipt.json", trusts).ok
    operator.tell(range(SIZE, GROWN))
    assert operator.ask(folder / "witness", SIZE) == 200
    operator.publish()
    assert check_directory(operator.public, KEY, folder / "kept", folder / "receipt.json", trusts).ok
    return folder


@pytest.mark.parametrize("lie", [rewritten, omitted, truncated, two_views])
def test_each_lie_is_noticed_by_each_outsider(honest: Path, tmp_path: Path, lie: Callable[[Path], Operator]) -> None:
    liar = lie(tmp_path / "lie")
    shutil.copytree(honest / "witness", tmp_path / "witness")
    for claim in (0, VICTIM, SIZE):  # whatever the liar says the witness saw last
        if claim <= len(list(liar.journal.leaves())):
            assert liar.ask(tmp_path / "witness", claim) in {409, 422}
    liar.publish()
    assert verify(liar.journal, SIGNER.vkey).ok, "the lie is consistent in itself"
    assert check_directory(liar.public, KEY).ok, "a newcomer who holds nothing sees nothing"

    def kinds(**held: object) -> set[str]:
        return {finding.kind for finding in check_directory(liar.public, KEY, **held).findings}  # type: ignore[arg-type]

    assert kinds(older=honest / "kept") <= {"split_view", "truncated"} and kinds(older=honest / "kept")
    assert kinds(witnesses=Witnesses((WITNESS.key,), 1)) == {"witness"}
    assert kinds(receipt=honest / "receipt.json") <= {"split_view", "truncated", "omitted"}
    assert kinds(receipt=honest / "receipt.json")
    kept = (honest / "kept").read_text()
    assert not verify(liar.journal, SIGNER.vkey, {"kept": kept}).ok


def test_an_action_carried_out_and_then_unsaid_in_the_store_is_noticed(honest: Path) -> None:
    """Not even from inside: an effect that left has its event, and the event names its effect."""
    from sqlalchemy import text

    from evenhand.adapters.sql.engine import writing

    log = honest.parent / f"{honest.name}-inside"
    shutil.copytree(honest / "log", log)
    engine = make_engine(log / "evenhand.db")
    journal = SqlJournal(engine, SeededIds("x"), FixedClock(NOON), SIGNER)
    assert verify(journal, SIGNER.vkey).ok
    with writing(engine) as connection:
        connection.execute(text(f"DELETE FROM outbox WHERE event_id = 'e-{VICTIM}'"))
    assert {error.kind for error in verify(journal, SIGNER.vkey).errors} == {"outbox"}
    engine.dispose()
