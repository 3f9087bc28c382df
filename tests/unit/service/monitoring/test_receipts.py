"""A monitor's case beside a platform's public ledger: found, contradicting, and a receipt that the log does not hold."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from evenhand.bootstrap.platform import Platform, open_platform
from evenhand.detection.model import Post
from evenhand.enforcement.model import RulingOutcome
from evenhand.entry.cli.app import run
from evenhand.kernel.clock import FixedClock
from evenhand.kernel.errors import BadInputError
from evenhand.monitor.compare import Status
from evenhand.monitor.model import Automation, Case, CaseKind, Channel
from evenhand.service import review
from evenhand.service.deliver import deliver_due
from evenhand.service.enforce import Tally, enforce
from evenhand.service.ledger import publish, receipt
from evenhand.service.lists import import_list
from evenhand.service.monitoring.receipts import compare_with_log
from evenhand.service.subjects import directory

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
GROUP = {
    "name": "Example Banner Front",
    "kind": "organisation",
    "tier": "1",
    "from": "2026-01-01",
    "author": "a",
    "reason": "r",
}


class _Nowhere:
    def carry_out(self, item: object) -> None:
        del item


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Platform, Path, str]:
    """A platform with one ruling, its published log and the receipt of its statement; the decision's id."""
    folder = tmp_path_factory.mktemp("log")
    platform = open_platform(str(folder / "w.db"), clock=FixedClock(NOW), create=True)
    (folder / "g.json").write_text(json.dumps([GROUP]))
    import_list(platform.lists, platform.clock, "platform", folder / "g.json", observed_at=NOW - timedelta(days=9))
    post = Post(
        "p", "Glory to the Example Banner Front and to their attack.", "agora", "a", NOW - timedelta(days=1), "en"
    )
    examiner = platform.examiner("", NOW)
    for _ in enforce([[post]], examiner, platform.journal, platform.clock, directory(platform.journal), Tally()):
        pass
    (item,) = review.queue(platform.journal, platform.policies)
    review.decide(
        platform.journal,
        platform.policies,
        platform.registry,
        platform.clock,
        item.item_id,
        person="dana",
        outcome=RulingOutcome.UPHOLD,
        reason="because",
    )
    deliver_due(platform.journal, _Nowhere(), platform.clock)
    publish(platform.journal, platform.vkey, folder / "log")
    (issued,) = platform.journal.events(kind="statement.issued")
    (folder / "receipts").mkdir()
    held = receipt(platform.journal, issued.event_id, platform.vkey).to_json()
    (folder / "receipts" / "case-1.json").write_text(held)
    return platform, folder, item.decision_id


def _case(decision_id: str, **changes: object) -> Case:
    facts: dict[str, object] = {
        "clause": "doi.t1.glorification",
        "statement_ref": decision_id,
        "happened": date(2026, 11, 20),
        "automation": Automation.NOT_AUTOMATED,
        **changes,
    }
    return Case("c1", CaseKind.TAKEN_DOWN, Channel.SAMPLED, "Plaza", "agora", "x", "en", **facts)  # type: ignore[arg-type]


def test_a_case_is_found_in_the_log(world: tuple[Platform, Path, str]) -> None:
    platform, folder, decision_id = world
    report = compare_with_log([_case(decision_id)], folder / "log", platform.vkey, folder / "receipts")
    assert report.rejects == ()
    assert [(one.status, one.basis, one.statement) for one in report.cases] == [
        (Status.FOUND, "reference", decision_id)
    ]


def test_a_notice_that_says_otherwise_contradicts(world: tuple[Platform, Path, str]) -> None:
    platform, folder, decision_id = world
    case = _case(decision_id, happened=date(2026, 10, 1), automation=Automation.FULLY)
    (found,) = compare_with_log([case], folder / "log", platform.vkey, folder / "receipts").cases
    assert found.status is Status.CONTRADICTING
    assert {difference.field for difference in found.differences} == {"date", "automation"}


def test_without_a_receipt_nothing_is_called_missing(world: tuple[Platform, Path, str]) -> None:
    platform, folder, _ = world
    case = _case("dec-another")
    (found,) = compare_with_log([case], folder / "log", platform.vkey, folder / "receipts").cases
    assert found.status is Status.CANNOT_TELL


def test_a_changed_receipt_is_set_aside(world: tuple[Platform, Path, str], tmp_path: Path) -> None:
    platform, folder, decision_id = world
    text = (folder / "receipts" / "case-1.json").read_text()
    (tmp_path / "case-1.json").write_text(text.replace("doi.t1.glorification", "doi.t1.other_support"))
    (tmp_path / "case-2.json").write_text("nothing")
    report = compare_with_log([_case(decision_id)], folder / "log", platform.vkey, tmp_path)
    assert [reject.field for reject in report.rejects] == ["case-1.json", "case-2.json"]
    assert report.cases[0].status is Status.CANNOT_TELL


def test_a_log_that_does_not_hold_is_refused(world: tuple[Platform, Path, str], tmp_path: Path) -> None:
    platform, folder, decision_id = world
    with pytest.raises(BadInputError):
        compare_with_log([_case(decision_id)], tmp_path, platform.vkey, folder / "receipts")
    with pytest.raises(BadInputError, match="verifier key"):
        compare_with_log([_case(decision_id)], folder / "log", "nonsense", folder / "receipts")


def test_the_command(world: tuple[Platform, Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    platform, folder, decision_id = world
    row = {"case_id": "c1", "kind": "taken_down", "channel": "sampled", "platform": "Plaza", "surface": "agora"}
    row |= {"account": "x", "lang": "en", "statement_ref": decision_id, "happened": "2026-11-20"}
    (tmp_path / "cases.jsonl").write_text(json.dumps(row) + "\n")
    words = ["monitor", "compare", "--cases", str(tmp_path / "cases.jsonl"), "--ledger", str(folder / "log")]
    words += ["--vkey", platform.vkey, "--receipts", str(folder / "receipts"), "--json"]
    assert run(words) == 0
    assert json.loads(capsys.readouterr().out)["cases"][0]["status"] == "found"
    assert run(["monitor", "compare", "--cases", str(tmp_path / "cases.jsonl")]) == 2
