"""OFAC's lists as XML (`sdnList`: SDN.XML, CONSOLIDATED.XML): the same entries, numbers and names as the CSV files.

Elements: `sdnEntry` with uid, lastName, firstName, sdnType, programList, akaList (type, category strong or weak),
dateOfBirthList, addressList, nationalityList; `publshInformation/Publish_Date` is the day of publication (the publisher's
spelling). An entry read from either format is the same listing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any, Final

from evenhand.designations.kinds import kind_of_listing
from evenhand.designations.model import Alias, EntityKind, ListRecord, Strength
from evenhand.designations.sources.catalogue import Parsed
from evenhand.designations.sources.hardened_xml import LOST, children, elements, local, scrub, text_of
from evenhand.designations.sources.ofac_csv import OfacList, ofac_facts
from evenhand.designations.sources.reading import slashed_day, years
from evenhand.kernel.errors import BadInputError, Place, Reject
from evenhand.kernel.languages import script_of

_TYPES: Final = {"individual": EntityKind.PERSON, "vessel": EntityKind.VESSEL, "aircraft": EntityKind.AIRCRAFT}


def parse_xml(about: OfacList, file: str, data: bytes, *, recover: bool = False) -> Parsed:
    """Records in the order of their numbers. Raises BadInputError for what is no such list or is damaged."""
    lost: dict[str, int] = {}
    if recover:
        data, lost = scrub(data)
    records: dict[str, ListRecord] = {}
    rejects: list[Reject] = []
    published: datetime | None = None
    for element in elements(data, file, ("sdnEntry", "publshInformation"), "sdnList", recover=recover):
        if local(element) == "publshInformation":
            published = _published(element)
        elif local(element) == "sdnEntry":
            found = _record(about, element)
            if isinstance(found, ListRecord) and found.key in records:
                found = Reject(element.sourceline, "uid", "a number that is not there yet", found.key[:40])
            if isinstance(found, Reject):
                rejects.append(found)
            else:
                records[found.key] = found
    if not records:
        raise BadInputError("no listing could be read", hint="fetch the list again", place=Place(file=file))
    if recover:
        lost["records"] = max(0, data.count(b"<sdnEntry") - len(records))
    ordered = tuple(records[key] for key in sorted(records, key=int))
    return Parsed(ordered, tuple(rejects), _counts(ordered), published, lost)


def _record(about: OfacList, element: Any) -> ListRecord | Reject:
    uid, kind = text_of(element, "uid"), text_of(element, "sdnType").lower()
    name = _name(element)
    for field, value in (
        ("uid", uid if uid.isascii() and uid.isdigit() else ""),
        ("lastName", name),
        ("sdnType", kind),
    ):
        if not value:
            return Reject(element.sourceline, field, "a value", "", f"entry {uid or name or '?'}"[:80])
    facts = ofac_facts(about.title, uid, [child.text or "" for child in children(element, "programList", "program")])
    births = " ".join(text_of(item, "dateOfBirth") for item in children(element, "dateOfBirthList", "dateOfBirthItem"))
    return ListRecord(
        key=uid,
        name=name,
        kind=_TYPES.get(kind) or kind_of_listing(name, [fact.programme for fact in facts]),
        aliases=tuple(_aliases(about, element)),
        facts=facts,
        countries=tuple(dict.fromkeys(_countries(element))),
        birth_years=years(births),
    )


def _name(element: Any) -> str:
    last, first = text_of(element, "lastName"), text_of(element, "firstName")
    return f"{last}, {first}" if last and first else last or first


def _aliases(about: OfacList, element: Any) -> Iterator[Alias]:
    for aka in children(element, "akaList", "aka"):
        if name := _name(aka):
            weak = text_of(aka, "category").lower() == "weak" or LOST in name
            yield Alias(name, "", script_of(name), Strength.LOW_QUALITY if weak else Strength.STRONG, about.source)


def _countries(element: Any) -> Iterator[str]:
    for path in (("addressList", "address"), ("nationalityList", "nationality"), ("citizenshipList", "citizenship")):
        for item in children(element, *path):
            if country := text_of(item, "country"):
                yield country


def _published(element: Any) -> datetime | None:
    day = slashed_day(text_of(element, "Publish_Date"), month_first=True)
    return datetime.combine(day, time(), UTC) if day else None


def _counts(records: tuple[ListRecord, ...]) -> dict[str, int]:
    weak = sum(alias.strength is Strength.LOW_QUALITY for record in records for alias in record.aliases)
    aliases = sum(len(record.aliases) for record in records) - weak
    counts = {"entities": len(records), "aliases": aliases, "weak_aliases": weak}
    for kind in EntityKind:
        if found := sum(record.kind is kind for record in records):
            counts[kind.value] = found
    return counts
