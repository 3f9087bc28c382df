"""Who looked at sensitive content, and when: recorded before it is shown, in the log like everything else.

Who it was stays sealed from receipts (docs/adr/0004) and is erased with the subject. Showing is left to entry points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from evenhand.kernel.canonical import canonical_text
from evenhand.kernel.clock import Clock, format_instant
from evenhand.kernel.ids import derived_id
from evenhand.ledger.model import Event
from evenhand.policy.model import Policy
from evenhand.service.journal import persons_of
from evenhand.service.ports import Journal
from evenhand.service.review import Opened, open_review

READ = "content.read"


@dataclass(frozen=True, slots=True)
class Reading:
    """One look: who, when, at what kind of view."""

    person: str
    at: datetime
    view: str


def read_review(journal: Journal, policies: Mapping[str, Policy], clock: Clock, name: str, *, person: str) -> Opened:
    """A review item with its content, after the look is recorded. Raises as `review.open_review`."""
    opened = open_review(journal, policies, name)
    record_reading(journal, clock, "review", opened.item.decision_id, opened.subject.subject_id, person=person)
    return opened


def record_reading(
    journal: Journal, clock: Clock, view: str, decision_id: str, subject_id: str, *, person: str
) -> None:
    """Record that a person looks at a decision's content. Two looks of one person at one instant are one."""
    now = clock.now()
    event_id = derived_id("evt", READ, view, decision_id, person, format_instant(now))
    event = Event(event_id, READ, now, {"view": view}, subject_id, decision_id, canonical_text([person]))
    if not journal.known([event_id]):
        journal.record([event])


def readings_of(journal: Journal, decision_id: str) -> tuple[Reading, ...]:
    """Everybody who looked at a decision's content, in order."""
    return tuple(
        Reading("".join(persons_of(event)), event.at, event.payload["view"])
        for event in journal.events(kind=READ, decision_id=decision_id)
    )
