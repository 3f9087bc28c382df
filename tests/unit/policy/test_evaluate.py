"""Strictest clause first, then the allowance that excuses it; an unknown asks a person."""

from __future__ import annotations

from datetime import date

from evenhand.policy.conditions import Scalar
from evenhand.policy.evaluate import Evaluator, evaluate, strictest_first
from evenhand.policy.model import Policy
from evenhand.policy.versions import shipped, when_posted
from evenhand.policy.vocabulary import FIELDS


def evidence(**given: Scalar) -> dict[str, Scalar]:
    named = {name.replace("__", "."): value for name, value in given.items()}
    return {spec.name: spec.default for spec in FIELDS.values()} | named


def newest() -> Policy:
    policy = when_posted(shipped(), "doi", date(2026, 1, 1))
    assert policy is not None
    return policy


def test_severe_clauses_come_first_then_the_lower_tier_then_the_document() -> None:
    ordered = [clause.clause_id for clause in strictest_first(newest().clauses)]
    assert ordered[:3] == ["doi.t1.presence", "doi.t1.material_support", "doi.t1.representation"]
    assert ordered.index("doi.t1.unclear_reference") < ordered.index("doi.t2.presence")


def test_a_hit_carries_the_leaves_of_the_clause_and_of_the_allowances_that_could_excuse_it() -> None:
    verdict = evaluate(newest(), evidence(tier=1, stance="glorification"))
    assert verdict.violating
    paths = {leaf.path.split("/")[0] for leaf in verdict.leaves}
    assert {"doi.t1.glorification", "doi.a.news", "doi.a.satire", "doi.a.mourning"} <= paths
    assert "doi.a.neutral" not in paths  # it excuses no glorification
    assert all(leaf.truth is not None for leaf in verdict.leaves)


def test_an_unknown_tier_asks_only_where_the_stance_could_violate() -> None:
    assert evaluate(newest(), evidence(tier=None, stance="material_support")).unknown == ("tier",)
    verdict = evaluate(newest(), evidence(tier=None, stance="condemnation"))
    assert (verdict.clause, verdict.unknown) == (None, ())


def test_an_undetermined_stance_asks_and_never_violates() -> None:
    verdict = evaluate(newest(), evidence(tier=1, stance=None))
    assert verdict.clause is None
    assert verdict.unknown == ("stance",)


def test_an_unknown_in_an_allowance_is_said_beside_the_clause() -> None:
    verdict = evaluate(newest(), evidence(tier=1, stance="glorification", signal__satire_marker=None))
    assert verdict.violating
    assert verdict.unknown == ("signal.satire_marker",)


def test_a_clause_that_is_not_excused_outranks_one_that_is() -> None:
    said = evidence(tier=1, stance="representation", field="bio", signal__satire_marker=True)
    verdict = evaluate(newest(), said)
    assert (verdict.clause, verdict.allowance) == ("doi.t1.presence", "doi.a.satire")
    assert not verdict.violating


def test_no_tier_and_no_reference_give_nothing() -> None:
    assert evaluate(newest(), evidence(tier=0, stance="material_support")).clause is None
    assert evaluate(newest(), evidence(tier=1, stance="no_reference")).clause is None


def test_an_allowed_stance_names_the_allowance_that_speaks_for_it() -> None:
    verdict = evaluate(newest(), evidence(tier=1, stance="human_rights"))
    assert (verdict.clause, verdict.allowance) == (None, "doi.a.human_rights")


def test_the_memory_gives_the_same_answers() -> None:
    remembered = Evaluator(newest())
    for stance in FIELDS["stance"].values:
        for tier in (None, 0, 1, 2):
            said = evidence(tier=tier, stance=stance)
            assert remembered(said) == evaluate(newest(), said)
            assert remembered(said) is remembered(said)
