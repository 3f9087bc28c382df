"""The four shapes of a file, and what hostile ones get."""

from __future__ import annotations

import io
import json

import pytest
from tests.simulators.dsa_statements import base

from evenhand.dsa.read import Located, read_statements
from evenhand.kernel.errors import BadInputError, Reject

ONE = json.dumps(base())


def read(data: str | bytes, name: str = "statements") -> list[Located | Reject]:
    return list(read_statements(io.BytesIO(data.encode() if isinstance(data, str) else data), name))


@pytest.mark.parametrize(
    ("data", "count"),
    [
        (ONE, 1),
        (json.dumps(base(), indent=2), 1),
        ("\ufeff" + ONE, 1),
        (f"[{ONE}, {ONE}]", 2),
        (json.dumps({"statements": [base()] * 100}), 100),
        (f"{ONE}\n\n{ONE}\n", 2),
        (f"{ONE}\n{ONE}\n{ONE}", 3),
    ],
)
def test_shapes(data: str, count: int) -> None:
    members = read(data)
    assert [type(m) for m in members] == [Located] * count
    assert all(isinstance(m, Located) and m.statement == base() for m in members)


def test_lines_count_from_one_and_a_bad_line_stops_nothing() -> None:
    members = read(f"{ONE}\n{{broken\n[1]\n{ONE}\n")
    assert [(type(m), m.line) for m in members] == [(Located, 1), (Reject, 2), (Reject, 3), (Located, 4)]


@pytest.mark.parametrize(
    "data",
    [b"", b"   ", b"<xml/>", b"[" * 200_000, b'{"a": NaN}', b'{"statements": {}}', b'{"statements": []}', b"\xff\xfe{"],
)
def test_files_of_another_kind_are_refused(data: bytes) -> None:
    with pytest.raises(BadInputError) as refused:
        read(data)
    assert refused.value.hint


def test_more_than_a_hundred_are_no_batch() -> None:
    with pytest.raises(BadInputError, match="1 to 100"):
        read(json.dumps({"statements": [base()] * 101}))


def test_a_long_line_is_skipped_not_kept() -> None:
    members = read(f'{ONE}\n{{"a": "{"x" * 3_000_000}"}}\n{ONE}\n', "a.jsonl")
    assert [type(m) for m in members] == [Located, Reject, Located]
