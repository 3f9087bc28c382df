"""What a holder's penalties would be without some decisions: reasons are load-bearing, and here one can lean on them.

As if the rulings had never been made, all else equal. Nothing is recorded; changing something is appeals' and `undo`'s.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from evenhand.enforcement.ladder import in_words
from evenhand.enforcement.model import Overturn, Ruling, RungReached, StrikeState
from evenhand.enforcement.strikes import fold
from evenhand.policy.model import Policy


@dataclass(frozen=True, slots=True)
class RungChange:
    """A ruling whose rung would be another: in words, empty where there would be none."""

    ruling_id: str
    decision_id: str
    was: str
    would_be: str


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """The strikes as they are, as they would be, and each penalty that would differ."""

    before: StrikeState
    after: StrikeState
    changes: tuple[RungChange, ...]


def without(
    rulings: Iterable[Ruling],
    overturns: Iterable[Overturn],
    policies: Mapping[str, Policy],
    subject_id: str,
    at: datetime,
    decisions: Collection[str],
) -> Counterfactual:
    """The strikes at an instant without the rulings on some decisions. Raises as `strikes.fold`."""
    rulings, overturns = list(rulings), list(overturns)
    rest = [ruling for ruling in rulings if ruling.decision_id not in decisions]
    before = fold(subject_id, rulings, overturns, policies, at)
    after = fold(subject_id, rest, overturns, policies, at)
    there = {rung.ruling_id: rung for rung in before.rungs}
    here = {rung.ruling_id: rung for rung in after.rungs}
    changes = tuple(
        RungChange(ruling.ruling_id, ruling.decision_id, _words(was), _words(would_be))
        for ruling in sorted(rulings, key=lambda r: (r.ruled_at, r.ruling_id))
        if (was := there.get(ruling.ruling_id)) != (would_be := here.get(ruling.ruling_id))
    )
    return Counterfactual(before, after, changes)


def _words(rung: RungReached | None) -> str:
    return "" if rung is None else in_words(rung.count, rung.of, rung.penalty)
