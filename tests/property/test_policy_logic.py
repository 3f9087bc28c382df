"""The unknown: learning a value may settle an answer and never turns one round; and the evaluator equals a plain oracle."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.policy.conditions import All, AnyOf, Condition, Leaf, Not, Op, Scalar, judge
from evenhand.policy.evaluate import evaluate
from evenhand.policy.versions import shipped
from evenhand.policy.vocabulary import FIELDS

NAMES = ("a", "b", "c")
LEAVES = st.builds(Leaf, st.sampled_from(NAMES), st.sampled_from([Op.IS, Op.IS_NOT]), st.integers(0, 2)) | st.builds(
    Leaf, st.sampled_from(NAMES), st.sampled_from([Op.IN, Op.NOT_IN]), st.tuples(st.integers(0, 2), st.integers(0, 2))
)
TREES: st.SearchStrategy[Condition] = st.recursive(
    LEAVES,
    lambda below: (
        st.builds(Not, below)
        | st.builds(lambda parts: All(tuple(parts)), st.lists(below, max_size=3))
        | st.builds(lambda parts: AnyOf(tuple(parts)), st.lists(below, max_size=3))
    ),
    max_leaves=12,
)
KNOWN = st.fixed_dictionaries({name: st.integers(0, 2) for name in NAMES})


def plainly(tree: Condition, evidence: dict[str, int]) -> bool:
    """Two-valued logic, written the obvious way."""
    if isinstance(tree, Leaf):
        value = tree.value if isinstance(tree.value, tuple) else (tree.value,)
        return (evidence[tree.field] in value) is (tree.op in (Op.IS, Op.IN))
    if isinstance(tree, Not):
        return not plainly(tree.part, evidence)
    assert isinstance(tree, (All, AnyOf))
    truths = [plainly(part, evidence) for part in tree.parts]
    return all(truths) if isinstance(tree, All) else any(truths)


@settings(max_examples=300, deadline=None)
@given(TREES, KNOWN)
def test_with_everything_known_it_is_plain_logic(tree: Condition, evidence: dict[str, int]) -> None:
    assert judge(tree, evidence).truth is plainly(tree, evidence)


@settings(max_examples=300, deadline=None)
@given(TREES, KNOWN, st.sets(st.sampled_from(NAMES)))
def test_an_answer_given_under_doubt_stands_when_the_doubt_is_gone(
    tree: Condition, evidence: dict[str, int], hidden: set[str]
) -> None:
    doubtful: dict[str, Scalar] = {name: None if name in hidden else value for name, value in evidence.items()}
    judged = judge(tree, doubtful)
    if judged.truth is not None:
        assert judge(tree, evidence).truth is judged.truth
    else:
        assert set(judged.unknown) <= hidden
        assert judged.unknown


SIGNALS = sorted(name for name in FIELDS if name.startswith("signal."))


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(shipped()),
    st.sampled_from([0, 1, 2]),
    st.sampled_from(FIELDS["stance"].values),
    st.sets(st.sampled_from(SIGNALS), max_size=5),
    st.sampled_from(FIELDS["account_kind"].values),
    st.sampled_from(["tier", "stance"]),
)
def test_hiding_the_tier_or_the_stance_never_makes_a_violation(
    policy: object, tier: int, stance: str, signals: set[str], account: str, hidden: str
) -> None:
    evidence: dict[str, Scalar] = {spec.name: spec.default for spec in FIELDS.values()}
    evidence |= {"tier": tier, "stance": stance, "account_kind": account} | dict.fromkeys(signals, True)
    open_eyed = evaluate(policy, evidence)  # type: ignore[arg-type]
    doubtful = evaluate(policy, evidence | {hidden: None})  # type: ignore[arg-type]
    assert not doubtful.violating
    if open_eyed.violating:  # what might be a violation is asked, not dropped
        assert hidden in doubtful.unknown
