"""What kind of thing a listed name says it is, and silence where it does not say."""

from __future__ import annotations

import pytest

from evenhand.designations.kinds import kind_of_listing, kind_of_name


@pytest.mark.parametrize(
    ("name", "programmes", "kind"),
    [
        ("GREEN HERON BRIGADES", ["us-sdgt"], "organisation"),
        ("HERON DRUG TRAFFICKING ORGANIZATION", ["us-sdntk"], "organisation"),
        ("HERON MARLOW ORGANIZATION", ["us-sdntk"], "organisation"),
        ("HERON RELIEF ORGANIZATION", ["us-sdgt"], "unknown"),
        ("HERON SUSHI LOUNGE", ["us-sdntk"], "unknown"),
        ("HERON FRONT TRADING LTD", ["us-sdgt"], "company"),
        ("HERON LIBERATION BANK", ["us-sdgt"], "bank"),
        ("HERON", ["us-fto", "us-sdgt"], "organisation"),
        ("AFFRONTED HERONS", ["us-sdgt"], "unknown"),
        ("AL-QA’IDA IN THE HERON DELTA", ["us-sdgt"], "organisation"),
    ],
)
def test_a_listing_is_an_organisation_only_when_something_says_so(name: str, programmes: list[str], kind: str) -> None:
    assert kind_of_listing(name, programmes) == kind


def test_lists_of_groups_take_every_other_name_for_a_group() -> None:
    assert kind_of_name("HERON SUSHI LOUNGE") == "organisation"
