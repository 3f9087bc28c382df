"""Inline cases of a policy: evidence in, clause and allowance out. Running them is `policy.cases`'."""

from __future__ import annotations

from evenhand.policy.condition_loading import read_value
from evenhand.policy.conditions import Scalar
from evenhand.policy.diagnostics import did_you_mean
from evenhand.policy.linting import Marks
from evenhand.policy.model import InlineCase
from evenhand.policy.reading import Reader
from evenhand.policy.vocabulary import FIELDS, refusal
from evenhand.policy.yaml_nodes import Value


def read_case(reader: Reader, marks: Marks) -> InlineCase:
    """One case. Fields that it leaves out stand at their default; `null` or `undetermined` is an unknown."""
    reader.only(("name", "evidence", "clause", "allowance", "review"))
    name = reader.text("name")
    marks.cases.append((name, reader.where("name")))
    evidence: dict[str, Scalar] = {spec.name: spec.default for spec in FIELDS.values()}
    given = reader.map("evidence", "evidence mapping")
    for field, at, node in given.node.entries:
        if field not in FIELDS:
            hint = refusal(field) or did_you_mean(field, FIELDS, "docs/policy.md lists them")
            reader.into.say(at, f"unknown field {field[:60]} in evidence", hint)
        elif isinstance(node, Value) and (node.value is None or (field == "stance" and node.value == "undetermined")):
            evidence[field] = None
        else:
            evidence[field] = read_value(FIELDS[field], node, reader.into)
    for field in ("tier", "stance"):
        if not given.has(field):
            reader.into.say(given.at, f"the evidence of a case needs {field}", "write null for an unknown one")
    return InlineCase(
        name=name,
        evidence=evidence,
        clause=_named(reader, "clause"),
        allowance=_named(reader, "allowance"),
        line=reader.at[0],
        review=reader.flag("review", default=False),
    )


def _named(reader: Reader, key: str) -> str | None:
    node = reader.node.get(key)
    if isinstance(node, Value) and node.value is None:
        return None
    return reader.text(key, default="") or None
