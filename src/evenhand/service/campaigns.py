"""The analyst's use cases: bring records in, count them, look for surges, write the brief. Attribution stops here.

Nothing in this module reaches a decision, a strike or an account: a record is shown to a person and no more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from importlib import resources
from math import isfinite
from typing import Any, Final, Protocol

from evenhand.campaigns import counts as counting
from evenhand.campaigns.model import Archive, Incident, Record
from evenhand.campaigns.records import LISTS, FieldError, archive, id_of, kind_of, parse
from evenhand.campaigns.surge import Surge, surges
from evenhand.kernel.canonical import digest_of, plain
from evenhand.kernel.errors import BadInputError, Reject

EXAMPLE = "data/example-2023-2024.yml"


_AGAIN: Final = "correct this record and import the file again: what went in does not change by it"


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record as it is kept: its kind and id, its plain document, and the digest of that."""

    kind: str
    record_id: str
    body: Mapping[str, Any]
    content_hash: str


class CampaignStore(Protocol):
    """Where campaign records are kept, apart from the ledger: they are no decisions."""

    def put(self, records: Iterable[StoredRecord]) -> tuple[int, int]:
        """Keep records in one transaction; (new, changed). A record whose hash is known changes nothing."""
        ...

    def all(self, kind: str = "") -> Iterator[StoredRecord]:
        """Kept records, of one kind or all, ordered by kind and id."""
        ...


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    read: int
    new: int
    changed: int
    rejects: tuple[Reject, ...] = ()


def to_document(record: Record) -> dict[str, Any]:
    """A record as a plain document that `campaigns.records.parse` reads back as the same record."""
    document: dict[str, Any] = plain(record)
    return document


def import_records(store: CampaignStore, records: Iterable[Record], rejects: Iterable[Reject] = ()) -> Imported:
    """Keep records; the same records again change nothing."""
    by_id: dict[tuple[str, str], StoredRecord] = {}
    read = 0
    for record in records:
        document = to_document(record)
        stored = StoredRecord(kind_of(record), id_of(record), document, digest_of(document))
        by_id[stored.kind, stored.record_id] = stored
        read += 1
    new, changed = store.put(by_id.values())
    return Imported(read, new, changed, tuple(rejects))


def read_documents(
    documents: Iterable[tuple[int, str, object]], techniques: Collection[str] | None = None
) -> tuple[list[Record], list[Reject]]:
    """Records from (line, kind, document); bad ones come back as rejects. Techniques are checked when a catalogue is given."""
    records: list[Record] = []
    rejects: list[Reject] = []
    seen: dict[tuple[str, str], tuple[int, Record]] = {}
    for line, kind, document in documents:
        try:
            record = parse(kind, document)
            _check_techniques(record, techniques)
            first, same = seen.setdefault((kind, id_of(record)), (line, record))
            if same != record:  # the first would be lost without a word
                raise FieldError(f"{kind}_id", f"each id once per file (line {first} has it first)", id_of(record))
        except FieldError as error:
            rejects.append(Reject(line, error.field, error.expected, error.got, _AGAIN))
        else:
            records.append(record)
    return records, rejects


def _check_techniques(record: Record, techniques: Collection[str] | None) -> None:
    if not isinstance(record, Incident):
        return
    for technique in record.techniques:
        framework, colon, number = technique.partition(":")
        if framework not in ("disarm", "attack") or not colon or not number.startswith("T"):
            raise FieldError("techniques", "disarm:T… or attack:T…", technique)
        if techniques is not None and technique not in techniques:
            raise FieldError("techniques", "an id of the DISARM or ATT&CK catalogue", technique)


def documents_of(content: object, name: str) -> Iterator[tuple[int, str, object]]:
    """(number, kind, document) of a YAML or JSON document: lists under their kinds, or one list of records with `kind`."""
    if isinstance(content, list):
        for number, item in enumerate(content, 1):
            yield number, _kind(item), item
        return
    if not isinstance(content, dict) or not set(content) <= set(LISTS.values()):
        raise BadInputError(
            f"{name}: not a document of campaign records",
            hint="give lists under " + ", ".join(LISTS.values()) + ", or one list of records with `kind`",
        )
    number = 0
    for kind, plural in LISTS.items():
        items = content.get(plural) or []
        if not isinstance(items, list):
            raise BadInputError(f"{name}: {plural} is not a list", hint="write each record as an item of a list")
        for item in items:
            number += 1
            yield number, kind, item


def _kind(item: object) -> str:
    return str(item.get("kind", "incident")) if isinstance(item, dict) else "incident"


def example() -> Archive:
    """The bundled example as an archive."""
    return archive(example_records())


def example_records() -> list[Record]:
    """The records that ship with the project: the figures of a news story, each with its source."""
    import yaml

    text = resources.files("evenhand.campaigns").joinpath(EXAMPLE).read_text(encoding="utf-8")
    records, rejects = read_documents(documents_of(yaml.safe_load(text), EXAMPLE))
    if rejects:
        raise BadInputError(f"the bundled example is damaged: {rejects[0]}")
    return records


def load(store: CampaignStore) -> Archive:
    """All kept records."""
    return archive(parse(kept.kind, dict(kept.body)) for kept in store.all())


def is_empty(records: Archive) -> bool:
    """Whether nothing is there to count or to show."""
    return not any(getattr(records, name) for name in LISTS.values())


def counts(
    records: Archive, as_of: date | None = None
) -> tuple[tuple[counting.MonthCount, ...], tuple[counting.Undated, ...]]:
    """Incidents by month, each analyst apart."""
    return counting.by_month(records.incidents, as_of)


def find_surges(records: Archive, as_of: date | None = None, level: float = 0.05) -> tuple[Surge, ...]:
    """Surges in the analysts' published series and in the incidents counted here, each analyst apart."""
    months, _ = counts(records, as_of)
    counted = counting.as_series(months)
    shares = {
        (f"incidents-{month.series}", month.month): month.completeness
        for month in months
        if month.completeness is not None
    }
    if as_of is not None:  # nothing published later than the day of asking may be known
        published = [
            replace(one, buckets=tuple(bucket for bucket in one.buckets if bucket.end <= as_of))
            for one in records.series
            if one.reported is None or one.reported <= as_of
        ]
    else:
        published = list(records.series)
    return surges([*published, *counted], shares, level)


def surge_document(found: Surge) -> dict[str, Any]:
    """A surge as the plain answer of `campaigns surge --json`; an infinite bound is null (JSON has no infinity)."""
    document: dict[str, Any] = asdict(found)
    document["interval"] = [document.pop("ratio_low"), document.pop("ratio_high")]
    document["interval"] = [bound if isfinite(bound) else None for bound in document["interval"]]
    document["ratio"] = found.ratio if isfinite(found.ratio) else None
    return document
