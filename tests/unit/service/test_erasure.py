"""Erasure: it waits for holds, appeals and effects, leaves no content behind, and every proof made before holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from evenhand.adapters.sql.engine import make_engine, migrate, writing
from evenhand.adapters.sql.journal import SqlJournal
from evenhand.enforcement.model import Appeal
from evenhand.enforcement.subjects import lone_subject
from evenhand.kernel.clock import FixedClock
from evenhand.kernel.errors import BadInputError, ConflictError, NotFoundError
from evenhand.kernel.ids import SeededIds
from evenhand.ledger.checkpoints import new_signer
from evenhand.ledger.model import Event, OutboxItem
from evenhand.service.erasure import carry_out_due, lift_hold, place_hold, request_erasure, standing_holds
from evenhand.service.journal import appeal_decided, appeal_filed
from evenhand.service.ledger import publish, receipt, verify
from evenhand.service.subjects import import_subjects
from evenhand_verify.check import check_directory
from evenhand_verify.notes import parse_vkey

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
SIGNER = new_signer(SeededIds("erasure"), "example.com/erasure")
KEY = parse_vkey(SIGNER.vkey)
SECRET = "words-that-must-be-gone"
HOLDER = {
    "subject_id": "holder-77",
    "accounts": [{"surface": "square", "account_id": "acc-77", "evidence": f"verified {SECRET}"}],
}
APPEAL = Appeal("app-1", "d-1", "holder-77", NOON, f"I said {SECRET}")


class World:
    """A workspace with one subject, others around it, and a published log."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock = folder, FixedClock(NOON)
        self.engine = make_engine(folder / "evenhand.db")
        migrate(self.engine)
        self.journal = SqlJournal(self.engine, SeededIds("e"), self.clock, SIGNER)
        import_subjects(self.journal, self.clock, [json.dumps(HOLDER)])
        lone = lone_subject("square", "acc-77").subject_id
        for number, subject in enumerate(["holder-77", "other", lone, "holder-77"] * 80):
            event = Event(f"e-{number}", "note.made", NOON, {"said": SECRET, "n": number}, subject, "", f"by {SECRET}")
            if subject == "other":
                event = Event(f"e-{number}", "note.made", NOON, {"n": number}, subject)
            self.journal.record([event], [OutboxItem(f"o-{number}", event.event_id, "action", {"n": number})])
        self.carry_out()

    def carry_out(self) -> None:
        while self.journal.sequence(100):
            pass
        self.journal.delivered([item.item_id for item in self.journal.due(10_000)], NOON)

    def erase(self) -> tuple[int, tuple[str, ...]]:
        done = request_erasure(self.journal, self.clock, "holder-77", basis="their request of 1 May", person="ana")
        return done.entries, done.waits_for

    def due(self) -> list[tuple[int, bool]]:
        return [(one.entries, bool(one.waits_for)) for one in carry_out_due(self.journal, self.clock, "ana")]

    def bytes_on_disk(self) -> bytes:
        return b"".join(file.read_bytes() for file in self.folder.glob("evenhand.db*"))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.engine.dispose()


def test_content_goes_and_proofs_stay(world: World, tmp_path: Path) -> None:
    before = receipt(world.journal, "e-0", SIGNER.vkey)
    (tmp_path / "r.json").write_text(before.to_json())
    publish(world.journal, SIGNER.vkey, tmp_path / "public")
    kept = (tmp_path / "public" / "checkpoint").read_text()
    assert SECRET.encode() in world.bytes_on_disk()
    assert world.erase() == (242, ())  # 240 notes, the import, the request itself
    assert SECRET.encode() not in world.bytes_on_disk()
    assert b"holder-77" not in world.bytes_on_disk()

    answer = verify(world.journal, SIGNER.vkey, {"kept": kept})
    assert (answer.errors, answer.size) == ((), 323)
    publish(world.journal, SIGNER.vkey, tmp_path / "public")
    (tmp_path / "kept").write_text(kept)
    assert check_directory(tmp_path / "public", KEY, tmp_path / "kept", tmp_path / "r.json").ok
    with pytest.raises(ConflictError, match="erased"):
        receipt(world.journal, "e-0", SIGNER.vkey)
    (note,) = world.journal.events(kind="ledger.erased")
    assert note.payload == {"basis": "their request of 1 May", "entries": 242, "indices": note.payload["indices"]}
    assert receipt(world.journal, note.event_id, SIGNER.vkey).event["payload"]["basis"] == "their request of 1 May"


