"""A mechanism acts alone: opted in, earned by audits, agreed with by the cues; on one post, reversibly, explained."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.simulators.judge_endpoint import Endpoint, Reply, endpoint, said
from tests.simulators.small_workspace import NOW, WORDS, holder, later, post, ruled, workspace

from evenhand.bootstrap.platform import Platform, open_platform
from evenhand.decisions.model import Route
from evenhand.detection.model import Media, Post
from evenhand.enforcement.confirmations import What
from evenhand.enforcement.model import RulingOutcome
from evenhand.entry.cli.app import run
from evenhand.kernel.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from evenhand.service import appeals, autonomy, confirmations, dsa, review
from evenhand.service.aliases import detector_for
from evenhand.service.casefile import case_file
from evenhand.service.deliver import sequence_all
from evenhand.service.enforce import Acknowledged, Tally, enforce
from evenhand.service.explain import Asked, explain, load_decision
from evenhand.service.journal import recorded
from evenhand.service.referrals import legal_holds
from evenhand.service.replay import replay
from evenhand.service.report import report
from evenhand.service.restrictions import notice_named
from evenhand.service.shadow import shadow
from evenhand.service.statements import statement_on
from evenhand.service.subjects import directory, strikes_of, subject_named
from evenhand.service.undo import take_back
from evenhand.statements.rendering import render

CLAUSE = "doi.t1.glorification"
REF = "doi@2026-11-01"
BARS = f"clauses: [{CLAUSE}], precision_bar: 700, language_gap: 300, reference: a test"
RULES = f"""automatic:
  - {{mechanism: judged_words, restriction: demote, {BARS}}}
  - {{mechanism: confirmed_account, restriction: remove_post, {BARS}}}
  - {{mechanism: media_bank, restriction: warn_screen, {BARS}}}
