"""What changed between two versions of a list: plain comparison of records by key, no judgement.

A removal here is a listing that the later version does not have; whether it means a revocation is not said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evenhand.designations.model import DesignationFact, ListRecord


@dataclass(frozen=True, slots=True)
class Change:
    """One listing that both versions have, stated differently."""

    key: str
    name: str
    renamed_from: str = ""
    programmes_added: tuple[str, ...] = ()
    programmes_removed: tuple[str, ...] = ()
    names_added: tuple[str, ...] = ()
    names_removed: tuple[str, ...] = ()
    days_changed: tuple[str, ...] = ()  # `programme: before → after`


@dataclass(frozen=True, slots=True)
class Difference:
    """Two versions compared, each part in the order of the keys. `unchanged` counts the rest."""

    added: tuple[ListRecord, ...]
    removed: tuple[ListRecord, ...]
    changed: tuple[Change, ...]
    unchanged: int


def difference(before: Iterable[ListRecord], after: Iterable[ListRecord]) -> Difference:
    """What a later version of a list adds, leaves out and states differently."""
    old = {record.key: record for record in before}
    new = {record.key: record for record in after}
    changes = [change for key in sorted(old.keys() & new.keys()) if (change := change_of(old[key], new[key]))]
    return Difference(
        added=tuple(new[key] for key in sorted(new.keys() - old.keys())),
        removed=tuple(old[key] for key in sorted(old.keys() - new.keys())),
        changed=tuple(changes),
        unchanged=len(old.keys() & new.keys()) - len(changes),
    )


def change_of(old: ListRecord, new: ListRecord) -> Change | None:
    """How a later statement of one listing differs; None when it says the same of names, programmes and days."""
    had, has = _programmes(old), _programmes(new)
    old_names, new_names = _names(old), _names(new)
    change = Change(
        key=new.key,
        name=new.name,
        renamed_from=old.name if old.name != new.name else "",
        programmes_added=tuple(sorted(has.keys() - had.keys())),
        programmes_removed=tuple(sorted(had.keys() - has.keys())),
        names_added=tuple(name for name in new_names if name not in old_names),
        names_removed=tuple(name for name in old_names if name not in new_names),
        days_changed=tuple(
            f"{programme}: {_days(had[programme])} → {_days(has[programme])}"
            for programme in sorted(had.keys() & has.keys())
            if _days(had[programme]) != _days(has[programme])
        ),
    )
    return None if change == Change(new.key, new.name) else change


def _programmes(record: ListRecord) -> Mapping[str, Sequence[DesignationFact]]:
    found: dict[str, list[DesignationFact]] = {}
    for fact in record.facts:
        found.setdefault(fact.programme, []).append(fact)
    return found


def _names(record: ListRecord) -> dict[str, None]:
    return dict.fromkeys((record.name, *(alias.name for alias in record.aliases)))


def _days(facts: Sequence[DesignationFact]) -> str:
    said = (
        f"{fact.effective or fact.announced or '?'}" + (f" to {fact.revoked}" if fact.revoked else "") for fact in facts
    )
    return ", ".join(said)
