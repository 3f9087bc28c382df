"""Imported rows as cases and observations; a bad one comes back as a Reject.

The format is in docs/monitor.md and schemas/monitor-case.schema.json. Evidence files are only named here; the service
copies and hashes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, BinaryIO, Final

from evenhand.kernel.canonical import canonical_text
from evenhand.kernel.errors import Reject
from evenhand.kernel.ids import derived_id
from evenhand.kernel.lines import strict_json
from evenhand.monitor.fields import FieldError, Row, flatten
from evenhand.monitor.model import (
    Appeal,
    AppealOutcome,
    Arm,
    Automation,
    Case,
    CaseKind,
    Channel,
    Consent,
    Evidence,
    Observation,
)
from evenhand.monitor.tables import rows

CASE_COLUMNS: Final = (
    "case_id",
    "kind",
    "channel",
    "platform",
    "surface",
    "account",
    "lang",
    "content_ref",
    "content_type",
    "content_date",
    "notice",
    "clause",
    "automation",
    "statement_ref",
    "happened",
    "noticed",
    "reported",
    "answered",
    "last_seen_up",
    "appeal.filed",
    "appeal.outcome",
    "appeal.decided",
    "appeal.reasons",
    "consent.purpose",
    "consent.until",
    "consent.withdrawn",
    "community",
    "evidence",
    "evidence.file",
    "evidence.sha256",
)
OBSERVATION_COLUMNS: Final = ("test_id", "viewer", "arm", "seen", "at", "surface", "lang")
_MAX_EVIDENCE: Final = 200  # files of one case
_MEMBERS: Final = frozenset({"file", "sha256", "name", "media_type", "captured_at", "captured_by", "tool"})


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """An evidence file that an import names: its path beside the import (empty: hash only), what is said of it."""

    path: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Incoming:
    """A case as imported, before its evidence is taken in and its custody begins."""

    line: int
    case: Case
    files: tuple[IncomingFile, ...] = ()
    ignored: frozenset[str] = field(default=frozenset())  # columns of the input that mean nothing here


def read_cases(stream: BinaryIO, name: str) -> Iterator[Incoming | Reject]:
    """Cases of one file, in order. Raises BadInputError when a CSV has no header."""
    for row in rows(stream, name):
        yield row if isinstance(row, Reject) else incoming(*row)


def incoming(line: int, values: dict[str, Any]) -> Incoming | Reject:
    """One flat row as a case, or what is wrong with it."""
    row = Row(values)
    try:
        files = tuple(_files(row))
        case = _case(row)
        _check_order(case)
    except FieldError as error:
        return error.at(line)
    ignored = frozenset(name for name in values if name not in CASE_COLUMNS)
    return Incoming(line, case, files, ignored)


def read_observations(stream: BinaryIO, name: str) -> Iterator[Observation | Reject]:
    """Observations of reach tests of one file, in order."""
    for found in rows(stream, name):
        if isinstance(found, Reject):
            yield found
            continue
        line, values = found
        row = Row(values)
        try:
            yield Observation(
                test_id=row.word("test_id", required=True),
                viewer=row.word("viewer", required=True),
                arm=row.choice("arm", Arm),
                seen=row.flag("seen"),
                at=row.instant("at"),
                surface=row.word("surface"),
                lang=row.word("lang"),
            )
        except FieldError as error:
            yield error.at(line)


def _case(row: Row) -> Case:
    case = Case(
        case_id=row.word("case_id"),
        kind=row.choice("kind", CaseKind),
        channel=row.choice("channel", Channel),
        platform=row.word("platform", required=True),
        surface=row.word("surface"),
        account=row.word("account"),
        lang=row.word("lang").casefold(),
        content_ref=row.word("content_ref"),
        content_type=row.word("content_type").casefold(),
        content_date=row.day("content_date"),
        notice=row.text("notice"),
        clause=row.text("clause", limit=500).strip(),
        automation=row.choice("automation", Automation, Automation.UNKNOWN),
        statement_ref=row.word("statement_ref"),
        happened=row.day("happened"),
        noticed=row.day("noticed"),
        reported=row.day("reported"),
        answered=row.day("answered"),
        last_seen_up=row.day("last_seen_up"),
        appeal=_appeal(row),
        consent=_consent(row),
        community=row.word("community"),
    )
    # Without an id the same row has to become the same case again, and another row another one.
    return case if case.case_id else replace(case, case_id=derived_id("case", canonical_text(case)))


def _appeal(row: Row) -> Appeal | None:
    filed, decided = row.day("appeal.filed"), row.day("appeal.decided")
    reasons = row.text("appeal.reasons")
    if not (filed or decided or reasons or row.word("appeal.outcome")):
        return None
    default = AppealOutcome.PENDING if decided is None else None
    return Appeal(filed, row.choice("appeal.outcome", AppealOutcome, default), decided, reasons)


def _consent(row: Row) -> Consent | None:
    purpose = row.text("consent.purpose", limit=1_000).strip()
    until, withdrawn = row.day("consent.until"), row.day("consent.withdrawn")
    if not purpose and not withdrawn:  # a withdrawal deletes the case: nothing else is asked of it
        if until or row.word("channel") == Channel.SOLICITED:
            raise FieldError(
                "consent.purpose",
                "what the person agreed to",
                "",
                "a solicited case is kept only with the person's consent",
            )
        return None
    return Consent(purpose, until, withdrawn)


def _check_order(case: Case) -> None:
    if case.consent_withdrawn:
        return
    if case.kind is CaseKind.LEFT_UP and case.reported is None:
        raise FieldError("reported", "the day it was reported", "", "left_up means: reported, answered, still up")
    if case.kind in (CaseKind.TAKEN_DOWN, CaseKind.REACH_REDUCED) and not (case.happened or case.noticed):
        raise FieldError(
            "happened", "a day in happened or noticed", "", "give the day it was noticed when no other is known"
        )
    appeal = case.appeal
    _in_order("noticed", case.noticed, "happened", case.happened)
    _in_order("answered", case.answered, "reported", case.reported)
    if appeal is not None:
        _in_order("appeal.decided", appeal.decided, "appeal.filed", appeal.filed)


def _in_order(name: str, later: date | None, before: str, earlier: date | None) -> None:
    if later is not None and earlier is not None and later < earlier:
        raise FieldError(name, f"not before {before} ({earlier})", str(later))


def _files(row: Row) -> Iterable[IncomingFile]:
    members: Any = row.values.get("evidence") or ()
    if isinstance(members, str):
        try:
            members = strict_json(members) if members.strip() else ()
        except ValueError as error:
            raise FieldError("evidence", "a JSON list", members, str(error)) from None
    if not isinstance(members, (list, tuple)):
        raise FieldError("evidence", "a list of objects with file or sha256", members)
    if len(members) > _MAX_EVIDENCE:
        raise FieldError("evidence", f"at most {_MAX_EVIDENCE} files", len(members))
    for member in members:
        if not isinstance(member, dict) or not set(member) <= _MEMBERS:
            raise FieldError("evidence", f"objects with {', '.join(sorted(_MEMBERS))}", member)
        yield _file(Row(flatten(member, "evidence.")))
    if row.word("evidence.file") or row.word("evidence.sha256"):
        yield _file(row)


def _file(row: Row) -> IncomingFile:
    path, sha256 = row.word("evidence.file"), row.sha256("evidence.sha256")
    if not path and not sha256:
        raise FieldError("evidence", "file or sha256", "neither")
    evidence = Evidence(
        sha256=sha256,
        name=row.word("evidence.name") or path.replace("\\", "/").rsplit("/", 1)[-1] or sha256[:12],
        media_type=row.word("evidence.media_type"),
        captured_at=row.instant("evidence.captured_at"),
        captured_by=row.word("evidence.captured_by"),
        tool=row.word("evidence.tool"),
    )
    return IncomingFile(path, evidence)
