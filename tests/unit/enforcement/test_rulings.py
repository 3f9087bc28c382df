"""Rulings from decided items, and whether they may bring a strike."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.unit.enforcement.test_strikes import AT, DAY, HOUSE

from evenhand.enforcement.model import RulingOutcome
from evenhand.enforcement.review import Decided
from evenhand.enforcement.rulings import Eligibility, PostPlace, eligibility, ruling_of
from evenhand.kernel.errors import BadInputError
from evenhand.policy.model import Severity

DECIDED = Decided("i", "d1", RulingOutcome.UPHOLD, "material_support", "house.threat", "because", ("ana", "ben"), AT)
PLACE = PostPlace("square", "a", "p1", AT - DAY)
POSTED = date(2024, 2, 1)


@pytest.mark.parametrize(
    ("posted", "tier", "clause", "eligible", "words"),
    [
        (POSTED, 1, "house.threat", True, ""),
        (POSTED, None, "house.threat", False, "no designation"),
        (POSTED, 1, None, False, "no clause"),
        (None, None, None, True, ""),
    ],
)
def test_a_strike_needs_a_violation_when_posted(
    posted: date | None, tier: int | None, clause: str | None, eligible: bool, words: str
) -> None:
    may = eligibility(posted, tier, clause)
    assert may.eligible is eligible
    assert may.why_not.startswith(words)
    assert eligible or "2024-02-01" in may.why_not


def test_the_severity_is_the_clauses() -> None:
    ruling = ruling_of(DECIDED, "s", PLACE, HOUSE, Eligibility())
    assert (ruling.severity, ruling.policy, ruling.ruled_at) == (Severity.SEVERE, "house@1", AT)
    assert ruling.strike_eligible
    assert ruling == ruling_of(DECIDED, "s", PLACE, HOUSE, Eligibility())


def test_a_dismissal_brings_no_strike_and_needs_no_clause() -> None:
    dismissed = replace(DECIDED, outcome=RulingOutcome.DISMISS, clause="")
    assert not ruling_of(dismissed, "s", PLACE, HOUSE, Eligibility()).strike_eligible


def test_a_clause_of_another_version_is_refused() -> None:
    with pytest.raises(BadInputError, match="other"):
        ruling_of(replace(DECIDED, clause="house.other"), "s", PLACE, HOUSE, Eligibility())
