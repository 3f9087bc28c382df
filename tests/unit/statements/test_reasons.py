"""The statement of reasons names everything that led to a restriction, nobody, and refuses to leave a gap."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.unit.enforcement.lives import Life
from tests.unit.statements.told import NOW, reasons, story

from evenhand.decisions.model import Asker
from evenhand.enforcement.model import ActionKind, RulingOutcome, StrikeCode
from evenhand.kernel.canonical import canonical_text, plain
from evenhand.kernel.errors import ConflictError
from evenhand.statements.model import Case, MissingFactError
from evenhand.statements.reasons import compose


def composed(life: Life, post: str, **changes: object) -> object:
    case = life.cases[life.ruling_on(post).ruling_id]
    given = {"cases": life.cases, "state": life.state(NOW), "actions": life.enacted, "issued_at": NOW}
    return compose(case, **{**given, "overturns": life.overturns, "appeals": life.appeals.values(), **changes})


def test_a_disablement_names_every_post_quote_clause_version_designation_and_strike_behind_it() -> None:
    statement = reasons()
    assert [post.post_id for post in statement.posts] == ["p2", "p3", "p4"]
    assert statement.rung is not None
    assert (statement.rung.count, statement.rung.of, statement.rung.penalty.kind) == (3, 3, "disablement")
    for post in statement.posts:
        assert {quote.role for quote in post.quotes} == {"mention", "stance"}
        assert (post.clause.clause_id, post.clause.policy) == ("house.praise", "house@2024")
        assert [(d.authority, d.reference, d.tier) for d in post.designations] == [("platform", "H-1", 1)]
        assert [a.allowance_id for a in post.allowances] == ["house.allow.news"]
        assert [(leaf.value, leaf.seen, leaf.truth) for leaf in post.allowances[0].leaves] == [
            ("reporting", "glorification", "no")
        ]
        assert post.automation.persons == 2
    assert [post.asker for post in statement.posts] == [Asker.USER, Asker.GOVERNMENT, Asker.TRUSTED_FLAGGER]
    assert [(strike.post_id, strike.code) for strike in statement.strikes] == [
        ("p1", StrikeCode.OVERTURNED),
        ("p2", StrikeCode.COUNTED),
        ("p3", StrikeCode.COUNTED),
        ("p4", StrikeCode.COUNTED),
    ]
    disabled = [(r.surface, r.account_id) for r in statement.restrictions if r.kind is ActionKind.DISABLE]
    assert disabled == [("gallery", "m-2"), ("square", "m-1")]


def test_reviewers_are_a_number_and_never_a_name() -> None:
    for post in ("p1", "p4"):
        assert "person-" not in canonical_text(plain(reasons(post)))


def test_a_missing_post_of_the_ladder_is_refused_not_left_out() -> None:
    life = story()
    cases = {key: case for key, case in life.cases.items() if case.ruling.post_id != "p2"}
    with pytest.raises(MissingFactError) as error:
        composed(life, "p4", cases=cases)
    assert life.ruling_on("p2").ruling_id in error.value.message


def change(life: Life, post: str, **changes: object) -> None:
    ruling_id = life.ruling_on(post).ruling_id
    life.cases[ruling_id] = replace(life.cases[ruling_id], **changes)


def test_a_post_without_a_designation_in_force_is_refused() -> None:
    life = story()
    case: Case = life.cases[life.ruling_on("p3").ruling_id]
    (found,) = case.decision.findings
    for gap in ({"in_force": False}, {"in_force": None}, {"tier": None}, {"tier": 2}):
        cited = tuple(replace(each, **gap) for each in found.designations)
        change(life, "p3", findings=(replace(found, designations=cited),))
        with pytest.raises(MissingFactError, match="no designation in force"):
            composed(life, "p4")


def test_a_ruling_whose_clause_no_finding_has_is_refused_until_it_is_judged_again() -> None:
    life = story()
    case: Case = life.cases[life.ruling_on("p4").ruling_id]
    (found,) = case.decision.findings
    unread = replace(case.decision, findings=(replace(found, clause=None),))
    change(life, "p4", decision=unread)
    with pytest.raises(MissingFactError) as error:
        composed(life, "p4")
    assert "judged again" in error.value.hint
    change(life, "p4", findings=(found,))
    assert composed(life, "p4").posts[-1].clause.clause_id == "house.praise"


def test_without_recorded_actions_there_is_nothing_to_state() -> None:
    with pytest.raises(MissingFactError, match="no restriction is recorded"):
        composed(story(), "p4", actions=())


def test_a_dismissed_decision_has_no_statement() -> None:
    life = story()
    case = life.cases[life.ruling_on("p4").ruling_id]
    life.cases[case.ruling.ruling_id] = replace(case, ruling=replace(case.ruling, outcome=RulingOutcome.DISMISS))
    with pytest.raises(ConflictError, match="nothing was restricted"):
        composed(life, "p4")


def test_an_overturned_decision_says_so_and_when_each_thing_was_taken_back() -> None:
    statement = reasons("p1")
    assert statement.overturned is not None
    assert statement.rung is None
    assert {restriction.status for restriction in statement.restrictions} == {"taken_back"}
    assert (statement.appeal.state, statement.appeal.reason) == ("overturned", "looked at again")


def test_the_appeal_window_opens_and_closes() -> None:
    assert reasons("p4").appeal.state == "open"
    assert reasons("p4", NOW + timedelta(days=400)).appeal.state == "over"


def test_what_is_over_is_not_called_in_force() -> None:
    limited = [r for r in reasons("p3").restrictions if r.kind is ActionKind.LIMIT_FEATURES]
    assert [(r.status, r.features) for r in limited] == [("over", ("live", "ads"))] * 2
