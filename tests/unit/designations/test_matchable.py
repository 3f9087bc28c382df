"""Which names are sought in posts, and how strongly."""

from __future__ import annotations

from datetime import date

import pytest
from tests.simulators.lists import instant, snapshot

from evenhand.designations.identity import Identity
from evenhand.designations.matchable import aliases_of, matchable_aliases
from evenhand.designations.model import Alias, DesignationFact, Entity, EntityKind, ListRecord, Strength, Verification
from evenhand.designations.registry import fold

NOBODY = Identity({}, {}, "sha256:none")


def sought(
    name: str, kind: EntityKind, strength: Strength = Strength.STRONG, source: str = "us-ofac-sdn"
) -> dict[str, str]:
    entity = Entity("e", name, kind, (Alias(name, "", "Latn", strength, source),))
    return {alias.name: alias.strength.value for alias in aliases_of(entity)}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Green Heron Front", {"Green Heron Front": "strong"}),
        ("YOUTH WING", {"YOUTH WING": "weak"}),
        ("THE BASE", {"THE BASE": "weak"}),
        ("HERONAR", {"HERONAR": "weak"}),
        ("AL-HERONAR", {"AL-HERONAR": "weak"}),
        ("GH", {}),
        ("764", {}),
        ("764 Heronry", {"764 Heronry": "strong"}),
        (
            "GREEN HERON FRONT (GHF)",
            {"GREEN HERON FRONT (GHF)": "strong", "GREEN HERON FRONT": "strong", "GHF": "weak"},
        ),
    ],
)
def test_organisations(name: str, expected: dict[str, str]) -> None:
    assert sought(name, EntityKind.ORGANISATION) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("MARLOW, Ada", {"Ada MARLOW": "weak"}),
        ("MARLOW, Ada Jane", {"Ada Jane MARLOW": "strong"}),
        ("Marlow", {}),
        ("Abd al-Rahman", {}),
        ("عبد الرحمن", {}),
        ("A. Marlow", {}),
    ],
)
def test_persons_only_by_full_names(name: str, expected: dict[str, str]) -> None:
    assert sought(name, EntityKind.PERSON) == expected


def test_low_quality_names_are_never_sought() -> None:
    assert sought("Green Heron Front", EntityKind.ORGANISATION, Strength.LOW_QUALITY) == {}


def test_the_curated_and_the_operators_strength_stand() -> None:
    assert sought("Heronar", EntityKind.ORGANISATION, source="curated: press") == {"Heronar": "strong"}
    assert sought("Heronar", EntityKind.ORGANISATION, source="platform") == {"Heronar": "strong"}


def test_being_listed_is_not_being_sought() -> None:
    fact = DesignationFact("us-ofac", "us-sdgt", effective=date(2020, 1, 1))
    records = [
        ListRecord(kind.value, f"Green Heron {kind.value}", kind, (), (fact,))
        for kind in (
            EntityKind.VESSEL,
            EntityKind.AIRCRAFT,
            EntityKind.BANK,
            EntityKind.COMPANY,
            EntityKind.ORGANISATION,
        )
    ]
    registry = fold([snapshot("2020-01-01", records)], NOBODY)
    now = instant("2021-01-01")
    assert {alias.entity_id for alias in matchable_aliases(registry, date(2020, 6, 1), now)} == {"ofac:organisation"}
    assert list(matchable_aliases(registry, date(2019, 6, 1), now)) == []
    assert list(matchable_aliases(registry, date(2020, 6, 1), now, wanted=lambda entity, acts: False)) == []


@pytest.mark.parametrize(("verification", "found"), [("confirmed", True), ("unverified", False)])
def test_a_name_whose_act_may_hold_is_sought_so_that_a_person_looks(verification: str, found: bool) -> None:
    fact = DesignationFact("us-state", "us-fto", announced=date(2020, 1, 1), verification=Verification(verification))
    record = ListRecord("announced", "Green Heron Front", EntityKind.ORGANISATION, (), (fact,))
    registry = fold([snapshot("2021-01-01", [record], source="us-state-fto")], NOBODY)
    (entity_id,) = registry.entities
    now = instant("2022-01-01")
    assert [act.in_force for act in registry.cited(entity_id, now.date(), now)] == [None]
    sought_now = {alias.entity_id for alias in matchable_aliases(registry, now.date(), now)}
    assert sought_now == ({entity_id} if found else set())
