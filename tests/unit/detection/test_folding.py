"""The code-point table: one spelling for many, with a map back; shipped as data, the same on every Python."""

import unicodedata

import pytest

from evenhand.detection.folding import fold, fold_mapped
from evenhand.detection.folding_rules import table_text
from evenhand.detection.resources import read_bytes


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("İSTANBUL ısı", "istanbul isi"),
        ("Straße", "strasse"),
        ("حَمَــاسُ", "حماس"),
        ("إسلامي أمة آل", "اسلامي امه ال"),
        ("کتاب یک", "كتاب يك"),
        ("מָגֵן שלום", "מגנ שלומ"),
        ("ＨＡＭ\u200bＡＳ", "hamas"),
        ("ёж й", "еж и"),
        ("a\x00b\u202ec", "abc"),
        ("\ud800x", " x"),
        ("٣۴5", "345"),
        ("rock’n‘roll", "rock'n'roll"),
        ("a_b-c", "a b c"),
    ],
)
def test_fold(raw: str, folded: str) -> None:
    assert fold(raw) == folded


def test_tokens_map_back_to_the_raw_text() -> None:
    raw = "«Al-Qā‘ida» حَمـاس\u200b!"
    tokens = fold_mapped(raw).tokens
    assert [t.text for t in tokens] == ["al", "qa", "ida", "حماس"]
    assert [raw[t.start : t.end] for t in tokens] == ["Al", "Qā", "ida", "حَمـاس\u200b"]
    assert [t.gap for t in tokens] == ["«", "-", "‘", "» "]


def test_one_character_may_be_several_words() -> None:
    raw = "x ﷺ y"
    folded = fold_mapped(raw)
    assert folded.text == fold(raw)
    assert [raw[t.start : t.end] for t in folded.tokens] == ["x", "ﷺ", "ﷺ", "ﷺ", "ﷺ", "y"]


def test_the_shipped_table_is_what_the_rules_make() -> None:
    shipped = read_bytes("data/folding.tsv").decode("ascii")
    if not shipped.startswith(f"# unicode {unicodedata.unidata_version};"):
        pytest.skip(f"the table was made with another Unicode than {unicodedata.unidata_version}")
    assert table_text() == shipped
