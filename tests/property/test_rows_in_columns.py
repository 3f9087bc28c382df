"""Rows read column by column are what they are row by row: the same batch, the same rejects, whatever a file says."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenhand.adapters.posts import reading
from evenhand.kernel.errors import Reject
from evenhand.service import batches, columns
from evenhand.service.batches import batch_of, check_row
from evenhand.service.columns import Odd, batch_of_rows

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 2**54),
    st.floats(allow_nan=False),
    st.just([]),
    st.just({}),
    st.text(max_size=4),
)
TEXT = st.one_of(st.text(max_size=12), st.sampled_from(["", "سلام", "x" * 41, "é" * 40, "a\x00b"]))
INSTANTS = st.sampled_from(
    ["2026-10-01T08:00:00Z", "2026-10-01T08:00:00.5Z", "2026-02-30T08:00:00Z", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z",
     "2026-10-01", "2026-10-01T08:00:00+02:00", "2026-10-01T24:00:00Z", "2026-10-01T08:00:60Z", "2026-10-01t08:00:00z",
     "2026-10-01T08:00:00Z\n", "٢026-10-01T08:00:00Z", "", "soon"]
)  # fmt: skip
ACCOUNTS = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.one_of(st.sampled_from(["individual", "state", "", "bot"]), JUNK), "handle": st.one_of(TEXT, JUNK),
        "bio": TEXT, "display_name": TEXT, "reach": st.one_of(JUNK, st.sampled_from([7.0, 2**53, True])), "more": JUNK,
    },
)  # fmt: skip
MEDIA = st.lists(
    st.fixed_dictionaries({}, optional={"sha256": st.sampled_from(["0" * 64, "zz", ""]), "pdq": TEXT}), max_size=2
)
LINES = st.sampled_from(["", " ", "{", "[", "\r", '{"id":"1"', "\x00", "NaN"])
ROWS = st.one_of(
    JUNK,
    st.fixed_dictionaries(
        {"id": st.one_of(st.text(min_size=1, max_size=4), JUNK), "text": st.one_of(TEXT, JUNK)},
        optional={
            "surface": st.one_of(TEXT, JUNK), "account_id": TEXT, "posted_at": st.one_of(INSTANTS, JUNK), "lang": TEXT,
            "quoted_text": st.one_of(TEXT, JUNK), "parent_text": TEXT, "visibility": TEXT, "account": st.one_of(ACCOUNTS, JUNK),
            "media": st.one_of(MEDIA, JUNK), "unknown": JUNK,
        },
    ),
)  # fmt: skip


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROWS, max_size=6), marked=st.booleans())
def test_the_same_batch_and_the_same_rejects(monkeypatch: pytest.MonkeyPatch, rows: list[Any], marked: bool) -> None:
    for module in (batches, columns):
        monkeypatch.setattr(module, "MAX_TEXT", 40)
    given_rows = [Odd(row) if marked and isinstance(row, dict) else row for row in rows]
    batch, bad = batch_of_rows(range(1, len(rows) + 1), given_rows)
    checked = [check_row(row, number) for number, row in enumerate(rows, 1)]
    assert batch.to_pylist() == batch_of([row for row in checked if not isinstance(row, Reject)]).to_pylist()
    assert list(bad) == [row for row in checked if isinstance(row, Reject)]
    batch.validate(full=True)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(st.one_of(ROWS.map(json.dumps), LINES), max_size=9),
    ended=st.booleans(), piece=st.integers(1, 60), packed=st.booleans(),
)  # fmt: skip
def test_lines_are_told_apart_wherever_a_piece_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: list[str], ended: bool, piece: int, packed: bool
) -> None:
    monkeypatch.setattr(reading, "_PIECE", piece)
    monkeypatch.setattr(reading, "MAX_LINE", 200)
    data = ("\n".join(lines) + ("\n" if ended else "")).encode()
    path = tmp_path / ("a.jsonl.gz" if packed else "a.jsonl")
    path.write_bytes(gzip.compress(data) if packed else data)
    got = list(reading.read_batches(path, rows=4))
    expected: list[tuple[int, Any]] = []
    for number, line in enumerate(data.splitlines(keepends=True) if b"\r" not in data else data.split(b"\n"), 1):
        if len(line.rstrip(b"\n")) > 200:
            expected.append((number, "too long"))
        elif line.strip():
            expected.append((number, line))
    kept = sum(read.batch.num_rows + len(read.rejects) for read in got)
    assert kept == len(expected)
    assert [read.line for read in got][-1:] == [number for number, _ in expected][-1:]
    long = {reject.line for read in got for reject in read.rejects if "at most 200 bytes" in reject.expected}
    assert long == {number for number, line in expected if line == "too long"}
