"""The transparency report: counts that can be checked by hand, rates with what they are of, nobody named."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lxml import html as lxml_html
from tests.unit.enforcement.lives import Life, policy, subject
from tests.unit.service.test_restrictions import NOON, RULES, World
from tests.unit.statements.told import HOUSE

from evenhand.decisions.model import Asker
from evenhand.detection.model import Post
from evenhand.enforcement.measures import Measure, Target
from evenhand.enforcement.model import ActionKind
from evenhand.entry.cli.app import run
from evenhand.kernel.errors import UsageError
from evenhand.service.journal import appeal_decided, appeal_filed, decision_made, ruling_made, ruling_overturned
from evenhand.service.report import report
from evenhand.service.restrictions import enact
from evenhand.statements.transparency import report_page

HOURS = (1, 2, 4, 100)
VOTES = ("uphold", "uphold", "dismiss", "uphold")
LANGUAGES = ("en", "ar", "ar", "en")


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Four posts of one holder, found on one day; three upheld, one dismissed, one overturned on appeal."""
    made = World(tmp_path)
    life = Life(
        subject({"id": "holder-x", "accounts": {"square": "hx-1"}}), {"house@2024": policy("house@2024", HOUSE)}
    )
    for number, (hours, vote, lang) in enumerate(zip(HOURS, VOTES, LANGUAGES, strict=True)):
        at = NOON + timedelta(hours=hours)
        step: dict[str, Any] = {
            "day": at,
            "post": f"p{number}",
            "posted": NOON,
            "words": "Long live the Fictional Front",
            "surface": "square",
            "account": "hx-1",
            "clause": "praise",
            "under": "house@2024",
            "read_as": "glorification",
            "stance": "glorification",
            "reason": "a reason",
            "votes": [("ana", vote)],
        }
        decision = life.decision({**step, "day": NOON})
        event = decision_made(decision, Post(f"p{number}", "text", "square", "hx-1"), "holder-x", Asker.USER, NOON)
        event.payload["decision"]["lang"] = lang
        ruling, _ = life.judge(step)
        assert ruling is not None
        ruling_event = ruling_made(ruling, (), number)
        ruling_event.payload["ruling"]["decision_id"] = event.decision_id
        made.journal.record([event, _about(ruling_event, event.decision_id)])
        if number == 1:
            appeal = life.appeal("p1", "not so", at)
            life.decide("p1", "cleo", "overturn", at + timedelta(days=2))
            decided = life.appeals["p1"]
            made.journal.record(
                [
                    _about(appeal_filed(appeal), event.decision_id),
                    _about(appeal_decided(decided), event.decision_id),
                    _about(ruling_overturned(life.overturns[0], "holder-x", 99), event.decision_id),
                ]
            )
    enact(made.journal, made.ids, RULES, Measure(ActionKind.DEMOTE, "r", ("ana",), NOON, ground="g"), [TARGET])
    return made


TARGET = Target("square", "hx-1", "p9")
SPAN = (date(2024, 2, 9), date(2024, 2, 29))


def _about(event: Any, decision_id: str) -> Any:
    from dataclasses import replace

    return replace(event, decision_id=decision_id)


def test_the_counts_are_those_of_the_story(world: World) -> None:
    found = report(world.journal, *SPAN, NOON)
    assert found["decisions"]["all"] == 4 and found["decisions"]["by_language"] == {"ar": 2, "en": 2}
    assert found["decisions"]["by_who_asked"] == {"user": 4}
    assert (found["rulings"]["upheld"], found["rulings"]["dismissed"]) == (3, 1)
    arabic = found["rulings"]["by_language"]["ar"]
    assert arabic == {
        "ruled": 2,
        "upheld": 1,
        "dismissed": 1,
        "appealed": 1,
        "overturned": 1,
        "error_rate": {"count": 1, "of": 2, "per_mille": 500},
    }
    assert found["rulings"]["by_clause"]["house.praise"]["ruled"] == 4
    assert found["automation"]["read_as_violation_and_dismissed_by_persons"]["per_mille"] == 250
    assert found["appeals"] == {
        "filed": 1,
        "decided": 1,
        "reversed": {"count": 1, "of": 1, "per_mille": 1000},
        "late": {"count": 0, "of": 1, "per_mille": 0},
    }
    assert found["median_minutes"]["decision_to_ruling"] == {"median": 120, "of": 4}
    assert found["median_minutes"]["appeal_to_answer"] == {"median": 2880, "of": 1}
    assert found["outside_the_ladder"]["measures"] == {"demote": 1}


def test_a_span_counts_what_happened_in_it(world: World) -> None:
    found = report(world.journal, date(2024, 2, 10), date(2024, 2, 29), NOON)
    assert found["decisions"]["all"] == 0, "they were made the day before"
    assert found["rulings"]["by_language"] == {
        "ar": {
            "ruled": 0,
            "upheld": 0,
            "dismissed": 0,
            "appealed": 0,
            "overturned": 1,
            "error_rate": {"count": 0, "of": 0, "per_mille": None},
        },
        "en": {
            "ruled": 1,
            "upheld": 1,
            "dismissed": 0,
            "appealed": 0,
            "overturned": 0,
            "error_rate": {"count": 0, "of": 1, "per_mille": 0},
        },
    }


def test_nobody_is_named_and_the_page_says_the_same(world: World) -> None:
    found = report(world.journal, *SPAN, NOON)
    page = report_page(found)
    assert page == report_page(report(world.journal, *SPAN, NOON))
    for text in (page, json.dumps(found)):
        assert not any(private in text for private in ("holder-x", "hx-1", "ana", "cleo", "Fictional Front"))
    read = lxml_html.document_fromstring(page)
    assert all(chart.find("title") is not None and chart.find("desc") is not None for chart in read.iter("svg"))
    assert "1 of 4 (25.0 %)" in page and "2 h (of 4)" in page
    assert not list(read.iter("script", "link", "img", "iframe"))


def test_the_schema_and_the_command(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = ["--database", str(tmp_path / "evenhand.db"), "report", "--from", "2024-02-09", "--to", "2024-02-29"]
    assert run([*place, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    schema = json.loads(Path("schemas/transparency-report.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(document, schema, format_checker=jsonschema.FormatChecker())
    assert run([*place, "--html"]) == 0
    assert "<!DOCTYPE html>" in capsys.readouterr().out
    assert run(place) == 0
    assert "rulings: upheld: 3" in capsys.readouterr().out


def test_days_the_wrong_way_round(world: World) -> None:
    with pytest.raises(UsageError):
        report(world.journal, SPAN[1], SPAN[0], NOON)
