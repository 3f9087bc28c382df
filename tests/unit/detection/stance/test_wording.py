"""Pieces of words: whatever the text, whole numbers within the table; names weigh nothing; the file is checked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.detection.stance import wording
from evenhand.detection.stance.surface import OTHER, TARGET
from evenhand.kernel.errors import BadInputError


@given(st.text(max_size=60))
def test_any_word_has_pieces_within_the_table(word: str) -> None:
    found = list(wording.pieces(word))
    assert all(0 <= place < wording.PLACES for place in found)
    assert found == list(wording.pieces(word))
    assert len(found) <= 4 * 42 + 1


def test_a_word_is_cut_with_its_edges() -> None:
    whole, *rest = wording.pieces("ab")
    assert len(rest) == 3 + 2 + 1  # <a ab b>, <ab ab>, <ab>
    assert whole == rest[-1]


def test_names_weigh_nothing_and_words_add_up() -> None:
    assert wording.weigh([TARGET, OTHER]) == 0
    assert wording.weigh(["police", "said"]) == wording.weigh(["police"]) + wording.weigh(["said"])


def test_the_table_is_whole() -> None:
    assert len(wording.shipped()) == wording.PLACES
    assert any(wording.shipped())


def test_a_damaged_table_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "read_bytes", lambda _path: b"# head\n1 2 three\n")
    wording.shipped.cache_clear()
    try:
        with pytest.raises(BadInputError, match="whole numbers"):
            wording.shipped()
    finally:
        wording.shipped.cache_clear()
