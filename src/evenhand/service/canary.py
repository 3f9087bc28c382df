"""A canary at work: each post is examined under the version that governs its account. Which one, `service.golive` says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from evenhand.decisions.model import Decision
from evenhand.detection.model import Post
from evenhand.policy.model import Policy
from evenhand.service.examine import Examiner
from evenhand.service.golive import WHOLE, Candidate, bucket


@dataclass(slots=True)
class ByAccount:
    """An examiner for all, and beside it the versions that a share of accounts is decided under; examiners are made once."""

    whole: Examiner
    canaries: tuple[tuple[Policy, int], ...]  # newest first, with their share per mille
    examiner_of: Callable[[Policy], Examiner]
    _made: dict[str, Examiner] = field(default_factory=dict)

    def examine(self, post: Post) -> Decision:
        """One post under the version of its account; a post without an account counts by its own id."""
        account = f"{post.surface}/{post.account_id or post.id}"
        for policy, share in self.canaries:
            if bucket(policy.ref, account) < share:
                return self._of(policy).examine(post)
        return self.whole.examine(post)

    def decisions(self, post: Post) -> tuple[Decision, ...]:
        """As `examine`: one policy is asked."""
        return (self.examine(post),)

    def all_made(self) -> tuple[Examiner, ...]:
        """Every examiner that traffic may go to."""
        return (self.whole, *(self._of(policy) for policy, _ in self.canaries))

    def _of(self, policy: Policy) -> Examiner:
        if policy.digest not in self._made:
            self._made[policy.digest] = self.examiner_of(policy)
        return self._made[policy.digest]


def canaries_of(
    whole: Examiner, policies: Mapping[str, Policy], known: Mapping[tuple[str, str], Candidate]
) -> tuple[tuple[Policy, int], ...]:
    """The versions of the same policy that a share of accounts is under at the instant of judgement, and are newer."""
    at, live = whole.judged_at, whole.policy
    found = [
        (policy, known[policy.ref, policy.digest].share(at))
        for policy in policies.values()
        if (policy.ref, policy.digest) in known
        and policy.policy_id == live.policy_id
        and policy.live_from <= at.date()
        and (policy.live_from, policy.version) > (live.live_from, live.version)
    ]
    shares = [(policy, share) for policy, share in found if 0 < share < WHOLE]
    return tuple(sorted(shares, key=lambda pair: (pair[0].live_from, pair[0].version), reverse=True))
