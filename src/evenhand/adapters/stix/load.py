"""STIX 2.0 and 2.1 bundles as records. What carries our extension comes back exactly; the rest is read for what it says.

From others' bundles: threat actors and intrusion sets become actors (names are assertions of their author), incidents
and campaigns become incidents, `attributed-to` becomes a claim. Everything else is counted and left alone.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from evenhand.adapters.stix.vocabulary import EXTENSION, TLP_IDS
from evenhand.campaigns.model import Record, Source, Tlp
from evenhand.campaigns.records import FieldError, parse
from evenhand.kernel.errors import BadInputError, Place, Reject

MAX_BYTES: Final = 512 * 1024 * 1024
_TLP: Final = {value: key for key, value in TLP_IDS.items()}


@dataclass(frozen=True, slots=True)
class Loaded:
    """Records, what was wrong with objects, and how many objects of other types were left alone."""

    records: tuple[Record, ...]
    rejects: tuple[Reject, ...]
    left_alone: dict[str, int]


def read_json(path: Path) -> Any:
    """A JSON file (also gzipped) of bounded size. Raises BadInputError."""
    import gzip

    try:
        with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise BadInputError("larger than 512 MiB", hint="split it", place=Place(file=str(path)))
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise BadInputError(f"not JSON: {error}"[:200], place=Place(file=str(path), line=line)) from None
    except (OSError, EOFError) as error:
        raise BadInputError(f"cannot be read: {error}", place=Place(file=str(path))) from None


def load_bundle(path: Path) -> Loaded:
    """The records of a bundle file. Raises BadInputError when it is no bundle."""
    content = read_json(path)
    objects = content.get("objects") if isinstance(content, dict) and content.get("type") == "bundle" else None
    if not isinstance(objects, list):
        raise BadInputError(
            "not a STIX bundle", hint='it has "type": "bundle" and "objects"', place=Place(file=str(path))
        )
    return _load(objects, path.name)


def _load(objects: list[Any], name: str) -> Loaded:
    records: dict[tuple[str, str], Record] = {}
    rejects: list[Reject] = []
    left: Counter[str] = Counter()
    known = {str(one.get("id")): one for one in objects if isinstance(one, dict)}
    made_here = any(EXTENSION in _extensions(one) for one in known.values())
    for number, one in enumerate(objects, 1):
        if not isinstance(one, dict) or not isinstance(one.get("type"), str):
            rejects.append(Reject(number, "type", "a STIX object", str(one)[:80]))
            continue
        try:
            found = list(_records(one, known, name, made_here))
        except (FieldError, TypeError, ValueError, KeyError, AttributeError) as error:
            field = error.field if isinstance(error, FieldError) else ""
            rejects.append(Reject(number, field, f"a readable {one['type']}", str(error)[:120]))
            continue
        if not found:
            left[one["type"]] += 1
        for record in found:
            records[type(record).__name__, str(one["id"]) + type(record).__name__] = record
    return Loaded(tuple(records.values()), tuple(rejects), dict(sorted(left.items())))


def _extensions(one: dict[str, Any]) -> dict[str, Any]:
    held = one.get("extensions")
    return held if isinstance(held, dict) else {}


def _records(one: dict[str, Any], known: dict[str, Any], name: str, made_here: bool) -> Iterator[Record]:
    ours = _extensions(one).get(EXTENSION)
    if isinstance(ours, dict):
        yield parse(str(ours.get("kind")), ours.get("record"))
    elif not made_here:
        document = _foreign(one, known, name)
        if document is not None:
            kind, fields = document
            yield Source(**_source(one, known, name))
            yield parse(kind, fields)


def _source_id(one: dict[str, Any], name: str) -> str:
    return "stix:" + str(one.get("created_by_ref") or name)


def _source(one: dict[str, Any], known: dict[str, Any], name: str) -> dict[str, Any]:
    by = known.get(str(one.get("created_by_ref")), {})
    publisher = str(by.get("name") or "not stated")
    return {"source_id": _source_id(one, name), "title": f"STIX objects of {publisher}", "publisher": publisher}


def _foreign(one: dict[str, Any], known: dict[str, Any], name: str) -> tuple[str, dict[str, Any]] | None:
    kind, source = one["type"], _source_id(one, name)
    shared = {"sources": [source], "tlp": _tlp(one).value}
    if kind in ("threat-actor", "intrusion-set"):
        created = _day(one.get("created"))
        aliases = one.get("aliases") or []
        if not isinstance(aliases, list):
            raise FieldError("aliases", "a list", aliases)
        given = [one["name"], *[alias for alias in aliases if alias != one["name"]]]
        names = [{"name": text, "source": source, "asserted": created} for text in given]
        return "actor", {
            "actor_id": one["id"],
            "names": names,
            "description": str(one.get("description", ""))[:20_000],
            **shared,
        }
    if kind in ("incident", "campaign"):
        first, last = _day(one.get("first_seen")), _day(one.get("last_seen"))
        if first is not None and last is not None and last < first:
            last = None
        return "incident", {
            "incident_id": one["id"],
            "title": one["name"],
            "analyst": source,
            "occurred": {"start": first, "end": last},
            "summary": str(one.get("description", ""))[:20_000],
            **shared,
        }
    if kind == "relationship" and one.get("relationship_type") == "attributed-to":
        return "claim", {
            "claim_id": one["id"],
            "subject": one["source_ref"],
            "actor": one["target_ref"],
            "position": "asserts",
            "claimant": _source(one, known, name)["publisher"],
            "statement": str(one.get("description", ""))[:20_000],
            "made": _day(one.get("created")),
            **shared,
        }
    return None


def _tlp(one: dict[str, Any]) -> Tlp:
    """The strictest TLP 2.0 marking."""
    marks = [_TLP[ref] for ref in one.get("object_marking_refs", []) if ref in _TLP]
    return max(marks, key=list(Tlp).index, default=Tlp.CLEAR)


def _day(value: Any) -> date | None:
    return date.fromisoformat(value[:10]) if isinstance(value, str) and len(value) >= 10 else None
