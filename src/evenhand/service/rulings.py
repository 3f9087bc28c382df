"""From a person's word to what follows: the ruling, the strikes folded again, the actions, the statement, in one commit.

Shared by review (a ruling is made) and appeals (a ruling is voided). What a ruling or a penalty *is* belongs to
`enforcement`; wording to `statements`; here they meet the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from evenhand.enforcement.actions import plan
from evenhand.enforcement.model import Action, Overturn, Ruling, StrikeState, Subject
from evenhand.enforcement.strikes import fold
from evenhand.ledger.model import Event, OutboxItem
from evenhand.policy.model import Policy
from evenhand.service.journal import History, action_enacted


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows from a ruling or an overturn: strikes before and after, and the actions in order."""

    before: StrikeState
    after: StrikeState
    actions: tuple[Action, ...]


def consequence(
    subject: Subject, past: History, cause: Ruling | Overturn, policies: Mapping[str, Policy]
) -> Consequence:
    """Fold the strikes again with the new ruling or overturn in them, and plan what the difference asks for."""
    now = cause.ruled_at if isinstance(cause, Ruling) else cause.at
    rulings = (*past.rulings, cause) if isinstance(cause, Ruling) else past.rulings
    overturns = (*past.overturns, cause) if isinstance(cause, Overturn) else past.overturns
    before = fold(subject.subject_id, past.rulings, past.overturns, policies, now)
    after = fold(subject.subject_id, rulings, overturns, policies, now)
    return Consequence(before, after, plan(subject, after, cause, past.actions, now))


def events_of(actions: tuple[Action, ...], decision_id: str, at: datetime) -> tuple[list[Event], list[OutboxItem]]:
    """The events and outbox items of actions, in order."""
    pairs = [action_enacted(action, decision_id, at) for action in actions]
    return [event for event, _ in pairs], [item for _, item in pairs]
