"""Import records of subjects: good ones go through, bad and hostile ones come back with line, field and hint."""

from __future__ import annotations

import json
from typing import Any

import pytest

from evenhand.enforcement.model import AccountLink, Subject
from evenhand.enforcement.subjects import MAX_LINE, Directory, lone_subject, read_subjects


def record(subject_id: str = "s-1", *accounts: str, **more: Any) -> str:
    links = [{"surface": "square", "account_id": name, "evidence": "declared"} for name in accounts or ("a",)]
    return json.dumps({"subject_id": subject_id, "accounts": links, "reach": 10, "public_office": False, **more})


def test_a_good_record() -> None:
    (subject,), rejects = read_subjects([record("s-1", "a", "b", public_office=True)])
    links = (AccountLink("square", "a", "declared"), AccountLink("square", "b", "declared"))
    assert subject == Subject("s-1", links, 10, True)
    assert rejects == ()


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("{", ""),
        ("[1]", ""),
        (b"\xff\xfe", ""),
        ('{"subject_id": NaN}', ""),
        ("[" * 100_000, ""),
        ('{"subject_id": "a", "subject_id": "b"}', ""),
        (" " + "x" * MAX_LINE, ""),
        (record(reach=10**400), "reach"),
        (record(""), "subject_id"),
        (record("s\u0000"), "subject_id"),
        (record("s\u202e1"), "subject_id"),
        (record("s\ud800"), "subject_id"),
        (record(" s"), "subject_id"),
        (record("s" * 300), "subject_id"),
        (record(accounts=[]), "accounts"),
        (record(accounts="a"), "accounts"),
        (record(accounts=["a"]), "accounts[0]"),
        (record("s", "a", "a"), "accounts"),
        (record(accounts=[{"surface": "square", "account_id": "a"}]), "accounts[0].evidence"),
        (record(accounts=[{"surface": "square", "account_id": 3, "evidence": "x"}]), "accounts[0].account_id"),
        (record(accounts=[{"surface": "square", "account": "a", "evidence": "x"}]), "accounts[0].account"),
        (
            record(accounts=[{"surface": "square", "account_id": "a", "evidence": "x", "grade": "likely"}]),
            "accounts[0].grade",
        ),
        (
            record(accounts=[{"surface": "square", "account_id": "a", "evidence": "x", "confidence": 1001}]),
            "accounts[0].confidence",
        ),
        (
            record(accounts=[{"surface": "square", "account_id": "a", "evidence": "x", "confidence": True}]),
            "accounts[0].confidence",
        ),
        (record(reach=-1), "reach"),
        (record(reach=True), "reach"),
        (record(reach=1.5), "reach"),
        (record(public_office="yes"), "public_office"),
        (record(publc_office=True), "publc_office"),
    ],
)
def test_a_bad_record_is_rejected_and_the_good_ones_go_through(line: str | bytes, field: str) -> None:
    subjects, (reject,) = read_subjects([record("good", "g"), line, "", record("good-2", "h")])
    assert [subject.subject_id for subject in subjects] == ["good", "good-2"]
    assert (reject.line, reject.field) == (2, field)
    assert reject.expected
    assert reject.got.isascii()
    assert len(reject.got) < 1000


def test_a_link_says_how_sure_it_is() -> None:
    link = {
        "surface": "square",
        "account_id": "a",
        "evidence": "same bank account",
        "grade": "verified",
        "confidence": 980,
    }
    (subject,), rejects = read_subjects([record(accounts=[link])])
    assert (subject.accounts[0].grade, subject.accounts[0].confidence, rejects) == ("verified", 980, ())


def test_a_misspelt_field_gets_a_hint() -> None:
    _, (reject,) = read_subjects([record(publc_office=True)])
    assert reject.hint == "did you mean public_office?"


def test_an_account_has_one_holder() -> None:
    subjects, (reject,) = read_subjects([record("s-1", "a"), record("s-2", "b", "a"), record("s-3", "b")])
    assert [subject.subject_id for subject in subjects] == ["s-1", "s-3"]
    assert (reject.line, reject.field, reject.got) == (2, "accounts", "square/a")
    assert "line 1" in reject.hint


def test_an_account_of_an_earlier_import_moves_only_with_its_old_holders_record() -> None:
    old = [Subject("s-1", (AccountLink("square", "a", "declared"),))]
    _, (reject,) = read_subjects([record("s-2", "a")], old)
    assert "earlier import" in reject.hint
    subjects, rejects = read_subjects([record("s-2", "a"), record("s-1", "z")], old)
    assert (len(subjects), rejects) == (2, ())


def test_a_reject_leaves_the_old_record_in_place_with_its_accounts() -> None:
    """s-1's new record is refused, so s-1 still holds `a`, and s-2 may not have it after all."""
    old = [
        Subject("s-1", (AccountLink("square", "a", "declared"),)),
        Subject("s-9", (AccountLink("square", "z", "x"),)),
    ]
    subjects, rejects = read_subjects([record("s-2", "a"), record("s-1", "z")], old)
    assert subjects == ()
    assert [reject.line for reject in rejects] == [1, 2]


def test_the_same_subject_twice_in_a_file_is_a_reject() -> None:
    subjects, (reject,) = read_subjects([record("s-1", "a"), record("s-1", "b")])
    assert (len(subjects), reject.line, reject.field) == (1, 2, "subject_id")


def test_lookup_by_account_and_a_lone_subject_for_an_unlinked_one() -> None:
    directory = Directory.of(read_subjects([record("s-1", "a", "b")])[0])
    assert directory.holder("square", "b").subject_id == "s-1"
    assert directory.holder("square", "b", reach=99).reach == 99
    assert directory.holder("square", "b", reach=1).reach == 10
    stranger = directory.holder("gallery", "b", reach=7)
    assert stranger == lone_subject("gallery", "b", 7)
    assert stranger.subject_id != lone_subject("square", "b").subject_id
