"""The report: corrections, refusals, verdicts, causes - over worlds whose treatment is known."""

import pytest
from tests.simulators.parity_world import make_world

from evenhand.parity.comparisons import Kind, questions
from evenhand.parity.cubes import Cell, Cube, Tally
from evenhand.parity.naming import CANNOT_TELL, LISTS_OR_MATCHING
from evenhand.parity.records import Truth
from evenhand.parity.report import Verdict, build_report, uneven
from evenhand.parity.swaps import SwapResult

ALLOWED, VIOLATING = Truth.ALLOWED, Truth.VIOLATING


def cells(lang, truth, counts, *, surface="feed", weight=1000):
    """Cells of one language: how many posts came how far."""
    values = (lang, surface, "", "individual", "", "", "0")
    return [Cell(values, truth, passed, n, n * weight, n * weight**2) for passed, n in counts.items() if n]


def find(report, kind):
    """The one comparison of the two languages; it is told from the side that is hit more often."""
    (found,) = [f for f in report.findings if (f.comparison.kind, f.comparison.dimension) == (kind, "lang")]
    return found


def test_a_gap_of_the_lists_is_found_and_named():
    cube = Cube.of(
        [
            *cells("en", VIOLATING, {0: 20, 1: 20, 2: 60, 3: 40, 4: 860}),
            *cells("fa", VIOLATING, {0: 200, 1: 16, 2: 48, 3: 32, 4: 704}),
        ]
    )
    report = build_report(cube)
    found = find(report, Kind.UNDER)
    assert report.verdict is Verdict.UNEVEN
    assert (found.verdict, found.cause.stage, found.cause.also) == (Verdict.UNEVEN, "lists", ())
    assert found.comparison.ratio.estimate == pytest.approx(0.296 / 0.14)
    assert [share.reached for share in found.cause.stages] == [1000, 800, 784, 736]


@pytest.mark.parametrize(
    ("fa", "stage"),
    [
        ({0: 20, 1: 200, 2: 50, 3: 30, 4: 700}, "matching"),
        ({0: 20, 1: 20, 2: 260, 3: 30, 4: 670}, "stance"),
        ({0: 20, 1: 20, 2: 60, 3: 240, 4: 660}, "penalties"),
        ({-1: 240, 2: 50, 3: 30, 4: 680}, LISTS_OR_MATCHING),
    ],
)
def test_each_stage_is_named(fa, stage):
    cube = Cube.of([*cells("en", VIOLATING, {0: 20, 1: 20, 2: 60, 3: 40, 4: 860}), *cells("fa", VIOLATING, fa)])
    assert find(build_report(cube), Kind.UNDER).cause.stage == stage


def test_unevenness_spread_thinly_has_no_single_cause():
    cube = Cube.of(
        [
            *cells("en", VIOLATING, {0: 20, 1: 20, 2: 20, 3: 20, 4: 220}),
            *cells("fa", VIOLATING, {0: 33, 1: 32, 2: 30, 3: 30, 4: 175}),
        ]
    )
    found = find(build_report(cube), Kind.UNDER)
    assert found.verdict is Verdict.UNEVEN
    assert found.cause.stage == CANNOT_TELL


def test_wrong_hits_are_named_by_the_stage_that_lets_more_through():
    cube = Cube.of(
        [
            *cells("en", ALLOWED, {1: 300, 2: 600, 3: 60, 4: 40}),
            *cells("fa", ALLOWED, {1: 300, 2: 450, 3: 140, 4: 110}),
        ]
    )
    found = find(build_report(cube), Kind.OVER)
    assert (found.verdict, found.cause.stage) == (Verdict.UNEVEN, "stance")


def test_harder_penalties_are_their_own_question():
    cube = Cube.of([*cells("en", VIOLATING, {4: 500, 5: 100}), *cells("fa", VIOLATING, {4: 300, 5: 300})])
    report = build_report(cube)
    assert find(report, Kind.PENALTY).cause.stage == "penalties"
    assert find(report, Kind.UNDER).verdict is not Verdict.UNEVEN


def test_a_large_equal_sample_is_even_and_a_small_one_cannot_tell():
    counts = {0: 500, 2: 1500, 4: 3000}
    large = Cube.of([*cells("en", VIOLATING, counts), *cells("fa", VIOLATING, counts)])
    assert find(build_report(large), Kind.UNDER).verdict is Verdict.EVEN
    few = {0: 2, 2: 3, 4: 5}
    small = build_report(Cube.of([*cells("en", VIOLATING, few), *cells("fa", VIOLATING, few)]))
    found = find(small, Kind.UNDER)
    assert (small.verdict, found.verdict) == (Verdict.CANNOT_TELL, Verdict.CANNOT_TELL)
    assert str(found.comparison.needed_n) in found.why
    assert found.comparison.needed_n > found.comparison.sample_n


