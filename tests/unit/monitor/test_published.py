"""A dump and JSON say the same; unusable statements are set aside with their line."""

from __future__ import annotations

import csv
import io
import json

import pytest
from tests.simulators.dsa_statements import base, illegal

from evenhand.dsa.schema import schema
from evenhand.kernel.errors import BadInputError, Reject
from evenhand.monitor.model import Automation, CaseKind
from evenhand.monitor.published import Published, read_published


def dump(*statements: dict[str, object]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, schema().dump_columns, extrasaction="ignore")
    writer.writeheader()
    for statement in statements:
        writer.writerow(
            {k: json.dumps(v) if isinstance(v, list) else "" if v is None else v for k, v in statement.items()}
        )
    return out.getvalue().encode()


def read(data: bytes, name: str) -> list[Published | Reject]:
    return list(read_published(io.BytesIO(data), name))


def test_a_dump_row_and_its_json_say_the_same() -> None:
    given = base() | {"uuid": "u-1", "platform_name": "Plaza", "created_at": "2026-02-04 01:02:03"}
    (from_dump,) = read(dump(given), "dump.csv")
    (from_json,) = read(json.dumps([given]).encode(), "statements.json")
    assert isinstance(from_dump, Published) and isinstance(from_json, Published)
    assert from_dump.effects == from_json.effects == {CaseKind.TAKEN_DOWN, CaseKind.REACH_REDUCED}
    assert (from_dump.applied, from_dump.sent) == (from_json.applied, from_json.sent)
    assert from_dump.applied.isoformat() == "2026-02-03" and from_dump.sent.isoformat() == "2026-02-04"
    assert from_dump.clause == from_json.clause == "Community rules, section 4.2"
    assert from_dump.automation is Automation.NOT_AUTOMATED
    assert (from_json.lang, from_json.content_types) == ("en", ("text", "other"))


def test_the_ground_is_the_one_that_counts() -> None:
    (found,) = read(json.dumps(illegal()).encode(), "statement.json")
    assert isinstance(found, Published)
    assert found.clause == "Criminal code of Freedonia, section 7"


@pytest.mark.parametrize(
    ("changes", "effects"),
    [
        ({"decision_visibility": None, "decision_monetary": None, "decision_provision": None}, {CaseKind.TAKEN_DOWN}),
        (
            {
                "decision_visibility": ["DECISION_VISIBILITY_CONTENT_LABELLED"],
                "decision_provision": None,
                "decision_account": None,
            },
            set(),
        ),
        (
            {
                "decision_visibility": ["DECISION_VISIBILITY_CONTENT_DEMOTED"],
                "decision_provision": "",
                "decision_account": "",
            },
            {CaseKind.REACH_REDUCED},
        ),
    ],
)
def test_effects(changes: dict[str, object], effects: set[CaseKind]) -> None:
    (found,) = read(json.dumps(base() | changes).encode(), "statement.json")
    assert isinstance(found, Published)
    assert found.effects == effects


def test_unusable_statements_are_set_aside() -> None:
    lines = [
        base(),
        base() | {"application_date": "soon"},
        base() | {"content_type": "[broken"},
        base() | {"application_date": None},
        base() | {"platform_name": "a\x00b"},
        base(),
    ]
    found = read("\n".join(json.dumps(line) for line in lines).encode(), "statements.jsonl")
    assert [(r.line, r.field) for r in found if isinstance(r, Reject)] == [
        (2, "application_date"),
        (3, "content_type"),
        (4, "application_date"),
        (5, "platform_name"),
    ]


def test_a_csv_of_something_else_is_refused() -> None:
    with pytest.raises(BadInputError, match="application_date"):
        read(b"a,b\n1,2\n", "dump.csv")
