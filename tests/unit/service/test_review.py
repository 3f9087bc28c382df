"""One person's word and what follows: two persons, corrected stances, doubt about the day of posting, two writers at once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from evenhand.bootstrap.platform import Platform, open_platform
from evenhand.detection.model import Account, Post
from evenhand.enforcement.model import RulingOutcome, Subject
from evenhand.kernel.clock import FixedClock
from evenhand.kernel.errors import BadInputError, ConflictError, ForbiddenError
from evenhand.service import review
from evenhand.service.enforce import Tally, enforce
from evenhand.service.journal import fold_history, history_of, ruling_made
from evenhand.service.lists import import_list
from evenhand.service.statements import public_statement_on
from evenhand.service.subjects import directory, import_subjects, strikes_of

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WORDS = "Glory to the Example Banner Front and to their attack."
GROUP = [
    {
        "name": "Example Banner Front",
        "kind": "organisation",
        "tier": "1",
        "from": "2026-10-01",
        "author": "a",
        "reason": "r",
    }
]


@pytest.fixture
def platform(tmp_path: Path) -> Platform:
    platform = open_platform(str(tmp_path / "w.db"), clock=FixedClock(NOW), create=True)
    (tmp_path / "groups.json").write_text(json.dumps(GROUP))
    import_list(
        platform.lists, platform.clock, "platform", tmp_path / "groups.json", observed_at=NOW - timedelta(days=30)
    )
    return platform


def _post(number: int = 1, *, text: str = WORDS, days_ago: int = 5, reach: int = 10) -> Post:
    posted_at = NOW - timedelta(days=days_ago)
    return Post(f"p{number}", text, "agora", "a1", posted_at, "en", account=Account(reach=reach))


def _enforced(platform: Platform, *posts: Post) -> list[str]:
    examiner = platform.examiner("", platform.clock.now())
    holders = directory(platform.journal)
    for _ in enforce([posts], examiner, platform.journal, platform.clock, holders, Tally()):
        pass
    return [item.item_id for item in review.queue(platform.journal, platform.policies)]


def _decide(platform: Platform, item: str, person: str, outcome: str = "uphold", stance: str = "") -> review.Reviewed:
    assert isinstance(platform.clock, FixedClock)
    platform.clock.set(platform.clock.now() + timedelta(minutes=1))
    return review.decide(
        platform.journal,
        platform.policies,
        platform.registry,
        platform.clock,
        item,
        person=person,
        outcome=RulingOutcome(outcome),
        reason="because",
        stance=stance,
    )


def test_high_reach_takes_two_different_persons(platform: Platform) -> None:
    line = {
        "subject_id": "s",
        "accounts": [{"surface": "agora", "account_id": "a1", "evidence": "e"}],
        "reach": 5_000_000,
    }
    import_subjects(platform.journal, platform.clock, [json.dumps(line)])
    (item,) = _enforced(platform, _post())
    first = _decide(platform, item, "dana")
    assert first.ruling is None and first.item.persons_needed == 2
    with pytest.raises(ForbiddenError):
        _decide(platform, item, "Dana ")
    second = _decide(platform, item, "eli")
    assert second.ruling is not None and second.ruling.deciders == ("dana", "eli")
    assert not list(review.queue(platform.journal, platform.policies))


def test_a_person_corrects_the_stance(platform: Platform) -> None:
    (item,) = _enforced(platform, _post())
    with pytest.raises(BadInputError, match="no clause is violated"):
        _decide(platform, item, "dana", stance="condemnation")
    with pytest.raises(BadInputError, match="no stance"):
        _decide(platform, item, "dana", stance="praise")
    done = _decide(platform, item, "dana", stance="material_support")
    assert done.ruling is not None and done.ruling.clause == "doi.t1.material_support"
    assert done.ruling.severity.value == "severe"


def test_no_strike_for_what_was_no_violation_when_posted(platform: Platform) -> None:
    """Designated from 2026-10-01: a post of September comes down today, without a strike."""
    (item,) = _enforced(platform, _post(days_ago=60))
    done = _decide(platform, item, "dana")
    assert done.ruling is not None and not done.ruling.strike_eligible
    assert "when it was posted" in done.ruling.why_not
    assert done.consequence is not None
    assert [action.kind.value for action in done.consequence.actions] == ["remove_post"]
    subject = directory(platform.journal).holder("agora", "a1", 10)
    state, _ = strikes_of(platform.journal, platform.policies, subject, platform.clock.now())
    assert [strike.counted for strike in state.strikes] == [False]


def test_two_rulings_cannot_both_build_on_one_state(platform: Platform) -> None:
    first, second = _enforced(platform, _post(1), _post(2, text=WORDS + " Again."))
    done = _decide(platform, first, "dana")
    assert done.ruling is not None
    stale = ruling_made(replace(done.ruling, decision_id="dec-other", ruling_id="ruling-other"), (), 0)
    with pytest.raises(ConflictError):
        platform.journal.record([stale])
    assert _decide(platform, second, "eli").ruling is not None


def test_names_of_persons_stay_out_of_payloads(platform: Platform) -> None:
    (item,) = _enforced(platform, _post())
    _decide(platform, item, "dana-the-reviewer")
    for event in platform.journal.events():
        assert "dana-the-reviewer" not in json.dumps(event.payload)
    past = history_of(platform.journal, directory(platform.journal).holder("agora", "a1", 10))
    assert past.rulings[0].deciders == ("dana-the-reviewer",)


def test_a_dismissal_restricts_nothing(platform: Platform) -> None:
    (item,) = _enforced(platform, _post())
    done = _decide(platform, item, "dana", "dismiss")
    assert done.consequence is not None and done.consequence.actions == ()
    assert not any(event.kind == "statement.issued" for event in platform.journal.events())


def test_an_account_linked_later_brings_its_past(platform: Platform) -> None:
    (item,) = _enforced(platform, _post())
    _decide(platform, item, "dana")
    line = {"subject_id": "s", "accounts": [{"surface": "agora", "account_id": "a1", "evidence": "e"}]}
    import_subjects(platform.journal, platform.clock, [json.dumps(line)])
    subject = directory(platform.journal).subjects["s"]
    assert isinstance(subject, Subject)
    state, past = strikes_of(platform.journal, platform.policies, subject, platform.clock.now())
    assert [strike.counted for strike in state.strikes] == [True]
    assert fold_history("s", []).rulings == () and len(past) == 1


def test_an_edited_post_that_is_down_already_is_decided_too(platform: Platform) -> None:
    """Edits are versions, each with a decision of its own; the second removal has nothing left to remove."""
    (first,) = _enforced(platform, _post())
    _decide(platform, first, "dana")
    (second,) = _enforced(platform, _post(text=WORDS + " And again."))
    done = _decide(platform, second, "eli")
    assert done.ruling is not None and done.consequence is not None
    assert [action.kind.value for action in done.consequence.actions if action.kind.value == "remove_post"] == []
    assert not review.queue(platform.journal, platform.policies)
    issued = list(platform.journal.events(kind="statement.issued"))
    assert len(issued) == 2


def test_a_post_from_the_future_brings_no_strike(platform: Platform) -> None:
    (item,) = _enforced(platform, _post(days_ago=-400))
    done = _decide(platform, item, "dana")
    assert done.ruling is not None and not done.ruling.strike_eligible
    assert "posted after it was judged" in done.ruling.why_not


def test_a_public_statement_goes_by_the_reach_that_the_post_showed(platform: Platform) -> None:
    """Nobody imported this holder: two persons decided because of the account's own reach, and the public is told."""
    (item,) = _enforced(platform, _post(reach=5_000_000))
    _decide(platform, item, "dana")
    done = _decide(platform, item, "eli")
    assert done.ruling is not None
    public = public_statement_on(platform.journal, platform.policies, done.ruling.decision_id)
    assert (public.why, public.number_of_posts) == ("reach", 1)
    (small,) = _enforced(platform, replace(_post(2), account_id="a2"))
    low = _decide(platform, small, "dana")
    assert low.ruling is not None
    with pytest.raises(ForbiddenError, match="neither public office nor high reach"):
        public_statement_on(platform.journal, platform.policies, low.ruling.decision_id)
