"""Bundled tables of designations: a row an act, several rows an organisation.

Columns: key, name, programme, announced, effective, revoked, aliases (`;`), source, verification; where there are:
revocation_announced, in_force_by, kind, confidence. Days are the publisher's own; an empty one is unknown. Rows that were
not verified are kept as `unverified` and never enforced. Which rows are one organisation is the key's.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date
from typing import Final

from evenhand.designations.model import Alias, DesignationFact, EntityKind, ListRecord, Strength, Verification
from evenhand.designations.sources.catalogue import Parsed
from evenhand.designations.sources.reading import clean
from evenhand.kernel.canonical import digest
from evenhand.kernel.errors import BadInputError, Place, Reject
from evenhand.kernel.languages import script_of

_COLUMNS: Final = ("key", "name", "programme", "announced", "effective", "revoked", "aliases", "source", "verification")
_DAYS: Final = ("announced", "effective", "revocation_announced", "revoked", "in_force_by")


def parse_acts(source: str, authority: str, files: Mapping[str, bytes]) -> Parsed:
    """Records by key, acts in the order of their days. Raises BadInputError when a column is missing or it is no UTF-8."""
    file, data = next(iter(files.items()))
    rejects: list[Reject] = []
    rows: dict[str, list[dict[str, str]]] = {}
    for number, row in enumerate(_read(file, data), start=2):
        problem = _problem(row, number)
        if problem is not None:
            rejects.append(problem)
        else:
            rows.setdefault(row["key"].strip(), []).append(row)
    records = tuple(_record(source, authority, key, rows[key]) for key in sorted(rows))
    acts = sum(len(record.facts) for record in records)
    unverified = sum(fact.verification is Verification.UNVERIFIED for record in records for fact in record.facts)
    counts = {"organisations": len(records), "acts": acts, "unverified_acts": unverified}
    return Parsed(records, tuple(rejects), counts)


def _read(file: str, data: bytes) -> list[dict[str, str]]:
    try:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        missing = [column for column in _COLUMNS if column not in (reader.fieldnames or ())]
        rows = [{name: value or "" for name, value in row.items() if isinstance(name, str)} for row in reader]
    except (UnicodeDecodeError, csv.Error) as problem:
        raise BadInputError(f"not a CSV table in UTF-8: {problem}", place=Place(file=file)) from problem
    if missing:
        raise BadInputError(
            "columns are missing: " + ", ".join(missing),
            hint="the first line names the columns " + ", ".join(_COLUMNS),
            place=Place(file=file, line=1),
        )
    return rows


def _problem(row: dict[str, str], line: int) -> Reject | None:
    for field in _DAYS:
        text = row.get(field, "").strip()
        if text:
            try:
                date.fromisoformat(text)
            except ValueError:
                return Reject(line, field, "an ISO day or nothing", text[:40])
    for field in ("key", "name", "programme", "source"):
        if not row[field].strip():
            return Reject(line, field, "a value", "")
    if row["verification"].strip() not in {item.value for item in Verification}:
        return Reject(line, "verification", "confirmed or unverified", row["verification"][:40])
    if row.get("kind", "").strip() not in {"", *(item.value for item in EntityKind)}:
        return Reject(line, "kind", "a kind of entity", row["kind"][:40])
    return None


def _record(source: str, authority: str, key: str, rows: list[dict[str, str]]) -> ListRecord:
    aliases = {
        name: Alias(name, "", script_of(name), _strength(name), source)
        for row in rows
        for name in (clean(part) for part in row["aliases"].split(";"))
        if name
    }
    facts = sorted((_fact(authority, row) for row in rows), key=_day_of)
    kind = EntityKind(rows[-1].get("kind", "").strip() or EntityKind.ORGANISATION)
    return ListRecord(key, clean(rows[-1]["name"]), kind, tuple(aliases.values()), tuple(facts))


def _day_of(fact: DesignationFact) -> date:
    return fact.effective or fact.announced or fact.in_force_by or date.max


def _strength(name: str) -> Strength:
    return Strength.STRONG if " " in name else Strength.WEAK


def _fact(authority: str, row: dict[str, str]) -> DesignationFact:
    days = {field: date.fromisoformat(text) if (text := row.get(field, "").strip()) else None for field in _DAYS}
    reference = digest(
        "|".join(row.get(field, "") for field in ("key", "programme", "effective", "announced")).encode()
    )
    return DesignationFact(
        authority=authority,
        programme=row["programme"].strip(),
        reference=f"{row['key'].strip()}/{reference[7:15]}",
        source=clean(row["source"]),
        verification=Verification(row["verification"].strip()),
        announced=days["announced"],
        effective=days["effective"],
        revoked=days["revoked"],
        revocation_announced=days["revocation_announced"],
        in_force_by=days["in_force_by"],
    )
