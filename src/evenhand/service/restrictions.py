"""Measures outside the ladder: enacted on one target or many, each logged, reasoned and told to its target.

What a measure may do to whom is `enforcement.measures`'; taking a batch back is `undo`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from evenhand.enforcement.measures import Dropped, Measure, Target, check, place
from evenhand.enforcement.model import Action, Subject
from evenhand.enforcement.referrals import Referral
from evenhand.kernel.errors import BadInputError, NotFoundError
from evenhand.kernel.ids import Ids, derived_id
from evenhand.kernel.restore import restore
from evenhand.ledger.model import Event, OutboxItem
from evenhand.policy.model import ReviewRules
from evenhand.service.journal import History, action_enacted, history_of
from evenhand.service.ports import Journal
from evenhand.service.spelling import effect_dropped, measure_of_event, measure_placed
from evenhand.service.subjects import directory
from evenhand.statements.model import MachineStated, RestrictionNotice
from evenhand.statements.notices import REDRESS, notice_of
from evenhand.statements.rendering import to_dict


@dataclass(frozen=True, slots=True)
class Enacted:
    """What came of a measure: its number (undo takes it back by that), the actions, and the effects dropped and why."""

    parent: str
    actions: tuple[Action, ...]
    dropped: tuple[Dropped, ...]
    notices: tuple[str, ...]


def enact(
    journal: Journal,
    ids: Ids,
    rules: ReviewRules,
    measure: Measure,
    targets: Iterable[Target],
    *,
    redress: str = REDRESS,
    referral: Referral | None = None,
    machine: MachineStated | None = None,
    also: Sequence[Event] = (),
) -> Enacted:
    """Enact a measure on targets, in one commit: an entry for each target, all under one parent, a notice to each holder.

    With `referral`, its silence holds the notice back. `also` is committed with it. Raises as `measures.place`, before
    anything is done.
    """
    measure = measure if measure.parent else replace(measure, parent=ids.new("batch"))
    check(measure)
    pasts: dict[str, tuple[Subject, History]] = {}
    done: dict[str, list[Action]] = {}
    dropped: list[tuple[str, Dropped]] = []
    holders = directory(journal)
    for target in dict.fromkeys(targets):
        holder = holders.holder(target.surface, target.account_id)
        if holder.subject_id not in pasts:
            pasts[holder.subject_id] = (holder, history_of(journal, holder))
        past = pasts[holder.subject_id][1]
        so_far = (*past.actions, *done.get(holder.subject_id, ()))
        came = place(measure, target, holder, rules, so_far, past.rulings)
        if isinstance(came, Dropped):
            dropped.append((holder.subject_id, came))
        else:
            done.setdefault(holder.subject_id, []).append(came)
    if not done and not dropped:
        raise BadInputError("a measure has a target", hint="name a post or an account")
    events, outbox = list(also), list[OutboxItem]()
    for subject_id, one in dropped:
        events.append(effect_dropped(measure, one, subject_id))
    notices = []
    for subject_id, actions in done.items():
        events.append(measure_placed(measure, actions, subject_id))
        for action in actions:
            event, item = action_enacted(action, "", measure.at)
            events.append(event)
            outbox.append(item)
        if referral is None or referral.silence_until is None:
            enacted = (*pasts[subject_id][1].actions, *actions)
            notice = notice_of(
                measure, actions, enacted, measure.at, redress=redress, referral=referral, machine=machine
            )
            event, item = notice_issued(notice)
            events.append(event)
            outbox.append(item)
            notices.append(notice.notice_id)
    journal.record(events, outbox)
    actions_done = tuple(action for actions in done.values() for action in actions)
    return Enacted(measure.parent, actions_done, tuple(one for _, one in dropped), tuple(notices))


def notice_issued(notice: RestrictionNotice) -> tuple[Event, OutboxItem]:
    """`notice.issued` and the outbox item that sends it."""
    document = to_dict(notice)
    event_id = derived_id("evt", "notice.issued", notice.notice_id)
    payload = {"notice": document}
    event = Event(event_id, "notice.issued", notice.issued_at, payload, notice.subject_id, notice.notice_id)
    return event, OutboxItem(notice.notice_id, event_id, "notice", document)


def notice_named(journal: Journal, notice_id: str) -> RestrictionNotice:
    """A notice as it was sent. Raises NotFoundError."""
    for event in journal.events(kind="notice.issued", decision_id=notice_id):
        return restore(RestrictionNotice, event.payload["notice"])
    raise NotFoundError(f"no notice {notice_id}", hint="`evenhand restrict list SURFACE/ACCOUNT` names them")


def notice_on(journal: Journal, decision_id: str) -> RestrictionNotice | None:
    """The last notice on what a machine did alone by a decision; None where none did."""
    made = next(iter(journal.events(kind="decision.made", decision_id=decision_id)), None)
    if made is None or made.payload["decision"]["route"] != "automatic":
        return None
    sent = [
        restore(RestrictionNotice, event.payload["notice"])
        for event in journal.events(kind="notice.issued", subject_id=made.subject_id)
    ]
    return next((n for n in reversed(sent) if n.machine is not None and n.machine.decision_id == decision_id), None)


def measure_behind(journal: Journal, parent: str, subject_id: str) -> tuple[Measure, datetime] | None:
    """The measure that placed a batch's actions on a subject; None for what was no measure."""
    for event in journal.events(kind="measure.placed", subject_id=subject_id):
        measure = measure_of_event(event)
        if measure.parent == parent:
            return measure, event.at
    return None
