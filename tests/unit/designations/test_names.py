"""Names compared across spellings and scripts."""

from __future__ import annotations

import pytest

from evenhand.designations.model import Strength
from evenhand.designations.names import EXACT, EXACT_WEAK, PREFIX, NameIndex, normal, spellings


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cártel del Noreste", "CARTEL DEL NORESTE"),
        ("حركة المقاومة الإسلاميّة", "حركه المقاومه الاسلاميه"),
        ("سپاه پاسداران", "سپاه پاسداران".replace("ی", "ي")),
        ("حزب‌الله", "حزب الله"),
        ("Ｈａｍａｓ", "hamas"),
        ("Jama'at al-Tawhid", "Jama’at al Tawhid"),
        ("חַמָאס", "חמאס"),
    ],
)
def test_spellings_of_one_name_have_one_normal_form(one: str, other: str) -> None:
    assert normal(one) == normal(other)


def test_different_names_stay_different() -> None:
    assert normal("حماس") != normal("حماسه")
    assert normal("Islamic Jihad") != normal("Islamic Jihad Union")


def test_spellings_take_a_name_apart() -> None:
    assert spellings("TEHRIK-E TALIBAN PAKISTAN (TTP)") == (
        "TEHRIK-E TALIBAN PAKISTAN (TTP)",
        "TEHRIK-E TALIBAN PAKISTAN",
        "TTP",
    )
    assert spellings("GUARD CORPS (GC)-QODS FORCE") == ("GUARD CORPS (GC)-QODS FORCE", "GUARD CORPS -QODS FORCE")
    assert spellings("HERON FOUNDATION (ATLANTIS)") == ("HERON FOUNDATION (ATLANTIS)", "HERON FOUNDATION")
    assert "Ada MARLOW" in spellings("MARLOW, Ada", person=True)


@pytest.fixture
def index() -> NameIndex:
    names = [
        ("a", "Green Heron Front", Strength.STRONG),
        ("a", "GHF", Strength.WEAK),
        ("b", "Green Heron Front of Atlantis", Strength.STRONG),
        ("c", "Grey Egret Union", Strength.STRONG),
    ]
    return NameIndex(names)


def test_exact_beats_prefix_beats_near(index: NameIndex) -> None:
    assert [(hit.entity_id, hit.score) for hit in index.find("green heron front")] == [("a", EXACT)]
    assert [(hit.entity_id, hit.score) for hit in index.find("ghf")] == [("a", EXACT_WEAK)]
    assert {(hit.entity_id, hit.score) for hit in index.find("Green Heron")} == {("a", PREFIX), ("b", PREFIX)}
    near = index.find("Grey Egrets Union")
    assert [hit.entity_id for hit in near] == ["c"]
    assert 0 < near[0].score < PREFIX


@pytest.mark.parametrize("query", ["", "   ", "\u200b", "!!!", "x" * 10_000, "\ud800", "completely other words"])
def test_queries_that_are_nobody(index: NameIndex, query: str) -> None:
    assert index.find(query) == ()
