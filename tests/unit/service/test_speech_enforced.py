"""A call against a group from post to export: enforced, reviewed, struck, stated without a designation, replayed, explained."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from evenhand.bootstrap.platform import Platform, open_platform
from evenhand.decisions.model import Route
from evenhand.detection.model import Post
from evenhand.dsa.validate import validate
from evenhand.enforcement.model import RulingOutcome
from evenhand.kernel.clock import FixedClock
from evenhand.service import review
from evenhand.service.aliases import detector_for
from evenhand.service.deliver import sequence_all
from evenhand.service.enforce import Tally, enforce
from evenhand.service.explain import Asked, explain, load_decision
from evenhand.service.replay import replay
from evenhand.service.statements import statement_on
from evenhand.service.subjects import directory, strikes_of
from evenhand.statements.catalogues import LANGUAGES
from evenhand.statements.dsa import Generated, of_reasons
from evenhand.statements.rendering import render

NOW = datetime(2026, 12, 9, 12, tzinfo=UTC)
CALL = "In my opinion all Arabs must be killed."


def _post(number: int, text: str, days_ago: int = 3) -> Post:
    return Post(f"p{number}", text, "agora", "a1", NOW - timedelta(days=days_ago), "en")


@pytest.fixture
def platform(tmp_path: Path) -> Platform:
    return open_platform(str(tmp_path / "w.db"), clock=FixedClock(NOW), create=True)


def _enforced(platform: Platform, *posts: Post) -> Tally:
    tally, holders = Tally(), directory(platform.journal)
    for _ in enforce([posts], platform.deciders("", NOW), platform.journal, platform.clock, holders, tally):
        pass
    return tally


def _upheld(platform: Platform, stance: str = "") -> str:
    (item,) = review.queue(platform.journal, platform.policies)
    done = review.decide(
        platform.journal, platform.policies, platform.registry, platform.clock, item.item_id,
        person="dana", outcome=RulingOutcome.UPHOLD, reason="a call to kill", stance=stance,
    )  # fmt: skip
    assert done.ruling is not None
    return done.ruling.decision_id


def test_one_post_counts_once_and_is_recorded_under_the_policy_that_found_something(platform: Platform) -> None:
    tally = _enforced(platform, _post(1, CALL), _post(2, "A fine day."), _post(3, "Nobody should kill Hindus."))
    assert (tally.posts, tally.recorded) == (3, 2)
    assert tally.routes == {"none": 2, "review": 1}
    made = [event.payload["decision"] for event in platform.journal.events(kind="decision.made")]
    assert {decision["policy"] for decision in made} == {"violent-speech@2026-11-28"}
    assert [decision["route"] for decision in made] == ["review", "none"]


def test_from_the_words_to_the_statement(platform: Platform) -> None:
    _enforced(platform, _post(1, CALL))
    decision = _upheld(platform)
    subject = directory(platform.journal).holder("agora", "a1", 0)
    state, _ = strikes_of(platform.journal, platform.policies, subject, NOW + timedelta(hours=1))
    (strike,) = state.strikes
    assert (strike.clause, strike.track.value, strike.counted) == ("violent-speech.call_to_kill", "severe", True)
    statement = statement_on(platform.journal, decision)
    (post,) = statement.posts
    assert post.designations == () and post.entities == ("a group of people",)
    assert {(quote.role, quote.text) for quote in post.quotes} >= {
        ("group", "Arabs"),
        ("stance", "Arabs must be killed"),
    }
    for lang in ("en", *LANGUAGES):
        assert "Arabs" in render(statement, "html", lang)
    assert "protects every group alike" in render(statement)
    (generated,) = of_reasons(statement)
    assert isinstance(generated, Generated)
    assert generated.statement["category"] == "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH"
    assert validate(generated.statement) == []
    assert "Arab" not in str(generated.statement)


def test_a_person_corrects_what_is_called_for(platform: Platform) -> None:
    _enforced(platform, _post(1, CALL))
    statement = statement_on(platform.journal, _upheld(platform, "call_to_expel"))
    assert statement.posts[0].clause.clause_id == "violent-speech.call_to_expel"


def test_before_the_policy_was_live_no_strike_follows(platform: Platform) -> None:
    _enforced(platform, _post(1, CALL, days_ago=30))
    _upheld(platform)
    subject = directory(platform.journal).holder("agora", "a1", 0)
    state, _ = strikes_of(platform.journal, platform.policies, subject, NOW + timedelta(hours=1))
    assert [strike.counted for strike in state.strikes] == [False]
    assert "no version of violent-speech was live" in state.strikes[0].why


def test_derived_again_and_explained(platform: Platform) -> None:
    _enforced(platform, _post(1, CALL))
    sequence_all(platform.journal)
    (event,) = platform.journal.events(kind="decision.made")
    detector = detector_for(platform.registry, platform.policies.values(), NOW)
    again = replay(platform.journal, platform.policies, platform.registry, detector, event.decision_id)
    assert again.to_dict() == {"same": True, "differences": []}
    made = load_decision(platform.journal, event.decision_id)
    asked = Asked(without=("clause violent-speech.call_to_kill",))
    told = explain(platform.journal, platform.policies, platform.registry, detector, made, asked, NOW)
    assert told.faithful and told.changed and told.would_be is not None
    assert told.would_be.route == Route.NONE.value
