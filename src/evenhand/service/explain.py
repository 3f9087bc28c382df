"""One decision explained by what would change it: without a designation, clause or allowance, on another day, under another
version, or without another decision's strike. Nothing is recorded by asking.

Both sides are derived again by today's code, so that they differ in what was asked for alone; where that code no longer
gives what was recorded, the answer says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from evenhand.decisions.model import Decision, DesignationCited
from evenhand.designations.registry import Registry
from evenhand.detection.observe import Detector
from evenhand.enforcement.counterfactual import RungChange
from evenhand.kernel.clock import format_instant
from evenhand.kernel.errors import NotFoundError, UsageError
from evenhand.policy.model import Policy
from evenhand.service.backtest import Answer, KnownAt, Rederiving, answer_of
from evenhand.service.counterfactual import strikes_without
from evenhand.service.earned import kept
from evenhand.service.journal import Recorded, recorded
from evenhand.service.ports import Journal
from evenhand.service.subjects import directory

KINDS: Final = ("designation", "clause", "allowance", "decision")


@dataclass(frozen=True, slots=True)
class Asked:
    """What to change. `without` are words like `designation us-fto`, `clause doi.t1.glorification`,
    `allowance doi.allow.reporting`, `decision dec-…`; `at` the instant of judgement; `policy` another version.
    """

    without: tuple[str, ...] = ()
    at: datetime | None = None
    policy: Policy | None = None

    @property
    def anything(self) -> bool:
        """Whether anything is asked to be changed."""
        return bool(self.without or self.at or self.policy)


@dataclass(frozen=True, slots=True)
class Explained:
    """The decision as recorded, and (asked) as it would be. `removed` says what was taken away, `rungs` what penalties
    of the holder would change; `faithful` is False where today's code no longer gives what was recorded.
    """

    decision_id: str
    policy: str
    judged_at: datetime
    recorded: Answer
    reasons: tuple[str, ...]
    asked: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    would_be: Answer | None = None
    would_be_reasons: tuple[str, ...] = ()
    changed: bool = False
    faithful: bool = True
    rungs: tuple[RungChange, ...] = ()


def load_decision(journal: Journal, decision_id: str) -> Recorded:
    """A recorded decision. Raises NotFoundError, also where its content was erased."""
    event = next(iter(journal.events(kind="decision.made", decision_id=decision_id)), None)
    if event is None:
        hint = "ids stand on statements and in `evenhand review list`; an erased decision can no longer be explained"
        raise NotFoundError(f"no decision {decision_id[:80]}", hint=hint)
    return recorded(event)


def explain(
    journal: Journal,
    policies: Mapping[str, Policy],
    registry: Registry,
    detector: Detector,
    made: Recorded,
    asked: Asked,
    now: datetime,
) -> Explained:
    """What the decision rests on and what it would be otherwise.

    `detector` is built as of the later of the recorded instant and `asked.at`. Raises UsageError for words that name no
    kind of thing, NotFoundError for a thing the decision does not rest on or a version that is not here.
    """
    old = made.decision
    plain = Explained(made.decision_id, old.policy, old.judged_at, answer_of(old), old.reasons)
    if not asked.anything:
        return plain
    policy = asked.policy or policies.get(old.policy)
    if policy is None or old.policy not in policies:
        raise NotFoundError(
            f"the policy {old.policy} is not here", hint="set EVENHAND_POLICIES to the folder that has it"
        )
    acts, policy, removed, others = _without(asked.without, old, policy)
    versions = tuple({**policies, policy.ref: policy}.values())
    again = Rederiving(detector, registry, versions, lambda was, by: kept(journal, was.autonomy, by, was.surface))
    baseline = answer_of(again.examine(made, policies[old.policy], old.judged_at))
    at = asked.at or old.judged_at
    # What was known at judgement stays known when another day is asked about; a later day knows what was learnt since.
    designations = KnownAt(registry, max(old.judged_at, at), acts)
    new = again.examine(made, policy, at, designations)
    return replace(
        plain,
        asked=_said(asked),
        removed=removed,
        would_be=answer_of(new),
        would_be_reasons=new.reasons,
        changed=answer_of(new) != baseline,
        faithful=baseline == plain.recorded,
        rungs=_rungs(journal, policies, made, others, now),
    )


_Acts = frozenset[tuple[str, str, str, str]]


def _without(
    words: Sequence[str], decision: Decision, policy: Policy
) -> tuple[_Acts, Policy, tuple[str, ...], list[str]]:
    """The acts left out, the policy with things left out, both in words, and the decisions whose strikes are left out."""
    acts: set[tuple[str, str, str, str]] = set()
    removed: list[str] = []
    others: list[str] = []
    for word in words:
        kind, _, name = (part.strip() for part in word.partition(" "))
        if kind not in KINDS or not name:
            raise UsageError(f"--without {word[:60]!r} names nothing", hint='for example "designation us-fto"')
        if kind == "designation":
            found = _acts_named(decision, name)
            acts |= found
            removed += [f"designation of {e} by {a} under {p} {r}".rstrip() for e, a, p, r in sorted(found)]
        elif kind == "decision":
            others.append(name)
            removed.append(f"the ruling on {name}")
        else:
            policy = _policy_without(policy, kind, name)
            removed.append(f"{kind} {name} of {policy.ref}")
    return frozenset(acts), policy, tuple(removed), others


def _acts_named(decision: Decision, name: str) -> set[tuple[str, str, str, str]]:
    """The acts a decision cites that a name means: a reference, a programme, an authority, an entity, or several of them
    in one breath (`us-state us-fto`).
    """
    wanted = name.casefold()
    cited = {
        (finding.entity_id, act.authority, act.programme, act.reference): _names(finding.entity_id, finding.entity, act)
        for finding in decision.findings
        for act in finding.designations
    }
    hit = {key for key, names in cited.items() if wanted in names}
    if not hit:
        known = sorted({f"{authority} {programme}" for _, authority, programme, _ in cited})
        hint = f"it cites {', '.join(known)}" if known else "it cites no designation"
        raise NotFoundError(f"the decision rests on no designation {name[:60]!r}", hint=hint)
    return hit


def _names(entity_id: str, entity: str, act: DesignationCited) -> set[str]:
    single = (act.reference, act.programme, act.authority, entity, entity_id)
    joint = (f"{act.authority} {act.programme}", f"{act.programme} {act.reference}", f"{entity} {act.programme}")
    return {name.casefold() for name in (*single, *joint) if name.strip()}


def _policy_without(policy: Policy, kind: str, name: str) -> Policy:
    """The policy without one clause or allowance; its digest says that it is none that was ever written."""
    clauses = tuple(c for c in policy.clauses if kind != "clause" or c.clause_id != name)
    allowances = tuple(a for a in policy.allowances if kind != "allowance" or a.allowance_id != name)
    if len(clauses) == len(policy.clauses) and len(allowances) == len(policy.allowances):
        have = policy.clauses if kind == "clause" else policy.allowances
        ids = [getattr(each, f"{kind}_id") for each in have]
        raise NotFoundError(f"{policy.ref} has no {kind} {name[:60]}", hint="it has " + ", ".join(ids))
    return replace(policy, clauses=clauses, allowances=allowances, digest=f"{policy.digest} without {kind} {name}")


def _rungs(
    journal: Journal, policies: Mapping[str, Policy], made: Recorded, others: Sequence[str], now: datetime
) -> tuple[RungChange, ...]:
    if not others:
        return ()
    post = made.post
    subject = directory(journal).holder(post.surface, post.account_id or post.id, post.account.reach)
    return strikes_without(journal, policies, subject, now, others).changes


def _said(asked: Asked) -> tuple[str, ...]:
    said = [f"without {word}" for word in asked.without]
    if asked.at:
        said.append(f"judged at {format_instant(asked.at)}")
    if asked.policy:
        said.append(f"under {asked.policy.ref}")
    return tuple(said)
