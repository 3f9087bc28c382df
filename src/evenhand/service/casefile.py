"""The case file of one account holder: gathered from the record, everything that they may see and nothing else.

Left out: who reviewed, who reported, what reviewers said beyond the reason that carried, examinations on which nothing
was ruled, and whatever an order forbids to tell before its day. That somebody looked is recorded by the caller.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from evenhand.enforcement.appeals import due_at, terms
from evenhand.enforcement.model import AccountLink, Action, Appeal, Ruling, RulingOutcome, Subject
from evenhand.enforcement.strikes import fold
from evenhand.kernel.restore import restore
from evenhand.ledger.model import Event
from evenhand.policy.model import Policy
from evenhand.service.appeals import DISPUTED
from evenhand.service.confirmations import all_of
from evenhand.service.journal import History, Recorded, history_of, names_of
from evenhand.service.ports import Journal, LogStore
from evenhand.service.referrals import all_referrals
from evenhand.statements.casefile import (
    AccountHeld,
    AppealFiled,
    CaseFile,
    DecisionFiled,
    DisputeFiled,
    ReceiptOffered,
)
from evenhand.statements.model import RestrictionNotice, StatementOfReasons
from evenhand.statements.phrases import PHRASES
from evenhand.statements.reasons import stated_appeal, stated_clause, stated_restrictions, stated_rung, stated_strike

RECEIPTS: Final = frozenset(PHRASES["entry"])  # the kinds of entries whose receipts the holder may have


def case_file(
    journal: Journal, log: LogStore, policies: Mapping[str, Policy], holder: Subject, at: datetime
) -> CaseFile:
    """All that a holder may see as of an instant."""
    past = history_of(journal, holder)
    events = [event for name in names_of(holder) for event in journal.events(subject_id=name) if event.at <= at]
    silent = _silent(journal, holder, at)
    actions = tuple(action for action in past.actions if action.starts_at <= at and action.parent not in silent)
    done = [action for action in actions if not action.undoes]
    state = fold(holder.subject_id, past.rulings, past.overturns, policies, at)
    return CaseFile(
        subject_id=holder.subject_id,
        issued_at=at,
        accounts=tuple(_account(link, _found(journal, link, at)) for link in holder.accounts),
        restrictions=stated_restrictions(done, actions, at),
        rungs=tuple(stated_rung(rung) for rung in state.active),
        strikes=tuple(stated_strike(strike) for strike in state.strikes),
        decisions=tuple(_decisions(past, actions, events, policies, at)),
        statements=tuple(_statements(events)),
        notices=tuple(_notices(events)),
        receipts=tuple(_receipts(log, events, {action.action_id for action in actions}, past)),
    )


def _found(journal: Journal, link: AccountLink, at: datetime) -> tuple[str, ...]:
    """What two persons found of an account."""
    name = f"{link.surface}/{link.account_id}"
    return tuple(each.what.value for each in all_of(journal) if each.target == name and each.stands(at))


def _account(link: AccountLink, found: tuple[str, ...]) -> AccountHeld:
    alone = not link.grade and link.evidence.startswith("the account itself")
    return AccountHeld(link.surface, link.account_id, "alone" if alone else link.grade or "stated", found)


def _silent(journal: Journal, holder: Subject, at: datetime) -> frozenset[str]:
    """The orders that the holder may not be told of yet."""
    names = names_of(holder)
    return frozenset(
        each.referral_id
        for each in all_referrals(journal)
        if each.subject_id in names and each.silence_until is not None and at < each.silence_until
    )


def _decisions(
    past: History, actions: tuple[Action, ...], events: list[Event], policies: Mapping[str, Policy], at: datetime
) -> Iterator[DecisionFiled]:
    """What persons ruled on, or a machine acted on alone; oldest first. What only waits for a person restricts nobody."""
    ruled = {ruling.decision_id: ruling for ruling in past.rulings if ruling.ruled_at <= at}
    acted = {action.cause for action in actions}
    void = {overturn.ruling_id for overturn in past.overturns if overturn.at <= at}
    for made in past.decisions.values():
        ruling = ruled.get(made.decision_id)
        if ruling is None and made.decision_id not in acted:
            continue
        disputes = [e for e in events if e.kind == DISPUTED and e.decision_id == made.decision_id]
        policy = policies[made.decision.policy if ruling is None else ruling.policy]
        appeal = next((a for a in past.appeals.values() if ruling and a.ruling_id == ruling.ruling_id), None)
        yield _decision(made, ruling, void, policy, appeal, disputes, at)


def _decision(
    made: Recorded,
    ruling: Ruling | None,
    void: set[str],
    policy: Policy,
    appeal: Appeal | None,
    disputes: list[Event],
    at: datetime,
) -> DecisionFiled:
    if ruling is None:
        outcome, clause = "machine", made.decision.acted_under
    elif ruling.outcome is RulingOutcome.DISMISS:
        outcome, clause = "dismissed", ""
    else:
        outcome, clause = ("overturned" if ruling.ruling_id in void else "upheld"), ruling.clause
    upheld = ruling is not None and outcome != "dismissed"
    return DecisionFiled(
        decision_id=made.decision_id,
        surface=made.post.surface,
        account_id=made.post.account_id,
        post_id=made.post.id,
        posted_at=made.post.posted_at,
        judged_at=made.decision.judged_at,
        ruled_at=ruling.ruled_at if ruling else None,
        outcome=outcome,
        text=made.post.text,
        clause=stated_clause(policy, clause) if clause else None,
        policy=policy.ref,
        asker=made.asker,
        appeal=stated_appeal(terms(ruling, policy.review), appeal, at) if upheld and ruling else None,
        filed=AppealFiled(appeal.statement, appeal.evidence, due_at(appeal)) if appeal else None,
        disputes=tuple(
            DisputeFiled(
                event.payload["body"],
                event.payload["reference"],
                event.payload["outcome"],
                event.at,
                event.payload["reason"],
            )
            for event in disputes
        ),
    )


def _statements(events: list[Event]) -> Iterator[StatementOfReasons]:
    """The last statement on each decision, in the order of the decisions."""
    last = {e.decision_id: e for e in events if e.kind == "statement.issued" and e.payload}
    return (restore(StatementOfReasons, event.payload["statement"]) for event in last.values())


def _notices(events: list[Event]) -> Iterator[RestrictionNotice]:
    """Every notice that went out; one that an order holds back has not."""
    sent = (event for event in events if event.kind == "notice.issued" and event.payload)
    return (restore(RestrictionNotice, event.payload["notice"]) for event in sent)


def _receipts(log: LogStore, events: list[Event], told: set[str], past: History) -> Iterator[ReceiptOffered]:
    """The sequenced entries that the holder may open. Examinations only where something was ruled or done."""
    ruled = {ruling.decision_id for ruling in past.rulings} | {action.cause for action in past.actions}
    for event in events:
        if event.kind not in RECEIPTS or not event.payload:
            continue
        if event.kind == "decision.made" and event.decision_id not in ruled:
            continue
        if event.kind == "action.enacted" and event.payload["action"]["action_id"] not in told:
            continue
        stored = log.find(event.event_id)
        if stored is not None and stored.index is not None:
            yield ReceiptOffered(event.event_id, event.kind, event.at, stored.index)
