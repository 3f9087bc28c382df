"""Importing cases: idempotent, evidence beside the file only, consent obeyed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from tests.simulators.monitor_book import monitor

from evenhand.kernel.errors import Reject
from evenhand.monitor.custody import broken
from evenhand.service.monitoring.cases import find, forget, verify
from evenhand.service.monitoring.intake import import_file

ROW: dict[str, Any] = {
    "case_id": "c-1", "kind": "taken_down", "channel": "sampled", "platform": "Plaza", "happened": "2026-01-05",
}  # fmt: skip


def write(folder: Path, *rows: dict[str, Any]) -> Path:
    path = folder / "cases.jsonl"
    path.write_text("".join(json.dumps(ROW | row) + "\n" for row in rows), encoding="utf-8")
    return path


def problems(rejects: list[Reject]) -> list[tuple[int, str]]:
    return [(reject.line, reject.field) for reject in rejects]


def test_importing_twice_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "shot.png").write_bytes(b"pixels")
    path = write(tmp_path, {"evidence": [{"file": "shot.png"}]}, {"case_id": "c-2"})
    book = monitor(tmp_path).book
    first = import_file(book, path)
    assert (first.added, first.evidence, first.rejects) == (2, 1, [])
    head, files = verify(book).head, sorted((tmp_path / "book" / "casebook.db.evidence").iterdir())
    second = import_file(book, path)
    assert (second.added, second.amended, second.unchanged) == (0, 0, 2)
    assert verify(book).head == head
    assert sorted((tmp_path / "book" / "casebook.db.evidence").iterdir()) == files


def test_an_amended_case_keeps_its_evidence_and_chain(tmp_path: Path) -> None:
    (tmp_path / "shot.png").write_bytes(b"pixels")
    book = monitor(tmp_path).book
    import_file(book, write(tmp_path, {"evidence": [{"file": "shot.png"}]}))
    report = import_file(book, write(tmp_path, {"appeal": {"outcome": "reversed"}}))
    assert report.amended == 1
    case = find(book, "c-1")
    assert [link.act for link in case.custody] == ["captured", "received", "amended"]
    assert case.evidence[0].sha256 == hashlib.sha256(b"pixels").hexdigest()
    assert broken(case) == [] and verify(book).ok


def test_evidence_stays_beside_the_import_and_matches_its_hash(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / "secret").write_text("outside")
    (inside / "link").symlink_to(tmp_path / "secret")
    (inside / "shot").write_text("shot")
    rows = [
        {"case_id": "up", "evidence": [{"file": "../secret"}]},
        {"case_id": "absolute", "evidence": [{"file": str(tmp_path / "secret")}]},
        {"case_id": "link", "evidence": [{"file": "link"}]},
        {"case_id": "absent", "evidence": [{"file": "nothing"}]},
        {"case_id": "changed", "evidence": [{"file": "shot", "sha256": "0" * 64}]},
        {"case_id": "right", "evidence": [{"file": "shot", "sha256": hashlib.sha256(b"shot").hexdigest()}]},
        {"case_id": "elsewhere", "evidence": [{"sha256": "1" * 64, "name": "video"}]},
    ]
    book = monitor(tmp_path).book
    report = import_file(book, write(inside, *rows))
    assert problems(report.rejects) == [(n, "evidence") for n in range(1, 6)]
    assert report.added == 2
    assert verify(book).ok and verify(book).evidence == 1


def test_withdrawn_consent_deletes_and_bars(tmp_path: Path) -> None:
    (tmp_path / "shot").write_text("shot")
    given = {"channel": "solicited", "consent": {"purpose": "report"}, "evidence": [{"file": "shot"}]}
    here = monitor(tmp_path)
    import_file(here.book, write(tmp_path, given))
    evidence = tmp_path / "book" / "casebook.db.evidence"
    assert len(list(evidence.iterdir())) == 1
    taken_back = given | {"consent": {"purpose": "report", "withdrawn": "2026-02-01"}}
    report = import_file(here.book, write(tmp_path, taken_back))
    assert (report.withdrawn, report.done) == (1, 1)
    assert here.store.get("c-1") is None and list(evidence.iterdir()) == []
    assert problems(import_file(here.book, write(tmp_path, given)).rejects) == [(1, "case_id")]


def test_a_withdrawal_needs_nothing_but_the_case(tmp_path: Path) -> None:
    here = monitor(tmp_path)
    import_file(here.book, write(tmp_path, {"channel": "solicited", "consent": {"purpose": "report"}}))
    row = {"case_id": "c-1", "kind": "taken_down", "channel": "solicited", "platform": "p"}
    bare = tmp_path / "bare.jsonl"
    bare.write_text(json.dumps(row | {"consent": {"withdrawn": "2026-02-01"}}) + "\n")
    report = import_file(here.book, bare)
    assert (report.withdrawn, report.rejects) == (1, [])
    assert here.store.get("c-1") is None


def test_a_file_that_two_cases_hold_stays_while_one_does(tmp_path: Path) -> None:
    (tmp_path / "shot").write_text("shot")
    here = monitor(tmp_path)
    both = [{"evidence": [{"file": "shot"}]}, {"case_id": "c-2", "evidence": [{"file": "shot"}]}]
    import_file(here.book, write(tmp_path, *both))
    assert forget(here.book, "c-1") and verify(here.book).ok
    assert forget(here.book, "c-2") and list((tmp_path / "book" / "casebook.db.evidence").iterdir()) == []
    assert not forget(here.book, "c-2")


def test_consent_that_has_ended_is_not_imported_and_ids_come_once_per_file(tmp_path: Path) -> None:
    rows = [
        {"case_id": "late", "consent": {"purpose": "report", "until": "2026-02-28"}},
        {"case_id": "today", "consent": {"purpose": "report", "until": "2026-03-01"}},
        {"case_id": "today"},
    ]
    report = import_file(monitor(tmp_path).book, write(tmp_path, *rows))
    assert problems(report.rejects) == [(1, "consent.until"), (3, "case_id")]
    assert report.added == 1


def test_many_cases_cross_the_batches(tmp_path: Path) -> None:
    book = monitor(tmp_path).book
    report = import_file(book, write(tmp_path, *({"case_id": f"c-{n:04d}"} for n in range(450))))
    assert report.added == 450
    assert verify(book).cases == 450
