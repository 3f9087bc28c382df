"""The UN list: read, damaged, recovered, hostile."""

from __future__ import annotations

import pytest
from tests.simulators.lists import instant, un_entity, un_list

from evenhand.designations.model import EntityKind, Strength
from evenhand.designations.sources.un_sc.parser import parse
from evenhand.kernel.errors import BadInputError

GOOD = un_list(un_entity("QDe.900", "GREEN HERON FRONT (GHF)"), un_entity("KPe.900", "HERON SHIPPING CO", "DPRK"))


def test_listings_are_read() -> None:
    parsed = parse({"f.xml": GOOD})
    assert parsed.counts == {"individuals": 1, "entities": 2, "aliases": 3}
    assert parsed.dated == instant("2024-05-01")
    ship, front, person = parsed.records
    assert (ship.kind, ship.facts[0].programme) == (EntityKind.COMPANY, "un-dprk")
    assert (front.kind, front.facts[0].programme, str(front.facts[0].effective)) == (
        "organisation",
        "un-1267",
        "2004-10-18",
    )
    assert (person.name, person.birth_years, person.facts[0].programme) == ("ADA MARLOW", (1961,), "un-1988")
    assert str(person.facts[0].effective) == "2015-03-27"
    assert [(alias.name, alias.script, alias.strength) for alias in person.aliases] == [
        ("ادا مارلو", "Arab", Strength.STRONG),
        ("The Heron", "Latn", Strength.LOW_QUALITY),
        ("Ada Marlowe", "Latn", Strength.STRONG),
    ]


def test_damage_is_refused_with_its_place_and_what_to_do() -> None:
    with pytest.raises(BadInputError, match="damaged") as caught:
        parse({"f.xml": GOOD.replace(b"GREEN HERON", b"GREEN\x19HERON")})
    place = caught.value.place
    assert place is not None
    assert (place.file, place.line) == ("f.xml", 4)
    assert place.column
    assert "--recover" in caught.value.hint


def test_recovery_counts_what_was_lost() -> None:
    parsed = parse({"f.xml": GOOD.replace(b"GREEN HERON", b"GREEN\x19HERON\xe2")}, recover=True)
    assert parsed.lost == {"characters": 2, "damaged_names": 1, "records": 0, "unfinished_records": 0}
    assert parsed.counts["entities"] == 2


def test_recovery_of_a_truncated_file_says_a_record_is_missing() -> None:
    cut = GOOD[: GOOD.index(b"<REFERENCE_NUMBER>KPe.900")]
    with pytest.raises(BadInputError):
        parse({"f.xml": cut})
    parsed = parse({"f.xml": cut}, recover=True)
    assert [record.key for record in parsed.records] == ["QDe.900", "TAi.900"]
    assert (parsed.lost["records"], parsed.lost["unfinished_records"]) == (1, 1)
    assert [reject.field for reject in parsed.rejects] == ["REFERENCE_NUMBER"]


def test_an_undeclared_entity_is_damage_and_recovery_never_resolves_it() -> None:
    data = un_list(un_entity("QDe.1", "HERON &undeclared; FRONT"))
    with pytest.raises(BadInputError, match="damaged"):
        parse({"f.xml": data})
    assert "undeclared" not in parse({"f.xml": data}, recover=True).records[0].name


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("2004-10-18", "soon", "LISTED_ON"),
        ("GREEN HERON FRONT (GHF)", "", "FIRST_NAME"),
        ("Al-Qaida", "", "UN_LIST_TYPE"),
        ("KPe.900", "QDe.900", "REFERENCE_NUMBER"),
    ],
)
def test_a_bad_listing_is_a_reject_and_the_others_go_on(old: str, new: str, field: str) -> None:
    parsed = parse({"f.xml": GOOD.replace(old.encode(), new.encode(), 1)})
    assert [reject.field for reject in parsed.rejects] == [field]
    assert len(parsed.records) == 2


BOMB = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE l SYSTEM "file:///etc/passwd">'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (un_list(un_entity("QDe.1", "&b;"), head=BOMB), "document type"),
        (un_list(un_entity("QDe.1", "x"), head=OUTSIDE), "document type"),
        (
            un_list(un_entity("QDe.1", "x"), head=BOMB).decode().replace("UTF-8", "UTF-16").encode("utf-16"),
            "document type",
        ),
        (b"<html><body>moved</body></html>", "CONSOLIDATED_LIST"),
        (b"", "damaged"),
        (b"\x00" * 100, "damaged"),
        (b"PK\x03\x04", "damaged"),
        (un_list(people=""), "no listing"),
        (b"<CONSOLIDATED_LIST>" + b"<a>" * 5_000, "damaged"),
    ],
)
@pytest.mark.parametrize("recover", [False, True])
def test_hostile_files_get_one_clear_error(data: bytes, said: str, recover: bool) -> None:
    with pytest.raises(BadInputError) as caught:
        parse({"f.xml": data}, recover=recover)
    if not recover:
        assert said in caught.value.message
    assert caught.value.place is not None


def test_what_is_said_of_a_bad_row_is_short() -> None:
    (reject,) = parse({"f": un_list(un_entity("Q" * 5_000, "GREEN HERON FRONT", listed="never"))}).rejects
    assert len(str(reject.to_dict())) < 400
