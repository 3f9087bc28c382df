"""Captures, hand-overs, verification and purging over a real casebook."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.simulators.monitor_book import NOW, a_case, monitor

from evenhand.kernel.errors import NotFoundError, UsageError
from evenhand.monitor.custody import seal_content
from evenhand.monitor.model import Case, Consent
from evenhand.service.monitoring.cases import capture, find, hand_over, purge, readable, verify


def kept(case: Case) -> Case:
    return seal_content(case, at=NOW, role="archivist", act="received")


def test_a_capture_says_what_when_who_and_with_what(tmp_path: Path) -> None:
    here = monitor(tmp_path, role="field officer")
    here.store.put([kept(a_case())])
    (tmp_path / "shot.png").write_bytes(b"pixels")
    case = capture(here.book, "c-1", tmp_path / "shot.png", tool="camera 2")
    (evidence,) = case.evidence
    assert (evidence.name, evidence.size, evidence.captured_at) == ("shot.png", 6, NOW)
    assert (evidence.captured_by, evidence.tool) == ("field officer", "camera 2")
    assert [link.act for link in case.custody] == ["received", "captured", "amended"]
    assert capture(here.book, "c-1", tmp_path / "shot.png") == case
    assert verify(here.book).ok


def test_hand_overs_extend_the_chain(tmp_path: Path) -> None:
    here = monitor(tmp_path)
    here.store.put([kept(a_case())])
    before = verify(here.book).head
    case = hand_over(here.book, "c-1", to="legal desk", note="for the filing")
    assert case.custody[-1].note == "to legal desk: for the filing"
    assert verify(here.book).ok
    assert not verify(here.book, head=before).ok
    assert verify(here.book, head=verify(here.book).head).ok
    with pytest.raises(NotFoundError):
        hand_over(here.book, "c-1", to="desk", sha256="0" * 64)
    with pytest.raises(UsageError):
        hand_over(here.book, "c-1", to=" ")


@pytest.mark.parametrize("sealed", [True, False])
def test_changed_and_missing_evidence_is_found(tmp_path: Path, sealed: bool) -> None:
    here = monitor(tmp_path)
    here.store.put([kept(a_case())])
    (tmp_path / "shot").write_bytes(b"pixels")
    capture(here.book, "c-1", tmp_path / "shot", sealed=sealed)
    (held,) = here.paths.evidence.iterdir()
    whole = held.read_bytes()
    held.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert [error.kind for error in verify(here.book).errors] == ["evidence_changed"]
    held.unlink()
    assert [error.kind for error in verify(here.book).errors] == ["evidence_missing"]


def test_a_case_changed_behind_the_chain_is_found(tmp_path: Path) -> None:
    here = monitor(tmp_path)
    here.store.put([replace(kept(a_case()), notice="another notice")])
    assert [(e.case_id, e.kind) for e in verify(here.book).errors] == [("c-1", "custody")]


def test_purging_deletes_what_is_held_beyond_consent(tmp_path: Path) -> None:
    here = monitor(tmp_path)
    until = {"ended": date(2026, 2, 28), "stands": date(2026, 3, 1)}
    here.store.put([kept(a_case(name, consent=Consent("report", day))) for name, day in until.items()])
    here.store.put([kept(a_case("public"))])
    assert [case.case_id for case in readable(here.book)] == ["public", "stands"]
    assert purge(here.book) == ["ended"]
    assert here.store.get("ended") is None
    assert purge(here.book) == []


def test_an_unknown_case(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        find(monitor(tmp_path).book, "nobody")
