"""Referrals on record: received with their clock, answered by one on-call person, the holder told when it is allowed.

The rules are `enforcement.referrals`'. What has to be kept for an authority or an appeal is said by `legal_holds`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from evenhand.decisions.model import Asker
from evenhand.enforcement import referrals
from evenhand.enforcement.measures import Target
from evenhand.enforcement.model import Action, Appeal
from evenhand.enforcement.referrals import Answer, Force, Referral, measure_of
from evenhand.kernel.clock import Clock
from evenhand.kernel.errors import BadInputError, NotFoundError
from evenhand.kernel.ids import Ids
from evenhand.kernel.restore import restore
from evenhand.policy.model import ReviewRules
from evenhand.service.ports import Journal
from evenhand.service.restrictions import Enacted, enact, measure_behind, notice_issued
from evenhand.service.spelling import referral_event, referral_of_event
from evenhand.service.subjects import directory
from evenhand.statements.notices import notice_of


def receive(
    journal: Journal,
    clock: Clock,
    force: Force,
    asker: Asker,
    authority: str,
    ground: str,
    target: Target,
    **more: Any,
) -> Referral:
    """Record a referral; its clock runs from now. `more` as `enforcement.referrals.receive`, which says what it raises."""
    holder = directory(journal).holder(target.surface, target.account_id)
    came = referrals.receive(force, asker, authority, ground, holder.subject_id, target, clock.now(), **more)
    journal.record([referral_event("referral.received", came, came.received_at)])
    return came


def answer(
    journal: Journal,
    clock: Clock,
    ids: Ids,
    rules: ReviewRules,
    referral_id: str,
    *,
    person: str,
    what: str,
    reason: str,
) -> tuple[Referral, Enacted | None]:
    """Answer a referral; an executed order is enacted with it, in one commit, and the holder told unless it is silent."""
    try:
        meant = Answer(what)
    except ValueError:
        raise BadInputError(f"no answer {what!r}", hint="executed | refused") from None
    now = clock.now()
    answered = referrals.answer(referral_named(journal, referral_id), person, meant, reason, now)
    event = referral_event("referral.answered", answered, now)
    if meant is Answer.REFUSED:
        journal.record([event])
        return answered, None
    done = enact(journal, ids, rules, measure_of(answered), [answered.target], referral=answered, also=[event])
    return answered, done


def send_due_notices(journal: Journal, clock: Clock) -> tuple[str, ...]:
    """Send the notices whose silence is over and that were not sent; their ids. Running it again sends nothing twice."""
    now = clock.now()
    events, outbox = [], []
    for referral in all_referrals(journal):
        at = referral.notice_at()
        if referral.silence_until is None or at is None or at > now:
            continue
        found = measure_behind(journal, referral.referral_id, referral.subject_id)
        actions = _actions(journal, referral.subject_id)
        done = [a for a in actions if a.parent == referral.referral_id and not a.undoes]
        if found is None or not done:
            continue  # the effect was dropped: there is nothing to tell
        # Stated as of the end of the silence, so that the notice is the same whenever it is sent.
        event, item = notice_issued(notice_of(found[0], done, actions, at, referral=referral))
        events.append(event)
        outbox.append(item)
    known = journal.known([event.event_id for event in events])
    fresh = [(event, item) for event, item in zip(events, outbox, strict=True) if event.event_id not in known]
    if fresh:
        journal.record([event for event, _ in fresh], [item for _, item in fresh])
    return tuple(item.item_id for _, item in fresh)


def legal_holds(journal: Journal, subject_id: str, at: datetime) -> tuple[str, ...]:
    """Why a subject's records have to be kept at an instant, in words; empty when nothing stands against erasure."""
    appeals: dict[str, Appeal] = {}
    for event in journal.events(kind="appeal.", subject_id=subject_id):
        appeal = restore(Appeal, event.payload["appeal"])
        appeals[appeal.appeal_id] = appeal
    ours = [referral for referral in all_referrals(journal) if referral.subject_id == subject_id]
    ruled = {event.decision_id for event in journal.events(kind="ruling.made", subject_id=subject_id)}
    asked = (event.decision_id for event in journal.events(kind="review.requested", subject_id=subject_id))
    open_ = tuple(f"{name}: an open objection to what a machine did" for name in asked if name not in ruled)
    return (*referrals.reasons_to_keep(ours, appeals.values(), at), *open_)


def referral_named(journal: Journal, referral_id: str) -> Referral:
    """A referral as it stands. Raises NotFoundError."""
    for referral in all_referrals(journal):
        if referral.referral_id == referral_id:
            return referral
    raise NotFoundError(f"no referral {referral_id}", hint="`evenhand referral list` shows them")


def all_referrals(journal: Journal) -> tuple[Referral, ...]:
    """Every referral as it was last recorded, the soonest due first."""
    found: dict[str, Referral] = {}
    for event in journal.events(kind="referral."):
        referral = referral_of_event(event)
        found[referral.referral_id] = referral
    return tuple(sorted(found.values(), key=lambda referral: (referral.due_at, referral.referral_id)))


def silent_until(journal: Journal, target: Target, at: datetime) -> datetime | None:
    """Until when orders on a target, refused ones left out, forbid telling its holder; None where none does."""
    ours = (r for r in all_referrals(journal) if r.target == target and r.answer != Answer.REFUSED.value)
    ends = [each.silence_until for each in ours if each.silence_until is not None and at < each.silence_until]
    return max(ends, default=None)


def _actions(journal: Journal, subject_id: str) -> list[Action]:
    return [restore(Action, e.payload["action"]) for e in journal.events(kind="action.enacted", subject_id=subject_id)]
