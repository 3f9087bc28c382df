"""Condition trees from marked nodes: `{all: [...]}`, `{any: [...]}`, `{not: ...}`, `{field: stance, in: [...]}`.

Each leaf is checked against `policy.vocabulary`: the field, the question, the value. Evaluation is
`policy.conditions`'.
"""

from __future__ import annotations

from typing import Final

from evenhand.policy.conditions import MEMBERSHIP, All, AnyOf, Condition, Leaf, Not, Op, Scalar
from evenhand.policy.diagnostics import Collector, did_you_mean
from evenhand.policy.reading import kind_of
from evenhand.policy.vocabulary import FIELDS, SIGNALS, FieldSpec, refusal
from evenhand.policy.yaml_nodes import Mapping, Node, Sequence, Value

_FORM: Final = "write {all: [...]}, {any: [...]}, {not: {...}} or {field: stance, in: [...]}"
_NEVER: Final = {
    "undetermined": "a reader who cannot tell is an unknown: it leads to a person and is never a violation by itself",
    "no_reference": "words that do not refer to the entity give no finding to write a rule about",
}


def read_condition(node: Node, into: Collector) -> Condition | None:
    """A condition tree, or None when something in it was recorded as wrong."""
    if not isinstance(node, Mapping):
        into.say(node.at, f"a condition is a mapping, not {kind_of(node)}", _FORM)
        return None
    if node.get("field") is not None:
        return _leaf(node, into)
    if len(node.entries) != 1:
        into.say(node.at, f"a condition has one of all, any, not, or a field; this has {len(node.entries)} keys", _FORM)
        return None
    name, at, below = node.entries[0]
    if name == "not":
        part = read_condition(below, into)
        return None if part is None else Not(part)
    if name not in ("all", "any"):
        into.say(
            at, f"unknown word {name[:60]} in a condition", did_you_mean(name, ("all", "any", "not", "field"), _FORM)
        )
        return None
    if not isinstance(below, Sequence) or not below.items:
        into.say(below.at, f"{name} takes a list with at least one condition, not {kind_of(below)}", _FORM)
        return None
    parts = [read_condition(item, into) for item in below.items]
    good = tuple(part for part in parts if part is not None)
    if len(good) < len(parts):
        return None
    return All(good) if name == "all" else AnyOf(good)


def _leaf(node: Mapping, into: Collector) -> Leaf | None:
    spec = _field(node, into)
    asked = [(name, at, value) for name, at, value in node.entries if name != "field"]
    if len(asked) != 1:
        into.say(node.at, "a leaf has a field and exactly one question", "for example {field: tier, is: 1}")
        return None
    name, at, below = asked[0]
    if name not in Op._value2member_map_:
        into.say(at, f"unknown question {name[:60]}", did_you_mean(name, list(Op), "questions: " + ", ".join(Op)))
        return None
    op = Op(name)
    if spec is None:
        return None
    if op not in spec.ops:
        takes = ", ".join(sorted(spec.ops))
        into.say(at, f"{name} cannot be asked of {spec.name}, which is {spec.kind.value}", f"it takes: {takes}")
        return None
    return _valued(spec, op, below, into)


def _field(node: Mapping, into: Collector) -> FieldSpec | None:
    named = node.get("field")
    if not isinstance(named, Value) or not isinstance(named.value, str):
        into.say(node.at, "field takes the name of a field", "evenhand policy show lists them")
        return None
    name = named.value
    if name in FIELDS:
        return FIELDS[name]
    if reason := refusal(name):
        into.say(named.at, f"no rule may ask about {name[:60]}", reason)
        return None
    hint = (
        f"did you mean signal.{name}?" if name in SIGNALS else did_you_mean(name, FIELDS, "docs/policy.md lists them")
    )
    into.say(named.at, f"unknown field {name[:60]}", hint)
    return None


def _valued(spec: FieldSpec, op: Op, node: Node, into: Collector) -> Leaf | None:
    if op is Op.EXISTS:
        if isinstance(node, Value) and isinstance(node.value, bool):
            return Leaf(spec.name, op, node.value)
        into.say(node.at, f"exists takes true or false, not {kind_of(node)}")
        return None
    if op not in MEMBERSHIP:
        value = read_value(spec, node, into)
        return None if value is None else Leaf(spec.name, op, value)
    if not isinstance(node, Sequence) or not node.items:
        into.say(node.at, f"{op.value} takes a list with at least one value, not {kind_of(node)}")
        return None
    values = [read_value(spec, item, into) for item in node.items]
    return None if None in values else Leaf(spec.name, op, tuple(values))


def read_value(spec: FieldSpec, node: Node, into: Collector) -> Scalar:
    """A value of a field, or None with a record of what was expected."""
    value: object = node.value if isinstance(node, Value) else None
    if not isinstance(node, Value) or value is None:
        into.say(node.at, f"{spec.name} takes {spec.kind.value}, not {kind_of(node)}", spec.problem(None))
        return None
    if spec.name == "stance" and value in _NEVER:
        into.say(node.at, f"no rule may ask for stance {value}", _NEVER[str(value)])
        return None
    if problem := spec.problem(value):
        hint = did_you_mean(str(value), spec.values)
        into.say(node.at, f"{str(value)[:40]} is no value of {spec.name}: {problem}", hint)
        return None
    return node.value
