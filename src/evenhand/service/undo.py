"""`evenhand undo PARENT`: everything that still stands of a batch, a hold or a referral taken back, in one commit.

What a ruling caused is not taken back here; an appeal does that, and with it exactly what the ruling caused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from evenhand.enforcement.measures import undo
from evenhand.enforcement.model import Action
from evenhand.kernel.clock import Clock
from evenhand.kernel.errors import ConflictError, NotFoundError
from evenhand.kernel.restore import restore
from evenhand.service.journal import action_enacted
from evenhand.service.ports import Journal
from evenhand.service.referrals import referral_named
from evenhand.service.restrictions import measure_behind, notice_issued
from evenhand.service.spelling import measure_undone
from evenhand.statements.notices import notice_of


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back, and the notices that say so."""

    parent: str
    actions: tuple[Action, ...]
    notices: tuple[str, ...]


def take_back(journal: Journal, clock: Clock, name: str, *, person: str, reason: str) -> Undone:
    """Take back all that stands under a name, telling each holder. Raises NotFoundError when nothing has that name,
    ConflictError when nothing of it stands, ForbiddenError for what a ruling caused.
    """
    now = clock.now()
    if name.startswith("hold-"):
        raise ConflictError(f"{name} is an interim hold", hint=f"evenhand hold release {name}")
    by_subject = _actions(journal)
    ours = {
        subject_id: actions
        for subject_id, actions in by_subject.items()
        if any(name in (action.parent, action.action_id) for action in actions)
    }
    if not ours:
        raise NotFoundError(f"nothing was done under {name}", hint="give the number of a batch, hold, referral, action")
    back = {subject_id: undo(actions, name, person, reason, now) for subject_id, actions in ours.items()}
    if not any(back.values()):
        raise ConflictError(f"nothing of {name} stands any more: there is nothing to take back")
    events = [measure_undone(name, person, reason, subject_id, now) for subject_id in back if back[subject_id]]
    outbox, notices = [], []
    for subject_id, taken in back.items():
        for action in taken:
            event, item = action_enacted(action, "", now)
            events.append(event)
            outbox.append(item)
        parent = taken[0].parent if taken else ""
        if parent and not _silent(journal, parent, now) and (found := measure_behind(journal, parent, subject_id)):
            undone = {action.undoes for action in taken}
            placed = [action for action in ours[subject_id] if action.action_id in undone]
            # What a machine had done alone is a person's matter from here on: whoever takes it back.
            measure = found[0] if found[0].persons != () else replace(found[0], persons=(person,))
            event, item = notice_issued(notice_of(measure, placed, (*ours[subject_id], *taken), now))
            events.append(event)
            outbox.append(item)
            notices.append(item.item_id)
    journal.record(events, outbox)
    return Undone(name, tuple(action for taken in back.values() for action in taken), tuple(notices))


def _actions(journal: Journal) -> Mapping[str, list[Action]]:
    """Everything enacted, by subject."""
    found: dict[str, list[Action]] = {}
    for event in journal.events(kind="action.enacted"):
        action = restore(Action, event.payload["action"])
        found.setdefault(action.subject_id, []).append(action)
    return found


def _silent(journal: Journal, parent: str, now: datetime) -> bool:
    """Whether an order still forbids telling the holder; the delayed notice then says that it was taken back."""
    if not parent.startswith("referral-"):
        return False
    until = referral_named(journal, parent).silence_until
    return until is not None and now < until
