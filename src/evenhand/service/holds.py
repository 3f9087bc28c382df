"""Interim holds on record: placed by one person, confirmed by a second or lapsed, released by anybody; each told.

The rules are `enforcement.holds`'.
"""

from __future__ import annotations

from datetime import datetime

from evenhand.decisions.model import Asker
from evenhand.enforcement import holds
from evenhand.enforcement.actions import standing
from evenhand.enforcement.holds import Hold
from evenhand.enforcement.measures import Target
from evenhand.enforcement.model import Action
from evenhand.kernel.clock import Clock, format_instant
from evenhand.kernel.errors import ConflictError, NotFoundError
from evenhand.kernel.restore import restore
from evenhand.service.journal import action_enacted
from evenhand.service.ports import Journal
from evenhand.service.referrals import silent_until
from evenhand.service.restrictions import notice_issued
from evenhand.service.spelling import hold_event, hold_of_event
from evenhand.service.subjects import directory
from evenhand.statements.notices import notice_of_hold


def place(
    journal: Journal,
    clock: Clock,
    target: Target,
    *,
    person: str,
    reason: str,
    until: datetime | None = None,
    asker: Asker = Asker.OWN,
) -> Hold:
    """Place a hold, at once and by one person. Raises as `enforcement.holds.hold`, and ConflictError where the notice of a
    hold that an authority asked for would break the silence that was ordered.
    """
    holder = directory(journal).holder(target.surface, target.account_id)
    if asker in (Asker.COURT, Asker.GOVERNMENT) and (until_when := silent_until(journal, target, clock.now())):
        raise ConflictError(
            f"an order forbids telling the holder before {format_instant(until_when)}, and a hold is told at once",
            hint="answer the order, which one person may: evenhand referral answer",
        )
    placed, action = holds.hold(holder.subject_id, target, person, reason, clock.now(), until=until, asker=asker)
    _record(journal, "hold.placed", placed, placed.placed_at, (action,), (action,))
    return placed


def confirm(journal: Journal, clock: Clock, hold_id: str, *, person: str) -> Hold:
    """A second person's word. Raises as `enforcement.holds.confirm`."""
    placed, actions = hold_named(journal, hold_id)
    now = clock.now()
    confirmed, action = holds.confirm(placed, person, now)
    _record(journal, "hold.confirmed", confirmed, now, (action,), (*actions, action))
    return confirmed


def release(journal: Journal, clock: Clock, hold_id: str, *, person: str, reason: str) -> Hold:
    """Let the post go. Raises as `enforcement.holds.release`."""
    placed, actions = hold_named(journal, hold_id)
    now = clock.now()
    released, back = holds.release(placed, standing(actions, now), person, reason, now)
    _record(journal, "hold.released", released, now, back, (*actions, *back))
    return released


def send_lapsed(journal: Journal, clock: Clock) -> tuple[str, ...]:
    """The notices that a hold lapsed because nobody confirmed it; their ids. Running it again sends nothing twice."""
    now = clock.now()
    told = []
    for placed in all_holds(journal):
        if placed.state(now) != "lapsed":
            continue
        _, actions = hold_named(journal, placed.hold_id)
        done = [action for action in actions if not action.undoes]
        # Stated as of the instant at which it lapsed, so that the notice is the same whenever it is sent.
        told.append(notice_issued(notice_of_hold(placed, done, actions, placed.lapses_at)))
    known = journal.known([event.event_id for event, _ in told])
    fresh = [(event, item) for event, item in told if event.event_id not in known]
    if fresh:
        journal.record([event for event, _ in fresh], [item for _, item in fresh])
    return tuple(item.item_id for _, item in fresh)


def hold_named(journal: Journal, hold_id: str) -> tuple[Hold, tuple[Action, ...]]:
    """A hold as it stands, and its actions. Raises NotFoundError."""
    found = next((hold for hold in all_holds(journal) if hold.hold_id == hold_id), None)
    if found is None:
        raise NotFoundError(f"no hold {hold_id}", hint="`evenhand hold list` shows them")
    actions = (
        restore(Action, event.payload["action"])
        for event in journal.events(kind="action.enacted", subject_id=found.subject_id)
    )
    return found, tuple(action for action in actions if action.parent == hold_id)


def all_holds(journal: Journal) -> tuple[Hold, ...]:
    """Every hold as it was last recorded, oldest first. `Hold.state(at)` says which wait for a second person."""
    found: dict[str, Hold] = {}
    for event in journal.events(kind="hold."):
        hold = hold_of_event(event)
        found[hold.hold_id] = hold
    return tuple(found.values())


def _record(
    journal: Journal,
    kind: str,
    hold: Hold,
    at: datetime,
    new: tuple[Action, ...],
    actions: tuple[Action, ...],
) -> None:
    event = hold_event(kind, hold, at)
    pairs = [action_enacted(action, "", at) for action in new]
    done = [action for action in actions if not action.undoes]
    told, item = notice_issued(notice_of_hold(hold, done, actions, at))
    journal.record([event, *(one for one, _ in pairs), told], [*(one for _, one in pairs), item])
