"""Imported rows: the documented fields, what is refused and where, hostile files."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any

import pytest

from evenhand.kernel.errors import BadInputError, Reject
from evenhand.monitor.model import Arm, Automation, Channel
from evenhand.monitor.read import Incoming, read_cases, read_observations

ROW: dict[str, Any] = {
    "case_id": "c-1",
    "kind": "taken_down",
    "channel": "sampled",
    "platform": "Plaza",
    "happened": "2026-01-05",
}


def read(data: str | bytes, name: str = "cases.jsonl") -> list[Incoming | Reject]:
    return list(read_cases(io.BytesIO(data.encode() if isinstance(data, str) else data), name))


def one(**changes: Any) -> Incoming | Reject:
    return read(json.dumps(ROW | changes))[0]


def test_csv_and_jsonl_give_the_same_case() -> None:
    nested = ROW | {
        "channel": "solicited",
        "notice": 'Removed.\n"Rule 4.2"',
        "consent": {"purpose": "report", "until": "2027-01-01"},
        "appeal": {"filed": "2026-01-06", "outcome": "reversed", "decided": "2026-01-09T10:00:00+02:00"},
    }
    header = "case_id,kind,channel,platform,happened,notice,consent.purpose,consent.until"
    header += ",appeal.filed,appeal.outcome,appeal.decided"
    line = 'c-1,taken_down,solicited,Plaza,2026-01-05,"Removed.\n""Rule 4.2""",report,2027-01-01,2026-01-06,reversed,2026-01-09'
    from_json, from_csv = read(json.dumps(nested))[0], read(f"\ufeff{header}\r\n{line}\r\n", "cases.csv")[0]
    assert isinstance(from_json, Incoming) and isinstance(from_csv, Incoming)
    assert from_json.case == from_csv.case
    assert from_csv.case.channel is Channel.SOLICITED
    assert from_csv.case.notice == 'Removed.\n"Rule 4.2"'
    assert from_csv.case.appeal is not None and from_csv.case.appeal.decided == date(2026, 1, 9)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "Taken down"}, "kind"),
        ({"kind": None}, "kind"),
        ({"channel": ""}, "channel"),
        ({"platform": " "}, "platform"),
        ({"platform": 5}, "platform"),
        ({"happened": "05/01/2026"}, "happened"),
        ({"happened": "2026-02-30"}, "happened"),
        ({"happened": "2026-01-05T10:00:00"}, "happened"),
        ({"happened": None}, "happened"),
        ({"noticed": "2026-01-04"}, "noticed"),
        ({"reported": "2026-01-09", "answered": "2026-01-08"}, "answered"),
        ({"kind": "left_up"}, "reported"),
        ({"channel": "solicited"}, "consent.purpose"),
        ({"consent": {"until": "2027-01-01"}}, "consent.purpose"),
        ({"automation": "yes"}, "automation"),
        ({"notice": "x" * 20_001}, "notice"),
        ({"notice": "a\x00b"}, "notice"),
        ({"notice": "a\ud800b"}, "notice"),
        ({"account": "two\nlines"}, "account"),
        ({"appeal": {"outcome": "won"}}, "appeal.outcome"),
        ({"appeal": {"decided": "2026-01-09"}}, "appeal.outcome"),
        ({"evidence": "shot.png"}, "evidence"),
        ({"evidence": [{"file": "a", "other": 1}]}, "evidence"),
        ({"evidence": [{}]}, "evidence"),
        ({"evidence": [{"sha256": "abc"}]}, "evidence.sha256"),
        ({"evidence": [{"sha256": "a" * 64}] * 201}, "evidence"),
    ],
)
def test_what_does_not_fit_is_refused_by_field(changes: dict[str, Any], field: str) -> None:
    refused = one(**changes)
    assert isinstance(refused, Reject)
    assert (refused.line, refused.field) == (1, field)
    assert refused.expected


def test_days_of_instants_automation_and_ids() -> None:
    found = one(happened="2026-01-05T23:30:00-03:00", automation="fully", case_id="")
    assert isinstance(found, Incoming)
    assert found.case.happened == date(2026, 1, 6)
    assert found.case.automation is Automation.FULLY
    again, other = one(happened="2026-01-06", automation="fully", case_id=""), one(case_id="")
    assert isinstance(again, Incoming) and isinstance(other, Incoming)
    assert found.case.case_id == again.case.case_id != other.case.case_id


def test_a_bad_row_never_takes_a_good_one_with_it() -> None:
    header = "case_id,kind,channel,platform,happened,notice\n"
    good = "{},taken_down,sampled,Plaza,2026-01-05,removed\n"
    data = (
        header
        + good.format("a")
        + 'b,taken_down,sampled,Plaza,2026-01-05,"never closed\n'
        + good.format("c")
        + "d,too,few\n"
        + "e,taken_down,sampled,Plaza,2026-01-05," + "x" * 2_000_000 + "\n"
        + good.format("f")
    ).encode() + b"g,taken_down,sampled,Plaza,2026-01-05,\xff\xfe\n" + good.format("h").encode()  # fmt: skip
    found = read(data, "cases.csv")
    assert [item.case.case_id for item in found if isinstance(item, Incoming)] == ["a", "c", "f", "h"]
    assert [item.line for item in found if isinstance(item, Reject)] == [3, 5, 6, 8]


@pytest.mark.parametrize(
    "line", ["[" * 50_000, '{"a":' * 5_000, "{", "[]", "null", '{"kind": 1, "kind": 2}', '{"a": 1e999}']
)
def test_hostile_json_lines(line: str) -> None:
    found = read(f"{line}\n{json.dumps(ROW)}\n")
    assert [type(item) for item in found] == [Reject, Incoming]


@pytest.mark.parametrize("data", ["", "\n\n", "a,a\n1,2\n"])
def test_csv_without_a_usable_header(data: str) -> None:
    with pytest.raises(BadInputError) as refused:
        read(data, "cases.csv")
    assert refused.value.hint


def test_columns_that_mean_nothing_are_named() -> None:
    found = one(notise="typo", seen_by="x")
    assert isinstance(found, Incoming)
    assert found.ignored == {"notise", "seen_by"}


def test_observations() -> None:
    data = "test_id,viewer,arm,seen\nt,v1,subject,true\nt,v1,control,no\nt,v2,other,yes\nt,,control,yes\nt,v3,control,maybe\n"
    found = list(read_observations(io.BytesIO(data.encode()), "o.csv"))
    assert [(o.viewer, o.arm, o.seen) for o in found if not isinstance(o, Reject)] == [
        ("v1", Arm.SUBJECT, True),
        ("v1", Arm.CONTROL, False),
    ]
    assert [(o.line, o.field) for o in found if isinstance(o, Reject)] == [(4, "arm"), (5, "viewer"), (6, "seen")]
