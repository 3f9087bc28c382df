"""The technique ids of DISARM and ATT&CK, read from the publishers' own files where the operator has them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from evenhand.adapters.stix.load import read_json

_FILES: Final = {
    "disarm": "campaigns/disarm/DISARM.stix21.json",
    "attack": "campaigns/attack/enterprise-subset.stix20.json.gz",
}


def technique_ids(data: Path) -> frozenset[str] | None:
    """`disarm:T0002`, `attack:T1566.001`, ...; None unless both catalogues are there (half of one would refuse good ids)."""
    found: set[str] = set()
    for framework, name in _FILES.items():
        path = data / name
        if not path.is_file():
            return None
        for one in read_json(path).get("objects", []):
            if one.get("type") != "attack-pattern":
                continue
            found |= {
                f"{framework}:{ref['external_id']}"
                for ref in one.get("external_references", [])
                if str(ref.get("external_id", "")).startswith("T")
            }
    return frozenset(found)
