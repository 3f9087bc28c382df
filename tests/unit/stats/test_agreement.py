"""Krippendorff's alpha against his own worked example."""

import pytest

from evenhand.stats.agreement import krippendorff_nominal


def test_the_example_of_the_book():
    # Krippendorff 2011, "Computing Krippendorff's alpha-reliability", section C: 4 observers, 12 units.
    rows = ["1 2 3 3 2 1 4 1 2 * * *", "1 2 3 3 2 2 4 1 2 5 * 3", "* 3 3 3 2 3 4 2 2 5 1 *", "1 2 3 3 2 4 4 1 2 5 1 *"]
    coded = [[None if label == "*" else label for label in row.split()] for row in rows]
    assert krippendorff_nominal(list(zip(*coded, strict=True))) == pytest.approx(0.743, abs=5e-4)


def test_two_coders_ten_units():
    # The same paper, section A: binary data, two observers, alpha = 0.095.
    first, second = "0100000010", "1110010000"
    assert krippendorff_nominal(list(zip(first, second, strict=True))) == pytest.approx(0.095, abs=5e-4)


def test_ends():
    assert krippendorff_nominal([("a", "a"), ("b", "b")]) == 1
    assert krippendorff_nominal([("a", "a"), ("a", "a")]) is None
    assert krippendorff_nominal([("a", None), (None, "b")]) is None
    assert krippendorff_nominal([]) is None
    assert krippendorff_nominal([("a", "b"), ("b", "a")]) < 0
