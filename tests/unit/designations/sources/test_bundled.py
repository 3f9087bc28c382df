"""The lists that ship: complete, sourced, and honest about what was not verified."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from evenhand.designations.model import Verification
from evenhand.designations.sources.catalogue import SOURCES, bundled_bytes, manifest, parser
from evenhand.kernel.errors import BadInputError, UsageError

BUNDLED = [source for source in SOURCES if manifest(source).bundled]


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_has_a_whole_manifest(source: str) -> None:
    about = manifest(source)
    assert about.title
    assert about.publisher
    assert about.licence
    assert callable(parser(source))


def test_an_unknown_source_names_those_there_are() -> None:
    with pytest.raises(UsageError) as caught:
        manifest("../../etc")
    assert "un-sc" in caught.value.hint


@pytest.mark.parametrize("source", BUNDLED)
def test_bundled_lists_read_without_a_reject_and_hold_what_the_manifest_promises(source: str) -> None:
    parsed = parser(source)({"f": bundled_bytes(source)})
    assert parsed.rejects == ()
    assert all(parsed.counts[name] >= least for name, least in manifest(source).minimum_counts.items())
    assert all(fact.source for record in parsed.records for fact in record.facts)


ACTS = ("us-state-fto", "us-state-sponsors", "gb-proscribed", "ca-listed")


@pytest.mark.parametrize("source", ACTS)
def test_low_confidence_is_unverified_and_nothing_else_is(source: str) -> None:
    rows = csv.DictReader(io.StringIO(bundled_bytes(source).decode()))
    for row in rows:
        low = row["confidence"].startswith("low")
        assert row["verification"] == (Verification.UNVERIFIED if low else Verification.CONFIRMED), row["key"]


@pytest.mark.parametrize("source", ACTS)
def test_the_days_of_an_act_are_in_order(source: str) -> None:
    for record in parser(source)({"f": bundled_bytes(source)}).records:
        for fact in record.facts:
            days = [day for day in (fact.announced, fact.effective, fact.revocation_announced, fact.revoked) if day]
            assert days == sorted(days), record.key


def test_the_five_revocations_of_may_2022() -> None:
    records = {record.key: record for record in parser("us-state-fto")({"f": bundled_bytes("us-state-fto")}).records}
    for key in ("eta", "aum-shinrikyo", "kahane-chai", "gamaa-islamiyya", "mujahidin-shura-council"):
        assert records[key].facts[0].revoked == date(2022, 5, 20)


@pytest.mark.parametrize(
    ("source", "key", "effective", "revoked"),
    [
        ("us-state-fto", "clan-del-golfo", date(2025, 12, 17), None),  # 90 FR 58775, upon publication
        ("us-state-fto", "gia", date(1997, 10, 8), date(2010, 10, 15)),  # 75 FR 63532
        ("us-state-fto", "khmer-rouge", date(1997, 10, 8), date(1999, 10, 8)),
        ("us-state-fto", "mrta", date(1997, 10, 8), date(2001, 10, 8)),
        ("us-state-sponsors", "sudan", date(1993, 8, 12), date(2020, 12, 14)),
        ("gb-proscribed", "hezb-e-islami-gulbuddin", date(2005, 10, 14), date(2017, 12, 22)),
        ("gb-proscribed", "jund-al-aqsa", date(2015, 1, 23), None),  # S.I. 2015/55
        ("gb-proscribed", "palestine-action", date(2025, 7, 5), None),
    ],
)
def test_days_that_were_read(source: str, key: str, effective: date, revoked: date | None) -> None:
    records = {record.key: record for record in parser(source)({"f": bundled_bytes(source)}).records}
    (fact,) = records[key].facts
    assert (fact.effective, fact.revoked, fact.verification) == (effective, revoked, Verification.CONFIRMED)


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"name,programme\nx,y\n"])
@pytest.mark.parametrize("source", ["us-state-fto"])
def test_what_is_no_such_table_is_refused(source: str, data: bytes) -> None:
    with pytest.raises(BadInputError):
        parser(source)({"f.csv": data})


def test_bad_rows_are_rejects() -> None:
    head = bundled_bytes("us-state-fto").decode().splitlines()[0]
    rows = ["k,Heron,us-fto,,soon,,,,src,high,confirmed", "k,Heron,us-fto,,2020-01-01,,,,src,high,perhaps"]
    rows += [",Heron,us-fto,,2020-01-01,,,,src,high,confirmed", "k,Heron,us-fto,,2020-01-01,,,,src,high,confirmed"]
    parsed = parser("us-state-fto")({"f.csv": "\n".join([head, *rows]).encode()})
    assert [(reject.line, reject.field) for reject in parsed.rejects] == [
        (2, "effective"),
        (3, "verification"),
        (4, "key"),
    ]
    assert len(parsed.records) == 1


def test_a_name_of_control_characters_only_is_no_name() -> None:
    head = bundled_bytes("un-entities").decode().splitlines()[0]
    row = 'QDe.999,GREEN HERON FRONT,,1267,2020-01-02,,"Heron\x00s | \x01 | \u202e",\x02,\x03,document'
    (record,) = parser("un-entities")({"f": f"{head}\n{row}\n".encode()}).records
    assert [alias.name for alias in record.aliases] == ["Heron s"]
    assert record.countries == ()
