"""OFAC's three files, as published and damaged."""

from __future__ import annotations

import pytest
from tests.simulators.lists import ADD, ALT, SDN, ofac, sdn_row

from evenhand.designations.model import EntityKind, Strength
from evenhand.designations.sources.us_ofac_sdn.parser import parse
from evenhand.kernel.errors import BadInputError


def test_the_three_files_make_records() -> None:
    parsed = parse(ofac())
    assert parsed.rejects == ()
    front, person, ship, company, bank = parsed.records
    assert (parsed.counts["entities"], parsed.counts["aliases"], parsed.counts["weak_aliases"]) == (5, 2, 2)
    assert [(fact.authority, fact.programme) for fact in front.facts] == [
        ("us-state", "us-fto"),
        ("us-ofac", "us-sdgt"),
    ]
    assert [(alias.name, alias.strength) for alias in front.aliases] == [
        ("HERON LIBERATION FRONT", Strength.STRONG),
        ("GHF", Strength.LOW_QUALITY),
        ("HERON'S WING", Strength.LOW_QUALITY),
    ]
    assert front.countries == ("Atlantis",)
    assert (person.kind, person.birth_years, person.facts[0].programme) == (EntityKind.PERSON, (1961,), "us-sdntk")
    assert [record.kind for record in (front, ship, company, bank)] == ["organisation", "vessel", "company", "bank"]
    assert company.facts[0].programme == "us-ofac-caatsa-russia"
    assert all(fact.effective is None for record in parsed.records for fact in record.facts)


def test_each_line_is_decoded_by_itself() -> None:
    rows = [sdn_row(1, "FRENTE ÑANDÚ").encode("latin-1"), sdn_row(2, "FRENTE ÑANDÚ").encode("utf-8")]
    parsed = parse({"sdn.csv": b"\n".join(rows)})
    assert [record.name for record in parsed.records] == ["FRENTE ÑANDÚ"] * 2


def test_one_number_with_two_names_keeps_both() -> None:
    parsed = parse({"sdn.csv": "\n".join([sdn_row(7, "HERON"), sdn_row(7, "EGRET"), sdn_row(7, "HERON")]).encode()})
    assert [(record.key, record.name) for record in parsed.records] == [("7", "HERON"), ("7~", "EGRET")]
    assert len(parsed.rejects) == 1


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("1,HERON", "sdn.csv"),
        (sdn_row("x", "HERON"), "ent_num"),
        (sdn_row(99, "-0- "), "sdn_name"),
        (sdn_row(99, "HERON", "spaceship"), "sdn_type"),
        (sdn_row(99, "HE\x00RON"), "sdn.csv"),
        ('99,"HERON', "sdn.csv"),
        (sdn_row(99, "H" * 1_100_000), "sdn.csv"),
    ],
)
def test_a_bad_row_costs_that_row(row: str, field: str) -> None:
    parsed = parse(ofac(sdn=SDN.replace("\x1a", row)))
    assert parsed.counts["entities"] == 5
    assert [reject.field for reject in parsed.rejects] == [field]
    assert parsed.rejects[0].line == 6


def test_an_alias_of_nobody_is_a_reject_and_an_address_of_nobody_a_count() -> None:
    parsed = parse(ofac(alt=ALT + "77,1,aka,EGRET,-0- \n", add=ADD + '77,1,-0- ,"Port","Atlantis",-0- \n'))
    assert [(reject.line, reject.field) for reject in parsed.rejects] == [(3, "alt.csv")]
    assert parsed.counts["addresses_of_no_entry"] == 1


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04zip", b"\xff\xfe1\x00", b"name,type\n", b"\x00" * 500])
def test_what_is_no_such_file_is_refused(data: bytes) -> None:
    with pytest.raises(BadInputError):
        parse({"sdn.csv": data})
    with pytest.raises(BadInputError, match=r"sdn\.csv is missing"):
        parse({"alt.csv": data})
