"""Adjusted p-values against statsmodels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from evenhand.stats.multiple import CORRECTIONS, holm

THEIRS = {"bonferroni": "bonferroni", "holm": "holm", "benjamini-hochberg": "fdr_bh", "benjamini-yekutieli": "fdr_by"}


@pytest.mark.parametrize("name", sorted(CORRECTIONS))
@pytest.mark.parametrize("seed", range(4))
def test_agree_with_statsmodels(name, seed):
    rng = np.random.default_rng(seed)
    values = np.concatenate((rng.uniform(0, 1, 30), rng.uniform(0, 1e-3, 5), [0.0, 1.0, 0.5, 0.5]))
    assert CORRECTIONS[name](values) == pytest.approx(multipletests(values, method=THEIRS[name])[1], rel=1e-9)


@given(st.lists(st.floats(0, 1), max_size=12), st.randoms())
def test_order_does_not_matter_and_nothing_gets_smaller(values, random):
    order = list(range(len(values)))
    random.shuffle(order)
    for correct in CORRECTIONS.values():
        adjusted = correct(values)
        assert all(after >= before * (1 - 1e-12) for after, before in zip(adjusted, values, strict=True))
        assert list(correct([values[i] for i in order])) == [adjusted[i] for i in order]


@pytest.mark.parametrize("wrong", [[-0.1], [1.1], [float("nan")]])
def test_no_probability_is_refused(wrong):
    with pytest.raises(ValueError):
        holm(wrong)
