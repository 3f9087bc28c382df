"""Working a queue: who is on duty, whose turn it is on which item, locks, second readings in the dark, golden questions.

The rules are `enforcement.queues`'. A turn does not say what it is: an open item, a second reading or a question with a known
answer look the same and are answered by one command; only the record knows. Persons stand in `actor` alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from evenhand.designations.registry import Registry
from evenhand.enforcement.model import ReviewItem, ReviewState, RulingOutcome, Vote
from evenhand.enforcement.queues import (
    DOUBLE,
    GOLDEN,
    Agreement,
    Lock,
    QueueRule,
    Reviewer,
    Routed,
    Second,
    able,
    agreement,
    assigned,
    in_sample,
    queue_of,
    taken,
)
from evenhand.enforcement.review import same_person, vote
from evenhand.kernel.canonical import canonical_text
from evenhand.kernel.clock import Clock, format_instant
from evenhand.kernel.errors import BadInputError, ConflictError, ForbiddenError
from evenhand.kernel.ids import Ids, derived_id
from evenhand.ledger.model import Event
from evenhand.policy.model import Policy
from evenhand.service.journal import persons_of
from evenhand.service.locks import TAKEN, held_by_other, locks_of, require_free
from evenhand.service.ports import Journal
from evenhand.service.rereading import Rereading, chosen_stance
from evenhand.service.review import Opened, Reviewed, decide, open_review, queue

KEYED: Final = "queue.keyed"
STAFFED: Final = "queue.staffed"
SECONDED: Final = "queue.seconded"
GOLD_SET: Final = "queue.golden_set"
GOLD_ANSWERED: Final = "queue.golden_answered"


@dataclass(frozen=True, slots=True)
class Golden:
    """A decided item with a known answer, agreed by two persons."""

    item_id: str
    outcome: str
    stance: str


@dataclass(frozen=True, slots=True)
class Quality:
    """How reviewers agree: by queue, and golden answers by person as (right, asked). For leads, not for publication."""

    agreement: tuple[Agreement, ...]
    golden: dict[str, tuple[int, int]]


def _event(kind: str, at: datetime, payload: dict[str, Any], persons: Sequence[str], *key: str, **where: str) -> Event:
    return Event(derived_id("evt", kind, *key), kind, at, payload, actor=canonical_text(list(persons)), **where)


def key_of(journal: Journal, clock: Clock, ids: Ids) -> bytes:
    """The workspace's secret for assignment and samples, made when first asked for."""
    for _ in range(2):
        for event in journal.events(kind=KEYED):
            return bytes.fromhex(event.payload["key"])
        try:
            journal.record([_event(KEYED, clock.now(), {"key": (ids.salt() + ids.salt()).hex()}, ())])
        except ConflictError:
            continue  # another process made it meanwhile
    return bytes.fromhex(next(iter(journal.events(kind=KEYED))).payload["key"])


def staff(journal: Journal, clock: Clock, reviewer: Reviewer, *, by: str, on: bool = True) -> None:
    """`queue.staffed`: a lead says what a person reads and serves. Raises ForbiddenError for saying it of oneself: that would
    be choosing one's items.
    """
    if not reviewer.person.strip() or not by.strip() or not reviewer.languages:
        raise BadInputError("staffing needs a person, languages and who says so", hint="--person --lang --as")
    if same_person(reviewer.person, by):
        raise ForbiddenError("nobody staffs a queue with themselves", hint="another person has to")
    number = str(sum(1 for _ in journal.events(kind=STAFFED)))
    payload = {"languages": list(reviewer.languages), "queues": list(reviewer.queues), "on": on}
    journal.record([_event(STAFFED, clock.now(), payload, (reviewer.person, by), number)])


def on_duty(journal: Journal) -> tuple[Reviewer, ...]:
    """Who is on duty, by the last word on each person."""
    found: dict[str, Reviewer] = {}
    for event in journal.events(kind=STAFFED):
        person = persons_of(event)[0]
        found.pop(person, None)
        if event.payload["on"]:
            found[person] = Reviewer(person, tuple(event.payload["languages"]), tuple(event.payload["queues"]))
    return tuple(found[person] for person in sorted(found))


