"""Statements for the EU's database, made of statements of reasons: valid, exact, and about nobody."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.simulators.dsa_statements import mutations_of
from tests.unit.statements.told import NOW, reasons, story

from evenhand.decisions.model import Asker
from evenhand.dsa.dump import dump_csv
from evenhand.dsa.personal import personal_data
from evenhand.dsa.schema import schema
from evenhand.dsa.validate import validate, validate_batch
from evenhand.enforcement.model import ActionKind
from evenhand.statements.dsa import Generated, LeftOut, of_notice, of_reasons
from evenhand.statements.model import OrderStated, RestrictionNotice, StatementOfReasons


def made(stated: StatementOfReasons) -> list[Generated]:
    found = of_reasons(stated)
    assert all(isinstance(one, Generated) for one in found)
    return [one for one in found if isinstance(one, Generated)]


def test_one_valid_statement_for_each_surface() -> None:
    gallery, square = made(reasons())
    assert [problems for problems in validate_batch([gallery.statement, square.statement]) if problems] == []
    assert gallery.statement["puid"] != square.statement["puid"]
    assert gallery.statement["decision_account"] == "DECISION_ACCOUNT_TERMINATED"
    assert {**gallery.statement, **square.statement}["decision_visibility"] == ["DECISION_VISIBILITY_CONTENT_REMOVED"]


def test_the_same_statement_gives_the_same_puid() -> None:
    assert made(reasons()) == made(reasons())


def test_nobody_is_in_it() -> None:
    stated = reasons()
    for one in made(stated):
        text = json.dumps(one.statement)
        for post in stated.posts:
            for private in (post.account_id, post.post_id, post.decision_id, post.reason, *post.entities):
                assert private not in text
            assert not any(quote.text in text for quote in post.quotes)
        assert stated.subject_id not in text and "person-one" not in text
        assert personal_data(one.statement, ("m-1", "m-2")) == []


@pytest.mark.parametrize(
    ("asker", "source", "detected"),
    [
        (Asker.OWN, "SOURCE_VOLUNTARY", "Yes"),
        (Asker.TRUSTED_FLAGGER, "SOURCE_TRUSTED_FLAGGER", "No"),
        (Asker.USER, "SOURCE_TYPE_OTHER_NOTIFICATION", "No"),
        (Asker.GOVERNMENT, "SOURCE_TYPE_OTHER_NOTIFICATION", "No"),
    ],
)
def test_who_asked_is_a_kind(asker: Asker, source: str, detected: str) -> None:
    stated = reasons()
    stated = replace(stated, posts=(*stated.posts[:-1], replace(stated.posts[-1], asker=asker)))
    for one in made(stated):
        assert (one.statement["source_type"], one.statement["automated_detection"]) == (source, detected)
        assert one.statement["automated_decision"] == "AUTOMATED_DECISION_NOT_AUTOMATED"


def test_a_machine_that_acted_before_is_named() -> None:
    stated = reasons()
    last = stated.posts[-1]
    last = replace(last, automation=replace(last.automation, acted_alone=True))
    (one, *_) = made(replace(stated, posts=(*stated.posts[:-1], last)))
    assert one.statement["automated_decision"] == "AUTOMATED_DECISION_PARTIALLY"


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        (ActionKind.REMOVE_POST, "decision_visibility", ["DECISION_VISIBILITY_CONTENT_REMOVED"]),
        (ActionKind.WITHHOLD, "decision_visibility", ["DECISION_VISIBILITY_CONTENT_DISABLED"]),
        (ActionKind.DEMOTE, "decision_visibility", ["DECISION_VISIBILITY_CONTENT_DEMOTED"]),
        (ActionKind.WARN_SCREEN, "decision_visibility", ["DECISION_VISIBILITY_OTHER"]),
        (ActionKind.HOLD, "decision_visibility", ["DECISION_VISIBILITY_CONTENT_DISABLED"]),
        (ActionKind.DEMONETISE, "decision_monetary", "DECISION_MONETARY_SUSPENSION"),
        (ActionKind.LIMIT_FEATURES, "decision_provision", "DECISION_PROVISION_PARTIAL_SUSPENSION"),
        (ActionKind.SUSPEND, "decision_account", "DECISION_ACCOUNT_SUSPENDED"),
        (ActionKind.DISABLE, "decision_account", "DECISION_ACCOUNT_TERMINATED"),
    ],
)
@pytest.mark.parametrize("days", [None, 7])
def test_every_kind_of_action_has_its_code_and_its_end(
    kind: ActionKind, field: str, value: object, days: int | None
) -> None:
    stated = reasons()
    ends = None if days is None else NOW + timedelta(days=days)
    only = replace(stated.restrictions[0], kind=kind, ends_at=ends, territories=("DE", "US"))
    (one,) = made(replace(stated, restrictions=(only,)))
    if kind is ActionKind.DISABLE and days:
        value = "DECISION_ACCOUNT_SUSPENDED"
    assert one.statement[field] == value  # type: ignore[literal-required]
    assert validate(one.statement) == []
    assert one.statement["territorial_scope"] == ["DE"]
    ended = [v for k, v in one.statement.items() if k.startswith("end_date")]
    assert ended == ([] if ends is None else [ends.date().isoformat()])


def test_a_warning_alone_is_no_restriction_and_an_unknown_day_is_said() -> None:
    stated = reasons()
    warned = replace(stated, restrictions=tuple(replace(r, kind=ActionKind.WARN) for r in stated.restrictions[:1]))
    assert [(left.why, left.lawful) for left in of_reasons(warned) if isinstance(left, LeftOut)] == [
        ("a warning alone is no restriction", True)
    ]
    undated = replace(stated, posts=(*stated.posts[:-1], replace(stated.posts[-1], posted_at=None)))
    assert all(isinstance(left, LeftOut) and not left.lawful for left in of_reasons(undated))


def _notice(order: OrderStated | None) -> RestrictionNotice:
    held = replace(reasons().restrictions[0], kind=ActionKind.DEMOTE, surface="square", post_id="p9")
    return RestrictionNotice(
        "notice-1", "s", NOW, (held,), "a reason", "house rule 4", Asker.OWN, 1, "answer", order=order
    )


def test_article_9_orders_are_left_out() -> None:
    (left,) = of_notice(_notice(OrderStated("Fictional Authority", None)), {("square", "p9"): NOW.date()})
    assert isinstance(left, LeftOut) and left.lawful and "article 9" in left.why


def test_a_demotion_outside_the_ladder_is_a_statement_too() -> None:
    (one,) = of_notice(_notice(None), {("square", "p9"): NOW.date()})
    assert isinstance(one, Generated) and validate(one.statement) == []
    assert one.statement["decision_visibility"] == ["DECISION_VISIBILITY_CONTENT_DEMOTED"]
    (left,) = of_notice(_notice(None), {})
    assert isinstance(left, LeftOut) and not left.lawful


def test_200_mutations_are_refused_for_the_right_field() -> None:
    """Bar 6 of issue 6, on statements that we generate: the field that was broken is among those that are named."""
    seen = 0
    for one in made(reasons()):
        for what, field, mutated in mutations_of(dict(one.statement)):
            assert field in {problem.field for problem in validate(mutated)}, (field, what)
            seen += 1
    assert seen >= 200


@pytest.mark.parametrize(
    "text",
    [
        "write to somebody@platform.example",
        "posted by @mira_k",
        "call +49 30 1234567",
        "DE89 3704 0044 0532 0130 00",
        "from 192.0.2.17",
        "123-45-6789",
        "see https://platform.example/u/mira",
        "the account MIRA-1 again",
    ],
)
def test_personal_data_is_found(text: str) -> None:
    (one, *_) = made(reasons())
    problems = personal_data({**one.statement, "decision_facts": text}, ("mira-1",))
    assert [problem.field for problem in problems] == ["decision_facts"] * len(problems) and problems


def test_a_dump_has_the_columns_of_the_database_and_runs_nothing() -> None:
    (one, *_) = made(reasons())
    row = {**one.statement, "uuid": "u", "platform_name": "=cmd()", "created_at": "2024-03-20 12:00:00"}
    header, line = dump_csv([row]).splitlines()
    assert header.split(",") == list(schema().dump_columns)
    assert "'=cmd()" in line and '""CONTENT_TYPE_TEXT""' in line


def test_the_story_has_what_these_tests_ask_for() -> None:
    assert len(story().rulings) == 4
