"""The page and the document: golden bytes, a schema, hostile names, nothing loaded from elsewhere."""

import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest
from tests.simulators.parity_world import make_world

from evenhand.parity.cubes import Cell, Cube, Tally
from evenhand.parity.document import number, to_document, to_json
from evenhand.parity.page import to_html
from evenhand.parity.records import Truth
from evenhand.parity.report import build_report
from evenhand.parity.swaps import SwapResult

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = json.loads((ROOT / "schemas" / "parity-report.schema.json").read_text(encoding="utf-8"))
HOSTILE = "</svg><script>alert(1)</script>\u202e"


def small_report(level="fa"):
    """A report with a finding, a refusal, a swap and an open bound."""
    rows = []
    for lang, counts in (("en", {0: 20, 2: 60, 3: 40, 4: 880}), (level, {0: 220, 2: 60, 3: 20, 4: 700})):
        values = (lang, "feed", "", "individual", "", "", "0")
        rows += [Cell(values, Truth.VIOLATING, passed, n, n * 1000, n * 10**6) for passed, n in counts.items()]
        rows.append(Cell(values, Truth.ALLOWED, 2, 30, 30_000, 30 * 10**6))
    tally = Tally(2_100, 2_060, 0, (("random", 2_060), ("solicited", 40)), 3, 2_060, 1)
    swaps = [SwapResult(f"p{i}", f"Red Front / {level}", "en", True, i > 2) for i in range(40)]
    return build_report(Cube.of(rows, tally), swaps)


class Page(HTMLParser):
    """What tags and attributes a page holds, and whether they close."""

    VOID = frozenset({"meta", "rect", "line", "circle", "polygon", "br"})

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.addresses = [], set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.addresses += [value for name, value in attrs if name in ("src", "href", "action")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.add(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", ["report.html", "report.json"])
def test_golden(name):
    """`EVENHAND_REWRITE_GOLDEN=1` writes them anew, to be read before they are committed."""
    made = to_html(small_report()) if name.endswith("html") else to_json(small_report())
    path = ROOT / "tests" / "golden" / "parity" / name
    if os.environ.get("EVENHAND_REWRITE_GOLDEN"):
        path.write_text(made, encoding="utf-8")
    assert made == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "report",
    [
        small_report(),
        build_report(Cube.of([])),
        build_report(make_world(5, injected=True, size=6_000).cube),
        small_report(HOSTILE),
    ],
)
def test_the_document_fits_its_schema_and_the_page_is_whole(report):
    jsonschema.validate(to_document(report), SCHEMA)
    page = Page(to_html(report))
    assert not page.open
    assert not page.addresses
    assert "script" not in page.tags


def test_hostile_names_are_words_only():
    text = to_html(small_report(HOSTILE))
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert text.count("<bdi>") == text.count("</bdi>") > 0


def test_the_page_says_what_was_found_what_was_refused_and_what_is_needed():
    text = re.sub(r"<[^>]+>", " ", to_html(small_report()))
    for words in (
        "Persian (fa)",
        "the lists",
        "40 solicited",
        "Kept out of every rate",
        "needed",
        "like with like",
        "Holm",
    ):
        assert words in text
    assert "nan" not in text
    assert "viewport" in to_html(small_report())


def test_the_same_report_gives_the_same_bytes():
    assert to_html(small_report()) == to_html(small_report())
    assert to_json(small_report()) == to_json(small_report())


def test_numbers_have_six_digits_and_no_infinity():
    assert number(0.123456789) == 0.123457
    assert number(float("inf")) is None
    assert number(float("nan")) is None
