"""Audits of what machines decided, and the autonomy that follows: drawn at random, labelled twice in the dark, weighed back.

Drawn are decisions of mechanisms (live or shadow), what was sent to persons, and what passed. How autonomy is earned and
lost is `decisions.earning`'s. Labels say what a post is, never what was done with it; who labelled is in `actor` alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from evenhand.decisions.autonomy import AutonomyState, Mechanism
from evenhand.decisions.earning import Audited, Cell, Earned, Standing, standing
from evenhand.decisions.model import Route
from evenhand.detection.model import Post
from evenhand.enforcement.review import MAX_REASON, same_person
from evenhand.kernel.canonical import canonical_text, digest_of
from evenhand.kernel.clock import Clock
from evenhand.kernel.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from evenhand.kernel.ids import Ids, derived_id
from evenhand.kernel.restore import restore
from evenhand.ledger.model import Event
from evenhand.policy.model import Policy
from evenhand.service.journal import persons_of
from evenhand.service.ports import Journal
from evenhand.service.readings import record_reading
from evenhand.service.shadow import SHADOWED
from evenhand.stats.agreement import krippendorff_nominal
from evenhand.stats.sampling import Drawn, rank, stratified_sample

DRAWN: Final = "audit.drawn"
LABELLED: Final = "audit.labelled"
ACTED, SENT_ON, PASSED = "acted", "sent_on", "passed"
LABELS: Final = 2  # where two differ, a third is asked
OVERDUE: Final = timedelta(days=14)  # a decision nobody could agree on by then counts as a wrong one
_SEPARATOR: Final = "\x1f"


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many to draw of each stratum: of each cell's decisions, of each surface's posts sent on, and of those passed."""

    acted: int = 50
    sent_on: int = 20
    passed: int = 20


@dataclass(frozen=True, slots=True)
class Label:
    """What one person says a post is: violating under a clause, or allowed (no clause)."""

    person: str
    clause: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AuditItem:
    """One drawn decision. What the machine did stays out of what a labeller is shown."""

    item_id: str
    draw_id: str
    decision_id: str
    drawn_at: datetime
    stratum: str
    weight: int
    cell: Cell
    lang: str
    labels: tuple[Label, ...] = ()

    @property
    def truth(self) -> str | None:
        """The clause that two persons name, empty where two say allowed; None while no two agree."""
        said = [label.clause for label in self.labels]
        return next((clause for clause in said if said.count(clause) >= LABELS), None)

    @property
    def closed(self) -> bool:
        """Two agree, or three have spoken and no two do (which is nobody's violation: allowed in doubt)."""
        return self.truth is not None or len(self.labels) > LABELS

    @property
    def acted(self) -> bool:
        """Whether a mechanism decided it alone (or would have)."""
        return self.cell.mechanism != ""


@dataclass(frozen=True, slots=True)
class Missed:
    """Of what no mechanism acted on, how much violates: `violating` is per mille, inverse-weighted."""

    surface: str
    stratum: str
    lang: str
    audited: int
    violating: int


@dataclass(frozen=True, slots=True)
class AutonomyReport:
    """All cells that a policy opts in to, what the unactioned audits found, and whether labellers agree.

    `agreement` is Krippendorff's alpha per mille; None where it cannot be said.
    """

    policy: str
    at: datetime
    cells: tuple[Standing, ...]
    unactioned: tuple[Missed, ...]
    waiting: int
    overdue: int
    agreement: int | None


@dataclass(slots=True)
class _Pool:
    """What can be drawn: decision ids by stratum, and what each is."""

    strata: dict[str, list[str]] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)


