"""What is attached to a name without a space: each rule of `data/morphology.yml` with a name it is for and one it is not for."""

from __future__ import annotations

import pytest

from evenhand.detection.aliases import AliasEntry
from evenhand.detection.model import Field
from evenhand.detection.morphology import cyrillic_stem
from evenhand.detection.scanner import Scanner

SCANNER = Scanner.build(
    [
        AliasEntry("front", "החזית הירוקה", "he"),
        AliasEntry("dawn", "الفجر", "ar"),
        AliasEntry("army", "Зелёная армия", "ru"),
        AliasEntry("move", "Движение Ислам", "ru"),
        AliasEntry("sham", "Ansar Şam", "tr"),
        AliasEntry("wing", "Yeşil Cephesi", "tr"),
        AliasEntry("bird", "Laskar Bangau", "id"),
        AliasEntry("heron", "حواصیل سبز", "fa"),
        AliasEntry("one", "Şam", "tr"),
    ]
)


def found(text: str) -> list[str]:
    return [mention.entity_id for mention in SCANNER.scan(text, Field.TEXT)]


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("נמסר בחזית הירוקה", "front"),
        ("ושבחזית הירוקה", "front"),
        ("כשהחזית הירוקה", "front"),
        ("وللفجر مكاتب", "dawn"),
        ("в Зелёной армии", "army"),
        ("с Зелёной армией", "army"),
        ("Зелёную армию", "army"),
        ("Движением Ислам", "move"),
        ("Движению Ислама", "move"),
        ("Движении Исламом", "move"),
        ("Ansar Şama ilişkin", "sham"),
        ("Ansar Şamdaki", "sham"),
        ("Yeşil Cephesine", "wing"),
        ("Yeşil Cephesinden", "wing"),
        ("Laskar Bangaunya", "bird"),
        ("Laskar Bangaupun", "bird"),
        ("حواصیل سبزهایشان", "heron"),
    ],
)
def test_an_attached_form_is_found(text: str, entity: str) -> None:
    assert found(text) == [entity]


@pytest.mark.parametrize("text", ["Şama gittik", "חזית הירוקהים", "تفجر", "Армия", "Ansar Şamkent", "Laskar Bangauan"])
def test_what_is_no_form_is_not(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "forms", [("армия", "армии", "армиеи", "армию"), ("ислам", "ислама", "исламу", "исламом", "исламе")]
)
def test_the_cases_of_a_noun_share_one_stem(forms: tuple[str, ...]) -> None:
    assert len({cyrillic_stem(form) for form in forms}) == 1
