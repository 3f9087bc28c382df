"""Valid statements pass, each mutated one is refused for the right field and no other (issue 6, bar 6)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from tests.simulators.dsa_statements import base, illegal, mutations, valid_statements

from evenhand.dsa.validate import validate

MUTATED = list(mutations())


def test_enough_mutations_and_every_field_among_them() -> None:
    assert len(MUTATED) >= 200
    assert {field for _, field, _ in MUTATED} == set(base()) | set(illegal())


@pytest.mark.parametrize("statement", [base(), illegal()], ids=["terms", "illegal"])
def test_the_starting_points_are_valid(statement: dict[str, Any]) -> None:
    assert validate(statement) == []


@pytest.mark.parametrize(
    ("what", "field", "statement"), MUTATED, ids=[f"{i}-{field}" for i, (_, field, _) in enumerate(MUTATED)]
)
def test_each_mutation_is_refused_for_its_field(what: str, field: str, statement: dict[str, Any]) -> None:
    refused = {problem.field for problem in validate(statement)}
    assert field in refused, what
    # A ground or a code that switches on other fields may refuse those too; nothing unrelated may be named.
    related = {
        "decision_ground": {"illegal_content_legal_ground", "illegal_content_explanation"},
        "decision_visibility": {"decision_monetary", "decision_provision", "decision_account"},
    }
    if not what.startswith(("no decision", "ground switched")):
        assert refused <= {field} | related.get(field, set()), what


@given(valid_statements())
@settings(max_examples=150, deadline=None)
def test_valid_statements_pass(statement: dict[str, Any]) -> None:
    assert validate(statement) == []
