"""What two persons find: proposed on a basis, confirmed by another, taken back by one; likeness is no basis."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from evenhand.enforcement.confirmations import BASES, Confirmation, What, confirm, propose, withdraw
from evenhand.kernel.errors import BadInputError, ConflictError, ForbiddenError

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _proposed(**changes: str) -> Confirmation:
    given = {"target": "square/a", "about": "org:dawn", "clause": "doi.t1.presence", "basis": BASES[0], "reason": "r"}
    given |= {"person": "ana", **changes}
    return propose(What.OWN, at=AT, **given)


def test_it_stands_from_the_second_persons_word_until_it_is_taken_back() -> None:
    found = _proposed()
    assert not found.stands(AT)
    with pytest.raises(ForbiddenError):
        confirm(found, " ANA", AT)
    confirmed = confirm(found, "ben", AT + HOUR)
    assert [confirmed.stands(AT + n * HOUR) for n in range(3)] == [False, True, True]
    back = withdraw(confirmed, AT + 2 * HOUR)
    assert [back.stands(AT + n * HOUR) for n in range(3)] == [False, True, False]
    for again in (confirm, lambda each, *_: withdraw(each, AT)):
        with pytest.raises(ConflictError):
            again(back, "cleo", AT)
    with pytest.raises(BadInputError):
        confirm(found, " ", AT)


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"basis": "same_style_of_writing"}, "likeness alone"),
        ({"basis": ""}, "likeness alone"),
        ({"reason": " "}, "why"),
        ({"person": ""}, "why"),
        ({"target": ""}, "why"),
        ({"clause": ""}, "names the clause"),
    ],
)
def test_a_finding_without_what_it_rests_on_is_refused(changes: dict[str, str], match: str) -> None:
    with pytest.raises(BadInputError, match=match):
        _proposed(**changes)


def test_evasion_needs_no_clause_and_likeness_has_no_word() -> None:
    assert propose(What.EVADES, "square/b", "square/a", "", BASES[2], "r", "ana", AT).clause == ""
    assert not [basis for basis in BASES if "like" in basis or "simil" in basis]
    assert replace(_proposed(), confirmed_at=AT).stands(AT)