def test_others_are_untouched_and_the_erased_are_not_read_again(world: World) -> None:
    world.erase()
    assert len(list(world.journal.events(kind="note.made"))) == 80
    erased = [event for event in world.journal.events(kind="note.made", erased=True) if not event.payload]
    assert len(erased) == 240 and not any(event.actor or event.subject_id for event in erased)
    assert len(list(world.journal.entries())) == 81
    assert world.journal.known(["e-0"]) == {"e-0"}  # it cannot be recorded a second time
    with pytest.raises(NotFoundError):
        world.erase()


def test_it_waits_for_a_legal_hold(world: World) -> None:
    place_hold(world.journal, world.clock, "holder-77", reference="case 12", reason="a court asked", person="lex")
    with pytest.raises(ConflictError, match="stands already"):
        place_hold(world.journal, world.clock, "holder-77", reference="case 12", reason="again", person="lex")
    assert world.erase() == (0, ("the legal hold case 12",))
    assert world.due() == [(0, True)]
    assert SECRET.encode() in world.bytes_on_disk()
    assert [hold.reference for hold in standing_holds(world.journal)] == ["case 12"]
    with pytest.raises(NotFoundError):
        lift_hold(world.journal, world.clock, "holder-77", reference="case 13", reason="x", person="lex")
    lift_hold(world.journal, world.clock, "holder-77", reference="case 12", reason="the case is closed", person="lex")
    place_hold(world.journal, world.clock, "holder-77", reference="case 12", reason="opened again", person="lex")
    assert world.due() == [(0, True)]
    lift_hold(world.journal, world.clock, "holder-77", reference="case 12", reason="closed", person="lex")
    assert standing_holds(world.journal) == ()
    assert world.due() == [(246, False)]
    assert world.due() == []
    assert verify(world.journal, SIGNER.vkey).ok


def test_it_waits_for_an_open_appeal(world: World) -> None:
    world.journal.record([appeal_filed(APPEAL)])
    entries, waits = world.erase()
    assert entries == 0 and "app-1" in waits[0]
    world.journal.record([appeal_decided(replace(APPEAL, outcome="uphold", decided_at=NOON, by="noa"))])
    assert world.due() == [(244, False)]


def test_it_waits_for_effects_under_way(world: World) -> None:
    event = Event("late", "action.enacted", NOON, {"x": SECRET}, "holder-77")
    world.journal.record([event], [OutboxItem("late", "late", "action", {"x": SECRET})])
    assert world.erase() == (0, ("the effect late, not carried out yet",))
    world.carry_out()
    assert world.due() == [(243, False)]
    assert SECRET.encode() not in world.bytes_on_disk()


def test_what_comes_meanwhile_stops_it(world: World) -> None:
    indices = world.journal.indices(["holder-77"])
    world.journal.record([Event("new", "note.made", NOON, {}, "holder-77")])
    note = Event("x", "ledger.erased", NOON, {"indices": []})
    with pytest.raises(ConflictError, match="meanwhile"):
        world.journal.erase(["holder-77"], indices, note)
    with pytest.raises(ConflictError, match="meanwhile"):
        world.journal.erase(["holder-77"], indices[1:], note)
    assert world.journal.known(["x"]) == set()


def test_a_blanked_record_is_no_erasure(world: World) -> None:
    """Whoever empties other records in the database, or names them in no recorded erasure, is found."""
    world.erase()
    empty = "salt = x'', payload = '', subject_id = '', actor = '', effects = ''"
    with writing(world.engine) as connection:
        connection.execute(text(f"UPDATE events SET {empty} WHERE event_id = 'e-1'"))
        connection.execute(text("UPDATE outbox SET body = '' WHERE event_id = 'e-1'"))
    assert {error.kind for error in verify(world.journal, SIGNER.vkey).errors} == {"erased"}


def test_words_are_asked_for(world: World) -> None:
    with pytest.raises(BadInputError, match="basis"):
        request_erasure(world.journal, world.clock, "holder-77", basis=" ", person="ana")
    with pytest.raises(NotFoundError):
        request_erasure(world.journal, world.clock, "square/nobody", basis="x", person="ana")
