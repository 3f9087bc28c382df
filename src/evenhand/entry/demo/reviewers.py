"""The demo's recorded reviewers: who says what about an item, from the world's labels. Persons, not the machine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from evenhand.bootstrap.platform import Platform
from evenhand.enforcement.model import ReviewState, Ruling, RulingOutcome
from evenhand.kernel.clock import FixedClock
from evenhand.service.review import Reviewed, decide, open_review, queue

REVIEWERS: Final = ("reviewer-1", "reviewer-2", "reviewer-3")
_VIOLATING: Final = frozenset(
    {"glorification", "material_support", "other_support", "representation", "unclear_reference"}
)
_WORDS: Final = {
    "glorification": "Celebrates the group's attack.",
    "material_support": "Asks for money for the group.",
    "representation": "Claims to be a member of the group.",
}


@dataclass(slots=True)
class Session:
    """What one review session came to."""

    upheld: list[Ruling]
    dismissed: int = 0
    votes: int = 0
    two_person: int = 0


def review_all(platform: Platform, clock: FixedClock, labels: dict[str, str]) -> Session:
    """Decide everything that waits as the recorded reviewers did; two different persons where two are needed.

    Every word takes a minute, so that no two rulings fall on one instant.
    """
    session = Session([])
    for item in queue(platform.journal, platform.policies):
        post_id = open_review(platform.journal, platform.policies, item.item_id).made.post.id
        label = labels[post_id]
        for person in REVIEWERS:
            clock.set(clock.now() + timedelta(minutes=1))
            done = _vote(platform, item.item_id, person, label)
            session.votes += 1
            if done.item.state is ReviewState.DECIDED:
                break
        assert done.ruling is not None
        session.two_person += len(done.item.votes) > 1
        if done.ruling.outcome is RulingOutcome.UPHOLD:
            session.upheld.append(done.ruling)
        else:
            session.dismissed += 1
    return session


def _vote(platform: Platform, item_id: str, person: str, label: str) -> Reviewed:
    violating = label in _VIOLATING
    return decide(
        platform.journal,
        platform.policies,
        platform.registry,
        platform.clock,
        item_id,
        person=person,
        outcome=RulingOutcome.UPHOLD if violating else RulingOutcome.DISMISS,
        reason=_WORDS.get(label, f"Read as {label}: no violation."),
        stance=label if violating else "",
    )
