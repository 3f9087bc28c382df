"""Files of campaign records: lines of the file, odd days, double keys, double ids, aliases."""

from __future__ import annotations

from pathlib import Path

import pytest

from evenhand.adapters.events.documents import read_file
from evenhand.adapters.stix.export import to_bundle
from evenhand.adapters.stix.load import load_bundle
from evenhand.campaigns.coordination.sweep import window_ticks
from evenhand.campaigns.records import FieldError, archive, parse
from evenhand.designations.sources.platform.parser import _items
from evenhand.kernel.errors import BadInputError
from evenhand.service.campaigns import read_documents

YAML = """\
sources:
- {source_id: s1, title: T, publisher: P, published: 2024-01-05}

incidents:
- incident_id: i1
  title: A
  analyst: x
  occurred: {start: 2025-02-30}
- {incident_id: i2, title: A, analyst: x, occurred: {start: 2025-02-03}}
- {incident_id: i2, title: B, analyst: x, occurred: {start: 2025-02-03}}
"""


def test_a_day_that_is_none_costs_its_record_alone_and_the_line_is_the_file_s(tmp_path: Path) -> None:
    """30 February is refused at its line; a second record of one id is refused too."""
    (tmp_path / "a.yml").write_text(YAML)
    documents, unread = read_file(tmp_path / "a.yml")
    records, rejects = read_documents(documents)
    assert not unread
    assert len(records) == 2
    assert [(one.line, one.field) for one in rejects] == [(5, "occurred.start"), (10, "incident_id")]


@pytest.mark.parametrize(
    "text", ["sources: []\nsources: []\n", "incidents:\n- &a {title: t}\n- *a\n", "- {title: a, title: b}\n"]
)
def test_double_keys_and_aliases_are_refused(tmp_path: Path, text: str) -> None:
    """Nothing is lost without a word, and nothing expands."""
    (tmp_path / "a.yml").write_text(text)
    with pytest.raises(BadInputError):
        read_file(tmp_path / "a.yml")


def test_names_need_a_source_and_spans_an_order() -> None:
    """An actor's name without a source, a relation that ends before it starts, an incident without an analyst."""
    with pytest.raises(FieldError):
        parse("actor", {"actor_id": "a", "names": [{"name": "N", "source": ""}]})
    span = {"start": "2024-05-01", "end": "2024-01-01"}
    with pytest.raises(FieldError):
        parse("relation", {"relation_id": "r", "from_id": "a", "to_id": "b", "link": "arms", "span": span})
    with pytest.raises(FieldError):
        parse("incident", {"incident_id": "i", "title": "t", "analyst": " ", "occurred": {}})


def test_a_claim_and_a_relation_of_one_id_both_leave(tmp_path: Path) -> None:
    """Both are relationships in STIX; neither may take the other's place."""
    names = [{"name": "N", "source": "s"}]
    records = [parse("actor", {"actor_id": name, "names": names}) for name in "ab"]
    records.append(parse("relation", {"relation_id": "1", "from_id": "a", "to_id": "b", "link": "arms"}))
    claim = {"claim_id": "1", "subject": "a", "actor": "b", "position": "asserts", "claimant": "P"}
    records.append(parse("claim", claim))
    (tmp_path / "b.json").write_text(to_bundle(archive(records)))
    assert archive(load_bundle(tmp_path / "b.json").records) == archive(records)


def test_a_window_longer_than_time_is_no_overflow() -> None:
    """Any finite window fits the kernels' whole numbers."""
    assert window_ticks(1e30, 1_000_000) == 2**62


def test_a_platform_list_with_aliases_is_refused() -> None:
    """The C loader composes past a compose_node of ours; the events are asked instead."""
    text = b"- &a {name: One, kind: organisation, tier: 1, from: 2024-01-01, author: a, reason: r}\n- *a\n"
    with pytest.raises(BadInputError):
        _items("x.yml", text)


def test_aliases_that_are_no_list_are_refused(tmp_path: Path) -> None:
    """Text under `aliases` would become a name a letter."""
    (tmp_path / "b.json").write_text(
        '{"type": "bundle", "objects": [{"type": "threat-actor", "id": "t--1", "name": "N", "aliases": "abc"}]}'
    )
    loaded = load_bundle(tmp_path / "b.json")
    assert not loaded.records
    assert len(loaded.rejects) == 1
