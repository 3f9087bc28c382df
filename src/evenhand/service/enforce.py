"""Enforce: examine, record, route. What is acknowledged here is committed; a second run finds it there and goes on.

Posts that name nobody are counted and not recorded: the ledger is about decisions that somebody may have to explain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from evenhand.decisions.model import Asker, Decision, Outcome, Route
from evenhand.detection.model import Post
from evenhand.enforcement.subjects import Directory
from evenhand.kernel.clock import Clock
from evenhand.kernel.errors import ConflictError
from evenhand.ledger.model import Event
from evenhand.service.canary import ByAccount
from evenhand.service.examine import Examiner
from evenhand.service.journal import decision_id_of, decision_made
from evenhand.service.ports import Journal
from evenhand.service.together import Together, leading


class Alone(Protocol):
    """Carries out what a mechanism decided alone (`service.acting`)."""

    def act(self, decision: Decision, post: Post, asker: Asker, made: Event) -> object | None:
        """Enact a decision in one commit with its event; None where another run did it meanwhile."""
        ...


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A decision that is committed. `new` is False when an earlier run had recorded it."""

    decision_id: str
    post_id: str
    route: Route
    outcome: Outcome
    new: bool


@dataclass(slots=True)
class Tally:
    """What a run did."""

    posts: int = 0
    recorded: int = 0
    known: int = 0
    routes: dict[str, int] = field(default_factory=dict)
    outcomes: dict[str, int] = field(default_factory=dict)

    def add(self, decision: Decision) -> None:
        """Count a decision by route and outcome."""
        self.posts += 1
        self.routes[decision.route.value] = self.routes.get(decision.route.value, 0) + 1
        self.outcomes[decision.outcome.value] = self.outcomes.get(decision.outcome.value, 0) + 1


def enforce(
    posts: Iterable[Sequence[Post]],
    examiner: Examiner | ByAccount | Together,
    journal: Journal,
    clock: Clock,
    holders: Directory,
    tally: Tally,
    *,
    asker: Asker = Asker.OWN,
    acting: Alone | None = None,
) -> Iterator[tuple[Acknowledged, ...]]:
    """Examine and record posts batch by batch; each yield acknowledges what is committed. `acting` carries out what a
    mechanism may do alone; raises ConflictError where one would and it is absent.
    """
    for batch in posts:
        made: dict[str, tuple[Decision, Event, Post]] = {}
        for post in batch:
            decisions = examiner.decisions(post)
            tally.add(leading(decisions))
            for decision in decisions:
                if decision.findings or decision.route is not Route.NONE:
                    holder = holders.holder(post.surface, post.account_id or post.id, post.account.reach)
                    event = decision_made(decision, post, holder.subject_id, asker, clock.now())
                    made[decision_id_of(post, decision.policy)] = (decision, event, post)
        alone = [each for each in made.values() if each[0].route is Route.AUTOMATIC]
        new = _act(acting, journal, alone, asker) if alone else set()
        new |= _record(
            journal, [event for decision, event, _ in made.values() if decision.route is not Route.AUTOMATIC]
        )
        tally.recorded += len(new)
        tally.known += len(made) - len(new)
        yield tuple(
            Acknowledged(name, decision.post_id, decision.route, decision.outcome, event.event_id in new)
            for name, (decision, event, _) in made.items()
        )


def _act(acting: Alone | None, journal: Journal, alone: list[tuple[Decision, Event, Post]], asker: Asker) -> set[str]:
    """Carry out what mechanisms decided alone, each in one commit with its decision; the ids of the new decisions."""
    if acting is None:
        raise ConflictError("a mechanism would act alone, and nothing here carries that out", hint="evenhand enforce")
    known = journal.known([event.event_id for _, event, _ in alone])
    return {
        event.event_id
        for decision, event, post in alone
        if event.event_id not in known and acting.act(decision, post, asker, event) is not None
    }


def _record(journal: Journal, events: list[Event]) -> set[str]:
    """Record the events that are not there yet; their ids. Another run may record the same ones meanwhile."""
    while True:
        known = journal.known([event.event_id for event in events])
        new = [event for event in events if event.event_id not in known]
        if not new:
            return set()
        try:
            journal.record(new)
        except ConflictError:
            if not (journal.known([event.event_id for event in new])):
                raise
            continue
        return {event.event_id for event in new}
