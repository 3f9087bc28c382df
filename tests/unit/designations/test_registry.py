"""The two clocks: what was in force on a day, as known at an instant."""

from __future__ import annotations

from datetime import date

import pytest
from tests.simulators.lists import instant, listing, snapshot

from evenhand.designations.folding import Content
from evenhand.designations.identity import Identity, bundled_identity, read_identity
from evenhand.designations.model import DesignationFact, EntityKind, ListRecord, SourceDocument
from evenhand.designations.registry import Registry, fold
from evenhand.service.lists import bundled_contents

NOBODY = Identity({}, {}, "sha256:none")
NOW = instant("2026-06-01")


@pytest.fixture(scope="module")
def bundled() -> Registry:
    return fold(bundled_contents(), bundled_identity())


def states(
    registry: Registry, entity: str, on: str, known_at: str = "2026-06-01"
) -> dict[tuple[str, str], bool | None]:
    acts = registry.cited(entity, date.fromisoformat(on), instant(known_at))
    return {(act.programme, str(act.effective)): act.in_force for act in acts}


def test_ansarallah_in_the_week_the_newspapers_were_wrong(bundled: Registry) -> None:
    assert states(bundled, "org:ansarallah", "2024-02-09", "2024-02-09T12:00:00") == {
        ("un-yemen", "2022-02-28"): True,
        ("us-fto", "2021-01-19"): False,
        ("us-sdgt", "2021-01-19"): False,
        ("us-sdgt", "2024-02-16"): False,  # announced on 2024-01-17, so known, but not effective yet
    }


@pytest.mark.parametrize("day", ["2021-02-01", "2025-04-01"])
def test_ansarallah_when_it_was_both(bundled: Registry, day: str) -> None:
    force = {programme for (programme, _), in_force in states(bundled, "org:ansarallah", day).items() if in_force}
    assert force >= {"us-fto", "us-sdgt"}


def test_a_revocation_is_known_from_its_own_public_day(bundled: Registry) -> None:
    before = states(bundled, "org:ansarallah", "2021-02-20", "2021-02-10")
    after = states(bundled, "org:ansarallah", "2021-02-20", "2021-02-12")
    assert before[("us-fto", "2021-01-19")] is True
    assert after[("us-fto", "2021-01-19")] is False


def test_as_known_before_a_revocation_it_is_not_shown(bundled: Registry) -> None:
    act = next(a for a in bundled.cited("org:eta", date(2021, 1, 1), instant("2021-01-01")) if a.programme == "us-fto")
    assert act.revoked is None
    assert act.in_force is True


def test_unverified_acts_are_never_said_to_be_in_force(bundled: Registry) -> None:
    assert states(bundled, "org:lifg", "2010-01-01")[("us-fto", "2004-12-17")] is None


def test_announced_is_in_force_only_from_the_day_a_published_list_shows_it() -> None:
    seen = ListRecord("900", "LOS CHONEROS", EntityKind.ORGANISATION, (), (DesignationFact("us-state", "us-fto"),))
    identity = read_identity(
        b"references: {}\nentities:\n- {id: 'org:los-choneros', name: Los Choneros, "
        b"lists: {fto: los-choneros, ofac: ['900']}}\n"
    )
    alone = fold(bundled_contents(), identity)
    registry = fold([*bundled_contents(), snapshot("2025-09-10", [seen])], identity)
    now = instant("2026-02-01")
    for day, before, after in (("2025-09-01", False, False), ("2025-09-05", None, None), ("2025-09-10", None, True)):
        for asked, expected in ((alone, before), (registry, after)):
            (act,) = asked.cited("org:los-choneros", date.fromisoformat(day), now)
            assert act.in_force is expected, day


def test_the_gap_seen_in_snapshots_is_in_the_bundled_list(bundled: Registry) -> None:
    in_gap = states(bundled, "un:IRe.001", "2024-12-01")
    before = states(bundled, "un:IRe.001", "2019-01-01")
    after = states(bundled, "un:IRe.001", "2026-03-01")
    assert (list(in_gap.values()), list(before.values()), list(after.values())) == ([False], [True], [True])


def test_undated_sightings_do_not_override_dated_acts() -> None:
    seen = ListRecord("47664", "ANSARALLAH", EntityKind.ORGANISATION, (), (DesignationFact("us-ofac", "us-sdgt"),))
    registry = fold([*bundled_contents(), snapshot("2024-01-01", [seen])], bundled_identity())
    found = states(registry, "org:ansarallah", "2024-02-09")
    assert found[("us-sdgt", "2024-02-16")] is False
    assert ("us-sdgt", "None") not in found


def test_an_undated_listing_is_in_force_from_sight_and_unknown_before() -> None:
    registry = fold([snapshot("2020-03-01", [listing("1", "us-sdgt")])], NOBODY)
    ask = {day: states(registry, "ofac:1", day)[("us-sdgt", "None")] for day in ("2020-02-29", "2020-03-01")}
    assert ask == {"2020-02-29": None, "2020-03-01": True}
    assert states(registry, "ofac:1", "2020-03-02", "2020-02-01") == {}


