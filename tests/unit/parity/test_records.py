"""Audit records: what passes, what is refused and where."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.kernel.errors import Reject
from evenhand.parity.records import AuditRecord, SampledHow, Truth, parse_record, reach_band

GOOD = {"post_id": "p1", "at": "2024-02-09T12:00:00Z", "sampled_how": "random"}


def test_defaults_and_round_trip():
    record = parse_record(GOOD, 1)
    assert record == AuditRecord("p1", datetime(2024, 2, 9, 12, tzinfo=UTC), SampledHow.RANDOM)
    full = parse_record({**GOOD, "truth": "allowed", "listed": False, "weight": 2500, "lang": "fa", "extra": 1}, 1)
    assert full.truth is Truth.ALLOWED
    assert parse_record(full.to_dict(), 1) == full


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("post_id", None),
        ("post_id", 5),
        ("post_id", "a\x00b"),
        ("post_id", "a\u202eb"),
        ("post_id", "a\ud800"),
        ("post_id", "x" * 201),
        ("at", "yesterday"),
        ("at", "2024-02-09T12:00:00"),
        ("at", 5),
        ("sampled_how", "convenient"),
        ("truth", "maybe"),
        ("weight", 0),
        ("weight", 1.5),
        ("weight", True),
        ("weight", 10**10),
        ("prior_strikes", -1),
        ("matched", "yes"),
        ("listed", 1),
        ("lang", ["fa"]),
    ],
)
def test_a_bad_field_is_named(field, value):
    reject = parse_record({**GOOD, field: value}, 7)
    assert isinstance(reject, Reject)
    assert (reject.line, reject.field) == (7, field)
    assert reject.expected
    assert reject.got.isascii()


@pytest.mark.parametrize("row", [None, 5, "text", [1]])
def test_no_object_is_refused(row):
    assert isinstance(parse_record(row, 1), Reject)


@given(
    st.dictionaries(
        st.sampled_from([*AuditRecord.__dataclass_fields__, "other"]),
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.integers()),
    )
)
def test_any_object_is_a_record_or_a_reject(row):
    assert isinstance(parse_record(row, 1), (AuditRecord, Reject))


@pytest.mark.parametrize(
    ("flags", "passed"),
    [
        ({}, -1),
        ({"listed": False}, 0),
        ({"listed": True}, 1),
        ({"matched": True}, 2),
        ({"matched": True, "sent_on": True}, 3),
        ({"enforced": True}, 4),
        ({"enforced": True, "harsh": True}, 5),
        ({"harsh": True}, -1),
    ],
)
def test_how_far_it_came(flags, passed):
    assert parse_record({**GOOD, **flags}, 1).passed == passed


def test_reach_bands():
    assert [reach_band(n) for n in (0, 999, 1_000, 99_999, 5_000_000)] == [
        "under 1k",
        "under 1k",
        "1k to 10k",
        "10k to 100k",
        "1M and more",
    ]
