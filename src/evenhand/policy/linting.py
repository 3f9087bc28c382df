"""What the sections of a policy must mean together: ids once, ladders that rise, allowances that excuse something,
clauses that can be reached. Works on a loaded Policy and the marks of its parts.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import prod
from typing import Final

from evenhand.policy.conditions import Op, Scalar, fields_of, judge
from evenhand.policy.diagnostics import Collector, did_you_mean
from evenhand.policy.evaluate import excuses, strictest_first
from evenhand.policy.model import About, Clause, Penalty, PenaltyKind, Policy, Severity
from evenhand.policy.vocabulary import FIELDS, FieldType

At = tuple[int, int]
_MAX_STEPS: Final = (
    1_000_000  # leaves times combinations: past it reachability is not asked, a policy file is hostile input
)


@dataclass(slots=True)
class Marks:
    """Where the parts of a file stand, in document order."""

    clauses: list[tuple[str, At]] = field(default_factory=list)
    allowances: list[tuple[str, At]] = field(default_factory=list)
    excuses: dict[str, At] = field(default_factory=dict)
    tracks: list[tuple[str, At]] = field(default_factory=list)
    rungs: list[tuple[str, str, At]] = field(default_factory=list)
    tier_rules: list[At] = field(default_factory=list)
    cases: list[tuple[str, At]] = field(default_factory=list)
    automatic: list[At] = field(default_factory=list)


def lint(policy: Policy, marks: Marks, into: Collector) -> None:
    """Record everything that does not fit together."""
    for what, named in (
        ("clause or allowance", marks.clauses + marks.allowances),
        ("strike track", marks.tracks),
        ("rung", [(f"{track}/{rung}", at) for track, rung, at in marks.rungs]),
        ("case", marks.cases),
    ):
        _once(what, named, into)
    _ladders(policy, marks, into)
    _references(policy, marks, into)
    _tiers(policy, marks, into)
    if not into.found:  # reachability is asked of a policy that is otherwise whole
        _reachable(policy, marks, into)


def _once(what: str, named: Sequence[tuple[str, At]], into: Collector) -> None:
    seen: dict[str, At] = {}
    for name, at in named:
        if name and name in seen:
            into.say(at, f"the {what} {name} stands here twice", f"the first is at line {seen[name][0]}")
        seen.setdefault(name, at)


def _ladders(policy: Policy, marks: Marks, into: Collector) -> None:
    where = {(track, rung): at for track, rung, at in marks.rungs}
    tracks = dict(reversed(marks.tracks))
    for rules in policy.strikes:
        if not rules.rungs:
            into.say(tracks[rules.track.value], f"the {rules.track.value} track has no rungs", "add `rungs:`")
        for lower, upper in itertools.pairwise(rules.rungs):
            at = where[rules.track.value, upper.rung_id]
            if upper.strikes <= lower.strikes:
                hint = f"{lower.rung_id} stands at {lower.strikes}; each rung needs more strikes than the one before"
                into.say(at, f"rungs not ascending: {upper.rung_id} at {upper.strikes} strikes", hint)
            if _weight(upper.penalty) < _weight(lower.penalty):
                into.say(
                    at, f"rung {upper.rung_id} is milder than {lower.rung_id} before it", "order them mildest first"
                )
    for severity in {clause.severity for clause in policy.clauses}:
        if severity.value not in tracks:
            at = next(at for (name, at) in marks.clauses if _severity(policy, name) is severity)
            into.say(at, f"a clause is on the {severity.value} track, which has no strikes section", "add the track")


def _weight(penalty: Penalty) -> tuple[int, int]:
    return list(PenaltyKind).index(penalty.kind), penalty.days or 0


def _severity(policy: Policy, clause_id: str) -> Severity | None:
    return next((clause.severity for clause in policy.clauses if clause.clause_id == clause_id), None)


def _references(policy: Policy, marks: Marks, into: Collector) -> None:
    clause_ids = [name for name, _ in marks.clauses]
    allowance_ids = [name for name, _ in marks.allowances]
    for allowance in policy.allowances:
        for pattern in allowance.excuses:
            if not any(excuses(pattern, name) for name in clause_ids):
                hint = did_you_mean(pattern, clause_ids, "a clause id, or a prefix ending in a dot")
                into.say(marks.excuses[allowance.allowance_id], f"excuses an unknown clause: {pattern[:60]}", hint)
    for rule, at in zip(policy.automatic, marks.automatic, strict=True):
        for name in rule.clauses:
            if name not in clause_ids:
                into.say(at, f"an automatic rule names an unknown clause: {name[:60]}", did_you_mean(name, clause_ids))
    for case in policy.cases:
        for expected, known in ((case.clause, clause_ids), (case.allowance, allowance_ids)):
            if expected is not None and expected not in known:
                hint = did_you_mean(expected, known)
                into.say((case.line, 1), f"the case {case.name} expects an unknown {expected[:60]}", hint)


def _tiers(policy: Policy, marks: Marks, into: Collector) -> None:
    if policy.about is About.GROUPS:
        for clause in policy.clauses:
            if clause.tier != 1:
                at = next(at for name, at in marks.clauses if name == clause.clause_id)
                into.say(at, "all groups of people are in tier 1: no group may be in another", "write tier: 1")
        for at in marks.tier_rules:
            into.say(at, "a policy about groups of people has no tier map", "remove it: no list says who they are")
    seen: dict[tuple[str, str, str], tuple[int, At]] = {}
    for rule, at in zip(policy.tier_map.rules, marks.tier_rules, strict=True):
        if rule.authority == "platform":
            into.say(at, "a platform list names its tiers itself", "remove the rule; set `tier` in the list")
        for kind in rule.kinds:
            key = (rule.authority, rule.programme, kind)
            if key in seen:
                hint = f"line {seen[key][1][0]} maps the same to tier {seen[key][0]}"
                into.say(at, f"{rule.authority} {rule.programme} {kind} is mapped twice", hint)
            seen[key] = (rule.tier, at)
        if not any(clause.tier == rule.tier for clause in policy.clauses):
            into.say(at, f"tier {rule.tier} has no clause", "a tier that protects from nothing needs no rule")


def _reachable(policy: Policy, marks: Marks, into: Collector) -> None:
    where = dict(reversed(marks.clauses))
    ordered = strictest_first(policy.clauses)
    axes = _axes(ordered)
    leaves = sum(1 for clause in ordered for _ in fields_of(clause.when))
    if prod(len(values) for values in axes.values()) * leaves > _MAX_STEPS:
        return
    open_ids = {clause.clause_id for clause in ordered}
    for world in _worlds(axes):
        for clause in ordered:
            if world["tier"] == clause.tier and judge(clause.when, world).truth:
                open_ids.discard(clause.clause_id)
                break
        if not open_ids:
            return
    for clause in ordered:
        if clause.clause_id in open_ids:
            hint = "its condition contradicts itself or its tier, or stricter clauses hit everything that it would"
            into.say(where[clause.clause_id], f"clause {clause.clause_id} can never be reached", hint)


def _axes(clauses: Sequence[Clause]) -> dict[str, list[Scalar]]:
    axes: dict[str, list[Scalar]] = {"tier": [1, 2, 3]}
    for leaf in itertools.chain.from_iterable(fields_of(clause.when) for clause in clauses):
        spec = FIELDS[leaf.field]
        values = axes.setdefault(leaf.field, list(spec.values) if spec.kind is FieldType.ENUM else [])
        if leaf.op is Op.EXISTS:
            new: list[Scalar] = [None]
        elif spec.kind is FieldType.FLAG:
            new = [False, True]
        else:
            new = [near for value in _tuple(leaf.value) for near in _near(value)]
        values.extend(value for value in new if value not in values)
    return axes


def _tuple(value: Scalar | tuple[Scalar, ...]) -> tuple[Scalar, ...]:
    return value if isinstance(value, tuple) else (value,)


def _near(value: Scalar) -> list[Scalar]:
    """The value and its neighbours: one of them decides every comparison that a policy can write."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return []
    if isinstance(value, date):
        return [value - timedelta(1), value, value + timedelta(1)] if date.min < value < date.max else [value]
    return [value - 1, value, value + 1]


def _worlds(axes: dict[str, list[Scalar]]) -> Iterator[dict[str, Scalar]]:
    for values in itertools.product(*axes.values()):
        yield dict(zip(axes, values, strict=True))
