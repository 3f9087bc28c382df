"""The offline validator: what the Transparency Database would refuse, field by field, before anything is sent.

It follows the database's validator, not its documents, where the two disagree; `advise` says what the documents add and
what the server would drop without a word. Personal data in free text is not looked for here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from evenhand.dsa.schema import FieldRule, schema
from evenhand.kernel.lines import encodable

_URL: Final = re.compile(r"(?:https?|ftps?)://[^\s/?#@]+(?:@[^\s/?#@]+)?(?:[/?#]\S*)?", re.IGNORECASE)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one field.

    `rule` is a stable word: required, type, enum, length, format, range, encoding, reused; in advice unknown, dropped,
    documented.
    """

    field: str
    rule: str
    message: str


def validate(statement: Mapping[str, Any]) -> list[Problem]:
    """All that the database would refuse in one statement, in the order of the schema's fields; empty when it is valid.

    Where a list fails, its first bad member is named. A field whose condition is off is dropped by the server, so it is
    not checked (see `advise`).
    """
    problems: list[Problem] = []
    for rule in schema().fields.values():
        problem = _check(rule, statement)
        if problem is not None:
            problems.append(problem)
    return problems


def validate_batch(statements: Iterable[Mapping[str, Any]]) -> list[list[Problem]]:
    """One list of problems per statement. A `puid` that comes a second time is refused there: it is used once, ever."""
    seen: set[str] = set()
    results = []
    for statement in statements:
        problems = validate(statement)
        puid = statement.get("puid")
        if isinstance(puid, str):
            if puid in seen:
                problems.append(
                    Problem("puid", "reused", "this puid is used by an earlier statement; each is used once, ever")
                )
            seen.add(puid)
        results.append(problems)
    return results


def advise(statement: Mapping[str, Any]) -> list[Problem]:
    """What is no error, but may surprise the sender: fields the server drops, and what only the documents ask for."""
    known = schema()
    notes = []
    for name in statement:
        rule = known.fields.get(name)
        if rule is None and name not in known.server_added:
            notes.append(Problem(str(name), "unknown", "the database knows no such field and drops it"))
        elif rule is not None and rule.when and not _applies(rule, statement):
            notes.append(
                Problem(name, "dropped", f"counts only when {rule.when.field} is {rule.when.value}; dropped otherwise")
            )
    if _absent(statement.get("territorial_scope")):
        notes.append(Problem("territorial_scope", "documented", known.documented_only["territorial_scope"]))
    if not _absent(statement.get("source_identity")) and statement.get("source_type") == "SOURCE_VOLUNTARY":
        notes.append(Problem("source_identity", "dropped", "dropped for SOURCE_VOLUNTARY: nobody else asked"))
    additions = statement.get("category_addition")
    if isinstance(additions, list) and statement.get("category") in additions:
        notes.append(Problem("category_addition", "dropped", "the main category is removed from the additional ones"))
    return notes


def _check(rule: FieldRule, statement: Mapping[str, Any]) -> Problem | None:
    if rule.when and not _applies(rule, statement):
        return None
    value = statement.get(rule.name)
    if _absent(value):
        return _missing(rule, statement)
    return _TYPES[rule.type](rule, value)


def _applies(rule: FieldRule, statement: Mapping[str, Any]) -> bool:
    assert rule.when is not None
    ruling = statement.get(rule.when.field)
    return rule.when.value in ruling if isinstance(ruling, list) else ruling == rule.when.value


def _absent(value: Any) -> bool:
    """As the server sees it: empty text becomes null, an empty list does not fulfil `required`."""
    return (
        value is None
        or (isinstance(value, str) and not value.strip())
        or (isinstance(value, (list, dict)) and not value)
    )


def _missing(rule: FieldRule, statement: Mapping[str, Any]) -> Problem | None:
    if rule.required in ("always", "when"):
        reason = f" when {rule.when.field} is {rule.when.value}" if rule.when else ""
        return Problem(rule.name, "required", f"required{reason}")
    if rule.required == "without" and all(_absent(statement.get(other)) for other in rule.without):
        return Problem(rule.name, "required", f"required when none of {', '.join(rule.without)} is given")
    if rule.name in statement and not rule.nullable and not isinstance(statement[rule.name], (list, dict)):
        return Problem(rule.name, "type", "may be left out, but not be null or empty")
    return None


def _text(rule: FieldRule, value: Any) -> Problem | None:
    if not isinstance(value, str):
        return Problem(rule.name, "type", f"text, not {_kind(value)}")
    if not encodable(value):
        return Problem(rule.name, "encoding", "holds a NUL or a lone surrogate, which has no UTF-8")
    if rule.max_length is not None and len(value.strip()) > rule.max_length:
        return Problem(rule.name, "length", f"{len(value.strip())} characters, at most {rule.max_length}")
    if rule.pattern and not re.fullmatch(rule.pattern, value):
        return Problem(rule.name, "format", f"has to match {rule.pattern}")
    if rule.enum and value not in rule.enum:
        return Problem(rule.name, "enum", f"{_quote(value)} is no code of {rule.enum_name}")
    return None


def _url(rule: FieldRule, value: Any) -> Problem | None:
    problem = _text(rule, value)
    if problem is None and not _URL.fullmatch(value.strip()):
        return Problem(rule.name, "format", "a full address with http:// or https://")
    return problem


def _list(rule: FieldRule, value: Any) -> Problem | None:
    if not isinstance(value, list):
        return Problem(rule.name, "type", f"a list, not {_kind(value)}")
    for item in value:
        if not isinstance(item, str):
            return Problem(rule.name, "type", f"a list of text, but it holds {_kind(item)}")
        if item not in rule.enum:
            return Problem(rule.name, "enum", f"{_quote(item)} is no code of {rule.enum_name}")
    return None


def _date(rule: FieldRule, value: Any) -> Problem | None:
    try:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise ValueError
        date.fromisoformat(value)
    except ValueError:
        return Problem(rule.name, "format", f"a day as YYYY-MM-DD, not {_quote(value)}")
    # ISO days order as text.
    if (rule.min and value < rule.min) or (rule.max and value > rule.max):
        return Problem(rule.name, "range", f"{value} is not within {rule.min or 'any day'} to {rule.max}")
    return None


def _object(rule: FieldRule, value: Any) -> Problem | None:
    if not isinstance(value, dict):
        return Problem(rule.name, "type", f"an object, not {_kind(value)}")
    patterns = dict(rule.keys)
    for key, item in value.items():
        if key not in patterns:
            return Problem(rule.name, "enum", f"knows the keys {', '.join(patterns)}, not {_quote(key)}")
        if not isinstance(item, str) or not re.fullmatch(patterns[key], item):
            return Problem(rule.name, "format", f"{key} has to match {patterns[key]}")
    return None


_TYPES: Final[dict[str, Callable[[FieldRule, Any], Problem | None]]] = {
    "text": _text,
    "url": _url,
    "list": _list,
    "date": _date,
    "object": _object,
}


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false", int: "a number", float: "a number"}
    return "null" if value is None else names.get(type(value), type(value).__name__)


def _quote(value: Any) -> str:
    text = ascii(value)
    return text if len(text) <= 60 else text[:57] + "..."
