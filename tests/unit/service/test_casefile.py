"""The case file: all that the holder may see, in every language, and nobody else in it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lxml import html as lxml_html
from tests.simulators.small_workspace import WORDS, enforced, holder, later, post, ruled, workspace

from evenhand.bootstrap.platform import Platform
from evenhand.decisions.model import Asker
from evenhand.enforcement.measures import Target
from evenhand.enforcement.referrals import Force
from evenhand.entry.cli.app import run
from evenhand.service import appeals, holds, referrals
from evenhand.service.casefile import case_file
from evenhand.service.deliver import sequence_all
from evenhand.service.subjects import subject_named
from evenhand.statements.casefile import CaseFile
from evenhand.statements.catalogues import LANGUAGES
from evenhand.statements.rendering import render
from evenhand_verify.notes import parse_vkey
from evenhand_verify.openings import parse_receipt, verify_receipt

SCHEMA = json.loads(Path("schemas/casefile.schema.json").read_text(encoding="utf-8"))
STATEMENT = json.loads(Path("schemas/statement.schema.json").read_text(encoding="utf-8"))
NOBODY = ("dana-reviewer", "eli-reviewer", "flo-reviewer", "gus-reviewer", "kim-oncall", "informant-x", "other-account")


@pytest.fixture
def platform(tmp_path: Path) -> Platform:
    return workspace(tmp_path)


def _life(platform: Platform) -> list[str]:
    """Two posts upheld, one dismissed, an appeal won with evidence, a hold; somebody else's post; one that waits."""
    holder(platform, office=True, grade="declared")
    posts = [post(n, text=f"{WORDS} {n}") for n in (1, 2, 3, 4)]
    decided = enforced(platform, [*posts, post(5, account="other-account", text=WORDS + " other words")])
    ruled(platform, decided["p1"], "dana-reviewer", "eli-reviewer")
    ruled(platform, decided["p2"], "dana-reviewer", "eli-reviewer")
    ruled(platform, decided["p3"], "dana-reviewer", outcome="dismiss")
    later(platform, days=1)
    evidence = ("https://example.org/page",)
    appeals.file(platform.journal, platform.policies, platform.clock, decided["p1"], "I was quoting", evidence)
    for person in ("flo-reviewer", "gus-reviewer"):
        later(platform, hours=1)
        appeals.decide(
            platform.journal, platform.policies, platform.clock, decided["p1"],
            person=person, outcome="overturn", reason="it is a quotation",
        )  # fmt: skip
    holds.place(platform.journal, platform.clock, Target("agora", "a1", "p4"), person="kim-oncall", reason="an attack")
    sequence_all(platform.journal)
    later(platform, hours=1)
    return [decided[name] for name in ("p1", "p2", "p3", "p4")]


def _file(platform: Platform) -> CaseFile:
    holder_ = subject_named(platform.journal, "s")
    return case_file(platform.journal, platform.journal, platform.policies, holder_, platform.clock.now())


def test_it_tells_the_whole_life(platform: Platform) -> None:
    p1, p2, p3, p4 = _life(platform)
    found = _file(platform)
    assert [(a.surface, a.link) for a in found.accounts] == [("agora", "stated"), ("pictogram", "declared")]
    assert {d.decision_id: d.outcome for d in found.decisions} == {p1: "overturned", p2: "upheld", p3: "dismissed"}
    assert {s.decision_id: s.counted for s in found.strikes} == {p1: False, p2: True, p3: False}
    assert [statement.decision_id for statement in found.statements] == [p1, p2]
    assert [notice.hold is not None for notice in found.notices] == [True]
    assert [(r.count, r.penalty.kind.value) for r in found.rungs] == [(1, "warning")]
    first = found.decisions[0]
    assert first.filed is not None and first.filed.evidence == ("https://example.org/page",)
    assert first.appeal is not None and (first.appeal.state, first.appeal.persons) == ("overturned", 2)
    assert found.decisions[1].appeal is not None and found.decisions[1].appeal.state == "open"
    text = render(found)
    for words in (WORDS, "I was quoting", "it is a quotation", "does not count: overturned", "an interim hold"):
        assert words in text
    assert p4 not in text, "what waits for a person is not told before it is ruled on"


