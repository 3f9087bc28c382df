"""Subjects: import who holds which accounts, and say what strikes they have at an instant.

Strikes are folded from the ledger each time (DESIGN.md, decision 6); nothing here keeps a count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from evenhand.enforcement.model import Ruling, StrikeState, Subject
from evenhand.enforcement.strikes import fold
from evenhand.enforcement.subjects import Directory, read_subjects
from evenhand.kernel.clock import Clock
from evenhand.kernel.errors import NotFoundError, Reject
from evenhand.kernel.restore import restore
from evenhand.policy.model import Policy
from evenhand.service.journal import penal_history_of, subject_imported
from evenhand.service.ports import Journal


def directory(journal: Journal) -> Directory:
    """All subjects on record; the latest import of a subject is the one that holds."""
    return Directory.of(restore(Subject, event.payload["subject"]) for event in journal.events(kind="subject.imported"))


def import_subjects(journal: Journal, clock: Clock, lines: Iterable[str | bytes]) -> tuple[int, tuple[Reject, ...]]:
    """Record the subjects of a JSONL file; how many were new or changed, and the bad records with reasons."""
    known = directory(journal)
    subjects, rejects = read_subjects(lines, known.subjects.values())
    now = clock.now()
    events = [subject_imported(s, now) for s in subjects if known.subjects.get(s.subject_id) != s]
    if events:
        journal.record(events)
    return len(events), rejects


def subject_named(journal: Journal, name: str) -> Subject:
    """A subject by its id, or by `surface/account_id`. Raises NotFoundError."""
    known = directory(journal)
    if name in known.subjects:
        return known.subjects[name]
    if "/" in name:
        surface, account_id = name.split("/", 1)
        return known.holder(surface, account_id)
    raise NotFoundError(
        f"no subject {name}", hint="import subjects with `evenhand subjects import FILE`, or give surface/account_id"
    )


def strikes_of(
    journal: Journal, policies: Mapping[str, Policy], subject: Subject, at: datetime
) -> tuple[StrikeState, tuple[Ruling, ...]]:
    """The strikes of a subject as they stood at an instant, and the rulings they were folded from."""
    rulings, overturns = penal_history_of(journal, subject)
    return fold(subject.subject_id, rulings, overturns, policies, at), rulings
