"""A canary at work: each post is examined under the version that governs its account. Which one, `service.golive` says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from evenhand.decisions.model import Decision
from evenhand.detection.model import Post
from evenhand.policy.model import Policy
from evenhand.service.examine import Examiner
from evenhand.service.golive import WHOLE, Candidate, bucket


@dataclass(slots=True)
class ByAccount:
    """An examiner for all, and beside it the versions that a share of accounts is decided under; examiners are made once.

    A policy of which no version is live for all has none for all: the accounts outside the share are not asked about it.
    """

    whole: Examiner | None
    canaries: tuple[tuple[Policy, int], ...]  # newest first, with their share per mille
    examiner_of: Callable[[Policy], Examiner]
    _made: dict[str, Examiner] = field(default_factory=dict)

    def decisions(self, post: Post) -> tuple[Decision, ...]:
        """One post under the version of its account, if there is one; a post without an account counts by its own id."""
        account = f"{post.surface}/{post.account_id or post.id}"
        for policy, share in self.canaries:
            if bucket(policy.ref, account) < share:
                return (self._of(policy).examine(post),)
        return () if self.whole is None else (self.whole.examine(post),)

    def all_made(self) -> tuple[Examiner, ...]:
        """Every examiner that traffic may go to."""
        whole = () if self.whole is None else (self.whole,)
        return (*whole, *(self._of(policy) for policy, _ in self.canaries))

    def _of(self, policy: Policy) -> Examiner:
        if policy.digest not in self._made:
            self._made[policy.digest] = self.examiner_of(policy)
        return self._made[policy.digest]


def canaries_of(
    policies: Mapping[str, Policy],
    known: Mapping[tuple[str, str], Candidate],
    live: Iterable[Policy],
    at: datetime,
) -> dict[str, tuple[tuple[Policy, int], ...]]:
    """By policy: the versions that a share of accounts is under at an instant, newest first, and newer than what is live."""
    newest = {policy.policy_id: _age(policy) for policy in live}
    found: dict[str, list[tuple[Policy, int]]] = {}
    for policy in sorted(policies.values(), key=_age, reverse=True):
        candidate = known.get((policy.ref, policy.digest))
        share = candidate.share(at) if candidate else 0
        newer = policy.policy_id not in newest or _age(policy) > newest[policy.policy_id]
        if 0 < share < WHOLE and policy.live_from <= at.date() and newer:
            found.setdefault(policy.policy_id, []).append((policy, share))
    return {policy_id: tuple(running) for policy_id, running in found.items()}


def _age(policy: Policy) -> tuple[date, str]:
    return policy.live_from, policy.version
