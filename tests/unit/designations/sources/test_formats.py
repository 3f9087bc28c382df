"""Each publisher's format, from a small file written by hand: what it says is read, what is bad costs that record."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.simulators.lists import instant, ofac

from evenhand.designations.model import EntityKind, ListRecord
from evenhand.designations.sources.catalogue import Parsed, bundled_bytes, manifest, parser
from evenhand.kernel.errors import BadInputError

FIXTURES = Path(__file__).parent / "fixtures"


def read(source: str, *names: str) -> Parsed:
    return parser(source)({name: (FIXTURES / name).read_bytes() for name in names})


def by_key(parsed: Parsed) -> dict[str, ListRecord]:
    return {record.key: record for record in parsed.records}


def names(record: ListRecord) -> list[tuple[str, str]]:
    return [(alias.name, alias.strength.value) for alias in record.aliases]


@pytest.mark.parametrize("source", ["us-ofac-sdn", "us-ofac-nonsdn"])
def test_ofac_xml_is_the_same_list_as_its_csv(source: str) -> None:
    found = read(source, "ofac.xml")
    assert found.dated == instant("2024-02-16")
    assert [(reject.field, reject.line) for reject in found.rejects] == [("uid", 14)]
    records = by_key(found)
    assert names(records["11"]) == [("HERON LIBERATION FRONT", "strong"), ("GHF", "low_quality")]
    assert (records["12"].name, records["12"].kind, records["12"].birth_years) == ("MARLOW, Ada", "person", (1961,))
    if source == "us-ofac-sdn":
        of_csv = by_key(parser(source)(ofac()))
        for key in records:
            assert (records[key].name, records[key].kind) == (of_csv[key].name, of_csv[key].kind)
            assert records[key].facts == of_csv[key].facts
            assert records[key].countries == of_csv[key].countries


def test_non_sdn_csv_goes_on_in_its_comments() -> None:
    row = '17014,"HERON GAS, OOO",-0- ,"UKRAINE-EO13662",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"Directive 1; "\n\x1a'
    files = {"cons_prim.csv": row.encode(), "cons_comments.csv": b"17014,\"a.k.a. 'HERGAS'.\"\n99,lost\n"}
    found = parser("us-ofac-nonsdn")(files)
    (record,) = found.records
    assert names(record) == [("HERGAS", "low_quality")]
    assert record.facts[0].source == "OFAC consolidated non-SDN list, entry 17014, programme UKRAINE-EO13662"
    assert [reject.field for reject in found.rejects] == ["cons_comments.csv"]


def test_the_screening_list_joins_the_rows_of_one_number() -> None:
    found = read("us-csl", "consolidated.csv")
    records = by_key(found)
    assert set(records) == {"ofac/11", "aa01", "aa02"}
    front = records["ofac/11"]
    assert [fact.programme for fact in front.facts] == ["us-fto", "us-ofac-mbs", "us-sdgt"]
    assert front.kind is EntityKind.ORGANISATION
    (denied,) = records["aa02"].facts
    assert (denied.programme, denied.effective, denied.revoked) == (
        "us-csl-denied-persons",
        date(2003, 6, 19),
        date(2010, 6, 29),
    )
    assert records["aa01"].kind is EntityKind.COMPANY
    assert [(reject.line, reject.field) for reject in found.rejects] == [(7, "source")]


def test_conlist_gathers_the_rows_of_a_group() -> None:
    found = read("gb-sanctions", "ConList.csv")
    assert found.dated == instant("2020-04-27")
    records = by_key(found)
    front, person = records["13188"], records["12510"]
    assert (front.name, front.kind, names(front)) == (
        "GREEN HERON FRONT",
        "organisation",
        [("HERON LIBERATION FRONT", "strong")],
    )
    assert [(fact.programme, fact.effective) for fact in front.facts] == [("gb-isil-al-qaida", date(2014, 11, 29))]
    assert (person.name, person.kind, person.birth_years) == ("Ada Bea MARLOW", "person", (1961,))
    assert [(reject.line, reject.field, reject.got) for reject in found.rejects] == [(6, "Listed On", "30/02/2012")]


def test_the_uk_sanctions_list_is_the_same_group() -> None:
    found = read("gb-sanctions", "UK-Sanctions-List.csv")
    (front,) = found.records
    assert (found.dated, found.rejects, front.key) == (instant("2024-02-16"), (), "13188")
    assert names(front) == [("جبهة البلشون", "strong"), ("GHF", "low_quality")]
    assert front.facts[0].effective == date(2014, 11, 29)


def test_canadian_schedules() -> None:
    found = read("ca-sema", "sema-lmes.xml")
    records = by_key(found)
    person = records["ca-sema-atlantis/1, Part 1/1"]
    assert (person.name, person.kind, person.birth_years) == ("Ada Marlow", "person", (1961,))
    assert [alias.script for alias in person.aliases] == ["Cyrl", "Latn"]
    twice = [records[key] for key in ("ca-sema-atlantis/1, Part 2/1", "ca-sema-atlantis/1, Part 2/1~")]
    assert [record.kind for record in twice] == ["organisation", "vessel"]
    assert [reject.field for reject in found.rejects] == ["DateOfListing"]


def test_the_eu_list_is_the_same_in_both_formats() -> None:
    xml, table = read("eu-fsf", "fsf.xml"), read("eu-fsf", "fsf.csv")
    assert [reject.field for reject in xml.rejects] == ["wholeName"]
    front, person = (by_key(xml)[key] for key in ("EU.900.1", "EU.901.1"))
    assert names(front) == [("جبهة البلشون", "strong"), ("GHF", "low_quality")]
    assert [(fact.programme, fact.effective) for fact in front.facts] == [("eu-taqa", date(2003, 7, 7))]
    assert [(fact.programme, fact.effective) for fact in person.facts] == [("eu-syr", date(2012, 3, 1))]
    assert (person.kind, person.birth_years, person.countries) == ("person", (1961,), ("ATLANTIS",))
    for record in table.records:
        other = by_key(xml)[record.key]
        assert (record.name, record.kind, record.facts) == (other.name, other.kind, other.facts)
        assert (record.countries, record.birth_years) == (other.countries, other.birth_years)
    assert xml.dated == instant("2024-02-16T14:01:14.021000Z")
    assert table.dated == instant("2024-02-16")


def test_opensanctions_targets_in_both_formats() -> None:
    lines, table = read("opensanctions", "entities.ftm.json"), read("opensanctions", "targets.simple.csv")
    assert lines.counts["not_targets"] == 1
    assert [reject.line for reject in lines.rejects] == [4]
    front = by_key(lines)["NK-1"]
    assert names(front) == [("جبهة البلشون", "strong"), ("GHF", "low_quality")]
    assert [(fact.authority, fact.programme) for fact in front.facts] == [("opensanctions", "opensanctions-at-list")]
    assert names(by_key(table)["NK-1"]) == [("جبهة البلشون", "strong"), ("Heron; Front", "strong")]
    assert by_key(table)["NK-3"].birth_years == (1961,)
    assert lines.dated == instant("2024-03-14T11:31:42Z")


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("us-csl", "consolidated.csv"),
        ("gb-sanctions", "ConList.csv"),
        ("ca-sema", "sema-lmes.xml"),
        ("eu-fsf", "fsf.xml"),
        ("eu-fsf", "fsf.csv"),
        ("opensanctions", "entities.ftm.json"),
        ("us-ofac-nonsdn", "ofac.xml"),
    ],
)
@pytest.mark.parametrize("damage", ["empty", "zip", "nul", "other", "cut"])
def test_what_is_not_the_list_is_one_clear_error(source: str, name: str, damage: str) -> None:
    good = (FIXTURES / name).read_bytes()
    data = {
        "empty": b"",
        "zip": b"PK\x03\x04" + good,
        "nul": b"\x00" * 5_000,
        "other": b"<html><body>moved</body></html>",
        "cut": good[:120],
    }[damage]
    with pytest.raises(BadInputError) as caught:
        parser(source)({name: data})
    assert caught.value.message
    assert caught.value.place is not None


BOMB = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("source", "name"), [("us-ofac-sdn", "ofac.xml"), ("ca-sema", "sema-lmes.xml"), ("eu-fsf", "fsf.xml")]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_are_refused_in_any_encoding(source: str, name: str, encoding: str) -> None:
    text = (FIXTURES / name).read_text(encoding="utf-8")
    data = (BOMB + text.partition("?>")[2]).encode(encoding)
    with pytest.raises(BadInputError, match="document type"):
        parser(source)({name: data})


def test_a_cut_xml_file_gives_what_is_left_when_told_to() -> None:
    good = (FIXTURES / "ofac.xml").read_bytes()
    cut = good[: good.index(b"<uid>14")]
    with pytest.raises(BadInputError, match="damaged"):
        parser("us-ofac-sdn")({"sdn.xml": cut})
    found = parser("us-ofac-sdn")({"sdn.xml": cut}, recover=True)
    assert {"11", "12"} <= set(by_key(found))
    assert found.lost["records"] >= 0


def test_a_stray_quote_costs_its_row_and_not_the_file() -> None:
    good = (FIXTURES / "ConList.csv").read_text()
    lines = good.splitlines()
    lines.insert(3, '"EGRET,,,')
    found = parser("gb-sanctions")({"ConList.csv": "\n".join(lines).encode()})
    assert len(found.records) == 2
    assert [reject.line for reject in found.rejects] == [4, 7]


@pytest.mark.parametrize("source", ["ca-listed", "gb-proscribed", "us-state-sponsors"])
def test_bundled_facts_carry_a_source_and_what_was_not_read_is_unverified(source: str) -> None:
    data = {"f.csv": bundled_bytes(source)}
    for record in parser(source)(data).records:
        for fact in record.facts:
            days = (fact.effective, fact.revoked, fact.in_force_by)
            assert fact.source
            assert any(days) or fact.verification == "unverified", record.key


def test_formats_that_were_not_seen_say_so() -> None:
    assert manifest("eu-fsf").format_from == "documentation"
    assert "documentation" in manifest("gb-sanctions").format_from
