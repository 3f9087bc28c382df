"""Who holds which review item, and until when: read from the record, asked by everything that decides an item.

Giving items out, and writing the locks, is `service.queues`'.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from evenhand.enforcement.queues import Lock, taken
from evenhand.enforcement.review import same_person
from evenhand.kernel.clock import parse_instant
from evenhand.ledger.model import Event
from evenhand.service.journal import persons_of
from evenhand.service.ports import Journal

TAKEN: Final = "queue.taken"


def locks_of(journal: Journal) -> dict[str, Lock]:
    """The last lock of each item, over or not."""
    return {event.payload["item_id"]: _lock(event) for event in journal.events(kind=TAKEN)}


def require_free(journal: Journal, item_id: str, decision_id: str, person: str, now: datetime) -> None:
    """Raises ConflictError while another person holds the item; a lock that lapsed holds nothing."""
    mine = (e for e in journal.events(kind=TAKEN, decision_id=decision_id) if e.payload["item_id"] == item_id)
    last = None
    for event in mine:
        last = _lock(event)
    taken(item_id, person, now, last)


def held_by_other(locks: Mapping[str, Lock], item_id: str, person: str, now: datetime) -> bool:
    """Whether somebody else holds an item now."""
    lock = locks.get(item_id)
    return lock is not None and lock.until > now and not same_person(lock.person, person)


def _lock(event: Event) -> Lock:
    return Lock(event.payload["item_id"], "".join(persons_of(event)), parse_instant(event.payload["until"]))
