"""Strikes of an earlier system: they count, say where they are from, enact nothing, and can be appealed."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.simulators.small_workspace import NOW, enforced, holder, later, post, ruled, workspace

from evenhand.bootstrap.platform import Platform
from evenhand.entry.cli.app import run
from evenhand.kernel.clock import format_instant
from evenhand.service import appeals
from evenhand.service.brought_over import bring_over
from evenhand.service.casefile import case_file
from evenhand.service.deliver import sequence_all
from evenhand.service.statements import statement_on
from evenhand.service.subjects import strikes_of, subject_named
from evenhand.statements.rendering import render

REF = "doi@2024-02-08"


def _record(number: int = 1, **changes: Any) -> dict[str, Any]:
    given = {
        "surface": "agora",
        "account_id": "a1",
        "post_id": f"old{number}",
        "posted_at": format_instant(NOW - timedelta(days=20 + number)),
        "ruled_at": format_instant(NOW - timedelta(days=20 - number)),
        "policy": REF,
        "clause": "doi.t1.glorification",
        "source": "the ledger of Old System, case 12",
    }
    return {**given, **changes}


def _bring(platform: Platform, *records: Any) -> tuple[int, int, tuple[Any, ...]]:
    lines = [record if isinstance(record, bytes) else json.dumps(record).encode() for record in records]
    return bring_over(platform.journal, platform.policies, platform.clock, lines, person="importer-ina")


@pytest.fixture
def platform(tmp_path: Path) -> Platform:
    return workspace(tmp_path)


def test_they_count_and_the_statement_says_where_they_are_from(platform: Platform) -> None:
    holder(platform)
    assert _bring(platform, _record(1), _record(2), _record(1)) == (2, 1, ())
    assert _bring(platform, _record(2)) == (0, 1, ())
    subject = subject_named(platform.journal, "s")
    state, _ = strikes_of(platform.journal, platform.policies, subject, platform.clock.now())
    assert [strike.counted for strike in state.strikes] == [True, True] and not state.rungs and not state.active
    assert not list(platform.journal.events(kind="action.enacted"))
    decision = enforced(platform, [post()])["p1"]
    done = ruled(platform, decision, "dana")
    assert done.consequence is not None
    (rung,) = done.consequence.after.rungs
    assert rung.count == 3
    statement = statement_on(platform.journal, decision)
    assert [each.post_id for each in statement.brought_over] == ["old1", "old2"]
    assert [each.post_id for each in statement.posts] == ["p1"]
    text = render(statement)
    assert (
        "Number of posts that led to it: 3." in text and "brought over from the ledger of Old System, case 12" in text
    )
    schema = json.loads(Path("schemas/statement.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(render(statement, "json")), schema)
    sequence_all(platform.journal)
    found = case_file(platform.journal, platform.journal, platform.policies, subject, platform.clock.now())
    assert sum(each.kind == "strike.brought_over" for each in found.receipts) == 2
    assert "importer-ina" not in render(found, "json")


def test_one_is_appealed_like_a_ruling_and_later_rungs_shift(platform: Platform) -> None:
    holder(platform)
    _bring(platform, _record(1), _record(2))
    decision = enforced(platform, [post()])["p1"]
    ruled(platform, decision, "dana")
    subject = subject_named(platform.journal, "s")
    state, _ = strikes_of(platform.journal, platform.policies, subject, platform.clock.now())
    old = state.strikes[0].decision_id
    later(platform, days=1)
    appeals.file(platform.journal, platform.policies, platform.clock, old, "that was not me")
    later(platform, days=1)
    done = appeals.decide(
        platform.journal, platform.policies, platform.clock, old, person="flo", outcome="overturn", reason="so it is"
    )
    assert done.appeal.persons == 1
    after, _ = strikes_of(platform.journal, platform.policies, subject, platform.clock.now())
    assert [rung.count for rung in after.rungs] == [2]
    assert sum(strike.counted for strike in after.strikes) == 2


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (b"not json", ""),
        (b"[1]", ""),
        (_record(policy="doi@1999"), "policy"),
        (_record(clause="doi.t9"), "clause"),
        (_record(source=" "), "source"),
        (_record(ruled_at="yesterday"), "ruled_at"),
        (_record(ruled_at="2027-01-01T00:00:00Z"), "ruled_at"),
        (_record(posted_at="2026-11-19T00:00:00Z"), "ruled_at"),
        (_record(strikes=3), "strikes"),
        (_record(post_id=7), "post_id"),
    ],
)
def test_a_bad_record_is_refused_by_its_field(platform: Platform, record: Any, field: str) -> None:
    new, known, rejects = _bring(platform, record, _record(5))
    assert (new, known) == (1, 0)
    assert [(reject.line, reject.field) for reject in rejects] == [(1, field)]


def test_doubt_about_the_day_favours_the_user(platform: Platform) -> None:
    _bring(platform, _record(1, posted_at=None))
    subject = subject_named(platform.journal, "agora/a1")
    state, _ = strikes_of(platform.journal, platform.policies, subject, platform.clock.now())
    assert [(strike.counted, str(strike.code)) for strike in state.strikes] == [(False, "age_unknown")]


def test_the_command(platform: Platform, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "old.jsonl").write_text(json.dumps(_record(1)) + "\nnothing\n")
    words = ["strikes", "import", str(tmp_path / "old.jsonl"), "--as", "ina", "--json"]
    assert run([*words, "--database", platform.shown_database]) == 4
    assert json.loads(capsys.readouterr().out) == {"imported": 1, "known": 0, "rejected": 1}
    assert (tmp_path / "old.jsonl.rejects.jsonl").exists()
    assert run(["strikes", "import", str(tmp_path / "absent.jsonl"), "--as", "ina"]) == 3
