"""Hot objects are bounded, and the bound is on record."""

from __future__ import annotations

import numpy as np
import pytest
from tests.simulators.share_world import shares_of

from evenhand.campaigns.coordination.detect import detect
from evenhand.campaigns.coordination.model import Settings
from evenhand.kernel.errors import UsageError


def test_an_object_past_the_cap_is_paired_with_nearest_partners_only():
    rows = 2_000
    shares = shares_of(range(rows), np.zeros(rows, int), np.arange(rows) // 4)
    found = detect(shares, Settings(60, 1, cap=10_000))
    (hot,) = found.capped
    assert hot.shares == rows
    assert hot.candidates > 200_000
    assert hot.partners == 5
    assert found.pairs.left.size <= 10_000
    assert np.all(found.pairs.right - found.pairs.left <= 5)


def test_under_the_cap_nothing_is_on_record():
    found = detect(shares_of([1, 2, 3], [0, 0, 0], [0, 1, 2]), Settings(60, 1))
    assert found.capped == ()
    assert found.pairs.left.size == 3


def test_the_window_is_inclusive_and_fractions_are_dropped():
    shares = shares_of([1, 2, 3], [0, 0, 0], [0, 10, 21])
    assert detect(shares, Settings(10.9, 1, compatible=True)).pairs.left.size == 1
    assert detect(shares, Settings(11, 1, compatible=True)).pairs.left.size == 2


@pytest.mark.parametrize(
    "bad", [Settings(-1), Settings(float("nan")), Settings(1, -1), Settings(1, 2, 1.5), Settings(1, cap=-1)]
)
def test_settings_that_make_no_sense_are_refused(bad):
    with pytest.raises(UsageError):
        detect(shares_of([1], [1], [1]), bad)


@pytest.mark.parametrize("compatible", [True, False])
def test_nothing_in_nothing_out(compatible):
    found = detect(shares_of([], [], []), Settings(10, 2, compatible=compatible))
    assert (found.pairs.left.size, found.edges.first.size, found.groups, found.components) == (0, 0, (), 0)
