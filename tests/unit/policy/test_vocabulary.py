"""The closed list: it knows what detection says, and it knows no group, language, person or target."""

from __future__ import annotations

import pytest

from evenhand.designations.model import EntityKind
from evenhand.detection.model import AccountKind, Field, Stance
from evenhand.policy.vocabulary import ALLOWED_STANCES, FIELDS, STANCES, VIOLATING_STANCES, refusal


def test_enums_are_those_of_the_rooms_that_fill_them() -> None:
    assert set(FIELDS["entity_kind"].values) == {kind.value for kind in EntityKind}
    assert set(FIELDS["account_kind"].values) == {kind.value for kind in AccountKind}
    assert set(FIELDS["field"].values) == {field.value for field in Field}
    assert set(STANCES) == {stance.value for stance in Stance} - {"undetermined", "no_reference"}
    assert not set(ALLOWED_STANCES) & set(VIOLATING_STANCES)


@pytest.mark.parametrize(
    "name",
    [
        "lang", "language", "post.lang", "account.language", "religion", "author_religion", "ethnicity", "country",
        "account_country", "entity_id", "entity", "target", "target_group", "account_id", "community", "gender",
    ],
)  # fmt: skip
def test_fields_refused_on_principle_say_why(name: str) -> None:
    assert name not in FIELDS
    assert refusal(name)


@pytest.mark.parametrize("name", ["tier", "entity_kind", "account_kind", "signal.quoted", "nonsense"])
def test_other_fields_are_not(name: str) -> None:
    assert refusal(name) == ""


def test_every_field_says_what_it_means_and_its_default_is_a_value() -> None:
    for spec in FIELDS.values():
        assert spec.meaning
        assert spec.default is None or spec.problem(spec.default) == "", spec.name


def test_values_are_checked_by_type() -> None:
    assert FIELDS["tier"].problem(3) == ""
    for wrong in (4, -1, True, "1", None):
        assert FIELDS["tier"].problem(wrong)
    assert FIELDS["weak"].problem(1)
    assert FIELDS["posted_on"].problem("2024-02-09")
