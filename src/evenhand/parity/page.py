"""The report as one page that a journalist can read: what was asked, what was found, how sure that is, what was refused.

A single HTML file: no script, nothing loaded from elsewhere, readable on a phone and on paper.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from importlib import resources
from math import isnan
from typing import Final

from evenhand.kernel.clock import format_instant
from evenhand.parity.charts import RatioRow, StageRow, ratio_chart, stage_chart
from evenhand.parity.comparisons import COMPARED, Kind
from evenhand.parity.naming import StageShare
from evenhand.parity.report import Finding, ParityReport, uneven
from evenhand.parity.words import (
    KIND_TITLES,
    between,
    finding_sentence,
    headline,
    how_often,
    level_name,
    stage_words,
    verdict_word,
)

_DIMENSIONS: Final = {"lang": "By language", "surface": "By surface", "community": "By community (audit only)"}
_STAGE_LABELS: Final = {
    "lists": "on the lists",
    "matching": "mention found",
    "lists_or_matching": "listed and found",
    "stance": "sent on",
    "penalties": "restricted",
}


def to_html(report: ParityReport) -> str:
    """The page. The same report gives the same bytes."""
    style = resources.files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    body = [
        f'<p class="verdict {report.verdict.value}">{verdict_word(report.verdict)}</p>',
        f"<h1>Is the policy applied with an even hand?</h1><p class=lead>{escape(headline(report))}</p>",
        f"<p>{escape(_period(report))}</p>",
        _found(report),
        *(_kind(report, kind) for kind in Kind),
        _swaps(report),
        _refused(report),
        _how(report),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>Parity report</title><style>{style}</style></head><body><main>{''.join(body)}</main></body></html>\n"
    )


def _period(report: ParityReport) -> str:
    tally = report.tally
    since = format_instant(report.since)[:10] if report.since else "the beginning"
    until = format_instant(report.until)[:10] if report.until else "the end of the records"
    return (
        f"From {since} to {until}: {tally.used} posts drawn at random and judged by people, of {tally.records} records."
        f" {report.family} questions were asked, all fixed beforehand."
    )


def _found(report: ParityReport) -> str:
    findings = uneven(report)
    if not findings:
        return ""
    return "<h2>What was found</h2>" + "".join(_one(finding) for finding in findings)


def _one(finding: Finding) -> str:
    one = finding.comparison
    parts = [f"<section class=found><p class=sentence>{_isolated(finding_sentence(finding))}</p>"]
    if finding.cause and finding.cause.stages:
        name = level_name(one.dimension, one.level)
        rows = [_stage_row(share, finding.cause.stage) for share in finding.cause.stages]
        parts.append(stage_chart(f"How far posts {name} come", rows, (name, "all others")))
        if finding.cause.also:
            also = "; ".join(stage_words(finding, stage) for stage in finding.cause.also)
            parts.append(f"<p>It also differs at {escape(also)}.</p>")
    within = one.within_language
    if within is not None and not isnan(within.estimate):
        parts.append(
            f"<p>Among posts in the same language: {escape(how_often(within.estimate))} others"
            f" (95 % interval {escape(between(within))} times).</p>"
        )
    return "".join([*parts, "</section>"])


def _stage_row(share: StageShare, named: str) -> StageRow:
    return StageRow(
        _STAGE_LABELS[share.stage],
        share.passed / share.reached if share.reached else None,
        share.others_passed / share.others_reached if share.others_reached else None,
        share.stage == named,
    )


def _kind(report: ParityReport, kind: Kind) -> str:
    of_kind = [finding for finding in report.findings if finding.comparison.kind is kind]
    if not of_kind:
        return ""
    parts = [f"<h2>{escape(KIND_TITLES[kind])}</h2>"]
    for dimension in COMPARED:
        findings = [finding for finding in of_kind if finding.comparison.dimension == dimension]
        if findings:
            rows = [RatioRow(_short(finding), finding.comparison.ratio, finding.verdict) for finding in findings]
            chart = ratio_chart(f"{KIND_TITLES[kind]}. {_DIMENSIONS[dimension]}", rows, report.tolerance)
            parts.append(f"<h3>{_DIMENSIONS[dimension]}</h3>{chart}{_table(findings)}")
    return "".join(parts)


def _short(finding: Finding) -> str:
    name = level_name(finding.comparison.dimension, finding.comparison.level)
    short = name.removeprefix("in ").removeprefix("on ").removeprefix("by accounts of community ")
    return short if len(short) <= 16 else short[:15] + "…"


def _table(findings: Iterable[Finding]) -> str:
    rows = "".join(_row(finding) for finding in findings)
    head = "".join(
        f"<th>{name}</th>"
        for name in ("", "says", "rate", "others", "ratio, like with like", "p, all tests counted", "posts", "needed")
    )
    return (
        f"<details><summary>The figures</summary><div class=wide><table><tr>{head}</tr>{rows}</table></div></details>"
    )


def _row(finding: Finding) -> str:
    one = finding.comparison
    rate = f"{one.rate.estimate:.1%}" if one.rate else "none"
    others = f"{one.others_rate.estimate:.1%}" if one.others_rate else "none"
    needed = "-" if one.needed_n is None else str(one.needed_n)
    cells = (
        _short(finding),
        verdict_word(finding.verdict),
        rate,
        others,
        between(one.ratio),
        f"{finding.p_adjusted:.2g}",
        str(one.sample_n),
        needed,
    )
    return "<tr>" + "".join(f"<td>{_isolated(cell)}</td>" for cell in cells) + "</tr>"


def _swaps(report: ParityReport) -> str:
    if not report.swaps:
        return ""
    rows = "".join(
        f"<tr><td>{_isolated(swap.figure.contrast)}</td><td>{verdict_word(swap.verdict)}</td>"
        f"<td>{swap.figure.pairs.n}</td><td>{swap.figure.pairs.only_first}</td><td>{swap.figure.pairs.only_second}</td>"
        f"<td>{swap.p_adjusted:.2g}</td><td>{swap.figure.needed_pairs}</td></tr>"
        for swap in report.swaps
    )
    head = "".join(
        f"<th>{name}</th>" for name in ("names", "says", "pairs", "only first", "only second", "p", "needed pairs")
    )
    return (
        "<h2>The same words, another name</h2><p>Each post was examined twice, with one name and with the other. Even"
        f" treatment gives the same answer.</p><div class=wide><table><tr>{head}</tr>{rows}</table></div>"
    )


def _refused(report: ParityReport) -> str:
    items = [f"<li>{refusal.n} {escape(refusal.why)}.</li>" for refusal in report.refusals]
    tally = report.tally
    if tally.random_unlabelled:
        items.append(f"<li>{tally.random_unlabelled} drawn at random that nobody has judged yet.</li>")
    if tally.communities_too_small:
        items.append(
            f"<li>{tally.communities_too_small} communities with too few accounts to show without naming them.</li>"
        )
    return f"<h2>Kept out of every rate</h2><ul>{''.join(items)}</ul>" if items else ""


def _how(report: ParityReport) -> str:
    return (
        "<h2>How to read this</h2><p>A <b>ratio</b> compares like with like: posts on the same surface, by the same kind of"
        " account with similar reach, under the same clause. The line is its 95 % interval: repeated audits would draw"
        " lines that hold the true value 19 times of 20. <b>Uneven</b> (diamond): more than chance over all questions of"
        f" this report explains (Holm, {report.alpha:g}). <b>Even</b> (full circle): surely within {report.tolerance:g}"
        " times either way. <b>Cannot tell</b> (open circle): neither; <i>needed</i> says how many posts would do."
        " A finding is a difference in outcome; it says where it enters, not what anyone intended.</p>"
    )


def _isolated(text: str) -> str:
    """Text of unknown direction, escaped and isolated so that it cannot reorder what stands beside it."""
    return f"<bdi>{escape(text)}</bdi>"
