"""Erasure: on a named basis, everything recorded about one subject loses its secret and its content, and no proof breaks.

It waits: while a legal hold stands, an authority's order preserves the content, an appeal is open or an effect is not
carried out, the request is only recorded, and `carry_out_due` comes back to it. What stays in the log are commitments
that nobody can open, and one `ledger.erased` event that names the basis and the entries, and nobody. Copies elsewhere
(backups, receipts that people hold, what surfaces keep) are left to whoever holds them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from evenhand.enforcement.model import Subject
from evenhand.kernel.canonical import canonical_text
from evenhand.kernel.clock import Clock
from evenhand.kernel.errors import BadInputError, ConflictError, NotFoundError
from evenhand.kernel.ids import derived_id
from evenhand.ledger.erasure import erasure_event
from evenhand.ledger.model import Event
from evenhand.service.deliver import sequence_all
from evenhand.service.journal import names_of
from evenhand.service.ports import ErasableJournal, Journal
from evenhand.service.referrals import legal_holds
from evenhand.service.subjects import subject_named

_MAX_WORDS: Final = 2_000
HOLD_PLACED: Final = "legal_hold.placed"
HOLD_LIFTED: Final = "legal_hold.lifted"


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold that stands: nothing of the subject may be erased. `reference` is the authority's or the lawyer's."""

    subject_id: str
    reference: str
    reason: str


@dataclass(frozen=True, slots=True)
class Erasure:
    """What a request came to: `entries` erased at once, or what it waits for."""

    basis: str
    entries: int = 0
    waits_for: tuple[str, ...] = ()


def place_hold(journal: Journal, clock: Clock, name: str, *, reference: str, reason: str, person: str) -> Hold:
    """Record a legal hold on a subject. Raises ConflictError when one of that reference stands already."""
    subject = subject_named(journal, name)
    events = _events(journal, subject)
    if any(hold.reference == reference for hold in _standing(subject.subject_id, events)):
        raise ConflictError(f"the hold {reference} stands already", hint="lift it first, or give another reference")
    journal.record([_hold_event(HOLD_PLACED, subject, events, reference, reason, person, clock)])
    return Hold(subject.subject_id, reference, reason)


def lift_hold(journal: Journal, clock: Clock, name: str, *, reference: str, reason: str, person: str) -> Hold:
    """Record that a hold is over. Raises NotFoundError when none of that reference stands."""
    subject = subject_named(journal, name)
    events = _events(journal, subject)
    for hold in _standing(subject.subject_id, events):
        if hold.reference == reference:
            journal.record([_hold_event(HOLD_LIFTED, subject, events, reference, reason, person, clock)])
            return hold
    raise NotFoundError(f"no hold {reference} stands on {name}", hint="`evenhand legal-hold list` shows those that do")


def standing_holds(journal: Journal) -> tuple[Hold, ...]:
    """Every hold that stands, by subject and reference."""
    events = list(journal.events(kind="legal_hold."))
    subjects = sorted({event.subject_id for event in events})
    return tuple(hold for subject_id in subjects for hold in _standing(subject_id, events))


def request_erasure(journal: ErasableJournal, clock: Clock, name: str, *, basis: str, person: str) -> Erasure:
    """Record the request and carry it out when nothing stands in its way. Raises NotFoundError, BadInputError."""
    subject = subject_named(journal, name)
    events = _events(journal, subject)
    if not events:
        raise NotFoundError(f"nothing is recorded about {name}", hint="was it erased already?")
    number = sum(event.kind == "erasure.requested" for event in events)
    event_id = derived_id("evt", "erasure.requested", subject.subject_id, events[-1].event_id, str(number))
    payload = {"basis": _words(basis, "basis"), "accounts": [[a.surface, a.account_id] for a in subject.accounts]}
    journal.record([_event(event_id, "erasure.requested", subject.subject_id, payload, person, clock)])
    return _carry_out(journal, clock, subject, basis, person)


def carry_out_due(journal: ErasableJournal, clock: Clock, person: str) -> tuple[Erasure, ...]:
    """Every request that waits, tried again; what each came to."""
    waiting = {event.subject_id: event for event in journal.events(kind="erasure.requested")}
    done = []
    for event in waiting.values():
        subject = _subject_of(journal, event)
        done.append(_carry_out(journal, clock, subject, event.payload["basis"], person))
    return tuple(done)


def _subject_of(journal: Journal, request: Event) -> Subject:
    accounts: list[list[str]] = request.payload["accounts"]
    try:
        return subject_named(journal, request.subject_id)
    except NotFoundError:  # an account nobody imported a subject for
        return subject_named(journal, "/".join(accounts[0]))


def _carry_out(journal: ErasableJournal, clock: Clock, subject: Subject, basis: str, person: str) -> Erasure:
    sequence_all(journal)
    events = _events(journal, subject)
    names = names_of(subject)
    blocks = [f"the legal hold {hold.reference}" for hold in _standing(subject.subject_id, events)]
    blocks += [why for name in names for why in legal_holds(journal, name, clock.now())]
    late = journal.undelivered(names)
    if late:
        more = f" and {len(late) - 1} more" if len(late) > 1 else ""
        blocks.append(f"the effect {late[0]}{more}, not carried out yet")
    if blocks:
        return Erasure(basis, waits_for=tuple(blocks))
    indices = journal.indices(names)
    note = erasure_event(indices, basis, canonical_text([person]), clock.now())
    journal.erase(names, indices, note)
    sequence_all(journal)
    return Erasure(basis, len(indices))


def _events(journal: Journal, subject: Subject) -> list[Event]:
    return [event for name in names_of(subject) for event in journal.events(subject_id=name)]


def _standing(subject_id: str, events: Sequence[Event]) -> tuple[Hold, ...]:
    standing: dict[str, Hold] = {}
    for event in events:
        if event.subject_id == subject_id and event.kind == HOLD_PLACED:
            standing[event.payload["reference"]] = Hold(subject_id, event.payload["reference"], event.payload["reason"])
        elif event.subject_id == subject_id and event.kind == HOLD_LIFTED:
            standing.pop(event.payload["reference"], None)
    return tuple(standing[reference] for reference in sorted(standing))


def _hold_event(
    kind: str, subject: Subject, events: Sequence[Event], reference: str, reason: str, person: str, clock: Clock
) -> Event:
    # The count makes placing and lifting the same hold again a new event, and two persons at once a conflict.
    number = sum(event.kind in {HOLD_PLACED, HOLD_LIFTED} for event in events)
    payload = {"reference": _words(reference, "reference"), "reason": _words(reason, "reason")}
    event_id = derived_id("evt", "legal_hold", subject.subject_id, str(number))
    return _event(event_id, kind, subject.subject_id, payload, person, clock)


def _event(event_id: str, kind: str, subject_id: str, payload: dict[str, Any], person: str, clock: Clock) -> Event:
    actor = canonical_text([_words(person, "person")])
    return Event(event_id, kind, clock.now(), payload, subject_id=subject_id, actor=actor)


def _words(text: str, what: str) -> str:
    if not text.strip() or len(text) > _MAX_WORDS:
        raise BadInputError(
            f"the {what} is empty or longer than {_MAX_WORDS} characters", hint=f"say the {what} in words"
        )
    return text.strip()