@dataclass(slots=True)
class Desk:
    """What a turn is given out by."""

    journal: Journal
    policies: Mapping[str, Policy]
    clock: Clock
    ids: Ids
    rules: tuple[QueueRule, ...] = ()
    double: int = DOUBLE
    golden: int = GOLDEN

    @property
    def key(self) -> bytes:
        """The workspace's secret."""
        return key_of(self.journal, self.clock, self.ids)

    def next(self, person: str) -> ReviewItem | None:
        """The item that is a person's now, held for them for half an hour; None when nothing is.

        What they hold comes first again: leaving an item and asking anew does not bring another.
        """
        duty = on_duty(self.journal)
        me = next((each for each in duty if same_person(each.person, person)), None)
        if me is None:
            raise ForbiddenError(f"{person} is not on duty", hint="a lead staffs: evenhand queue staff --person …")
        locks, now = locks_of(self.journal), self.clock.now()
        # An item is no answer's twice: what a person is done with is left out before anything is given.
        done = {event.payload["item_id"] for event in _answers(self.journal) if person_in(event, person)}
        for routed in self._mine(me, duty, locks, now, done):
            lock = taken(routed.item.item_id, me.person, now, locks.get(routed.item.item_id))
            self._hold(routed.item, lock)
            return routed.item
        return None

    def _mine(
        self, me: Reviewer, duty: Sequence[Reviewer], locks: Mapping[str, Lock], now: datetime, done: set[str]
    ) -> Iterator[Routed]:
        key, all_items = self.key, queue(self.journal, self.policies, all_items=True)
        routed = {each.item.item_id: each for each in _routed(self.journal, all_items)}
        mine = [lock for lock in locks.values() if same_person(lock.person, me.person) and lock.until > now]
        for lock in mine:
            if lock.item_id in routed and lock.item_id not in done and self._still(routed[lock.item_id], me):
                yield routed[lock.item_id]

        def free(item_id: str) -> bool:
            return item_id not in done and not held_by_other(locks, item_id, me.person, now)

        turn = f"{me.person} {sum(1 for e in self.journal.events(kind=TAKEN) if person_in(e, me.person))}"
        if in_sample(key, "golden", turn, self.golden):
            asked = (routed[each.item_id] for each in golden_of(self.journal) if each.item_id in routed)
            yield from (each for each in asked if free(each.item.item_id) and self._free(each, me))
        for each in routed.values():
            queued = queue_of(each, self.rules)
            if not free(each.item.item_id):
                continue
            wanted = self._open(each) or self._wants_second(key, each)
            if wanted and assigned(key, each, queued, duty) == me.person:
                yield each

    def _open(self, routed: Routed) -> bool:
        return routed.item.state is not ReviewState.DECIDED

    def _wants_second(self, key: bytes, routed: Routed) -> bool:
        seconded = any(True for _ in self.journal.events(kind=SECONDED, decision_id=routed.item.decision_id))
        return not seconded and in_sample(key, "double", routed.item.item_id, self.double)

    def _free(self, routed: Routed, me: Reviewer) -> bool:
        return able(me, routed, queue_of(routed, self.rules))

    def _still(self, routed: Routed, me: Reviewer) -> bool:
        return not any(same_person(vote.person, me.person) for vote in routed.item.votes)

    def _hold(self, item: ReviewItem, lock: Lock) -> None:
        before = sum(e.payload["item_id"] == item.item_id for e in self.journal.events(kind=TAKEN))
        payload = {"item_id": item.item_id, "until": format_instant(lock.until)}
        where = {"decision_id": item.decision_id, "subject_id": item.subject_id}
        key = (item.item_id, str(before))  # two cannot both be the third to take it
        self.journal.record([_event(TAKEN, self.clock.now(), payload, (lock.person,), *key, **where)])

    def answer(
        self, registry: Registry, item_id: str, *, person: str, outcome: RulingOutcome, reason: str, stance: str = ""
    ) -> str:
        """A person's word on the item they hold, recorded as what it is: `review`, `golden` or `second`.

        Raises ConflictError when they do not hold it, and what `service.review.decide` raises.
        """
        lock, now = locks_of(self.journal).get(item_id), self.clock.now()
        if lock is None or lock.until <= now or not same_person(lock.person, person):
            raise ConflictError(f"{person} does not hold {item_id[:80]}", hint="evenhand queue next --as PERSON")
        opened = open_review(self.journal, self.policies, item_id)
        item = opened.item
        if item.state is not ReviewState.DECIDED:
            decide(
                self.journal, self.policies, registry, self.clock, item_id,
                person=person, outcome=outcome, reason=reason, stance=stance,
            )  # fmt: skip
            kind = "review"
        else:
            # Held to what a first reading is held to, in the same words: otherwise the refusal would tell which it is.
            blank = replace(item, votes=(), state=ReviewState.OPEN)
            clause_of = Rereading(opened.made, self.policies, registry).clause_of
            chosen = chosen_stance(opened.made.decision, outcome, stance)
            after, _ = vote(
                blank, person, outcome=outcome, stance=chosen, reason=reason, at=now, clause_of=clause_of
            )  # fmt: skip
            kind = self._beside(item, after.votes[0])
        # Who has answered holds it no longer. Were this lost, the lock would lapse by itself.
        self._hold(item, Lock(item_id, person, now))
        return kind

    def decide(
        self, registry: Registry, name: str, *, person: str, outcome: RulingOutcome, reason: str, stance: str = ""
    ) -> Reviewed:
        """A person's word on an item that they name. Where turns are given out, only on the one they hold: whoever could
        name any would choose. What nobody on duty is able to take, anybody decides.

        Raises ConflictError for an item that is somebody else's turn, and what `service.review.decide` raises.
        """
        opened = open_review(self.journal, self.policies, name)
        item, now = opened.item, self.clock.now()
        lock = locks_of(self.journal).get(item.item_id)
        mine = lock is not None and lock.until > now and same_person(lock.person, person)
        if not mine and item.state is not ReviewState.DECIDED and self._taken_in_turns(opened):
            require_free(self.journal, item.item_id, item.decision_id, person, now)
            raise ConflictError(
                f"{item.item_id} is no turn of {person}: items are given out here, not chosen",
                hint="evenhand queue next --as PERSON",
            )
        done = decide(
            self.journal, self.policies, registry, self.clock, item.item_id,
            person=person, outcome=outcome, reason=reason, stance=stance,
        )  # fmt: skip
        if mine:
            self._hold(item, Lock(item.item_id, person, now))
        return done

    def _taken_in_turns(self, opened: Opened) -> bool:
        """Whether somebody on duty is able to take an item."""
        duty = on_duty(self.journal)
        if not duty:
            return False
        routed = routed_of(opened)
        return any(able(each, routed, queue_of(routed, self.rules)) for each in duty)

    def _beside(self, item: ReviewItem, cast: Vote) -> str:
        """An answer that moves no decision: to a golden question, or a second reading."""
        gold = any(each.item_id == item.item_id for each in golden_of(self.journal))
        kind = GOLD_ANSWERED if gold else SECONDED
        if any(person_in(event, cast.person) for event in self.journal.events(kind=kind, decision_id=item.decision_id)):
            raise ForbiddenError(f"{cast.person} has answered {item.item_id} already", hint="take the next one")
        said = {"outcome": cast.outcome.value, "stance": cast.stance, "reason": cast.reason}
        where = {"decision_id": item.decision_id, "subject_id": item.subject_id}
        own = (item.item_id, cast.person) if gold else (item.item_id,)
        self.journal.record([_event(kind, cast.at, {"item_id": item.item_id, **said}, (cast.person,), *own, **where)])
        return "golden" if gold else "second"


