"""Every organisation on the FTO list and the UN list of 1267 has names in the scripts people write about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from evenhand.designations.coverage import _expected, coverage
from evenhand.designations.identity import bundled_identity
from evenhand.designations.registry import Registry, fold
from evenhand.service.lists import bundled_contents

NOW = datetime(2026, 11, 28, tzinfo=UTC)


@pytest.fixture(scope="module")
def bundled() -> Registry:
    return fold(bundled_contents(), bundled_identity())


def test_nobody_in_force_misses_a_script(bundled: Registry) -> None:
    found = coverage(bundled, bundled_identity(), NOW.date(), NOW)
    assert len(found) >= 140
    assert {one.entity_id: one.missing for one in found if one.missing} == {}


def test_a_name_that_is_taken_away_is_missed(bundled: Registry) -> None:
    identity = bundled_identity()
    hamas = identity.entities["org:hamas"]
    fewer = replace(hamas, aliases=tuple(a for a in hamas.aliases if a.lang != "he" and a.script != "Latn"))
    found = coverage(bundled, replace(identity, entities={**identity.entities, "org:hamas": fewer}), NOW.date(), NOW)
    assert next(one.missing for one in found if one.entity_id == "org:hamas")[:1] == ("he",)
    assert "Latn" in next(one.missing for one in found if one.entity_id == "org:hamas")


def test_the_expectations_name_entities_there_are() -> None:
    assert sorted(set(_expected()) - {""} - set(bundled_identity().entities)) == []
