"""Typed condition trees: `all / any / not` over `field op value`, evaluated with an unknown that stays unknown.

Three-valued (Kleene) logic: a field whose value is not known makes its leaf unknown, and the unknown travels
upwards only where it can still change the answer. Every leaf is evaluated, none is skipped, so that a statement of
reasons can show what each condition saw. Which fields there are is `policy.vocabulary`'s; reading trees from YAML
is `policy.condition_loading`'s.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

Scalar = str | int | bool | date | None


class Op(StrEnum):
    """What a leaf asks of a field's value."""

    IS = "is"
    IS_NOT = "is_not"
    IN = "in"
    NOT_IN = "not_in"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BEFORE = "before"
    AFTER = "after"
    EXISTS = "exists"


ORDERED: Final = frozenset({Op.AT_LEAST, Op.AT_MOST})
DATED: Final = frozenset({Op.BEFORE, Op.AFTER})
MEMBERSHIP: Final = frozenset({Op.IN, Op.NOT_IN})


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition tree: one of Leaf, All, AnyOf, Not. Bare, it is nobody's condition and cannot be judged."""


@dataclass(frozen=True, slots=True)
class Leaf(Condition):
    """`field op value`; `value` is a tuple for `in` and `not_in`, True or False for `exists`."""

    field: str
    op: Op
    value: Scalar | tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class All(Condition):
    """True when every part is; an empty one is true."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf(Condition):
    """True when at least one part is; an empty one is false."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not(Condition):
    """True when its part is false; unknown stays unknown."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Asked:
    """One leaf as it was asked: where in the tree, what of which field, what was seen, and true / false / None
    (unknown).
    """

    path: str
    field: str
    op: str
    value: str
    seen: str
    truth: bool | None


@dataclass(frozen=True, slots=True)
class Judged:
    """The truth of a whole tree, with all of its leaves in document order."""

    truth: bool | None
    leaves: tuple[Asked, ...]

    @property
    def unknown(self) -> tuple[str, ...]:
        """The fields that kept the tree unknown; empty when it is true or false."""
        if self.truth is not None:
            return ()
        return tuple(sorted({leaf.field for leaf in self.leaves if leaf.truth is None}))


def judge(condition: Condition, evidence: Mapping[str, Scalar], path: str = "when") -> Judged:
    """Evaluate a tree over evidence. A field that is absent or None is unknown. Raises TypeError for a bare
    Condition.
    """
    leaves: list[Asked] = []
    return Judged(_judge(condition, evidence, path, leaves), tuple(leaves))


def _judge(condition: Condition, evidence: Mapping[str, Scalar], path: str, leaves: list[Asked]) -> bool | None:
    if isinstance(condition, Leaf):
        seen = evidence.get(condition.field)
        truth = leaf_truth(condition, seen)
        leaves.append(
            Asked(path, condition.field, condition.op.value, in_words(condition.value), in_words(seen), truth)
        )
        return truth
    if isinstance(condition, Not):
        truth = _judge(condition.part, evidence, f"{path}.not", leaves)
        return None if truth is None else not truth
    if isinstance(condition, All):
        truths = [_judge(part, evidence, f"{path}.all[{i}]", leaves) for i, part in enumerate(condition.parts)]
        return False if False in truths else None if None in truths else True
    if isinstance(condition, AnyOf):
        truths = [_judge(part, evidence, f"{path}.any[{i}]", leaves) for i, part in enumerate(condition.parts)]
        return True if True in truths else None if None in truths else False
    raise TypeError(f"not a condition that can be judged: {condition!r}")


def leaf_truth(leaf: Leaf, seen: Scalar) -> bool | None:
    """One leaf over one value; None when the value is unknown (only `exists` can ask about that)."""
    wanted = leaf.value
    if leaf.op is Op.EXISTS:
        return (seen is not None) is (wanted is True)
    if seen is None:
        return None
    if isinstance(wanted, tuple):
        return (seen in wanted) is (leaf.op is Op.IN)
    if leaf.op is Op.IS or leaf.op is Op.IS_NOT:
        return (seen == wanted) is (leaf.op is Op.IS)
    if isinstance(seen, date) and isinstance(wanted, date):
        return seen < wanted if leaf.op is Op.BEFORE else seen > wanted
    if isinstance(seen, int) and isinstance(wanted, int):
        return seen >= wanted if leaf.op is Op.AT_LEAST else seen <= wanted
    return (
        None  # a value of another type says nothing; loading refuses such leaves, evidence from outside may hold them
    )


def fields_of(condition: Condition) -> Iterator[Leaf]:
    """All leaves of a tree, in document order."""
    if isinstance(condition, Leaf):
        yield condition
    elif isinstance(condition, Not):
        yield from fields_of(condition.part)
    elif isinstance(condition, (All, AnyOf)):
        for part in condition.parts:
            yield from fields_of(part)


def condition_content(condition: Condition) -> dict[str, Any]:
    """A tree as a policy file spells it: `{all: [...]}`, `{field: tier, is: 1}`."""
    if isinstance(condition, Leaf):
        return {"field": condition.field, condition.op.value: condition.value}
    if isinstance(condition, Not):
        return {"not": condition_content(condition.part)}
    if isinstance(condition, (All, AnyOf)):
        word = "all" if isinstance(condition, All) else "any"
        return {word: [condition_content(part) for part in condition.parts]}
    raise TypeError(f"not a condition that can be spelled: {condition!r}")


def in_words(value: Scalar | tuple[Scalar, ...]) -> str:
    """A value as a reader sees it: `unknown` for None, `yes` and `no`, lists with commas."""
    if isinstance(value, tuple):
        return ", ".join(in_words(item) for item in value)
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def condition_in_words(condition: Condition) -> str:
    """A tree as one sentence fragment, parentheses where they matter."""
    if isinstance(condition, Leaf):
        return f"{condition.field} {condition.op.value.replace('_', ' ')} {in_words(condition.value)}"
    if isinstance(condition, Not):
        return f"not ({condition_in_words(condition.part)})"
    if isinstance(condition, (All, AnyOf)):
        joint = " and " if isinstance(condition, All) else " or "
        parts = [condition_in_words(part) for part in condition.parts]
        wrap = len(parts) > 1
        return joint.join(
            f"({text})" if wrap and isinstance(part, (All, AnyOf)) else text
            for part, text in zip(condition.parts, parts, strict=True)
        )
    raise TypeError(f"not a condition that can be worded: {condition!r}")
