"""OpenSanctions exports: FollowTheMoney entities (a JSON document a line) or `targets.simple.csv`.

They gather many lists; whose act stands behind an entity is not in them in full, so each dataset is a programme of its own
(`opensanctions-<dataset>`), without days, that no tier map mentions: names to compare and screen, never to enforce on.
Non-targets (positions, addresses, relatives) are counted and left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from evenhand.designations.kinds import kind_of_listing
from evenhand.designations.model import Alias, DesignationFact, EntityKind, ListRecord, Strength
from evenhand.designations.sources.catalogue import Parsed
from evenhand.designations.sources.header_table import Row, table
from evenhand.designations.sources.reading import clean, refuse_no_text, years
from evenhand.kernel.errors import BadInputError, Place, Reject
from evenhand.kernel.languages import script_of
from evenhand.kernel.lines import encodable

_SOURCE: Final = "opensanctions"
_COLUMNS: Final = ("id", "schema", "name", "aliases", "countries", "dataset")
_KINDS: Final = {
    "Person": EntityKind.PERSON,
    "Vessel": EntityKind.VESSEL,
    "Airplane": EntityKind.AIRCRAFT,
    "Company": EntityKind.COMPANY,
}
_BODIES: Final = frozenset({"Organization", "LegalEntity", "PublicBody"})
_MAX_LINE: Final = 1 << 20
_MAX_NAMES: Final = 1_000


def parse(files: Mapping[str, bytes], *, recover: bool = False) -> Parsed:
    """Records by OpenSanctions id. Raises BadInputError for what is neither format."""
    del recover  # a bad line costs that line alone
    file, data = next(iter(files.items()))
    refuse_no_text(data, file)
    rejects: list[Reject] = []
    records: dict[str, ListRecord] = {}
    left = {"not_targets": 0}
    moments: list[str] = []
    found: Iterable[ListRecord | Reject | None]
    if data.lstrip(b"\xef\xbb\xbf\r\n \t")[:1] == b"{":
        found = (_from_json(line, number, moments) for number, line in enumerate(data.split(b"\n"), 1) if line.strip())
    else:
        found = (_from_row(row, moments) for row in table(data, file, rejects, _COLUMNS)[1])
    for item in found:
        if item is None:
            left["not_targets"] += 1
        elif isinstance(item, Reject):
            rejects.append(item)
        else:
            records.setdefault(item.key, item)
    if not records:
        raise BadInputError(
            "no target could be read", hint="give entities.ftm.json or targets.simple.csv", place=Place(file=file)
        )
    ordered = tuple(records[key] for key in sorted(records))
    counts = {"entities": len(ordered), "aliases": sum(len(record.aliases) for record in ordered), **left}
    return Parsed(ordered, tuple(rejects), counts, _newest(moments))


def _from_json(line: bytes, number: int, moments: list[str]) -> ListRecord | Reject | None:
    if len(line) > _MAX_LINE:
        return Reject(number, "", f"a line of at most {_MAX_LINE:,} bytes", f"{len(line):,} bytes")
    try:
        item = json.loads(line.removeprefix(b"\xef\xbb\xbf"))  # published lines repeat keys: the last one counts
    except (ValueError, RecursionError) as problem:
        return Reject(number, "", "a JSON object", str(problem)[:80])
    if not isinstance(item, dict) or not isinstance(item.get("properties"), dict):
        return Reject(number, "properties", "an entity with properties", str(item)[:80])
    if item.get("target") is not True:
        return None
    properties = item["properties"]
    moments.append(str(item.get("last_seen", "")))
    names = [*_texts(properties.get("name")), *_texts(properties.get("alias"))]
    weak = [*_texts(properties.get("weakAlias"))]
    caption = clean(item["caption"]) if isinstance(item.get("caption"), str) else ""
    return _record(
        number,
        clean(str(item.get("id", ""))),
        str(item.get("schema", "")),
        [caption, *names] if caption in names or not names else names,
        weak,
        _texts(item.get("datasets")),
        [*_texts(properties.get("country")), *_texts(properties.get("nationality"))],
        " ".join(_texts(properties.get("birthDate"))),
    )


def _texts(value: Any) -> list[str]:
    """The texts of a property: a list of texts, or nothing; what cannot be stored is left out."""
    items = value if isinstance(value, list) else []
    return [clean(item) for item in items[:_MAX_NAMES] if isinstance(item, str) and encodable(item) and clean(item)]


def _from_row(row: Row, moments: list[str]) -> ListRecord | Reject | None:
    moments.append(row["last_seen"])
    return _record(
        row.line,
        row["id"],
        row["schema"],
        [row["name"], *_split(row["aliases"])],
        [],
        _split(row["dataset"]),
        _split(row["countries"]),
        row["birth_date"],
    )


def _split(text: str) -> list[str]:
    """`a;b;"c; d"`: the parts of a cell, quotes around parts taken off."""
    parts = re.findall(r'"((?:[^"]|"")*)"|([^;]+)', text)
    return [part for part in (clean((quoted or plain).replace('""', '"')) for quoted, plain in parts) if part]


def _record(
    line: int,
    key: str,
    schema: str,
    names: Iterable[str],
    weak: Iterable[str],
    datasets: Iterable[str],
    countries: Iterable[str],
    births: str,
) -> ListRecord | Reject:
    listed = [name for name in dict.fromkeys(names) if name]
    if not key or not listed:
        return Reject(line, "id, name", "a value each", key[:60])
    if schema not in _KINDS and schema not in _BODIES:
        return Reject(line, "schema", "one of " + ", ".join(sorted({*_KINDS, *_BODIES})), schema[:40])
    programmes = sorted({"opensanctions-" + re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") for name in datasets})
    aliases = [Alias(name, "", script_of(name), Strength.STRONG, _SOURCE) for name in listed[1:]]
    aliases += [
        Alias(name, "", script_of(name), Strength.LOW_QUALITY, _SOURCE)
        for name in dict.fromkeys(weak)
        if name not in listed
    ]
    facts = tuple(
        DesignationFact("opensanctions", programme, reference=key, source=f"OpenSanctions export, {key}, {programme}")
        for programme in programmes
    )
    kind = _KINDS.get(schema) or kind_of_listing(listed[0], programmes)
    return ListRecord(key, listed[0], kind, tuple(aliases), facts, tuple(dict.fromkeys(countries)), years(births))


def _newest(moments: Iterable[str]) -> datetime | None:
    newest = max((text for text in moments if re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", text)), default="")
    try:
        return datetime.fromisoformat(newest[:19]).replace(tzinfo=UTC)
    except ValueError:
        return None
