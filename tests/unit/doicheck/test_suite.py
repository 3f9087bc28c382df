"""The suite: 46 functions in ten languages, pairs that agree with each other, real names only where nothing is praised."""

import pytest

from evenhand.doicheck.suite import REAL_ALLOWED, cases, functions, names, templates
from evenhand.kernel.languages import SUPPORTED


@pytest.mark.parametrize("lang", sorted(SUPPORTED))
def test_every_language_has_every_function_once(lang: str) -> None:
    assert [function for function, _ in templates(lang)] == [function.name for function in functions()]
    assert len({text for _, text in templates(lang)}) == len(functions()) >= 40


def test_pairs_point_at_each_other_and_expect_the_opposite() -> None:
    known = {function.name: function for function in functions()}
    for function in functions():
        if function.pair:
            assert known[function.pair].pair == function.name
            assert known[function.pair].expected != function.expected


def test_real_names_stand_only_in_neutral_or_opposing_sentences() -> None:
    real = {name.name for name in names() if name.real}
    found = [case for case in cases() if case.name in real]
    assert {case.lang for case in found} == set(SUPPORTED)
    assert {case.function for case in found} == REAL_ALLOWED
    assert {case.expected for case in found} == {"allowed"}


def test_spans_hold_the_name() -> None:
    for case in cases():
        assert case.text[slice(*case.span)] == case.name
        assert "X" not in case.text.replace(case.name, "")
