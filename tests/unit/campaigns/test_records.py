"""Records are read by the types they declare; what is off is named by its field."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.campaigns.model import Incident, Precision, Tlp
from evenhand.campaigns.records import FieldError, archive, id_of, kind_of, parse
from evenhand.kernel.canonical import plain
from evenhand.service.campaigns import example_records

INCIDENT = {
    "title": "A fictional channel copied",
    "analyst": "desk",
    "occurred": {"start": "2024-01-05", "precision": "day"},
    "reported": "2024-02-01",
    "tlp": "amber+strict",
    "evidence": [{"title": "capture", "sha256": "ab" * 32}],
}


def test_a_record_is_read_with_its_dates_apart():
    record = parse("incident", INCIDENT)
    assert isinstance(record, Incident)
    assert (record.occurred.precision, record.tlp, record.detected) == (Precision.DAY, Tlp.AMBER_STRICT, None)
    assert str(record.reported) == "2024-02-01"


def test_the_id_follows_from_what_is_given_however_the_day_is_spelt():
    from datetime import date

    other = {**INCIDENT, "reported": date(2024, 2, 1)}
    assert id_of(parse("incident", INCIDENT)) == id_of(parse("incident", other))
    assert id_of(parse("incident", INCIDENT)) != id_of(parse("incident", {**INCIDENT, "title": "Another"}))


def test_document_and_record_are_the_same_thing():
    for record in example_records():
        assert parse(kind_of(record), plain(record)) == record


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": None}, "title"),
        ({"title": 5}, "title"),
        ({"titel": "x"}, "titel"),
        ({"occurred": "2024"}, "occurred"),
        ({"occurred": {"start": "2024-02-30"}}, "occurred.start"),
        ({"occurred": {"start": "2024-02-03", "end": "2024-02-01"}}, "occurred.end"),
        ({"reported": "2023-01-01"}, "reported"),
        ({"tlp": "pink"}, "tlp"),
        ({"countries": ["uk"]}, "countries"),
        ({"countries": "GB"}, "countries"),
        ({"evidence": [{"title": "x", "sha256": "12"}]}, "evidence.sha256"),
        ({"summary": "a\x00b"}, "summary"),
        ({"occurred": {"start": 1.5}}, ""),
    ],
)
def test_what_is_off_is_named(change, field):
    with pytest.raises(FieldError) as caught:
        parse("incident", {**INCIDENT, **change})
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("kind", "document"),
    [
        ("actor", {"actor_id": "a", "names": []}),
        ("source", {"source_id": "s", "title": "t", "publisher": "p", "reliability": "G"}),
        ("source", {"source_id": "s", "title": "t", "publisher": "p", "credibility": 7}),
        (
            "series",
            {
                "series_id": "s",
                "analyst": "a",
                "title": "t",
                "buckets": [{"start": "2024-02-01", "end": "2024-02-29", "count": 1}] * 2,
            },
        ),
        ("campaign", {}),
        ("incident", None),
    ],
)
def test_what_a_kind_forbids(kind, document):
    with pytest.raises(FieldError):
        parse(kind, document)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.sampled_from(["incident", "actor", "claim", "series", "source"]),
    st.dictionaries(st.sampled_from([*INCIDENT, "names", "buckets", "x"]), JSON),
)
def test_nothing_but_a_field_error_comes_of_any_document(kind, document):
    with suppress(FieldError):
        parse(kind, document)


def test_two_actors_of_one_name_stay_two():
    name = [{"name": "SHARED NAME", "source": "s"}]
    found = archive([parse("actor", {"actor_id": one, "names": name}) for one in ("b", "a")])
    assert [actor.actor_id for actor in found.actors] == ["a", "b"]
