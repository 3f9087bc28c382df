"""Names in lower case without marks: many at once as each alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evenhand.designations.matching.plain import folded, folded_many


@given(st.lists(st.text(max_size=12) | st.sampled_from(["A\nB", "Orlov,  Ivan", "", "\x1c", "É'x", "x" * 400])))
def test_many_at_once_are_as_each_alone(names: list[str]) -> None:
    assert [text.split() for text in folded_many(names)] == [folded(name).split() for name in names]
