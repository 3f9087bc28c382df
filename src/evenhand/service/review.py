"""Review: the queue of decisions that wait for persons, one person's word, and everything that follows from the last one.

The state machine is `enforcement.review`'s; here it meets the record. A vote that decides commits the vote, the ruling,
the actions on every surface and the statement of reasons in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from evenhand.decisions.model import Finding, Route
from evenhand.designations.registry import Registry
from evenhand.enforcement.model import ReviewItem, ReviewState, Ruling, RulingOutcome, Subject, Vote
from evenhand.enforcement.review import Decided, open_item, vote, with_votes
from evenhand.enforcement.subjects import Directory
from evenhand.kernel.clock import Clock
from evenhand.kernel.errors import NotFoundError
from evenhand.ledger.model import Event
from evenhand.policy.model import Policy
from evenhand.service.journal import Recorded, history_of, recorded, ruling_made, vote_cast, vote_of
from evenhand.service.locks import require_free
from evenhand.service.ports import Journal
from evenhand.service.rereading import Rereading, chosen_stance, reread
from evenhand.service.rulings import Consequence, consequence, events_of
from evenhand.service.statements import issue
from evenhand.service.subjects import directory

REQUESTED = "review.requested"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What one person's word came to. `ruling` and `consequence` are there when it decided the item."""

    item: ReviewItem
    ruling: Ruling | None = None
    consequence: Consequence | None = None


def queue(journal: Journal, policies: Mapping[str, Policy], *, all_items: bool = False) -> tuple[ReviewItem, ...]:
    """The items that wait for a person (or all), most urgent first; ties by the order they came in."""
    holders = directory(journal)
    votes = _votes(journal)
    items = [with_votes(item, votes.get(item.item_id, ())) for item in _items(journal, policies, holders)]
    waiting = [item for item in items if all_items or item.state is not ReviewState.DECIDED]
    return tuple(sorted(waiting, key=lambda item: (-item.priority, item.opened_at, item.item_id)))


def _items(journal: Journal, policies: Mapping[str, Policy], holders: Directory) -> Iterator[ReviewItem]:
    # What a machine did alone waits for a person as soon as its holder asks for one.
    asked = {event.decision_id for event in journal.events(kind=REQUESTED)}
    for event in journal.events(kind="decision.made"):
        # Only the few plain values that order a queue are read here; whole decisions are decoded when one is opened.
        decision: dict[str, Any] = event.payload["decision"]
        wanted = decision["route"] == Route.REVIEW.value or event.decision_id in asked
        if wanted and decision["mode"] == "live":
            yield _item(event, holders, policies)


def _item(event: Event, holders: Directory, policies: Mapping[str, Policy]) -> ReviewItem:
    decision, post = event.payload["decision"], event.payload["post"]
    holder = holders.holder(post["surface"], post["account_id"] or post["id"], post["account"]["reach"])
    rules = policies[decision["policy"]].review
    return open_item(
        event.decision_id,
        holder,
        rules,
        priority=decision["priority"],
        at=event.at,
        lang=decision["lang"],
        surface=post["surface"],
    )


def _votes(journal: Journal) -> dict[str, tuple[Vote, ...]]:
    votes: dict[str, tuple[Vote, ...]] = {}
    for event in journal.events(kind="review.voted"):
        item_id = event.payload["item_id"]
        votes[item_id] = (*votes.get(item_id, ()), vote_of(event))
    return votes


@dataclass(frozen=True, slots=True)
class Opened:
    """One review item with all that a reviewer needs in front of them."""

    item: ReviewItem
    made: Recorded
    subject: Subject


def open_review(journal: Journal, policies: Mapping[str, Policy], name: str) -> Opened:
    """An item by its id or its decision's id. Raises NotFoundError."""
    holders = directory(journal)
    for event in journal.events(kind="decision.made", decision_id=name if name.startswith("dec-") else ""):
        if event.payload["decision"]["route"] == Route.NONE.value:
            continue
        item = _item(event, holders, policies)
        if name in (item.item_id, item.decision_id):
            made = recorded(event)
            cast = [vote_of(vote) for vote in journal.events(kind="review.voted", decision_id=item.decision_id)]
            post = made.post
            subject = holders.holder(post.surface, post.account_id or post.id, post.account.reach)
            return Opened(with_votes(item, tuple(cast)), made, subject)
    raise NotFoundError(f"no review item {name}", hint="`evenhand review list` shows what waits")


def decide(
    journal: Journal,
    policies: Mapping[str, Policy],
    registry: Registry,
    clock: Clock,
    name: str,
    *,
    person: str,
    outcome: RulingOutcome,
    reason: str,
    stance: str = "",
) -> Reviewed:
    """One person's word on an item; when it decides, everything that follows is committed with it.

    `stance` corrects the machine's reading; without it the reading of the violating finding stands. Raises what
    `enforcement.review.vote` raises, and ConflictError while another person holds the item, or when somebody else decided
    in the meantime.
    """
    opened = open_review(journal, policies, name)
    made, item = opened.made, opened.item
    require_free(journal, item.item_id, item.decision_id, person, clock.now())
    rereading = Rereading(made, policies, registry)
    chosen = chosen_stance(made.decision, outcome, stance)
    after, happened = vote(
        item,
        person,
        outcome=outcome,
        stance=chosen,
        reason=reason,
        at=clock.now(),
        clause_of=rereading.clause_of,
    )
    cast = after.votes[-1]
    events = [vote_cast(item.item_id, len(after.votes), cast, item.decision_id, opened.subject.subject_id)]
    decided = next((event for event in happened if isinstance(event, Decided)), None)
    if decided is None:
        journal.record(events)
        return Reviewed(after)
    return _rule(journal, policies, opened, replace(after), decided, rereading, events)


def _rule(
    journal: Journal,
    policies: Mapping[str, Policy],
    opened: Opened,
    item: ReviewItem,
    decided: Decided,
    rereading: Rereading,
    events: list[Event],
) -> Reviewed:
    """The ruling and what follows from it, committed with the vote that carried it."""
    subject, policy = opened.subject, policies[opened.made.decision.policy]
    findings: tuple[Finding, ...] = ()
    if decided.outcome is RulingOutcome.UPHOLD:
        findings = rereading.findings(decided.stance)
    ruling = reread(decided, subject, opened.made.post, policy, findings, policies)
    past = history_of(journal, subject)
    follows = consequence(subject, past, ruling, policies)
    acted, outbox = events_of(follows.actions, ruling.decision_id, ruling.ruled_at)
    events += [ruling_made(ruling, findings, past.version), *acted]
    if ruling.outcome is RulingOutcome.UPHOLD:
        with_it = replace(
            past,
            rulings=(*past.rulings, ruling),
            findings={**past.findings, ruling.ruling_id: findings},
            decisions={**past.decisions, ruling.decision_id: opened.made},
        )
        events.append(issue(with_it, ruling, policies, follows.actions, ruling.ruled_at, "ruling"))
    journal.record(events, outbox)
    return Reviewed(item, ruling, follows)