def _answers(journal: Journal) -> Iterator[Event]:
    yield from journal.events(kind=SECONDED)
    yield from journal.events(kind=GOLD_ANSWERED)


def person_in(event: Event, person: str) -> bool:
    """Whether a person is one of an event's actors."""
    return any(same_person(person, name) for name in persons_of(event))


def routed_of(opened: Opened) -> Routed:
    """An opened item with what queues ask about."""
    findings = opened.made.decision.findings
    clauses = tuple(sorted({finding.clause for finding in findings if finding.clause}))
    return Routed(opened.item, clauses, opened.made.post.account.reach)


def _routed(journal: Journal, items: Sequence[ReviewItem]) -> Iterator[Routed]:
    made = {event.decision_id: event.payload for event in journal.events(kind="decision.made")}
    for item in items:
        findings = made[item.decision_id]["decision"]["findings"]
        clauses = tuple(sorted({finding["clause"] for finding in findings if finding["clause"]}))
        yield Routed(item, clauses, made[item.decision_id]["post"]["account"]["reach"])


def set_golden(
    journal: Journal,
    policies: Mapping[str, Policy],
    clock: Clock,
    name: str,
    persons: tuple[str, str],
    stance: str = "",
) -> Golden:
    """`queue.golden_set`: a decided item becomes a question whose answer is its ruling; two persons agree to it.

    Raises ForbiddenError for one person twice, NotFoundError or ConflictError for an item that is not there or not decided.
    """
    if not all(person.strip() for person in persons) or same_person(*persons):
        raise ForbiddenError("two different persons set a golden question", hint="name another one")
    item = open_review(journal, policies, name).item
    ruling = next((e.payload["ruling"] for e in journal.events(kind="ruling.made", decision_id=item.decision_id)), None)
    if item.state is not ReviewState.DECIDED or ruling is None:
        raise ConflictError(f"{item.item_id} is not decided yet", hint="a golden question has an answer")
    found = Golden(item.item_id, str(ruling["outcome"]), stance or str(ruling["stance"]))
    payload = {"item_id": found.item_id, "outcome": found.outcome, "stance": found.stance}
    where = {"decision_id": item.decision_id, "subject_id": item.subject_id}
    journal.record([_event(GOLD_SET, clock.now(), payload, persons, item.item_id, **where)])
    return found


