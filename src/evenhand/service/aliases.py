"""Which names detection looks for: those of entities that can matter to a policy, now or when a post was posted.

Being listed is not being dangerous (DESIGN.md, decision 4): ships, airlines, banks and people under programmes that no tier
map mentions are not looked for at all, so nobody is found because a namesake is on a sanctions list.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from evenhand.designations.model import Verification
from evenhand.designations.registry import Registry
from evenhand.detection.aliases import AliasEntry
from evenhand.detection.observe import Detector
from evenhand.detection.scanner import Scanner
from evenhand.policy.model import Policy


def entities_in_scope(registry: Registry, policies: Iterable[Policy]) -> frozenset[str]:
    """The entities with at least one confirmed act, of any day, that some tier map knows."""
    maps = [policy.tier_map for policy in policies]
    found = set()
    for entity_id, entity in registry.entities.items():
        for act in registry.designations_of(entity_id):
            fact = act.fact
            if fact.verification is Verification.CONFIRMED and any(
                tiers.tier_of(fact.authority, fact.programme, entity.kind.value, fact.tier_hint) for tiers in maps
            ):
                found.add(entity_id)
                break
    return frozenset(found)


def detector_for(registry: Registry, policies: Iterable[Policy], known_at: datetime) -> Detector:
    """A detector for the names in scope, as known at an instant."""
    from evenhand.designations.matchable import matchable_aliases
    from evenhand.designations.places import places

    scope = entities_in_scope(registry, policies)
    near = places()
    return Detector(
        Scanner.build(
            AliasEntry(
                alias.entity_id,
                alias.name,
                alias.lang,
                alias.strength.value,
                alias.kind.value,
                near.get(alias.entity_id, ()),
            )
            for alias in matchable_aliases(registry, known_at.date(), known_at)
            if alias.entity_id in scope
        )
    )
