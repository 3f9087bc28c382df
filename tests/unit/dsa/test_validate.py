"""What the database drops, what a batch forbids, what advice adds."""

from __future__ import annotations

from tests.simulators.dsa_statements import base, illegal

from evenhand.dsa.validate import advise, validate, validate_batch


def test_fields_whose_condition_is_off_are_dropped_not_refused() -> None:
    statement = illegal() | {"incompatible_content_ground": "x" * 9000, "incompatible_content_illegal": 7}
    assert validate(statement) == []
    dropped = {(note.field, note.rule) for note in advise(statement)}
    assert ("incompatible_content_ground", "dropped") in dropped
    assert ("incompatible_content_illegal", "dropped") in dropped


def test_a_puid_is_used_once() -> None:
    first, second, third = base(), base(), base() | {"puid": "TS-2"}
    assert [[p.rule for p in problems] for problems in validate_batch([first, second, third])] == [[], ["reused"], []]


def test_text_at_its_limit_passes_in_characters_not_bytes() -> None:
    assert validate(base() | {"decision_facts": "ش" * 5000}) == []
    assert [p.rule for p in validate(base() | {"decision_facts": "ش" * 5001})] == ["length"]


def test_advice_names_unknown_fields_and_what_only_the_documents_ask() -> None:
    statement = base() | {"content_language_other": "xx", "territorial_scope": None, "uuid": "from the server"}
    assert {(n.field, n.rule) for n in advise(statement)} == {
        ("content_language_other", "unknown"),
        ("territorial_scope", "documented"),
    }


def test_null_is_fine_only_where_the_validator_says_so() -> None:
    assert validate(base() | {"category_specification": None, "territorial_scope": None}) == []
    assert [(p.field, p.rule) for p in validate(base() | {"category_addition": None})] == [
        ("category_addition", "type")
    ]


def test_a_keyword_that_exists_but_is_not_allowed_is_refused() -> None:
    problems = validate(base() | {"category_specification": ["KEYWORD_DANGEROUS_TOYS"]})
    assert [(p.field, p.rule) for p in problems] == [("category_specification", "enum")]
