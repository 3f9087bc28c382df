"""The schema of statement v2 as data: fields, limits, codes and conditions, compiled from the database's own validator.

Source: digital-services-act/transparency-database, StatementStoreRequest and GroupedSubmissionsService at the commit
named in `data/schema-v2.json` (in force since 2025-07-01, Implementing Regulation (EU) 2024/2835). Checks: `validate`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class When:
    """A field counts only while another one has (or lists) this value; the server drops it otherwise."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One field. `type` is text | list | date | url | object; `required` is always | never | when | without.

    `without` names the fields of which one at least must be there; lengths are in characters; days are ISO text.
    """

    name: str
    type: str
    required: str
    nullable: bool
    without: tuple[str, ...] = ()
    when: When | None = None
    enum: tuple[str, ...] = ()
    enum_name: str = ""
    max_length: int | None = None
    min: str = ""
    max: str = ""
    pattern: str = ""
    keys: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Schema:
    """All of it. `documented_only` holds what the documents say and the validator does not."""

    fields: dict[str, FieldRule]
    enums: dict[str, tuple[str, ...]]
    server_added: tuple[str, ...]
    dump_columns: tuple[str, ...]
    documented_only: dict[str, str]
    batch_limit: int
    commit: str


@cache
def schema() -> Schema:
    """The schema that ships."""
    raw = json.loads(files("evenhand.dsa").joinpath("data/schema-v2.json").read_text(encoding="utf-8"))
    enums = {name: tuple(values) for name, values in raw["enums"].items()}
    return Schema(
        fields={name: _rule(name, rule, enums) for name, rule in raw["fields"].items()},
        enums=enums,
        server_added=tuple(raw["server_added"]),
        dump_columns=tuple(raw["dump_columns"]),
        documented_only=raw["documented_only"],
        batch_limit=raw["batch_limit"],
        commit=raw["source"]["commit"],
    )


def _rule(name: str, raw: dict[str, Any], enums: dict[str, tuple[str, ...]]) -> FieldRule:
    required, _, others = raw["required"].partition(":")
    when = raw.get("when")
    return FieldRule(
        name=name,
        type=raw["type"],
        required=required,
        nullable=raw["nullable"],
        without=tuple(others.split(",")) if others else (),
        when=When(when["field"], when["value"]) if when else None,
        enum=enums.get(raw.get("enum", ""), ()),
        enum_name=raw.get("enum", ""),
        max_length=raw.get("max_length"),
        min=raw.get("min", ""),
        max=raw.get("max", ""),
        pattern=raw.get("pattern", ""),
        keys=tuple(raw.get("keys", {}).items()),
    )