"""
SHA = "ab" * 32


def _policy() -> str:
    """The newest version that ships, with rules that opt mechanisms in."""
    text = files("evenhand.policy").joinpath("data", "doi", "2024-02-08.yml").read_text(encoding="utf-8")
    head, _, rest = text.partition("\nautomatic:\n")
    cases = rest[rest.index("\ncases:") :]
    return head.replace("2024-02-08", "2026-11-01") + "\n" + RULES + cases


def _agree(body: dict[str, Any], _: int) -> Reply:
    return said({"stance": "glorification", "confidence": 900, "quotes": ["Glory"]})


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    with endpoint(_agree) as running:
        monkeypatch.setenv("EVENHAND_JUDGE_URL", running.url)
        monkeypatch.setenv("EVENHAND_JUDGE_MODEL", "a-model")
        yield running


@pytest.fixture
def platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Platform:
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "own.yml").write_text(_policy(), encoding="utf-8")
    monkeypatch.setenv("EVENHAND_POLICIES", str(folder))
    return workspace(tmp_path)


def _enforce(platform: Platform, *posts: Post) -> tuple[Acknowledged, ...]:
    examiner = platform.examiner(REF, platform.clock.now())
    acting, holders = platform.acting(examiner), directory(platform.journal)
    (done,) = enforce([posts], examiner, platform.journal, platform.clock, holders, Tally(), acting=acting)
    sequence_all(platform.journal)
    return done


def _earn(platform: Platform, *, media: tuple[Media, ...] = (), account: str = "", right: bool = True) -> None:
    """Thirty shadow decisions, audited by two persons each."""
    posts = [
        replace(post(100 + n, account=account or f"shadow{n}", text=f"{WORDS} {n}"), media=media) for n in range(30)
    ]
    examiner = platform.examiner(REF, platform.clock.now())
    assert sum(shadow([posts], examiner, platform.journal, platform.clock, directory(platform.journal))) == 30
    later(platform, hours=1)
    for item in autonomy.draw(platform.journal, platform.clock, platform.ids, autonomy.Sizes(30, 0, 0)):
        for person in ("ana", "ben"):
            autonomy.label(
                platform.journal, platform.clock, platform.policies, item.item_id,
                person=person, clause=CLAUSE if right else "", reason="read it",
            )  # fmt: skip
    later(platform, hours=1)


def _replayed(platform: Platform, decision_id: str) -> object:
    event = next(iter(platform.journal.events(kind="decision.made", decision_id=decision_id)))
    at = recorded(event).decision.judged_at
    registry = platform.registry_at(at)
    detector = detector_for(registry, platform.policies.values(), at)
    return replay(platform.journal, platform.policies, registry, detector, decision_id).to_dict()


def test_nothing_is_sent_unless_a_judge_is_configured(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    assert platform.judge is None and platform.examiner(REF, platform.clock.now()).grounding is None
    (done,) = _enforce(platform, post())
    assert done.route is Route.REVIEW
    monkeypatch.setenv("EVENHAND_JUDGE_URL", "http://127.0.0.1:9/v1")
    with pytest.raises(BadInputError, match="has a model"):
        _ = replace(platform).judge


def test_a_judge_is_not_asked_before_it_has_earned_it(platform: Platform, judge: Endpoint) -> None:
    (done,) = _enforce(platform, post())
    assert done.route is Route.REVIEW and judge.asked == []
    _earn(platform, right=False)
    asked = len(judge.asked)
    assert asked == 60, "in shadow it is, twice for each post"
    (again,) = _enforce(platform, post(2, text=WORDS + " again"))
    assert again.route is Route.REVIEW and len(judge.asked) == asked


def test_judged_words_demote_that_post_and_nothing_else(platform: Platform, judge: Endpoint) -> None:
    _earn(platform)
    done, news = _enforce(
        platform, post(), post(2, text="Police said on Monday that the Example Banner Front was behind the attack.")
    )
    assert (done.route, news.route) == (Route.AUTOMATIC, Route.NONE)
    (event,) = platform.journal.events(kind="decision.made", decision_id=done.decision_id)
    made = recorded(event).decision
    assert (made.mechanism, made.restriction, made.acted_under) == ("judged_words", "demote", CLAUSE)
    (used,) = platform.journal.events(kind="autonomy.used")
    assert made.autonomy == used.payload["digest"] and used.payload["earned"] == [["judged_words", CLAUSE, "agora"]]
    actions = [event.payload["action"] for event in platform.journal.events(kind="action.enacted")]
    assert [(a["kind"], a["post_id"], a["cause"]) for a in actions] == [("demote", "p1", done.decision_id)]
    state, _ = strikes_of(
        platform.journal, platform.policies, subject_named(platform.journal, "agora/a1"), platform.clock.now()
    )
    assert not state.strikes and not state.rungs

    asked = len(judge.asked)
    assert _replayed(platform, done.decision_id) == {"same": True, "differences": []}
    assert len(judge.asked) == asked, "a replay asks nobody"
    (again,) = _enforce(platform, post())
    assert not again.new and len(list(platform.journal.events(kind="action.enacted"))) == 1

    (told,) = platform.journal.events(kind="notice.issued")
    notice = notice_named(platform.journal, told.decision_id)
    assert notice.machine is not None and notice.persons == 0
    schema = json.loads(Path("schemas/statement.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(render(notice, "json")), schema)
    for lang in ("en", "fa"):
        assert done.decision_id in render(notice, "html", lang)
    text = render(notice)
    for words in ("A machine restricted this post, and nothing else.", CLAUSE, "language model", "No strike follows"):
        assert words in text
    assert "taken by persons" not in text
    counted = report(platform.journal, platform.clock.now().date(), platform.clock.now().date(), platform.clock.now())
    assert counted["automation"]["actions_by"] == {"machine": 1}
    assert counted["automation"]["restricted_alone"] == {"demote": 1} and not counted["outside_the_ladder"]["measures"]
    schema = json.loads(Path("schemas/transparency-report.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(counted, schema)


@pytest.mark.parametrize("outcome", ["uphold", "dismiss"])
def test_the_holder_objects_and_persons_outrank_the_machine(platform: Platform, judge: Endpoint, outcome: str) -> None:
    _earn(platform)
    (done,) = _enforce(platform, post())
    assert not review.queue(platform.journal, platform.policies)
    assert appeals.object_to(platform.journal, platform.clock, done.decision_id, "I was quoting")
    with pytest.raises(ConflictError, match="asked for"):
        appeals.object_to(platform.journal, platform.clock, done.decision_id, "again")
    (item,) = review.queue(platform.journal, platform.policies)
    came = ruled(platform, item.item_id, "dana", outcome=outcome)
    assert came.consequence is not None
    kinds = [action.kind.value for action in came.consequence.actions]
    assert kinds == (["restore_post", "remove_post", "warn"] if outcome == "uphold" else ["restore_post"])
    assert not appeals.object_to(platform.journal, platform.clock, done.decision_id, "now it is an appeal")
    sequence_all(platform.journal)
    subject = subject_named(platform.journal, "agora/a1")
    found = case_file(platform.journal, platform.journal, platform.policies, subject, platform.clock.now())
    assert [d.outcome for d in found.decisions] == ["upheld" if outcome == "uphold" else "dismissed"]
    later(platform, hours=1)
    (after,) = _enforce(platform, post(1, text=WORDS + " edited"))
    dropped = [e.payload["dropped"]["why"] for e in platform.journal.events(kind="action.dropped")]
    assert after.route is Route.AUTOMATIC
    assert bool(dropped) is (outcome == "dismiss"), (
        "persons let the post stand: the machine's effect is dropped, with why"
    )


def test_a_backtest_knows_what_was_earned_and_asks_nobody(platform: Platform, judge: Endpoint) -> None:
    _earn(platform)
    (done,) = _enforce(platform, post())
    asked = len(judge.asked)
    same = platform.backtest(platform.policies[REF], since=NOW)
    assert (same.decisions, same.same) == (1, 1)
    other = platform.backtest(platform.policies["doi@2024-02-08"], since=NOW)
    assert (other.other_reason, other.causes) == (1, {"policy": 1}), "another version starts in shadow"
    made = load_decision(platform.journal, done.decision_id)
    detector = detector_for(platform.registry, platform.policies.values(), made.decision.judged_at)
    told = explain(
        platform.journal, platform.policies, platform.registry, detector, made,
        Asked(without=("designation platform",)), platform.clock.now(),
    )  # fmt: skip
    assert told.faithful and told.changed and told.would_be is not None and told.would_be.route == "none"
    assert len(judge.asked) == asked


def test_an_open_objection_stands_against_erasure(platform: Platform, judge: Endpoint) -> None:
    _earn(platform)
    (done,) = _enforce(platform, post())
    subject = subject_named(platform.journal, "agora/a1").subject_id
    assert legal_holds(platform.journal, subject, platform.clock.now()) == ()
    appeals.object_to(platform.journal, platform.clock, done.decision_id, "I was quoting")
    assert legal_holds(platform.journal, subject, platform.clock.now()) != ()
    ruled(platform, done.decision_id, "dana", outcome="dismiss")
    assert legal_holds(platform.journal, subject, platform.clock.now()) == ()


def test_the_commands_act_and_say_so(
    platform: Platform, judge: Endpoint, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _earn(platform)
    line = {"id": "p7", "text": WORDS, "surface": "agora", "account_id": "a7", "lang": "en"}
    (tmp_path / "posts.jsonl").write_text(json.dumps({**line, "posted_at": "2026-11-19T12:00:00Z"}) + "\n")
    given = [str(tmp_path / "posts.jsonl"), "--policy", REF, "--database", platform.shown_database]
    assert run(["examine", *given]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["route"], shown["restriction"], shown["acted_under"]) == ("automatic", "demote", CLAUSE)
    jsonschema.validate(shown, json.loads(Path("schemas/examine-out.schema.json").read_text(encoding="utf-8")))
    assert run(["enforce", *given]) == 0
    decision = json.loads(capsys.readouterr().out)["decision_id"]
    assert run(["decision", "replay", decision, "--json", "--database", platform.shown_database]) == 0
    assert json.loads(capsys.readouterr().out)["same"] is True
    assert run(["statement", "show", decision, "--json", "--database", platform.shown_database]) == 0
    assert json.loads(capsys.readouterr().out)["machine"]["decision_id"] == decision
    assert run(["statement", "show", decision, "--public", "--database", platform.shown_database]) == 3
    words = ["appeal", "file", decision, "--statement", "no", "--json", "--database", platform.shown_database]
    assert run(words) == 0
    assert json.loads(capsys.readouterr().out)["review"] == "requested"
    assert run(["review", "list", "--json", "--database", platform.shown_database]) == 0
    assert decision in capsys.readouterr().out


def test_the_database_is_told_that_a_machine_decided(platform: Platform, judge: Endpoint) -> None:
    _earn(platform)
    _enforce(platform, post())
    day = platform.clock.now().date()
    exported = dsa.export(platform.journal, day, day)
    (one,) = exported.statements
    assert not exported.refused and one.statement["automated_decision"] == "AUTOMATED_DECISION_FULLY"
    assert one.statement["automated_detection"] == "Yes" and CLAUSE in one.statement["incompatible_content_ground"]
    assert one.statement["decision_visibility"] == ["DECISION_VISIBILITY_CONTENT_DEMOTED"]


def test_it_is_taken_back_by_undo_and_is_in_the_case_file(platform: Platform, judge: Endpoint) -> None:
    _earn(platform)
    (done,) = _enforce(platform, post())
    subject = subject_named(platform.journal, "agora/a1")
    found = case_file(platform.journal, platform.journal, platform.policies, subject, platform.clock.now())
    assert [d.outcome for d in found.decisions] == ["machine"]
    assert "restricted by a machine alone" in render(found)
    later(platform, hours=1)
    undone = take_back(platform.journal, platform.clock, done.decision_id, person="dana", reason="a mistake")
    assert [action.kind.value for action in undone.actions] == ["restore_post"]
    assert "taken back" in render(notice_named(platform.journal, undone.notices[0]))


def test_high_reach_and_public_office_are_for_two_persons_and_the_judge_is_not_asked(
    platform: Platform, judge: Endpoint
) -> None:
    _earn(platform)
    holder(platform, office=True)
    asked = len(judge.asked)
    office, reach = _enforce(platform, post(), post(2, account="big", reach=9_000_000, text=WORDS + " big"))
    assert (office.route, reach.route) == (Route.REVIEW, Route.REVIEW)
    assert len(judge.asked) == asked and not list(platform.journal.events(kind="action.enacted"))


def test_a_judge_that_disagrees_or_is_gone_leaves_it_to_a_person(platform: Platform, judge: Endpoint) -> None:
    _earn(platform)
    judge.answer = lambda body, _: said({"stance": "reporting", "confidence": 900, "quotes": ["Glory"]})
    (other,) = _enforce(platform, post(3, text=WORDS + " three"))
    judge.answer = lambda body, _: (500, b"")
    (gone,) = _enforce(platform, post(4, text=WORDS + " four"))
    assert (other.route, gone.route) == (Route.REVIEW, Route.REVIEW)
    assert _replayed(platform, other.decision_id) == {"same": True, "differences": []}


def test_what_two_persons_confirmed_acts_once_earned(platform: Platform) -> None:
    journal, clock, registry = platform.journal, platform.clock, platform.registry
    entity = next(each for each, found in registry.entities.items() if found.name == "Example Banner Front")

    def propose(what: What, target: str, about: str = entity, basis: str = "platform_records") -> str:
        return confirmations.propose(
            journal, clock, registry, what, target,
            about=about, clause=CLAUSE, basis=basis, reason="seen", person="ana",
        ).confirmation_id  # fmt: skip

    with pytest.raises(BadInputError, match="likeness alone"):
        propose(What.OWN, "agora/front", basis="similar_name")
    with pytest.raises(NotFoundError, match="no entity"):
        propose(What.OWN, "agora/front", about="nobody")
    with pytest.raises(BadInputError, match="SHA-256"):
        propose(What.MEDIA, "not-a-hash")
    with pytest.raises(ConflictError, match="nothing to evade"):
        propose(What.EVADES, "agora/new", about="agora/a1")
    own, medium = propose(What.OWN, "agora/front"), propose(What.MEDIA, SHA)
    with pytest.raises(ForbiddenError, match="who proposed"):
        confirmations.confirm(journal, clock, own, person="Ana")
    assert platform.examiner(REF, clock.now()).grounding is None, "one person's word is nothing yet"
    confirmations.confirm(journal, clock, own, person="ben")
    confirmations.confirm(journal, clock, medium, person="ben")
    with pytest.raises(ConflictError, match="confirmed already"):
        confirmations.confirm(journal, clock, medium, person="cleo")
    before = _enforce(platform, replace(post(1, text="good morning"), media=(Media(SHA, ""),)))
    assert [each.route for each in before] == [Route.REVIEW], "not earned: a person looks"
    later(platform, minutes=1)
    _earn(platform, media=(Media(SHA, ""),))
    (done,) = _enforce(platform, replace(post(2, text="good evening"), media=(Media(SHA, ""),)))
    assert done.route is Route.AUTOMATIC and done.post_id == "p2"
    (action,) = [event.payload["action"] for event in journal.events(kind="action.enacted")]
    assert (action["kind"], action["post_id"]) == ("warn_screen", "p2")
    assert _replayed(platform, done.decision_id) == {"same": True, "differences": []}
    assert appeals.object_to(journal, clock, done.decision_id, "it is a newspaper's picture")
    later(platform, minutes=1)
    with pytest.raises(BadInputError, match="read no violating stance"):
        ruled(platform, done.decision_id, "dana")
    came = review.decide(
        journal, platform.policies, registry, clock, done.decision_id,
        person="dana", outcome=RulingOutcome.UPHOLD, stance="glorification", reason="their own film",
    )  # fmt: skip
    assert came.ruling is not None and came.ruling.clause == CLAUSE and came.consequence is not None
    assert [a.kind.value for a in came.consequence.actions] == ["restore_post", "remove_post", "warn"]
    told = render(statement_on(journal, done.decision_id))
    assert SHA in told and "Example Banner Front" in told and "A machine restricted this post" in told
    _earn(platform, account="front")
    (alone,) = _enforce(platform, post(5, account="front", text="a picture of the sea"))
    assert alone.route is Route.AUTOMATIC
    for event in journal.events():
        assert not any(name in json.dumps(event.payload) for name in ('"ana"', '"ben"'))
    found = case_file(journal, journal, platform.policies, subject_named(journal, "agora/front"), clock.now())
    assert found.accounts[0].found == ("own",)
    confirmations.withdraw(journal, clock, own, person="cleo", reason="it was sold")
    later(platform, minutes=1)
    assert [e.route for e in _enforce(platform, post(6, account="front", text="another picture"))] == []


def test_the_commands_of_findings(platform: Platform, capsys: pytest.CaptureFixture[str]) -> None:
    database = ["--database", platform.shown_database]
    entity = next(iter(platform.registry.entities))
    words = [
        "--about",
        entity,
        "--clause",
        CLAUSE,
        "--basis",
        "own_publication",
        "--reason",
        "r",
        "--as",
        "ana",
        "--json",
    ]
    assert run(["confirm", "propose", "own", "agora/front", *words, *database]) == 0
    name = json.loads(capsys.readouterr().out)["confirmation_id"]
    assert run(["confirm", "second", name, "--as", "ana", *database]) == 3
    assert run(["confirm", "second", name, "--as", "ben", *database]) == 0
    assert run(["confirm", "list", "--json", *database]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["stands"] and "proposed_by" not in row and row["what"] == "own"
    assert run(["confirm", "withdraw", name, "--as", "ana", "--reason", "r", *database]) == 0
    assert run(["confirm", "list", *database]) == 0
    assert "taken back" in capsys.readouterr().out
    assert run(["confirm", "propose", "alike", "agora/front", *words, *database]) == 2
    assert open_platform(platform.shown_database).journal is not None
