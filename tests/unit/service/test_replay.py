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
    registry = platform.registry_at(NOW)
    detector = detector_for(registry, platform.policies.values(), NOW)
    return replay(platform.journal, platform.policies, registry, detector, event.decision_id)


def test_the_same(platform: Platform) -> None:
    assert _replay(platform).to_dict() == {"same": True, "differences": []}


def _import_again(platform: Platform, folder: Path, observed_at: datetime) -> Platform:
    (folder / "g.json").write_text(json.dumps([{**GROUP, "from": "2027-01-01"}]))
    import_list(platform.lists, platform.clock, "platform", folder / "g.json", observed_at=observed_at)
    return open_platform(str(folder / "w.db"), clock=FixedClock(NOW))


def test_a_list_seen_after_the_judgement_changes_nothing(platform: Platform, tmp_path: Path) -> None:
    assert _replay(_import_again(platform, tmp_path, NOW + timedelta(days=9))).same


def test_a_list_seen_before_the_judgement_and_imported_after_it_is_named(platform: Platform, tmp_path: Path) -> None:
    done = _replay(_import_again(platform, tmp_path, NOW - timedelta(days=1)))
    assert not done.same
    fields = {difference.field for difference in done.differences}
    assert {"digests.registry", "outcome", "route"} <= fields


def test_no_such_decision(platform: Platform) -> None:
    detector = detector_for(platform.registry, platform.policies.values(), NOW)
    with pytest.raises(NotFoundError):
        replay(platform.journal, platform.policies, platform.registry, detector, "dec-none")
