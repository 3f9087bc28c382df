"""OFAC's lists as CSV (SDN and consolidated non-SDN): no header rows, `-0-` for null, three or four files.

Columns as OFAC documents them: entries (ent_num, name, type, program, title, call_sign, vessel_type, tonnage, grt,
vessel_flag, vessel_owner, remarks), aliases (ent_num, alt_num, alt_type, alt_name, remarks), addresses (ent_num, add_num,
address, city, country, remarks), comments (ent_num, the rest of long remarks). Weak aliases stand in the remarks in single
quotes (`a.k.a. 'ETA'`). The files carry no date and no day of designation, so none is made up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class OfacList:
    """Which of OFAC's lists: its source and title, and the names of its files (`comments` may be empty)."""

    source: str
    title: str
    entries: str
    aliases: str
    addresses: str
    comments: str = ""


def parse_csv(about: OfacList, files: Mapping[str, bytes]) -> Parsed:
    """Records in the order of their numbers (keys are OFAC's `ent_num`).

    `files` holds the entries and, where there are, aliases, addresses and comments. Raises BadInputError without usable
    entries.
    """
    if about.entries not in files:
        raise BadInputError(
            f"{about.entries} is missing",
            hint=f"give the folder that holds {about.entries}, {about.aliases} and {about.addresses}, or the XML file",
        )
    rejects: list[Reject] = []
    entries = _entries(files[about.entries], about.entries, rejects)
    aliases = _aliases(files.get(about.aliases, b""), about, entries, rejects)
    countries = _countries(files.get(about.addresses, b""), about.addresses, rejects)
    _add_comments(files.get(about.comments, b""), about.comments, entries, rejects)
    order = sorted(entries, key=lambda key: (int(key.rstrip("~")), len(key)))
    records = tuple(
        _record(about, key, entries[key], aliases.get(key, []), tuple(countries.pop(key, ()))) for key in order
    )
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


def _entries(data: bytes, file: str, rejects: list[Reject]) -> dict[str, list[str]]:
    entries: dict[str, list[str]] = {}
    for number, row in rows(data, file, rejects):
        problem = _entry_problem(row, number, file, entries)
        if problem is not None:
            rejects.append(problem)
        else:
            key = _number(row[0])
            while key in entries:  # one number, another name: both are listed, and losing one would be our mistake
                key += "~"
            entries[key] = [_value(cell) for cell in row]
    if not entries:
        raise BadInputError(
            "no entry could be read",
            hint=f"this is not {file} as OFAC publishes it: twelve columns, no header row",
            place=Place(file=file),
        )
    return entries


def _entry_problem(row: list[str], number: int, file: str, entries: dict[str, list[str]]) -> Reject | None:
    if len(row) != 12:
        return Reject(number, file, "12 columns", f"{len(row)} columns", "fetch the file again")
    if not _number(row[0]):
        return Reject(number, "ent_num", "a whole number", row[0][:40])
    if not _value(row[1]):
        return Reject(number, "sdn_name", "a name", row[1][:40])
    if entries.get(_number(row[0])) == [_value(cell) for cell in row]:
        return Reject(number, "ent_num", "a row that is not there yet", row[0][:40])
    if _value(row[2]).lower() not in _TYPES:
        return Reject(number, "sdn_type", "individual, vessel, aircraft or -0-", row[2][:40])
    return None


def _number(text: str) -> str:
    """An entry's number without spaces and leading zeros; empty for what is none."""
    digits = text.strip(" \t")
    return str(int(digits)) if digits.isascii() and digits.isdigit() and len(digits) < 12 else ""


def _aliases(
    data: bytes, about: OfacList, entries: dict[str, list[str]], rejects: list[Reject]
) -> dict[str, list[Alias]]:
    found: dict[str, list[Alias]] = {}
    for number, row in rows(data, about.aliases, rejects):
        key = _number(row[0]) if row else ""
        if len(row) != 5 or key not in entries:
            rejects.append(Reject(number, about.aliases, "5 columns, the number of an entry first", ",".join(row)[:80]))
        elif row[2].strip().lower() not in _ALIAS_TYPES or not _value(row[3]):
            rejects.append(Reject(number, "alt_type, alt_name", "aka, fka or nka and a name", ",".join(row)[:80]))
        else:
            name = _value(row[3])
            found.setdefault(key, []).append(Alias(name, "", script_of(name), Strength.STRONG, about.source))
    return found


def _countries(data: bytes, file: str, rejects: list[Reject]) -> dict[str, dict[str, None]]:
    found: dict[str, dict[str, None]] = {}
    for number, row in rows(data, file, rejects):
        key = _number(row[0]) if row else ""
        if len(row) != 6 or not key:
            rejects.append(Reject(number, file, "6 columns, the number of an entry first", ",".join(row)[:80]))
        else:
            found.setdefault(key, {})
            if country := _value(row[4]):
                found[key][country] = None
    return found


def _add_comments(data: bytes, file: str, entries: dict[str, list[str]], rejects: list[Reject]) -> None:
    """Long remarks go on in a file of their own: two columns, the number of an entry first."""
    for number, row in rows(data, file, rejects):
        key = _number(row[0]) if row else ""
        if len(row) != 2 or key not in entries:
            rejects.append(Reject(number, file, "2 columns, the number of an entry first", ",".join(row)[:80]))
        else:
            entries[key][11] += _value(row[1])


def _record(
    about: OfacList, key: str, entry: list[str], aliases: list[Alias], countries: tuple[str, ...]
) -> ListRecord:
    name, remarks = entry[1], entry[11]
    tags = [tag for tag in re.split(r"\]\s*\[", entry[3].strip("[] ")) if tag.strip()]
    number = key.rstrip("~")
    facts = ofac_facts(about.title, number, tags)
    weak = (
        Alias(text, "", script_of(text), Strength.LOW_QUALITY, about.source)
        for text in map(clean, _WEAK.findall(remarks))
        if text
    )
    years = tuple(sorted({int(year) for year in _BIRTH.findall(remarks)}))
    return ListRecord(key, name, _kind(entry, facts), (*aliases, *weak), facts, countries, years)


def ofac_facts(title: str, number: str, tags: Iterable[str]) -> tuple[DesignationFact, ...]:
    """An act for each programme tag of an entry, as the CSV and the XML state it alike."""
    return tuple(
        DesignationFact(*ofac_programme(tag), reference=number, source=f"{title}, entry {number}, programme {tag}")
        for tag in dict.fromkeys(tag.strip() for tag in tags)
    )


def _kind(entry: list[str], facts: tuple[DesignationFact, ...]) -> EntityKind:
    kind = _TYPES[entry[2].lower()]
    if kind is not EntityKind.UNKNOWN:
        return kind
    return kind_of_listing(entry[1], [fact.programme for fact in facts])
