"""Canada's consolidated autonomous sanctions list (XML `data-set`): SEMA and JVCFOA schedules.

Elements of a `record`: Country (the regulation), LastName, GivenName, EntityOrShip, TitleOrShip, ShipIMONumber, Aliases,
DateOfBirthOrShipBuildDate, Schedule, Item, DateOfListing. A listing is known by regulation, schedule and item.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from evenhand.designations.kinds import kind_of_listing
from evenhand.designations.model import Alias, DesignationFact, EntityKind, ListRecord, Strength
from evenhand.designations.programmes import ca_programme
from evenhand.designations.sources.catalogue import Parsed
from evenhand.designations.sources.hardened_xml import LOST, elements, local, scrub, text_of
from evenhand.designations.sources.reading import day, years
from evenhand.kernel.errors import BadInputError, Place, Reject
from evenhand.kernel.languages import script_of

_SOURCE: Final = "ca-sema"


def parse(files: Mapping[str, bytes], *, recover: bool = False) -> Parsed:
    """Records by regulation, schedule and item. Raises BadInputError for what is no such list or is damaged."""
    file, data = next(iter(files.items()))
    lost: dict[str, int] = {}
    if recover:
        data, lost = scrub(data)
    records: dict[str, ListRecord] = {}
    rejects: list[Reject] = []
    for element in elements(data, file, ("record",), "data-set", recover=recover):
        if local(element) != "record":
            continue
        found = _record(element)
        if isinstance(found, Reject):
            rejects.append(found)
            continue
        key = found.key
        while key in records:  # items are sometimes numbered twice; both are listed
            key += "~"
        records[key] = found if key == found.key else _renamed(found, key)
    if not records:
        raise BadInputError("no listing could be read", hint="fetch the list again", place=Place(file=file))
    if recover:
        lost["records"] = max(0, data.count(b"<record>") - len(records))
    ordered = tuple(records[key] for key in sorted(records))
    people = sum(record.kind is EntityKind.PERSON for record in ordered)
    aliases = sum(len(record.aliases) for record in ordered)
    counts = {"individuals": people, "entities": len(ordered) - people, "aliases": aliases}
    return Parsed(ordered, tuple(rejects), counts, None, lost)


def _renamed(record: ListRecord, key: str) -> ListRecord:
    return ListRecord(
        key,
        record.name,
        record.kind,
        record.aliases,
        record.facts,
        record.countries,
        record.birth_years,
        record.remarks,
    )


def _record(element: Any) -> ListRecord | Reject:
    country, schedule, item = (text_of(element, field) for field in ("Country", "Schedule", "Item"))
    body = text_of(element, "EntityOrShip")
    person = " ".join(part for part in (text_of(element, "GivenName"), text_of(element, "LastName")) if part)
    name = body or person
    listed = day(text_of(element, "DateOfListing"))
    for field, value in (("Country", country), ("Item", item), ("LastName", name)):
        if not value:
            return Reject(element.sourceline, field, "a value", "", (name or country)[:80])
    if listed is None:
        return Reject(element.sourceline, "DateOfListing", "a day", text_of(element, "DateOfListing")[:40], name[:80])
    programme = ca_programme(country)
    fact = DesignationFact(
        "ca",
        programme,
        effective=listed,
        reference=f"{schedule}, item {item}" if schedule else f"item {item}",
        source=f"Canadian autonomous sanctions list, {country.partition(' / ')[0]}, {schedule}, item {item}"[:300],
    )
    ship = bool(text_of(element, "ShipIMONumber"))
    kind = EntityKind.VESSEL if ship else kind_of_listing(name, [programme]) if body else EntityKind.PERSON
    names = dict.fromkeys(part.strip() for part in text_of(element, "Aliases").split(";") if part.strip())
    strength = Strength.LOW_QUALITY if LOST in name else Strength.STRONG
    return ListRecord(
        key=f"{programme}/{schedule}/{item}",
        name=name,
        kind=kind,
        aliases=tuple(Alias(alias, "", script_of(alias), strength, _SOURCE) for alias in names if alias != name),
        facts=(fact,),
        birth_years=years(text_of(element, "DateOfBirthOrShipBuildDate")) if kind is EntityKind.PERSON else (),
    )
