"""Statements: composed from the record when a ruling is made or voided, kept in the ledger, shown again as they were sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from evenhand.enforcement.model import Action, Ruling, Subject
from evenhand.enforcement.strikes import fold
from evenhand.kernel.errors import NotFoundError
from evenhand.kernel.restore import restore
from evenhand.ledger.model import Event
from evenhand.policy.model import Policy
from evenhand.service.journal import History, history_of, statement_issued
from evenhand.service.ports import Journal
from evenhand.service.subjects import directory
from evenhand.statements.model import Case, PublicStatement, StatementOfReasons
from evenhand.statements.public import publish
from evenhand.statements.reasons import compose
from evenhand.statements.rendering import to_dict


def cases_of(past: History, policies: Mapping[str, Policy]) -> dict[str, Case]:
    """The judged posts of a subject, by ruling id."""
    return {
        ruling.ruling_id: Case(
            decision_id=ruling.decision_id,
            decision=past.decisions[ruling.decision_id].decision,
            ruling=ruling,
            policy=policies[ruling.policy],
            asker=past.decisions[ruling.decision_id].asker,
            findings=past.findings.get(ruling.ruling_id, ()),
        )
        for ruling in past.rulings
        if ruling.decision_id in past.decisions
    }


def issue(
    past: History, ruling: Ruling, policies: Mapping[str, Policy], actions: tuple[Action, ...], at: datetime, key: str
) -> Event:
    """The event that issues the statement on a ruling; `past` already holds the ruling (and overturn) it speaks of."""
    cases = cases_of(past, policies)
    statement = compose(
        cases[ruling.ruling_id],
        cases=cases,
        state=fold(past.subject_id, past.rulings, past.overturns, policies, at),
        actions=(*past.actions, *actions),
        issued_at=at,
        overturns=past.overturns,
        appeals=past.appeals.values(),
        brought=past.rulings,
    )
    return statement_issued(to_dict(statement), key, ruling.decision_id, past.subject_id, at)


def statement_on(journal: Journal, decision_id: str) -> StatementOfReasons:
    """The latest statement issued on a decision, as it was sent. Raises NotFoundError when none was."""
    issued = list(journal.events(kind="statement.issued", decision_id=decision_id))
    if not issued:
        known = any(True for _ in journal.events(kind="decision.made", decision_id=decision_id))
        what = "no statement was issued on" if known else "no decision"
        hint = (
            "statements follow rulings that restrict: see `evenhand review list`"
            if known
            else "see `evenhand review list`"
        )
        raise NotFoundError(f"{what} {decision_id}", hint=hint)
    return restore(StatementOfReasons, issued[-1].payload["statement"])


def public_statement_on(journal: Journal, policies: Mapping[str, Policy], decision_id: str) -> PublicStatement:
    """The public statement on a decision about public office or high reach. Raises ForbiddenError for others."""
    statement = statement_on(journal, decision_id)
    past = history_of(journal, _subject(journal, statement.subject_id))
    # The reach that the post showed counts where nobody imported one, as it does in review.
    post = past.decisions[decision_id].post
    subject = directory(journal).holder(post.surface, post.account_id or post.id, post.account.reach)
    public = {name for name, made in past.decisions.items() if made.post.visibility == "public"}
    policy = policies[past.decisions[decision_id].decision.policy]
    return publish(statement, subject, policy.review, public)


def _subject(journal: Journal, subject_id: str) -> Subject:
    known = directory(journal).subjects.get(subject_id)
    return known if known is not None else Subject(subject_id, ())
