"""Backtest: what a policy version would have decided over the recorded decisions, and what each difference comes from.

Every recorded post is examined again from its words, at its recorded instant, under the version asked about. Where that
differs, it is examined once more under the recorded version: what moved there too was moved by lists or code, and is not
put on the policy's account. Nothing is recorded here; attaching a report to a proposal is `service.golive`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from evenhand.decisions.autonomy import AutonomyState
from evenhand.decisions.decide import NOTHING_EARNED
from evenhand.decisions.findings import Finder
from evenhand.decisions.model import Decision, Finding
from evenhand.designations.model import Cited, Entity
from evenhand.designations.registry import Registry
from evenhand.detection.observe import Detector
from evenhand.ledger.model import Event
from evenhand.policy.model import Policy
from evenhand.service.examine import Examiner
from evenhand.service.grounding import Kept
from evenhand.service.journal import Recorded, recorded, ruling_of_event
from evenhand.service.seeing import seeing
from evenhand.stats.sampling import rank

EXAMPLES = 3  # of each kind of change; which ones follows from their ids, not from anybody's choice
LIMITS = (
    "posts that named nobody are not in the ledger, so what a version would newly find in them is not counted",
    "decisions are compared as the machine makes them; what persons said of them is shown beside, never predicted",
)


@dataclass(frozen=True, slots=True, eq=False)
class KnownAt:
    """A registry as it was known at one instant, whatever instant is asked for; `without` names acts left out."""

    registry: Registry
    known_at: datetime | None = None
    without: frozenset[tuple[str, str, str, str]] = frozenset()  # (entity, authority, programme, reference)

    @property
    def entities(self) -> Mapping[str, Entity]:
        """Who there is, by id."""
        return self.registry.entities

    def cited(self, entity_id: str, on: date, known_at: datetime) -> tuple[Cited, ...]:
        """The acts, without those left out."""
        acts = self.registry.cited(entity_id, on, self.known_at or known_at)
        if not self.without:
            return acts
        return tuple(a for a in acts if (entity_id, a.authority, a.programme, a.reference) not in self.without)


@dataclass(slots=True)
class Rederiving:
    """What recorded posts are examined again with; finders are kept, since a run asks the same few of them."""

    detector: Detector
    registry: Registry
    versions: tuple[Policy, ...]
    # What was earned when a decision was made: of its own version only, since a new one starts in shadow.
    kept: Callable[[Decision, Policy], AutonomyState] = lambda *_: NOTHING_EARNED
    _finders: dict[tuple[str, KnownAt | None], Finder] = field(default_factory=dict)

    def examine(self, made: Recorded, policy: Policy, at: datetime, designations: KnownAt | None = None) -> Decision:
        """A recorded post under a version at an instant, in mode `backtest`, with the grounds that its decision rests on: what
        a judge said then is an input, and nobody is asked.
        """
        old = made.decision
        key = (policy.digest, designations)
        finder = self._finders.get(key)
        if finder is None:
            finder = Finder(policy, designations or self.registry, self.versions)
            self._finders[key] = finder
        earned = self.kept(old, policy) if policy.ref == old.policy else NOTHING_EARNED
        sees = seeing(policy, self.detector)
        examiner = Examiner(sees, self.registry, policy, finder, at, autonomy=earned, mode="backtest")
        return replace(examiner, grounding=Kept(old.grounds)).examine(made.post)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a decision comes to: what is compared, and no more."""

    route: str
    outcome: str
    clauses: tuple[str, ...]  # violated, not excused
    allowances: tuple[str, ...]

    @property
    def flagged(self) -> bool:
        """Whether anybody or anything is to look at the post."""
        return self.route != "none"


def answer_of(decision: Decision) -> Answer:
    """The comparable part of a decision."""
    return Answer(
        decision.route.value,
        decision.outcome.value,
        tuple(sorted({f.clause for f in decision.findings if f.clause is not None and f.allowance is None})),
        tuple(sorted({f.allowance for f in decision.findings if f.allowance is not None})),
    )


