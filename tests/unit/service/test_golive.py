"""A version goes live only with its replay report and two approvals, for a share of accounts first if one wants."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.simulators.policy_text import SMALL

from evenhand.bootstrap.platform import Platform, open_platform
from evenhand.detection.model import Post
from evenhand.entry.cli.app import run
from evenhand.kernel.clock import FixedClock
from evenhand.kernel.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from evenhand.policy.loading import load_or_raise
from evenhand.policy.model import Policy
from evenhand.service import golive, review
from evenhand.service.backtest import Backtest

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NEW = load_or_raise(SMALL.encode(), "small.yml")


@pytest.fixture
def platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Platform:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "small.yml").write_text(SMALL, encoding="utf-8")
    monkeypatch.setenv("EVENHAND_POLICIES", str(tmp_path / "own"))
    return open_platform(str(tmp_path / "w.db"), clock=FixedClock(NOW), create=True)


def _report(policy: Policy = NEW, decisions: int = 0) -> Backtest:
    return Backtest(
        policy.ref, policy.digest, "sha256:r", "sha256:m", None, NOW, decisions, 0, decisions, 0, 0, 0, {}, {}, (), (), (), ()
    )  # fmt: skip


def _approved(platform: Platform) -> golive.Candidate:
    journal, clock = platform.journal, platform.clock
    golive.propose(journal, clock, NEW, person="ana", reason="narrower")
    golive.attach_replay(journal, clock, NEW, _report())
    golive.approve(journal, clock, NEW, person="ben", reason="read it")
    return golive.approve(journal, clock, NEW, person="cleo", reason="read it too")


def _live(platform: Platform, at: datetime = NOW, account: str = "") -> set[str]:
    return {policy.ref for policy in platform.governing(at, account)}


def test_a_file_alone_is_not_live(platform: Platform) -> None:
    assert NEW.ref in platform.policies
    assert _live(platform) == {"doi@2024-02-08"} - {NEW.ref}


def test_the_whole_way(platform: Platform) -> None:
    assert _approved(platform).missing == ()
    assert NEW.ref not in _live(platform)
    golive.activate(platform.journal, platform.clock, NEW, person="ana")
    assert NEW.ref in _live(platform)
    assert NEW.ref not in _live(platform, NOW - timedelta(days=1)), "not before it was activated"
    kinds = [event.kind for event in platform.journal.events(kind="policy.")]
    assert kinds == ["policy.proposed", "policy.replayed", "policy.approved", "policy.approved", "policy.activated"]
    golive.activate(platform.journal, platform.clock, NEW, person="ana", share=0)
    assert NEW.ref not in _live(platform)


def test_no_step_can_be_left_out(platform: Platform) -> None:
    journal, clock = platform.journal, platform.clock
    with pytest.raises(NotFoundError):
        golive.approve(journal, clock, NEW, person="ben", reason="r")
    golive.propose(journal, clock, NEW, person="ana", reason="r")
    with pytest.raises(ConflictError, match="proposed already"):
        golive.propose(journal, clock, NEW, person="ben", reason="r")
    with pytest.raises(ConflictError, match="no replay report"):
        golive.approve(journal, clock, NEW, person="ben", reason="r")
    golive.attach_replay(journal, clock, NEW, _report())
    with pytest.raises(ForbiddenError, match="who proposed"):
        golive.approve(journal, clock, NEW, person=" ANA", reason="r")
    golive.approve(journal, clock, NEW, person="ben", reason="r")
    with pytest.raises(ForbiddenError, match="already"):
        golive.approve(journal, clock, NEW, person="Ben", reason="r")
    with pytest.raises(ConflictError, match="1 of 2 approvals"):
        golive.activate(journal, clock, NEW, person="ana")
    with pytest.raises(BadInputError):
        golive.activate(journal, clock, NEW, person="ana", share=1001)


def test_a_new_report_voids_approvals_and_the_same_one_does_not(platform: Platform) -> None:
    _approved(platform)
    assert golive.attach_replay(platform.journal, platform.clock, NEW, _report()).missing == ()
    after = golive.attach_replay(platform.journal, platform.clock, NEW, _report(decisions=4))
    assert after.missing == ("0 of 2 approvals",)
    assert golive.approve(platform.journal, platform.clock, NEW, person="ben", reason="again").approved_by == ("ben",)


def test_a_file_changed_after_approval_is_another_version(platform: Platform) -> None:
    _approved(platform)
    changed = replace(NEW, digest="sha256:other")
    with pytest.raises(NotFoundError):
        golive.activate(platform.journal, platform.clock, changed, person="ana")
    with pytest.raises(ConflictError, match="report is of"):
        golive.attach_replay(platform.journal, platform.clock, changed, _report())


def test_a_canary_holds_its_share_and_grows_without_letting_go(platform: Platform) -> None:
    _approved(platform)
    accounts = [f"agora/a{number}" for number in range(4000)]
    held: list[set[str]] = []
    for hours, share in enumerate((50, 300)):
        at = NOW + timedelta(hours=hours)
        assert isinstance(platform.clock, FixedClock)
        platform.clock.set(at)
        golive.activate(platform.journal, platform.clock, NEW, person="ana", share=share)
        candidate = golive.candidate_of(platform.journal, NEW)
        assert candidate.share(at) == share
        held.append({account for account in accounts if golive.bucket(NEW.ref, account) < candidate.share(at)})
        assert abs(len(held[-1]) - 4 * share) < 5 * (4 * share) ** 0.5
    assert held[0] < held[1]
    one = min(held[0])
    assert NEW.ref in _live(platform, platform.clock.now(), one)
    assert NEW.ref not in _live(platform, platform.clock.now())


NEWER = SMALL.replace("policy: small", "policy: doi").replace("version: 2024-01-01", "version: 2026-11-01")
NEWER = NEWER.replace("live_from: 2024-01-01", "live_from: 2026-11-01")


def _canary(platform: Platform, policy: Policy, share: int) -> None:
    journal, clock = platform.journal, platform.clock
    golive.propose(journal, clock, policy, person="ana", reason="r")
    golive.attach_replay(journal, clock, policy, _report(policy))
    for person in ("ben", "cleo"):
        golive.approve(journal, clock, policy, person=person, reason="r")
    golive.activate(journal, clock, policy, person="ana", share=share)


def _asked(platform: Platform, posts: list[Post]) -> dict[str, set[str]]:
    """By account, the versions that its post is decided under."""
    deciders = platform.deciders("", NOW)
    return {post.account_id: {decision.policy for decision in deciders.decisions(post)} for post in posts}


POSTS = [Post(f"p{number}", "Good morning.", "agora", f"a{number}") for number in range(200)]
WHOLE = {"doi@2024-02-08", "violent-speech@2026-11-28"}
LATER = NOW + timedelta(days=30)


def test_traffic_goes_to_the_version_of_its_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "newer.yml").write_text(NEWER, encoding="utf-8")
    monkeypatch.setenv("EVENHAND_POLICIES", str(tmp_path))
    platform = open_platform(str(tmp_path / "w.db"), clock=FixedClock(NOW), create=True)
    policy = platform.policies["doi@2026-11-01"]
    _canary(platform, policy, 250)
    under = _asked(platform, POSTS)
    held = {account for account, refs in under.items() if policy.ref in refs}
    assert held == {account for account in under if golive.bucket(policy.ref, f"agora/{account}") < 250}
    assert 20 < len(held) < 80
    assert all(refs == {policy.ref if account in held else "doi@2024-02-08"} for account, refs in under.items())
    golive.activate(platform.journal, platform.clock, policy, person="ana")
    assert _asked(platform, POSTS[:1]) == {"a0": {policy.ref}}


def test_every_policy_has_canaries_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the second policy, of the first beside it, and of one that is live for nobody else."""
    versions = {
        "doi@2026-11-01": NEWER,
        "violent-speech@2026-12-01": NEWER.replace("policy: doi", "policy: violent-speech").replace("2026-11-01", "2026-12-01"),
        "small@2024-01-01": SMALL,
    }  # fmt: skip
    for ref, text in versions.items():
        (tmp_path / f"{ref}.yml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("EVENHAND_POLICIES", str(tmp_path))
    platform = open_platform(str(tmp_path / "w.db"), clock=FixedClock(LATER), create=True)
    for ref, share in zip(versions, (250, 400, 300), strict=True):
        _canary(platform, platform.policies[ref], share)
    deciders = platform.deciders("", LATER)
    seen = set()
    for post in POSTS:
        asked = {decision.policy.split("@")[0]: decision.policy for decision in deciders.decisions(post)}
        account = f"agora/{post.account_id}"
        inside = {
            ref for ref, share in zip(versions, (250, 400, 300), strict=True) if golive.bucket(ref, account) < share
        }
        wanted = {ref.split("@")[0]: ref for ref in WHOLE} | {ref.split("@")[0]: ref for ref in inside}
        assert asked == wanted
        assert set(asked.values()) == {policy.ref for policy in platform.governing(LATER, account)}
        seen.add(frozenset(inside))
    assert len(seen) == 8, "every combination of the three shares was tried"
    assert {each.policy.ref for each in deciders.all_made()} == WHOLE | set(versions)


def test_a_shadow_of_a_version_is_kept_and_nothing_follows(platform: Platform, tmp_path: Path) -> None:
    (tmp_path / "posts.jsonl").write_text('{"id": "p1", "text": "Hamas was named in the report."}\n{"id": 7.5}\n')
    words = ["policy", "shadow", str(tmp_path / "posts.jsonl"), "--policy", NEW.ref]
    assert run([*words, "--database", platform.shown_database]) == 4
    assert run([*words, "--database", platform.shown_database]) == 4
    (event,) = platform.journal.events(kind="decision.shadowed")
    assert event.payload["decision"]["mode"] == "shadow"
    assert not list(platform.journal.events(kind="decision.made"))
    assert review.queue(platform.journal, platform.policies, all_items=True) == ()
