"""The operator's own list."""

from __future__ import annotations

import json
from datetime import date

import pytest

from evenhand.designations.model import EntityKind, Strength
from evenhand.designations.sources.platform.parser import parse
from evenhand.kernel.errors import BadInputError

ITEM = {
    "name": "Green Heron Front",
    "kind": "organisation",
    "tier": 1,
    "from": "2024-01-05",
    "author": "policy desk",
    "reason": "a fictional group for tests",
    "aliases": [{"name": "جبهة البلشون", "lang": "ar"}, {"name": "GHF", "strength": "weak"}],
}
YAML = """
- name: Green Heron Front
  kind: organisation
  tier: 1
  from: 2024-01-05
  author: policy desk
  reason: a fictional group for tests
  aliases:
    - {name: جبهة البلشون, lang: ar}
    - {name: GHF, strength: weak}
"""


@pytest.mark.parametrize("data", [YAML, json.dumps([ITEM]), json.dumps([ITEM], indent="\t")])
def test_yaml_and_json_say_the_same(data: str) -> None:
    (record,) = parse({"own.yml": data.encode()}).records
    assert (record.key, record.name, record.kind) == ("green-heron-front", "Green Heron Front", EntityKind.ORGANISATION)
    assert [(alias.name, alias.lang, alias.script, alias.strength) for alias in record.aliases] == [
        ("جبهة البلشون", "ar", "Arab", Strength.STRONG),
        ("GHF", "", "Latn", Strength.WEAK),
    ]
    (fact,) = record.facts
    assert (fact.authority, fact.programme, fact.effective, fact.tier_hint) == (
        "platform",
        "platform",
        date(2024, 1, 5),
        "1",
    )
    assert fact.source == "platform list, policy desk: a fictional group for tests"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": 7}, "name"),
        ({"kind": "vessel"}, "kind"),
        ({"kind": ["person"]}, "kind"),
        ({"tier": 3}, "tier"),
        ({"from": "January"}, "from"),
        ({"until": "never"}, "until"),
        ({"author": None}, "author"),
        ({"reason": ""}, "reason"),
        ({"aliases": "GHF"}, "aliases"),
        ({"aliases": [{"lang": "ar"}]}, "aliases"),
        ({"aliases": [{"name": "GHF", "strength": "certain"}]}, "aliases.strength"),
        ({"aliases": [{"name": "GHF", "strength": ["x"]}]}, "aliases.strength"),
        ({"religion": "x"}, "religion"),
    ],
)
def test_a_bad_item_is_a_reject_with_its_line(change: dict[str, object], field: str) -> None:
    items = [{**ITEM, "name": "Grey Egret Union"}, {**ITEM, **change}]
    parsed = parse({"own.json": ("[\n" + ",\n".join(json.dumps(item) for item in items) + "\n]").encode()})
    assert [record.name for record in parsed.records] == ["Grey Egret Union"]
    assert [(reject.field, reject.line) for reject in parsed.rejects] == [(field, 3)]


def test_a_name_twice_and_a_thing_that_is_no_object_are_rejects() -> None:
    parsed = parse({"own.json": json.dumps([ITEM, ITEM, "text", None]).encode()})
    assert (len(parsed.records), len(parsed.rejects)) == (1, 3)


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"


@pytest.mark.parametrize(
    "data",
    [
        BOMB.encode(),
        b"name: one object",
        b"- {",
        b"\xff\xfe\x00",
        b"- !!python/object/apply:os.system [ls]",
        b"[" * 2_000,
    ],
)
def test_what_is_no_list_is_refused(data: bytes) -> None:
    with pytest.raises(BadInputError) as caught:
        parse({"own.yml": data})
    assert caught.value.hint


def test_bidi_overrides_and_control_characters_do_not_survive() -> None:
    (record,) = parse({"own.json": json.dumps([{**ITEM, "name": "Green\u202e Heron\x07 Front"}]).encode()}).records
    assert record.name == "Green Heron Front"
