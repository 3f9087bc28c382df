"""The one evaluator: a policy over one finding's evidence. Strictest clause first, then the allowance that excuses it.

A clause asks for its own tier before its condition. Doubt favours the user: an unknown never makes a clause hit, it
leads to a person. Where the evidence comes from is left to `decisions.evidence`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from evenhand.policy.conditions import Asked, Judged, Leaf, Op, Scalar, judge
from evenhand.policy.model import Allowance, Clause, Policy, Severity
from evenhand.policy.vocabulary import ALLOWED_STANCES, FIELDS

_MEMO: Final = 65_536  # distinct evidence tuples kept; a batch has few


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a policy says of one evidence tuple.

    Violating: `clause` set and `allowance` None. `unknown`: fields whose value was unknown and mattered. `leaves`:
    every leaf of the deciding clause (or of those left unknown) and of the allowances that could excuse it.
    """

    clause: str | None
    allowance: str | None
    leaves: tuple[Asked, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def violating(self) -> bool:
        """A clause hits and no allowance excuses."""
        return self.clause is not None and self.allowance is None


def strictest_first(clauses: Iterable[Clause]) -> list[Clause]:
    """Severe before standard, tier 1 before tier 2, then document order."""
    return sorted(clauses, key=lambda clause: (clause.severity is not Severity.SEVERE, clause.tier))


def excuses(pattern: str, clause_id: str) -> bool:
    """Whether an entry of an allowance's `excuses` covers a clause: the id itself, or a prefix that ends in a dot."""
    return clause_id == pattern or (pattern.endswith(".") and clause_id.startswith(pattern))


def judge_clause(clause: Clause, evidence: Mapping[str, Scalar]) -> Judged:
    """A clause over evidence: its tier, and its condition."""
    tier = judge(Leaf("tier", Op.IS, clause.tier), evidence, "tier")
    if tier.truth is False:
        return tier
    when = judge(clause.when, evidence)
    truth = False if when.truth is False else None if None in (tier.truth, when.truth) else True
    return Judged(truth, tier.leaves + when.leaves)


def evaluate(policy: Policy, evidence: Mapping[str, Scalar]) -> Verdict:
    """Judge one evidence tuple. A clause that hits and is not excused wins; then unknowns; then what was excused."""
    if evidence.get("tier") == 0 or evidence.get("stance") == "no_reference":
        return Verdict(None, None)
    asked = _Asked(policy, evidence)
    excused: Verdict | None = None
    open_leaves: list[Asked] = []
    open_fields: set[str] = set()
    for clause in strictest_first(policy.clauses):
        judged = judge_clause(clause, evidence)
        if judged.truth is False:
            continue
        allowed, leaves, unknown = asked.allowances(clause.clause_id)
        leaves = _within(clause.clause_id, judged.leaves) + leaves
        if judged.truth is True and allowed is None:
            return Verdict(clause.clause_id, None, leaves, unknown)
        if judged.truth is True and excused is None:
            excused = Verdict(clause.clause_id, allowed, leaves)
        if judged.truth is None and allowed is None:
            open_leaves += leaves
            open_fields |= set(judged.unknown)
    if open_fields:
        clear = excused or Verdict(None, None)
        return replace(
            clear, leaves=tuple(dict.fromkeys([*clear.leaves, *open_leaves])), unknown=tuple(sorted(open_fields))
        )
    return excused or asked.plainly_allowed()


@dataclass(slots=True)
class _Asked:
    """Allowances over one evidence tuple, each judged once."""

    policy: Policy
    evidence: Mapping[str, Scalar]
    _judged: dict[str, Judged] = field(default_factory=dict)

    def _judge(self, allowance: Allowance) -> Judged:
        known = self._judged.get(allowance.allowance_id)
        if known is None:
            judged = judge(allowance.when, self.evidence)
            known = Judged(judged.truth, _within(allowance.allowance_id, judged.leaves))
            self._judged[allowance.allowance_id] = known
        return known

    def allowances(self, clause_id: str) -> tuple[str | None, tuple[Asked, ...], tuple[str, ...]]:
        """The first allowance that excuses a clause, the leaves of all that could, and what stayed unknown in them."""
        leaves: tuple[Asked, ...] = ()
        unknown: set[str] = set()
        for allowance in self.policy.allowances:
            if any(excuses(pattern, clause_id) for pattern in allowance.excuses):
                judged = self._judge(allowance)
                leaves += judged.leaves
                if judged.truth:
                    return allowance.allowance_id, leaves, ()
                unknown |= set(judged.unknown)
        return None, leaves, tuple(sorted(unknown))

    def plainly_allowed(self) -> Verdict:
        """No clause hits. For an allowed stance, the allowance that speaks for it is named, so that a reader sees
        why.
        """
        if self.evidence.get("stance") in ALLOWED_STANCES:
            for allowance in self.policy.allowances:
                judged = self._judge(allowance)
                if judged.truth:
                    return Verdict(None, allowance.allowance_id, judged.leaves)
        return Verdict(None, None)


def _within(part: str, leaves: tuple[Asked, ...]) -> tuple[Asked, ...]:
    return tuple(
        [Asked(f"{part}/{leaf.path}", leaf.field, leaf.op, leaf.value, leaf.seen, leaf.truth) for leaf in leaves]
    )


@dataclass(slots=True)
class Evaluator:
    """`evaluate` for one policy with a memory: a batch runs it once for each distinct evidence tuple."""

    policy: Policy
    _memo: dict[tuple[Scalar, ...], Verdict] = field(default_factory=dict)

    def __call__(self, evidence: Mapping[str, Scalar]) -> Verdict:
        """The verdict on an evidence tuple."""
        key = tuple(map(evidence.get, FIELDS))
        verdict = self._memo.get(key)
        if verdict is None:
            if len(self._memo) >= _MEMO:
                self._memo.clear()
            verdict = self._memo[key] = evaluate(self.policy, evidence)
        return verdict
