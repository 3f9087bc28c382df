"""The compiled schema and the typed dict name the same fields."""

from __future__ import annotations

from evenhand.dsa.model import Statement
from evenhand.dsa.schema import schema


def test_the_typed_dict_has_the_fields_of_the_schema() -> None:
    assert set(schema().fields) == set(Statement.__required_keys__ | Statement.__optional_keys__)
    always = {name for name, rule in schema().fields.items() if rule.required == "always"}
    assert always == set(Statement.__required_keys__)
