"""How measures, interim holds and referrals are spelled in the ledger, and back. As in `journal`: payloads hold nobody's
name but the holder's; persons go into `actor`, which no receipt opens (docs/adr/0004).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from evenhand.enforcement.holds import Hold
from evenhand.enforcement.measures import Dropped, Measure
from evenhand.enforcement.model import Action
from evenhand.enforcement.referrals import Referral
from evenhand.kernel.canonical import canonical_text, plain
from evenhand.kernel.ids import derived_id
from evenhand.kernel.restore import restore
from evenhand.ledger.model import Event
from evenhand.service.journal import persons_of


def measure_placed(measure: Measure, actions: Sequence[Action], subject_id: str) -> Event:
    """`measure.placed`: one for each batch and holder."""
    payload = {"measure": plain(replace(measure, persons=())), "actions": [action.action_id for action in actions]}
    return _event("measure.placed", measure.at, payload, subject_id, measure.persons, measure.parent, subject_id)


def measure_of_event(event: Event) -> Measure:
    """A `measure.placed` event decoded."""
    return replace(restore(Measure, event.payload["measure"]), persons=persons_of(event))


def effect_dropped(measure: Measure, dropped: Dropped, subject_id: str) -> Event:
    """`action.dropped`: what was asked for and not done, and why."""
    target = dropped.target
    payload = {"dropped": plain(dropped), "parent": measure.parent}
    key = (measure.parent, target.surface, target.account_id, target.post_id)
    return _event("action.dropped", measure.at, payload, subject_id, measure.persons, *key)


def measure_undone(name: str, person: str, reason: str, subject_id: str, now: datetime) -> Event:
    """`measure.undone`: what stood under a name was taken back."""
    payload = {"parent": name, "reason": reason}
    return _event("measure.undone", now, payload, subject_id, (person,), name, subject_id, now.isoformat())


def hold_event(kind: str, hold: Hold, at: datetime) -> Event:
    """`hold.placed`, `hold.confirmed`, `hold.released`: the hold as it then was; the three persons, in this order."""
    persons = (hold.placed_by, hold.confirmed_by, hold.released_by)
    payload = {"hold": plain(replace(hold, placed_by="", confirmed_by="", released_by=""))}
    return _event(kind, at, payload, hold.subject_id, persons, hold.hold_id)


def hold_of_event(event: Event) -> Hold:
    """A `hold.…` event decoded."""
    placed_by, confirmed_by, released_by = persons_of(event) or ("", "", "")
    hold = restore(Hold, event.payload["hold"])
    return replace(hold, placed_by=placed_by, confirmed_by=confirmed_by, released_by=released_by)


def referral_event(kind: str, referral: Referral, at: datetime) -> Event:
    """`referral.received`, `referral.answered`: the referral as it then was."""
    payload = {"referral": plain(replace(referral, answered_by=""))}
    return _event(kind, at, payload, referral.subject_id, (referral.answered_by,), referral.referral_id)


def referral_of_event(event: Event) -> Referral:
    """A `referral.…` event decoded."""
    return replace(restore(Referral, event.payload["referral"]), answered_by="".join(persons_of(event)))


def _event(
    kind: str, at: datetime, payload: dict[str, Any], subject_id: str, persons: Sequence[str], *key: str
) -> Event:
    return Event(derived_id("evt", kind, *key), kind, at, payload, subject_id, "", canonical_text(list(persons)))
