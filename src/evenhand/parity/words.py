"""What figures say in words, for people who do not read intervals every day. No sentence goes beyond its figure."""

from __future__ import annotations

from math import inf, isnan
from typing import Final

from evenhand.kernel.languages import SUPPORTED
from evenhand.parity.comparisons import Kind
from evenhand.parity.naming import CANNOT_TELL, LISTS_OR_MATCHING
from evenhand.parity.records import Stage
from evenhand.parity.report import Finding, ParityReport, Verdict, uneven
from evenhand.stats.intervals import Interval

_ENGLISH: Final = {
    "ar": "Arabic",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fr": "French",
    "he": "Hebrew",
    "id": "Indonesian",
    "ru": "Russian",
    "tr": "Turkish",
    "ur": "Urdu",
    "und": "an unknown language",
}
KIND_TITLES: Final = {
    Kind.UNDER: "Missed: posts that broke the rules and were left alone",
    Kind.OVER: "Wrongly hit: posts within the rules that were restricted",
    Kind.PENALTY: "Hit harder: restricted posts that also cost the account a suspension or more",
}
_WHAT: Final = {Kind.UNDER: "missed", Kind.OVER: "wrongly restricted", Kind.PENALTY: "followed by a suspension or more"}
_WHICH: Final = {
    Kind.UNDER: "Posts that broke the rules",
    Kind.OVER: "Posts within the rules",
    Kind.PENALTY: "Rightly restricted posts",
}
_STAGES: Final = {
    Stage.LISTS.value: "the lists: what these posts name is {} often in the registry",
    Stage.MATCHING.value: "the matching: names that are in the registry are found {} often",
    LISTS_OR_MATCHING: "the lists or the matching (the records do not say which): mentions are found {} often",
    Stage.STANCE.value: "the reading of stance: found mentions are {} often read as a violation",
    Stage.PENALTIES.value: "the ruling and its penalty: the same findings are {} often acted on",
    CANNOT_TELL: "no single stage: the sample cannot tell where",
}
_VERDICTS: Final = {
    Verdict.UNEVEN: "Uneven",
    Verdict.EVEN: "Even",
    Verdict.CANNOT_TELL: "Cannot tell",
    Verdict.REFUSED: "Refused",
}


def verdict_word(verdict: Verdict) -> str:
    """A verdict for a reader."""
    return _VERDICTS[verdict]


def level_name(dimension: str, level: str) -> str:
    """A level for a reader: `Persian (fa)`, `on photos`, `by accounts of community north`."""
    if dimension == "lang":
        name = _ENGLISH.get(level, SUPPORTED.get(level, level))
        return f"in {name}" + (f" ({level})" if level not in ("und", name) else "")
    return f"on {level}" if dimension == "surface" else f"by accounts of community {level}"


def how_often(ratio: float) -> str:
    """A ratio in words: `2.1 times as often as`, `40 % more often than`, `29 % less often than`."""
    if isnan(ratio) or ratio == inf:
        return "more often than" if ratio == inf else "as often, for all one can tell, as"
    if ratio >= 2:
        return f"{ratio:.2g} times as often as"
    percent = f"{100 * abs(ratio - 1):.0f} %"
    return f"{percent} {'more' if ratio >= 1 else 'less'} often than"


def stage_words(finding: Finding, stage: str) -> str:
    """Where unevenness enters, and which way: being missed more means passing a stage less often."""
    one = finding.comparison
    passing_more = (one.ratio.estimate > 1) == (one.kind is not Kind.UNDER)
    return _STAGES[stage].format("more" if passing_more else "less")


def between(value: Interval) -> str:
    """`1.6 to 2.7`, or `at least 1.6` when there is no upper bound."""
    return f"at least {value.low:.2g}" if value.high == inf else f"{value.low:.2g} to {value.high:.2g}"


def finding_sentence(finding: Finding) -> str:
    """One finding as one or two sentences."""
    one = finding.comparison
    who = f"{_WHICH[one.kind]} {level_name(one.dimension, one.level)}"
    if finding.verdict is Verdict.CANNOT_TELL:
        return (
            f"{who}: whether they are {_WHAT[one.kind]} more or less often than others cannot be told ({finding.why})."
        )
    if finding.verdict is Verdict.EVEN:
        return f"{who} are {_WHAT[one.kind]} about as often as others ({between(one.ratio)} times)."
    cause = f" It enters at {stage_words(finding, finding.cause.stage)}." if finding.cause else ""
    return (
        f"{who} are {_WHAT[one.kind]} {how_often(one.ratio.estimate)} others, like compared with like"
        f" (95 % interval {between(one.ratio)} times).{cause}"
    )


def headline(report: ParityReport) -> str:
    """The report in one sentence."""
    found = len(uneven(report)) + sum(swap.verdict is Verdict.UNEVEN for swap in report.swaps)
    if report.verdict is Verdict.UNEVEN:
        return (
            f"{found} of {report.family} questions show uneven treatment, beyond what chance over all of them explains."
        )
    if report.verdict is Verdict.REFUSED:
        return "No rates: every case here was sent in or picked, none was drawn at random."
    if report.verdict is Verdict.EVEN:
        return f"Even on all {report.family} questions, within the stated tolerance."
    return "Cannot tell: nothing is beyond chance, and the sample is too small to call everything even."