def test_even_needs_both_sides_of_the_coin():
    # Missed 80 % against 90 %: only 1.1 times as often missed, but caught half as often.
    cube = Cube.of([*cells("en", VIOLATING, {0: 8000, 4: 2000}), *cells("fa", VIOLATING, {0: 9000, 4: 1000})])
    assert find(build_report(cube), Kind.UNDER).verdict is Verdict.UNEVEN


def test_a_confounder_makes_no_finding():
    # Within each surface the same; Persian is mostly on the surface that misses more.
    cube = Cube.of(
        [
            *cells("en", VIOLATING, {0: 90, 4: 810}, surface="feed"),
            *cells("en", VIOLATING, {0: 50, 4: 50}, surface="video"),
            *cells("fa", VIOLATING, {0: 10, 4: 90}, surface="feed"),
            *cells("fa", VIOLATING, {0: 450, 4: 450}, surface="video"),
        ]
    )
    found = find(build_report(cube), Kind.UNDER)
    assert found.comparison.crude_ratio.low > 2
    assert found.comparison.ratio.estimate == pytest.approx(1)
    assert found.verdict is not Verdict.UNEVEN


def test_weights_undo_an_over_drawn_stratum():
    # Restricted posts drawn four times as often as the rest: the rates are the population's, not the sample's.
    def drawn(lang, missed, hit):
        values = (lang, "feed", "", "individual", "", "", "0")
        return [
            Cell(values, VIOLATING, 0, missed, missed * 4000, missed * 4000**2),
            Cell(values, VIOLATING, 4, hit, hit * 1000, hit * 1000**2),
        ]

    found = find(build_report(Cube.of([*drawn("en", 50, 800), *drawn("fa", 100, 600)])), Kind.UNDER)
    assert found.comparison.rate.estimate == pytest.approx(400 / 1000)
    assert found.comparison.others_rate.estimate == pytest.approx(200 / 1000)
    assert found.comparison.ratio.estimate == pytest.approx(2)
    assert found.comparison.test == "cochran-mantel-haenszel"


@pytest.mark.parametrize("how", ["solicited", "appeal", "own"])
def test_cases_that_were_not_drawn_at_random_never_give_a_rate(how):
    report = build_report(Cube.of([], Tally(records=900, by_sampling=((how, 900),))))
    assert report.verdict is Verdict.REFUSED
    assert not report.findings
    assert [(refusal.sampled_how, refusal.n) for refusal in report.refusals] == [(how, 900)]
    assert report.refusals[0].why


def test_nothing_at_all_cannot_tell():
    assert build_report(Cube.of([])).verdict is Verdict.CANNOT_TELL


def test_questions_are_fixed_before_answers_and_two_levels_are_asked_once():
    cube = Cube.of([*cells("en", VIOLATING, {0: 5}), *cells("fa", VIOLATING, {4: 5}), *cells("he", ALLOWED, {4: 5})])
    assert questions(cube) == [(Kind.UNDER, "lang", "en")]


def test_swapped_pairs_share_the_family():
    swaps = [SwapResult(f"p{i}", "a / b", "en", True, i >= 60) for i in range(400)]
    swaps += [SwapResult(f"p{i}", "c / d", "en", i % 2 == 0, i % 2 == 0) for i in range(600)]
    swaps += [SwapResult("p1", "e / f", "en", True, False), SwapResult("p1", "e / f", "en", False, True)]
    report = build_report(Cube.of([]), swaps)
    by_name = {swap.figure.contrast: swap for swap in report.swaps}
    assert report.family == 3
    assert (by_name["a / b"].verdict, by_name["a / b"].figure.pairs.only_first) == (Verdict.UNEVEN, 60)
    assert by_name["c / d"].verdict is Verdict.EVEN
    assert (by_name["e / f"].verdict, by_name["e / f"].figure.pairs.n) == (Verdict.CANNOT_TELL, 1)
    assert by_name["a / b"].p_adjusted == pytest.approx(by_name["a / b"].figure.p * 3)


def test_the_same_cells_in_any_order_give_the_same_report():
    world = make_world(3, injected=True, size=3_000)
    cube = world.cube
    rows = [
        Cell(
            tuple(cube.levels[d][cube.codes[d][i]] for d in range(len(cube.levels))),
            VIOLATING if cube.violating[i] else ALLOWED,
            int(cube.passed[i]),
            int(cube.n[i]),
            int(cube.weight[i]),
            int(cube.weight_squares[i]),
        )
        for i in range(cube.n.size)
    ]
    assert build_report(Cube.of(reversed(rows))).findings == build_report(Cube.of(rows)).findings


def test_strongest_evidence_first():
    report = build_report(make_world(11, injected=True, size=6_000).cube)
    ordered = [finding.p_adjusted for finding in uneven(report)]
    assert ordered == sorted(ordered)
    assert ordered
