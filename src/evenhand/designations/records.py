"""List records as bytes and back: sorted keys, defaults left out, so that equal records have equal bytes and hashes.

Where the bytes are kept is `adapters.sql.lists`'s. Text is cleaned here of what has no UTF-8 (lone surrogates).
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import orjson

from evenhand.designations.model import Alias, DesignationFact, EntityKind, ListRecord, Strength, Verification

_DAYS: Final = ("announced", "effective", "revoked", "revocation_announced", "in_force_by")
_NO_ALIAS: Final = Alias(name="")
_NO_FACT: Final = DesignationFact(authority="", programme="")


def to_bytes(record: ListRecord) -> bytes:
    """The canonical bytes of a record."""
    body: dict[str, Any] = {"key": record.key, "name": record.name, "kind": record.kind.value}
    if record.aliases:
        body["aliases"] = [_sparse(alias, _NO_ALIAS) for alias in record.aliases]
    if record.facts:
        body["facts"] = [_sparse(fact, _NO_FACT) for fact in record.facts]
    for field in ("countries", "birth_years", "remarks"):
        if value := getattr(record, field):
            body[field] = value
    try:
        return orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
    except (TypeError, ValueError):  # orjson refuses lone surrogates
        return orjson.dumps(_scrubbed(body), option=orjson.OPT_SORT_KEYS)


def _sparse(item: Alias | DesignationFact, blank: Alias | DesignationFact) -> dict[str, Any]:
    pairs = ((field, getattr(item, field)) for field in item.__dataclass_fields__)
    return {field: value for field, value in pairs if value != getattr(blank, field)}


def _scrubbed(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {key: _scrubbed(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_scrubbed(item) for item in value]
    return value


def from_bytes(body: bytes | str) -> ListRecord:
    """The record of its bytes. Raises ValueError or KeyError for bytes that `to_bytes` did not write."""
    raw = orjson.loads(body)
    return ListRecord(
        key=raw["key"],
        name=raw["name"],
        kind=EntityKind(raw["kind"]),
        aliases=tuple(_alias(item) for item in raw.get("aliases", ())),
        facts=tuple(_fact(item) for item in raw.get("facts", ())),
        countries=tuple(raw.get("countries", ())),
        birth_years=tuple(raw.get("birth_years", ())),
        remarks=raw.get("remarks", ""),
    )


def _alias(raw: dict[str, Any]) -> Alias:
    if strength := raw.get("strength"):
        raw["strength"] = Strength(strength)
    return Alias(**raw)


def _fact(raw: dict[str, Any]) -> DesignationFact:
    for field in _DAYS:
        if field in raw:
            raw[field] = date.fromisoformat(raw[field])
    if "verification" in raw:
        raw["verification"] = Verification(raw["verification"])
    if "observed_gaps" in raw:
        raw["observed_gaps"] = tuple(
            (date.fromisoformat(since), date.fromisoformat(until) if until else None)
            for since, until in raw["observed_gaps"]
        )
    return DesignationFact(**raw)
