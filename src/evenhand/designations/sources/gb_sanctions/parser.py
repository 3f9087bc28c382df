"""UK financial sanctions: OFSI's ConList CSV (all formats since 2018) and the UK Sanctions List CSV that replaced it.

Both give a row a name, several rows a listing. ConList: a `Last Updated` line above the columns, `Group ID`, `Name 6`
(surname or whole name), `Alias Type`, `Regime`, `Listed On`. UK Sanctions List: a `Report Date` line, `Unique ID`, `OFSI
Group ID`, `Name type`, `Alias strength`, `Name non-latin script`, `Regime Name`, `Date Designated`. Days are British.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Final

from evenhand.designations.kinds import kind_of_listing
from evenhand.designations.model import Alias, DesignationFact, EntityKind, ListRecord, Strength
from evenhand.designations.programmes import gb_programme
from evenhand.designations.sources.catalogue import Parsed
from evenhand.designations.sources.header_table import Row, table
from evenhand.designations.sources.reading import day, slashed_day, years
from evenhand.kernel.errors import BadInputError, Place, Reject
from evenhand.kernel.languages import script_of

_SOURCE: Final = "gb-sanctions"
_GIVEN: Final = ("Name 1", "Name 2", "Name 3", "Name 4", "Name 5")
# What each format calls a thing; the first that has a value counts.
_GROUP: Final = ("OFSI Group ID", "Group ID", "Unique ID")
_TYPE: Final = ("Group Type", "Designation Type", "Individual, Entity, Ship")
_REGIME: Final = ("Regime", "Regime Name")
_LISTED: Final = ("Date Designated", "UK Sanctions List Date Designated", "Listed On")
_ALIAS: Final = ("Alias Type", "Name type")
_QUALITY: Final = ("Alias Quality", "Alias strength")
_ORIGINAL: Final = ("Name Non-Latin Script", "Name non-latin script")
_BIRTH: Final = ("DOB", "D.O.B")
_COUNTRY: Final = ("Country", "Address Country", "Nationality", "Nationality(/ies)")
_KINDS: Final = {"individual": EntityKind.PERSON, "ship": EntityKind.VESSEL}
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def parse(files: Mapping[str, bytes], *, recover: bool = False) -> Parsed:
    """Records by group number. Raises BadInputError for what is neither format."""
    del recover  # a bad row costs that row alone
    file, data = next(iter(files.items()))
    rejects: list[Reject] = []
    above, rows = table(data, file, rejects, ("Name 6", "Name 1"))
    groups: dict[str, list[Row]] = {}
    for row in rows:
        problem = _problem(row)
        if problem is not None:
            rejects.append(problem)
        else:
            groups.setdefault(_first(row, _GROUP), []).append(row)
    if not groups:
        raise BadInputError("no listing could be read", hint="fetch the list again", place=Place(file=file))
    records = tuple(_record(key, groups[key]) for key in sorted(groups))
    people = sum(record.kind is EntityKind.PERSON for record in records)
    counts = {
        "individuals": people,
        "entities": len(records) - people,
        "aliases": sum(len(record.aliases) for record in records),
    }
    return Parsed(records, tuple(rejects), counts, _dated(above))


def _first(row: Row, columns: Sequence[str]) -> str:
    return next((row[column] for column in columns if row[column]), "")


def _problem(row: Row) -> Reject | None:
    for field, columns in (("Group ID", _GROUP), ("Group Type", _TYPE), ("Regime", _REGIME)):
        if not _first(row, columns):
            return Reject(row.line, field, "a value", "")
    if not _name(row) and not _first(row, _ORIGINAL):
        return Reject(row.line, "Name 6", "a name", "", _first(row, _GROUP)[:40])
    if _day(_first(row, _LISTED)) is None:
        return Reject(row.line, "Listed On", "a day, 27/04/2020", _first(row, _LISTED)[:40])
    return None


def _day(text: str) -> date | None:
    """`27/04/2020`, `2020-04-27` or `27-Apr-2020`."""
    named = re.match(r"(\d{1,2})[- ]([A-Za-z]{3})[a-z]*[- ](\d{4})$", text.strip())
    if named and named[2].lower() in _MONTHS:
        text = f"{named[1]}/{_MONTHS.index(named[2].lower()) + 1}/{named[3]}"
    return slashed_day(text) or day(text)


def _dated(above: Sequence[Sequence[str]]) -> datetime | None:
    for cells in above:
        for cell in cells:
            found = _day(cell.partition(":")[2].strip() or cell)
            if found is not None:
                return datetime.combine(found, time(), UTC)
    return None


def _name(row: Row) -> str:
    given = " ".join(row[column] for column in _GIVEN if row[column])
    return " ".join(part for part in (given, row["Name 6"]) if part)


def _record(key: str, rows: Sequence[Row]) -> ListRecord:
    head = next((row for row in rows if _first(row, _ALIAS).lower().startswith("prim")), rows[0])
    name = _name(head) or _first(head, _ORIGINAL)
    facts = tuple(dict.fromkeys(_fact(key, row) for row in rows))
    births = " ".join(_first(row, _BIRTH) for row in rows)
    return ListRecord(
        key=key,
        name=name,
        kind=_KINDS.get(_first(head, _TYPE).lower()) or kind_of_listing(name, [fact.programme for fact in facts]),
        aliases=tuple(_aliases(rows, name)),
        facts=facts,
        countries=tuple(dict.fromkeys(country for row in rows if (country := _first(row, _COUNTRY)))),
        birth_years=years(births),
    )


def _fact(key: str, row: Row) -> DesignationFact:
    regime = _first(row, _REGIME)
    return DesignationFact(
        "gb",
        gb_programme(regime),
        effective=_day(_first(row, _LISTED)),
        reference=key,
        source=f"UK sanctions list, group {key}, regime {regime}"[:300],
    )


def _aliases(rows: Sequence[Row], name: str) -> Iterator[Alias]:
    seen = {name}
    for row in rows:
        weak = _first(row, _QUALITY).lower().startswith("low")
        for text in (_name(row), _first(row, _ORIGINAL)):
            if text and text not in seen:
                seen.add(text)
                yield Alias(text, "", script_of(text), Strength.LOW_QUALITY if weak else Strength.STRONG, _SOURCE)
