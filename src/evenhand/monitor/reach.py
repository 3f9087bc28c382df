"""Reach tests: do viewers see the content as often as a comparable control?

An exact test, and "cannot tell" as an answer. Viewers who looked for both are pairs (McNemar); otherwise each viewer
counts once in one arm (Fisher). A viewer who looked several times counts as having seen it when any look did.
Choosing comparable controls is the monitor's work, not this module's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from evenhand.monitor.model import Arm, Observation
from evenhand.stats.exact import fisher
from evenhand.stats.intervals import clopper_pearson
from evenhand.stats.multiple import holm
from evenhand.stats.paired import PairCounts, mcnemar_exact


class ReachAnswer(StrEnum):
    """What the looks say."""

    REDUCED = "reduced"
    RAISED = "raised"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Seen:
    """Of `viewers`, `seen` saw it; bounds of the share (Clopper-Pearson, 95 %) in per mille."""

    viewers: int
    seen: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class ReachTest:
    """One test. `p` is the exact two-sided p, `q` corrected (Holm) for all tests of the file, both as decimal text."""

    test_id: str
    answer: ReachAnswer
    method: str  # fisher | mcnemar
    subject: Seen
    control: Seen
    p: str
    q: str
    reason: str


Looks = dict[tuple[str, Arm], bool]


def reach_tests(observations: Iterable[Observation], alpha: float = 0.05) -> list[ReachTest]:
    """Every test of the observations, ordered by its id; corrected for there being several."""
    looks: dict[str, Looks] = {}
    for look in observations:
        test = looks.setdefault(look.test_id, {})
        test[look.viewer, look.arm] = test.get((look.viewer, look.arm), False) or look.seen
    tested = {test_id: _tested(looks[test_id]) for test_id in sorted(looks)}
    corrected = holm([test.p for test in tested.values()]) if tested else ()
    return [
        _result(test_id, looks[test_id], test, float(q), alpha)
        for (test_id, test), q in zip(tested.items(), corrected, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Tested:
    """p, the test that gave it, and the smallest p that this many viewers could give at all."""

    p: float
    method: str
    best: float


def _tested(looks: Looks) -> _Tested:
    subject = {viewer: seen for (viewer, arm), seen in looks.items() if arm is Arm.SUBJECT}
    control = {viewer: seen for (viewer, arm), seen in looks.items() if arm is Arm.CONTROL}
    if subject and subject.keys() == control.keys():
        pairs = Counter((subject[viewer], control[viewer]) for viewer in subject)
        counts = PairCounts(pairs[True, True], pairs[True, False], pairs[False, True], pairs[False, False])
        return _Tested(mcnemar_exact(counts), "mcnemar", mcnemar_exact(PairCounts(0, 0, counts.n, 0)))
    n, m = len(subject), len(control)
    return _Tested(fisher(sum(subject.values()), n, sum(control.values()), m), "fisher", fisher(0, n, m, m))


def _result(test_id: str, looks: Looks, test: _Tested, q: float, alpha: float) -> ReachTest:
    subject, control = _seen(looks, Arm.SUBJECT), _seen(looks, Arm.CONTROL)
    answer, reason = ReachAnswer.CANNOT_TELL, "the difference may be chance"
    if test.best > alpha:
        reason = "too few viewers: no outcome could have told"
    elif q <= alpha and subject.seen * control.viewers < control.seen * subject.viewers:
        answer, reason = ReachAnswer.REDUCED, "seen less often than the control"
    elif q <= alpha:
        answer, reason = ReachAnswer.RAISED, "seen more often than the control"
    return ReachTest(test_id, answer, test.method, subject, control, f"{test.p:.3g}", f"{q:.3g}", reason)


def _seen(looks: Looks, arm: Arm) -> Seen:
    outcomes = [seen for (_, where), seen in looks.items() if where is arm]
    if not outcomes:
        return Seen(0, 0, 0, 1000)
    share = clopper_pearson(sum(outcomes), len(outcomes))
    return Seen(len(outcomes), sum(outcomes), round(share.low * 1000), round(share.high * 1000))