def draw(
    journal: Journal, clock: Clock, ids: Ids, sizes: Sizes | None = None, *, since: datetime | None = None
) -> tuple[AuditItem, ...]:
    """Draw from everything decided since an instant that was not in a draw yet; `audit.drawn` for each, in one transaction.

    The seed is fresh random bytes, kept with the draw: nobody could know it before, and anybody entitled can draw again.
    """
    sizes = sizes or Sizes()
    seed, now = ids.salt().hex(), clock.now()
    pool = _pool(journal, since)
    wanted = {name: getattr(sizes, name.partition(_SEPARATOR)[0]) for name in pool.strata}
    chosen = stratified_sample(pool.strata, wanted, seed)
    draw_id = derived_id("draw", seed)
    events = [_drawn(pool.events[one.item], one, draw_id, seed, now) for one in chosen]
    if events:
        journal.record(events)
    return tuple(_item(event) for event in events)


def _pool(journal: Journal, since: datetime | None) -> _Pool:
    before = {event.decision_id for event in journal.events(kind=DRAWN)}
    pool = _Pool()
    for kind in ("decision.made", SHADOWED):
        for event in journal.events(kind=kind):
            if event.decision_id in before or (since is not None and event.at < since):
                continue
            stratum = _stratum(event)
            if stratum:
                pool.strata.setdefault(stratum, []).append(event.decision_id)
                pool.events[event.decision_id] = event
    return pool


def _stratum(event: Event) -> str:
    """A cell of its own for what a mechanism decides; the rest by surface. A shadow that does not act is no traffic."""
    decision: dict[str, Any] = event.payload["decision"]
    if decision["route"] == Route.AUTOMATIC.value:
        cell = _cell(decision)
        return _SEPARATOR.join((ACTED, cell.policy, cell.mechanism, cell.clause, cell.surface))
    if event.kind == SHADOWED:
        return ""
    kind = PASSED if decision["route"] == Route.NONE.value else SENT_ON
    return _SEPARATOR.join((kind, str(decision["surface"])))


def _cell(decision: Mapping[str, Any]) -> Cell:
    acts = decision["route"] == Route.AUTOMATIC.value
    mechanism = str(decision["mechanism"]) if acts else ""
    clause = str(decision.get("acted_under", "")) if acts else ""
    return Cell(str(decision["policy"]), mechanism, clause, str(decision["surface"]))


def _drawn(event: Event, one: Drawn, draw_id: str, seed: str, now: datetime) -> Event:
    decision = event.payload["decision"]
    cell = _cell(decision)
    item_id = derived_id("audit", draw_id, event.decision_id)
    payload = {
        "item_id": item_id,
        "draw_id": draw_id,
        "seed": seed,
        "stratum": one.stratum.partition(_SEPARATOR)[0],
        "weight": one.weight,
        "policy": cell.policy,
        "mechanism": cell.mechanism,
        "clause": cell.clause,
        "surface": cell.surface,
        "lang": decision["lang"] or "und",
    }
    return Event(derived_id("evt", DRAWN, item_id), DRAWN, now, payload, event.subject_id, event.decision_id)


def _item(event: Event) -> AuditItem:
    told = event.payload
    cell = Cell(told["policy"], told["mechanism"], told["clause"], told["surface"])
    return AuditItem(
        told["item_id"],
        told["draw_id"],
        event.decision_id,
        event.at,
        told["stratum"],
        told["weight"],
        cell,
        told["lang"],
    )


def items(journal: Journal, until: datetime | None = None) -> dict[str, AuditItem]:
    """Every drawn item with its labels (`until`: recorded by then), by id, as recorded. Erased ones are gone: what cannot
    be looked at is no audit.
    """
    labels: dict[str, list[Label]] = {}
    for event in _until(journal.events(kind=LABELLED), until):
        labels.setdefault(event.payload["item_id"], []).append(_label(event))
    drawn = (_item(event) for event in _until(journal.events(kind=DRAWN), until))
    return {one.item_id: _labelled(one, labels.get(one.item_id, ())) for one in drawn}


def _until(events: Iterable[Event], until: datetime | None) -> Iterator[Event]:
    return (event for event in events if until is None or event.at <= until)


def _label(event: Event) -> Label:
    return Label("".join(persons_of(event)), event.payload["clause"], event.at)


