"""A small workspace: one invented group on the platform's own list, posts that praise it, reviewers by a minute each."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from evenhand.bootstrap.platform import Platform, open_platform
from evenhand.detection.model import Account, Post
from evenhand.enforcement.model import RulingOutcome
from evenhand.kernel.clock import FixedClock
from evenhand.kernel.ids import SeededIds
from evenhand.service import review
from evenhand.service.enforce import Tally, enforce
from evenhand.service.lists import import_list
from evenhand.service.subjects import directory, import_subjects

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


def workspace(folder: Path) -> Platform:
    """A workspace whose list was known for a month."""
    platform = open_platform(str(folder / "w.db"), clock=FixedClock(NOW), ids=SeededIds("small"), create=True)
    (folder / "groups.json").write_text(json.dumps([GROUP]))
    seen = NOW - timedelta(days=30)
    import_list(platform.lists, platform.clock, "platform", folder / "groups.json", observed_at=seen)
    return platform


def post(number: int = 1, *, account: str = "a1", text: str = WORDS, reach: int = 10, surface: str = "agora") -> Post:
    """A post of five days ago."""
    posted_at = NOW - timedelta(days=5)
    return Post(f"p{number}", text, surface, account, posted_at, "en", account=Account(reach=reach))


def holder(platform: Platform, *, reach: int = 0, office: bool = False, grade: str = "") -> None:
    """A holder `s` with a1 on agora and b1 on pictogram."""
    graded = {"grade": grade} if grade else {}
    accounts = [
        {"surface": "agora", "account_id": "a1", "evidence": "told by informant-x"},
        {"surface": "pictogram", "account_id": "b1", "evidence": "told by informant-x", **graded},
    ]
    line = {"subject_id": "s", "accounts": accounts, "reach": reach, "public_office": office}
    import_subjects(platform.journal, platform.clock, [json.dumps(line)])


def later(platform: Platform, **by: float) -> None:
    """Let time go by."""
    assert isinstance(platform.clock, FixedClock)
    platform.clock.set(platform.clock.now() + timedelta(**by))


def enforced(platform: Platform, posts: Iterable[Post]) -> dict[str, str]:
    """Examine and record posts; the decision by post of what waits for a person."""
    examiner = platform.deciders("", platform.clock.now())
    holders = directory(platform.journal)
    for _ in enforce([tuple(posts)], examiner, platform.journal, platform.clock, holders, Tally()):
        pass
    waiting = review.queue(platform.journal, platform.policies)
    opened = (review.open_review(platform.journal, platform.policies, item.item_id) for item in waiting)
    return {each.made.post.id: each.item.decision_id for each in opened}


def ruled(platform: Platform, name: str, *persons: str, outcome: str = "uphold") -> review.Reviewed:
    """The persons' words on an item, a minute after each other; what the last came to."""
    for person in persons:
        later(platform, minutes=1)
        done = review.decide(
            platform.journal,
            platform.policies,
            platform.registry,
            platform.clock,
            name,
            person=person,
            outcome=RulingOutcome(outcome),
            reason="because",
        )
    return done
