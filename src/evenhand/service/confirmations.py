"""Findings of two persons on record: proposed, confirmed, withdrawn; and as what mechanisms may look up.

The rules are `enforcement.confirmations`'. Persons stand in `actor` alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from evenhand.decisions.autonomy import AccountConfirmation, MediaMatch
from evenhand.decisions.tiers import Tiers
from evenhand.designations.registry import Registry
from evenhand.enforcement import confirmations
from evenhand.enforcement.actions import standing
from evenhand.enforcement.confirmations import Confirmation, What
from evenhand.enforcement.model import ActionKind
from evenhand.kernel.canonical import canonical_text, plain
from evenhand.kernel.clock import Clock
from evenhand.kernel.errors import BadInputError, ConflictError, NotFoundError
from evenhand.kernel.ids import derived_id
from evenhand.kernel.restore import restore
from evenhand.ledger.model import Event
from evenhand.policy.model import Policy
from evenhand.service.journal import history_of, persons_of
from evenhand.service.ports import Journal
from evenhand.service.subjects import directory, subject_named

_SHA256: Final = re.compile(r"[0-9a-f]{64}")


def propose(
    journal: Journal,
    clock: Clock,
    registry: Registry,
    what: What,
    target: str,
    *,
    about: str,
    clause: str,
    basis: str,
    reason: str,
    person: str,
) -> Confirmation:
    """`confirmation.proposed`. Raises NotFoundError for an entity that is not known, ConflictError for a removal that was
    none, and as `enforcement.confirmations.propose`.
    """
    if what is What.MEDIA and not _SHA256.fullmatch(target):
        raise BadInputError("a medium is named by its SHA-256", hint="64 hexadecimal digits, small letters")
    if what is not What.MEDIA and not all(target.partition("/")):
        raise BadInputError(f"no account {target[:80]!r}", hint="write SURFACE/ACCOUNT")
    if what is What.EVADES:
        _require_removed(journal, clock, about)
    elif about not in registry.entities:
        raise NotFoundError(f"no entity {about[:80]}", hint="evenhand designations show NAME gives the id")
    found = confirmations.propose(what, target, about, clause, basis, reason, person, clock.now())
    journal.record([_event(journal, "confirmation.proposed", found, found.proposed_at, person)])
    return found


def _require_removed(journal: Journal, clock: Clock, about: str) -> None:
    held = standing(history_of(journal, subject_named(journal, about)).actions, clock.now())
    if not any(action.kind is ActionKind.DISABLE and action.ends_at is None for action in held):
        raise ConflictError(f"no account of {about} is removed for good: there is nothing to evade")


def confirm(journal: Journal, clock: Clock, name: str, *, person: str) -> Confirmation:
    """`confirmation.confirmed`, by a second person. Raises as `enforcement.confirmations.confirm`."""
    found = confirmations.confirm(named(journal, name), person, clock.now())
    journal.record([_event(journal, "confirmation.confirmed", found, clock.now(), person)])
    return found


def withdraw(journal: Journal, clock: Clock, name: str, *, person: str, reason: str) -> Confirmation:
    """`confirmation.withdrawn`, with the reason."""
    if not person.strip() or not reason.strip():
        raise BadInputError("a finding is taken back by a person, with a reason", hint="--as and --reason")
    found = confirmations.withdraw(named(journal, name), clock.now())
    event = _event(journal, "confirmation.withdrawn", found, clock.now(), person)
    journal.record([replace(event, payload={**event.payload, "reason": reason})])
    return found


def all_of(journal: Journal) -> tuple[Confirmation, ...]:
    """Every finding as it stands, oldest first."""
    found: dict[str, Confirmation] = {}
    for event in journal.events(kind="confirmation."):
        each = restore(Confirmation, event.payload["confirmation"])
        before = found.get(each.confirmation_id)
        person = "".join(persons_of(event))
        if before is None:
            found[each.confirmation_id] = replace(each, proposed_by=person)
        else:
            kept = person if event.kind == "confirmation.confirmed" else before.confirmed_by
            found[each.confirmation_id] = replace(each, proposed_by=before.proposed_by, confirmed_by=kept)
    return tuple(found.values())


def named(journal: Journal, name: str) -> Confirmation:
    """A finding by its id. Raises NotFoundError."""
    for found in all_of(journal):
        if found.confirmation_id == name:
            return found
    raise NotFoundError(f"no finding {name[:80]}", hint="evenhand confirm list shows them")


def accounts(
    journal: Journal, registry: Registry, policy: Policy, at: datetime
) -> Mapping[tuple[str, str], AccountConfirmation]:
    """The confirmed accounts of entities that are in a tier of their clause at an instant, by surface and account."""
    found: dict[tuple[str, str], AccountConfirmation] = {}
    for each in all_of(journal):
        if each.what is What.OWN and each.stands(at) and _in_tier(each, registry, policy, at):
            surface, _, account_id = each.target.partition("/")
            persons = (each.proposed_by, each.confirmed_by)
            found[surface, account_id] = AccountConfirmation(each.about, each.clause, _roles(persons))
    return found


def media(journal: Journal, registry: Registry, policy: Policy, at: datetime) -> Mapping[str, MediaMatch]:
    """The confirmed media at an instant, by SHA-256, as long as the entity is in a tier of the clause."""
    return {
        each.target: MediaMatch(each.target, each.clause, confirmed=True, entity_id=each.about)
        for each in all_of(journal)
        if each.what is What.MEDIA and each.stands(at) and _in_tier(each, registry, policy, at)
    }


def _roles(persons: tuple[str, str]) -> tuple[str, ...]:
    """Two roles for two different persons: a decision's payload names nobody."""
    return ("who proposed it", "who confirmed it") if all(persons) and persons[0] != persons[1] else ()


def _in_tier(found: Confirmation, registry: Registry, policy: Policy, at: datetime) -> bool:
    clause = next((each for each in policy.clauses if each.clause_id == found.clause), None)
    if clause is None or found.about not in registry.entities:
        return False
    standing_now = Tiers(policy.tier_map, registry).standing(found.about, at, at)
    return standing_now.tier is not None and standing_now.tier <= clause.tier


def _event(journal: Journal, kind: str, found: Confirmation, at: datetime, person: str) -> Event:
    holder = ""
    if found.what is not What.MEDIA:
        surface, _, account_id = found.target.partition("/")
        holder = directory(journal).holder(surface, account_id).subject_id
    payload = {"confirmation": plain(replace(found, proposed_by="", confirmed_by=""))}
    event_id = derived_id("evt", kind, found.confirmation_id)
    return Event(event_id, kind, at, payload, subject_id=holder, actor=canonical_text([person]))