def _labelled(one: AuditItem, labels: Sequence[Label]) -> AuditItem:
    return replace(one, labels=tuple(labels))


def waiting(journal: Journal, person: str) -> tuple[AuditItem, ...]:
    """What a person can label: open, not theirs already, not decided by them; in an order that follows from the ids of
    item and person, so that nobody picks.
    """
    open_items = [one for one in items(journal).values() if not one.closed and not _spoke(one, person)]
    free = [one for one in open_items if not _decided(journal, one.decision_id, person)]
    return tuple(sorted(free, key=lambda one: (rank(person, one.item_id), one.item_id)))


def post_of(journal: Journal, clock: Clock, one: AuditItem, *, person: str) -> Post:
    """The post of an item, after the look is recorded. Raises NotFoundError where its content was erased."""
    for kind in ("decision.made", SHADOWED):
        for event in journal.events(kind=kind, decision_id=one.decision_id):
            record_reading(journal, clock, "audit", one.decision_id, event.subject_id, person=person)
            return restore(Post, event.payload["post"])
    raise NotFoundError(f"the content of {one.item_id} is gone", hint="an erased post is no audit any more")


def label(
    journal: Journal,
    clock: Clock,
    policies: Mapping[str, Policy],
    item_id: str,
    *,
    person: str,
    clause: str,
    reason: str,
) -> AuditItem:
    """`audit.labelled`: one person's word, blind to the machine's and to the others'. `clause` is empty for allowed.

    Raises NotFoundError, ConflictError for a closed item, ForbiddenError for a second word of one person or for who
    decided the post, BadInputError without name or reason or for a clause the policy does not have.
    """
    drawn = next((event for event in journal.events(kind=DRAWN) if event.payload["item_id"] == item_id), None)
    if drawn is None:
        raise NotFoundError(f"no audit item {item_id[:80]}", hint="evenhand autonomy next --as PERSON gives one")
    said = journal.events(kind=LABELLED, decision_id=drawn.decision_id)
    one = _labelled(_item(drawn), [_label(event) for event in said if event.payload["item_id"] == item_id])
    _check(journal, one, policies, person, clause, reason)
    number = str(len(one.labels))  # two cannot both be the second
    payload = {"item_id": item_id, "draw_id": one.draw_id, "clause": clause, "reason": reason}
    event_id = derived_id("evt", LABELLED, item_id, number)
    journal.record(
        [Event(event_id, LABELLED, clock.now(), payload, drawn.subject_id, one.decision_id, canonical_text([person]))]
    )
    return _labelled(one, (*one.labels, Label(person, clause, clock.now())))


def _check(
    journal: Journal, one: AuditItem, policies: Mapping[str, Policy], person: str, clause: str, reason: str
) -> None:
    if one.closed:
        raise ConflictError(f"the audit item {one.item_id} is closed", hint="evenhand autonomy next --as PERSON")
    if not person.strip() or not reason.strip() or len(reason) > MAX_REASON:
        raise BadInputError("a label needs a person and a reason", hint="--as PERSON --reason TEXT")
    if _spoke(one, person):
        raise ForbiddenError(f"{person} has labelled {one.item_id} already", hint="another person has to")
    if _decided(journal, one.decision_id, person):
        raise ForbiddenError(f"{person} decided this post in review and cannot audit it", hint="another person has to")
    policy = policies.get(one.cell.policy)
    if policy is None:
        raise NotFoundError(f"the policy {one.cell.policy} is not here", hint="set EVENHAND_POLICIES to its folder")
    if clause and all(known.clause_id != clause for known in policy.clauses):
        known = ", ".join(each.clause_id for each in policy.clauses)
        raise BadInputError(f"{policy.ref} has no clause {clause[:60]!r}", hint=f"one of {known}, or none for allowed")


def _spoke(one: AuditItem, person: str) -> bool:
    return any(same_person(person, earlier.person) for earlier in one.labels)


