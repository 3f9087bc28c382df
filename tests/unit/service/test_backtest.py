"""What a version would have decided over recorded decisions, what each difference comes from, and one case explained."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest

from evenhand.bootstrap.platform import Platform, open_platform
from evenhand.detection.model import Post
from evenhand.enforcement.model import RulingOutcome
from evenhand.entry.cli.app import run
from evenhand.kernel.canonical import canonical_bytes, plain
from evenhand.kernel.clock import FixedClock
from evenhand.kernel.errors import NotFoundError, UsageError
from evenhand.policy.model import Policy
from evenhand.service import review
from evenhand.service.aliases import detector_for
from evenhand.service.enforce import Tally, enforce
from evenhand.service.explain import Asked, Explained, explain, load_decision
from evenhand.service.lists import import_list
from evenhand.service.subjects import directory

SCHEMA = json.loads((Path(__file__).resolve().parents[3] / "schemas/policy-replay.schema.json").read_text())
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
GROUP = {
    "name": "Example Banner Front",
    "kind": "organisation",
    "tier": "1",
    "from": "2026-01-01",
    "author": "a",
    "reason": "r",
}
WORDS = "Glory to the Example Banner Front and to their attack."


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    folder = tmp_path_factory.mktemp("backtest")
    platform = open_platform(str(folder / "w.db"), clock=FixedClock(NOW), create=True)
    (folder / "g.json").write_text(json.dumps([GROUP]))
    import_list(platform.lists, platform.clock, "platform", folder / "g.json", observed_at=NOW - timedelta(days=9))
    posts = [
        Post("p1", WORDS, "agora", "a", NOW - timedelta(days=1), "en"),
        Post("p2", "The Example Banner Front held a meeting, the agency reports.", "square", "b", NOW, "en"),
        Post("p3", WORDS + " Again.", "square", "c", NOW - timedelta(days=1), "en"),
    ]
    examiner = platform.examiner("", NOW)
    for _ in enforce([posts], examiner, platform.journal, platform.clock, directory(platform.journal), Tally()):
        pass
    item = next(i for i in review.queue(platform.journal, platform.policies) if i.surface == "square")
    review.decide(
        platform.journal, platform.policies, platform.registry, platform.clock, item.item_id,
        person="dana", outcome=RulingOutcome.UPHOLD, reason="because",
    )  # fmt: skip
    return platform


def _decision(platform: Platform, post: str = "p1") -> str:
    events = platform.journal.events(kind="decision.made")
    return next(event.decision_id for event in events if event.payload["post"]["id"] == post)


def _without_glorification(platform: Platform) -> Policy:
    policy = platform.policy("", NOW)
    kept = tuple(clause for clause in policy.clauses if clause.clause_id != "doi.t1.glorification")
    return replace(policy, version="2026-11-21", clauses=kept, digest="sha256:narrower")


def test_the_same_version_changes_nothing(platform: Platform) -> None:
    report = platform.backtest(platform.policy("", NOW), since=NOW - timedelta(days=1))
    assert report.decisions == report.same == 3
    assert report.examples == () and report.causes == {}


def test_a_narrower_version_and_what_persons_had_said(platform: Platform) -> None:
    report = platform.backtest(_without_glorification(platform), since=NOW - timedelta(days=1))
    assert (report.no_longer_flagged, report.newly_flagged, report.same) == (2, 0, 1)
    assert report.causes == {"policy": 2}
    assert report.ruled == {"no_longer_flagged uphold": 1}
    (clause,) = report.by_clause
    assert (clause.name, clause.decisions, clause.no_longer_flagged) == ("doi.t1.glorification", 2, 2)
    assert {count.name: count.no_longer_flagged for count in report.by_surface} == {"agora": 1, "square": 1}
    assert {case.decision_id for case in report.examples} == {_decision(platform, "p1"), _decision(platform, "p3")}
    assert "Glory" not in canonical_bytes(report).decode(), "a report outlives the post: it repeats no words of it"
    jsonschema.validate(plain(report), SCHEMA)


def test_two_runs_give_the_same_bytes(platform: Platform) -> None:
    version = _without_glorification(platform)
    first, second = (canonical_bytes(platform.backtest(version, since=NOW - timedelta(days=1))) for _ in range(2))
    assert first == second


def test_a_registry_of_before_the_group_was_known(platform: Platform) -> None:
    report = platform.backtest(
        platform.policy("", NOW), since=NOW - timedelta(days=1), registry_at=NOW - timedelta(days=30)
    )
    assert report.no_longer_flagged == 2 and report.causes == {"registry": 3}  # the agency report changes, unflagged


def test_nothing_before_since(platform: Platform) -> None:
    assert platform.backtest(platform.policy("", NOW), since=NOW + timedelta(days=1)).decisions == 0


def _explained(platform: Platform, asked: Asked, post: str = "p1") -> Explained:
    made = load_decision(platform.journal, _decision(platform, post))
    detector = detector_for(platform.registry, platform.policies.values(), NOW)
    return explain(platform.journal, platform.policies, platform.registry, detector, made, asked, NOW)


def test_without_its_designation_nothing_is_violated(platform: Platform) -> None:
    done = _explained(platform, Asked(("designation platform",)))
    assert done.faithful and done.changed
    assert done.recorded.clauses == ("doi.t1.glorification",)
    assert done.would_be is not None and done.would_be.clauses == () and done.would_be.route == "none"
    assert len(done.removed) == 1


def test_without_its_clause_on_another_day_and_under_another_version(platform: Platform) -> None:
    assert _explained(platform, Asked(("clause doi.t1.glorification",))).changed
    assert not _explained(platform, Asked(("clause doi.t1.material_support",))).changed
    assert _explained(platform, Asked(at=datetime(2025, 6, 1, tzinfo=UTC))).changed, "before the group was listed"
    assert not _explained(platform, Asked(at=NOW + timedelta(days=2))).changed
    assert not _explained(platform, Asked(policy=platform.policies["doi@2023-08-31"])).changed, "the same stable clause"
    other = _explained(platform, Asked(policy=_without_glorification(platform)))
    assert other.changed and other.would_be is not None and other.would_be.clauses == ()


def test_without_a_ruling_the_penalty_goes(platform: Platform) -> None:
    decision = _decision(platform, "p3")
    done = _explained(platform, Asked((f"decision {decision}",)), "p3")
    assert [(rung.decision_id, rung.would_be) for rung in done.rungs] == [(decision, "")]


def test_what_is_not_there_is_refused(platform: Platform) -> None:
    with pytest.raises(UsageError):
        _explained(platform, Asked(("luck",)))
    with pytest.raises(NotFoundError, match="no designation"):
        _explained(platform, Asked(("designation us-fto",)))
    with pytest.raises(NotFoundError, match="no clause"):
        _explained(platform, Asked(("clause doi.t9",)))
    with pytest.raises(NotFoundError):
        load_decision(platform.journal, "dec-none")


def test_the_commands(platform: Platform, capsys: pytest.CaptureFixture[str]) -> None:
    database = ["--database", platform.shown_database]
    words = ["policy", "replay", "--policy", "doi@2023-08-31", "--since", "2026-11-01", "--json", *database]
    assert run(words) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["decisions"] == 3 and shown["policy"] == "doi@2023-08-31"
    decision = _decision(platform)
    assert run(["decision", "explain", decision, "--without", "designation platform", "--json", *database]) == 0
    assert json.loads(capsys.readouterr().out)["changed"] is True
    assert run(["decision", "explain", decision, *database]) == 0
    assert "doi.t1.glorification" in capsys.readouterr().err
    assert run(["policy", "diff", "doi@2023-12-30", "doi@2024-02-08"]) == 0
    assert "doi.t1.glorification" in capsys.readouterr().out
