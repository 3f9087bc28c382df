"""Evenness by construction: the same words about different entities of one tier get the same answer."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property.test_decide_words import OBSERVED, POSTS
from tests.simulators.decision_world import DIGESTS, JUDGED_AT, finder, newest
from tests.simulators.decision_world import KINDS as WORLD

from evenhand.decisions.decide import decide
from evenhand.decisions.model import Decision
from evenhand.detection.model import Detection, Observed, Post
from evenhand.policy.model import Policy
from evenhand.policy.versions import shipped

SWAP = {"org:dawn": "org:aram", "org:aram": "org:dawn"}  # both tier 1, by different authorities and programmes
GROUPS = ("en", "ar", "he", "fa")


def swapped(seen: Observed) -> Observed:
    return replace(seen, detections=tuple(_swap(detection) for detection in seen.detections))


def _swap(detection: Detection) -> Detection:
    entity_id = SWAP.get(detection.mention.entity_id, detection.mention.entity_id)
    return replace(detection, mention=replace(detection.mention, entity_id=entity_id))


def decided(post: Post, seen: Observed, policy: Policy) -> Decision:
    findings = finder(policy).find(post, seen, JUDGED_AT)
    return decide(post, seen, findings, policy, digests=DIGESTS, judged_at=JUDGED_AT)


def essence(decision: Decision) -> object:
    found = [
        (f.clause, f.allowance, f.tier, f.tier_when_posted, f.unknown, f.clause_when_posted, f.strike_why_not)
        for f in decision.findings
    ]
    return decision.outcome, decision.route, decision.priority, found


@settings(max_examples=200, deadline=None)
@given(POSTS, OBSERVED, st.sampled_from(shipped()))
def test_swapping_the_entity_within_its_tier_changes_only_names(post: Post, seen: Observed, policy: Policy) -> None:
    assert set(SWAP) <= set(WORLD)
    assert essence(decided(post, seen, policy)) == essence(decided(post, swapped(seen), policy))


@settings(max_examples=100, deadline=None)
@given(POSTS, OBSERVED, st.sampled_from(GROUPS), st.sampled_from(GROUPS))
def test_the_language_changes_nothing_once_the_stance_is_read(post: Post, seen: Observed, one: str, other: str) -> None:
    policy = newest()
    first = decided(replace(post, lang=one), replace(seen, lang=one), policy)
    second = decided(replace(post, lang=other), replace(seen, lang=other), policy)
    assert essence(first) == essence(second)
