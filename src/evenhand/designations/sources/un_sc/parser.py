"""The UN Security Council's consolidated list (XML, schema `sc-sanctions.xsd`), read by a hardened parser.

No document types, entities or network. A damaged file is refused with the place of the damage; `recover` reads what is
there and counts what was lost. Days (`LISTED_ON`) are New York's. Fields: `REFERENCE_NUMBER`, names, `UN_LIST_TYPE`,
`LISTED_ON`, aliases with their quality ("Low" is the list's own warning), years of birth, countries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from lxml import etree

from evenhand.designations.kinds import kind_of_name
from evenhand.designations.model import Alias, DesignationFact, EntityKind, ListRecord, Strength
from evenhand.designations.programmes import un_programme
from evenhand.designations.sources.catalogue import Parsed
from evenhand.designations.sources.hardened_xml import LOST, damaged, refuse_document_type, scrub
from evenhand.designations.sources.reading import clean, day
from evenhand.kernel.errors import BadInputError, Place, Reject
from evenhand.kernel.languages import script_of

_SOURCE: Final = "un-sc"
_NAMES: Final = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_OPENED: Final = re.compile(rb"<(?:INDIVIDUAL|ENTITY)[\s>]")
_CLOSED: Final = re.compile(rb"</(?:INDIVIDUAL|ENTITY)\s*>")


def parse(files: Mapping[str, bytes], *, recover: bool = False) -> Parsed:
    """Records in the order of their reference numbers.

    Raises BadInputError for what is no consolidated list, carries a document type, or is damaged and not to be recovered.
    """
    file, data = next(iter(files.items()))
    root, lost = _root(file, data, recover)
    records: dict[str, ListRecord] = {}
    rejects: list[Reject] = []
    for element in _elements(root):
        found = _record(element)
        if isinstance(found, ListRecord) and found.key in records:
            found = Reject(element.sourceline, "REFERENCE_NUMBER", "a number that is not there yet", found.key[:40])
        if isinstance(found, Reject):
            rejects.append(found)
        else:
            records[found.key] = found
    if not records:
        raise BadInputError("no listing could be read", hint="fetch the list again", place=Place(file=file))
    if recover:
        lost = {**lost, **_losses(data, records, rejects)}
    ordered = tuple(records[key] for key in sorted(records))
    return Parsed(ordered, tuple(rejects), _counts(ordered), _generated(root), lost)


def _root(file: str, data: bytes, recover: bool) -> tuple[Any, dict[str, int]]:
    refuse_document_type(data, file)
    lost: dict[str, int] = {}
    if recover:
        data, lost = scrub(data)
    try:
        root = etree.fromstring(data, _parser(recover))
    except (etree.XMLSyntaxError, ValueError) as damage:
        raise damaged(file, damage) from damage
    if root is None or root.tag != "CONSOLIDATED_LIST":
        raise BadInputError(
            "not the UN consolidated list: its outermost element is not CONSOLIDATED_LIST",
            hint="give the XML file of the UN Security Council's consolidated list",
            place=Place(file=file, line=1),
        )
    return root, lost


def _parser(recover: bool) -> Any:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=recover
    )


def _losses(data: bytes, records: Mapping[str, ListRecord], rejects: list[Reject]) -> dict[str, int]:
    opened, closed = len(_OPENED.findall(data)), len(_CLOSED.findall(data))
    names = sum(
        LOST in name for record in records.values() for name in (record.name, *(a.name for a in record.aliases))
    )
    return {
        "damaged_names": names,
        "records": max(0, opened - len(records) - len(rejects)) + len(rejects),
        "unfinished_records": max(0, opened - closed),
    }


def _elements(root: Any) -> Iterator[Any]:
    for group, tag in (("INDIVIDUALS", "INDIVIDUAL"), ("ENTITIES", "ENTITY")):
        yield from root.iterfind(f"{group}/{tag}")


def _text(element: Any, path: str) -> str:
    return clean(element.findtext(path) or "")


def _record(element: Any) -> ListRecord | Reject:
    reference, regime = _text(element, "REFERENCE_NUMBER"), _text(element, "UN_LIST_TYPE")
    name = " ".join(part for part in (_text(element, tag) for tag in _NAMES) if part)
    for field, value in (("REFERENCE_NUMBER", reference), ("UN_LIST_TYPE", regime), ("FIRST_NAME", name)):
        if not value:
            return Reject(element.sourceline, field, "a value", "", f"listing {reference or name or '?'}"[:80])
    listed = day(_text(element, "LISTED_ON"))
    if listed is None:
        return Reject(element.sourceline, "LISTED_ON", "a day", _text(element, "LISTED_ON")[:40], reference[:40])
    authority, programme = un_programme(regime)
    fact = DesignationFact(
        authority,
        programme,
        effective=listed,
        reference=reference,
        source=f"UN Security Council consolidated list, {reference}",
    )
    person = element.tag == "INDIVIDUAL"
    years = {int(text) for text in _years(element)}
    return ListRecord(
        key=reference,
        name=name,
        kind=EntityKind.PERSON if person else kind_of_name(name),
        aliases=tuple(_aliases(element, name)),
        facts=(fact,),
        countries=tuple(dict.fromkeys(_countries(element))),
        birth_years=tuple(sorted(years)),
        remarks=_text(element, "COMMENTS1")[:2000],
    )


def _aliases(element: Any, name: str) -> Iterator[Alias]:
    original = _text(element, "NAME_ORIGINAL_SCRIPT")
    if original and original != name:
        yield Alias(original, "", script_of(original), _strength("", original), _SOURCE)
    for alias in element.iterfind(f"{element.tag}_ALIAS"):
        if text := _text(alias, "ALIAS_NAME"):
            yield Alias(text, "", script_of(text), _strength(_text(alias, "QUALITY"), text), _SOURCE)


def _strength(quality: str, text: str) -> Strength:
    return Strength.LOW_QUALITY if quality.lower() == "low" or LOST in text else Strength.STRONG


def _years(element: Any) -> Iterator[str]:
    for path in ("YEAR", "DATE", "FROM_YEAR", "TO_YEAR"):
        for found in element.iterfind(f"{element.tag}_DATE_OF_BIRTH/{path}"):
            year = clean(found.text or "")[:4]
            if year.isascii() and year.isdigit():
                yield year


def _countries(element: Any) -> Iterator[str]:
    for path in ("NATIONALITY/VALUE", f"{element.tag}_ADDRESS/COUNTRY"):
        for found in element.iterfind(path):
            if country := clean(found.text or ""):
                yield country


def _counts(records: tuple[ListRecord, ...]) -> dict[str, int]:
    people = sum(record.kind is EntityKind.PERSON for record in records)
    aliases = sum(len(record.aliases) for record in records)
    return {"individuals": people, "entities": len(records) - people, "aliases": aliases}


def _generated(root: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(root.get("dateGenerated", ""))
    except ValueError:
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
