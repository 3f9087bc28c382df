"""Suggestions, decisions with who and why, and where everything comes from."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine
from tests.simulators.lists import instant, ofac, un_entity, un_list

from evenhand.adapters.sql.lists import SqlListStore
from evenhand.adapters.sql.tables import metadata
from evenhand.designations.joining import Verdict
from evenhand.kernel.clock import FixedClock
from evenhand.kernel.errors import ConflictError, NotFoundError, UsageError
from evenhand.service.lists import import_list, load_registry
from evenhand.service.resolution import decide, suggestions, why

CLOCK = FixedClock(instant("2024-06-01"))


@pytest.fixture
def store(tmp_path: Path) -> SqlListStore:
    engine = create_engine(f"sqlite:///{tmp_path / 'w.db'}")
    metadata.create_all(engine)
    store = SqlListStore(engine, CLOCK)
    folder = tmp_path / "sdn"
    folder.mkdir()
    for name, data in ofac().items():
        (folder / name).write_bytes(data)
    import_list(store, CLOCK, "us-ofac-sdn", folder, observed_at=instant("2024-01-01"))
    file = tmp_path / "un.xml"
    file.write_bytes(un_list(un_entity("QDe.900", "HERON LIBERATION FRONT"), un_entity("QDe.901", "GREY EGRET UNION")))
    import_list(store, CLOCK, "un-sc", file)
    return store


def act(store: SqlListStore, verdict: Verdict, left: str, right: str, reason: str = "one reference") -> None:
    decide(store, load_registry(store), CLOCK, verdict, left, right, "ada", reason)
    CLOCK.set(CLOCK.now().replace(year=CLOCK.now().year + 1))


def test_what_is_suggested_can_be_merged_and_parted_and_then_is_not_suggested_again(store: SqlListStore) -> None:
    registry = load_registry(store)
    own = {"ofac:11", "un:QDe.900"}
    (pair,) = [one for one in suggestions(store, registry, 500, 10_000) if {one["left"], one["right"]} & own]
    assert {pair["left"], pair["right"]} == own
    assert pair["explanation"][0].startswith("both are called 'HERON LIBERATION FRONT'")
    digest = registry.digest
    act(store, Verdict.SAME, "un:QDe.900", "ofac:11")
    merged = load_registry(store)
    assert merged.digest != digest
    assert "un:QDe.900" not in merged.entities
    assert merged.entities["ofac:11"].record_keys == ("un-sc/QDe.900", "us-ofac-sdn/11")
    assert {one.programme for one in merged.cited("ofac:11", instant("2024-06-01").date(), instant("2024-06-01"))} == {
        "un-1267",
        "us-fto",
        "us-sdgt",
    }
    act(store, Verdict.DIFFERENT, "ofac:11", "un:QDe.900", "two movements of one name")
    parted = load_registry(store)
    assert parted.entities["un:QDe.900"] == registry.entities["un:QDe.900"]
    assert not [one for one in suggestions(store, parted, 500, 10_000) if {one["left"], one["right"]} & own]


def test_why_names_listings_decisions_and_the_document_of_every_name(store: SqlListStore) -> None:
    act(store, Verdict.SAME, "un:QDe.900", "ofac:11")
    answer = why(store, load_registry(store), "un:QDe.900")
    assert answer["entity_id"] == "ofac:11"
    assert {one["listing"]: one["joined_by"] for one in answer["listings"]} == {
        "un-sc/QDe.900": "a decision",
        "us-ofac-sdn/11": "its own id",
    }
    (decision,) = answer["decisions"]
    assert (decision["by"], decision["reason"], decision["verdict"]) == ("ada", "one reference", "same")
    assert decision["confidence"] > 500
    documents = {document.document_id for document in store.documents()}
    assert answer["names"]
    assert all(name["document"] in documents and name["valid_from"] for name in answer["names"])
    assert {name["script"] for name in answer["names"]} == {"Latn"}
    assert {"GHF"} <= {name["name"] for name in answer["names"] if name["strength"] == "low_quality"}


def test_decisions_are_refused_without_person_reason_entity_or_sense(store: SqlListStore) -> None:
    registry = load_registry(store)
    for left, right, by, reason, error in (
        ("ofac:11", "un:QDe.900", "", "why", UsageError),
        ("ofac:11", "un:QDe.900", "ada", " ", UsageError),
        ("ofac:11", "ofac:11", "ada", "why", UsageError),
        ("ofac:11", "un:nobody", "ada", "why", NotFoundError),
    ):
        with pytest.raises(error):
            decide(store, registry, CLOCK, Verdict.SAME, left, right, by, reason)
    with pytest.raises(NotFoundError):
        why(store, registry, "un:nobody")
    assert store.decisions() == []


def test_a_merge_that_an_earlier_different_stands_against_is_refused(store: SqlListStore) -> None:
    act(store, Verdict.DIFFERENT, "ofac:11", "un:QDe.901")
    act(store, Verdict.SAME, "ofac:11", "un:QDe.900")
    with pytest.raises(ConflictError):
        act(store, Verdict.SAME, "un:QDe.900", "un:QDe.901")
    assert len(store.decisions()) == 2
    again = decide(store, load_registry(store), CLOCK, Verdict.SAME, "un:QDe.900", "ofac:11", "bea", "too")
    assert again.by == "ada"
