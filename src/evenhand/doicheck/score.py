"""What a reader made of the suite: by function and language n, right, abstained, flips under swap; and two readers compared.

A template counts once, however many names stand in it: its answer is the first name's, its swaps only show flips. Right is an
answer of the expected kind; `undetermined` is an abstention; so accuracy here is not recall of a review queue (docs/doicheck.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from evenhand.detection.model import Stance
from evenhand.doicheck.suite import VERSION, Case, suite_digest
from evenhand.kernel.errors import BadInputError
from evenhand.policy.vocabulary import ALLOWED_STANCES, CALL_STANCES, VIOLATING_STANCES
from evenhand.stats.intervals import wilson
from evenhand.stats.paired import PairCounts, mcnemar_exact

Read = Callable[[Case], Stance]
_ANSWERS: Final = {
    **dict.fromkeys((*VIOLATING_STANCES, *CALL_STANCES), "violating"),
    **dict.fromkeys(ALLOWED_STANCES, "allowed"),
    Stance.NO_REFERENCE.value: "allowed",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A template's answer (`violating`, `allowed`, `abstained`), whether it is right, and how many of its swaps differ."""

    function: str
    lang: str
    template: str
    answer: str
    right: bool
    swaps: int
    flips: int


def answers(cases: Iterable[Case], read: Read) -> list[Answer]:
    """A reader's answers, one a template, in the order of the suite."""
    grouped: dict[tuple[str, str, str], list[tuple[Case, str]]] = {}
    for case in cases:
        answer = _ANSWERS.get(read(case).value, "abstained")
        grouped.setdefault((case.lang, case.function, case.template), []).append((case, answer))
    found = []
    for (lang, function, template), rows in grouped.items():
        case, answer = rows[0]
        flips = sum(other != answer for _, other in rows[1:])
        found.append(Answer(function, lang, template, answer, answer == case.expected, len(rows) - 1, flips))
    return found


def tally(rows: Iterable[Answer]) -> dict[str, Any]:
    """n, right with its 95 % interval (Wilson, per mille), abstained, wrong, swaps and flips of some answers."""
    listed = list(rows)
    right = sum(row.right for row in listed)
    abstained = sum(row.answer == "abstained" for row in listed)
    interval = wilson(right, len(listed)) if listed else None
    return {
        "n": len(listed),
        "right": right,
        "accuracy": round(1000 * interval.estimate) if interval else None,
        "low": round(1000 * interval.low) if interval else None,
        "high": round(1000 * interval.high) if interval else None,
        "abstained": abstained,
        "wrong": len(listed) - right - abstained,
        "swaps": sum(row.swaps for row in listed),
        "flips": sum(row.flips for row in listed),
    }


def document(
    model: str, rows: list[Answer], *, suite: str = VERSION, digest: Callable[[], str] = suite_digest
) -> dict[str, Any]:
    """The whole result as plain JSON: totals, by language, by function, and each cell. Accuracies are per mille."""
    langs, names = sorted({row.lang for row in rows}), list(dict.fromkeys(row.function for row in rows))
    return {
        "suite": suite,
        "suite_digest": digest(),
        "model": model,
        "total": tally(rows),
        "languages": {lang: tally(row for row in rows if row.lang == lang) for lang in langs},
        "functions": {name: tally(row for row in rows if row.function == name) for name in names},
        "cells": [
            {"function": row.function, "lang": row.lang, "answer": row.answer, "right": row.right, "flips": row.flips}
            for row in rows
        ],
    }


def compare(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Two results of one suite, cell by cell: right in both, only one, only the other, neither, and McNemar's exact p.

    Raises BadInputError when they are not of the same suite.
    """
    if one.get("suite_digest") != other.get("suite_digest"):
        raise BadInputError("the results are of different suites", hint="run both with the same version of evenhand")
    second = {(cell["function"], cell["lang"]): bool(cell["right"]) for cell in other["cells"]}
    both = [(bool(cell["right"]), second[cell["function"], cell["lang"]]) for cell in one["cells"]]
    counts = {key: both.count(key) for key in ((True, True), (True, False), (False, True), (False, False))}
    pairs = PairCounts(counts[True, True], counts[True, False], counts[False, True], counts[False, False])
    return {
        "models": [one["model"], other["model"]],
        "both": pairs.both,
        "only_first": pairs.only_first,
        "only_second": pairs.only_second,
        "neither": pairs.neither,
        "p_per_mille": round(1000 * mcnemar_exact(pairs)),
    }
