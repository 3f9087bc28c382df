"""Files of names: good rows go through, bad ones are told, nothing becomes a formula."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from evenhand.designations.folding import Content
from evenhand.designations.identity import bundled_identity
from evenhand.designations.registry import fold
from evenhand.kernel.errors import BadInputError
from evenhand.service.lists import bundled_contents
from evenhand.service.matching import compare_file, harmless, index_of, screen_file


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_pairs_are_scored_in_order_and_columns_pass_through(tmp_path: Path) -> None:
    source, out = tmp_path / "pairs.csv", tmp_path / "scores.csv"
    source.write_bytes(
        "name_a,name_b,kind,note\nOmar Khalil,عمر خليل,person,=1+1\nOmar Khalil,,person,x\n"
        'Army of the North,جيش الشمال,organisation,"a, b"\nshort\nA B,A B,ship,x\n'.encode()
        + b"\xff,b,person,x\n"
        + b"a\0,b,person,x\n"
        + b"x" * 2_000_000
        + b"\n"
    )
    done = compare_file(source, out)
    rows = _rows(out)
    assert [row["match"] for row in rows] == ["true", "true"]
    assert [row["note"] for row in rows] == ["'=1+1", "a, b"]
    assert all(json.loads(row["reasons"])[0]["feature"] for row in rows)
    assert [(reject.line, reject.field) for reject in done.rejects] == [
        (3, "name_b"), (5, ""), (6, "kind"), (7, ""), (8, ""), (9, ""),
    ]  # fmt: skip
    again = tmp_path / "again.csv"
    compare_file(source, again)
    assert again.read_bytes() == out.read_bytes()


def test_years_and_countries_count_against(tmp_path: Path) -> None:
    source, out = tmp_path / "pairs.csv", tmp_path / "scores.csv"
    source.write_text(
        "name_a,name_b,kind,birth_year_a,birth_year_b\nOmar Khalil,Umar Khalil,person,1950,1951\n"
        "Omar Khalil,Umar Khalil,person,1950,1990\n",
        encoding="utf-8",
    )
    compare_file(source, out)
    same, other = (int(row["score"]) for row in _rows(out))
    assert other < same


def test_a_missing_column_is_one_clear_error(tmp_path: Path) -> None:
    source = tmp_path / "pairs.csv"
    source.write_text("name_a,kind\nx,person\n", encoding="utf-8")
    with pytest.raises(BadInputError, match="no column name_b"):
        compare_file(source, tmp_path / "out.csv")


def test_names_are_screened_against_the_bundled_lists(tmp_path: Path) -> None:
    registry = fold(list[Content](bundled_contents()), bundled_identity())
    source, out = tmp_path / "names.csv", tmp_path / "matches.csv"
    source.write_text("name,kind\nХамас,organisation\nSunday Gardening Club of Elsewhere,\n", encoding="utf-8")
    done = screen_file(registry, source, out, top=2)
    rows = _rows(out)
    assert done.rejects == ()
    assert (rows[0]["rank"], rows[0]["entity_id"]) == ("1", "org:hamas")
    assert all(int(row["score"]) < 700 for row in rows if row["name"].startswith("Sunday"))
    assert index_of(registry).screen("حماس", "organisation")[0].listed.entity_id == "org:hamas"


@pytest.mark.parametrize("cell", ["=A1", "+1", "-1", "@x", "\tx", "\rx"])
def test_formulas_are_disarmed(cell: str) -> None:
    assert harmless(cell) == "'" + cell
    assert harmless("plain") == "plain"
