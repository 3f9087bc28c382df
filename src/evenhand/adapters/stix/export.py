"""Records as a STIX 2.1 bundle that the strict parser of stix2 accepts. The same records give the same bytes.

Each object says in STIX's own properties what STIX can say, and carries the whole record under the declared extension,
so that importing the export changes nothing. Indicator rows of third parties are not exported: they are the publisher's.
"""

from __future__ import annotations

import json
from typing import Any

from evenhand.adapters.stix.vocabulary import AUTHOR, EXTENSION, TLP_IDS, author, extension_definition, instant, marking
from evenhand.adapters.stix.vocabulary import stix_id as _id
from evenhand.campaigns.model import Actor, Archive, Claim, Incident, Position, Record, Relation, Series, Source, Tlp
from evenhand.campaigns.records import id_of, kind_of
from evenhand.kernel.canonical import plain

_TYPES = {
    "source": "identity",
    "incident": "incident",
    "actor": "threat-actor",
    "series": "note",
}
# STIX 2.1 section 4.15 allows relationship types of one's own in lower case with hyphens.
_CONFIDENCE = {"low": 15, "moderate": 50, "high": 85}  # STIX 2.1 appendix A, low/medium/high


def to_bundle(records: Archive) -> str:
    """The bundle as JSON text, validated by stix2 with nothing custom allowed. Raises stix2's errors (a fault of ours)."""
    import stix2

    objects = {found["id"]: found for found in _objects(records)}
    bundle = {
        "type": "bundle",
        "id": _id("bundle", *sorted(objects)),
        "objects": [objects[key] for key in sorted(objects)],
    }
    text = json.dumps(bundle, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    stix2.parse(text, allow_custom=False, version="2.1")
    return text


def _objects(records: Archive) -> list[dict[str, Any]]:
    found = [author(), extension_definition()]
    ends: list[Record] = [*records.incidents, *records.actors]
    refs = {id_of(one): _id(_TYPES[kind_of(one)], id_of(one)) for one in ends}
    everything: list[Record] = [*records.sources, *ends, *records.series]
    links: list[Claim | Relation] = [*records.claims, *records.relations]
    found += [_entity(one) for one in everything]
    found += [_between(one, refs) for one in links]
    for incident in records.incidents:
        found += _techniques(incident, refs)
    used = {ref for one in found for ref in one.get("object_marking_refs", [])}
    found += [marking(tlp) for tlp in Tlp if TLP_IDS[tlp] in used]
    return found


def _common(kind: str, record: Record, created: str) -> dict[str, Any]:
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": _id(kind, kind_of(record), id_of(record))  # a claim and a relation of one id are two relationships
        if isinstance(record, Claim | Relation)
        else _id(kind, id_of(record)),
        "created_by_ref": AUTHOR,
        "created": created,
        "modified": created,
        "object_marking_refs": [TLP_IDS[getattr(record, "tlp", Tlp.CLEAR)]],
        "extensions": {
            EXTENSION: {"extension_type": "property-extension", "kind": kind_of(record), "record": plain(record)}
        },
    }


def _entity(record: Record) -> dict[str, Any]:
    if isinstance(record, Source):
        body = _common("identity", record, instant(record.published))
        return {**body, "name": record.publisher or record.title, "description": record.title}
    if isinstance(record, Incident):
        body = _common("incident", record, instant(record.reported, record.detected, record.occurred.start))
        return {**body, "name": record.title, **({"description": record.summary} if record.summary else {})}
    if isinstance(record, Actor):
        body = _common("threat-actor", record, instant(*(name.asserted for name in record.names)))
        names = list(dict.fromkeys(name.name for name in record.names))
        body |= {"name": names[0]} | ({"aliases": names[1:]} if names[1:] else {})
        return body | ({"description": record.description} if record.description else {})
    assert isinstance(record, Series)
    body = _common("note", record, instant(record.reported, *(bucket.start for bucket in record.buckets)))
    lines = [f"{bucket.start} to {bucket.end}: {bucket.count}" for bucket in record.buckets]
    sources = sorted(_id("identity", source) for source in record.sources) or [AUTHOR]
    return {**body, "abstract": record.title, "content": "\n".join(lines) or record.title, "object_refs": sources}


def _between(record: Claim | Relation, refs: dict[str, str]) -> dict[str, Any]:
    """A relationship where both ends are objects of the bundle, else a note on what there is."""
    if isinstance(record, Claim):
        first, second, created = record.subject, record.actor, instant(record.made)
        verb = "attributed-to" if record.position is Position.ASSERTS else "denied-attribution-to"
    else:
        first, second, created = record.from_id, record.to_id, instant(record.span.start)
        verb = record.link.value.replace("_", "-")
    said = record.statement or f"{first} {verb} {second}"
    if first in refs and second in refs:
        body = _common("relationship", record, created)
        body |= {"relationship_type": verb, "source_ref": refs[first], "target_ref": refs[second], "description": said}
    else:
        body = _common("note", record, created)
        body |= {"content": said, "object_refs": [refs[end] for end in (first, second) if end in refs] or [AUTHOR]}
    if isinstance(record, Claim) and record.confidence is not None:
        body["confidence"] = _CONFIDENCE[record.confidence.value]
    return body


def _techniques(incident: Incident, refs: dict[str, str]) -> list[dict[str, Any]]:
    found = []
    for technique in sorted(set(incident.techniques)):
        framework, _, number = technique.partition(":")
        pattern = {
            "type": "attack-pattern",
            "spec_version": "2.1",
            "id": _id("attack-pattern", technique),
            "created_by_ref": AUTHOR,
            "created": instant(),
            "modified": instant(),
            "name": number,
            "external_references": [
                {"source_name": "DISARM" if framework == "disarm" else "mitre-attack", "external_id": number}
            ],
        }
        used = {
            "type": "relationship",
            "spec_version": "2.1",
            "id": _id("relationship", incident.incident_id, technique),
            "created_by_ref": AUTHOR,
            "created": instant(),
            "modified": instant(),
            "relationship_type": "uses",
            "source_ref": refs[incident.incident_id],
            "target_ref": pattern["id"],
        }
        found += [pattern, used]
    return found
