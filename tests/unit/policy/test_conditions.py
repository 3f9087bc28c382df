"""Leaves, trees and the unknown."""

from __future__ import annotations

from datetime import date

import pytest

from evenhand.policy.conditions import (
    All,
    AnyOf,
    Condition,
    Leaf,
    Not,
    Op,
    condition_content,
    condition_in_words,
    fields_of,
    judge,
    leaf_truth,
)

KNOWN = Leaf("tier", Op.IS, 1)
OTHER = Leaf("weak", Op.IS, True)


@pytest.mark.parametrize(
    ("leaf", "seen", "truth"),
    [
        (Leaf("tier", Op.IS, 1), 1, True),
        (Leaf("tier", Op.IS, 1), 2, False),
        (Leaf("tier", Op.IS, 1), None, None),
        (Leaf("tier", Op.IS_NOT, 1), 2, True),
        (Leaf("stance", Op.IN, ("a", "b")), "b", True),
        (Leaf("stance", Op.NOT_IN, ("a", "b")), "b", False),
        (Leaf("stance", Op.NOT_IN, ("a", "b")), None, None),
        (Leaf("confidence", Op.AT_LEAST, 500), 500, True),
        (Leaf("confidence", Op.AT_MOST, 500), 501, False),
        (Leaf("posted_on", Op.BEFORE, date(2024, 2, 9)), date(2024, 2, 8), True),
        (Leaf("posted_on", Op.AFTER, date(2024, 2, 9)), date(2024, 2, 9), False),
        (Leaf("tier", Op.EXISTS, True), None, False),
        (Leaf("tier", Op.EXISTS, False), None, True),
        (Leaf("tier", Op.EXISTS, True), 0, True),
        (Leaf("confidence", Op.AT_LEAST, 500), "much", None),
    ],
)
def test_a_leaf(leaf: Leaf, seen: object, truth: bool | None) -> None:
    assert leaf_truth(leaf, seen) is truth  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("tree", "truth"),
    [
        (All((KNOWN, OTHER)), None),
        (AnyOf((KNOWN, OTHER)), True),
        (All((Not(KNOWN), OTHER)), False),
        (AnyOf((Not(KNOWN), OTHER)), None),
        (Not(OTHER), None),
        (All(()), True),
        (AnyOf(()), False),
    ],
)
def test_unknown_travels_only_where_it_can_change_the_answer(tree: Condition, truth: bool | None) -> None:
    assert judge(tree, {"tier": 1}).truth is truth


def test_every_leaf_is_reported_with_its_path_and_what_it_saw() -> None:
    judged = judge(All((KNOWN, Not(AnyOf((OTHER, Leaf("stance", Op.IN, ("a", "b"))))))), {"tier": 2, "stance": "a"})
    assert [(leaf.path, leaf.seen, leaf.truth) for leaf in judged.leaves] == [
        ("when.all[0]", "2", False),
        ("when.all[1].not.any[0]", "unknown", None),
        ("when.all[1].not.any[1]", "a", True),
    ]
    assert judged.unknown == ()  # it is false whatever the unknown turns out to be


def test_what_kept_a_tree_unknown_is_named() -> None:
    assert judge(All((KNOWN, OTHER)), {"tier": 1}).unknown == ("weak",)


def test_a_bare_condition_is_nobodys() -> None:
    with pytest.raises(TypeError):
        judge(Condition(), {})
    with pytest.raises(TypeError):
        condition_in_words(Condition())
    with pytest.raises(TypeError):
        condition_content(Condition())


def test_words_and_content() -> None:
    tree = All((KNOWN, AnyOf((OTHER, Leaf("stance", Op.NOT_IN, ("a", "b")))), Not(Leaf("tier", Op.EXISTS, False))))
    assert condition_in_words(tree) == ("tier is 1 and (weak is yes or stance not in a, b) and not (tier exists no)")
    assert condition_content(tree) == {
        "all": [
            {"field": "tier", "is": 1},
            {"any": [{"field": "weak", "is": True}, {"field": "stance", "not_in": ("a", "b")}]},
            {"not": {"field": "tier", "exists": False}},
        ]
    }
    assert [leaf.field for leaf in fields_of(tree)] == ["tier", "weak", "stance", "tier"]
