"""Scores: a template counts once, swaps show flips, abstaining is neither right nor wrong; comparing needs one suite."""

import pytest

from evenhand.detection.model import Stance
from evenhand.doicheck.page import page
from evenhand.doicheck.score import answers, compare, document
from evenhand.doicheck.suite import Case, cases, functions
from evenhand.kernel.errors import BadInputError

N = len(functions()) * 10


def oracle(case: Case) -> Stance:
    return Stance.GLORIFICATION if case.expected == "violating" else Stance.NEUTRAL


def test_a_perfect_a_silent_and_a_wrong_reader() -> None:
    perfect = document("oracle", answers(cases(), oracle))["total"]
    silent = document("silent", answers(cases(), lambda case: Stance.UNDETERMINED))["total"]
    accuses = document("accuser", answers(cases(), lambda case: Stance.GLORIFICATION))["total"]
    assert (perfect["n"], perfect["right"], perfect["flips"], perfect["high"]) == (N, N, 0, 1000)
    assert (silent["right"], silent["abstained"], silent["wrong"]) == (0, N, 0)
    assert accuses["right"] + accuses["wrong"] == N
    assert 0 < accuses["wrong"] < N


def test_a_reader_that_looks_at_the_name_is_seen_to_flip() -> None:
    def biased(case: Case) -> Stance:
        return Stance.CONDEMNATION if case.name == "Tolmir League" else Stance.UNDETERMINED

    total = document("biased", answers(cases(), biased))["total"]
    assert total["flips"] == N
    assert total["swaps"] > N


def test_compare() -> None:
    one = document("oracle", answers(cases(), oracle))
    other = document("silent", answers(cases(), lambda case: Stance.UNDETERMINED))
    told = compare(one, other)
    assert (told["only_first"], told["only_second"], told["p_per_mille"]) == (N, 0, 0)
    with pytest.raises(BadInputError, match="different suites"):
        compare(one, {**other, "suite_digest": "sha256:0"})


def test_the_page_shows_every_cell_and_escapes() -> None:
    html = page(document("<script>", answers(cases(), oracle)))
    assert html.count("<rect") == N
    assert "<script>" not in html
