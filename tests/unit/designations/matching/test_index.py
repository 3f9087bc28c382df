"""Screening finds what comparing finds, best first."""

from __future__ import annotations

import random

from evenhand.designations.matching.index import Listed, ScreeningIndex
from evenhand.designations.matching.matcher import compare

GIVEN = tuple(
    "Omar Faris Hamza Yusuf Khalil Sergey Ivan Anna Haim David Bahram Hushang Tariq Salim Jorge Pablo".split()  # noqa: SIM905 - names read better in a line
)
FAMILY = tuple(
    "Mansour Orlov Sokolov Peretz Golestan Chaudhry Ramirez Tikriti Haddad Barzani Volkov Farouk Nasser".split()  # noqa: SIM905
)


def _index() -> tuple[ScreeningIndex, list[Listed]]:
    rng = random.Random(7)
    names = sorted({f"{a} {rng.choice(GIVEN)} {b}" for a in GIVEN for b in FAMILY})
    listed = [Listed(f"p:{number}", "person", name) for number, name in enumerate(names)]
    return ScreeningIndex([*listed, Listed("o:1", "organisation", "Northern People's Front")]), listed


def test_every_listed_name_finds_itself_first() -> None:
    index, listed = _index()
    for item in listed[::7]:
        hits = index.screen(item.name, "person", 3)
        assert hits[0].listed == item
        assert hits[0].score == 1000
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_no_match_is_lost_by_the_choice_of_candidates() -> None:
    index, listed = _index()
    for query in ("عمر حمزة منصور", "Сергей Иван Орлов", "Yousef Khaleel Hadad", "Chaim Peretz"):
        brute = {item.entity_id for item in listed if compare(query, item.name).match}
        assert brute <= {hit.listed.entity_id for hit in index.screen(query, "person", len(listed))}


def test_organisations_by_other_words() -> None:
    index, _ = _index()
    assert index.screen("جبهة الشعب الشمالية")[0].listed.entity_id == "o:1"
    assert index.screen("\0") == []


def test_many_at_once_find_what_each_finds_alone() -> None:
    index, listed = _index()
    queries = [*(item.name for item in listed[::11]), "عمر حمزة منصور", "Сергей Иван Орлов", "Nobody Known", ""]
    kinds = ["person", ""] * len(queries)
    together = index.screen_many(queries, kinds[: len(queries)], 4)
    assert together == [index.screen(name, kind, 4) for name, kind in zip(queries, kinds, strict=False)]
    assert together[-1] == []


def test_an_empty_index_finds_nothing() -> None:
    assert ScreeningIndex([]).screen_many(["Omar Khalil", "x"], ["", "person"]) == [[], []]
