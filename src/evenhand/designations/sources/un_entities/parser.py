"""The bundled table of UN-listed groups: reference, names, regime, day of listing, and the absences seen in snapshots.

Columns: reference, name, original_script, regime, listed, observed_gaps (`from/until …`), aliases (` | `),
low_quality_aliases (` | `), countries (` | `), source. Individuals are in the list itself (`un-sc`), which is imported.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date
from typing import Final

from evenhand.designations.kinds import kind_of_name
from evenhand.designations.model import Alias, DesignationFact, ListRecord, Strength
from evenhand.designations.programmes import un_programme
from evenhand.designations.sources.catalogue import Parsed
from evenhand.designations.sources.reading import clean, day
from evenhand.kernel.errors import BadInputError, Place, Reject
from evenhand.kernel.languages import script_of

_COLUMNS: Final = (
    "reference",
    "name",
    "original_script",
    "regime",
    "listed",
    "observed_gaps",
    "aliases",
    "low_quality_aliases",
    "countries",
    "source",
)


def parse(files: Mapping[str, bytes], *, recover: bool = False) -> Parsed:
    """Records by reference number. Raises BadInputError when it is no such table."""
    del recover  # nothing to recover: a bad row is a reject
    file, data = next(iter(files.items()))
    records: list[ListRecord] = []
    rejects: list[Reject] = []
    try:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        rows = [{name: row.get(name) or "" for name in _COLUMNS} for row in reader]
    except (UnicodeDecodeError, csv.Error) as problem:
        raise BadInputError(f"not a CSV table in UTF-8: {problem}", place=Place(file=file)) from problem
    for number, row in enumerate(rows, start=2):
        listed = day(row["listed"])
        if listed is None or not clean(row["reference"]) or not clean(row["name"]):
            rejects.append(Reject(number, "reference, name, listed", "a value each", str(row)[:80]))
            continue
        try:
            records.append(_record(row, listed))
        except ValueError:
            rejects.append(Reject(number, "observed_gaps", "days, from/until", row["observed_gaps"][:80]))
    records.sort(key=lambda record: record.key)
    aliases = sum(len(record.aliases) for record in records)
    return Parsed(tuple(records), tuple(rejects), {"entities": len(records), "aliases": aliases})


def _record(row: dict[str, str], listed: date) -> ListRecord:
    reference = row["reference"].strip()
    names = [(clean(name), Strength.STRONG) for name in (row["original_script"], *row["aliases"].split("|"))]
    names += [(clean(name), Strength.LOW_QUALITY) for name in row["low_quality_aliases"].split("|")]
    aliases = (Alias(name, "", script_of(name), strength, "un-entities") for name, strength in names if name)
    authority, programme = un_programme(row["regime"])
    fact = DesignationFact(
        authority,
        programme,
        effective=listed,
        reference=reference,
        source=clean(row["source"]),
        observed_gaps=tuple(_gap(part) for part in row["observed_gaps"].split()),
    )
    countries = tuple(country for part in row["countries"].split("|") if (country := clean(part)))
    return ListRecord(reference, clean(row["name"]), kind_of_name(row["name"]), tuple(aliases), (fact,), countries)


def _gap(text: str) -> tuple[date, date | None]:
    since, _, until = text.partition("/")
    return date.fromisoformat(since), date.fromisoformat(until) if until else None
