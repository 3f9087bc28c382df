"""Keeping cases: import, evidence, hand-overs, verification, and forgetting when consent ends.

How cases are sealed is the casebook's; what a row means is `monitor.read`'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from evenhand.kernel.clock import Clock
from evenhand.kernel.errors import BadInputError, NotFoundError, UsageError
from evenhand.monitor.custody import broken, content_digest, extend, head_of, seal_content
from evenhand.monitor.model import Case, CasebookError, Evidence
from evenhand.service.monitoring.ports import CaseStore, EvidenceStore


@dataclass(frozen=True, slots=True)
class Casebook:
    """What every use case here works on. `role` is who acts: a role, never a person's name."""

    store: CaseStore
    evidence: EvidenceStore
    clock: Clock
    role: str = "monitor"


@dataclass(frozen=True, slots=True)
class Verified:
    """The answer of `cases verify`; `head` is the digest to note elsewhere."""

    ok: bool
    cases: int
    evidence: int
    head: str
    errors: tuple[CasebookError, ...]


def find(book: Casebook, case_id: str) -> Case:
    """One case. Raises NotFoundError."""
    case = book.store.get(case_id)
    if case is None:
        raise NotFoundError(f"no case {case_id[:80]!r}", hint="evenhand monitor cases list shows the ids")
    return case


def readable(book: Casebook) -> Iterator[Case]:
    """All cases that open and whose consent stands today."""
    today = book.clock.now().date()
    for case in book.store.cases():
        if isinstance(case, Case) and (case.consent is None or case.consent.stands(today)):
            yield case


def verify(book: Casebook, head: str = "") -> Verified:
    """Re-hash every evidence file and every chain; with `head`, that the casebook is the one whose head was noted."""
    cases: list[Case] = []
    errors: list[CasebookError] = []
    files = 0
    for case in book.store.cases():
        if isinstance(case, CasebookError):
            errors.append(case)
            continue
        cases.append(case)
        errors += [CasebookError(case.case_id, "custody", problem) for problem in broken(case)]
        for evidence in case.evidence:
            if evidence.key:
                files += 1
                errors += _evidence_errors(book.evidence, case.case_id, evidence)
    found = head_of(cases)
    if head and head != found:
        errors.append(CasebookError("", "custody", f"the head is {found}, not the noted {head[:80]}"))
    return Verified(not errors, len(cases), files, found, tuple(errors))


def _evidence_errors(store: EvidenceStore, case_id: str, evidence: Evidence) -> Iterator[CasebookError]:
    try:
        sha256 = store.sha256(evidence.key)
    except BadInputError as error:
        yield CasebookError(case_id, "evidence_changed", f"{evidence.name}: {error.message}")
        return
    if sha256 is None:
        yield CasebookError(case_id, "evidence_missing", f"{evidence.name} is gone")
    elif sha256 != evidence.sha256:
        yield CasebookError(case_id, "evidence_changed", f"{evidence.name} has another SHA-256 than when taken in")


def capture(
    book: Casebook, case_id: str, path: Path, *, tool: str = "", at: datetime | None = None, sealed: bool = True
) -> Case:
    """Add an evidence file to a case: who captured it, when, with what. The same file again changes nothing."""
    case = find(book, case_id)
    taken = book.evidence.take(path, sealed=sealed)
    if any(evidence.sha256 == taken.sha256 and evidence.key for evidence in case.evidence):
        return case
    when = at or book.clock.now()
    evidence = Evidence(
        taken.sha256, taken.name, taken.size, captured_at=when, captured_by=book.role, tool=tool, key=taken.key
    )
    others = tuple(known for known in case.evidence if known.sha256 != taken.sha256)
    case = with_evidence(book, replace(case, evidence=(*others, evidence)), (evidence,))
    book.store.put([seal_content(case, at=book.clock.now(), role=book.role, act="amended")])
    return find(book, case_id)


def with_evidence(book: Casebook, case: Case, files: tuple[Evidence, ...]) -> Case:
    """The case with a custody link for each file that has none yet."""
    for evidence in files:
        if all(link.subject != evidence.sha256 or link.act != "captured" for link in case.custody):
            case = extend(
                case,
                at=book.clock.now(),
                role=evidence.captured_by or book.role,
                act="captured",
                subject=evidence.sha256,
                digest=f"sha256:{evidence.sha256}",
                note=evidence.tool if evidence.key else "hash only, the file is held elsewhere",
            )
    return case


def hand_over(book: Casebook, case_id: str, *, to: str, note: str = "", sha256: str = "") -> Case:
    """Record that a case, or one of its files, went from this role to another."""
    case = find(book, case_id)
    if not to.strip():
        raise UsageError("to whom?", hint="--to ROLE, a role and not a person's name")
    held = {evidence.sha256 for evidence in case.evidence}
    if sha256 and sha256 not in held:
        raise NotFoundError("the case has no such evidence", hint="evenhand monitor cases show lists the hashes")
    digest = f"sha256:{sha256}" if sha256 else content_digest(case)
    said = f"to {to.strip()}" + (f": {note.strip()}" if note.strip() else "")
    case = extend(
        case,
        at=book.clock.now(),
        role=book.role,
        act="handed_over",
        subject=sha256 or "case",
        digest=digest,
        note=said,
    )
    book.store.put([case])
    return case


def forget(book: Casebook, case_id: str) -> bool:
    """Delete a case and its evidence because consent was withdrawn or ended; whether there was one.

    A file that another case holds too stays.
    """
    case = book.store.get(case_id)
    book.store.forget(case_id, book.clock.now().astimezone(UTC))
    if case is None:
        return False
    kept = {evidence.key for other in book.store.cases() if isinstance(other, Case) for evidence in other.evidence}
    for evidence in case.evidence:
        if evidence.key and evidence.key not in kept:
            book.evidence.remove(evidence.key)
    return True


def purge(book: Casebook) -> list[str]:
    """Forget every case whose consent does not stand today; their ids."""
    today = book.clock.now().date()
    due = [
        case.case_id
        for case in book.store.cases()
        if isinstance(case, Case) and case.consent is not None and not case.consent.stands(today)
    ]
    for case_id in due:
        forget(book, case_id)
    return due
