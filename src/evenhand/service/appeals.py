"""Appeals: filed by the account holder, decided by new persons; an overturn takes back exactly the penalty it caused.

Who may decide is `enforcement.appeals`'; what an out-of-court body says of a decision is recorded here too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from evenhand.enforcement.appeals import AppealOutcome, check_words, file_appeal, require_untouched, say, took_part_in
from evenhand.enforcement.model import Action, Appeal, Overturn, Ruling, Subject
from evenhand.enforcement.review import persons_needed, same_person
from evenhand.kernel.canonical import canonical_text, plain
from evenhand.kernel.clock import Clock
from evenhand.kernel.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from evenhand.kernel.ids import derived_id
from evenhand.ledger.model import Event
from evenhand.policy.model import Policy
from evenhand.service.journal import (
    History,
    appeal_decided,
    appeal_filed,
    appeal_of,
    appeal_vote_of,
    appeal_voted,
    history_of,
    persons_of,
    recorded,
    ruling_of_event,
    ruling_overturned,
)
from evenhand.service.ports import Journal
from evenhand.service.queues import on_duty
from evenhand.service.review import REQUESTED
from evenhand.service.rulings import Consequence, consequence, events_of
from evenhand.service.statements import issue
from evenhand.service.subjects import directory

INVITED = "appeal.invited"
DISPUTED = "dispute.answered"


@dataclass(frozen=True, slots=True)
class AppealDecided:
    """An appeal after a person's word, and what followed from it (None when the ruling stands, or nothing is decided yet).

    `said` is how many have spoken.
    """

    appeal: Appeal
    consequence: Consequence | None
    said: int = 1


def file(
    journal: Journal,
    policies: Mapping[str, Policy],
    clock: Clock,
    decision_id: str,
    statement: str,
    evidence: tuple[str, ...] = (),
) -> Appeal:
    """Record an appeal against the ruling on a decision. Raises as `enforcement.appeals.file_appeal` does."""
    subject, past, ruling = _ruled(journal, decision_id)
    rules = policies[ruling.policy].review
    appeal = file_appeal(
        ruling,
        statement,
        clock.now(),
        rules,
        appeals=past.appeals.values(),
        overturns=past.overturns,
        evidence=evidence,
        needed=persons_needed(subject, rules),
    )
    journal.record([appeal_filed(appeal)])
    return appeal


def object_to(journal: Journal, clock: Clock, decision_id: str, statement: str, evidence: tuple[str, ...] = ()) -> bool:
    """`review.requested`: the holder objects to what a machine did alone, and a person is to decide on the post. False for a
    decision that no machine acted on, or that persons ruled on: that is appealed with `file`.
    """
    made = next(iter(journal.events(kind="decision.made", decision_id=decision_id)), None)
    if made is None or made.payload["decision"]["route"] != "automatic":
        return False
    if any(True for _ in journal.events(kind="ruling.made", decision_id=decision_id)):
        return False
    check_words(statement, evidence)
    payload = {"statement": statement, "evidence": list(evidence)}
    event_id = derived_id("evt", REQUESTED, decision_id)
    if journal.known([event_id]):
        raise ConflictError(f"a person has been asked for on {decision_id} already")
    journal.record([Event(event_id, REQUESTED, clock.now(), payload, made.subject_id, decision_id)])
    return True


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
    """One new person's word on an appeal, by its id or its decision's id. `outcome` is `overturn` or `uphold` (the ruling).

    Where more persons are needed it is only recorded. An overturn commits the voided ruling, every action that takes
    something back, and a new statement, at once.
    """
    try:
        meant = AppealOutcome(outcome)
    except ValueError:
        raise BadInputError(
            f"no outcome {outcome!r}", hint="overturn (the ruling is void) or uphold (it stands)"
        ) from None
    filed = _appeal(journal, name)
    subject, past, ruling = _ruled(journal, filed.decision_id)
    votes = [appeal_vote_of(event) for event in _of(journal, "appeal.voted", filed)]
    appeal, cast, overturn = say(
        past.appeals[filed.appeal_id],
        person,
        outcome=meant,
        reason=reason,
        at=clock.now(),
        took_part=took_part_in(ruling),
        votes=votes,
        invited=[persons_of(event)[1] for event in _of(journal, INVITED, filed)],
    )
    if appeal.decided_at is None:
        journal.record([appeal_voted(appeal, len(votes) + 1, cast)])
        return AppealDecided(appeal, None, len(votes) + 1)
    after = replace(past, appeals={**past.appeals, appeal.appeal_id: appeal})
    if overturn is None:
        told = _told(after, ruling, policies, (), clock.now(), "appeal")
        journal.record([appeal_decided(appeal), *told])
        return AppealDecided(appeal, None, len(votes) + 1)
    follows = _void(journal, policies, subject, after, ruling, overturn, "appeal", appeal_decided(appeal))
    return AppealDecided(appeal, follows, len(votes) + 1)


def _void(
    journal: Journal,
    policies: Mapping[str, Policy],
    subject: Subject,
    past: History,
    ruling: Ruling,
    overturn: Overturn,
    key: str,
    why: Event,
) -> Consequence:
    """Commit the voided ruling with `why`, every action that takes something back, and a new statement."""
    follows = consequence(subject, past, overturn, policies)
    acted, outbox = events_of(follows.actions, ruling.decision_id, overturn.at)
    after = replace(past, overturns=(*past.overturns, overturn))
    told = _told(after, ruling, policies, follows.actions, overturn.at, key)
    voided = ruling_overturned(overturn, subject.subject_id, past.version)
    journal.record([why, voided, *acted, *told], outbox)
    return follows


def _told(
    past: History, ruling: Ruling, policies: Mapping[str, Policy], actions: tuple[Action, ...], at: datetime, key: str
) -> list[Event]:
    """The new statement; none on a strike that was brought over, whose statement an earlier system owed."""
    return [] if ruling.brought_from else [issue(past, ruling, policies, actions, at, key)]


def invite(journal: Journal, clock: Clock, name: str, *, person: str, body: str, reason: str, by: str) -> Appeal:
    """`appeal.invited`: a person from outside is asked to decide, because nobody here is left who had taken no part.

    Raises ForbiddenError for inviting oneself or who took part, and while enough persons on duty took no part.
    """
    appeal = _appeal(journal, name)
    _, past, ruling = _ruled(journal, appeal.decision_id)
    if past.appeals[appeal.appeal_id].decided_at is not None:
        raise ConflictError(f"the appeal {appeal.appeal_id} is decided already")
    if not all(words.strip() for words in (person, body, reason, by)):
        raise BadInputError("an invitation names who, of what body, why, and who invites", hint="--person --body --as")
    if same_person(person, by):
        raise ForbiddenError("nobody invites themselves", hint="another person has to")
    took_part = took_part_in(ruling)
    require_untouched(appeal, person, took_part)
    here = [each.person for each in on_duty(journal) if not any(same_person(each.person, p) for p in took_part)]
    if len(here) >= appeal.persons_needed:
        raise ForbiddenError(
            f"{len(here)} person(s) on duty took no part in {appeal.decision_id}: nobody from outside is needed",
            hint="they decide: evenhand appeal decide",
        )
    number = str(sum(1 for _ in _of(journal, INVITED, appeal)))
    payload = {"appeal": plain(replace(past.appeals[appeal.appeal_id], by="")), "body": body, "reason": reason}
    where = {"decision_id": appeal.decision_id, "subject_id": appeal.subject_id}
    event_id = derived_id("evt", INVITED, appeal.appeal_id, number)
    journal.record([Event(event_id, INVITED, clock.now(), payload, actor=canonical_text([by, person]), **where)])
    return appeal


def dispute(
    journal: Journal,
    policies: Mapping[str, Policy],
    clock: Clock,
    decision_id: str,
    *,
    body: str,
    reference: str,
    outcome: str,
    reason: str,
    person: str,
) -> Consequence | None:
    """`dispute.answered`: what an out-of-court body (Regulation (EU) 2022/2065, article 21) said, and what the platform
    does about it: `overturn` voids the ruling, `uphold` leaves it. Recorded by somebody who took no part.
    """
    if outcome not in AppealOutcome._value2member_map_:
        raise BadInputError(f"no outcome {outcome!r}", hint="overturn (the ruling is void) or uphold (it stands)")
    if not all(words.strip() for words in (body, reference, reason, person)):
        raise BadInputError("a dispute names the body, its reference, the reason and who records it")
    subject, past, ruling = _ruled(journal, decision_id)
    if any(overturn.ruling_id == ruling.ruling_id for overturn in past.overturns):
        raise ConflictError(f"the decision {decision_id} is overturned already")
    for earlier, role in took_part_in(ruling).items():
        if same_person(person, earlier):
            raise ForbiddenError(f"{role} of the decision {decision_id} cannot answer the dispute about it")
    now = clock.now()
    payload = {"body": body, "reference": reference, "outcome": outcome, "reason": reason}
    where = {"decision_id": decision_id, "subject_id": subject.subject_id, "actor": canonical_text([person])}
    event = Event(derived_id("evt", DISPUTED, decision_id, body, reference), DISPUTED, now, payload, **where)
    if outcome == AppealOutcome.UPHOLD:
        journal.record([event])
        return None
    overturn = Overturn(ruling.ruling_id, decision_id, now, person, f"{body} ({reference}): {reason}")
    return _void(journal, policies, subject, past, ruling, overturn, "dispute", event)


def open_appeals(journal: Journal) -> tuple[Appeal, ...]:
    """The appeals that wait for a decision, oldest first."""
    waiting: dict[str, Appeal] = {}
    for event in journal.events(kind="appeal."):
        appeal = appeal_of(event)
        waiting[appeal.appeal_id] = appeal
    return tuple(appeal for appeal in waiting.values() if appeal.decided_at is None)


def spoken(journal: Journal, appeal: Appeal) -> int:
    """How many persons have spoken on an appeal that waits."""
    return sum(1 for _ in _of(journal, "appeal.voted", appeal))


def _of(journal: Journal, kind: str, appeal: Appeal) -> list[Event]:
    found = journal.events(kind=kind, decision_id=appeal.decision_id)
    return [event for event in found if event.payload["appeal"]["appeal_id"] == appeal.appeal_id]


def _appeal(journal: Journal, name: str) -> Appeal:
    appeals = [appeal_of(event) for event in journal.events(kind="appeal.filed")]
    for appeal in reversed(appeals):  # a decision that was ruled on again may be appealed again: the last is meant
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
    for event in journal.events(kind="strike.brought_over", decision_id=decision_id):
        brought = ruling_of_event(event)
        subject = directory(journal).holder(brought.surface, brought.account_id)
        return subject, history_of(journal, subject), brought
    raise NotFoundError(f"no decision {decision_id}", hint="the id stands on the statement of reasons")