@dataclass(frozen=True, slots=True)
class Case:
    """One recorded decision beside what it would be. `cause`: policy, registry, lists_or_code, or several.

    `ruled` is what persons said of it, empty where they have not spoken. No words of the post: `review show` has them,
    and keeps who looked.
    """

    decision_id: str
    surface: str
    lang: str
    was: Answer
    would_be: Answer
    change: str  # same | newly_flagged | no_longer_flagged | other_reason
    cause: str
    ruled: str
    entities: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Count:
    """Differences of one clause, language or surface."""

    name: str
    decisions: int
    newly_flagged: int
    no_longer_flagged: int
    other_reason: int


@dataclass(frozen=True, slots=True)
class Backtest:
    """The report. `decisions` were examined again; `erased` have no content any more and are counted only."""

    policy: str
    policy_digest: str
    registry_digest: str
    models: str
    registry_at: datetime | None
    since: datetime
    decisions: int
    erased: int
    same: int
    newly_flagged: int
    no_longer_flagged: int
    other_reason: int
    causes: dict[str, int]
    ruled: dict[str, int]  # "no_longer_flagged uphold" and the like: what persons had said of what would change
    by_clause: tuple[Count, ...]
    by_language: tuple[Count, ...]
    by_surface: tuple[Count, ...]
    examples: tuple[Case, ...]
    limits: tuple[str, ...] = LIMITS


def backtest(
    events: Iterable[Event],
    again: Rederiving,
    policy: Policy,
    policies: Mapping[str, Policy],
    *,
    since: datetime,
    registry_at: datetime | None = None,
) -> Backtest:
    """Examine every live decision recorded at or after `since` again under `policy`. Decisions of other policies (by
    id) are none of its business and are left out.

    `events`: `decision.made` (erased ones with an empty payload), `ruling.made` and `ruling.overturned`, as recorded.
    """
    ruled: dict[str, str] = {}
    made: list[Recorded] = []
    erased = 0
    for event in events:
        if event.kind == "decision.made" and event.at >= since:
            if not event.payload:
                erased += 1
            elif _concerned(event, policy):
                made.append(recorded(event))
        elif event.kind == "ruling.made" and event.payload:
            ruled[event.decision_id] = ruling_of_event(event).outcome.value
        elif event.kind == "ruling.overturned":
            ruled[event.decision_id] = "overturned"
    known = KnownAt(again.registry, registry_at) if registry_at else None
    cases = [_case(each, again, policy, policies, known, ruled.get(each.decision_id, "")) for each in made]
    return _summed(cases, again, policy, since, registry_at, erased)


def _concerned(event: Event, policy: Policy) -> bool:
    decision = event.payload["decision"]
    same_policy = str(decision["policy"]).rpartition("@")[0] == policy.policy_id
    return same_policy and decision["mode"] == "live"


def _case(
    made: Recorded,
    again: Rederiving,
    policy: Policy,
    policies: Mapping[str, Policy],
    known: KnownAt | None,
    ruled: str,
) -> Case:
    old = made.decision
    new = again.examine(made, policy, old.judged_at, known)
    was, would_be = answer_of(old), answer_of(new)
    change = _change(was, would_be)
    cause = "" if change == "same" else _cause(made, again, policy, policies, known, was, would_be)
    entities = {f.entity for f in (*old.findings, *new.findings) if f.violating or f.unknown}
    why = "; ".join(dict.fromkeys(_why(finding) for finding in new.findings)) or "names nobody that is looked for"
    return Case(
        made.decision_id,
        old.surface,
        old.lang or "und",
        was,
        would_be,
        change,
        cause,
        ruled,
        tuple(sorted(entities)),
        why,
    )


