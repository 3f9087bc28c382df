"""Statements of reasons v2: valid ones drawn by hypothesis, and mutations, each with the field it is refused for."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date
from typing import Any

from hypothesis import strategies as st

from evenhand.dsa.schema import schema

DAY = st.dates(date(2020, 1, 1), date(2037, 12, 31)).map(date.isoformat)
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=60).filter(str.strip)


def base() -> dict[str, Any]:
    """A removal under terms and conditions, all conditional parts of its kind filled in."""
    return {
        "puid": "TS-2026-000001",
        "decision_visibility": ["DECISION_VISIBILITY_CONTENT_REMOVED", "DECISION_VISIBILITY_OTHER"],
        "decision_visibility_other": "hidden from recommendations",
        "decision_monetary": "DECISION_MONETARY_OTHER",
        "decision_monetary_other": "tips paused",
        "decision_provision": "DECISION_PROVISION_PARTIAL_SUSPENSION",
        "decision_account": "DECISION_ACCOUNT_SUSPENDED",
        "account_type": "ACCOUNT_TYPE_PRIVATE",
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "decision_ground_reference_url": "https://platform.example/terms#4",
        "incompatible_content_ground": "Community rules, section 4.2",
        "incompatible_content_explanation": "The post asks readers to join a group that section 4.2 names.",
        "incompatible_content_illegal": "No",
        "category": "STATEMENT_CATEGORY_VIOLENCE",
        "category_addition": ["STATEMENT_CATEGORY_RISK_FOR_PUBLIC_SECURITY"],
        "category_specification": ["KEYWORD_TERRORIST_CONTENT", "KEYWORD_OTHER"],
        "category_specification_other": "group listed by the operator",
        "content_type": ["CONTENT_TYPE_TEXT", "CONTENT_TYPE_OTHER"],
        "content_type_other": "poll",
        "content_language": "EN",
        "content_date": "2026-02-01",
        "content_id": {"EAN-13": "4006381333931"},
        "content_id_ean": "4006381333931",
        "territorial_scope": ["DE", "IS"],
        "application_date": "2026-02-03",
        "end_date_visibility_restriction": "2027-02-03",
        "end_date_monetary_restriction": "2027-02-03",
        "end_date_service_restriction": "2027-02-03",
        "end_date_account_restriction": None,
        "decision_facts": "One post, seen by a reviewer after a notice.",
        "source_type": "SOURCE_ARTICLE_16",
        "source_identity": None,
        "automated_detection": "No",
        "automated_decision": "AUTOMATED_DECISION_NOT_AUTOMATED",
    }


def illegal() -> dict[str, Any]:
    """The same under illegal content."""
    statement = {k: v for k, v in base().items() if not k.startswith("incompatible_")}
    return statement | {
        "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT",
        "illegal_content_legal_ground": "Criminal code of Freedonia, section 7",
        "illegal_content_explanation": "The section forbids it.",
    }


@st.composite
def valid_statements(draw: st.DrawFn) -> dict[str, Any]:
    """Valid statements: either ground, at least one decision, optional fields there, null or absent."""
    statement = copy.deepcopy(draw(st.sampled_from([base(), illegal()])))
    enums = schema().enums
    decisions = ["decision_visibility", "decision_monetary", "decision_provision", "decision_account"]
    kept = draw(st.sets(st.sampled_from(decisions), min_size=1))
    for name in decisions:
        if name not in kept:
            statement[name] = draw(st.sampled_from([None, ""]))
    if "decision_visibility" in kept:
        statement["decision_visibility"] = draw(
            st.lists(st.sampled_from(enums["DECISION_VISIBILITIES"]), min_size=1, max_size=4)
        )
    for name, rule in schema().fields.items():
        optional = rule.required == "never" and rule.nullable
        if optional and name in statement and draw(st.booleans()):
            del statement[name]
        elif rule.type == "date" and statement.get(name):
            statement[name] = draw(DAY)
        elif rule.enum and rule.type == "text" and not rule.without and name in statement and name != "decision_ground":
            statement[name] = draw(st.sampled_from(rule.enum))
    statement["decision_facts"] = draw(TEXT)
    statement["content_type"] = draw(st.lists(st.sampled_from(enums["CONTENT_TYPES"]), min_size=1, max_size=3))
    return statement


def mutations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(what was done, the field to be refused, the statement): one change each, every field and every kind of rule."""
    for start in (base(), illegal()):
        yield from mutations_of(start)
    decisions = ["decision_visibility", "decision_monetary", "decision_provision", "decision_account"]
    for blank in (None, "", "absent"):
        bare = base()
        for name in decisions:
            if blank == "absent":
                del bare[name]
            else:
                bare[name] = blank
        for name in decisions:
            yield f"no decision at all ({blank!r})", name, copy.deepcopy(bare)
    switched = base() | {"decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT"}
    yield "ground switched, its text missing", "illegal_content_legal_ground", switched
    yield "ground switched, its text missing", "illegal_content_explanation", switched


def mutations_of(start: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The same of every field that a statement has."""
    for name in start:
        yield from _of_field(start, name)


def _of_field(start: dict[str, Any], name: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    rule = schema().fields[name]

    def with_value(what: str, value: Any) -> tuple[str, str, dict[str, Any]]:
        return what, name, copy.deepcopy(start) | {name: value}

    if rule.required in ("always", "when"):
        yield "absent", name, {k: v for k, v in start.items() if k != name}
        yield with_value("null", None)
        yield with_value("blank", "  ")
    yield with_value("a number", 12)
    yield with_value("true", True)
    if rule.type != "object":
        yield with_value("an object", {"a": "b"})
    if rule.max_length:
        yield with_value("one too long", "x" * (rule.max_length + 1))
        yield with_value("NUL", "a\0b")
        yield with_value("lone surrogate", "a\ud800b")
    if rule.type == "list":
        yield with_value("text instead of a list", rule.enum[0])
        yield with_value("an unknown code", [rule.enum[0], "NOT_A_CODE"])
        yield with_value("lower case", [rule.enum[0].lower()])
        yield with_value("a list of lists", [[rule.enum[0]]])
        yield with_value("a list of null", [None])
        if rule.required == "always":
            yield with_value("an empty list", [])
    elif rule.enum:
        yield with_value("an unknown code", "NOT_A_CODE")
        yield with_value("lower case", rule.enum[0].lower())
        yield with_value("a list", [rule.enum[0]])
    if rule.type == "date":
        for day in (
            "2026-02-30",
            "2026-2-3",
            "03/02/2026",
            "2026-02-03 10:00:00",
            "2026-02-03T00:00:00Z",
            "٢٠٢٦-٠٢-٠٣",
        ):
            yield with_value(f"date {day}", day)
        yield with_value("after the last day", "2038-01-02")
    if rule.min:
        yield with_value("before the first day", f"{int(rule.min[:4]) - 1}-12-31")
    if rule.type == "url":
        for url in ("platform.example/terms", "https://", "javascript:alert(1)", "https://a b.example/"):
            yield with_value(f"url {url}", url)
    if name == "puid":
        for puid in ("has space", "dot.dot", "slash/slash", "línea", "end\n"):
            yield with_value(f"puid {puid!r}", puid)
    if name == "content_id_ean":
        for ean in ("400638133393", "40063813339311", "400638133393x"):
            yield with_value(f"ean {ean}", ean)
    if name == "content_id":
        yield with_value("another key", {"ISBN": "1"})
        yield with_value("short code", {"EAN-13": "12"})
        yield with_value("a list", ["4006381333931"])
