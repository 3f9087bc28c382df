"""The compiled schema says what the collected facts say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evenhand.dsa.schema import schema


@pytest.mark.realdata
def test_every_field_limit_and_code_of_the_facts(data_dir: Path) -> None:
    facts = json.loads((data_dir / "dsa" / "statement-of-reasons-v2.json").read_text(encoding="utf-8"))
    known = schema()
    assert list(known.fields) == list(facts["fields"])
    assert list(known.dump_columns) == facts["csv_dump_columns"]
    assert known.commit == facts["source"]["commit"]
    for name, fact in facts["fields"].items():
        rule = known.fields[name]
        assert (rule.max_length, rule.min, rule.max) == (
            fact.get("max_length"),
            fact.get("min", ""),
            fact.get("max", ""),
        ), name
        assert (rule.required == "always") == (fact["required"] == "always"), name
        assert rule.enum_name == fact.get("enum", "").split(" ")[0], name
    for name, codes in known.enums.items():
        assert set(codes) == set(facts["enums"][name])
