"""Audits: drawn at random from all that was decided, labelled in the dark by two, and what a mechanism earns by them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import jsonschema
import pytest
from tests.simulators import decision_world as world

from evenhand.bootstrap.platform import Platform, open_platform
from evenhand.decisions.autonomy import Grounds, Mechanism, MediaMatch, may_act_alone
from evenhand.decisions.decide import decide
from evenhand.decisions.earning import Earned
from evenhand.decisions.model import Asker, Decision, Route
from evenhand.detection.model import Post, Stance
from evenhand.enforcement.model import RulingOutcome, Vote
from evenhand.entry.cli.app import run
from evenhand.kernel.canonical import plain
from evenhand.kernel.clock import FixedClock
from evenhand.kernel.errors import BadInputError, ConflictError, ForbiddenError
from evenhand.kernel.ids import SeededIds
from evenhand.service import autonomy
from evenhand.service.autonomy import Sizes
from evenhand.service.journal import decision_made, vote_cast
from evenhand.service.readings import readings_of
from evenhand.service.shadow import as_if_earned, shadow_made

SCHEMA = json.loads((Path(__file__).resolve().parents[3] / "schemas/autonomy-report.schema.json").read_text())
POLICY = world.newest()
CLAUSE = "doi.t1.glorification"
MATCH = Grounds(media=(MediaMatch("m1", CLAUSE, confirmed=True),))


def _decided(number: int, *, lang: str = "en", shadow: bool = True, stance: Stance = Stance.GLORIFICATION) -> Decision:
    post, seen = _post(number), world.observed(world.detection(stance=stance), lang=lang)
    findings = world.finder().find(post, seen, world.JUDGED_AT)
    earned = as_if_earned(POLICY, ["agora"])
    return decide(
        post, seen, findings, POLICY, digests=world.DIGESTS, judged_at=world.JUDGED_AT,
        **({"autonomy": earned, "grounds": MATCH, "mode": "shadow"} if shadow else {}),
    )  # fmt: skip


def _post(number: int) -> Post:
    return replace(world.post(), id=f"p{number}", text=f"Black Dawn Front {number}")


@pytest.fixture
def platform(tmp_path: Path) -> Platform:
    clock = FixedClock(world.JUDGED_AT)
    return open_platform(str(tmp_path / "w.db"), clock=clock, ids=SeededIds("audits"), create=True)


def _kept(platform: Platform, numbers: range, lang: str = "en") -> None:
    for number in numbers:
        event = shadow_made(_decided(number, lang=lang), _post(number), "s1", Asker.OWN, platform.clock)
        platform.journal.record([event])


def _later(platform: Platform, **by: float) -> None:
    assert isinstance(platform.clock, FixedClock)
    platform.clock.set(platform.clock.now() + timedelta(**by))


def _label(platform: Platform, item: str, person: str, clause: str = CLAUSE) -> autonomy.AuditItem:
    return autonomy.label(
        platform.journal, platform.clock, {POLICY.ref: POLICY}, item, person=person, clause=clause, reason="read it"
    )


def _report(platform: Platform) -> autonomy.AutonomyReport:
    return autonomy.report(platform.journal, POLICY, platform.clock.now())


def test_a_shadow_decision_says_what_the_mechanism_would_do() -> None:
    decision = _decided(1)
    assert (decision.mode, decision.route, decision.acted_under) == ("shadow", Route.AUTOMATIC, CLAUSE)
    assert _decided(1, shadow=False).route is Route.REVIEW
    with pytest.raises(ValueError, match="no shadow"):
        shadow_made(_decided(1, shadow=False), _post(1), "s", Asker.OWN, FixedClock(world.JUDGED_AT))


def test_an_audit_draws_from_what_was_and_was_not_acted_on(platform: Platform) -> None:
    _kept(platform, range(30))
    for number in range(30, 50):
        stance = Stance.GLORIFICATION if number % 2 else Stance.CONDEMNATION
        decision = _decided(number, shadow=False, stance=stance)
        platform.journal.record([decision_made(decision, _post(number), "s1", Asker.OWN, world.JUDGED_AT)])
    first = autonomy.draw(platform.journal, platform.clock, platform.ids, Sizes(10, 5, 4))
    counts = {name: [one for one in first if one.stratum == name] for name in ("acted", "sent_on", "passed")}
    assert {name: len(members) for name, members in counts.items()} == {"acted": 10, "sent_on": 5, "passed": 4}
    assert {one.weight for one in counts["acted"]} == {3000} and {one.weight for one in counts["passed"]} == {2500}
    second = autonomy.draw(platform.journal, platform.clock, platform.ids, Sizes(100, 100, 100))
    assert len(second) == 31, "what was drawn is not drawn again"
    assert not {one.decision_id for one in first} & {one.decision_id for one in second}
    seeds = {event.payload["seed"] for event in platform.journal.events(kind="audit.drawn")}
    assert len(seeds) == 2


def test_two_label_in_the_dark_and_a_third_where_they_differ(platform: Platform) -> None:
    _kept(platform, range(2))
    first, second = (one.item_id for one in autonomy.draw(platform.journal, platform.clock, platform.ids))
    with pytest.raises(BadInputError, match="no clause"):
        _label(platform, first, "ana", "doi.t9")
    assert not _label(platform, first, "ana").closed
    with pytest.raises(ForbiddenError, match="already"):
        _label(platform, first, "Ana ")
    assert _label(platform, first, "ben").truth == CLAUSE
    with pytest.raises(ConflictError):
        _label(platform, first, "cleo")
    _label(platform, second, "ana")
    assert _label(platform, second, "ben", "").truth is None
    assert _label(platform, second, "cleo", "").truth == ""
    assert _report(platform).agreement is not None
    actors = {event.actor for event in platform.journal.events(kind="audit.labelled")}
    assert actors == {'["ana"]', '["ben"]', '["cleo"]'}
    assert not any("ana" in str(event.payload) for event in platform.journal.events(kind="audit.labelled"))


def test_who_decided_a_post_does_not_audit_it(platform: Platform) -> None:
    decision = _decided(1, shadow=False)
    made = decision_made(decision, _post(1), "s1", Asker.OWN, world.JUDGED_AT)
    cast = Vote("dana", RulingOutcome.UPHOLD, "glorification", "r", world.JUDGED_AT, CLAUSE)
    platform.journal.record([made, vote_cast("review-1", 1, cast, made.decision_id, "s1")])
    (item,) = autonomy.draw(platform.journal, platform.clock, platform.ids)
    with pytest.raises(ForbiddenError, match="cannot audit"):
        _label(platform, item.item_id, "Dana")
    assert autonomy.waiting(platform.journal, "dana") == ()
    assert [one.item_id for one in autonomy.waiting(platform.journal, "eli")] == [item.item_id]


def _audit(platform: Platform, wrong: int = 0) -> None:
    drawn = autonomy.draw(platform.journal, platform.clock, platform.ids, Sizes(acted=200))
    for place, one in enumerate(drawn):
        for person in ("ana", "ben"):
            _label(platform, one.item_id, person, "" if place < wrong else CLAUSE)


def test_the_whole_way_from_shadow_to_earned_to_revoked(platform: Platform) -> None:
    _kept(platform, range(110))
    _audit(platform)
    found = _report(platform)
    (cell,) = found.cells
    assert (cell.state, cell.audited, cell.since) == (Earned.EARNED, 110, platform.clock.now())
    jsonschema.validate(plain(found), SCHEMA)
    state = autonomy.state_of(found)
    assert may_act_alone(Mechanism.MEDIA_BANK, CLAUSE, "agora", POLICY, state, "en").allowed
    assert not may_act_alone(Mechanism.MEDIA_BANK, CLAUSE, "agora", POLICY, state, "he").allowed
    assert not may_act_alone(Mechanism.MEDIA_BANK, CLAUSE, "square", POLICY, state, "en").allowed
    assert not may_act_alone(Mechanism.WORDS, CLAUSE, "agora", POLICY, state, "en").allowed
    _later(platform, days=7)
    _kept(platform, range(200, 220))
    _audit(platform, wrong=10)
    lost = _report(platform)
    assert lost.cells[0].state is Earned.REVOKED and lost.cells[0].since == platform.clock.now()
    assert autonomy.state_of(lost).earned == frozenset()
    assert run(["autonomy", "report", "--fail-if-revoked", "--database", platform.shown_database]) == 1


def test_a_draw_counts_when_it_is_whole_and_what_stays_open_counts_as_wrong(platform: Platform) -> None:
    _kept(platform, range(110))
    drawn = autonomy.draw(platform.journal, platform.clock, platform.ids, Sizes(acted=200))
    for one in drawn[1:]:
        for person in ("ana", "ben"):
            _label(platform, one.item_id, person)
    assert _report(platform).cells[0].audited == 0 and _report(platform).waiting == 1
    _later(platform, days=15)
    late = _report(platform)
    assert late.overdue == 1 and late.cells[0].audited == 110
    assert late.cells[0].precision == 990


def test_the_commands(platform: Platform, capsys: pytest.CaptureFixture[str]) -> None:
    _kept(platform, range(3))
    database = ["--database", platform.shown_database]
    assert run(["autonomy", "draw", *database]) == 0
    capsys.readouterr()
    assert run(["autonomy", "next", "--as", "ana", *database]) == 0
    told = capsys.readouterr().err
    assert "Black Dawn Front" in told and "media_bank" not in told and "glorification (" not in told
    item = told.split()[0]
    decision = autonomy.items(platform.journal)[item].decision_id
    assert [look.person for look in readings_of(platform.journal, decision)] == ["ana"]
    words = ["autonomy", "label", item, "--as", "ana", "--clause", CLAUSE, "--reason", "praise", *database]
    assert run(words) == 0
    assert run(words) == 3
    assert run(["autonomy", "report", "--json", *database]) == 0
    shown = json.loads(capsys.readouterr().out)
    jsonschema.validate(shown, SCHEMA)
    assert [cell["state"] for cell in shown["cells"]] == ["shadow"]
