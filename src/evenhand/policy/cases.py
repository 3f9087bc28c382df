"""Runs the inline cases of a policy: each says what evidence gives which clause and allowance."""

from __future__ import annotations

from dataclasses import dataclass

from evenhand.policy.evaluate import Verdict, evaluate
from evenhand.policy.model import InlineCase, Policy


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case as it came out. `why` is empty when it passed."""

    case: InlineCase
    verdict: Verdict
    why: str

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.why


def run_cases(policy: Policy) -> tuple[CaseResult, ...]:
    """All inline cases, in document order."""
    return tuple(_run(policy, case) for case in policy.cases)


def _run(policy: Policy, case: InlineCase) -> CaseResult:
    verdict = evaluate(policy, case.evidence)
    differences = [
        f"{what} is {got or 'none'}, expected {wanted or 'none'}"
        for what, got, wanted in (
            ("clause", verdict.clause, case.clause),
            ("allowance", verdict.allowance, case.allowance),
        )
        if got != wanted
    ]
    if case.review and not verdict.unknown:
        differences.append("nothing is unknown, expected a question for a person")
    if not case.review and verdict.unknown and not verdict.violating:
        differences.append("unknown: " + ", ".join(verdict.unknown) + " (add `review: true` if that is meant)")
    return CaseResult(case, verdict, "; ".join(differences))
