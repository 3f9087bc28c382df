"""Whatever the bytes, reading cases, statements and observations ends in records, rejects or one clear refusal."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.kernel.errors import BadInputError, Reject
from evenhand.monitor.published import read_published
from evenhand.monitor.read import CASE_COLUMNS, Incoming, read_cases, read_observations

Reader = Callable[[BinaryIO, str], Iterator[Any]]
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=30), st.lists(st.text(max_size=3)),
    st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2),
    st.sampled_from(["taken_down", "sampled", "solicited", "2026-01-05", "9999-12-31", "0001-01-01", "[{}]", "=1+1"]),
)  # fmt: skip


@pytest.mark.parametrize("reader", [read_cases, read_published, read_observations])
@pytest.mark.parametrize("name", ["x.csv", "x.jsonl", "x.json"])
@given(data=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda t: t.encode("utf-8", "replace"))))
@settings(max_examples=60, deadline=None)
def test_any_bytes(reader: Reader, name: str, data: bytes) -> None:
    try:
        items = list(reader(io.BytesIO(data), name))
    except BadInputError:
        return
    assert all(item.line >= 1 and item.expected for item in items if isinstance(item, Reject))


@given(st.dictionaries(st.sampled_from([name.partition(".")[0] for name in CASE_COLUMNS]), VALUES))
@settings(max_examples=300, deadline=None)
def test_any_values_in_the_documented_fields(row: dict[str, Any]) -> None:
    (found,) = read_cases(io.BytesIO(json.dumps(row).encode()), "x.jsonl")
    if isinstance(found, Reject):
        assert found.expected and "\n" not in found.field
    else:
        assert found.case.case_id and found.case.platform


@given(st.lists(st.booleans(), min_size=1, max_size=30))
@settings(max_examples=60, deadline=None)
def test_good_rows_between_bad_ones_all_come_through(pattern: list[bool]) -> None:
    good = "g{},taken_down,sampled,Plaza,2026-01-05,ok\n"
    bad = 'b{},taken_down,sampled,Plaza,2026-01-05,"open\n'
    text = "case_id,kind,channel,platform,happened,notice\n" + "".join(
        (good if fine else bad).format(n) for n, fine in enumerate(pattern)
    )
    found = list(read_cases(io.BytesIO(text.encode()), "x.csv"))
    ids = {item.case.case_id for item in found if isinstance(item, Incoming)}
    last_bad = max((n for n, fine in enumerate(pattern) if not fine), default=-1)
    after = {f"g{n}" for n, fine in enumerate(pattern) if fine and n > last_bad}
    assert after <= ids
