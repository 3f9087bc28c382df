"""A decision derived again: the same bytes, or what differs by field."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from evenhand.bootstrap.platform import Platform, open_platform
from evenhand.detection.model import Post
from evenhand.kernel.clock import FixedClock
from evenhand.kernel.errors import NotFoundError
from evenhand.service.aliases import detector_for
from evenhand.service.enforce import Tally, enforce
from evenhand.service.lists import import_list
from evenhand.service.replay import Replayed, replay
from evenhand.service.subjects import directory

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
GROUP = {
    "name": "Example Banner Front",
    "kind": "organisation",
    "tier": "1",
    "from": "2026-01-01",
    "author": "a",
    "reason": "r",
}


@pytest.fixture
def platform(tmp_path: Path) -> Platform:
    platform = open_platform(str(tmp_path / "w.db"), clock=FixedClock(NOW), create=True)
    (tmp_path / "g.json").write_text(json.dumps([GROUP]))
    import_list(platform.lists, platform.clock, "platform", tmp_path / "g.json", observed_at=NOW - timedelta(days=9))
    post = Post(
        "p", "Glory to the Example Banner Front and to their attack.", "agora", "a", NOW - timedelta(days=1), "en"
    )
    examiner = platform.examiner("", NOW)
    for _ in enforce([[post]], examiner, platform.journal, platform.clock, directory(platform.journal), Tally()):
        pass
    return platform


def _replay(platform: Platform) -> Replayed:
    (event,) = platform.journal.events(kind="decision.made")
    detector = detector_for(platform.registry, platform.policies.values(), NOW)
    return replay(platform.journal, platform.policies, platform.registry, detector, event.decision_id)


def test_the_same(platform: Platform) -> None:
    assert _replay(platform).to_dict() == {"same": True, "differences": []}


def test_a_list_that_changed_is_named(platform: Platform, tmp_path: Path) -> None:
    """A later document says the group was listed from a later day: what was known at judgement is unchanged, the digest not."""
    (tmp_path / "g.json").write_text(json.dumps([{**GROUP, "from": "2027-01-01"}]))
    import_list(platform.lists, platform.clock, "platform", tmp_path / "g.json", observed_at=NOW + timedelta(days=9))
    again = open_platform(str(tmp_path / "w.db"), clock=FixedClock(NOW))
    done = _replay(again)
    assert not done.same
    assert {difference.field for difference in done.differences} == {"digests.registry"}


def test_no_such_decision(platform: Platform) -> None:
    detector = detector_for(platform.registry, platform.policies.values(), NOW)
    with pytest.raises(NotFoundError):
        replay(platform.journal, platform.policies, platform.registry, detector, "dec-none")