def _why(finding: Finding) -> str:
    """What a finding would be, in the registry's words and the policy's: a report outlives the post it is about."""
    read = f"{finding.entity} (tier {finding.tier or 'none'}), {finding.reading.stance.value}"
    asks = f", not known: {', '.join(finding.unknown)}" if finding.unknown else ""
    if finding.clause is None:
        return f"{read}: no clause{asks}"
    return f"{read}: {finding.clause}" + (f", excused by {finding.allowance}" if finding.allowance else "") + asks


def _change(was: Answer, would_be: Answer) -> str:
    if was == would_be:
        return "same"
    if was.flagged != would_be.flagged:
        return "newly_flagged" if would_be.flagged else "no_longer_flagged"
    return "other_reason"


def _cause(
    made: Recorded,
    again: Rederiving,
    policy: Policy,
    policies: Mapping[str, Policy],
    known: KnownAt | None,
    was: Answer,
    would_be: Answer,
) -> str:
    """What moved: each thing is put back to what was recorded, and the answer asked for again."""
    recorded_version = policies.get(made.decision.policy)
    if recorded_version is None:
        return "policy or lists_or_code: the recorded version is not here"
    at = made.decision.judged_at
    if answer_of(again.examine(made, recorded_version, at)) != was:
        return "lists_or_code"
    if known is None:
        return "policy"
    if answer_of(again.examine(made, recorded_version, at, known)) == would_be:
        return "registry"
    return "policy" if answer_of(again.examine(made, policy, at)) == would_be else "policy and registry"


def _summed(
    cases: list[Case],
    again: Rederiving,
    policy: Policy,
    since: datetime,
    registry_at: datetime | None,
    erased: int,
) -> Backtest:
    moved = [case for case in cases if case.change != "same"]
    return Backtest(
        policy=policy.ref,
        policy_digest=policy.digest,
        registry_digest=again.registry.digest,
        models=seeing(policy, again.detector).digest,
        registry_at=registry_at,
        since=since,
        decisions=len(cases),
        erased=erased,
        same=len(cases) - len(moved),
        newly_flagged=_of(moved, "newly_flagged"),
        no_longer_flagged=_of(moved, "no_longer_flagged"),
        other_reason=_of(moved, "other_reason"),
        causes=_tally(case.cause for case in moved),
        ruled=_tally(f"{case.change} {case.ruled}" for case in moved if case.ruled),
        by_clause=_counts(cases, lambda case: sorted({*case.was.clauses, *case.would_be.clauses})),
        by_language=_counts(cases, lambda case: [case.lang]),
        by_surface=_counts(cases, lambda case: [case.surface or "(none)"]),
        examples=_examples(moved),
    )


def _of(cases: Iterable[Case], change: str) -> int:
    return sum(case.change == change for case in cases)


def _tally(words: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for word in words:
        found[word] = found.get(word, 0) + 1
    return dict(sorted(found.items()))


def _counts(cases: Iterable[Case], names: Callable[[Case], list[str]]) -> tuple[Count, ...]:
    groups: dict[str, list[Case]] = {}
    for case in cases:
        for name in names(case):
            groups.setdefault(name, []).append(case)
    kinds = ("newly_flagged", "no_longer_flagged", "other_reason")
    return tuple(
        Count(name, len(members), *(_of(members, kind) for kind in kinds)) for name, members in sorted(groups.items())
    )


def _examples(moved: Iterable[Case]) -> tuple[Case, ...]:
    """A few of each kind of change and clause, by a hash of their ids: nobody picks the flattering ones."""
    taken: dict[tuple[str, tuple[str, ...], tuple[str, ...]], int] = {}
    chosen: list[Case] = []
    for case in sorted(moved, key=lambda case: (rank("backtest", case.decision_id), case.decision_id)):
        kind = (case.change, case.was.clauses, case.would_be.clauses)
        taken[kind] = taken.get(kind, 0) + 1
        if taken[kind] <= EXAMPLES:
            chosen.append(case)
    return tuple(
        sorted(chosen, key=lambda case: (case.change, case.was.clauses, case.would_be.clauses, case.decision_id))
    )
