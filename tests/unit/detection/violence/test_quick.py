"""The compiled pass lets through every row that the plain question lets through, and the second look makes them equal."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection.fused.scanner import column
from evenhand.detection.violence import quick
from evenhand.detection.violence.observe import Columns
from evenhand.detection.violence.triggers import both, may_hold, says
from evenhand.doicheck import speech

WORDS = sorted({word for case in speech.cases() for word in case.text.split()})
TEXTS = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join),
    st.sampled_from([case.text for case in speech.cases()]),
    st.text(max_size=40),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_no_row_is_kept_back(texts: list[str]) -> None:
    data, offsets = column(texts)
    passed = quick.states(data, offsets)
    plain = [may_hold(text) for text in texts]
    assert all(state or not worth for state, worth in zip(passed.tolist(), plain, strict=True))
    assert Columns(ready=True).states(data, offsets).astype(bool).tolist() == plain
    assert Columns().states(data, offsets).astype(bool).tolist() == plain


def test_words_say_what_they_are() -> None:
    assert says("weather") == 0
    assert not both(says("vermin")) and not both(says("kurds"))
    assert both(says("vermin") | says("kurds"))
    assert not both(says("vermin") | says("kürtler"))  # a call in one language, a name in another


def test_a_call_needs_all_its_words_and_a_group() -> None:
    assert may_hold("death to the kurds")
    assert not may_hold("death to the dictator")
    assert not may_hold("the kurds have a good harvest")
