"""Groups named in the words: every one in every language, opaque ids, words for people beside a name."""

from __future__ import annotations

import csv

import pytest

from evenhand.detection.folding import fold_mapped
from evenhand.detection.resources import CUE_LANGUAGES, read_bytes
from evenhand.detection.violence.targets import FILE, find_targets, rows


def test_every_group_has_words_in_every_language() -> None:
    table = list(csv.DictReader(read_bytes(FILE).decode("utf-8").splitlines()))
    assert len(table) > 90 and set(table[0]) == {"target", *CUE_LANGUAGES}
    assert [(row["target"], lang) for row in table for lang, cell in row.items() if not cell.strip(" |")] == []


def test_ids_are_numbers_and_no_names() -> None:
    ids = [target_id for target_id, _ in rows()]
    assert len(ids) == len(set(ids))
    assert all(target_id.removeprefix("target-").isdigit() for target_id in ids)


def test_no_name_of_a_language_means_two_groups() -> None:
    for lang in CUE_LANGUAGES:
        seen: dict[tuple[str, ...], str] = {}
        for target_id, names in rows():
            for name in names[lang]:
                assert seen.setdefault(name, target_id) == target_id, (lang, name)


@pytest.mark.parametrize(
    ("text", "lang", "quotes"),
    [
        ("Those Kurdish people, and the Jews.", "en", ["Kurdish people", "Jews"]),
        ("bunuh orang Yahudi", "id", ["orang Yahudi"]),
        ("вместе с мусульманами", "ru", ["мусульманами"]),
        ("الموت لليهود", "ar", ["لليهود"]),
        ("Araplara", "tr", ["Araplara"]),
        ("People say nothing here.", "en", []),
    ],
)
def test_found(text: str, lang: str, quotes: list[str]) -> None:
    found = find_targets(fold_mapped(text), [lang])
    assert [text[target.span[0] : target.span[1]] for target in found] == quotes
