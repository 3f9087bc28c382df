"""Shadow: a version or a mechanism decides beside the live one, and nothing follows. Its decisions are kept to be audited.

They are `decision.shadowed`, a kind of their own: no queue, report, strike or statement reads it. The mode is on the decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from evenhand.decisions.autonomy import ACTS_ALONE, AutonomyState
from evenhand.decisions.model import Asker, Decision, Route
from evenhand.detection.model import Post
from evenhand.enforcement.subjects import Directory
from evenhand.kernel.canonical import digest_of, plain
from evenhand.kernel.clock import Clock
from evenhand.kernel.ids import derived_id
from evenhand.ledger.model import Event
from evenhand.policy.model import Policy
from evenhand.service.examine import Examiner
from evenhand.service.ports import Journal

SHADOWED = "decision.shadowed"
SHADOW = "shadow"


def shadowing(examiner: Examiner, surfaces: Iterable[str]) -> Examiner:
    """The examiner as if everything that the policy opts in to were earned, in mode shadow."""
    return replace(examiner, autonomy=as_if_earned(examiner.policy, surfaces), mode=SHADOW)


def as_if_earned(policy: Policy, surfaces: Iterable[str]) -> AutonomyState:
    """All that the closed list and the policy allow, earned on these surfaces: for shadow decisions only."""
    allowed = {mechanism.value for mechanism in ACTS_ALONE}
    cells = frozenset(
        (rule.mechanism, clause, surface)
        for surface in surfaces
        for rule in policy.automatic
        if rule.mechanism in allowed
        for clause in rule.clauses
    )
    return AutonomyState(cells, f"shadow of {policy.ref}")


def shadow_id(post: Post, policy_ref: str) -> str:
    """The natural key of a shadow decision; a live decision on the same post has another."""
    return derived_id("shadow", post.surface, post.id, digest_of(post), policy_ref)


def shadow_made(decision: Decision, post: Post, subject_id: str, asker: Asker, clock: Clock) -> Event:
    """`decision.shadowed`. Raises ValueError for a decision that is not marked so."""
    if decision.mode != SHADOW:
        raise ValueError(f"a decision in mode {decision.mode} is no shadow")
    name = shadow_id(post, decision.policy)
    payload = {"decision": plain(decision), "post": plain(post), "asker": asker.value}
    return Event(derived_id("evt", SHADOWED, name), SHADOWED, clock.now(), payload, subject_id, name)


def shadow(
    posts: Iterable[Sequence[Post]], examiner: Examiner, journal: Journal, clock: Clock, holders: Directory
) -> Iterator[int]:
    """Examine and keep posts batch by batch; each yield is how many new shadow decisions are committed."""
    for batch in posts:
        beside = shadowing(examiner, {post.surface for post in batch})
        events: dict[str, Event] = {}
        for post in batch:
            decision = beside.examine(post)
            if decision.findings or decision.route is not Route.NONE:
                holder = holders.holder(post.surface, post.account_id or post.id, post.account.reach)
                event = shadow_made(decision, post, holder.subject_id, Asker.OWN, clock)
                events[event.event_id] = event
        known = journal.known(list(events))
        new = [event for name, event in events.items() if name not in known]
        if new:
            journal.record(new)
        yield len(new)
