"""What parking does to the names of a registry."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.simulators.lists import snapshot

from evenhand.designations.identity import Identity
from evenhand.designations.model import Alias, EntityKind, ListRecord, Strength
from evenhand.designations.parking import NameDecision, Step, parked
from evenhand.designations.registry import Registry, fold

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
NAMES = (
    Alias("Heron", "", "Latn"),
    Alias("Egret", "", "Latn"),
    Alias("Grey", "", "Latn", Strength.WEAK),
)
PARK = NameDecision("n-1", "heron", "en", Step.WEAK, "lint", "8 of 200", NOON, 8, 200)


@pytest.fixture
def registry() -> Registry:
    record = ListRecord("11", "Bird Front", EntityKind.ORGANISATION, NAMES)
    return fold([snapshot("2024-01-01", [record])], Identity({}, {}, ""))


def names(registry: Registry) -> set[tuple[str, str, str]]:
    (entity,) = registry.entities.values()
    return {(a.name, a.lang, a.strength.value) for a in entity.aliases if a.name != "Bird Front"}


def test_without_decisions_nothing_changes(registry: Registry) -> None:
    assert parked(registry, []) is registry


def test_a_name_of_every_language_is_weak_where_it_was_parked_and_strong_elsewhere(registry: Registry) -> None:
    found = names(parked(registry, [PARK]))
    assert {
        ("Heron", "en", "weak"),
        ("Heron", "", "strong"),
        ("Egret", "", "strong"),
    } <= found


def test_unsought_is_shown_and_not_sought(registry: Registry) -> None:
    assert ("Grey", "", "low_quality") in names(parked(registry, [replace(PARK, name="grey", step=Step.UNSOUGHT)]))


def test_a_release_gives_it_back_and_is_in_the_digest(registry: Registry) -> None:
    release = replace(PARK, decision_id="n-2", step=Step.RELEASED, at=NOON.replace(year=2025))
    again = parked(registry, [release, PARK])
    assert names(again) == names(registry)
    assert len({registry.digest, parked(registry, [PARK]).digest, again.digest}) == 3
    assert parked(registry, [PARK, release]).digest == again.digest
