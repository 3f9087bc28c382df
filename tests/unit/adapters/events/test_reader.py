"""Share events from every kind of file; bad rows cost themselves and nothing else."""

from __future__ import annotations

import gzip
import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evenhand.adapters.events import reader
from evenhand.adapters.events.columns import parse_mapping
from evenhand.adapters.events.reader import read_shares
from evenhand.kernel.errors import BadInputError, UsageError

ROWS = [("o1", "a1", "c1", 10), ("o1", "a2", "c2", 12), ("o2", "ا😀", "c3", 99)]
NAMES = ("object_id", "account_id", "content_id", "timestamp_share")


def ids(shares):
    return [
        (shares.objects[o].as_py(), shares.accounts[a].as_py(), shares.contents[c].as_py(), int(t))
        for o, a, c, t in zip(shares.object, shares.account, shares.content, shares.time, strict=True)
        if min(o, a, c) >= 0
    ]


@pytest.fixture(params=["parquet", "csv", "csv.gz", "jsonl", "jsonl.gz"])
def path(request, tmp_path):
    file = tmp_path / f"shares.{request.param}"
    if request.param == "parquet":
        pq.write_table(pa.table({name: [row[i] for row in ROWS] for i, name in enumerate(NAMES)}), file)
        return file
    if request.param.startswith("csv"):
        text = "\n".join([",".join(NAMES), *(",".join(map(str, row)) for row in ROWS)]) + "\n"
    else:
        text = "\n".join(json.dumps(dict(zip(NAMES, row, strict=True))) for row in ROWS)
    data = text.encode()
    file.write_bytes(gzip.compress(data) if request.param.endswith("gz") else data)
    return file


def test_every_kind_of_file_says_the_same(path):
    shares, rejects = read_shares(path)
    assert ids(shares) == ROWS
    assert rejects == []
    assert shares.ticks == 1


def test_columns_can_be_named(tmp_path):
    file = tmp_path / "x.csv"
    file.write_text("url,user,post,when,more\no,a,c,2024-02-09T12:00:00Z,1\n")
    mapping = parse_mapping("object=url, account=user,content=post,time=when")
    shares, _ = read_shares(file, mapping)
    assert ids(shares) == [("o", "a", "c", 1_707_480_000)]
    with pytest.raises(BadInputError, match="no column for the object"):
        read_shares(file)


@pytest.mark.parametrize("text", ["object", "object=", "who=x", "object=a,object=b"])
def test_a_mapping_that_makes_no_sense_is_refused(text):
    with pytest.raises(UsageError):
        parse_mapping(text)


def test_bad_rows_are_rejected_with_their_line_and_field(tmp_path):
    file = tmp_path / "x.csv"
    file.write_bytes(
        b"object,account,content,time\no,a,c1,1\no,,c2,2\n,b,c3,3\no,b,c4,yesterday\no,b\no,b,\xff\xfe,5\no,b,c\x006,6\n"
    )
    shares, rejects = read_shares(file)
    assert {(reject.line, reject.field) for reject in rejects} >= {(3, "account"), (4, "object"), (5, "time")}
    assert (7, "content") in {(reject.line, reject.field) for reject in rejects}
    assert [reject.line for reject in rejects if "columns" in reject.expected] == [6]
    assert ("o", "a", "c1", 1) in ids(shares)


def test_bad_lines_of_jsonl(tmp_path, monkeypatch):
    monkeypatch.setattr(reader, "MAX_LINE", 200)
    good = json.dumps({"object": "o", "account": 17, "content": "c", "time": 1.5})
    file = tmp_path / "x.jsonl"
    nested = json.dumps({"object": "o", "account": {}, "content": "c", "time": 2})
    file.write_text("\n".join([good, "not json", "[1]", "x" * 1000, nested, good]))
    shares, rejects = read_shares(file)
    assert [(reject.line, reject.field) for reject in rejects] == [(2, ""), (3, ""), (4, ""), (5, "account")]
    assert shares.rows == 3
    assert shares.ticks == 1_000_000
    assert shares.time[0] == 1_500_000


def test_an_empty_id_is_rejected_by_our_rules_and_a_value_for_the_peer(tmp_path):
    file = tmp_path / "x.parquet"
    pq.write_table(pa.table({"object": ["", "o"], "account": ["a", "b"], "content": ["c", "d"], "time": [1, 2]}), file)
    shares, rejects = read_shares(file)
    assert shares.complete_rows == 1
    assert [reject.field for reject in rejects] == ["object"]
    assert read_shares(file, empty_is_a_value=True)[0].complete_rows == 2


def test_ids_may_be_numbers_and_dictionaries(tmp_path):
    file = tmp_path / "x.parquet"
    table = pa.table(
        {
            "object": pa.array(["o", "o"]).dictionary_encode(),
            "account": [7, 8],
            "content": [2**60, 2**60 + 1],
            "time": pa.array(np.array(["2024-02-09T12:00:00", "2024-02-09T12:00:01"], "datetime64[ms]")),
        }
    )
    pq.write_table(table, file)
    shares, rejects = read_shares(file)
    assert rejects == []
    assert ids(shares) == [("o", "7", str(2**60), 1_707_480_000), ("o", "8", str(2**60 + 1), 1_707_480_001)]


@pytest.mark.parametrize(
    ("account", "time"),
    [
        (pa.array([[1], [2]]), pa.array([1, 2])),
        (pa.array(["a", "b"]), pa.array([[1], [2]])),
        (pa.Array.from_buffers(pa.string(), 2, pa.array([b"\xff", b"b"], pa.binary()).buffers()), pa.array([1, 2])),
    ],
)
def test_columns_of_another_kind_are_refused(tmp_path, account, time):
    file = tmp_path / "x.parquet"
    pq.write_table(pa.table({"object": ["o", "o"], "account": account, "content": ["c", "d"], "time": time}), file)
    with pytest.raises(BadInputError, match="neither ids nor times"):
        read_shares(file)


@pytest.mark.parametrize("name", ["x.parquet", "x.csv", "x.txt", "x.jsonl.gz"])
def test_what_is_no_such_file_is_refused(tmp_path, name):
    file = tmp_path / name
    file.write_bytes(b"\x00\x01 nothing to read")
    with pytest.raises(BadInputError):
        read_shares(file)
    with pytest.raises(BadInputError):
        read_shares(tmp_path / "absent.csv")
