"""A registry as rows that can be asked without folding it again: names in normal form, entities with their acts.

Derived and rebuildable; whoever keeps the rows keeps the fingerprint beside them and throws both away when it differs. The
fingerprint covers the imported documents, the decisions of people, and every file of this package, data and code: an
import, a decision or an upgrade each make the rows stale. Where the rows are kept is an adapter's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any, Final, Protocol

import orjson

from evenhand.designations.citing import cite
from evenhand.designations.model import (
    Alias,
    Cited,
    Designation,
    DesignationFact,
    Entity,
    EntityKind,
    Gap,
    SourceDocument,
    Strength,
    Verification,
)
from evenhand.designations.names import NameHit, NameTable, search
from evenhand.kernel.canonical import digest_of

if TYPE_CHECKING:
    from evenhand.designations.registry import Registry

_SUFFIXES: Final = (".py", ".yml", ".csv", ".txt")
_DAYS: Final = ("announced", "effective", "revoked", "revocation_announced", "in_force_by")
_INSTANTS: Final = ("first_known", "absent_since", "superseded_at", "revocation_known", "compiled_at", "seen_from")


class Asked(Protocol):
    """What answers who is designated: a folded registry, or rows kept from one."""

    @property
    def digest(self) -> str:
        """The registry's digest."""
        ...

    @property
    def entities(self) -> Mapping[str, Entity]:
        """Entities by id."""
        ...

    @property
    def documents(self) -> Sequence[SourceDocument]:
        """The documents it was made from."""
        ...

    def find(self, query: str, limit: int = 5) -> tuple[NameHit, ...]:
        """Entities by a name in any script, best first."""
        ...

    def cited(self, entity_id: str, on: date, known_at: datetime) -> tuple[Cited, ...]:
        """The acts known at an instant, one entry an act."""
        ...


class KeptRows(NameTable, Protocol):
    """The rows of a kept registry."""

    def digest(self) -> str:
        """The registry's digest."""
        ...

    def documents(self) -> bytes:
        """What `document_row` gave."""
        ...

    def entity(self, entity_id: str) -> bytes | None:
        """The body that `entity_rows` gave for an entity."""
        ...


def fingerprint(document_ids: Iterable[str], decision_ids: Iterable[str]) -> str:
    """What rows must have been made from to be right."""
    return digest_of([_package_digest(), sorted(document_ids), sorted(decision_ids)])


@lru_cache(maxsize=1)
def _package_digest() -> str:
    found = hashlib.sha256()
    for path, file in sorted(_files("", resources.files("evenhand.designations")), key=lambda item: item[0]):
        found.update(f"{path}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()


def _files(prefix: str, folder: Traversable) -> Iterator[tuple[str, Traversable]]:
    for child in folder.iterdir():
        path = f"{prefix}/{child.name}"
        if child.name.endswith(_SUFFIXES):
            yield path, child
        elif "." not in child.name and not child.name.startswith("__") and child.is_dir():
            yield from _files(path, child)


def entity_rows(registry: Registry) -> Iterator[tuple[str, bytes]]:
    """Each entity's id and its body: the entity without its names, and its acts."""
    for entity_id, entity in registry.entities.items():
        body = {"name": entity.name, "kind": entity.kind, "acts": registry.designations_of(entity_id)}
        yield entity_id, orjson.dumps(body)


def document_row(registry: Registry) -> bytes:
    """The documents of a registry as one body."""
    return orjson.dumps(registry.documents)


class KeptRegistry:
    """`Asked` over rows. Entities come without their names: those are asked through `find`."""

    def __init__(self, rows: KeptRows) -> None:
        """Use rows whose fingerprint was compared by the caller."""
        self._rows = rows
        self.digest = rows.digest()
        self.entities: Mapping[str, Entity] = _Entities(rows)

    @property
    def documents(self) -> Sequence[SourceDocument]:
        """The documents the registry was made from."""
        raw = orjson.loads(self._rows.documents())
        return [SourceDocument(**{**one, "observed_at": _instant(one["observed_at"])}) for one in raw]

    def find(self, query: str, limit: int = 5) -> tuple[NameHit, ...]:
        """Entities by a name in any script, best first: as the registry itself answers."""
        return search(self._rows, query, limit)

    def cited(self, entity_id: str, on: date, known_at: datetime) -> tuple[Cited, ...]:
        """The acts known at an instant, one entry an act, each with whether it was in force on the day."""
        body = self._rows.entity(entity_id)
        return cite(map(_act, orjson.loads(body)["acts"]), on, known_at) if body is not None else ()


class _Entities(dict[str, Entity]):
    """Entities that are read when asked for."""

    def __init__(self, rows: KeptRows) -> None:
        super().__init__()
        self._rows = rows

    def __missing__(self, entity_id: str) -> Entity:
        body = self._rows.entity(entity_id)
        if body is None:
            raise KeyError(entity_id)
        raw = orjson.loads(body)
        return Entity(entity_id, raw["name"], EntityKind(raw["kind"]), (Alias(raw["name"], strength=Strength.STRONG),))


def _act(raw: dict[str, Any]) -> Designation:
    fact = raw["fact"]
    for name in _DAYS:
        fact[name] = date.fromisoformat(fact[name]) if fact[name] else None
    fact["verification"] = Verification(fact["verification"])
    fact["observed_gaps"] = tuple(
        (date.fromisoformat(since), date.fromisoformat(until) if until else None)
        for since, until in fact["observed_gaps"]
    )
    raw["fact"] = DesignationFact(**fact)
    for name in _INSTANTS:
        raw[name] = _instant(raw[name]) if raw[name] else None
    raw["gaps"] = tuple(
        Gap(_instant(gap["since"]), _instant(gap["until"]) if gap["until"] else None) for gap in raw["gaps"]
    )
    return Designation(**raw)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
