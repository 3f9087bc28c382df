"""Pages: hostile text does nothing, the same input gives the same bytes."""

from __future__ import annotations

from pathlib import Path

from tests.simulators.monitor_book import NOW, a_case

from evenhand.entry.casebook.page import compare_page, overview_page
from evenhand.monitor.custody import seal_content
from evenhand.monitor.model import Evidence
from evenhand.service.monitoring.comparing import compare_files

HOSTILE = "<script>alert(1)</script>\"' onload=x \u202eevil\x1b[31m {{ 7 * 7 }}"


def test_text_is_shown_and_does_nothing() -> None:
    case = a_case(case_id=HOSTILE, notice=HOSTILE, clause=HOSTILE, account=HOSTILE, platform=HOSTILE)
    case = seal_content(case, at=NOW, role="r", act="received")
    page = overview_page([case])
    assert "<script" not in page and "\u202e" not in page and "\x1b" not in page
    assert "&lt;script&gt;alert(1)" in page and "[U+202E]evil" in page and "{{ 7 * 7 }}" in page
    assert page == overview_page([case])


def test_right_to_left_notices_and_broken_custody() -> None:
    page = overview_page([a_case(lang="fa", notice="متن"), a_case("c-2", evidence=(Evidence("a" * 64, "n"),))])
    assert '<blockquote dir="rtl">متن' in page
    assert "no custody is recorded" in page and "held elsewhere" in page


def test_the_comparison_page_says_what_it_found(tmp_path: Path) -> None:
    dump = tmp_path / "d.csv"
    dump.write_text("uuid,application_date,decision_ground\n")
    report = compare_files([a_case(case_id=HOSTILE)], dump)
    page = compare_page(report)
    assert "<script" not in page and "cannot be told" in page
    assert "Solicited cases describe" in page
    assert page == compare_page(report)
