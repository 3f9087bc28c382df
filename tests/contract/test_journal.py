"""What every Journal promises (`service.ports.Journal` and `LogStore`), on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, text

from evenhand.adapters.sql.engine import make_engine, migrate, reading, require_current, schema_version, writing
from evenhand.adapters.sql.journal import SqlJournal
from evenhand.kernel.clock import FixedClock
from evenhand.kernel.errors import BadInputError, ConflictError
from evenhand.kernel.ids import SeededIds, SystemIds
from evenhand.ledger.checkpoints import Signer, new_signer
from evenhand.ledger.commitments import commit
from evenhand.ledger.erasure import erasure_event
from evenhand.ledger.model import Event, OutboxItem
from evenhand.service.ledger import receipt, status, verify
from evenhand.service.ports import Journal, LogStore
from evenhand_verify.checkpoints import open_checkpoint
from evenhand_verify.notes import parse_vkey
from evenhand_verify.openings import verify_receipt

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
SIGNER: Signer = new_signer(SeededIds("contract"), "example.com/contract")


def make(number: int, kind: str = "decision.made", subject: str = "s-1", decision: str = "") -> Event:
    payload = {"n": number, "text": "نص \u202e \x00 \x1f 😀", "list": [1, None, True], "big": 2**53 - 1}
    return Event(f"e-{number}", kind, NOON, payload, subject, decision or f"d-{number}", "rev-1")


@pytest.fixture
def journal(engine: Engine) -> SqlJournal:
    return SqlJournal(engine, SeededIds("j"), FixedClock(NOON), SIGNER)


def drain(journal: SqlJournal, limit: int = 10_000) -> int:
    total = 0
    while count := journal.sequence(limit):
        total += count
    return total


def test_it_is_a_journal_and_a_log_store(journal: SqlJournal) -> None:
    as_journal: Journal = journal  # mypy holds these; at run time the names are there
    as_log: LogStore = journal
    assert as_journal is as_log


def test_what_was_recorded_comes_back_unchanged(journal: SqlJournal) -> None:
    events = [make(1), make(2, "review.decided", "s-2"), make(3, "decision.overturned", decision="d-1")]
    journal.record(events[:2])
    journal.record(events[2:])
    assert list(journal.events()) == events
    assert list(journal.events(kind="decision.")) == [events[0], events[2]]
    assert list(journal.events(kind="decision.made")) == [events[0]]
    assert list(journal.events(kind="decision")) == []
    assert list(journal.events(subject_id="s-2")) == [events[1]]
    assert list(journal.events(decision_id="d-1", kind="decision.")) == [events[0], events[2]]
    assert journal.known(["e-1", "e-9", "e-3"]) == {"e-1", "e-3"}
    assert journal.known([]) == set()


def test_the_order_is_the_logs(journal: SqlJournal) -> None:
    journal.record([make(number) for number in range(10)])
    assert journal.sequence(4) == 4
    assert [event.event_id for event in journal.events()] == [f"e-{number}" for number in range(10)]
    assert [entry.index for entry in journal.entries()] == [0, 1, 2, 3]
    assert drain(journal, 4) == 6
    assert [entry.index for entry in journal.entries()] == list(range(10))
    assert journal.sequence() == 0


def test_a_batch_is_recorded_whole_or_not_at_all(journal: SqlJournal) -> None:
    journal.record([make(1)])
    with pytest.raises(ConflictError, match="e-1"):
        journal.record([make(2), make(1)])
    with pytest.raises(ConflictError):
        journal.record([make(3), make(3)])
    with pytest.raises(ConflictError):
        journal.record([make(4)], [OutboxItem("o-1", "e-unknown", "action", {})])
    with pytest.raises(BadInputError):
        journal.record([make(5), replace(make(6), subject_id="a\x00b")])
    with pytest.raises(TypeError):
        journal.record([make(7), replace(make(8), payload={"x": 0.5})])
    assert [event.event_id for event in journal.events()] == ["e-1"]


def test_effects_leave_only_after_their_event_is_sequenced(journal: SqlJournal) -> None:
    items = [OutboxItem(f"o-{number}", f"e-{number}", "action", {"do": number}) for number in range(3)]
    journal.record([make(number) for number in range(3)], items)
    assert list(journal.due()) == []
    journal.sequence(2)
    assert list(journal.due()) == items[:2]
    assert list(journal.due(1)) == items[:1]
    journal.delivered(["o-0", "o-unknown"], NOON)
    journal.delivered(["o-0"], NOON.replace(year=2030))
    assert list(journal.due()) == items[1:2]
    with pytest.raises(ConflictError, match="o-2"):
        journal.delivered(["o-1", "o-2"], NOON)
    assert list(journal.due()) == items[1:2]
    assert verify(journal, SIGNER.vkey).ok


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE outbox SET delivered_at = '2024-02-09T12:00:00Z' WHERE item_id = 'o-2'",
        "UPDATE outbox SET body = '{\"do\":9}' WHERE item_id = 'o-1'",
        "UPDATE outbox SET body = '' WHERE item_id = 'o-1'",
        "UPDATE outbox SET kind = 'notice' WHERE item_id = 'o-1'",
        "UPDATE outbox SET event_id = 'e-0' WHERE item_id = 'o-1'",
        "UPDATE outbox SET event_id = 'e-9' WHERE item_id = 'o-1'",
        "DELETE FROM outbox WHERE item_id = 'o-1'",
        "INSERT INTO outbox (item_id, event_id, kind, body) VALUES ('o-9', 'e-1', 'action', '{}')",
    ],
)
def test_effects_are_what_their_events_allow(journal: SqlJournal, engine: Engine, change: str) -> None:
    items = [OutboxItem(f"o-{number}", f"e-{number}", "action", {"do": number}) for number in range(3)]
    journal.record([make(number) for number in range(3)], [*items, OutboxItem("o-1b", "e-1", "notice", {})])
    journal.sequence(2)
    assert verify(journal, SIGNER.vkey).ok
    with writing(engine) as connection:
        connection.execute(text(change.replace(":9", "\\:9")))
    assert {error.kind for error in verify(journal, SIGNER.vkey).errors} == {"outbox"}
    if "o-1'" in change and "UPDATE" in change and "e-9" not in change:
        with pytest.raises(ConflictError, match="o-1"):
            journal.due()


def test_every_checkpoint_is_signed_and_the_log_verifies(journal: SqlJournal) -> None:
    assert journal.latest_checkpoint() is None
    assert verify(journal, SIGNER.vkey).ok
    for start, limit in ((0, 255), (255, 2), (257, 600), (857, 43)):
        journal.record([make(number) for number in range(start, start + limit)])
        assert drain(journal, 300) == limit
        answer = verify(journal, SIGNER.vkey)
        assert (answer.ok, answer.size, answer.errors) == (True, start + limit, ())
    latest = journal.latest_checkpoint()
    assert latest is not None
    head = open_checkpoint(latest.note, parse_vkey(SIGNER.vkey))
    assert (head.size, head.root, latest.signed_at) == (900, latest.root, "2024-02-09T12:00:00Z")
    assert [row.size for row in journal.checkpoints()] == [255, 257, 557, 857, 900]
    assert {(level, position) for level, position, _ in journal.tree_hashes()} == {(8, 0), (8, 1), (8, 2), (9, 0)}
    facts = status(journal, SIGNER.vkey)
    assert (facts["size"], facts["recorded"], facts["waiting"], facts["undelivered"]) == (900, 900, 0, 0)


def test_every_receipt_verifies(journal: SqlJournal) -> None:
    journal.record([make(number) for number in range(600)])
    drain(journal, 250)
    key = parse_vkey(SIGNER.vkey)
    for number in (0, 1, 255, 256, 511, 512, 599):
        assert verify_receipt(receipt(journal, f"e-{number}", SIGNER.vkey), key).size == 600


def test_entries_fit_their_commitments(journal: SqlJournal) -> None:
    journal.record([make(1)])
    journal.sequence()
    (entry,) = journal.entries()
    stored = journal.find("e-1")
    assert stored is not None
    assert (entry.salt, entry.commitment, entry.index) == (stored.salt, commit(stored), 0)
    assert journal.find("e-2") is None


def test_a_snapshot_does_not_move_while_others_write(journal: SqlJournal) -> None:
    journal.record([make(1)])
    with journal.snapshot() as view:
        assert view.counts()["recorded"] == 1
        journal.record([make(2)])
        journal.sequence()
        assert (view.counts()["recorded"], view.latest_checkpoint()) == (1, None)
    assert journal.counts()["sequenced"] == 2


def test_the_sequencer_does_not_build_on_a_damaged_log(journal: SqlJournal, engine: Engine) -> None:
    journal.record([make(number) for number in range(300)])
    journal.sequence()
    for damage in (
        "UPDATE tree_hashes SET hash = commitment FROM log_entries WHERE log_index = 0",
        "DELETE FROM tree_hashes",
        "DELETE FROM log_entries WHERE log_index = 299",
        "UPDATE log_entries SET log_index = 1000 WHERE log_index = 298",
    ):
        with writing(engine) as connection:
            connection.execute(text(damage))
        journal.record([make(1_000 + len(damage))])
        with pytest.raises(ConflictError, match="does not fit"):
            journal.sequence()
    assert len(list(journal.checkpoints())) == 1


def test_many_writers_and_sequencers_at_once(database: str) -> None:
    """Four writers and two sequencers on connections of their own: nothing lost, nothing twice, one line of indices."""
    failures: list[BaseException] = []

    def run(worker: int) -> None:
        engine = make_engine(database)
        journal = SqlJournal(engine, SystemIds(), FixedClock(NOON), SIGNER)
        try:
            for batch in range(8):
                if worker < 4:
                    first = worker * 1_000 + batch * 10
                    journal.record([make(number) for number in range(first, first + 10)])
                else:
                    journal.sequence(37)
        except BaseException as error:
            failures.append(error)
        finally:
            engine.dispose()

    threads = [threading.Thread(target=run, args=(worker,)) for worker in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    engine = make_engine(database)
    journal = SqlJournal(engine, SystemIds(), FixedClock(NOON), SIGNER)
    drain(journal)
    answer = verify(journal, SIGNER.vkey)
    assert (answer.ok, answer.size) == (True, 320)
    assert len({entry.event.event_id for entry in journal.entries()}) == 320
    engine.dispose()


def test_a_batch_of_ten_thousand_ids(journal: SqlJournal) -> None:
    journal.record([make(number) for number in range(1_200)])
    assert len(journal.known([f"e-{number}" for number in range(10_000)])) == 1_200
    assert len(list(journal.events())) == 1_200


def test_migrating_again_changes_nothing(engine: Engine, journal: SqlJournal) -> None:
    journal.record([make(1)])
    migrate(engine)
    require_current(engine)
    assert len(list(journal.events())) == 1


def test_a_workspace_of_another_version_is_refused(engine: Engine) -> None:
    for version, words in (("9999", "newer"), ("", "no workspace")):
        with writing(engine) as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version})
        with pytest.raises(BadInputError, match=words):
            require_current(engine)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(BadInputError, match="newer"):
        migrate(engine)
    assert schema_version(engine) == "9999"


def test_reading_cannot_write(engine: Engine) -> None:
    if engine.dialect.name == "postgresql":
        with pytest.raises(BadInputError), reading(engine) as connection:
            connection.execute(text("DELETE FROM events"))


def test_threads_that_record_one_each_share_commits(journal: SqlJournal) -> None:
    ends: list[BaseException | None] = []

    def run(worker: int) -> None:
        try:
            for number in range(5):
                journal.record(
                    [make(worker * 100 + number)],
                    [OutboxItem(f"o-{worker}-{number}", f"e-{worker * 100 + number}", "action", {})],
                )
            ends.append(None)
        except BaseException as error:
            ends.append(error)

    journal.record([make(701)])  # the one that worker 7 will collide with
    threads = [threading.Thread(target=run, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(end) for end in ends if end is not None] == [ConflictError]
    assert len(list(journal.events())) == 7 * 5 + 2
    drain(journal)
    assert verify(journal, SIGNER.vkey).ok


@pytest.mark.parametrize("text_", ["a\tb\\N\\.\n\r\x0b\x1f\u2028\u00a0", "\\", "\\.", "\ttab", "نص 😀 \u202e"])
def test_any_text_comes_back(journal: SqlJournal, text_: str) -> None:
    event = replace(make(1), event_id=f"e{text_}", subject_id=text_, actor=text_, payload={"x": text_})
    journal.record([event], [OutboxItem(f"o{text_}", event.event_id, text_, {"x": text_})])
    journal.sequence()
    assert list(journal.events()) == [event]
    assert list(journal.due()) == [OutboxItem(f"o{text_}", event.event_id, text_, {"x": text_})]
    assert verify(journal, SIGNER.vkey).ok


def test_erasing_destroys_content_and_breaks_no_proof(journal: SqlJournal, engine: Engine) -> None:
    items = [OutboxItem(f"o-{number}", f"e-{number}", "action", {"n": number}) for number in range(300)]
    journal.record([make(number, subject=f"s-{number % 3}") for number in range(300)], items)
    drain(journal)
    assert len(journal.undelivered(["s-1", "s-2"])) == 200
    with pytest.raises(ConflictError):
        journal.erase(["s-1"], journal.indices(["s-1"]), make(900))
    journal.delivered([item.item_id for item in items], NOON)
    root = verify(journal, SIGNER.vkey).root
    indices = journal.indices(["s-1"])
    journal.erase(["s-1"], indices, erasure_event(indices, "asked for", "ana", NOON))
    assert (journal.indices(["s-1"]), len(journal.indices(["s-2"]))) == ([], 100)
    assert verify(journal, SIGNER.vkey).root == root
    drain(journal)
    answer = verify(journal, SIGNER.vkey)
    assert (answer.errors, answer.size) == ((), 301)
    assert len(list(journal.events(kind="decision.made"))) == 200
    assert len(list(journal.events(kind="decision.made", erased=True))) == 300
    with reading(engine) as connection:
        rows = connection.execute(text("SELECT salt, payload, subject_id, actor FROM events WHERE event_id = 'e-1'"))
        assert [(bytes(row[0]), *row[1:]) for row in rows] == [(b"", "", "", "")]
        assert connection.execute(text("SELECT body FROM outbox WHERE item_id = 'o-1'")).scalar() == ""


def test_one_field_of_a_payload_is_read_alone(journal: SqlJournal) -> None:
    inner = {"text": 'ü \u202e \\ "', "list": [1, None, True]}
    journal.record([replace(make(1), payload={"big": ["x"] * 50, "part": inner}), replace(make(2), payload={"big": 1})])
    journal.sequence(1)
    first, *rest = journal.events(only="part")
    assert first.payload == {"part": inner}
    assert rest == []  # it has no such field
    journal.record([make(3)])
    journal.sequence()
    journal.erase(["s-1"], journal.indices(["s-1"]), make(9, subject="s-9"))
    assert list(journal.events(kind="decision.made", only="part")) == []