def test_gone_and_back_is_an_observed_gap() -> None:
    one, other = listing("1", "us-sdgt", effective="2010-01-01"), listing("2", "us-sdgt")
    contents = [
        snapshot("2020-01-01", [one, other]),
        snapshot("2021-01-01", [other]),
        snapshot("2022-01-01", [one, other]),
    ]
    registry = fold(contents, NOBODY)
    found = [
        states(registry, "ofac:1", f"{year}-06-01")[("us-sdgt", "2010-01-01")] for year in (2015, 2020, 2021, 2022)
    ]
    assert found == [True, True, False, True]
    as_known_in_2021 = registry.cited("ofac:1", date(2022, 6, 1), instant("2021-06-01"))[0]
    assert as_known_in_2021.in_force is False
    assert as_known_in_2021.observed_gaps[0].until is None
    assert as_known_in_2021.revoked is None


def test_absence_from_an_incomplete_document_means_nothing() -> None:
    contents = [
        snapshot("2020-01-01", [listing("1", "us-sdgt")]),
        snapshot("2021-01-01", [listing("2", "us-sdgt")], complete=False),
    ]
    registry = fold(contents, NOBODY)
    assert states(registry, "ofac:1", "2022-01-01") == {("us-sdgt", "None"): True}


def test_a_corrected_day_supersedes_the_older_one() -> None:
    contents = [
        snapshot("2020-01-01", [listing("1", "us-sdgt", effective="2010-01-01")]),
        snapshot("2021-01-01", [listing("1", "us-sdgt", effective="2011-01-01")]),
    ]
    registry = fold(contents, NOBODY)
    assert states(registry, "ofac:1", "2010-06-01", "2020-06-01") == {("us-sdgt", "2010-01-01"): True}
    assert states(registry, "ofac:1", "2010-06-01", "2021-06-01") == {("us-sdgt", "2011-01-01"): False}


def test_two_lists_of_one_act_count_once_and_keep_both_sources() -> None:
    act = DesignationFact("un-sc", "un-1267", effective=date(2014, 5, 22), reference="QDe.138")
    record = ListRecord("QDe.138", "BOKO HARAM", EntityKind.ORGANISATION, (), (act,))
    registry = fold([*bundled_contents(), snapshot("2026-03-01", [record], source="un-sc")], bundled_identity())
    found = [act for act in registry.cited("org:boko-haram", date(2026, 4, 1), NOW) if act.programme == "un-1267"]
    assert [(act.in_force, act.list_sources) for act in found] == [(True, ("un-entities", "un-sc"))]


def test_a_removal_seen_after_the_history_was_compiled_counts() -> None:
    act = DesignationFact("un-sc", "un-1267", effective=date(2014, 5, 22), reference="QDe.138")
    record = ListRecord("QDe.138", "BOKO HARAM", EntityKind.ORGANISATION, (), (act,))
    other = ListRecord("QDe.999", "HERON", EntityKind.ORGANISATION, (), (act,))
    documents = [
        snapshot("2026-03-01", [record, other], source="un-sc"),
        snapshot("2026-04-01", [other], source="un-sc"),
    ]
    registry = fold([*bundled_contents(), *documents], bundled_identity())
    assert states(registry, "org:boko-haram", "2026-05-01")[("un-1267", "2014-05-22")] is False
    assert states(registry, "org:boko-haram", "2026-03-15")[("un-1267", "2014-05-22")] is True


def test_platform_lists_of_different_names_do_not_replace_one_another() -> None:
    def own(name: str, seen: str, key: str) -> Content:
        fact = DesignationFact("platform", "platform", effective=date(2020, 1, 1), tier_hint="2")
        record = ListRecord(key, key, EntityKind.ORGANISATION, (), (fact,))
        return Content(SourceDocument(f"doc-{name}-{seen}", "platform", "sha256:0", name, instant(seen)), (record,))

    registry = fold([own("a.yml", "2021-01-01", "heron"), own("b.yml", "2022-01-01", "egret")], NOBODY)
    assert states(registry, "platform:heron", "2023-01-01") == {("platform", "2020-01-01"): True}
    replaced = fold([own("a.yml", "2021-01-01", "heron"), own("a.yml", "2022-01-01", "egret")], NOBODY)
    assert states(replaced, "platform:heron", "2023-01-01") == {("platform", "2020-01-01"): False}


def test_the_wing_was_proscribed_in_britain_long_before_the_whole(bundled: Registry) -> None:
    whole = {on: states(bundled, "org:hamas", on) for on in ("2018-01-01", "2021-11-25", "2021-11-26")}
    british = {on: acts.get(("gb-proscribed", "2021-11-26")) for on, acts in whole.items()}
    assert british == {"2018-01-01": False, "2021-11-25": False, "2021-11-26": True}
    wing = bundled.cited("org:izz-al-din-al-qassem-brigades", date(2018, 1, 1), NOW)
    assert [(act.programme, act.in_force) for act in wing] == [("gb-proscribed", True)]


def test_as_of_gives_only_what_is_in_force(bundled: Registry) -> None:
    found = {entity.entity_id: acts for entity, acts in bundled.as_of(date(2024, 2, 9), NOW)}
    assert "org:kahane-chai" not in found
    assert all(act.in_force for acts in found.values() for act in acts)
    assert [act.programme for act in found["org:ansarallah"]] == ["un-yemen"]
