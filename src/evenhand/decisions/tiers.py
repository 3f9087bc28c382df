"""Which tier an entity is in at an instant: designations as the registry answers them, read through a policy's tier
map.

Unverified designations are cited and never enforced; one whose force cannot be said leaves the tier unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Protocol

from evenhand.decisions.days import day_of, days_of, hour_of
from evenhand.decisions.model import DesignationCited
from evenhand.designations.model import Cited, Entity, Verification
from evenhand.policy.model import TierMap

_MEMO: Final = 65_536


class Designations(Protocol):
    """What findings ask of the registry (`designations.registry.Registry`)."""

    @property
    def entities(self) -> Mapping[str, Entity]:
        """Who there is, by id."""
        ...

    def cited(self, entity_id: str, on: date, known_at: datetime) -> tuple[Cited, ...]:
        """The acts known at an instant, each with whether it was in force on the day."""
        ...


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an entity stands at an instant: its tier (None: none, or not known) and the acts that say so."""

    tier: int | None
    known: bool
    designations: tuple[DesignationCited, ...]

    @property
    def evidence(self) -> int | None:
        """The value of the field `tier`: 0 is in no tier, None is unknown."""
        return (self.tier or 0) if self.known else None


@dataclass(slots=True)
class Tiers:
    """Standings under one tier map, each computed once."""

    tier_map: TierMap
    designations: Designations
    _memo: dict[tuple[str, date, datetime], tuple[DesignationCited, ...]] = field(default_factory=dict)
    _standings: dict[tuple[str, datetime, datetime], Standing] = field(default_factory=dict)

    def standing(self, entity_id: str, at: datetime, known_at: datetime) -> Standing:
        """Where an entity stands at an instant, as known at another. Each authority's act is asked for its own day."""
        key = (entity_id, hour_of(at), known_at)  # every border of a day falls on a whole hour
        standing = self._standings.get(key)
        if standing is None:
            if len(self._standings) >= _MEMO:
                self._standings.clear()
            standing = self._standings[key] = self._standing(entity_id, at, known_at)
        return standing

    def _standing(self, entity_id: str, at: datetime, known_at: datetime) -> Standing:
        days = days_of(at)
        acts: list[DesignationCited] = []
        for day in days:
            for act in self._acts(entity_id, day, known_at):
                if len(days) == 1 or day_of(at, act.authority) == day:
                    acts.append(act)
        enforceable = [act for act in acts if act.verified and act.tier is not None]
        held = [act.tier for act in enforceable if act.in_force and act.tier is not None]
        if held:
            return Standing(min(held), True, tuple(acts))
        return Standing(None, not any(act.in_force is None for act in enforceable), tuple(acts))

    def _acts(self, entity_id: str, day: date, known_at: datetime) -> tuple[DesignationCited, ...]:
        key = (entity_id, day, known_at)
        acts = self._memo.get(key)
        if acts is None:
            if len(self._memo) >= _MEMO:
                self._memo.clear()
            entity = self.designations.entities.get(entity_id)
            kind = entity.kind.value if entity else "unknown"
            found = self.designations.cited(entity_id, day, known_at)
            acts = self._memo[key] = tuple(self._cite(act, kind) for act in found)
        return acts

    def _cite(self, act: Cited, kind: str) -> DesignationCited:
        return DesignationCited(
            authority=act.authority,
            programme=act.programme,
            announced=act.announced,
            effective=act.effective,
            revoked=act.revoked,
            in_force=act.in_force,
            source=act.source,
            reference=act.reference,
            tier=self.tier_map.tier_of(act.authority, act.programme, kind, act.tier_hint),
            document=act.document_ids[0] if act.document_ids else "",
            verified=act.verification is Verification.CONFIRMED,
        )
