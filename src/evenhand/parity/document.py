"""The report as a JSON document: plain values, six significant digits, open bounds as null. Its schema is
`schemas/parity-report.schema.json`; the page for readers is `page`'s.
"""

from __future__ import annotations

import json
from math import isfinite
from typing import Any

from evenhand.kernel.clock import format_instant
from evenhand.parity.naming import Cause
from evenhand.parity.report import Finding, ParityReport, SwapFinding
from evenhand.parity.words import finding_sentence, headline
from evenhand.stats.intervals import Interval


def number(value: float) -> float | None:
    """Six significant digits: what machines differ in beyond them is no information. None for nan and infinity."""
    return float(f"{value:.6g}") if isfinite(value) else None


def interval(value: Interval | None) -> dict[str, Any] | None:
    """`{estimate, low, high, level}`; a null `high` is unbounded."""
    if value is None:
        return None
    estimate, low, high = number(value.estimate), number(value.low), number(value.high)
    return {"estimate": estimate, "low": low, "high": high, "level": number(value.level)}


def to_document(report: ParityReport) -> dict[str, Any]:
    """The whole report as plain values."""
    return {
        "from": format_instant(report.since) if report.since else None,
        "to": format_instant(report.until) if report.until else None,
        "verdict": report.verdict.value,
        "headline": headline(report),
        "tests_in_family": report.family,
        "alpha": report.alpha,
        "corrected_by": "holm",
        "tolerance": report.tolerance,
        "findings": [_finding(finding) for finding in report.findings],
        "swaps": [_swap(swap) for swap in report.swaps],
        "refused": [{"sampled_how": r.sampled_how, "n": r.n, "why": r.why} for r in report.refusals],
        "records": {
            "read": report.tally.records,
            "used": report.tally.used,
            "repeated": report.tally.repeated,
            "by_sampling": dict(report.tally.by_sampling),
            "random_without_label": report.tally.random_unlabelled,
            "without_community": report.tally.without_community,
            "communities_too_small": report.tally.communities_too_small,
        },
    }


def _finding(finding: Finding) -> dict[str, Any]:
    one = finding.comparison
    return {
        "kind": one.kind.value,
        "dimension": one.dimension,
        "level": one.level,
        "against": "all_others",
        "verdict": finding.verdict.value,
        "why": finding.why,
        "sentence": finding_sentence(finding),
        "n": one.sample_n,
        "hits": one.sample_hits,
        "others_n": one.others_n,
        "others_hits": one.others_hits,
        "rate": interval(one.rate),
        "others_rate": interval(one.others_rate),
        "ratio": interval(one.ratio),
        "held_equal": list(one.strata),
        "ratio_unadjusted": interval(one.crude_ratio),
        "ratio_within_language": interval(one.within_language),
        "odds_ratio": interval(one.odds_ratio),
        "p": number(one.p),
        "p_adjusted": number(finding.p_adjusted),
        "test": one.test,
        "varies_between_strata_p": number(one.varies_p),
        "needed_n": one.needed_n,
        "power": number(one.power),
        "cause": _cause(finding.cause) if finding.cause else None,
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        "stage": cause.stage,
        "also": list(cause.also),
        "stages": [
            {
                "stage": share.stage,
                "reached": share.reached,
                "passed": share.passed,
                "others_reached": share.others_reached,
                "others_passed": share.others_passed,
                "ratio": interval(share.ratio),
                "p": number(share.p),
                "p_adjusted": number(share.p_adjusted),
                "named": share.guilty,
            }
            for share in cause.stages
        ],
    }


def _swap(finding: SwapFinding) -> dict[str, Any]:
    figure = finding.figure
    return {
        "contrast": figure.contrast,
        "verdict": finding.verdict.value,
        "why": finding.why,
        "pairs": figure.pairs.n,
        "both": figure.pairs.both,
        "only_first": figure.pairs.only_first,
        "only_second": figure.pairs.only_second,
        "neither": figure.pairs.neither,
        "flips": interval(figure.flips),
        "odds_ratio": interval(figure.odds_ratio),
        "p": number(figure.p),
        "p_mid": number(figure.mid_p),
        "p_adjusted": number(finding.p_adjusted),
        "needed_pairs": figure.needed_pairs,
    }


def to_json(report: ParityReport) -> str:
    """The document as text; the same report gives the same bytes."""
    return json.dumps(to_document(report), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
