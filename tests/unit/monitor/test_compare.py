"""The answers of a comparison, one rule at a time; doubt is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from tests.simulators.monitor_book import a_case

from evenhand.monitor.compare import Status, compare_all
from evenhand.monitor.model import Automation, Case, CaseKind
from evenhand.monitor.published import Published

DAY = date(2026, 1, 5)


def statement(line: int = 1, **changes: Any) -> Published:
    start = Published(
        line=line, uuid=f"u-{line}", puid=f"p-{line}", platform="PLAZA", applied=DAY, sent=DAY,
        content_date=date(2026, 1, 2), lang="ie", content_types=("text",), effects=frozenset({CaseKind.TAKEN_DOWN}),
        clause="Rules, 4.2", automation=Automation.FULLY,
    )  # fmt: skip
    return replace(start, **changes)


def cover() -> list[Published]:
    """Statements about other things, before and after."""
    days = (date(2025, 11, 1), date(2026, 3, 1))
    return [statement(900 + n, applied=day, sent=day, lang="vo") for n, day in enumerate(days)]


def answer(case: Case, *statements: Published) -> tuple[Status, str, list[str]]:
    found = compare_all([case], [*statements, *cover()])[0]
    assert found.reason
    return found.status, found.basis, [difference.field for difference in found.differences]


REF = a_case(statement_ref="u-1", automation=Automation.FULLY)


@pytest.mark.parametrize(
    ("case", "published", "status", "fields"),
    [
        (REF, statement(), Status.FOUND, []),
        (replace(REF, statement_ref="p-1"), statement(), Status.FOUND, []),
        (REF, statement(clause="Rules, 7.1"), Status.CONTRADICTING, ["clause"]),
        (REF, statement(applied=DAY + timedelta(days=9)), Status.CONTRADICTING, ["date"]),
        (REF, statement(applied=DAY + timedelta(days=3)), Status.FOUND, []),
        (REF, statement(automation=Automation.NOT_AUTOMATED), Status.CONTRADICTING, ["automation"]),
        (REF, statement(automation=Automation.UNKNOWN), Status.FOUND, []),
        (REF, statement(effects=frozenset({CaseKind.REACH_REDUCED})), Status.CONTRADICTING, ["restriction"]),
        (
            REF,
            statement(clause="7.1", automation=Automation.PARTIALLY, applied=DAY + timedelta(days=30)),
            Status.CONTRADICTING,
            ["clause", "date", "automation"],
        ),
        (
            replace(REF, happened=None, noticed=DAY - timedelta(days=9)),
            statement(),
            Status.CONTRADICTING,
            ["date"],
        ),
    ],
)
def test_by_reference(case: Case, published: Published, status: Status, fields: list[str]) -> None:
    assert answer(case, published) == (status, "reference", fields)


def test_a_quoted_statement_that_is_not_there_is_missing_though_another_fits() -> None:
    assert answer(REF, statement(2)) == (Status.MISSING, "none", [])


def test_by_facts_alone() -> None:
    case = a_case(automation=Automation.FULLY)
    assert answer(case, statement()) == (Status.FOUND, "facts", [])
    assert answer(case) == (Status.MISSING, "none", [])
    assert answer(case, statement(1), statement(2))[0] is Status.CANNOT_TELL
    assert answer(case, statement(1), statement(2, clause="7.1")) == (Status.FOUND, "facts", [])
    assert answer(case, statement(clause="7.1")) == (Status.CONTRADICTING, "facts", ["clause"])
    assert answer(case, statement(applied=DAY + timedelta(days=20))) == (Status.CONTRADICTING, "facts", ["date"])


@pytest.mark.parametrize(
    "other",
    [
        {"platform": "Forum"},
        {"lang": "vo"},
        {"content_types": ("video",)},
        {"content_date": date(2026, 1, 4)},
        {"effects": frozenset({CaseKind.REACH_REDUCED})},
        {"effects": frozenset()},
    ],
)
def test_what_does_not_fit_is_not_taken_for_it(other: dict[str, Any]) -> None:
    assert answer(a_case(), statement(**other))[0] is Status.MISSING


def test_thin_facts_do_not_accuse() -> None:
    thin = a_case(content_date=None, automation=Automation.FULLY)
    assert answer(thin, statement(clause="7.1"))[0] is Status.CANNOT_TELL
    assert answer(a_case(happened=None), statement())[0] is Status.CANNOT_TELL


def test_a_file_that_does_not_cover_the_day_says_nothing() -> None:
    case = a_case()
    later = statement(5, applied=DAY + timedelta(days=100), sent=DAY + timedelta(days=100))
    elsewhere = [replace(s, platform="Forum") for s in cover()]
    assert compare_all([case], [])[0].status is Status.CANNOT_TELL
    assert compare_all([case], [later])[0].status is Status.CANNOT_TELL
    assert compare_all([case], elsewhere)[0].status is Status.CANNOT_TELL
    assert compare_all([case], cover())[0].status is Status.MISSING


def test_two_cases_that_fit_one_statement_settle_nothing_unless_one_quotes_it() -> None:
    one, two = a_case("c-1"), a_case("c-2")
    both = compare_all([one, two], [statement(), *cover()])
    assert [c.status for c in both] == [Status.CANNOT_TELL] * 2
    quoting = compare_all([replace(one, statement_ref="u-1"), two], [statement(), *cover()])
    assert [c.status for c in quoting] == [Status.FOUND, Status.MISSING]


def test_left_up_and_promoted_are_owed_none_but_a_restriction_that_was_not_carried_out_contradicts() -> None:
    left = a_case(kind=CaseKind.LEFT_UP, reported=DAY, happened=None, last_seen_up=DAY + timedelta(days=20))
    assert answer(left)[0] is Status.NOT_DUE
    assert answer(replace(left, kind=CaseKind.PROMOTED))[0] is Status.NOT_DUE
    assert answer(replace(left, statement_ref="u-1"), statement()) == (
        Status.CONTRADICTING,
        "reference",
        ["still_up"],
    )
    assert answer(replace(left, statement_ref="u-1", last_seen_up=None), statement())[0] is Status.CANNOT_TELL


def test_days_at_the_end_of_the_calendar() -> None:
    cases = [a_case("c-1", happened=date(1, 1, 1)), a_case("c-2", happened=date(9999, 12, 31))]
    assert [c.status for c in compare_all(cases, cover())] == [Status.CANNOT_TELL] * 2
