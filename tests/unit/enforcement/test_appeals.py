"""Appeals: the window to the instant, once, and by somebody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.unit.enforcement.test_strikes import AT, DAY, ruling

from evenhand.enforcement.appeals import AppealOutcome, decide_appeal, file_appeal, terms, took_part_in
from evenhand.enforcement.model import Overturn, RulingOutcome
from evenhand.kernel.errors import BadInputError, ConflictError, ForbiddenError
from evenhand.policy.model import ReviewRules

RULES = ReviewRules(1_000_000, True, 180, "test")
RULED = replace(ruling(1), deciders=("ana", "ben"))


def test_the_window_is_the_policys_days_the_last_instant_included() -> None:
    until = terms(RULED, RULES).until
    assert until == AT + 180 * DAY
    assert file_appeal(RULED, "no", until, RULES).filed_at == until
    with pytest.raises(ConflictError, match="the time to appeal"):
        file_appeal(RULED, "no", until + timedelta(microseconds=1), RULES)


def test_a_ruling_is_appealed_once_and_only_while_it_restricts() -> None:
    first = file_appeal(RULED, "no", AT, RULES)
    assert file_appeal(RULED, "other words", AT + DAY, RULES).appeal_id == first.appeal_id
    with pytest.raises(ConflictError, match="appealed before"):
        file_appeal(RULED, "no", AT, RULES, appeals=[first])
    with pytest.raises(ConflictError, match="overturned already"):
        file_appeal(RULED, "no", AT, RULES, overturns=[Overturn("r1", "d1", AT, "cleo", "x")])
    with pytest.raises(ConflictError, match="nothing was restricted"):
        file_appeal(replace(RULED, outcome=RulingOutcome.DISMISS), "no", AT, RULES)
    with pytest.raises(BadInputError):
        file_appeal(RULED, " ", AT, RULES)


def test_it_is_decided_by_somebody_who_took_no_part() -> None:
    appeal = file_appeal(RULED, "no", AT, RULES)
    words = {"outcome": AppealOutcome.OVERTURN, "reason": "so", "at": AT + DAY, "took_part": took_part_in(RULED)}
    for person, role in (("ana", "first"), ("BEN", "second")):
        with pytest.raises(ForbiddenError, match=f"the {role} reviewer"):
            decide_appeal(appeal, person, **words)
    decided, overturn = decide_appeal(appeal, "cleo", **words)
    assert overturn == Overturn("r1", "d1", AT + DAY, "cleo", "so", appeal.appeal_id)
    assert (decided.outcome, decided.by) == ("overturn", "cleo")
    with pytest.raises(ConflictError):
        decide_appeal(decided, "dora", **words)
    with pytest.raises(BadInputError):
        decide_appeal(appeal, "cleo", **{**words, "reason": ""})


def test_upholding_overturns_nothing() -> None:
    appeal = file_appeal(RULED, "no", AT, RULES)
    decided, overturn = decide_appeal(
        appeal, "cleo", outcome=AppealOutcome.UPHOLD, reason="stands", at=AT, took_part=took_part_in(RULED)
    )
    assert (decided.outcome, overturn) == ("uphold", None)
