"""The brief says what is recorded, beside it who denies it, and lets no record become markup."""

from __future__ import annotations

from lxml import html

from evenhand.campaigns.brief import as_html, as_markdown, blocks, marking
from evenhand.campaigns.charts import Bar, bars
from evenhand.campaigns.model import Archive, Incident, Span, Tlp
from evenhand.service.campaigns import example, find_surges


def both(records):
    parts = blocks(records, find_surges(records))
    return as_markdown(parts, marking(records)), as_html(parts, marking(records))


def test_the_story_stands_in_both():
    for text in both(example()):
        for word in (
            "United Arab Emirates",
            "Canada",
            "United Kingdom",
            "2023-12-01",
            "2024-02-06",
            "DENIES",
            "2023-10",
        ):
            assert word in text
        assert "known to the month" in text
        assert "TLP:CLEAR" in text
        assert "B3" in text


def test_the_same_records_give_the_same_page():
    assert both(example()) == both(example())


def test_nothing_recorded_gives_an_empty_brief():
    assert both(Archive())[0] == "# Campaign brief\n\nTLP:CLEAR\n"


def test_a_record_cannot_become_markup():
    nasty = "<script>alert(1)</script> | `x` [a](http://x) \u202e\"'&"
    records = Archive(incidents=(Incident("i", nasty, nasty, Span(), summary=nasty, tlp=Tlp.RED),))
    markdown, page = both(records)
    assert "<script" not in markdown
    assert "\u202e" not in markdown + page
    tree = html.fromstring(page)
    assert not tree.xpath("//script | //a | //img")
    assert "TLP:RED" in markdown
    assert len([line for line in markdown.splitlines() if "alert" in line and line.startswith("|")]) == 1


def test_a_chart_has_a_name_and_a_mark():
    chart = bars("a < b", [Bar("x", 3, 1.5), Bar("y", 0)])
    assert chart.count("<rect") == 2
    assert chart.count("<line") == 1
    assert 'aria-label="a &lt; b"' in chart
