"""The EU's consolidated financial sanctions list (FSF), XML (`export`, schema 1.1) or the full CSV (`;`).

XML: `sanctionEntity` (euReferenceNumber, unitedNationId, logicalId) with `regulation` (programme, publicationDate,
entryIntoForceDate), `subjectType`, `nameAlias` (wholeName, strong), `birthdate`, `citizenship`, `address`; what is said is
said in attributes. CSV: a row a name, birth date or address, columns named `Entity_…`, `NameAlias_…`. Both give the same
listing, known by its EU reference number (by its logical id where there is none).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any, Final

from evenhand.designations.kinds import kind_of_listing
from evenhand.designations.model import Alias, DesignationFact, EntityKind, ListRecord, Strength
from evenhand.designations.programmes import eu_programme
from evenhand.designations.sources.catalogue import Parsed
from evenhand.designations.sources.hardened_xml import LOST, children, elements, local, scrub
from evenhand.designations.sources.header_table import Row, table
from evenhand.designations.sources.reading import clean, day, slashed_day, years
from evenhand.kernel.errors import BadInputError, Place, Reject
from evenhand.kernel.languages import script_of

_SOURCE: Final = "eu-fsf"
_COLUMNS: Final = ("Entity_LogicalId", "Entity_EU_ReferenceNumber", "Entity_SubjectType", "NameAlias_WholeName")


@dataclass(slots=True)
class _Listing:
    """What the rows or elements of one listing say, gathered before it becomes a record. Names keep their order."""

    key: str
    line: int
    person: bool = False
    names: dict[str, Strength] = field(default_factory=dict)
    acts: dict[tuple[str, str, str], None] = field(default_factory=dict)  # programme code, day, regulation
    countries: dict[str, None] = field(default_factory=dict)
    births: list[str] = field(default_factory=list)


def parse(files: Mapping[str, bytes], *, recover: bool = False) -> Parsed:
    """Records by reference number. Raises BadInputError for what is neither format, or is damaged."""
    file, data = next(iter(files.items()))
    rejects: list[Reject] = []
    lost: dict[str, int] = {}
    if data.lstrip(b"\xef\xbb\xbf\r\n \t")[:1] == b"<" or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        if recover:
            data, lost = scrub(data)
        listings, dated = _from_xml(data, file, recover)
    else:
        listings, dated = _from_csv(data, file, rejects)
    records: dict[str, ListRecord] = {}
    for listing in listings:
        found = _record(listing)
        if isinstance(found, Reject):
            rejects.append(found)
        else:
            records.setdefault(found.key, found)
    if not records:
        raise BadInputError("no listing could be read", hint="fetch the list again", place=Place(file=file))
    if recover and lost:
        lost["records"] = max(0, data.count(b"<sanctionEntity") - len(records))
    ordered = tuple(records[key] for key in sorted(records))
    people = sum(record.kind is EntityKind.PERSON for record in ordered)
    aliases = sum(len(record.aliases) for record in ordered)
    counts = {"individuals": people, "entities": len(ordered) - people, "aliases": aliases}
    return Parsed(ordered, tuple(rejects), counts, dated, lost)


def _from_xml(data: bytes, file: str, recover: bool) -> tuple[Iterable[_Listing], datetime | None]:
    dated: datetime | None = None
    found: list[_Listing] = []
    for element in elements(data, file, ("sanctionEntity",), "export", recover=recover):
        if local(element) == "export":
            dated = _instant(element.get("generationDate", ""))
            continue
        listing = _Listing(_said(element, "euReferenceNumber") or _said(element, "logicalId"), element.sourceline)
        for part in element:
            _take(listing, local(part), part)
        found.append(listing)
    return found, dated


def _said(element: Any, attribute: str) -> str:
    return clean(element.get(attribute) or "")


def _take(listing: _Listing, name: str, part: Any) -> None:
    if name == "subjectType":
        listing.person = _said(part, "code").lower() == "person" or _said(part, "classificationCode") == "P"
    elif name == "regulation":
        begun = _said(part, "entryIntoForceDate") or _said(part, "publicationDate")
        listing.acts[_said(part, "programme"), begun, _said(part, "numberTitle")] = None
    elif name == "nameAlias":
        whole = _said(part, "wholeName") or " ".join(
            text for text in (_said(part, "firstName"), _said(part, "middleName"), _said(part, "lastName")) if text
        )
        _name(listing, whole, weak=_said(part, "strong") == "false")
        for rules in children(part, "regulationSummary"):
            listing.acts.setdefault(("", _said(rules, "publicationDate"), _said(rules, "numberTitle")))
    elif name in ("citizenship", "address"):
        if (country := _said(part, "countryDescription")) and country != "UNKNOWN":
            listing.countries[country] = None
    elif name == "birthdate":
        listing.births.append(_said(part, "birthdate") or _said(part, "year"))


def _name(listing: _Listing, whole: str, *, weak: bool) -> None:
    if whole:
        strength = Strength.LOW_QUALITY if weak or LOST in whole else Strength.STRONG
        if listing.names.get(whole) is not Strength.STRONG:
            listing.names[whole] = strength


def _from_csv(data: bytes, file: str, rejects: list[Reject]) -> tuple[Iterable[_Listing], datetime | None]:
    _, rows = table(data, file, rejects, _COLUMNS, delimiter=";")
    found: dict[str, _Listing] = {}
    dated: datetime | None = None
    for row in rows:
        key = row["Entity_EU_ReferenceNumber"] or row["Entity_LogicalId"]
        if not key:
            rejects.append(Reject(row.line, "Entity_LogicalId", "a value", ""))
            continue
        dated = dated or _instant(row["fileGenerationDate"] or row["\ufefffileGenerationDate"])
        _gather(found.setdefault(key, _Listing(key, row.line)), row)
    return found.values(), dated


def _gather(listing: _Listing, row: Row) -> None:
    person = row["Entity_SubjectType_ClassificationCode"] == "P" or row["Entity_SubjectType"].upper() in ("P", "PERSON")
    listing.person = listing.person or person
    if row["Entity_Regulation_Programme"]:
        begun = row["Entity_Regulation_EntryIntoForceDate"] or row["Entity_Regulation_PublicationDate"]
        listing.acts[row["Entity_Regulation_Programme"], begun, row["Entity_Regulation_NumberTitle"]] = None
    _name(listing, row["NameAlias_WholeName"], weak=row["NameAlias_Strong"].lower() == "false")
    for column in ("Citizenship_CountryDescription", "Address_CountryDescription"):
        if row[column] and row[column] != "UNKNOWN":
            listing.countries[row[column]] = None
    listing.births.append(row["BirthDate_BirthDate"] or row["BirthDate_Year"])


def _record(listing: _Listing) -> ListRecord | Reject:
    acts = [act for act in listing.acts if act[0]]
    for name, value in (("wholeName", listing.names), ("programme", acts), ("euReferenceNumber", listing.key)):
        if not value:
            return Reject(listing.line, name, "a value", "", f"listing {listing.key or '?'}"[:80])
    first = next((name for name, strength in listing.names.items() if strength is Strength.STRONG), "")
    first = first or next(iter(listing.names))
    facts = _facts(listing.key, acts)
    programmes = [fact.programme for fact in facts]
    return ListRecord(
        key=listing.key,
        name=first,
        kind=EntityKind.PERSON if listing.person else kind_of_listing(first, programmes),
        aliases=tuple(
            Alias(name, "", script_of(name), strength, _SOURCE)
            for name, strength in listing.names.items()
            if name != first
        ),
        facts=facts,
        countries=tuple(listing.countries),
        birth_years=years(" ".join(listing.births)),
    )


def _facts(key: str, acts: Iterable[tuple[str, str, str]]) -> tuple[DesignationFact, ...]:
    """One act a programme: the earliest day of its regulations that the list still names."""
    earliest: dict[str, tuple[str, str]] = {}
    for code, begun, regulation in acts:
        if code not in earliest or (begun and begun < (earliest[code][0] or "9")):
            earliest[code] = (begun, regulation)
    return tuple(
        DesignationFact(
            "eu",
            eu_programme(code),
            effective=day(begun) or slashed_day(begun),
            reference=key,
            source=f"EU consolidated financial sanctions list, {key}, regulation {regulation}"[:300],
        )
        for code, (begun, regulation) in sorted(earliest.items())
    )


def _instant(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        found = slashed_day(text)
        return datetime.combine(found, time(), UTC) if found else None
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
