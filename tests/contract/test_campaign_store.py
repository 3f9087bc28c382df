"""What every CampaignStore promises, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from evenhand.adapters.sql.campaigns import SqlCampaignStore
from evenhand.campaigns.records import archive
from evenhand.kernel.clock import FixedClock
from evenhand.service.campaigns import CampaignStore, StoredRecord, example, example_records, import_records, load


@pytest.fixture
def store(engine: Engine) -> CampaignStore:
    return SqlCampaignStore(engine, FixedClock(datetime(2024, 2, 9, tzinfo=UTC)))


def test_records_come_back_whole_and_twice_changes_nothing(store: CampaignStore) -> None:
    first = import_records(store, example_records())
    again = import_records(store, example_records())
    assert (first.new, first.changed) == (11, 0)
    assert (again.new, again.changed) == (0, 0)
    assert load(store) == example()
    assert load(store) == archive(example_records())


def test_a_record_that_changed_replaces_the_one_before(store: CampaignStore) -> None:
    def kept(text: str) -> StoredRecord:
        return StoredRecord("source", "s", {"source_id": "s", "title": text, "publisher": "p"}, text)

    assert store.put([kept("one \u202e 'x'")]) == (1, 0)
    assert store.put([kept("two")]) == (0, 1)
    assert [record.body["title"] for record in store.all("source")] == ["two"]
    assert list(store.all("actor")) == []
