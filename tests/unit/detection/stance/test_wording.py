"""Keys of the wording: whatever the text, the same keys; edges are marked; a mask has neighbours and no pieces."""

from hypothesis import given
from hypothesis import strategies as st

from evenhand.detection.stance import wording
from evenhand.detection.stance.surface import OTHER, TARGET


@given(st.text(max_size=60))
def test_any_word_has_pieces(word: str) -> None:
    found = list(wording.pieces(word))
    assert all(0 <= key < 2**32 for key in found)
    assert len(found) <= 4 * (wording.LONGEST + 2) + 1


def test_a_word_is_cut_with_its_edges() -> None:
    whole, *rest = wording.pieces("ab")
    assert len(rest) == 3 + 2 + 1  # <a ab b>, <ab ab>, <ab>
    assert whole == rest[-1]


def test_a_mask_has_no_pieces_but_neighbours() -> None:
    assert not [*wording.pieces(TARGET), *wording.pieces(OTHER)]
    assert list(wording.pairs(["for", TARGET])) != list(wording.pairs(["for", OTHER]))


def test_sides_say_before_and_after_and_beside() -> None:
    assert len({wording.side("thanks", distance) for distance in (-9, -3, -2, -1, 1, 2, 3, 9)}) == 4


@given(st.lists(st.text(min_size=1, max_size=8), max_size=6))
def test_pairs_and_edges_of_any_words(words: list[str]) -> None:
    assert len(list(wording.pairs(words))) == max(0, len(words) - 1)
    assert len(list(wording.edges(words))) == min(4, 2 * len(words))


def test_blocks_do_not_share_keys() -> None:
    assert len({wording.key(block, "ab") for block in range(wording.BLOCKS)}) == wording.BLOCKS
