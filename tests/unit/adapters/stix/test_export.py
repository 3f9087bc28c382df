"""STIX out: accepted by the strict parser, the same bytes each time, and back in without a change."""

from __future__ import annotations

import json

import pytest
import stix2

from evenhand.adapters.stix.export import to_bundle
from evenhand.adapters.stix.load import load_bundle
from evenhand.campaigns.model import Archive, Claim, Confidence, Likelihood, Link, Position, Relation, Span, Tlp
from evenhand.campaigns.records import archive, parse
from evenhand.kernel.errors import BadInputError
from evenhand.service.campaigns import example, example_records


def rich() -> Archive:
    more = [
        parse(
            "incident",
            {
                "incident_id": "i2",
                "title": "t",
                "analyst": "desk",
                "occurred": {},
                "techniques": ["disarm:T0002", "attack:T1566.001"],
                "tlp": "amber",
            },
        ),
        parse(
            "actor",
            {
                "actor_id": "x2",
                "names": [{"name": "A", "source": "s"}, {"name": "B", "source": "s"}, {"name": "A", "source": "s2"}],
            },
        ),
        Claim("c2", "i2", "x2", Position.DENIES, "them", likelihood=Likelihood.VERY_LIKELY, confidence=Confidence.LOW),
        Claim("c3", "i2", "somebody", Position.ASSERTS, "them", "said", tlp=Tlp.AMBER_STRICT),
        Relation("r2", "x2", "i2", Link.HAND_OFF, Span()),
        Relation("r3", "x2", "elsewhere", Link.TRAINS, Span()),
    ]
    return archive([*example_records(), *more])


@pytest.mark.parametrize("records", [example(), rich(), Archive()])
def test_strict_deterministic_and_whole(tmp_path, records):
    text = to_bundle(records)
    assert to_bundle(records) == text
    stix2.parse(text, allow_custom=False, version="2.1")
    file = tmp_path / "b.json"
    file.write_text(text, encoding="utf-8")
    loaded = load_bundle(file)
    assert loaded.rejects == ()
    assert archive(loaded.records) == records


def test_the_extension_and_the_markings_are_declared():
    objects = json.loads(to_bundle(rich()))["objects"]
    ids = {one["id"] for one in objects}
    for one in objects:
        assert set(one.get("object_marking_refs", [])) <= ids
        assert all(key in ids for key in one.get("extensions", {}) if one["type"] != "marking-definition")
        for end in ("source_ref", "target_ref"):
            assert one.get(end, one["id"]) in ids
        assert set(one.get("object_refs", [])) <= ids
    assert {one["name"] for one in objects if one["type"] == "marking-definition"} == {
        "TLP:CLEAR",
        "TLP:AMBER",
        "TLP:AMBER+STRICT",
    }
    verbs = {one["relationship_type"] for one in objects if one["type"] == "relationship"}
    assert verbs == {"attributed-to", "denied-attribution-to", "supports", "hand-off", "uses"}


def test_others_bundles_are_read_for_what_they_say(tmp_path):
    maker = "identity--11111111-1111-4111-8111-111111111111"
    actor = {
        "type": "intrusion-set",
        "id": "intrusion-set--11111111-1111-4111-8111-111111111112",
        "created_by_ref": maker,
        "name": "Fictional Set",
        "aliases": ["FS", "Fictional Set"],
        "created": "2023-05-01T00:00:00Z",
    }
    event = {
        "type": "campaign",
        "id": "campaign--11111111-1111-4111-8111-111111111113",
        "name": "Fictional Campaign",
        "first_seen": "2023-01-02T00:00:00Z",
    }
    link = {
        "type": "relationship",
        "id": "relationship--11111111-1111-4111-8111-111111111114",
        "relationship_type": "attributed-to",
        "source_ref": event["id"],
        "target_ref": actor["id"],
        "created_by_ref": maker,
    }
    who = {"type": "identity", "id": maker, "name": "A desk"}
    file = tmp_path / "b.json"
    file.write_text(
        json.dumps(
            {
                "type": "bundle",
                "objects": [who, actor, event, link, {"type": "tool"}, 5, {"type": "campaign", "id": "c"}],
            }
        )
    )
    loaded = load_bundle(file)
    found = archive(loaded.records)
    assert [[name.name for name in one.names] for one in found.actors] == [["Fictional Set", "FS"]]
    assert [(one.title, str(one.occurred.start)) for one in found.incidents] == [("Fictional Campaign", "2023-01-02")]
    assert [(one.claimant, one.likelihood) for one in found.claims] == [("A desk", None)]
    assert loaded.left_alone == {"identity": 1, "tool": 1}
    assert [reject.line for reject in loaded.rejects] == [6, 7]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"type": "bundle"}', "[" * 100_000])
def test_what_is_no_bundle_is_refused(tmp_path, text):
    file = tmp_path / "b.json"
    file.write_text(text)
    with pytest.raises(BadInputError):
        load_bundle(file)
