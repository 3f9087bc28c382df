"""Same clause, another, or not to be told."""

from __future__ import annotations

import pytest

from evenhand.monitor.clauses import same_clause


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("4.2", "Community rules, section 4.2", True),
        ("Rule ４.２", "4.2", True),
        ("4.2", "7.1", False),
        ("4.2", "4", None),
        ("4.2", "4.2.1", None),
        ("4.2 and 7.1", "7.1", True),
        ("Dangerous organisations", "Policy on dangerous organisations and individuals", True),
        ("Dangerous organisations", "Graphic media", False),
        ("Dangerous organisations", "Dangerous goods", None),
        ("Dangerous organisations", "المنظمات الخطرة", None),
        ("4.2", "Dangerous organisations", None),
        ("", "4.2", None),
        ("the rules", "our policy", None),
    ],
)
def test_same_clause(one: str, other: str, same: bool | None) -> None:
    assert same_clause(one, other) is same
    assert same_clause(other, one) is same
