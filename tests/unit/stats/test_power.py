"""Power and needed sizes against statsmodels, against each other, and against simulated samples."""

import numpy as np
import pytest
from statsmodels.stats.proportion import power_proportions_2indep

from evenhand.stats.exact import fisher
from evenhand.stats.power import needed_two_proportions, needed_two_rates, power_two_proportions, power_two_rates


@pytest.mark.parametrize(
    ("p1", "p0", "n1", "ratio"), [(0.2, 0.1, 150, 1.0), (0.03, 0.01, 900, 2.0), (0.5, 0.45, 400, 0.5)]
)
@pytest.mark.parametrize("alpha", [0.05, 0.002])
def test_agrees_with_statsmodels(p1, p0, n1, ratio, alpha):
    theirs = power_proportions_2indep(p1 - p0, p0, n1, ratio, alpha=alpha, return_results=False)
    assert power_two_proportions(p1, n1, p0, n1 * ratio, alpha) == pytest.approx(theirs, rel=1e-9)


@pytest.mark.parametrize("k", [0.5, 1.0, 6.0])
@pytest.mark.parametrize("alpha", [0.05, 0.001])
def test_the_needed_size_is_the_smallest_with_the_power(k, alpha):
    n = needed_two_proportions(0.12, 0.05, power=0.9, alpha=alpha, others_per_one=k)
    assert n is not None
    assert power_two_proportions(0.12, n, 0.05, n * k, alpha) >= 0.9 - 1e-6
    assert power_two_proportions(0.12, n - 2, 0.05, (n - 2) * k, alpha) < 0.9
    exposure = needed_two_rates(3.0, 2.0, alpha=alpha, others_per_one=k)
    assert exposure is not None
    assert power_two_rates(3.0, exposure, 2.0, exposure * k, alpha) == pytest.approx(
        0.9, abs=1e-5
    )  # the far tail adds a millionth


def test_planned_power_is_about_what_samples_show():
    rng = np.random.default_rng(3)
    n = needed_two_proportions(0.2, 0.1)
    seen = [
        fisher(int(a), n, int(b), n) <= 0.05
        for a, b in zip(rng.binomial(n, 0.2, 800), rng.binomial(n, 0.1, 800), strict=True)
    ]
    assert 0.84 <= np.mean(seen) <= 0.94


def test_equal_groups_need_no_size_and_empty_ones_have_no_power():
    assert needed_two_proportions(0.1, 0.1) is None
    assert needed_two_rates(2, 2) is None
    assert power_two_proportions(0.1, 0, 0.2, 10) == 0
    assert power_two_rates(1, 0, 2, 10) == 0
    assert power_two_proportions(0, 10, 1, 10) == pytest.approx(1.0)


def test_refusals():
    with pytest.raises(ValueError):
        power_two_proportions(1.2, 1, 0.1, 1)
    with pytest.raises(ValueError):
        needed_two_proportions(0.1, 0.2, alpha=0.95)
    with pytest.raises(ValueError):
        needed_two_rates(-1, 2)
    with pytest.raises(ValueError):
        power_two_rates(-1, 2, 1, 1)
