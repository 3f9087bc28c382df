"""MISP galaxies of actors as records: one actor a cluster, by the cluster's own UUID, every name an assertion.

Synonyms are never merge keys: IMPERIAL KITTEN is a synonym of two clusters, and both stay as they are.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from evenhand.adapters.stix.load import Loaded, read_json
from evenhand.campaigns.model import Record, Source
from evenhand.campaigns.records import FieldError, parse
from evenhand.kernel.errors import BadInputError, Place, Reject


def load_galaxy(path: Path) -> Loaded:
    """The actors of a galaxy cluster file (threat-actor, microsoft-activity-group). Raises BadInputError."""
    content = read_json(path)
    if not isinstance(content, dict) or not isinstance(content.get("values"), list) or "type" not in content:
        raise BadInputError("not a MISP galaxy cluster", hint='it has "type" and "values"', place=Place(file=str(path)))
    kind, version = str(content["type"]), content.get("version", "")
    source = Source(
        f"misp-galaxy:{kind}", f"MISP galaxy {content.get('name', kind)}, version {version}", "MISP Project"
    )
    records: list[Record] = [source]
    rejects: list[Reject] = []
    for number, value in enumerate(content["values"], 1):
        try:
            records.append(parse("actor", _actor(value, source.source_id)))
        except (FieldError, KeyError, TypeError, AttributeError) as error:
            field = error.field if isinstance(error, FieldError) else ""
            rejects.append(Reject(number, field, "a cluster with uuid and value", str(error)[:120]))
    return Loaded(tuple(records), tuple(rejects), {})


def _actor(value: dict[str, Any], source: str) -> dict[str, Any]:
    meta = value.get("meta") or {}
    names = dict.fromkeys([value["value"], *meta.get("synonyms", [])])
    country = meta.get("country", "")
    countries = [country] if isinstance(country, str) and len(country) == 2 and country.isupper() else []
    return {
        "actor_id": f"misp:{value['uuid']}",
        "names": [{"name": name, "source": source} for name in names],
        "description": str(value.get("description", ""))[:20_000],
        "countries": countries,
        "sources": [source],
    }
