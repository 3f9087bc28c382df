"""The state of autonomy as decisions use it: worked out from audits at an instant, kept under its digest, found again.

How it is earned is `decisions.earning`'s; audits are `service.autonomy`'s. Kept, because a decision names it by digest and
its replay has to find it when audits have gone on or were erased.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from evenhand.decisions.autonomy import AutonomyState
from evenhand.decisions.decide import NOTHING_EARNED
from evenhand.kernel.clock import Clock
from evenhand.kernel.errors import NotFoundError
from evenhand.kernel.ids import derived_id
from evenhand.ledger.model import Event
from evenhand.policy.model import Policy
from evenhand.service.autonomy import report, state_of
from evenhand.service.ports import Journal
from evenhand.service.shadow import as_if_earned

USED: Final = "autonomy.used"
_SHADOW: Final = "shadow of "


def earned(journal: Journal, policy: Policy, at: datetime) -> AutonomyState:
    """What mechanisms have earned under a version by an instant; nothing where the policy opts in to nothing."""
    if not policy.automatic:
        return NOTHING_EARNED
    state = state_of(report(journal, policy, at))
    return state if state.earned else NOTHING_EARNED


def keep(journal: Journal, clock: Clock, policy: Policy, state: AutonomyState) -> None:
    """`autonomy.used`: the state that decisions are about to name, once."""
    if not state.earned:
        return
    event_id = derived_id("evt", USED, state.digest)
    if journal.known([event_id]):
        return
    languages = None if state.languages is None else [list(each) for each in sorted(state.languages)]
    payload = {
        "policy": policy.ref,
        "digest": state.digest,
        "earned": [list(each) for each in sorted(state.earned)],
        "languages": languages,
    }
    journal.record([Event(event_id, USED, clock.now(), payload)])


def kept(journal: Journal, digest: str, policy: Policy, surface: str) -> AutonomyState:
    """A state by its digest; that of a shadow follows from the policy. Raises NotFoundError."""
    if not digest:
        return NOTHING_EARNED
    if digest.startswith(_SHADOW):
        return as_if_earned(policy, [surface])
    for event in journal.events(kind=USED):
        if event.payload["digest"] == digest:
            rows, languages = event.payload["earned"], event.payload["languages"]
            return AutonomyState(
                frozenset((row[0], row[1], row[2]) for row in rows),
                digest,
                None if languages is None else frozenset((row[0], row[1], row[2], row[3]) for row in languages),
            )
    raise NotFoundError(f"the state of autonomy {digest} is not on record", hint="was the log restored in full?")
