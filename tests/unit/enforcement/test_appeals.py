"""Appeals: the window to the instant, once, and by somebody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from tests.unit.enforcement.test_strikes import AT, DAY, ruling

from evenhand.enforcement.appeals import AppealOutcome, due_at, file_appeal, overdue, say, terms, took_part_in
from evenhand.enforcement.model import AppealVote, Overturn, RulingOutcome
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
    one = replace(RULED, deciders=("ana",))
    appeal = file_appeal(one, "no", AT, RULES, evidence=("https://example.org/page",))
    words = {"outcome": AppealOutcome.OVERTURN, "reason": "so", "at": AT + DAY, "took_part": took_part_in(RULED)}
    for person, role in (("ana", "first"), ("BEN", "second")):
        with pytest.raises(ForbiddenError, match=f"the {role} reviewer"):
            say(appeal, person, **words)
    decided, _, overturn = say(appeal, "cleo", **words)
    assert overturn == Overturn("r1", "d1", AT + DAY, "cleo", "so", appeal.appeal_id)
    assert (decided.outcome, decided.by, decided.persons, decided.outside) == ("overturn", "cleo", 1, False)
    assert decided.evidence == ("https://example.org/page",)
    with pytest.raises(ConflictError):
        say(decided, "dora", **words)
    with pytest.raises(BadInputError):
        say(appeal, "cleo", **{**words, "reason": ""})


def test_upholding_overturns_nothing() -> None:
    appeal = file_appeal(replace(RULED, deciders=("ana",)), "no", AT, RULES)
    decided, _, overturn = say(
        appeal, "cleo", outcome=AppealOutcome.UPHOLD, reason="stands", at=AT, took_part=took_part_in(RULED)
    )
    assert (decided.outcome, overturn) == ("uphold", None)


@pytest.mark.parametrize("said", list(product(AppealOutcome, repeat=3)))
def test_what_two_decided_takes_two_new_persons_who_agree(said: tuple[AppealOutcome, ...]) -> None:
    appeal = file_appeal(RULED, "no", AT, RULES)
    assert appeal.persons_needed == 2
    votes: list[AppealVote] = []
    for number, (person, outcome) in enumerate(zip(("cleo", "dora", "eli"), said, strict=True), start=1):
        words = {"outcome": outcome, "reason": "so", "at": AT, "took_part": took_part_in(RULED)}
        after, cast, overturn = say(appeal, person, votes=votes, **words)
        votes.append(cast)
        agree = max(sum(vote.outcome == each for vote in votes) for each in AppealOutcome)
        assert (after.decided_at is not None) == (agree == 2)
        if after.decided_at is not None:
            assert (after.outcome, after.persons) == (outcome, number)
            assert (overturn is not None) == (outcome is AppealOutcome.OVERTURN)
            return
        assert overturn is None
        with pytest.raises(ForbiddenError, match="already"):
            say(appeal, person.upper(), votes=votes, **words)
    raise AssertionError("three persons are always enough")


def test_the_word_of_an_invited_outside_person_decides() -> None:
    appeal = file_appeal(RULED, "no", AT, RULES)
    words = {"reason": "so", "at": AT, "took_part": took_part_in(RULED), "invited": ["Pat of the panel"]}
    _, cast, _ = say(appeal, "cleo", outcome=AppealOutcome.UPHOLD, **words)
    assert not cast.outside
    after, cast, overturn = say(appeal, "pat of the PANEL", outcome=AppealOutcome.OVERTURN, votes=[cast], **words)
    assert cast.outside and overturn is not None
    assert (after.outcome, after.persons, after.outside) == ("overturn", 2, True)
    with pytest.raises(ForbiddenError, match="first reviewer"):
        say(appeal, "ana", outcome=AppealOutcome.UPHOLD, **{**words, "invited": ["ana"]})


def test_an_appeal_is_due_after_two_weeks() -> None:
    appeal = file_appeal(RULED, "no", AT, RULES)
    assert not overdue(appeal, due_at(appeal))
    assert overdue(appeal, due_at(appeal) + timedelta(microseconds=1))
    assert not overdue(replace(appeal, decided_at=AT), AT + 99 * DAY)
    with pytest.raises(BadInputError, match="evidence"):
        file_appeal(RULED, "no", AT, RULES, evidence=("",))
