"""The fixed parts of our STIX: namespace, the declared extension, TLP 2.0 markings, how a record becomes an id."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, Final

from evenhand.campaigns.model import Tlp
from evenhand.kernel.canonical import canonical_text

NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, "https://evenhand.example/stix")
EXTENSION: Final = "extension-definition--" + str(uuid.uuid5(NAMESPACE, "campaign-record/1"))
_EPOCH: Final = "2000-01-01T00:00:00.000Z"  # STIX wants an instant; a record without any day gets this one
_TLP_EXTENSION: Final = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"  # OASIS, TLP 2.0
# The ids that OASIS assigned to the five TLP 2.0 markings.
TLP_IDS: Final = {
    Tlp.CLEAR: "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    Tlp.GREEN: "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    Tlp.AMBER: "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    Tlp.AMBER_STRICT: "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    Tlp.RED: "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
AUTHOR: Final = "identity--" + str(uuid.uuid5(NAMESPACE, "evenhand"))


def stix_id(kind: str, *parts: str) -> str:
    """A deterministic STIX id (UUIDv5) of a type."""
    return f"{kind}--{uuid.uuid5(NAMESPACE, canonical_text([kind, *parts]))}"


def instant(*days: date | None) -> str:
    """The earliest day known of a record as a STIX instant."""
    known = [day for day in days if day is not None]
    return f"{min(known).isoformat()}T00:00:00.000Z" if known else _EPOCH


def author() -> dict[str, Any]:
    """Who made the bundle: this software, not a person."""
    return {
        "type": "identity",
        "spec_version": "2.1",
        "id": AUTHOR,
        "created": _EPOCH,
        "modified": _EPOCH,
        "name": "Evenhand",
        "identity_class": "system",
    }


def extension_definition() -> dict[str, Any]:
    """The declaration of what our extension holds."""
    return {
        "type": "extension-definition",
        "spec_version": "2.1",
        "id": EXTENSION,
        "created_by_ref": AUTHOR,
        "created": _EPOCH,
        "modified": _EPOCH,
        "name": "Evenhand campaign record",
        "description": "What STIX has no property for: dates apart with their precision, names as assertions with a source, "
        "claims with ICD-203 likelihood apart from confidence, denials, contested relations, published counts.",
        "schema": "schemas/incidents.schema.json of the Evenhand project",
        "version": "1.0.0",
        "extension_types": ["property-extension"],
    }


def marking(tlp: Tlp) -> dict[str, Any]:
    """A TLP 2.0 marking as OASIS published it."""
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": TLP_IDS[tlp],
        "created": "2022-10-01T00:00:00.000Z",
        "name": "TLP:" + tlp.value.upper(),
        "extensions": {_TLP_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": tlp.value}},
    }
