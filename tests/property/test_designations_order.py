"""Whatever the order of import, the registry is the same; and a record keeps its bytes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.designations.folding import Content
from evenhand.designations.identity import Identity
from evenhand.designations.model import (
    Alias,
    DesignationFact,
    EntityKind,
    ListRecord,
    SourceDocument,
    Strength,
    Verification,
)
from evenhand.designations.names import normal
from evenhand.designations.records import from_bytes, to_bytes
from evenhand.designations.registry import fold

NOBODY = Identity({}, {"us-ofac-sdn/1": "org:one", "un-sc/1": "org:one"}, "sha256:none")
DAYS = st.dates(date(2000, 1, 1), date(2030, 1, 1))
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)

facts = st.builds(
    DesignationFact,
    authority=st.sampled_from(["us-ofac", "un-sc"]),
    programme=st.sampled_from(["us-sdgt", "un-1267"]),
    effective=st.none() | DAYS,
    revoked=st.none() | DAYS,
    verification=st.sampled_from(Verification),
)
aliases = st.builds(Alias, name=TEXT, lang=st.sampled_from(["", "ar"]), strength=st.sampled_from(Strength))
records = st.builds(
    ListRecord,
    key=st.sampled_from(["1", "2", "3"]),
    name=TEXT,
    kind=st.sampled_from(EntityKind),
    aliases=st.lists(aliases, max_size=3).map(tuple),
    facts=st.lists(facts, max_size=3).map(tuple),
    birth_years=st.lists(st.integers(1900, 2020), max_size=2).map(tuple),
)


@st.composite
def documents(draw: st.DrawFn) -> list[Content]:
    found = []
    for number in range(draw(st.integers(1, 5))):
        seen = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=draw(st.integers(0, 3)))
        source = draw(st.sampled_from(["us-ofac-sdn", "un-sc"]))
        document = SourceDocument(f"doc-{number}", source, "sha256:0", "f", seen, draw(st.booleans()))
        listed = draw(st.lists(records, max_size=3, unique_by=lambda record: record.key))
        found.append(Content(document, tuple(listed)))
    return found


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_documents_in_any_order_give_the_same_registry(data: st.DataObject) -> None:
    contents = data.draw(documents())
    shuffled = data.draw(st.permutations(contents))
    one, other = fold(contents, NOBODY), fold(shuffled, NOBODY)
    assert one.digest == other.digest
    assert one.entities == other.entities
    for entity_id in one.entities:
        assert one.designations_of(entity_id) == other.designations_of(entity_id)


@given(documents(), DAYS)
@settings(max_examples=60, deadline=None)
def test_a_later_document_does_not_change_what_was_known_before_it(contents: list[Content], on: date) -> None:
    known_at = datetime(2020, 1, 2, tzinfo=UTC)
    early = fold([content for content in contents if content.document.observed_at <= known_at], NOBODY)
    late = fold(contents, NOBODY)
    for entity_id in early.entities:
        before = [(act.programme, act.effective, act.in_force) for act in early.cited(entity_id, on, known_at)]
        after = [(act.programme, act.effective, act.in_force) for act in late.cited(entity_id, on, known_at)]
        assert before == after


@given(records)
@settings(max_examples=100, deadline=None)
def test_a_record_survives_its_bytes(record: ListRecord) -> None:
    assert from_bytes(to_bytes(record)) == record


@given(st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_the_normal_form_is_its_own_normal_form(text: str) -> None:
    assert normal(normal(text)) == normal(text)
