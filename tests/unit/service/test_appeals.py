"""Appeals on record: as many new persons as the ruling took, one from outside where nobody is left, out-of-court bodies."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.simulators.small_workspace import enforced, holder, later, post, ruled, workspace

from evenhand.bootstrap.platform import Platform
from evenhand.enforcement.queues import Reviewer
from evenhand.entry.cli.app import run
from evenhand.kernel.errors import BadInputError, ConflictError, ForbiddenError
from evenhand.service import appeals, queues
from evenhand.service.journal import history_of
from evenhand.service.report import report
from evenhand.service.statements import statement_on
from evenhand.service.subjects import subject_named
from evenhand.statements.rendering import render


@pytest.fixture
def platform(tmp_path: Path) -> Platform:
    return workspace(tmp_path)


def _file(platform: Platform, decision: str) -> str:
    later(platform, days=1)
    return appeals.file(platform.journal, platform.policies, platform.clock, decision, "I was quoting").appeal_id


def _decide(platform: Platform, name: str, person: str, outcome: str = "overturn") -> appeals.AppealDecided:
    later(platform, hours=1)
    return appeals.decide(
        platform.journal, platform.policies, platform.clock, name, person=person, outcome=outcome, reason="looked"
    )


def test_two_new_persons_answer_for_two(platform: Platform) -> None:
    holder(platform, office=True)
    decision = enforced(platform, [post()])["p1"]
    ruled(platform, decision, "dana", "eli")
    name = _file(platform, decision)
    first = _decide(platform, name, "flo")
    assert first.appeal.decided_at is None and first.consequence is None and first.said == 1
    assert not list(platform.journal.events(kind="ruling.overturned"))
    (waiting,) = appeals.open_appeals(platform.journal)
    assert appeals.spoken(platform.journal, waiting) == 1
    for person in ("FLO", "dana", "eli"):
        with pytest.raises(ForbiddenError):
            _decide(platform, decision, person)
    second = _decide(platform, decision, "gus")
    assert second.appeal.persons == 2 and second.consequence is not None
    assert {action.kind.value for action in second.consequence.actions} == {"restore_post", "reinstate"}
    assert appeals.open_appeals(platform.journal) == ()
    text = render(statement_on(platform.journal, decision))
    assert "Number of persons who decided on the appeal: 2." in text
    for event in platform.journal.events():
        assert not any(name in json.dumps(event.payload) for name in ("flo", "gus", "dana"))
    (kept,) = history_of(platform.journal, subject_named(platform.journal, "s")).appeals.values()
    assert (kept.outcome, kept.by, kept.persons) == ("overturn", "gus", 2)


def test_who_becomes_public_gets_two_new_persons_too(platform: Platform) -> None:
    decision = enforced(platform, [post()])["p1"]
    ruled(platform, decision, "dana")
    holder(platform, office=True)
    assert _decide(platform, _file(platform, decision), "flo", "uphold").appeal.decided_at is None


def test_one_from_outside_is_invited_only_where_nobody_is_left(platform: Platform) -> None:
    holder(platform, reach=5_000_000)
    decision = enforced(platform, [post()])["p1"]
    ruled(platform, decision, "dana", "eli")
    name = _file(platform, decision)

    def invite(person: str, by: str = "lead", body: str = "Panel of Example Town") -> None:
        appeals.invite(
            platform.journal, platform.clock, name, person=person, body=body, reason="a team of three", by=by
        )

    for person in ("flo", "gus"):
        queues.staff(platform.journal, platform.clock, Reviewer(person, ("en",)), by="lead")
    with pytest.raises(ForbiddenError, match="took no part"):
        invite("pat")
    queues.staff(platform.journal, platform.clock, Reviewer("gus", ("en",)), by="lead", on=False)
    with pytest.raises(ForbiddenError, match="themselves"):
        invite("pat", by="Pat")
    with pytest.raises(ForbiddenError, match="first reviewer"):
        invite("dana")
    with pytest.raises(BadInputError):
        invite("pat", body=" ")
    invite("pat")
    done = _decide(platform, name, "pat", "uphold")
    assert done.appeal.outside and done.appeal.outcome == "uphold"
    text = render(statement_on(platform.journal, decision))
    assert "a person from outside was invited" in text and "pat" not in text
    with pytest.raises(ConflictError, match="decided already"):
        invite("quinn")
    counted = report(platform.journal, platform.clock.now().date(), platform.clock.now().date(), platform.clock.now())
    assert counted["appeals"]["decided"] == 1


def test_an_out_of_court_body_is_followed_and_on_record(platform: Platform) -> None:
    decision = enforced(platform, [post()])["p1"]
    ruled(platform, decision, "dana")
    assert _decide(platform, _file(platform, decision), "flo", "uphold").appeal.outcome == "uphold"

    def dispute(outcome: str, person: str = "gus", reference: str = "ODS-7") -> object:
        return appeals.dispute(
            platform.journal, platform.policies, platform.clock, decision,
            body="Dispute body", reference=reference, outcome=outcome, reason="the quotation marks", person=person,
        )  # fmt: skip

    with pytest.raises(ForbiddenError, match="first reviewer"):
        dispute("overturn", person="dana")
    assert dispute("uphold", reference="ODS-6") is None
    follows = dispute("overturn")
    assert follows is not None
    statement = statement_on(platform.journal, decision)
    assert statement.overturned is not None and "ODS-7" in statement.overturned.reason
    with pytest.raises(ConflictError, match="overturned already"):
        dispute("overturn", reference="ODS-8")


def test_the_commands_alert_when_an_appeal_is_overdue(platform: Platform, capsys: pytest.CaptureFixture[str]) -> None:
    holder(platform, office=True)
    decision = enforced(platform, [post()])["p1"]
    ruled(platform, decision, "dana", "eli")
    database = ["--database", platform.shown_database]
    filed = ["appeal", "file", decision, "--statement", "no", "--evidence", "https://example.org", "--json"]
    assert run([*filed, *database]) == 0
    assert json.loads(capsys.readouterr().out)["evidence"] == ["https://example.org"]
    assert run(["appeal", "list", *database, "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["overdue"], row["persons_needed"], row["spoken"]) == (False, 2, 0)
    words = ["--outcome", "uphold", "--reason", "stands"]
    assert run(["appeal", "decide", decision, "--as", "flo", *words, *database]) == 0
    assert "another new person has to decide (1 of 2)" in capsys.readouterr().err
    invited = ["--person", "pat", "--body", "Panel", "--reason", "nobody is left", "--as", "lead"]
    assert run(["appeal", "invite", decision, *invited, *database]) == 0
    assert run(["appeal", "decide", decision, "--as", "pat", *words, "--json", *database]) == 0
    assert json.loads(capsys.readouterr().out)["appeal"]["outside"] is True
    court = ["--body", "ODS", "--reference", "7", "--outcome", "overturn", "--reason", "r", "--as", "gus", "--json"]
    assert run(["appeal", "out-of-court", decision, *court, *database]) == 0
    assert json.loads(capsys.readouterr().out)["actions"]


def test_an_overdue_appeal_leaves_with_one(platform: Platform, capsys: pytest.CaptureFixture[str]) -> None:
    decision = enforced(platform, [post()])["p1"]  # a clock of years ago: everything filed then is overdue today
    ruled(platform, decision, "dana")
    later(platform, days=-60)
    appeals.file(platform.journal, platform.policies, platform.clock, decision, "I was quoting")
    assert run(["appeal", "list", "--database", platform.shown_database]) == 1
    assert "OVERDUE" in capsys.readouterr().out


@pytest.mark.parametrize(("days", "late"), [(13, 0), (15, 1)])
def test_the_report_says_how_many_were_answered_late(platform: Platform, days: int, late: int) -> None:
    decision = enforced(platform, [post()])["p1"]
    ruled(platform, decision, "dana")
    name = _file(platform, decision)
    day = platform.clock.now().date()
    later(platform, days=days)
    counted = report(platform.journal, day, day, platform.clock.now())
    assert (counted["appeals"]["late"]["count"], counted["appeals"]["late"]["of"]) == (late, 1), "not answered yet"
    _decide(platform, name, "flo")
    later(platform, days=300)
    counted = report(platform.journal, day, day, platform.clock.now())
    assert counted["appeals"]["late"]["count"] == late, "what was answered in time stays so"