def test_it_names_nobody_and_is_what_the_schemas_say(platform: Platform) -> None:
    _life(platform)
    document: dict[str, Any] = json.loads(render(_file(platform), "json"))
    jsonschema.validate(document, SCHEMA, format_checker=jsonschema.FormatChecker())
    for each in (*document["statements"], *document["notices"]):
        jsonschema.validate(each, STATEMENT, format_checker=jsonschema.FormatChecker())
    for shown in (json.dumps(document), render(_file(platform)), render(_file(platform), "html")):
        assert not [name for name in (*NOBODY, "other words") if name in shown]


def test_every_language_says_all_of_it(platform: Platform) -> None:
    _life(platform)
    found = _file(platform)
    english = render(found).splitlines()
    for lang in LANGUAGES:
        told = render(found, "text", lang).splitlines()
        assert not [line for line in told if line in english and any(char.isalpha() for char in line)]
        assert len([line for line in told if line]) == len([line for line in english if line])
        page = lxml_html.document_fromstring(render(found, "html", lang))
        assert page.get("lang") == lang


def test_what_an_order_forbids_to_tell_is_not_in_it_before_its_day(platform: Platform) -> None:
    holder(platform)
    until = platform.clock.now() + timedelta(days=10)
    came = referrals.receive(
        platform.journal, platform.clock, Force.REMOVAL_ORDER, Asker.GOVERNMENT, "Example Authority", "Article 3",
        Target("agora", "a1", "p9"), silence_until=until, silence_ground="an investigation",
    )  # fmt: skip
    rules = next(iter(platform.policies.values())).review
    referrals.answer(
        platform.journal, platform.clock, platform.ids, rules, came.referral_id,
        person="kim-oncall", what="executed", reason="ordered",
    )  # fmt: skip
    sequence_all(platform.journal)
    later(platform, days=9)
    silent = _file(platform)
    assert silent.restrictions == () and silent.receipts == () and silent.notices == ()
    assert "p9" not in render(silent, "json")
    later(platform, days=1)
    referrals.send_due_notices(platform.journal, platform.clock)
    told = _file(platform)
    assert [r.post_id for r in told.restrictions] == ["p9"] and len(told.notices) == 1
    assert "Example Authority" in render(told)


def test_receipts_open_entries_and_who_looked_is_recorded(
    platform: Platform, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _life(platform)
    words = ["casefile", "s", "--as", "lee", "--receipts", str(tmp_path / "r"), "--json"]
    assert run([*words, "--database", platform.shown_database]) == 0
    document = json.loads(capsys.readouterr().out)
    kinds = {each["kind"] for each in document["receipts"]}
    assert {"decision.made", "ruling.made", "ruling.overturned", "action.enacted", "notice.issued"} <= kinds
    for each in document["receipts"]:
        text = (tmp_path / "r" / f"{each['event_id']}.json").read_text(encoding="utf-8")
        receipt = parse_receipt(text)
        assert receipt.index == each["index"]
        verify_receipt(receipt, parse_vkey(platform.vkey))
        assert not [name for name in NOBODY[:5] if name in text]
    looks = list(platform.journal.events(kind="content.read", subject_id="s"))
    assert [(event.payload["view"], event.actor) for event in looks] == [("case file", '["lee"]')]


def test_a_holder_without_a_record_has_an_empty_file(platform: Platform) -> None:
    nobody = subject_named(platform.journal, "agora/never-seen")
    found = case_file(platform.journal, platform.journal, platform.policies, nobody, platform.clock.now())
    text = render(found)
    assert all(
        words in text for words in ("Nothing was restricted.", "There are no strikes.", "There are no decisions.")
    )
