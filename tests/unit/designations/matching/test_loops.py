"""The compiled loops compute what the plain rule says, and many pairs at once what each gives alone."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.designations.matching import loops
from evenhand.designations.matching.matcher import Matcher
from evenhand.designations.matching.sounds import costs, encode, sound_of

WORDS = st.sampled_from(
    "khalil khaleel omar umar rahman orlov petrenko sergey yusuf خليل عمر رحمن يوسف орлов сергей פרץ חיים كمال جمال".split()  # noqa: SIM905
)
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)


def _plainly(a: bytes, b: bytes, kind: int) -> float:
    """The weighted edit distance, written down without any haste."""
    cost, (row_a, row_b) = costs(), ((0, 0), (2, 1), (2, 2))[kind]
    swap, leave = cost.swap, cost.leave_out
    grid = np.zeros((len(a) + 1, len(b) + 1))
    grid[1:, 0] = np.cumsum([leave[row_a, x] for x in a])
    grid[0, 1:] = np.cumsum([leave[row_b, y] for y in b])
    for i, x in enumerate(a, 1):
        for j, y in enumerate(b, 1):
            ways = [grid[i - 1, j - 1] + swap[x, y], grid[i - 1, j] + leave[row_a, x], grid[i, j - 1] + leave[row_b, y]]
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                ways.append(grid[i - 1, j - 1] + 55)
            grid[i, j] = min(ways)
    total = sum(cost.weight[row_a, x] for x in a) + sum(cost.weight[row_b, y] for y in b)
    return max(0.0, 1 - 2 * grid[-1, -1] / total)


@settings(max_examples=150, deadline=None)
@given(WORDS, WORDS)
def test_likeness_is_the_plain_edit_distance(one: str, two: str) -> None:
    (first, bare), (second, other_bare) = sound_of(one), sound_of(two)
    if other_bare and not bare:
        first, second = second, first
    kind = 2 if bare and other_bare else 1 if bare or other_bare else 0
    a, b = encode(first), encode(second)
    cost, rows = costs(), np.empty((2, 128), np.float32)
    arrays = (np.frombuffer(a, np.uint8), len(a), np.frombuffer(b, np.uint8), len(b))
    found = loops.likeness(*arrays, kind, cost.swap, cost.leave_out, cost.weight, rows, 0.75)
    plain = _plainly(a, b, kind)
    assert abs(found - plain) < 1e-4 or (found == 0 and plain < 0.26)  # what is alike by chance may be cut short


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=8), st.sampled_from(["person", "organisation"]))
def test_many_pairs_at_once_score_as_each_alone(pairs: list[tuple[str, str]], kind: str) -> None:
    firsts, seconds = [a for a, _ in pairs], [b for _, b in pairs]
    together = Matcher().scores(firsts, seconds, kind).tolist()
    told = [score.score for score in Matcher().compare_many(firsts, seconds, kind)]
    alone = [int(Matcher().scores([a], [b], kind)[0]) for a, b in pairs]
    assert together == told == alone
