"""Lazily: equal to the tuple of its records, each made once."""

from __future__ import annotations

from evenhand.enforcement.lazily import Lazily


def test_it_is_the_tuple_of_its_records_and_makes_each_once() -> None:
    made: list[int] = []

    def make(row: int) -> str:
        made.append(row)
        return str(row)

    records = Lazily([3, 1, 2], make)
    assert len(records) == 3 and not made
    assert records == ("3", "1", "2") and records[1:] == ("1", "2") and records[-1] == "2"
    assert list(records) == ["3", "1", "2"] and made == [3, 1, 2]
    assert records == Lazily("312", str) and hash(records) == hash(("3", "1", "2"))


def test_an_empty_one_is_the_empty_tuple_and_no_list() -> None:
    assert Lazily((), str) == () and not Lazily((), str)
    assert Lazily((), str) != []
    assert repr(Lazily([1], str)) == "('1',)"
