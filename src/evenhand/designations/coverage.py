"""Whether the curated names cover whom they must: every organisation in force on the FTO list and the UN list of 1267, in
the scripts in which people write about it (`expected-scripts.yml`). What is missing is said, never made up.

Names that a list itself prints count for no language: nobody checked which one they are in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib import resources
from typing import Any

import yaml

from evenhand.designations.identity import Identity
from evenhand.designations.registry import Registry

PROGRAMMES = frozenset({"us-fto", "un-1267"})
LATIN = "Latn"


@dataclass(frozen=True, slots=True)
class Covered:
    """One organisation: the languages it has curated names in, and those (or `Latn`, the script) that are missing."""

    entity_id: str
    name: str
    languages: tuple[str, ...]
    missing: tuple[str, ...]


def coverage(registry: Registry, identity: Identity, on: date, known_at: datetime) -> tuple[Covered, ...]:
    """Every organisation under one of the programmes, by id. One that the identity file does not know misses everything."""
    expected = _expected()
    found = []
    for entity_id, entity in registry.entities.items():
        acts = registry.cited(entity_id, on, known_at)
        if not any(act.programme in PROGRAMMES and act.in_force is not False for act in acts):
            continue
        if entity.kind.value == "person" or not _is_body(entity.record_keys):
            continue
        known = identity.entities.get(entity_id)
        names = known.aliases if known else ()
        languages = sorted({alias.lang for alias in names if alias.lang})
        wanted = [*expected[""], *expected.get(entity_id, ())]
        missing = [lang for lang in dict.fromkeys(wanted) if lang not in languages]
        if not any(alias.script == LATIN for alias in names):
            missing.append(LATIN)
        found.append(Covered(entity_id, entity.name, tuple(languages), tuple(missing)))
    return tuple(found)


def _is_body(record_keys: Iterable[str]) -> bool:
    """A listing of a group: persons of the UN list have numbers of their own (QDi)."""
    return any(key.startswith("us-state-fto/") or "/QDe." in key for key in record_keys)


def _expected() -> Mapping[str, tuple[str, ...]]:
    """The languages each entity needs beyond those of every entity, which stand under the empty id."""
    text = resources.files("evenhand.designations").joinpath("expected-scripts.yml").read_text(encoding="utf-8")
    raw: dict[str, Any] = yaml.safe_load(text)
    found: dict[str, tuple[str, ...]] = {"": tuple(raw["every"])}
    for group in (raw["reported_widely"], *raw["regions"]):
        for name in group["entities"]:
            entity_id = f"org:{name}"
            found[entity_id] = (*found.get(entity_id, ()), *group["languages"])
    return found
