"""The model of the second reading: whole numbers in, whole numbers out; its file is checked; what it does not know is nothing."""

from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.detection.stance import weights, wording
from evenhand.detection.stance.weights import LABELS, WIDTH, Model, either, parse, shipped, written
from evenhand.kernel.errors import BadInputError


def small() -> Model:
    """A model that knows one word as praise and one as a report."""
    known = {wording.key(wording.PIECES, "<hooray>"): 0, wording.key(wording.PIECES, "<police>"): 1}
    keys = np.array(sorted(known), np.uint32)
    rows = np.zeros((2, WIDTH), np.int8)
    out = np.zeros((WIDTH, len(LABELS)), np.int64)
    out[0, LABELS.index("G")], out[1, LABELS.index("R")] = 5000, 5000
    for at, key in enumerate(keys.tolist()):
        rows[at, known[key]] = 100
    strength = np.full(wording.BLOCKS, 256 * 4096 // 100, np.int64)
    return Model(keys, rows, np.full(2, 16, np.uint8), strength, out, np.zeros(len(LABELS), np.int64), -500, -1500)


def test_what_is_known_moves_the_scores() -> None:
    model = small()
    nothing, praise, report = (model.score((), words) for words in (("so",), ("hooray",), ("police",)))
    assert praise.violating > nothing.violating > report.violating
    assert report.allowed == "reporting"


def test_a_block_counts_by_its_share_not_by_its_length() -> None:
    model = small()
    assert model.score((), ["hooray"]) == model.score((), ["hooray", "unknown", "words"])
    assert model.score((), ["hooray", "police"]).violating < model.score((), ["hooray"]).violating


def test_words_are_remembered_and_read_the_same() -> None:
    model = small()
    assert model.score((), ["hooray", "police"]) == model.score((), ["hooray", "police"])
    assert set(model.remembered) == {"hooray", "police"}


@given(st.lists(st.integers(-30_000, 30_000), min_size=1, max_size=5))
def test_either_is_the_log_of_added_chances(scores: list[int]) -> None:
    top = max(scores)
    exact = top + 1000 * log(sum(exp((score - top) / 1000) for score in scores))
    assert abs(either(scores) - exact) <= len(scores)


@given(st.lists(st.text(max_size=9), max_size=9), st.integers(-1, 8))
def test_any_words_have_whole_scores(words: list[str], target: int) -> None:
    found = shipped().score(["#question"], words, target if target < len(words) else -1)
    assert all(isinstance(getattr(found, name), int) for name in weights.CLASSES)


def test_a_file_is_read_as_it_was_written() -> None:
    again = parse(written(small()))
    assert written(again) == written(small())
    assert again.score((), ["hooray"]) == small().score((), ["hooray"])
    assert (again.doubt, again.clear) == (-500, -1500)


def test_the_model_that_ships_is_sorted_and_knows_something() -> None:
    model = shipped()
    assert len(model.keys) > 10_000
    assert bool((np.diff(model.keys.astype(np.int64)) > 0).all())


@pytest.mark.parametrize("data", [b"", b"{}\n", b"head\n1 2 three\n", written(small())[:-1]])
def test_a_damaged_file_is_refused(data: bytes) -> None:
    with pytest.raises(BadInputError, match="not a model of stance"):
        parse(data)
