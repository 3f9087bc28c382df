"""OFAC's SDN list as published: `sdn.csv`, `alt.csv`, `add.csv`, without header rows, `-0-` for null.

Layout: OFAC, "SDN data file specifications" (sdn: ent_num, name, type, programmes, title, call sign, vessel type, tonnage,
GRT, flag, owner, remarks; alt: ent_num, alt_num, type, name, remarks; add: ent_num, add_num, address, city, country,
remarks). Weak aliases stand in the remarks in single quotes (`a.k.a. 'ETA'`). The files carry no date and no day of
designation, so none is made up; which programmes matter is the tier map's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from evenhand.designations.kinds import kind_of_listing
from evenhand.designations.model import Alias, DesignationFact, EntityKind, ListRecord, Strength
from evenhand.designations.programmes import ofac_programme
from evenhand.designations.sources.catalogue import Parsed
from evenhand.designations.sources.reading import clean, rows
from evenhand.kernel.errors import BadInputError, Place, Reject
from evenhand.kernel.languages import script_of

_TYPES: Final = {
    "individual": EntityKind.PERSON,
    "vessel": EntityKind.VESSEL,
    "aircraft": EntityKind.AIRCRAFT,
    "": EntityKind.UNKNOWN,  # told by the name below
}
_WEAK: Final = re.compile(r"\b[afn]\.k\.a\. '((?:[^']|'(?=\w))+)'")
_ALIAS_TYPES: Final = frozenset({"aka", "fka", "nka"})
_BIRTH: Final = re.compile(r"\b(?:DOB|alt\. DOB)\s+(?:circa\s+)?(?:\d{1,2}\s+)?(?:[A-Z][a-z]{2}\s+)?(\d{4})\b")
_SOURCE: Final = "us-ofac-sdn"


def parse(files: Mapping[str, bytes], *, recover: bool = False) -> Parsed:
    """Records in the order of their numbers (keys are OFAC's `ent_num`).

    `files` holds `sdn.csv` and, where there are, `alt.csv` and `add.csv`. Raises BadInputError without a usable `sdn.csv`.
    """
    del recover  # a bad row costs that row alone
    if "sdn.csv" not in files:
        raise BadInputError("sdn.csv is missing", hint="give the folder that holds sdn.csv, alt.csv and add.csv")
    rejects: list[Reject] = []
    entries = _entries(files["sdn.csv"], rejects)
    aliases = _aliases(files.get("alt.csv", b""), entries, rejects)
    countries = _countries(files.get("add.csv", b""), rejects)
    order = sorted(entries, key=lambda key: (int(key.rstrip("~")), len(key)))
    records = tuple(_record(key, entries[key], aliases.get(key, []), tuple(countries.pop(key, ()))) for key in order)
    counts = {
        "entities": len(records),
        "aliases": sum(len(found) for found in aliases.values()),
        "weak_aliases": sum(len(record.aliases) for record in records) - sum(len(found) for found in aliases.values()),
        "addresses_of_no_entry": len(countries),  # seen in published files; nothing is lost by them
    }
    for kind in EntityKind:
        if found := sum(record.kind is kind for record in records):
            counts[kind.value] = found
    return Parsed(records, tuple(rejects), counts)


def _value(text: str) -> str:
    value = clean(text)
    return "" if value == "-0-" else value


def _entries(data: bytes, rejects: list[Reject]) -> dict[str, list[str]]:
    entries: dict[str, list[str]] = {}
    for number, row in rows(data, "sdn.csv", rejects):
        problem = _entry_problem(row, number, entries)
        if problem is not None:
            rejects.append(problem)
        else:
            key = str(int(row[0]))
            while key in entries:  # one number, another name: both are listed, and losing one would be our mistake
                key += "~"
            entries[key] = [_value(cell) for cell in row]
    if not entries:
        raise BadInputError(
            "no entry could be read",
            hint="this is not sdn.csv as OFAC publishes it: twelve columns, no header row",
            place=Place(file="sdn.csv"),
        )
    return entries


def _entry_problem(row: list[str], number: int, entries: dict[str, list[str]]) -> Reject | None:
    if len(row) != 12:
        return Reject(number, "sdn.csv", "12 columns", f"{len(row)} columns", "fetch the file again")
    if not _is_number(row[0]):
        return Reject(number, "ent_num", "a whole number", row[0][:40])
    if not _value(row[1]):
        return Reject(number, "sdn_name", "a name", row[1][:40])
    if entries.get(str(int(row[0]))) == [_value(cell) for cell in row]:
        return Reject(number, "ent_num", "a row that is not there yet", row[0][:40])
    if _value(row[2]).lower() not in _TYPES:
        return Reject(number, "sdn_type", "individual, vessel, aircraft or -0-", row[2][:40])
    return None


def _is_number(text: str) -> bool:
    stripped = text.strip()
    return stripped.isascii() and stripped.isdigit() and len(stripped) < 12


def _aliases(data: bytes, entries: dict[str, list[str]], rejects: list[Reject]) -> dict[str, list[Alias]]:
    found: dict[str, list[Alias]] = {}
    for number, row in rows(data, "alt.csv", rejects):
        key = str(int(row[0])) if row and _is_number(row[0]) else ""
        if len(row) != 5 or key not in entries:
            rejects.append(Reject(number, "alt.csv", "5 columns, the number of an entry first", ",".join(row)[:80]))
        elif row[2].strip().lower() not in _ALIAS_TYPES or not _value(row[3]):
            rejects.append(Reject(number, "alt_type, alt_name", "aka, fka or nka and a name", ",".join(row)[:80]))
        else:
            name = _value(row[3])
            found.setdefault(key, []).append(Alias(name, "", script_of(name), Strength.STRONG, _SOURCE))
    return found


def _countries(data: bytes, rejects: list[Reject]) -> dict[str, dict[str, None]]:
    found: dict[str, dict[str, None]] = {}
    for number, row in rows(data, "add.csv", rejects):
        key = str(int(row[0])) if row and _is_number(row[0]) else ""
        if len(row) != 6 or not key:
            rejects.append(Reject(number, "add.csv", "6 columns, the number of an entry first", ",".join(row)[:80]))
        else:
            found.setdefault(key, {})
            if country := _value(row[4]):
                found[key][country] = None
    return found


def _record(key: str, entry: list[str], aliases: list[Alias], countries: tuple[str, ...]) -> ListRecord:
    name, remarks = entry[1], entry[11]
    tags = [tag for tag in re.split(r"\]\s*\[", entry[3].strip("[] ")) if tag.strip()]
    number = key.rstrip("~")
    facts = tuple(
        DesignationFact(
            *ofac_programme(tag), reference=number, source=f"OFAC SDN list, entry {number}, programme {tag.strip()}"
        )
        for tag in dict.fromkeys(tags)
    )
    weak = (Alias(clean(text), "", script_of(text), Strength.LOW_QUALITY, _SOURCE) for text in _WEAK.findall(remarks))
    years = tuple(sorted({int(year) for year in _BIRTH.findall(remarks)}))
    return ListRecord(key, name, _kind(entry, facts), (*aliases, *weak), facts, countries, years)


def _kind(entry: list[str], facts: tuple[DesignationFact, ...]) -> EntityKind:
    kind = _TYPES[entry[2].lower()]
    if kind is not EntityKind.UNKNOWN:
        return kind
    return kind_of_listing(entry[1], [fact.programme for fact in facts])
