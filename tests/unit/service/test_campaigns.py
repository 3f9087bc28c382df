"""The analyst's use cases: what is imported, what is refused, and that nothing here can reach a strike."""

from __future__ import annotations

from datetime import date

import pytest

from evenhand.campaigns.model import Archive
from evenhand.kernel.errors import BadInputError
from evenhand.service.campaigns import documents_of, example, find_surges, is_empty, read_documents

GOOD = {"title": "t", "analyst": "desk", "occurred": {}}


def test_bad_records_are_rejected_and_good_ones_go_through():
    documents = [
        (1, "incident", GOOD),
        (2, "incident", {**GOOD, "title": 3}),
        (3, "nothing", {}),
        (4, "incident", {**GOOD, "techniques": ["T1"]}),
    ]
    records, rejects = read_documents(documents)
    assert len(records) == 1
    assert [(reject.line, reject.field) for reject in rejects] == [(2, "title"), (3, "kind"), (4, "techniques")]


def test_techniques_are_checked_against_the_catalogue():
    known = frozenset({"disarm:T0002"})
    documents = [
        (1, "incident", {**GOOD, "techniques": ["disarm:T0002"]}),
        (2, "incident", {**GOOD, "techniques": ["disarm:T9"]}),
    ]
    records, rejects = read_documents(documents, known)
    assert len(records) == 1
    assert [reject.got for reject in rejects] == ["disarm:T9"]


@pytest.mark.parametrize("content", [None, 5, {"strikes": []}, {"incidents": 7}])
def test_what_is_no_document_of_records(content):
    with pytest.raises(BadInputError):
        list(documents_of(content, "x"))


def test_a_surge_published_later_is_not_known_earlier():
    assert [one.month for one in find_surges(example(), date(2023, 12, 31)) if one.surge] == []
    assert [one.month for one in find_surges(example(), date(2024, 3, 1)) if one.surge] == ["2023-10"]


def test_an_empty_archive_is_empty():
    assert is_empty(Archive())
    assert not is_empty(example())


def test_no_deciding_package_imports_campaigns():
    from pathlib import Path

    import evenhand

    root = Path(evenhand.__file__).parent
    deciding = [
        root / name for name in ("designations", "detection", "policy", "decisions", "enforcement", "statements")
    ]
    files = [file for folder in deciding for file in folder.rglob("*.py")]
    assert len(files) > 5
    assert not [file for file in files if "evenhand.campaigns" in file.read_text(encoding="utf-8")]