def golden_of(journal: Journal) -> tuple[Golden, ...]:
    """The golden questions, by item."""
    rows = (event.payload for event in journal.events(kind=GOLD_SET))
    return tuple(sorted((Golden(r["item_id"], r["outcome"], r["stance"]) for r in rows), key=lambda g: g.item_id))


def quality(journal: Journal, policies: Mapping[str, Policy], rules: Sequence[QueueRule] = ()) -> Quality:
    """Agreement of first and second readings by queue and over all, and golden answers by person."""
    routed = {each.item.item_id: each for each in _routed(journal, queue(journal, policies, all_items=True))}
    pairs: dict[str, list[tuple[Any, Second]]] = {}
    for event in journal.events(kind=SECONDED):
        told = event.payload
        each = routed.get(told["item_id"])
        if each is not None and each.item.votes:
            other = Second(told["item_id"], "".join(persons_of(event)), told["outcome"], told["stance"], event.at)
            for name in ("all", queue_of(each, rules)):
                pairs.setdefault(name, []).append((each.item.votes[0], other))
    answers = {gold.item_id: gold for gold in golden_of(journal)}
    golden: dict[str, tuple[int, int]] = {}
    for event in journal.events(kind=GOLD_ANSWERED):
        gold, person = answers.get(event.payload["item_id"]), "".join(persons_of(event))
        if gold is not None:
            right, asked = golden.get(person, (0, 0))
            golden[person] = (right + (event.payload["outcome"] == gold.outcome), asked + 1)
    return Quality(tuple(agreement(name, found) for name, found in sorted(pairs.items())), dict(sorted(golden.items())))


def unassigned(desk: Desk) -> tuple[ReviewItem, ...]:
    """Open items that nobody on duty is able to take: what a lead has to see."""
    duty, key = on_duty(desk.journal), desk.key
    waiting = _routed(desk.journal, queue(desk.journal, desk.policies))
    return tuple(e.item for e in waiting if assigned(key, e, queue_of(e, desk.rules), duty) is None)
