"""Files of names compared and screened: CSV in, CSV out, bad rows beside them, good rows through. Streams; memory is bounded.

What a comparison means is `designations.matching`'s; a match is a question for a reviewer, never a finding by itself.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final

from evenhand.designations.matching.index import Hit, Listed, ScreeningIndex
from evenhand.designations.matching.matcher import Matcher, weighed
from evenhand.designations.matching.score import Context, Reason
from evenhand.designations.model import EntityKind, Strength
from evenhand.designations.names import spellings
from evenhand.designations.registry import Registry
from evenhand.kernel.errors import BadInputError, Place, Reject
from evenhand.kernel.lines import bounded_lines, encodable

_BATCH: Final = 2_000
_SCREENED_AT_ONCE: Final = 500
_LONGEST_NAME: Final = 2_000  # characters; a longer "name" is damage
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_KINDS: Final = frozenset(
    {"person", "individual", "organisation", "organization", "company", "bank", "entity", "group"}
)
SCREENED: Final = ("name", "rank", "entity_id", "matched_name", "score", "reasons")


@dataclass(frozen=True, slots=True)
class Done:
    """What a run did: rows written, and the rows that could not be read."""

    rows: int
    rejects: tuple[Reject, ...]


Row = dict[str, str]


def compare_file(source: Path, out: Path) -> Done:
    """PAIRS.csv (`name_a,name_b,kind`, more columns pass through) to SCORES.csv with `score,match,reasons` added."""
    matcher, rejects = Matcher(), list[Reject]()
    with _opened(source) as stream:
        header, rows = _table(stream, ("name_a", "name_b", "kind"), source, rejects)
        added = [*(name for name in header if name not in {"score", "match", "reasons"}), "score", "match", "reasons"]
        good = _checked(rows, ("name_a", "name_b"), rejects)
        return _write(out, added, _compared(matcher, good), rejects)


def _compared(matcher: Matcher, rows: Iterator[tuple[int, Row]]) -> Iterator[Mapping[str, object]]:
    while batch := [row for _, row in islice(rows, _BATCH)]:
        answers: dict[int, Mapping[str, object]] = {}
        for kind in sorted({row["kind"] for row in batch}):
            places = [place for place, row in enumerate(batch) if row["kind"] == kind]
            own = [batch[place] for place in places]
            firsts, seconds = [row["name_a"] for row in own], [row["name_b"] for row in own]
            scores = matcher.compare_many(firsts, seconds, kind, [_context(row) for row in own])
            for place, row, score in zip(places, own, scores, strict=True):
                told = {"score": score.score, "match": str(score.match).lower(), "reasons": reasons_text(score.reasons)}
                answers[place] = {**row, **told}
        yield from (answers[place] for place in range(len(batch)))


def _context(row: Row) -> Context | None:
    years = [_years(row.get(f"birth_year_{side}", "")) for side in "ab"]
    lands = [tuple(filter(None, row.get(f"country_{side}", "").split(";"))) for side in "ab"]
    return Context(years[0], years[1], lands[0], lands[1]) if any((*years, *lands)) else None


def _years(text: str) -> tuple[int, ...]:
    return tuple(
        int(part) for part in text.split(";") if part.strip().isascii() and part.strip().isdigit() and len(part) < 9
    )


def reasons_text(reasons: Sequence[Reason]) -> str:
    """Reasons as one JSON text."""
    return json.dumps([_plain(reason) for reason in reasons], ensure_ascii=False)


def _plain(reason: Reason) -> dict[str, object]:
    found: dict[str, object] = {"feature": reason.feature}
    found |= {"a": reason.a} if reason.a else {}
    found |= {"b": reason.b} if reason.b else {}
    return found | ({"likeness": reason.likeness} if reason.likeness is not None else {})


def index_of(registry: Registry) -> ScreeningIndex:
    """The names of every entity of a registry that is a person or a body, ready to be asked. Ships are left out."""
    kinds = {kind for kind in EntityKind if kind not in {EntityKind.VESSEL, EntityKind.AIRCRAFT}}
    return ScreeningIndex(
        Listed(entity.entity_id, "person" if person else "organisation", name)
        for entity in registry.entities.values()
        if entity.kind in kinds
        for person in (entity.kind is EntityKind.PERSON,)
        for name in dict.fromkeys(
            spelling
            for alias in entity.aliases
            if alias.strength is not Strength.LOW_QUALITY
            for spelling in spellings(alias.name, person=person)
        )
    )


def screen_file(registry: Registry, source: Path, out: Path, top: int = 5) -> Done:
    """NAMES.csv (`name`, optional `kind,country,birth_year`) to MATCHES.csv: the best `top` entities of each name.

    Scores are weighed by what the registry knows of birth years and countries. Names without any candidate have no row.
    """
    rejects = list[Reject]()
    with _opened(source) as stream:
        _, rows = _table(stream, ("name",), source, rejects)
        good = _checked(rows, ("name",), rejects)
        index = index_of(registry)
        return _write(out, list(SCREENED), _screened(index, registry, good, top), rejects)


def _screened(
    index: ScreeningIndex, registry: Registry, rows: Iterator[tuple[int, Row]], top: int
) -> Iterator[Mapping[str, object]]:
    matcher = Matcher()
    while batch := [row for _, row in islice(rows, _SCREENED_AT_ONCE)]:
        every = index.screen_many([row["name"] for row in batch], [row.get("kind", "") for row in batch], top * 4)
        found = [_weighed(registry, row, hits)[:top] for row, hits in zip(batch, every, strict=True)]
        told = iter(_reasons_of(matcher, batch, found))
        for row, kept in zip(batch, found, strict=True):
            for rank, (score, hit, against) in enumerate(kept, 1):
                yield {
                    "name": row["name"],
                    "rank": rank,
                    "entity_id": hit.listed.entity_id,
                    "matched_name": hit.listed.name,
                    "score": score,
                    "reasons": reasons_text((*against, *next(told))),
                }


_Found = tuple[int, Hit, tuple[Reason, ...]]


def _weighed(registry: Registry, row: Row, hits: Sequence[Hit]) -> list[_Found]:
    """The hits of one row, weighed by what else is known of both, best first."""
    years, lands = _years(row.get("birth_year", "")), tuple(filter(None, row.get("country", "").split(";")))
    found = []
    for hit in hits:
        entity = registry.entities[hit.listed.entity_id]
        score, against = weighed(hit.score, Context(years, entity.birth_years, lands, entity.countries))
        found.append((score, hit, against))
    return sorted(found, key=lambda item: (-item[0], item[1].listed.entity_id))


def _reasons_of(matcher: Matcher, batch: Sequence[Row], found: Sequence[Sequence[_Found]]) -> list[tuple[Reason, ...]]:
    """The reasons of every hit of a batch, in order."""
    pairs = [(row["name"], hit.listed) for row, kept in zip(batch, found, strict=True) for _, hit, _ in kept]
    told: list[tuple[Reason, ...]] = [()] * len(pairs)
    for kind in sorted({listed.kind for _, listed in pairs}):
        places = [place for place, (_, listed) in enumerate(pairs) if listed.kind == kind]
        names, others = [pairs[at][0] for at in places], [pairs[at][1].name for at in places]
        for place, score in zip(places, matcher.compare_many(names, others, kind), strict=True):
            told[place] = score.reasons
    return told


def _opened(source: Path) -> BinaryIO:
    try:
        return source.open("rb")
    except OSError as problem:
        raise BadInputError(f"cannot be read: {problem.strerror}", place=Place(file=str(source))) from problem


def _table(
    stream: BinaryIO, needed: Sequence[str], source: Path, rejects: list[Reject]
) -> tuple[list[str], Iterator[tuple[int, Row]]]:
    """The columns of a CSV and its rows, one line each. Raises BadInputError when a needed column is missing."""
    lines = bounded_lines(stream)
    _, first = next(lines, (0, b""))
    header = [cell.strip() for cell in _cells(first) or []]
    missing = [name for name in needed if name not in header]
    if missing or len(set(header)) != len(header):
        what = f"no column {', '.join(missing)}" if missing else "a column is there twice"
        hint = f"the first line names the columns: {','.join(needed)}, as UTF-8 text separated by commas"
        raise BadInputError(what, hint=hint, place=Place(file=str(source), line=1))
    return header, _rows(lines, header, rejects)


def _rows(
    lines: Iterable[tuple[int, bytes | None]], header: list[str], rejects: list[Reject]
) -> Iterator[tuple[int, Row]]:
    for number, line in lines:
        if line == b"":
            continue
        cells = _cells(line)
        if cells is None or len(cells) != len(header):
            got = "a line that cannot be read" if cells is None else f"{len(cells)} cells"
            hint = "UTF-8, one record a line, at most 1 MB, cells with commas in double quotes"
            rejects.append(Reject(number, "", f"{len(header)} cells", got, hint))
            continue
        yield number, dict(zip(header, cells, strict=True))


def _cells(line: bytes | None) -> list[str] | None:
    if line is None:
        return None
    try:
        text = line.decode("utf-8")
        return next(csv.reader([text], strict=True), []) if encodable(text) else None
    except (UnicodeDecodeError, csv.Error):
        return None


def _checked(rows: Iterator[tuple[int, Row]], names: Sequence[str], rejects: list[Reject]) -> Iterator[tuple[int, Row]]:
    for number, row in rows:
        bad = next((name for name in names if not row[name].strip() or len(row[name]) > _LONGEST_NAME), None)
        kind = row.get("kind", "").strip().casefold()
        if bad:
            rejects.append(Reject(number, bad, "a name of 1 to 2,000 characters", row[bad][:60], "leave the row out"))
        elif ("name_a" in row or kind) and kind not in _KINDS:
            rejects.append(
                Reject(number, "kind", "person or organisation", row.get("kind", "")[:60], "say what is named")
            )
        else:
            yield number, row


def _write(out: Path, header: list[str], rows: Iterable[Mapping[str, object]], rejects: list[Reject]) -> Done:
    count = 0
    with out.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([harmless(name) for name in header])
        for row in rows:
            writer.writerow([harmless(row[name]) for name in header])
            count += 1
    return Done(count, tuple(sorted(rejects, key=lambda reject: reject.line)))


def harmless(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: a quote before = + - @ tab and carriage return."""
    return "'" + cell if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
