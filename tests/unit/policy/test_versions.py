"""The versions that ship: they load, their cases pass, and they differ where their models differed."""

from __future__ import annotations

from datetime import date

import pytest

from evenhand.designations.model import EntityKind
from evenhand.policy.cases import run_cases
from evenhand.policy.model import About, PenaltyKind, Policy, Severity
from evenhand.policy.versions import live_on, shipped, when_posted
from evenhand.policy.words import policy_content, policy_in_words

SHIPPED = {policy.ref: policy for policy in shipped()}


def test_these_versions_ship() -> None:
    assert list(SHIPPED) == ["doi@2023-08-31", "doi@2023-12-30", "doi@2024-02-08", "violent-speech@2026-11-28"]


@pytest.mark.parametrize("policy", SHIPPED.values(), ids=SHIPPED)
def test_every_inline_case_passes(policy: Policy) -> None:
    results = run_cases(policy)
    assert len(results) >= 25
    assert [(result.case.name, result.why) for result in results if not result.passed] == []
    covered = {case.clause for case in policy.cases}
    assert {clause.clause_id for clause in policy.clauses} <= covered | {"doi.t2.presence"}
    named = {case.allowance for case in policy.cases}
    assert {allowance.allowance_id for allowance in policy.allowances} <= named


@pytest.mark.parametrize("policy", SHIPPED.values(), ids=SHIPPED)
def test_ladders_and_sources_are_data_with_references(policy: Policy) -> None:
    assert policy.modelled_on.effective == "unconfirmed"
    assert policy.modelled_on.captured is not None or policy.about is About.GROUPS
    standard, severe = policy.track(Severity.STANDARD), policy.track(Severity.SEVERE)
    assert (standard.expires_after, standard.post_age_limit) == (365, 90)
    assert severe.post_age_limit == 1461
    kinds = [rung.penalty.kind for rung in standard.rungs]
    assert kinds[:2] == [PenaltyKind.WARNING, PenaltyKind.FEATURE_LIMIT]
    assert [rung.penalty.days for rung in standard.rungs if rung.penalty.kind is PenaltyKind.SUSPENSION] == [
        1,
        3,
        7,
        30,
    ]
    for rules in policy.strikes:
        assert rules.rungs[-1].penalty.kind is PenaltyKind.DISABLEMENT
        assert rules.rungs[-1].assumption
        assert all(rung.reference for rung in rules.rungs)
    assert all(rule.reason for rule in policy.tier_map.rules)


@pytest.mark.parametrize("policy", SHIPPED.values(), ids=SHIPPED)
def test_being_listed_is_not_being_dangerous(policy: Policy) -> None:
    harmless = (EntityKind.COMPANY, EntityKind.BANK, EntityKind.VESSEL, EntityKind.AIRCRAFT, EntityKind.STATE)
    for rule in policy.tier_map.rules:
        assert not set(rule.kinds) & {kind.value for kind in harmless}
    for programme in ("us-ofac-iran", "us-ofac-russia-eo14024", "un-iran", "un-drc"):
        authority = "us-ofac" if programme.startswith("us") else "un-sc"
        assert policy.tier_map.tier_of(authority, programme, "organisation") is None
    assert policy.tier_map.tier_of("platform", "platform", "organisation", "2") == 2
    assert policy.tier_map.tier_of("platform", "platform", "organisation", "none") is None


def test_the_versions_differ_as_their_models_did() -> None:
    first, second, third = (policy for policy in SHIPPED.values() if policy.policy_id == "doi")
    assert {clause.tier for clause in first.clauses} == {1, 2, 3}
    assert {clause.tier for clause in second.clauses} == {clause.tier for clause in third.clauses} == {1, 2}
    ids = [{clause.clause_id for clause in policy.clauses} for policy in (first, second, third)]
    assert "doi.t1.unclear_reference" in ids[1] & ids[2]
    assert "doi.t1.unclear_reference" not in ids[0]
    allowed = [{allowance.allowance_id for allowance in policy.allowances} for policy in (first, second, third)]
    assert "doi.a.peace_process" in allowed[0] & allowed[2]
    assert "doi.a.peace_process" not in allowed[1]
    assert "Praise" in first.clause("doi.t1.glorification").title
    assert "Glorification" in second.clause("doi.t1.glorification").title


def test_the_newest_version_live_on_a_day() -> None:
    def live(day: date) -> list[str]:
        return [policy.ref for policy in live_on(reversed(shipped()), day)]

    assert live(date(2023, 8, 30)) == []
    assert live(date(2023, 12, 29)) == ["doi@2023-08-31"]
    assert live(date(2024, 2, 8)) == ["doi@2024-02-08"]
    assert when_posted(shipped(), "other", date(2024, 2, 8)) is None


@pytest.mark.parametrize("policy", SHIPPED.values(), ids=SHIPPED)
def test_words_and_content_name_every_part(policy: Policy) -> None:
    words = "\n".join(policy_in_words(policy))
    content = policy_content(policy)
    for clause in policy.clauses:
        assert clause.clause_id in words
    for allowance in policy.allowances:
        assert allowance.allowance_id in words
    assert "our assumption" in words
    assert len(content["clauses"]) == len(policy.clauses)
    assert "cases" not in content
