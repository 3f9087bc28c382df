"""The notice of a restriction outside the ladder: gathers, from the records, what its target is told, or refuses.

The persons appear as a number; the authority that ordered it by name only where it may be named. Words are
`rendering`'s; when a notice goes out is `service`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from evenhand.decisions.model import Asker
from evenhand.enforcement.holds import Hold
from evenhand.enforcement.measures import Measure
from evenhand.enforcement.model import Action
from evenhand.enforcement.referrals import Referral
from evenhand.kernel.ids import derived_id
from evenhand.statements.model import (
    HoldStated,
    MachineStated,
    MissingFactError,
    OrderStated,
    OverturnStated,
    RestrictionNotice,
)
from evenhand.statements.reasons import stated_restrictions

REDRESS: Final = "answer this notice; a person who took no part looks at it again"
EMERGENCY: Final = "the platform's rule on interim holds in an emergency"


def notice_of(
    measure: Measure,
    done: Sequence[Action],
    actions: Sequence[Action],
    at: datetime,
    *,
    redress: str = REDRESS,
    referral: Referral | None = None,
    machine: MachineStated | None = None,
) -> RestrictionNotice:
    """The notice on a measure as it stands. `done` are its actions on one holder, `actions` all that was enacted there.
    `machine`: what acted, where no person did.
    """
    order = None
    if referral is not None:
        order = OrderStated(referral.authority if referral.name_authority else "", referral.silence_until)
    parent = "" if referral is not None or machine is not None else measure.parent
    told = _notice(
        done, actions, at, measure.reason, measure.ground, measure.asker, len(measure.persons), redress, parent, order,
        alone=machine is not None,
    )  # fmt: skip
    return replace(told, machine=machine)


def notice_of_hold(
    hold: Hold, done: Sequence[Action], actions: Sequence[Action], at: datetime, *, redress: str = REDRESS
) -> RestrictionNotice:
    """The notice on an interim hold as it stands."""
    state = hold.state(at)
    came = {
        "waiting": hold.lapses_at,
        "lapsed": hold.lapses_at,
        "confirmed": hold.confirmed_at,
        "released": hold.released_at,
        "over": hold.until,
    }[state]
    assert came is not None
    stated = HoldStated(state, came, hold.until)
    persons = 1 if hold.confirmed_at is None else 2
    return _notice(done, actions, at, hold.reason, EMERGENCY, hold.asker, persons, redress, "", None, stated)


def _notice(
    done: Sequence[Action],
    actions: Sequence[Action],
    at: datetime,
    reason: str,
    ground: str,
    asker: Asker,
    persons: int,
    redress: str,
    parent: str,
    order: OrderStated | None,
    hold: HoldStated | None = None,
    alone: bool = False,
) -> RestrictionNotice:
    if not done or (persons < 1) is not alone:
        raise MissingFactError(
            "a notice speaks of something that persons did, or says which machine did it",
            hint="enact the measure first",
        )
    ids = {action.action_id for action in done}
    back = [action for action in actions if action.undoes in ids and action.starts_at <= at]
    stated = stated_restrictions(done, actions, at)
    told = hold.state if hold is not None else "back" if back else "placed"
    whole = len({action.undoes for action in back}) == len(ids)
    return RestrictionNotice(
        notice_id=derived_id("notice", *sorted(ids), told, at.isoformat()),
        subject_id=done[0].subject_id,
        issued_at=at,
        restrictions=stated,
        reason=reason,
        ground=ground,
        asker=asker,
        persons=persons,
        redress=redress,
        parent=parent,
        hold=hold,
        order=order,
        taken_back=OverturnStated(back[-1].starts_at, back[-1].reason.partition(": ")[2])
        if whole and hold is None
        else None,
    )
