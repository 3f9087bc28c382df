"""Boundaries of the fold of strikes; whole lives are in tests/scenarios, everything else in the oracle's property tests."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest
from tests.unit.enforcement.lives import policy

from evenhand.enforcement.model import AccountLink, Overturn, Ruling, RulingOutcome, StrikeCode, Subject
from evenhand.enforcement.strikes import fold, rulings_of, strikes_document
from evenhand.kernel.canonical import canonical_bytes
from evenhand.kernel.errors import BadInputError, NotFoundError
from evenhand.policy.model import Severity

DAY = timedelta(days=1)
AT = datetime(2024, 3, 1, 12, tzinfo=UTC)
HOUSE = policy(
    "house@1",
    {
        "live_from": date(2024, 1, 1),
        "standard": {"expires": 30, "post_age": 90, "ladder": {1: "warning", 2: "suspend 1", 3: "disable"}},
    },
)
POLICIES = {"house@1": HOUSE}


def ruling(number: int, at: datetime = AT, post: str = "") -> Ruling:
    return Ruling(
        ruling_id=f"r{number}",
        decision_id=f"d{number}",
        subject_id="s",
        surface="square",
        account_id="a",
        post_id=post or f"p{number}",
        posted_at=at - DAY,
        ruled_at=at,
        outcome=RulingOutcome.UPHOLD,
        policy="house@1",
        clause="house.praise",
        severity=Severity.STANDARD,
        stance="glorification",
        reason="because",
        deciders=("ana",),
    )


def test_a_strike_that_expires_at_the_instant_of_a_ruling_does_not_count_for_it() -> None:
    rungs = fold("s", [ruling(1), ruling(2, AT + 30 * DAY)], [], POLICIES, AT + 30 * DAY).rungs
    assert [rung.count for rung in rungs] == [1, 1]
    a_moment_before = AT + 30 * DAY - timedelta(microseconds=1)
    rungs = fold("s", [ruling(1), ruling(2, a_moment_before)], [], POLICIES, a_moment_before).rungs
    assert [rung.count for rung in rungs] == [1, 2]


def test_a_second_ruling_at_the_instant_the_first_falls_may_bring_a_strike() -> None:
    again = ruling(2, AT + DAY, post="p1")
    falls = Overturn("r1", "d1", AT + DAY, "cleo", "not so")
    assert fold("s", [ruling(1), again], [falls], POLICIES, AT + DAY).strikes[1].code is StrikeCode.COUNTED
    later = replace(falls, at=AT + 2 * DAY)
    assert fold("s", [ruling(1), again], [later], POLICIES, AT + 3 * DAY).strikes[1].code is StrikeCode.SAME_POST


def test_exactly_ninety_days_old_is_not_older_than_ninety_days() -> None:
    at_the_limit = replace(ruling(1), posted_at=AT - 90 * DAY)
    assert fold("s", [at_the_limit], [], POLICIES, AT).strikes[0].counted
    past = replace(at_the_limit, posted_at=AT - 90 * DAY - timedelta(seconds=1))
    assert fold("s", [past], [], POLICIES, AT).strikes[0].code is StrikeCode.POST_TOO_OLD


def test_what_is_later_than_the_instant_asked_is_not_known_yet() -> None:
    falls = Overturn("r1", "d1", AT + DAY, "cleo", "not so")
    state = fold("s", [ruling(1), ruling(2, AT + 2 * DAY)], [falls], POLICIES, AT)
    assert [(strike.ruling_id, strike.counted) for strike in state.strikes] == [("r1", True)]


def test_a_later_dismissal_of_the_same_decision_voids_the_ruling() -> None:
    dismissed = replace(ruling(2, AT + DAY), decision_id="d1", outcome=RulingOutcome.DISMISS)
    state = fold("s", [dismissed, ruling(1)], [], POLICIES, AT + DAY)
    assert [strike.code for strike in state.strikes] == [StrikeCode.SUPERSEDED, StrikeCode.DISMISSED]
    assert state.rungs == ()


def test_others_rulings_are_left_out_and_come_along_once_their_account_is_linked() -> None:
    before_the_link = replace(ruling(1), subject_id="lone")
    assert fold("s", [before_the_link], [], POLICIES, AT).strikes == ()
    linked = Subject("s", (AccountLink("square", "a", "declared"),))
    moved = rulings_of(linked, [before_the_link, replace(ruling(2), account_id="other", subject_id="lone")])
    assert [strike.ruling_id for strike in fold("s", moved, [], POLICIES, AT).strikes] == ["r1"]


def test_a_version_that_is_not_loaded_is_an_error_with_what_to_do() -> None:
    with pytest.raises(NotFoundError) as error:
        fold("s", [replace(ruling(1), policy="house@0")], [], POLICIES, AT)
    assert "house@0" in error.value.message
    assert error.value.hint


def test_a_track_without_rules_is_an_error() -> None:
    with pytest.raises(BadInputError, match="severe"):
        fold("s", [replace(ruling(1), severity=Severity.SEVERE, clause="house.threat")], [], POLICIES, AT)


def test_the_document_is_what_its_schema_says_and_the_same_bytes_each_time() -> None:
    schema = json.loads(Path("schemas/strikes-show.schema.json").read_text(encoding="utf-8"))
    rulings = [ruling(n, AT + n * DAY) for n in range(1, 4)]
    falls = [Overturn("r2", "d2", AT + 3 * DAY, "cleo", "not so")]
    documents = [
        strikes_document(fold("s", order, falls, POLICIES, AT + 4 * DAY)) for order in (rulings, rulings[::-1])
    ]
    jsonschema.validate(documents[0], schema, format_checker=jsonschema.FormatChecker())
    assert canonical_bytes(documents[0]) == canonical_bytes(documents[1])
    assert documents[0]["counted"] == {"standard": 2, "severe": 0}
    assert documents[0]["rungs"][-1]["words"] == "strike 2 of 3: 1 day's suspension"


def test_ten_thousand_rulings_with_expiry() -> None:
    rulings = [ruling(n, AT + n * timedelta(hours=1)) for n in range(10_000)]
    state = fold("s", rulings, [], POLICIES, rulings[-1].ruled_at)
    assert len(state.strikes) == 10_000
    assert sum(strike.counted for strike in state.strikes) == 30 * 24
    assert state.rungs[-1].count == 30 * 24
