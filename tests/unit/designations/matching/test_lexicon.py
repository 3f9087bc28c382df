"""The tables of words hold together: what phrases and short forms stand for is known, and words are found in their forms."""

from __future__ import annotations

import pytest

from evenhand.designations.matching.lexicon import lexicon, meaning_of


def test_phrases_stand_for_words_that_have_a_meaning() -> None:
    table = lexicon()
    put = {word for rows in table.phrases.values() for _, words in rows for word in words}
    assert not {word for word in put if meaning_of(table, word) < 0}


@pytest.mark.parametrize(
    ("word", "same"),
    [
        ("factories", "factory"),
        ("issledovatelskiy", "исследовательский"),
        ("исследовательского", "research"),
        ("nauchnoye", "research"),
        ("السورية", "syria"),
        ("המרכזי", "central"),
        ("الوزارات", "ministry"),
    ],
)
def test_a_word_is_found_in_its_forms(word: str, same: str) -> None:
    table = lexicon()
    found = meaning_of(table, word.removeprefix("ה"))
    assert found >= 0
    assert found == meaning_of(table, same)


def test_what_means_nothing_is_left_alone() -> None:
    table = lexicon()
    assert [meaning_of(table, word) for word in ("golestan", "орлов", "פרץ", "عمر", "")] == [-1] * 5
