"""What every ListStore promises (`service.ports.ListStore`), on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from evenhand.adapters.sql.journal import SqlJournal
from evenhand.adapters.sql.lists import SqlListStore
from evenhand.designations.model import Alias, DesignationFact, EntityKind, ListRecord, SourceDocument
from evenhand.designations.parking import NameDecision, Step
from evenhand.kernel.clock import FixedClock
from evenhand.kernel.ids import SeededIds
from evenhand.ledger.checkpoints import make_signer
from evenhand.ledger.model import Event
from evenhand.service.ports import ListStore

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
FIRST = SourceDocument("d-1", "un-sc", "ab" * 32, "list.xml", NOON, True, "UN")


def record(key: str, name: str = "نام 😀 \x00 'quoted'") -> ListRecord:
    fact = DesignationFact("un-sc", "un-1267", announced=date(2001, 1, 1), reference=key)
    return ListRecord(key, name, EntityKind.ORGANISATION, (Alias("B", "ar"),), (fact,), ("AF",), (1960, 1961), "x")


@pytest.fixture
def store(engine: Engine) -> SqlListStore:
    return SqlListStore(engine, FixedClock(NOON))


def test_it_is_a_list_store(store: SqlListStore) -> None:
    as_store: ListStore = store
    assert as_store.documents() == []


def test_records_come_back_unchanged_in_the_order_of_their_keys(store: SqlListStore) -> None:
    records = [record("b", "plain"), record("a"), record("c", "")]
    assert store.add(FIRST, records)
    assert list(store.records("d-1")) == sorted(records, key=lambda one: one.key)
    assert list(store.records("d-9")) == []


def test_the_same_document_twice_changes_nothing(store: SqlListStore) -> None:
    assert store.add(FIRST, [record("a", "x")])
    assert not store.add(FIRST, [record("a", "y"), record("b", "z")])
    assert [one.name for one in store.records("d-1")] == ["x"]


def test_a_document_that_breaks_off_leaves_nothing(store: SqlListStore) -> None:
    def breaking() -> object:
        yield record("a", "x")
        raise RuntimeError("the file ends here")

    with pytest.raises(RuntimeError):
        store.add(FIRST, breaking())  # type: ignore[arg-type]
    assert store.documents() == []
    assert list(store.records("d-1")) == []


def test_documents_are_ordered(store: SqlListStore) -> None:
    others = [
        replace(FIRST, document_id="d-0", observed_at=NOON.replace(year=2025)),
        replace(FIRST, document_id="d-2", source="gb", complete=False),
    ]
    for document in (FIRST, *others):
        assert store.add(document, [record("a", "x")])
    assert list(store.documents()) == [others[1], FIRST, others[0]]


def test_reading_a_list_blocks_no_writer(store: SqlListStore, engine: Engine) -> None:
    store.add(FIRST, [record(f"k-{number}", "x") for number in range(3)])
    reading = store.records("d-1")
    next(reading)
    journal = SqlJournal(engine, SeededIds("l"), FixedClock(NOON), make_signer(bytes(32)))
    journal.record([Event("e-1", "decision.made", NOON, {})])
    assert len(list(reading)) == 2


def test_decisions_on_names_are_kept_once_and_in_order(store: SqlListStore) -> None:
    one = NameDecision("n-1", "heron", "en", Step.WEAK, "lists lint", "8 of 200", NOON, 8, 200)
    later = NameDecision("n-0", "heron", "en", Step.RELEASED, "ada", "a bird", NOON.replace(year=2025), 8, 200)
    for decision in (later, one, replace(one, by="someone else")):
        store.decide_name(decision)
    assert store.name_decisions() == [one, later]
    assert store.decisions() == []
