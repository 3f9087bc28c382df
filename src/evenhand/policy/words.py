"""A policy in words, for people who decide by it: plain lines, no layout. How they are shown is `entry`'s."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from evenhand.kernel.canonical import plain
from evenhand.policy.conditions import condition_content, condition_in_words
from evenhand.policy.model import About, Penalty, PenaltyKind, Policy, StrikeRules


def penalty_in_words(penalty: Penalty) -> str:
    """`warning`, `posting and live limited for 3 days`, `suspension for 7 days`, `disablement`."""
    if penalty.kind is PenaltyKind.FEATURE_LIMIT:
        span = f" for {_days(penalty.days)}" if penalty.days is not None else ""
        return f"{' and '.join(feature.replace('_', ' ') for feature in penalty.features)} limited{span}"
    if penalty.kind is PenaltyKind.SUSPENSION and penalty.days is not None:
        return f"suspension for {_days(penalty.days)}"
    return penalty.kind.value


def _days(days: int | None) -> str:
    return "1 day" if days == 1 else f"{days} days"


def policy_in_words(policy: Policy) -> Iterator[str]:
    """The whole policy, section by section."""
    source = policy.modelled_on
    captured = source.captured.isoformat() if source.captured else "unknown"
    yield f"{policy.title} ({policy.ref}), live from {policy.live_from.isoformat()}"
    yield f"modelled on {source.title}, {source.publisher}; captured {captured}, effective {source.effective}"
    yield f"digest {policy.digest}"
    yield ""
    for clause in policy.clauses:
        yield f"{clause.clause_id}: {clause.title} (tier {clause.tier}, {clause.severity.value} strikes)"
        yield f"  {clause.text}"
        yield f"  when {condition_in_words(clause.when)}"
    yield ""
    for allowance in policy.allowances:
        yield f"{allowance.allowance_id}: {allowance.title}, excuses {', '.join(allowance.excuses)}"
        yield f"  {allowance.text}"
        yield f"  when {condition_in_words(allowance.when)}"
    for rules in policy.strikes:
        yield ""
        yield from _track_in_words(rules)
    yield ""
    for rule in policy.tier_map.rules:
        yield f"tier {rule.tier}: {rule.authority} {rule.programme} ({', '.join(rule.kinds)}): {rule.reason}"
    if policy.about is About.GROUPS:
        yield "every group of people is in tier 1; no rule says which groups there are"
    else:
        yield "no tier: everything else, every ship, airline, bank and company among it"
    yield ""
    review = policy.review
    office = " or public office" if review.two_person_public_office else ""
    yield f"two persons for a reach of {review.two_person_reach} or more{office}"
    yield f"appeals within {review.appeal_window_days} days"
    yield f"  {review.reference}"
    if policy.penalties_follow:
        yield f"penalties follow links that are {' or '.join(policy.penalties_follow)}, and no others"
    if policy.penalties_follow_from:
        yield f"penalties follow links that are held sure by {policy.penalties_follow_from} of 1000 or more, and no others"
    for automatic in policy.automatic:
        clauses = ", ".join(automatic.clauses)
        yield f"{automatic.mechanism} may {automatic.restriction} for {clauses} once earned: {automatic.reference}"
    if not policy.automatic:
        yield "no mechanism acts alone"


def policy_content(policy: Policy) -> dict[str, Any]:
    """The policy as plain JSON values, its conditions spelled as in the file. Cases are left out: they test it."""
    content: dict[str, Any] = plain(replace(policy, cases=()))
    del content["cases"]
    for shown, clause in zip(content["clauses"], policy.clauses, strict=True):
        shown["when"] = plain(condition_content(clause.when))
    for shown, allowance in zip(content["allowances"], policy.allowances, strict=True):
        shown["when"] = plain(condition_content(allowance.when))
    return content


def _track_in_words(rules: StrikeRules) -> Iterator[str]:
    across = "shared by all surfaces" if rules.shared_across_surfaces else "each surface for itself"
    yield (
        f"{rules.track.value} strikes: expire after {rules.expires_after} days, none for posts older than"
        f" {rules.post_age_limit} days, {across}"
    )
    yield f"  {rules.reference}"
    for rung in rules.rungs:
        assumed = ", our assumption" if rung.assumption else ""
        yield f"  {rung.strikes}: {penalty_in_words(rung.penalty)} ({rung.reference}{assumed})"
