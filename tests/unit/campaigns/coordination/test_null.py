"""The p of an edge: what it is compared with, that it holds on shuffled times, and that planted groups are found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.simulators.share_world import STYLES, make_world, shares_of

from evenhand.campaigns.coordination.detect import detect
from evenhand.campaigns.coordination.model import Settings
from evenhand.campaigns.coordination.null import adjust, time_chance
from evenhand.campaigns.coordination.sweep import by_object_and_time
from evenhand.stats.multiple import benjamini_hochberg


def scored(seeds, style):
    """(precision, recall) over accounts in groups, all worlds together."""
    right = wrong = missed = 0
    for seed in seeds:
        world = make_world(seed, style)
        found = detect(world.shares, Settings(world.window, 2))
        ids = world.shares.accounts.to_pylist()
        grouped = {ids[account] for group in found.groups for account in group}
        planted = frozenset().union(*world.planted)
        right += len(grouped & planted)
        wrong += len(grouped - planted)
        missed += len(planted - grouped)
    return right / max(1, right + wrong), right / (right + missed)


def shuffled_groups(world, runs):
    """In how many of `runs` shuffles of the times any group appears."""
    rng = np.random.default_rng(7)
    times = (replace(world.shares, time=rng.permutation(world.shares.time)) for _ in range(runs))
    return sum(bool(detect(shares, Settings(world.window, 2)).groups) for shares in times)


def test_the_chance_of_time_is_the_share_of_all_pairs_within_the_window():
    times = [0, 5, 9, 30, 31]
    rows = by_object_and_time(shares_of(range(5), range(5), times))
    within = sum(abs(a - b) <= 10 for i, a in enumerate(times) for b in times[:i])
    assert time_chance(rows, 10) == within / 10


def test_meeting_once_is_no_evidence():
    found = detect(shares_of([1, 2, 3, 4], [0, 0, 1, 1], [0, 1, 10**6, 10**7]), Settings(10, 1))
    assert found.edges.weight.tolist() == [1]
    assert found.edges.p.tolist() == [1.0]
    assert found.groups == ()


def test_the_correction_is_for_all_that_could_have_met():
    p = np.array([0.001, 1.0, 0.02])
    padded = benjamini_hochberg(np.r_[p, np.ones(97)])[:3]
    assert np.allclose(adjust(p, 100), padded)


def test_a_crowd_on_one_viral_evening_is_no_group():
    rng = np.random.default_rng(3)
    account = np.concatenate([rng.choice(400, 150, replace=False) for _ in range(12)])
    number = np.repeat(np.arange(12), 150)
    time = number * 3_600 + rng.exponential(120, account.size).astype(int)
    assert detect(shares_of(account, number, time), Settings(30, 2)).groups == ()


@pytest.mark.parametrize("style", STYLES)
def test_planted_groups_are_found_and_little_else(style):
    precision, recall = scored(range(100, 112), style)
    assert precision >= 0.95
    assert recall >= 0.9


@pytest.mark.parametrize("style", STYLES)
def test_shuffled_times_give_no_groups(style):
    assert shuffled_groups(make_world(5, style), 20) <= 2


@pytest.mark.slow
@pytest.mark.parametrize("style", STYLES)
def test_planted_groups_over_many_worlds(style):
    precision, recall = scored(range(1_000, 1_150), style)
    assert precision >= 0.95
    assert recall >= 0.9


@pytest.mark.slow
@pytest.mark.parametrize(("style", "seed"), [("flat", 1), ("slow bursts", 2), ("tight bursts", 3)])
def test_a_thousand_shuffles(style, seed):
    assert shuffled_groups(make_world(seed, style), 1_000) <= 65