def _decided(journal: Journal, decision_id: str, person: str) -> bool:
    votes = journal.events(kind="review.voted", decision_id=decision_id)
    return any(same_person(person, name) for event in votes for name in persons_of(event))


def audited(found: Iterable[AuditItem], now: datetime) -> Iterator[Audited]:
    """What cells are judged by: whole draws only, oldest first, in a random order within a draw.

    An item still open after two weeks counts as wrong: doubt favours the user, and nobody can keep a bad one open.
    """
    draws: dict[str, list[AuditItem]] = {}
    for one in found:
        if one.acted:
            draws.setdefault(one.draw_id, []).append(one)
    whole = [members for members in draws.values() if all(one.closed or _late(one, now) for one in members)]
    for members in sorted(whole, key=lambda members: (members[0].drawn_at, members[0].draw_id)):
        for one in sorted(members, key=lambda one: (rank(one.draw_id, one.item_id), one.item_id)):
            right = one.truth is not None and one.truth == one.cell.clause
            yield Audited(one.cell, one.draw_id, one.drawn_at, one.item_id, one.lang, one.weight, right)


def _late(one: AuditItem, now: datetime) -> bool:
    return now - one.drawn_at > OVERDUE


def report(journal: Journal, policy: Policy, now: datetime) -> AutonomyReport:
    """Every (mechanism, clause, surface) that a version opts in to and that was audited, with its state and since when."""
    found = [one for one in items(journal, now).values() if one.cell.policy == policy.ref]
    by_cell: dict[Cell, list[Audited]] = {}
    for one in audited(found, now):
        by_cell.setdefault(one.cell, []).append(one)
    for item in found:  # a cell that is drawn and not labelled yet is shown in shadow
        if item.acted:
            by_cell.setdefault(item.cell, [])
    rules = {(rule.mechanism, clause): rule for rule in policy.automatic for clause in rule.clauses}
    cells = [
        standing(cell, rules[cell.mechanism, cell.clause], members)
        for cell, members in by_cell.items()
        if (cell.mechanism, cell.clause) in rules
    ]
    alpha = krippendorff_nominal([label.clause for label in one.labels] for one in found)
    return AutonomyReport(
        policy=policy.ref,
        at=now,
        cells=tuple(sorted(cells, key=lambda each: (each.cell.mechanism, each.cell.clause, each.cell.surface))),
        unactioned=_missed(found),
        waiting=sum(not one.closed for one in found),
        overdue=sum(not one.closed and _late(one, now) for one in found),
        agreement=None if alpha is None else round(alpha * 1000),
    )


def _missed(found: Iterable[AuditItem]) -> tuple[Missed, ...]:
    groups: dict[tuple[str, str, str], list[AuditItem]] = {}
    for one in found:
        if not one.acted and one.closed:
            groups.setdefault((one.cell.surface, one.stratum, one.lang), []).append(one)
    return tuple(
        Missed(*key, len(members), _share(members)) for key, members in sorted(groups.items(), key=lambda pair: pair[0])
    )


def _share(members: Sequence[AuditItem]) -> int:
    total = sum(one.weight for one in members)
    return sum(one.weight for one in members if one.truth) * 1000 // total if total else 0


def state_of(found: AutonomyReport) -> AutonomyState:
    """What the gate reads (`decisions.autonomy.may_act_alone`): earned cells and the languages they may act in."""
    allowed = {mechanism.value for mechanism in Mechanism}
    earned = [s for s in found.cells if s.state is Earned.EARNED and s.cell.mechanism in allowed]
    keys = frozenset((s.cell.mechanism, s.cell.clause, s.cell.surface) for s in earned)
    languages = frozenset(
        (s.cell.mechanism, s.cell.clause, s.cell.surface, each.lang)
        for s in earned
        for each in s.by_language
        if each.acts
    )
    return AutonomyState(keys, digest_of([found.policy, sorted(keys), sorted(languages)]), languages)
