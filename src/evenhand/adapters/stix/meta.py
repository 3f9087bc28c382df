"""Meta's published indicator rows (tactic, technique, procedure, indicator by network) as records, still defanged."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

from evenhand.adapters.stix.load import Loaded
from evenhand.campaigns.model import Record, Source
from evenhand.campaigns.records import FieldError, parse
from evenhand.kernel.errors import BadInputError, Place, Reject
from evenhand.kernel.ids import derived_id

_NEEDED: Final = ("report_period", "network", "tactic", "technique", "procedure", "indicator")
_SOURCE: Final = Source("meta-threat-research", "Threat research indicators of quarterly reports", "Meta")
_MAX_LINE: Final = 1 << 20


def load_indicators(path: Path) -> Loaded:
    """The rows of a CSV with Meta's columns; a row that repeats another is the same record. Raises BadInputError."""
    records: dict[str, Record] = {_SOURCE.source_id: _SOURCE}
    rejects: list[Reject] = []
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            rows = csv.DictReader(iter(lambda: file.readline(_MAX_LINE), ""))
            missing = [name for name in _NEEDED if name not in (rows.fieldnames or ())]
            if missing:
                raise BadInputError(
                    f"no column {', '.join(missing)}",
                    hint="the columns are " + ", ".join(_NEEDED),
                    place=Place(file=str(path)),
                )
            for row in rows:
                _add(row, rows.line_num, records, rejects)
    except (OSError, csv.Error) as error:
        raise BadInputError(f"not readable as CSV: {error}", place=Place(file=str(path))) from None
    return Loaded(tuple(records.values()), tuple(rejects), {})


def _add(row: dict[str, str | None], line: int, records: dict[str, Record], rejects: list[Reject]) -> None:
    values = [(row.get(name) or "").strip() for name in _NEEDED]
    period, network, tactic, technique, procedure, value = values
    if not network or not value:
        rejects.append(Reject(line, "indicator" if network else "network", "text", "nothing"))
        return
    found = {
        "indicator_id": derived_id("ind", *values),
        "network": network,
        "period": period,
        "tactic": tactic,
        "technique": technique,
        "procedure": procedure,
        "value": value,
        "source": _SOURCE.source_id,
    }
    try:
        records[found["indicator_id"]] = parse("indicator", found)
    except FieldError as error:
        rejects.append(Reject(line, error.field, error.expected, error.got))
