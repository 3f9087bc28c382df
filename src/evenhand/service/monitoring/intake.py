"""Importing cases: idempotent, the good go through; evidence is copied in and hashed before its case is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO, Final

from evenhand.kernel.errors import BadInputError, Place, Reject
from evenhand.monitor.custody import seal_content
from evenhand.monitor.model import Case, Evidence
from evenhand.monitor.read import Incoming, IncomingFile, read_cases
from evenhand.service.monitoring.cases import Casebook, forget, with_evidence

_BATCH: Final = 200  # cases per transaction


@dataclass(slots=True)
class Imported:
    """What an import did. `withdrawn`: rows that say consent was withdrawn, their cases are deleted."""

    added: int = 0
    amended: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    evidence: int = 0
    rejects: list[Reject] = field(default_factory=list)
    ignored: set[str] = field(default_factory=set)

    @property
    def done(self) -> int:
        """Records that went through."""
        return self.added + self.amended + self.unchanged + self.withdrawn


def import_file(book: Casebook, path: Path, *, sealed: bool = True) -> Imported:
    """Import one CSV or JSONL file; evidence paths are relative to its folder and may not leave it.

    Raises BadInputError when the file cannot be read as a whole.
    """
    try:
        with path.open("rb") as stream:
            return import_stream(book, stream, path.name, path.parent, sealed=sealed)
    except OSError as error:
        raise BadInputError(f"cannot read: {error.strerror}", hint="check the path", place=Place(str(path))) from None


def import_stream(book: Casebook, stream: BinaryIO, name: str, folder: Path, *, sealed: bool = True) -> Imported:
    """Import from an open file."""
    report = Imported()
    pending: dict[str, Case] = {}
    seen: dict[str, int] = {}
    for item in read_cases(stream, name):
        if isinstance(item, Reject):
            report.rejects.append(item)
            continue
        report.ignored |= item.ignored
        case_id = item.case.case_id
        if case_id in seen:
            hint = f"line {seen[case_id]} has it first"
            report.rejects.append(Reject(item.line, "case_id", "each case once per file", case_id, hint))
            continue
        seen[case_id] = item.line
        if len(pending) >= _BATCH or item.case.consent_withdrawn:
            # Before a case is forgotten, every case that may share a file with it has to be stored.
            book.store.put(list(pending.values()))
            pending.clear()
        outcome = _one(book, item, folder, name, report, sealed=sealed)
        if isinstance(outcome, Reject):
            report.rejects.append(outcome)
        elif outcome is not None:
            pending[case_id] = outcome
    book.store.put(list(pending.values()))
    return report


def _one(
    book: Casebook, item: Incoming, folder: Path, name: str, report: Imported, *, sealed: bool
) -> Case | Reject | None:
    """The case to store, what is wrong with it, or None when there is nothing to store."""
    case, today = item.case, book.clock.now().date()
    if case.consent_withdrawn:
        forget(book, case.case_id)
        report.withdrawn += 1
        return None
    if case.consent is not None and not case.consent.stands(today):
        hint = "evenhand monitor cases purge deletes what is held beyond consent"
        return Reject(item.line, "consent.until", "a day not yet past", str(case.consent.until), hint)
    if book.store.forgotten(case.case_id):
        hint = "consent was withdrawn; if it was given anew, import under a new case_id"
        return Reject(item.line, "case_id", "an id that was not withdrawn", case.case_id, hint)
    known = book.store.get(case.case_id)
    try:
        files = tuple(_take(book, file, folder, known, sealed=sealed) for file in item.files)
    except BadInputError as error:
        return Reject(item.line, "evidence", error.message, str(error.place or ""), error.hint)
    return _merge(book, case, known, files, name=name, report=report)


def _merge(
    book: Casebook, case: Case, known: Case | None, files: tuple[Evidence, ...], *, name: str, report: Imported
) -> Case | None:
    now = {evidence.sha256: evidence for evidence in (*(known.evidence if known else ()), *files)}
    case = replace(case, evidence=tuple(now.values()), custody=known.custody if known else ())
    if case == known:
        report.unchanged += 1
        return None
    act = "amended" if known else "received"
    case = with_evidence(book, case, files)
    case = seal_content(case, at=book.clock.now(), role=book.role, act=act, note=f"import of {name}")
    report.added += known is None
    report.amended += known is not None
    report.evidence += len(case.evidence) - (len(known.evidence) if known else 0)
    return case


def _take(book: Casebook, file: IncomingFile, folder: Path, known: Case | None, *, sealed: bool) -> Evidence:
    """The evidence with its hash and key. A file that is held already is not copied again, only hashed."""
    if not file.path:
        return next(_held(known, file.evidence.sha256), file.evidence)
    place = Place(file.path)
    path = folder / file.path
    if not path.resolve().is_relative_to(folder.resolve()):
        raise BadInputError("a file within the folder of the import", hint="copy it beside the import", place=place)
    taken = book.evidence.take(path, sealed=sealed)
    if file.evidence.sha256 and file.evidence.sha256 != taken.sha256:
        raise BadInputError(f"a file with SHA-256 {file.evidence.sha256}", hint=f"it has {taken.sha256}", place=place)
    fresh = replace(file.evidence, sha256=taken.sha256, size=taken.size, key=taken.key)
    held = next(_held(known, taken.sha256), None)
    return fresh if held is None else replace(fresh, key=held.key or fresh.key)


def _held(known: Case | None, sha256: str) -> Iterator[Evidence]:
    return (evidence for evidence in (known.evidence if known else ()) if evidence.sha256 == sha256)
