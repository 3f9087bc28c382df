"""Act three, the monitor: cases compared with what the platform published, reach tests, and the parity report.

The monitor's side never imports the platform's; the parity report is the platform's own look at itself, on an audit
sample, and both find the unevenness that was put into this world.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from evenhand.adapters.counting.cubes import count_records
from evenhand.bootstrap.platform import Platform, open_platform
from evenhand.detection.model import Post
from evenhand.entry.demo.monitor_world import LANGUAGES, cases_jsonl, dump_csv, monitor_world, observations_csv
from evenhand.entry.demo.parity_world import audit_sample
from evenhand.entry.demo.telling import Teller
from evenhand.kernel.clock import FixedClock
from evenhand.parity.page import to_html
from evenhand.parity.report import uneven
from evenhand.parity.swaps import SwapResult
from evenhand.parity.words import finding_sentence, headline
from evenhand.service.monitoring.comparing import cases_of_file, compare_files, reach_of_file
from evenhand.service.watch import Swap, parity_report, swapped_pairs

ABOUT: Final = (
    "What a rights monitor sees of the same company, Plaza: cases that people reported or that were drawn at random, in two "
    "invented languages, Norrin and Sudrin; what Plaza published about them; and whether it is even. Something was put in."
)
SWAPS: Final = (
    Swap("Boko Haram / Hizballah", "Boko Haram", "Hizballah"),
    Swap("Hamas / Sendero Luminoso", "Hamas", "Sendero Luminoso"),
)
_JUDGED: Final = datetime(2026, 11, 12, tzinfo=UTC)


def play(teller: Teller, folder: Path) -> None:
    """Tell the act; the monitor's files and the parity page stay in `folder`."""
    teller.act("Act three: the monitor", ABOUT)
    folder.mkdir(parents=True, exist_ok=True)
    show_cases(teller, folder)
    show_reach(teller, folder)
    show_parity(teller, folder)


def show_cases(teller: Teller, folder: Path) -> None:
    """The monitor's cases against the company's statements; solicited cases never yield a rate."""
    world = monitor_world()
    (folder / "cases.jsonl").write_text(cases_jsonl(world), encoding="utf-8")
    (folder / "plaza-statements.csv").write_text(dump_csv(world), encoding="utf-8")
    (folder / "observations.csv").write_text(observations_csv(world), encoding="utf-8")
    teller.step("Cases, beside what the company published")
    cases, _ = cases_of_file(folder / "cases.jsonl")
    report = compare_files(cases, folder / "plaza-statements.csv")
    statuses = ("found", "missing", "contradicting", "cannot_tell", "not_due")
    rows = [
        [channel, *(counts[status] for status in statuses)]
        for channel, counts in report.summary.items()
        if sum(counts.values())
    ]
    teller.table(["how the case came", *statuses], rows)
    for finding in report.evenness:
        for group in finding.groups:
            name = LANGUAGES.get(group.group, group.group)
            teller.say(
                f"  {name}: {group.unaccounted} of {group.cases} sampled cases without a matching statement "
                f"({group.share / 10:.0f} %, {group.low / 10:.0f} to {group.high / 10:.0f} %), q = {group.q}"
            )
        if finding.groups:
            teller.bad(f"by {finding.by}: {finding.answer.value}. {finding.reason}")
    teller.say(report.note)


def show_reach(teller: Teller, folder: Path) -> None:
    """Reach tests: who sees the post, beside a control."""
    teller.step("Reach: is the post shown as often as its control?")
    tests, _ = reach_of_file(folder / "observations.csv")
    teller.table(["test", "answer", "p", "q"], [[t.test_id, t.answer.value, t.p, t.q] for t in tests])


def show_parity(teller: Teller, folder: Path) -> None:
    """The parity report on an audit sample, and swapped pairs through `examine`."""
    teller.step("The parity report: a random audit sample, and the same words about other names")
    swaps = list(_swaps(folder))
    found = parity_report(count_records, audit_sample(), swaps=swaps)
    (folder / "parity.html").write_text(to_html(found), encoding="utf-8")
    teller.bad(headline(found))
    for finding in uneven(found):
        teller.say("- " + finding_sentence(finding))
    for swap in found.swaps:
        figure = swap.figure
        flips = figure.pairs.only_first + figure.pairs.only_second
        teller.good(
            f"{figure.contrast}: the answer flipped in {flips} of {figure.pairs.n} swapped pairs ({swap.verdict.value})"
        )
    teller.say(
        "ie is Norrin, vo is Sudrin: the auditors' sample finds what the monitor found from outside, and where it enters."
    )
    teller.say(f"One page for readers: {folder / 'parity.html'}")


def _swaps(folder: Path) -> Iterator[SwapResult]:
    """Swapped pairs of names in one tier, on act one's posts; none when act one was not played here."""
    posts = folder / "posts.jsonl"
    if not posts.exists() or not (folder / "evenhand.db").exists():
        return
    from evenhand.adapters.posts.reading import read_batches
    from evenhand.service.batches import posts_of

    platform: Platform = open_platform(str(folder / "evenhand.db"), clock=FixedClock(_JUDGED))
    examiner = platform.examiner("", _JUDGED)

    def spoken() -> Iterator[Post]:
        for read in read_batches(posts):
            yield from posts_of(read.batch)

    yield from swapped_pairs(spoken(), SWAPS, lambda post: examiner.examine(post).route)
