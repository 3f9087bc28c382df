"""Draws are repeatable and fair; weighted estimates find the population's figures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.stats.sampling import WEIGHT_UNIT, effective, horvitz_thompson, stratified_mean, stratified_sample


def test_draw_does_not_depend_on_order_and_weighs_by_the_stratum():
    strata = {"hit": [f"h{i}" for i in range(30)], "rest": [f"r{i}" for i in range(1000)]}
    drawn = stratified_sample(strata, {"hit": 10, "rest": 50}, "seed")
    turned = stratified_sample(
        {k: list(reversed(v)) for k, v in reversed(strata.items())}, {"hit": 10, "rest": 50}, "seed"
    )
    assert drawn == turned
    assert [sum(d.stratum == s for d in drawn) for s in ("hit", "rest")] == [10, 50]
    assert {d.weight for d in drawn if d.stratum == "hit"} == {3 * WEIGHT_UNIT}
    assert {d.weight for d in drawn if d.stratum == "rest"} == {20 * WEIGHT_UNIT}
    assert stratified_sample(strata, {"hit": 10, "rest": 50}, "other") != drawn
    assert stratified_sample({"a": ["x"]}, {}, "s") == []
    assert len(stratified_sample({"a": ["x", "x", "y"]}, {"a": 9}, "s")) == 2


def test_every_item_is_as_likely_as_any_other():
    items = [f"i{i}" for i in range(20)]
    counts = dict.fromkeys(items, 0)
    for seed in range(2_000):
        for one in stratified_sample({"all": items}, {"all": 5}, str(seed)):
            counts[one.item] += 1
    # 500 expected each, standard deviation under 20.
    assert all(abs(count - 500) < 90 for count in counts.values())


def test_horvitz_thompson_is_unbiased():
    rng = np.random.default_rng(2)
    values, chances = rng.uniform(0, 5, 300), rng.uniform(0.05, 0.9, 300)
    estimates, variances = [], []
    for _ in range(3_000):
        taken = rng.random(300) < chances
        total, variance = horvitz_thompson(values[taken].tolist(), chances[taken].tolist())
        estimates.append(total)
        variances.append(variance)
    assert np.mean(estimates) == pytest.approx(values.sum(), rel=0.01)
    assert np.mean(variances) == pytest.approx(np.var(estimates), rel=0.1)
    with pytest.raises(ValueError):
        horvitz_thompson([1.0], [0.0])


def test_stratified_mean():
    found = stratified_mean({"a": [1, 0, 1, 1], "b": [0, 0, 1, 0]}, {"a": 100, "b": 300})
    assert found is not None
    assert found.estimate == pytest.approx(0.25 * 0.75 + 0.75 * 0.25)
    variance = 0.25**2 * 0.96 * 0.25 / 4 + 0.75**2 * (1 - 4 / 300) * 0.25 / 4
    assert (found.high - found.low) / 2 / 1.959963984540054 == pytest.approx(variance**0.5)
    assert stratified_mean({"a": [1.0]}, {"a": 50}) is None
    assert stratified_mean({"a": [1.0]}, {"a": 1}).low == 1.0
    assert stratified_mean({}, {}) is None


@given(st.integers(1, 500), st.integers(0, 500), st.integers(1, 10_000))
def test_equal_weights_give_back_whole_counts(n, hits, weight):
    hits = min(hits, n)
    assert effective(n, n * weight, n * weight**2, hits * weight, hits * weight**2) == (hits, n)


def test_unequal_weights_tell_less_and_no_more_than_was_seen():
    weights, hit = np.array([1000] * 50 + [9000] * 50), np.array([1] * 30 + [0] * 20 + [1] * 5 + [0] * 45)
    hits, size = effective(
        100,
        int(weights.sum()),
        int((weights**2).sum()),
        int(weights[hit == 1].sum()),
        int((weights**2)[hit == 1].sum()),
    )
    assert hits / size == pytest.approx(weights[hit == 1].sum() / weights.sum())
    linear = (weights**2 * (hit - hits / size) ** 2).sum() / weights.sum() ** 2
    assert hits / size * (1 - hits / size) / size == pytest.approx(linear)
    assert effective(0, 0, 0, 0, 0) == (0, 0)
    kish = effective(2, 4000, 10_000_000, 0, 0)
    assert kish == (0, pytest.approx(1.6))
