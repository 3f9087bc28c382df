"""Appeals: filed by the account holder, decided by somebody new; an overturn takes back exactly the penalty it caused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from evenhand.enforcement.appeals import AppealOutcome, decide_appeal, file_appeal, took_part_in
from evenhand.enforcement.model import Appeal, Ruling, Subject
from evenhand.kernel.clock import Clock
from evenhand.kernel.errors import BadInputError, ConflictError, NotFoundError
from evenhand.policy.model import Policy
from evenhand.service.journal import (
    History,
    appeal_decided,
    appeal_filed,
    appeal_of,
    history_of,
    recorded,
    ruling_overturned,
)
from evenhand.service.ports import Journal
from evenhand.service.rulings import Consequence, consequence, events_of
from evenhand.service.statements import issue
from evenhand.service.subjects import directory


@dataclass(frozen=True, slots=True)
class AppealDecided:
    """A decided appeal, and what followed from it (None when the ruling stands)."""

    appeal: Appeal
    consequence: Consequence | None


def file(journal: Journal, policies: Mapping[str, Policy], clock: Clock, decision_id: str, statement: str) -> Appeal:
    """Record an appeal against the ruling on a decision. Raises as `enforcement.appeals.file_appeal` does."""
    subject, past, ruling = _ruled(journal, decision_id)
    del subject
    appeal = file_appeal(
        ruling,
        statement,
        clock.now(),
        policies[ruling.policy].review,
        appeals=past.appeals.values(),
        overturns=past.overturns,
    )
    journal.record([appeal_filed(appeal)])
    return appeal


def decide(
    journal: Journal,
    policies: Mapping[str, Policy],
    clock: Clock,
    name: str,
    *,
    person: str,
    outcome: str,
    reason: str,
) -> AppealDecided:
    """Decide an appeal by its id or its decision's id. `outcome` is `overturn` or `uphold` (the ruling).

    An overturn commits the voided ruling, every action that takes something back, and a new statement, at once.
    """
    try:
        meant = AppealOutcome(outcome)
    except ValueError:
        raise BadInputError(
            f"no outcome {outcome!r}", hint="overturn (the ruling is void) or uphold (it stands)"
        ) from None
    filed = _appeal(journal, name)
    subject, past, ruling = _ruled(journal, filed.decision_id)
    current = past.appeals[filed.appeal_id]
    appeal, overturn = decide_appeal(
        current, person, outcome=meant, reason=reason, at=clock.now(), took_part=took_part_in(ruling)
    )
    events = [appeal_decided(appeal)]
    after = replace(past, appeals={**past.appeals, appeal.appeal_id: appeal})
    if overturn is None:
        events.append(issue(after, ruling, policies, (), clock.now(), "appeal"))
        journal.record(events)
        return AppealDecided(appeal, None)
    follows = consequence(subject, past, overturn, policies)
    acted, outbox = events_of(follows.actions, ruling.decision_id, overturn.at)
    after = replace(after, overturns=(*after.overturns, overturn))
    events += [
        ruling_overturned(overturn, subject.subject_id, past.version),
        *acted,
        issue(after, ruling, policies, follows.actions, overturn.at, "appeal"),
    ]
    journal.record(events, outbox)
    return AppealDecided(appeal, follows)


def open_appeals(journal: Journal) -> tuple[Appeal, ...]:
    """The appeals that wait for a decision, oldest first."""
    waiting: dict[str, Appeal] = {}
    for event in journal.events(kind="appeal."):
        appeal = appeal_of(event)
        waiting[appeal.appeal_id] = appeal
    return tuple(appeal for appeal in waiting.values() if appeal.decided_at is None)


def _appeal(journal: Journal, name: str) -> Appeal:
    for event in journal.events(kind="appeal.filed"):
        appeal = appeal_of(event)
        if name in (appeal.appeal_id, appeal.decision_id):
            return appeal
    raise NotFoundError(f"no appeal {name}", hint="`evenhand appeal list` shows what waits")


def _ruled(journal: Journal, decision_id: str) -> tuple[Subject, History, Ruling]:
    """The subject, its history and the latest ruling on a decision. Raises NotFoundError, ConflictError."""
    for event in journal.events(kind="decision.made", decision_id=decision_id):
        post = recorded(event).post
        subject = directory(journal).holder(post.surface, post.account_id or post.id, post.account.reach)
        past = history_of(journal, subject)
        rulings = [ruling for ruling in past.rulings if ruling.decision_id == decision_id]
        if not rulings:
            raise ConflictError(f"no person has ruled on {decision_id} yet", hint="there is nothing to appeal")
        return subject, past, rulings[-1]
    raise NotFoundError(f"no decision {decision_id}", hint="the id stands on the statement of reasons")
