"""The answer of `designations show`, against its schema."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from tests.simulators.lists import instant, snapshot

from evenhand.designations.identity import Identity, bundled_identity
from evenhand.designations.model import DesignationFact, EntityKind, ListRecord
from evenhand.designations.registry import Registry, fold
from evenhand.designations.sources.catalogue import parser
from evenhand.kernel.canonical import plain
from evenhand.service.designations import act_as_shown, show
from evenhand.service.lists import bundled_contents

SCHEMA = json.loads((Path(__file__).parents[3] / "schemas" / "designations-show.schema.json").read_text())

FIXTURES = Path(__file__).parents[1] / "designations" / "sources" / "fixtures"
FILES = {
    "us-ofac-nonsdn": "ofac.xml",
    "us-csl": "consolidated.csv",
    "gb-sanctions": "ConList.csv",
    "ca-sema": "sema-lmes.xml",
    "eu-fsf": "fsf.xml",
    "opensanctions": "entities.ftm.json",
}


@pytest.fixture(scope="module")
def bundled() -> Registry:
    return fold(bundled_contents(), bundled_identity())


@pytest.mark.parametrize("query", ["Ansarallah", "داعش", "nobody of that name", "Viv Ansanm", "\ud800", ""])
def test_the_answer_has_the_published_shape(bundled: Registry, query: str) -> None:
    answer = plain(show(bundled, query, date(2024, 2, 9), instant("2026-01-01")))
    Draft202012Validator(SCHEMA).validate(answer)
    assert answer["query"] == query


def test_names_that_are_the_query_are_not_mixed_with_near_ones(bundled: Registry) -> None:
    answer = show(bundled, "Islamic Jihad Union", date(2024, 2, 9), instant("2026-01-01"))
    assert [entity["entity_id"] for entity in answer["entities"]] == ["org:islamic-jihad-union"]


def test_acts_not_public_at_the_instant_are_not_shown(bundled: Registry) -> None:
    early = show(bundled, "Houthis", date(2024, 2, 9), instant("2024-01-16"))["entities"][0]["designations"]
    assert {(act["programme"], act["effective"].year) for act in early} == {
        ("un-yemen", 2022),
        ("us-fto", 2021),
        ("us-sdgt", 2021),
    }


def test_a_fact_says_when_a_document_last_stated_it_and_the_hash_of_that_document() -> None:
    rows = [ListRecord("900", "GREEN HERON", EntityKind.ORGANISATION, (), (DesignationFact("us-ofac", "us-sdgt"),))]
    contents = [snapshot("2024-01-01", rows), snapshot("2024-02-01", rows), snapshot("2024-03-01", [])]
    registry = fold(contents, Identity({}, {}, "sha256:none"))
    known = {}
    for moment in ("2024-01-15", "2024-02-15", "2024-03-15"):
        (entity,) = show(registry, "Green Heron", date(2024, 1, 10), instant(moment))["entities"]
        (act,) = entity["designations"]
        assert act["first_known"] == instant("2024-01-01")
        assert act["document_hashes"] == [contents[0].document.sha256]
        known[moment] = act["last_known"]
    assert known == {
        "2024-01-15": instant("2024-01-01"),
        "2024-02-15": instant("2024-02-01"),
        "2024-03-15": instant("2024-02-01"),  # gone from the third
    }


@pytest.mark.parametrize("source", sorted(FILES))
def test_acts_of_every_list_have_the_published_shape(source: str) -> None:
    parsed = parser(source)({Path(FILES[source]).name: (FIXTURES / FILES[source]).read_bytes()})
    registry = fold([snapshot("2024-01-01", parsed.records, source)], Identity({}, {}, "sha256:none"))
    act = Draft202012Validator({"$defs": SCHEMA["$defs"], "$ref": "#/$defs/designation"})
    shown = 0
    for entity in registry.entities.values():
        for found in registry.cited(entity.entity_id, date(2024, 2, 9), instant("2026-01-01")):
            act.validate(plain(act_as_shown(found)))
            shown += 1
    assert shown
