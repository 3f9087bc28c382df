"""The custody chain: it grows by links, and every change of a link, of the case or of the order shows."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any

from tests.simulators.monitor_book import NOW, a_case

from evenhand.monitor.custody import broken, content_digest, extend, head_of, seal_content
from evenhand.monitor.model import Case, Evidence, Link


def kept() -> Case:
    case = a_case(evidence=(Evidence("ab" * 32, "shot.png", 3, key="k"),))
    case = extend(case, at=NOW, role="field", act="captured", subject="ab" * 32, digest="sha256:" + "ab" * 32)
    case = seal_content(case, at=NOW, role="field", act="received")
    return extend(
        case, at=NOW, role="field", act="handed_over", subject="case", digest=content_digest(case), note="to desk"
    )


def test_it_holds_and_sealing_again_adds_nothing() -> None:
    case = kept()
    assert broken(case) == []
    assert seal_content(case, at=NOW, role="desk", act="amended") == case
    assert len(case.custody) == 3


def test_where_a_file_lies_is_no_content() -> None:
    moved = replace(kept(), evidence=tuple(replace(e, key="elsewhere") for e in kept().evidence))
    assert broken(moved) == []


def test_every_field_of_every_link_is_covered() -> None:
    case = kept()
    for place, link in enumerate(case.custody):
        for field in fields(Link):
            value: Any = getattr(link, field.name)
            if isinstance(value, datetime):
                value += timedelta(seconds=1)
            else:
                value = value + 1 if isinstance(value, int) else value + "x"
            links = list(case.custody)
            links[place] = replace(link, **{field.name: value})
            assert broken(replace(case, custody=tuple(links))), (place, field.name)


def test_links_left_out_swapped_or_all_gone() -> None:
    case = kept()
    first, second, third = case.custody
    for links in ((second, third), (first, third), (second, first, third), ()):
        assert broken(replace(case, custody=links)), links


def test_every_field_of_the_case_is_covered() -> None:
    case = kept()
    for name, value in {"notice": "other", "clause": "", "account": "x", "happened": None, "community": "y"}.items():
        assert "something else" in broken(replace(case, **{name: value}))[0]


def test_the_head_names_all_cases_in_any_order() -> None:
    one, two = kept(), replace(kept(), case_id="c-2")
    assert head_of([one, two]) == head_of([two, one])
    assert len({head_of([]), head_of([one]), head_of([two]), head_of([one, two])}) == 4
