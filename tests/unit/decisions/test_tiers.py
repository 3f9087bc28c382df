"""Standing: in force, verified, mapped; else none, else unknown."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from tests.simulators.decision_world import JUDGED_AT, newest, table
from tests.simulators.designations_table import Act, DesignationsTable

from evenhand.decisions.tiers import Tiers
from evenhand.designations.model import EntityKind


@pytest.mark.parametrize(
    ("entity_id", "tier", "known", "evidence"),
    [
        ("org:dawn", 1, True, 1),
        ("org:aram", 1, True, 1),
        ("org:river", 2, True, 2),
        ("org:gone", None, True, 0),
        ("org:hearsay", None, True, 0),
        ("org:undated", None, False, None),
        ("person:vasir", 1, True, 1),
        ("bank:coast", None, True, 0),
        ("org:nobody", None, True, 0),
    ],
)
def test_standing_at_judgement(entity_id: str, tier: int | None, known: bool, evidence: int | None) -> None:
    standing = Tiers(newest().tier_map, table()).standing(entity_id, JUDGED_AT, JUDGED_AT)
    assert (standing.tier, standing.known, standing.evidence) == (tier, known, evidence)


def test_acts_not_in_force_are_cited_too_so_that_a_reader_sees_why() -> None:
    (act,) = Tiers(newest().tier_map, table()).standing("org:gone", JUDGED_AT, JUDGED_AT).designations
    assert (act.in_force, act.revoked, act.tier, act.document) == (False, date(2021, 2, 16), 1, "doc-1")


def test_the_strictest_tier_in_force_counts() -> None:
    both = (Act("x", "un-sc", "un-yemen"), Act("x", "us-state", "us-fto"))
    registry = DesignationsTable({"x": EntityKind.ORGANISATION}, both)
    assert Tiers(newest().tier_map, registry).standing("x", JUDGED_AT, JUDGED_AT).tier == 1


def test_each_authority_is_asked_for_its_own_day() -> None:
    acts = (Act("x", "us-ofac", "us-sdgt", effective=date(2024, 2, 16)),)
    registry = DesignationsTable({"x": EntityKind.ORGANISATION}, acts)
    tiers = Tiers(newest().tier_map, registry)
    night = datetime(2024, 2, 16, 3, tzinfo=UTC)  # 22:00 of the day before in Washington
    assert tiers.standing("x", night, JUDGED_AT).tier is None
    assert tiers.standing("x", datetime(2024, 2, 16, 6, tzinfo=UTC), JUDGED_AT).tier == 1
    assert len(tiers.standing("x", night, JUDGED_AT).designations) == 1


def test_what_was_not_known_yet_does_not_count() -> None:
    early = datetime(2009, 1, 1, tzinfo=UTC)
    assert Tiers(newest().tier_map, table()).standing("org:dawn", JUDGED_AT, early).tier is None


def test_a_standing_is_asked_once() -> None:
    registry = table()
    tiers = Tiers(newest().tier_map, registry)
    for _ in range(5):
        tiers.standing("org:dawn", JUDGED_AT, JUDGED_AT)
    assert registry.asked == 1
