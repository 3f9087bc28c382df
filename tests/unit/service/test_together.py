"""Several live policies over the same posts: one printed answer, the same in Arrow as one by one, and each version named."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from evenhand.bootstrap.platform import Platform, open_platform
from evenhand.decisions.autonomy import AutonomyState
from evenhand.detection.model import Post
from evenhand.kernel.clock import FixedClock
from evenhand.kernel.errors import Reject
from evenhand.service.batches import batch_of, check_row, posts_of
from evenhand.service.examine import Examiner
from evenhand.service.lists import import_list
from evenhand.service.together import Together, answers_batch, leading, printed

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
GROUP = {
    "name": "Example Banner Front", "kind": "organisation", "tier": "1", "from": "2026-01-01", "author": "a", "reason": "r",
}  # fmt: skip
ROWS = [
    {"id": "plain", "text": "A fine day at the market.", "lang": "en"},
    {"id": "call", "text": "Kill all Arabs!", "lang": "en"},
    {"id": "name", "text": "Glory to the Example Banner Front and to their attack.", "lang": "en"},
    {"id": "both", "text": "Glory to the Example Banner Front. Death to the Hindus!", "lang": "en"},
    {"id": "counter", "text": "Nobody should kill Hindus.", "lang": "en"},
    {"id": "quoted", "text": "", "quoted_text": "Kill all Arabs!", "lang": "en"},
    {"id": "german", "text": "Das ist ein Satz auf Deutsch.", "lang": "de"},
    {"id": 'odd"id', "text": "Kill all Arabs!", "lang": "en"},
]


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    folder: Path = tmp_path_factory.mktemp("together")
    platform = open_platform(str(folder / "w.db"), clock=FixedClock(NOW), create=True)
    (folder / "g.json").write_text(json.dumps([GROUP]))
    import_list(platform.lists, platform.clock, "platform", folder / "g.json", observed_at=NOW - timedelta(days=9))
    return platform


@pytest.fixture(scope="module")
def judge(platform: Platform) -> Together:
    judge = platform.examiners("", NOW)
    assert isinstance(judge, Together)
    return judge


@pytest.mark.parametrize("small", [True, False])
@pytest.mark.parametrize("earned", [True, False])
def test_the_same_in_arrow_as_one_by_one(
    judge: Together, small: bool, earned: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if earned:
        assert isinstance(judge.first, Examiner)
        state = AutonomyState(frozenset({("media_bank", "doi.t1.glorification", "feed")}), "sha256:earned")
        judge = Together(replace(judge.first, autonomy=state), judge.others)
    checked = [row for row in map(check_row, ROWS, range(len(ROWS))) if not isinstance(row, Reject)]
    batch = batch_of(checked)
    monkeypatch.setattr("evenhand.service.unnamed.SMALL", 256 if small else 0)
    (fast,) = judge(iter([batch]))
    assert fast.to_pylist() == answers_batch([judge.decisions(post) for post in posts_of(batch)]).to_pylist()


def test_what_is_printed(judge: Together) -> None:
    schema = json.loads((Path(__file__).parents[3] / "schemas" / "examine-out.schema.json").read_text(encoding="utf-8"))
    told = {}
    for row in ROWS:
        post = next(posts_of(batch_of([check_row(row, 1)])))  # type: ignore[list-item]
        told[row["id"]] = printed(judge.decisions(post))
        Draft202012Validator(schema).validate(told[row["id"]])
    assert {name: answer["route"] for name, answer in told.items()} == {
        "plain": "none", "call": "review", "name": "review", "both": "review", "counter": "none", "quoted": "review",
        "german": "none", 'odd"id': "review",
    }  # fmt: skip
    assert told["plain"]["policy"] == "doi@2024-02-08"
    assert [other["policy"] for other in told["plain"]["also"]] == ["violent-speech@2026-11-28"]
    call = told["call"]["findings"][0]
    assert told["call"]["policy"] == "violent-speech@2026-11-28"
    assert (call["clause"], call["allowance"], call["designations"]) == ("violent-speech.call_to_kill", None, [])
    assert call["entity"] == "a group of people" and call["entity_id"].startswith("target-")
    assert (call["span"], call["quote"]) == ([9, 14], "Arabs")
    assert call["stance_evidence"][0]["quote"] == "Kill all Arabs"
    assert len(told["both"]["findings"]) == 2 and told["german"]["outcome"] == "not_assessed"


def test_the_first_policy_answers_as_it_did_alone(platform: Platform, judge: Together) -> None:
    alone = platform.examiner("doi@2024-02-08", NOW)
    post = Post("name", ROWS[2]["text"], lang="en")
    assert judge.decisions(post)[0] == alone.examine(post)
    assert isinstance(platform.examiners("doi@2024-02-08", NOW), Examiner)
    assert isinstance(platform.examiners("", datetime(2026, 11, 1, tzinfo=UTC)), Examiner)  # not live yet


def test_who_asks_for_most_speaks_first(judge: Together) -> None:
    calm, call = judge.decisions(Post("p", "Kill all Arabs!", lang="en"))
    assert leading([calm, call]) is call
    assert leading([calm, replace(calm, policy="other@1")]) is calm
