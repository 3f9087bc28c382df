"""A registry in miniature: a table of acts, answered by the two clocks as `designations.registry` does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from evenhand.designations.model import Cited, Entity, EntityKind, Verification


@dataclass(frozen=True)
class Act:
    """One act. `dated` False: in force cannot be said of any day."""

    entity_id: str
    authority: str = "us-state"
    programme: str = "us-fto"
    announced: date | None = None
    effective: date | None = date(2010, 1, 1)
    revoked: date | None = None
    known: datetime = datetime(2010, 1, 1, tzinfo=UTC)
    verification: Verification = Verification.CONFIRMED
    tier_hint: str = ""


class DesignationsTable:
    """Entities and acts, by hand."""

    def __init__(self, kinds: Mapping[str, EntityKind], acts: tuple[Act, ...], names: Mapping[str, str] | None = None):
        self.entities: dict[str, Entity] = {
            entity_id: Entity(entity_id, (names or {}).get(entity_id, entity_id), kind, ())
            for entity_id, kind in kinds.items()
        }
        self._acts = acts
        self.asked = 0

    def cited(self, entity_id: str, on: date, known_at: datetime) -> tuple[Cited, ...]:
        self.asked += 1
        return tuple(
            Cited(
                authority=act.authority,
                programme=act.programme,
                announced=act.announced,
                effective=act.effective,
                revoked=act.revoked,
                in_force=_in_force(act, on),
                source="a table",
                verification=act.verification,
                tier_hint=act.tier_hint,
                document_ids=("doc-1",),
            )
            for act in self._acts
            if act.entity_id == entity_id and act.known <= known_at
        )


def _in_force(act: Act, on: date) -> bool | None:
    if act.revoked is not None and on >= act.revoked:
        return False
    if act.effective is not None:
        return on >= act.effective
    return None
