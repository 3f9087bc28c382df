"""A desk gives out turns: skill by language, locks, second readings and golden questions that look like any other."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from evenhand.bootstrap.platform import Platform, open_platform
from evenhand.detection.model import Post
from evenhand.enforcement.model import RulingOutcome
from evenhand.enforcement.queues import Reviewer
from evenhand.entry.cli.app import run
from evenhand.kernel.clock import FixedClock
from evenhand.kernel.errors import BadInputError, ConflictError, ForbiddenError
from evenhand.kernel.ids import SeededIds
from evenhand.service import locks, queues, review
from evenhand.service.enforce import Tally, enforce
from evenhand.service.lists import import_list
from evenhand.service.precedents import precedents
from evenhand.service.queues import Desk
from evenhand.service.subjects import directory

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WORDS = "Glory to the Example Banner Front and to their attack."
GROUP = {
    "name": "Example Banner Front",
    "kind": "organisation",
    "tier": "1",
    "from": "2026-10-01",
    "author": "a",
    "reason": "r",
}


@pytest.fixture
def platform(tmp_path: Path) -> Platform:
    platform = open_platform(str(tmp_path / "w.db"), clock=FixedClock(NOW), ids=SeededIds("desk"), create=True)
    (tmp_path / "g.json").write_text(json.dumps([GROUP]))
    import_list(platform.lists, platform.clock, "platform", tmp_path / "g.json", observed_at=NOW - timedelta(days=30))
    posts = [Post(f"p{n}", f"{WORDS} {n}", "agora", f"a{n}", NOW - timedelta(days=1), "en") for n in range(6)]
    examiner = platform.examiner("", NOW)
    for _ in enforce([posts], examiner, platform.journal, platform.clock, directory(platform.journal), Tally()):
        pass
    for person, languages in (("ana", ("en",)), ("ben", ("en", "fa")), ("cleo", ("fa",))):
        queues.staff(platform.journal, platform.clock, Reviewer(person, languages), by="lead")
    return platform


def _desk(platform: Platform, double: int = 0, golden: int = 0) -> Desk:
    return Desk(platform.journal, platform.policies, platform.clock, platform.ids, (), double, golden)


def _answer(desk: Desk, platform: Platform, person: str, outcome: str = "uphold") -> str:
    item = desk.next(person)
    assert item is not None
    assert isinstance(platform.clock, FixedClock)
    platform.clock.set(platform.clock.now() + timedelta(minutes=1))
    return desk.answer(platform.registry, item.item_id, person=person, outcome=RulingOutcome(outcome), reason="because")


def test_turns_go_to_who_can_read_and_stay_with_them(platform: Platform) -> None:
    desk = _desk(platform)
    first = desk.next("ana")
    assert first is not None and desk.next("Ana") == first, "asking anew does not bring another"
    assert desk.next("cleo") is None, "she reads no English"
    with pytest.raises(ForbiddenError, match="not on duty"):
        desk.next("zoe")
    other = desk.next("ben")
    assert other is not None and other.item_id != first.item_id
    with pytest.raises(ConflictError, match="does not hold"):
        desk.answer(platform.registry, other.item_id, person="ana", outcome=RulingOutcome.UPHOLD, reason="because")
    assert _answer(desk, platform, "ana") == "review"
    assert first.item_id not in {item.item_id for item in review.queue(platform.journal, platform.policies)}


def test_every_item_is_somebodys_and_all_are_decided_once(platform: Platform) -> None:
    desk, taken = _desk(platform), []
    for person in ("ana", "ben"):
        while (item := desk.next(person)) is not None:
            taken.append(item.item_id)
            assert _answer(desk, platform, person) == "review"
    assert len(taken) == len(set(taken)) == 6
    assert not review.queue(platform.journal, platform.policies)


def test_nobody_staffs_themselves_and_who_goes_off_loses_their_turns(platform: Platform) -> None:
    with pytest.raises(ForbiddenError, match="themselves"):
        queues.staff(platform.journal, platform.clock, Reviewer("cleo", ("en",)), by="Cleo")
    for person in ("ana", "ben"):
        queues.staff(platform.journal, platform.clock, Reviewer(person, ("en",)), by="lead", on=False)
    assert [each.person for each in queues.on_duty(platform.journal)] == ["cleo"]
    assert len(queues.unassigned(_desk(platform))) == 6


def test_second_readings_in_the_dark_give_alpha_and_move_nothing(platform: Platform) -> None:
    desk = _desk(platform, double=1000)
    kinds = [_answer(desk, platform, person) for person in ("ana", "ben") for _ in range(3) if desk.next(person)]
    for person in ("ana", "ben", "ana"):
        while desk.next(person) is not None:
            kinds.append(_answer(desk, platform, person, "dismiss" if kinds.count("second") == 2 else "uphold"))
    assert kinds.count("review") == 6 and kinds.count("second") == 6
    found = queues.quality(platform.journal, platform.policies)
    (general, whole) = sorted(found.agreement, key=lambda each: each.name, reverse=True)
    assert whole.items == general.items == 6
    assert whole.disagreed == 1, "upholding without a word on the stance is the machine's, in both readings"
    rulings = [event.payload["ruling"]["outcome"] for event in platform.journal.events(kind="ruling.made")]
    assert len(rulings) == 6
    for event in platform.journal.events(kind="queue.seconded"):
        votes = platform.journal.events(kind="review.voted", decision_id=event.decision_id)
        assert event.actor not in {vote.actor for vote in votes}


def test_a_second_reading_is_refused_in_the_words_of_a_first(platform: Platform) -> None:
    """Whoever could be more careless in a second reading would know that it is one."""
    desk = _desk(platform, double=1000)
    refused = []
    for person in ("ana", "ben", "ana", "ben"):
        while (item := desk.next(person)) is not None:
            for stance, reason in (("reporting", "because"), ("applause", "because"), ("", " ")):
                with pytest.raises((BadInputError, ConflictError)) as error:
                    desk.answer(
                        platform.registry, item.item_id,
                        person=person, outcome=RulingOutcome.UPHOLD, reason=reason, stance=stance,
                    )  # fmt: skip
                refused.append((_answered(platform, item.decision_id), str(error.value)))
            _answer(desk, platform, person)
    first, second = ({words for turn, words in refused if turn is known} for known in (False, True))
    assert len(first) == 3 and first == second


def _answered(platform: Platform, decision_id: str) -> bool:
    return any(True for _ in platform.journal.events(kind="ruling.made", decision_id=decision_id))


def test_golden_questions_come_as_any_other_item(platform: Platform) -> None:
    desk = _desk(platform)
    item = desk.next("ana")
    assert item is not None
    with pytest.raises(ConflictError, match="not decided"):
        queues.set_golden(platform.journal, platform.policies, platform.clock, item.item_id, ("lead", "dana"))
    _answer(desk, platform, "ana")
    with pytest.raises(ForbiddenError):
        queues.set_golden(platform.journal, platform.policies, platform.clock, item.item_id, ("lead", "Lead"))
    queues.set_golden(platform.journal, platform.policies, platform.clock, item.item_id, ("lead", "dana"))
    asking = _desk(platform, golden=1000)
    asked = asking.next("ben")
    assert asked is not None and asked.item_id == item.item_id
    assert _answer(asking, platform, "ben", "dismiss") == "golden"
    assert queues.quality(platform.journal, platform.policies).golden == {"ben": (0, 1)}
    again = asking.next("ben")
    assert again is None or again.item_id != item.item_id, "a question is asked once"
    ana = asking.next("ana")
    assert ana is None or ana.item_id != item.item_id, "who answered it first is not asked"


def test_the_commands(platform: Platform, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = ["--database", platform.shown_database]
    (tmp_path / "rules.yml").write_text("- {name: square, surfaces: [square]}\n")
    person = "ana" if _desk(platform).next("ana") else "ben"
    lapse = ["queue", "next", "--as", person, "--json", "--rules", str(tmp_path / "rules.yml"), *database]
    assert run(lapse) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["item_id"] and "votes" not in json.dumps(shown)
    words = ["queue", "answer", shown["item_id"], "--as", person, "--outcome", "dismiss", "--reason", "r", *database]
    assert run(words) == 0
    assert run(["queue", "quality", "--json", *database]) == 0
    assert json.loads(capsys.readouterr().out)["unassigned"] == []
    (tmp_path / "rules.yml").write_text("- &a [*a]\n")
    assert run(lapse) == 3


def _decide(platform: Platform, item: str, person: str) -> review.Reviewed:
    return review.decide(
        platform.journal, platform.policies, platform.registry, platform.clock, item,
        person=person, outcome=RulingOutcome.DISMISS, reason="because",
    )  # fmt: skip


def test_nobody_decides_what_another_holds_until_the_lock_lapses(platform: Platform) -> None:
    desk = _desk(platform)
    item = desk.next("ana")
    assert item is not None
    for name in (item.item_id, item.decision_id):
        with pytest.raises(ConflictError, match="held until 12:30 UTC"):
            _decide(platform, name, "ben")
    assert isinstance(platform.clock, FixedClock)
    platform.clock.set(NOW + timedelta(minutes=29, seconds=59))
    with pytest.raises(ConflictError, match="held until"):
        _decide(platform, item.item_id, "ben")
    platform.clock.set(NOW + timedelta(minutes=30))
    assert _decide(platform, item.item_id, "ben").ruling is not None


def test_where_turns_are_given_out_nobody_picks_an_item_by_name(
    platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    def decide(item: str, person: str) -> int:
        words = ["review", "decide", item, "--as", person, "--outcome", "dismiss", "--reason", "because"]
        return run([*words, "--database", platform.shown_database])

    desk = _desk(platform)
    mine = desk.next("ana")
    assert mine is not None
    free = next(each for each in review.queue(platform.journal, platform.policies) if each.item_id != mine.item_id)
    for person in ("ana", "zoe"):
        with pytest.raises(ConflictError, match="given out here, not chosen"):
            desk.decide(platform.registry, free.item_id, person=person, outcome=RulingOutcome.DISMISS, reason="r")
    assert decide(free.item_id, "zoe") == 3
    assert "queue next" in capsys.readouterr().err
    assert desk.decide(platform.registry, mine.item_id, person="Ana", outcome=RulingOutcome.DISMISS, reason="r").ruling
    assert not [each for each in locks.locks_of(platform.journal).values() if each.until > platform.clock.now()]
    for person in ("ana", "ben"):
        queues.staff(platform.journal, platform.clock, Reviewer(person, ("en",)), by="lead", on=False)
    # cleo alone is on duty and reads no English: what nobody is able to take is not left lying
    assert decide(free.item_id, "zoe") == 0


def test_earlier_rulings_on_the_same_words_are_shown_and_not_copied(platform: Platform) -> None:
    copies = [Post(f"c{n}", WORDS + (" 3" if n else "  3 "), "agora", f"copy{n}", NOW, "en") for n in range(2)]
    examiner = platform.examiner("", NOW)
    for _ in enforce([copies], examiner, platform.journal, platform.clock, directory(platform.journal), Tally()):
        pass
    opened = {
        each.made.post.id: each
        for item in review.queue(platform.journal, platform.policies)
        for each in [review.open_review(platform.journal, platform.policies, item.item_id)]
    }
    first = opened["p3"]
    assert _decide(platform, first.item.item_id, "dana").ruling is not None
    for name in ("c0", "c1"):
        (told,) = precedents(platform.journal, opened[name].item, opened[name].made.post)
        assert (told.decision_id, told.outcome, told.reason, told.persons) == (
            first.item.decision_id, "dismiss", "because", 1,
        )  # fmt: skip
        assert "dana" not in str(told) and "a3" not in str(told)
        assert review.open_review(platform.journal, platform.policies, opened[name].item.item_id).item.votes == ()
    assert precedents(platform.journal, opened["p4"].item, opened["p4"].made.post) == ()
    again = review.open_review(platform.journal, platform.policies, first.item.item_id)
    assert precedents(platform.journal, again.item, again.made.post) == (), "never its own"
