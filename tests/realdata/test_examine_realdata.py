"""Real sentences in ten languages against the real lists: no error, nothing automatic, no violating finding (issue 2, bar 2)."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evenhand.adapters.posts.reading import read_batches
from evenhand.bootstrap.platform import Platform, open_platform
from evenhand.decisions.rendering import examine_out
from evenhand.kernel.canonical import canonical_text
from evenhand.service.batches import posts_of
from evenhand.service.lists import import_list

pytestmark = pytest.mark.realdata
JUDGED = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory, data_dir: Path) -> Platform:
    platform = open_platform(str(tmp_path_factory.mktemp("real") / "evenhand.db"), create=True)
    sdn = data_dir / "lists" / "us-ofac-sdn" / "2022-01-31"
    imported = import_list(
        platform.lists, platform.clock, "us-ofac-sdn", sdn, observed_at=datetime(2022, 1, 31, tzinfo=UTC)
    )
    assert (imported.counts["entities"], imported.counts["aliases"]) == (9044, 12409)
    un = data_dir / "lists" / "un-sc" / "2026-02-27" / "consolidated.xml"
    imported = import_list(platform.lists, platform.clock, "un-sc", un)
    assert (imported.counts["individuals"], imported.counts["entities"]) == (730, 273)
    assert not import_list(platform.lists, platform.clock, "un-sc", un).imported
    return platform


def test_real_sentences(platform: Platform, data_dir: Path) -> None:
    examiner = platform.examiner("", JUDGED)
    routes: Counter[tuple[str, str]] = Counter()
    posts: Counter[str] = Counter()
    for path in sorted((data_dir / "text").glob("*.jsonl.gz")):
        for read in read_batches(path):
            assert not read.rejects
            decisions = [examiner.examine(post) for post in posts_of(read.batch)]
            (answer,) = examiner(iter([read.batch]))
            assert answer.column("decision").to_pylist() == [canonical_text(examine_out(made)) for made in decisions]
            for post, decision in zip(posts_of(read.batch), decisions, strict=True):
                posts[path.name] += 1
                routes[path.name, decision.route.value] += 1
                violating = [finding for finding in decision.findings if finding.violating]
                assert not violating, f"{path.name} {post.id}: {violating[0].mention.quote}"
    assert sum(posts.values()) > 15_000
    assert not any(route == "automatic" for _, route in routes)
    for name, count in posts.items():
        # A guard, no quality claim: few sentences name a group, and fewer still are a question for a person.
        assert routes[name, "review"] <= 0.01 * count, f"{name}: {routes[name, 'review']} of {count} to persons"


@pytest.mark.parametrize(
    "text",
    [
        "Aerocaribbean Airlines lost my suitcase again.",
        "I opened an account at the Banco Nacional de Cuba.",
        "My neighbour Abdul Rahman won the chess tournament.",
        "The ship Ocean Prince sailed on Tuesday.",
    ],
)
def test_being_listed_is_not_being_dangerous(platform: Platform, text: str) -> None:
    from evenhand.detection.model import Post

    decision = platform.examiner("", JUDGED).examine(Post("1", text, lang="en"))
    assert not any(finding.violating for finding in decision.findings)
    assert decision.route.value == "none"
