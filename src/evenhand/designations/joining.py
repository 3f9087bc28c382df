"""Who decided that two entities are one, or are not: decisions of people on top of the identity file.

A decision is added and never removed: undoing a merge is a later decision the other way, so a mistake is one command to
take back and both stay on record. *Different* sticks: it is never suggested again, wins over a chain of merges that
would join the two after all, and takes a listing out of an entity of the identity file. Who may decide is the caller's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from evenhand.designations.identity import Identity, KnownEntity
from evenhand.kernel.canonical import digest_of


class Verdict(StrEnum):
    """What a person found about two entities."""

    SAME = "same"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class JoinDecision:
    """One decision. `left` and `right` are entity ids, or the own id of a listing (`ofac:4695`) that is joined by curation.

    `confidence` (0..1000) and `explanation` are what the resolver said when it was decided; nothing when it said nothing.
    """

    decision_id: str
    verdict: Verdict
    left: str
    right: str
    by: str
    reason: str
    at: datetime
    confidence: int = 0
    explanation: tuple[str, ...] = ()

    @property
    def pair(self) -> tuple[str, str]:
        """The two ids in one order, whichever way they were given."""
        return (self.left, self.right) if self.left <= self.right else (self.right, self.left)


def standing(decisions: Iterable[JoinDecision]) -> dict[tuple[str, str], JoinDecision]:
    """The latest decision of each pair."""
    latest: dict[tuple[str, str], JoinDecision] = {}
    for decision in sorted(decisions, key=lambda decision: (decision.at, decision.decision_id)):
        latest[decision.pair] = decision
    return latest


def decided(identity: Identity, decisions: Sequence[JoinDecision]) -> Identity:
    """The identity file with the decisions applied. The same decisions give the same identity in whatever order."""
    if not decisions:
        return identity
    latest = standing(decisions)
    apart = frozenset(pair for pair, decision in latest.items() if decision.verdict is Verdict.DIFFERENT)
    merged = _merged(latest, apart)
    return replace(
        identity,
        entities=_entities(identity.entities, merged),
        digest=digest_of([identity.digest, sorted(decision.decision_id for decision in decisions)]),
        merged=merged,
        apart=apart,
    )


def _merged(latest: Mapping[tuple[str, str], JoinDecision], apart: frozenset[tuple[str, str]]) -> dict[str, str]:
    """Each merged entity's final id. A merge that would join a pair that was found different is left out."""
    groups: dict[str, frozenset[str]] = {}
    for pair, decision in sorted(latest.items(), key=lambda item: (item[1].at, item[1].decision_id)):
        if decision.verdict is not Verdict.SAME:
            continue
        joined = groups.get(pair[0], frozenset({pair[0]})) | groups.get(pair[1], frozenset({pair[1]}))
        if any(one in joined and other in joined for one, other in apart):
            continue
        groups.update(dict.fromkeys(joined, joined))
    return {entity: min(group, key=_rank) for entity, group in groups.items()}


def _rank(entity_id: str) -> tuple[bool, str]:
    """Curated ids first: they stand on decisions for ever."""
    return not entity_id.startswith("org:"), entity_id


def _entities(known: Mapping[str, KnownEntity], merged: Mapping[str, str]) -> dict[str, KnownEntity]:
    """The file's entities; those merged into another give it their names."""
    found = dict(known)
    for entity_id in sorted(merged):
        final = merged[entity_id]
        if entity_id != final and entity_id in found and final in found:
            other = found.pop(entity_id)
            one = found[final]
            aliases = tuple(dict.fromkeys((*one.aliases, *other.aliases)))
            found[final] = replace(one, joins=(*one.joins, *other.joins), aliases=aliases)
    return found
