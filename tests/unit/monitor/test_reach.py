"""Reach tests say reduced, raised, or that they cannot tell."""

from __future__ import annotations

import pytest
from scipy import stats

from evenhand.monitor.model import Arm, Observation
from evenhand.monitor.reach import ReachAnswer, reach_tests


def looks(test: str, subject: int, of: int, control: int, against: int) -> list[Observation]:
    """Different viewers in the two arms."""
    one = [Observation(test, f"s{n}", Arm.SUBJECT, n < subject) for n in range(of)]
    return one + [Observation(test, f"c{n}", Arm.CONTROL, n < control) for n in range(against)]


@pytest.mark.parametrize(
    ("counts", "answer"),
    [
        ((2, 20, 18, 20), ReachAnswer.REDUCED),
        ((18, 20, 2, 20), ReachAnswer.RAISED),
        ((10, 20, 12, 20), ReachAnswer.CANNOT_TELL),
        ((0, 2, 2, 2), ReachAnswer.CANNOT_TELL),
        ((0, 0, 5, 9), ReachAnswer.CANNOT_TELL),
    ],
)
def test_two_arms(counts: tuple[int, int, int, int], answer: ReachAnswer) -> None:
    (test,) = reach_tests(looks("t", *counts))
    hits, n, control, m = counts
    oracle = stats.fisher_exact([[hits, n - hits], [control, m - control]]).pvalue if n else 1.0
    assert (test.answer, test.method) == (answer, "fisher")
    assert float(test.p) == pytest.approx(oracle, rel=0.006)  # three digits are shown


def test_too_few_viewers_are_called_so() -> None:
    assert "too few" in reach_tests(looks("t", 0, 2, 2, 2))[0].reason


def test_viewers_who_looked_for_both_are_pairs() -> None:
    pairs = [
        Observation("t", f"v{n}", arm, arm is Arm.CONTROL or n < 2)
        for n in range(12)
        for arm in (Arm.SUBJECT, Arm.CONTROL)
    ]
    (test,) = reach_tests(pairs)
    assert (test.method, test.answer) == ("mcnemar", ReachAnswer.REDUCED)
    assert float(test.p) == pytest.approx(2 / 2**10, rel=0.006)


def test_a_viewer_counts_once_and_many_tests_are_corrected_for() -> None:
    repeated = looks("t", 2, 20, 18, 20) * 3
    assert reach_tests(repeated) == reach_tests(looks("t", 2, 20, 18, 20))
    edge = looks("edge", 1, 10, 7, 10)
    assert reach_tests(edge)[0].answer is ReachAnswer.REDUCED
    many = [o for n in range(10) for o in looks(f"null-{n}", 5, 10, 5, 10)]
    assert {t.test_id: t.answer for t in reach_tests(edge + many)}["edge"] is ReachAnswer.CANNOT_TELL
    assert reach_tests([]) == []
