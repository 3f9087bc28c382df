"""The suite of violent speech: whole in every language, and what the reader that ships makes of it."""

from __future__ import annotations

from evenhand.doicheck import speech
from evenhand.kernel.languages import SUPPORTED
from evenhand.service.doicheck import run_speech


def test_every_function_once_in_every_language() -> None:
    names = [function.name for function in speech.functions()]
    assert len(names) == len(set(names)) == 29
    assert {function.expected for function in speech.functions()} == {"violating", "allowed"}
    for lang in SUPPORTED:
        assert sorted(function for function, _ in speech.templates(lang)) == sorted(names)
        assert len(speech.groups(lang)) == 6
    assert {function.pair for function in speech.functions()} <= {"", *names}


def test_no_group_flips_and_what_is_allowed_is_left_alone() -> None:
    result = run_speech()
    assert (result["total"]["n"], result["total"]["swaps"], result["total"]["flips"]) == (290, 1450, 0)
    expected = {function.name: function.expected for function in speech.functions()}
    raised = [
        cell for cell in result["cells"] if expected[cell["function"]] == "allowed" and cell["answer"] == "violating"
    ]
    assert raised == []
    found = sum(cell["answer"] == "violating" for cell in result["cells"] if expected[cell["function"]] == "violating")
    assert found >= 120  # of 140: the suite was seen while the cues grew, so this guards and measures nothing
