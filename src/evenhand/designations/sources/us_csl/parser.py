"""The US Consolidated Screening List (CSV): thirteen lists of three departments in one file of the Commerce Department.

Rows are known by `source` and `entity_number` (by `_id` where a list has no numbers). A row of OFAC's lists is the same
listing as in OFAC's own files and states the same acts; for the others, the programme is the list itself. `start_date` and
`end_date` are the publisher's days of effect and end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from evenhand.designations.kinds import kind_of_listing
from evenhand.designations.model import Alias, DesignationFact, EntityKind, ListRecord, Strength
from evenhand.designations.programmes import ofac_programme
from evenhand.designations.sources.catalogue import Parsed
from evenhand.designations.sources.header_table import Row, table
from evenhand.designations.sources.reading import day, years
from evenhand.kernel.errors import BadInputError, Place, Reject
from evenhand.kernel.languages import script_of

_COLUMNS: Final = ("_id", "source", "entity_number", "type", "programs", "name", "alt_names", "start_date", "end_date")
_SOURCE: Final = "us-csl"
_TYPES: Final = {
    "individual": EntityKind.PERSON,
    "vessel": EntityKind.VESSEL,
    "aircraft": EntityKind.AIRCRAFT,
}
# The abbreviation in brackets of each list's name: (authority, programme); None takes OFAC's own programme tags.
_LISTS: Final[dict[str, tuple[str, str] | None]] = {
    "SDN": None,
    "SSI": None,
    "PLC": None,
    "CMIC": None,
    "CAP": None,
    "NS-MBS List": None,
    "FSE": None,
    "EL": ("us-commerce", "us-csl-entity-list"),
    "DPL": ("us-commerce", "us-csl-denied-persons"),
    "UVL": ("us-commerce", "us-csl-unverified"),
    "MEU": ("us-commerce", "us-csl-military-end-user"),
    "ISN": ("us-state", "us-csl-nonproliferation"),
    "DTC": ("us-state", "us-csl-itar-debarred"),
}


def parse(files: Mapping[str, bytes], *, recover: bool = False) -> Parsed:
    """Records by key (`ofac/36` for OFAC's, else the row's `_id`). Raises BadInputError when columns are missing."""
    del recover  # a bad row costs that row alone
    file, data = next(iter(files.items()))
    rejects: list[Reject] = []
    records: dict[str, ListRecord] = {}
    _, rows = table(data, file, rejects, _COLUMNS)
    for row in rows:
        found = _record(row)
        if isinstance(found, Reject):
            rejects.append(found)
        else:
            held = records.get(found.key)
            records[found.key] = _joined(held, found) if held else found
    if not records:
        raise BadInputError("no listing could be read", hint="fetch the list again", place=Place(file=file))
    ordered = tuple(records[key] for key in sorted(records))
    counts = {
        "entities": len(ordered),
        "aliases": sum(len(record.aliases) for record in ordered),
        "of_ofac": sum(record.key.startswith("ofac/") for record in ordered),
    }
    return Parsed(ordered, tuple(rejects), counts)


def _joined(one: ListRecord, other: ListRecord) -> ListRecord:
    """One number on several lists of OFAC's is one listing: the names and acts of both."""
    return replace(
        one,
        aliases=tuple(dict.fromkeys((*one.aliases, *other.aliases))),
        facts=tuple(sorted({*one.facts, *other.facts}, key=lambda fact: (fact.programme, fact.source))),
    )


def _record(row: Row) -> ListRecord | Reject:
    short = row["source"].partition("(")[2].partition(")")[0]
    if "(MEU)" in row["source"]:
        short = "MEU"
    if short not in _LISTS:
        return Reject(row.line, "source", "one of the lists " + ", ".join(sorted(_LISTS)), row["source"][:60])
    if not row["name"] or not row["_id"]:
        return Reject(row.line, "name, _id", "a value each", row["name"][:60])
    of_list = _LISTS[short]
    number = row["entity_number"]
    if of_list is None and not (number.isascii() and number.isdigit()):
        return Reject(row.line, "entity_number", "a whole number", number[:40])
    facts = _ofac_facts(row, number) if of_list is None else (_fact(row, *of_list),)
    names = dict.fromkeys(
        part.strip() for part in row["alt_names"].split("; ") if part.strip() not in ("", row["name"])
    )
    return ListRecord(
        key=f"ofac/{int(number)}" if of_list is None else row["_id"],
        name=row["name"],
        kind=_TYPES.get(row["type"].lower()) or kind_of_listing(row["name"], [fact.programme for fact in facts]),
        aliases=tuple(Alias(name, "", script_of(name), Strength.STRONG, _SOURCE) for name in names),
        facts=facts,
        countries=tuple(dict.fromkeys(part.strip() for part in row["nationalities"].split(";") if part.strip())),
        birth_years=years(row["dates_of_birth"]),
    )


def _ofac_facts(row: Row, number: str) -> tuple[DesignationFact, ...]:
    tags = dict.fromkeys(tag.strip() for tag in row["programs"].split(";") if tag.strip())
    return tuple(
        DesignationFact(
            *ofac_programme(tag),
            reference=number,
            source=f"Consolidated Screening List, {row['source']}, entry {number}",
        )
        for tag in tags
    )


def _fact(row: Row, authority: str, programme: str) -> DesignationFact:
    notice = row["federal_register_notice"]
    return DesignationFact(
        authority,
        programme,
        effective=day(row["start_date"]),
        revoked=day(row["end_date"]),
        reference=notice[:120],
        source=f"Consolidated Screening List, {row['source']}" + (f", {notice}" if notice else ""),
    )
