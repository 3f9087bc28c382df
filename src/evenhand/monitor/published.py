"""What a platform published: its statements of reasons, brought to one shape.

They come from the EU database's daily dump (CSV) or as JSON. Read in a stream; which statement belongs to which case
is `matching`'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, BinaryIO, Final

from evenhand.dsa.read import Located, read_statements
from evenhand.kernel.clock import parse_day
from evenhand.kernel.errors import BadInputError, Place, Reject
from evenhand.kernel.lines import encodable, strict_json
from evenhand.monitor.model import Automation, CaseKind
from evenhand.monitor.tables import rows

_AUTOMATION: Final = {
    "AUTOMATED_DECISION_FULLY": Automation.FULLY,
    "AUTOMATED_DECISION_PARTIALLY": Automation.PARTIALLY,
    "AUTOMATED_DECISION_NOT_AUTOMATED": Automation.NOT_AUTOMATED,
}
_NEEDED: Final = ("application_date", "decision_ground")
_DECISIONS: Final = ("decision_visibility", "decision_monetary", "decision_provision", "decision_account")
_TAKES_DOWN: Final = {"DECISION_VISIBILITY_CONTENT_REMOVED", "DECISION_VISIBILITY_CONTENT_DISABLED"}


@dataclass(frozen=True, slots=True)
class Published:
    """One published statement. `clause` is the ground it names; `effects` the kinds of case it could explain."""

    line: int
    uuid: str
    puid: str
    platform: str
    applied: date
    sent: date  # the day it came into the database; the day applied where that is not said
    content_date: date | None
    lang: str
    content_types: tuple[str, ...]
    effects: frozenset[CaseKind]
    clause: str
    automation: Automation
    category: str = ""


def read_published(stream: BinaryIO, name: str) -> Iterator[Published | Reject]:
    """Statements in order; unusable ones come as Rejects. By the name: `.csv` is a dump, else JSON or JSONL.

    Raises BadInputError when the file as a whole cannot be used.
    """
    for line, statement, reject in _records(stream, name):
        yield reject if reject is not None else published(line, statement)


def _records(stream: BinaryIO, name: str) -> Iterator[tuple[int, dict[str, Any], Reject | None]]:
    if not name.endswith(".csv"):
        for member in read_statements(stream, name):
            yield (member.line, member.statement, None) if isinstance(member, Located) else (member.line, {}, member)
        return
    checked = False
    for row in rows(stream, name):
        if isinstance(row, Reject):
            yield row.line, {}, row
            continue
        if not checked and (absent := [column for column in _NEEDED if column not in row[1]]):
            raise BadInputError(
                f"no column {absent[0]}",
                hint="give a daily dump of the DSA Transparency Database, unzipped",
                place=Place(name, 1),
            )
        checked = True
        yield row[0], row[1], None


def published(line: int, statement: dict[str, Any]) -> Published | Reject:
    """One statement in its common shape; fields that say nothing here are passed over."""
    try:
        return _published(line, statement)
    except _UnusableError as error:
        return Reject(line, error.args[0], error.args[1], error.args[2])


def _published(line: int, statement: dict[str, Any]) -> Published:
    applied = _day(statement, "application_date")
    if applied is None:
        raise _UnusableError("application_date", "a day, required", "")
    illegal = statement.get("decision_ground") == "DECISION_GROUND_ILLEGAL_CONTENT"
    types = _list(statement, "content_type")
    return Published(
        line=line,
        uuid=_text(statement, "uuid"),
        puid=_text(statement, "puid"),
        platform=_text(statement, "platform_name"),
        applied=applied,
        sent=_day(statement, "created_at") or applied,
        content_date=_day(statement, "content_date"),
        lang=_text(statement, "content_language").casefold(),
        content_types=tuple(code.removeprefix("CONTENT_TYPE_").casefold() for code in types),
        effects=_effects(statement, _list(statement, "decision_visibility")),
        clause=_text(statement, "illegal_content_legal_ground" if illegal else "incompatible_content_ground"),
        automation=_AUTOMATION.get(_text(statement, "automated_decision"), Automation.UNKNOWN),
        category=_text(statement, "category"),
    )


class _UnusableError(Exception):
    """field, expected, got."""


def _effects(statement: dict[str, Any], visibility: tuple[str, ...]) -> frozenset[CaseKind]:
    """What an outsider sees of it: gone (removed, disabled, account or service ended) or harder to reach."""
    gone = bool(_TAKES_DOWN & set(visibility)) or any(_text(statement, name) for name in _DECISIONS[2:])
    effects = {CaseKind.TAKEN_DOWN} if gone else set()
    if set(visibility) - _TAKES_DOWN - {"DECISION_VISIBILITY_CONTENT_LABELLED"}:
        effects.add(CaseKind.REACH_REDUCED)
    return frozenset(effects)


def _text(statement: dict[str, Any], field: str) -> str:
    value = statement.get(field)
    if not isinstance(value, str):
        return ""
    if not encodable(value):
        raise _UnusableError(field, "text without NUL and lone surrogates", ascii(value)[:80])
    return value.strip()


def _day(statement: dict[str, Any], field: str) -> date | None:
    value = _text(statement, field)
    try:
        return _parsed_day(value[:10]) if value else None  # the dump writes a time after the day
    except BadInputError:
        raise _UnusableError(field, "a day, YYYY-MM-DD", ascii(value)[:40]) from None


def _list(statement: dict[str, Any], field: str) -> tuple[str, ...]:
    """A list, or its JSON text as the dump has it; a bare code counts as a list of one."""
    value = statement.get(field)
    if isinstance(value, str):
        codes = _codes(value.strip())
    else:
        codes = _members([] if value is None else value)
    if codes is None:
        raise _UnusableError(field, "a list of codes", ascii(value)[:80])
    return codes


# A dump of millions of rows repeats few days and few lists of codes.
_parsed_day = lru_cache(maxsize=4096)(parse_day)


@lru_cache(maxsize=4096)
def _codes(text: str) -> tuple[str, ...] | None:
    try:
        return _members(strict_json(text) if text.startswith("[") else [text] if text else [])
    except ValueError:
        return None


def _members(value: Any) -> tuple[str, ...] | None:
    return tuple(value) if isinstance(value, list) and all(isinstance(code, str) for code in value) else None
