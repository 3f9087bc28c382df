"""The list store: documents whole or not at all, records once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, func, select
from tests.simulators.lists import listing, snapshot

from evenhand.adapters.sql.lists import SqlListStore
from evenhand.adapters.sql.tables import list_records, metadata
from evenhand.designations.model import Alias, ListRecord, Strength


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    yield engine
    engine.dispose()


def stored(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(list_records)) or 0


def test_what_goes_in_comes_out(engine: Engine) -> None:
    rich = listing("2", "us-sdgt", effective="2020-01-01")
    rich = ListRecord(
        rich.key,
        rich.name,
        rich.kind,
        (Alias("بلشون", "ar", "Arab", Strength.WEAK),),
        rich.facts,
        ("Atlantis",),
        (1961,),
        "x",
    )
    content = snapshot("2020-01-01", [listing("1", "us-fto"), rich])
    store = SqlListStore(engine)
    assert store.add(content.document, content.records)
    assert not store.add(content.document, content.records)
    fresh = SqlListStore(engine)
    assert list(fresh.documents()) == [content.document]
    assert tuple(fresh.records(content.document.document_id)) == content.records
    assert list(fresh.records("doc-none")) == []


def test_a_record_that_documents_repeat_is_stored_once(engine: Engine) -> None:
    store = SqlListStore(engine)
    records = [listing(str(number), "us-sdgt") for number in range(1_200)]
    for year in (2020, 2021):
        content = snapshot(f"{year}-01-01", [*records, listing("new", "us-sdgt", name=f"Egret {year}")])
        store.add(content.document, content.records)
    assert stored(engine) == 1_202


def test_a_document_that_fails_half_way_leaves_nothing(engine: Engine) -> None:
    def torn() -> Iterator[ListRecord]:
        yield listing("1", "us-sdgt")
        raise RuntimeError("torn")

    store = SqlListStore(engine)
    with pytest.raises(RuntimeError):
        store.add(snapshot("2020-01-01", []).document, torn())
    assert list(store.documents()) == []
    assert stored(engine) == 0


def test_lone_surrogates_are_stored_as_something_that_has_bytes(engine: Engine) -> None:
    store = SqlListStore(engine)
    content = snapshot("2020-01-01", [listing("1", "us-sdgt", name="Her\ud800on")])
    store.add(content.document, content.records)
    assert [record.name for record in SqlListStore(engine).records(content.document.document_id)] == ["Her?on"]
