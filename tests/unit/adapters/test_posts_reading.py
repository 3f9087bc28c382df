"""Files of posts: every kind gives the same rows, bad rows are set aside with reasons, memory stays small."""

import csv
import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evenhand.adapters.posts import reading
from evenhand.adapters.posts.reading import read_batches
from evenhand.detection.model import AccountKind
from evenhand.kernel.errors import BadInputError
from evenhand.service.batches import posts_of

ROWS = [
    {
        "id": "1",
        "text": "salam",
        "account": {"kind": "news_outlet", "handle": "h", "reach": 7},
        "posted_at": "2024-01-01T00:00:00Z",
    },
    {"id": "2", "text": "", "quoted_text": "q", "lang": "en"},
]


def _all(path: Path) -> tuple[list[object], list[object]]:
    batches = list(read_batches(path))
    return [p for b in batches for p in posts_of(b.batch)], [r for b in batches for r in b.rejects]


def test_every_kind_of_file_gives_the_same_posts(tmp_path: Path) -> None:
    jsonl = tmp_path / "a.jsonl"
    jsonl.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    with gzip.open(tmp_path / "a.jsonl.gz", "wt") as stream:
        stream.write(jsonl.read_text())
    with (tmp_path / "a.csv").open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(
            ["id", "text", "quoted_text", "lang", "posted_at", "account.kind", "account.handle", "account.reach"]
        )
        writer.writerow(["1", "salam", "", "", "2024-01-01T00:00:00Z", "news_outlet", "h", "7"])
        writer.writerow(["2", "", "q", "en", "", "", "", ""])
    names = {name: None for row in ROWS for name in row}  # Arrow reads its columns off the first row
    pq.write_table(pa.Table.from_pylist([names | row for row in ROWS]), tmp_path / "a.parquet")
    expected, none = _all(jsonl)
    assert none == [] and len(expected) == 2
    assert expected[0].account.kind is AccountKind.NEWS_OUTLET and expected[0].account.reach == 7
    for name in ("a.jsonl.gz", "a.csv", "a.parquet"):
        assert _all(tmp_path / name) == (expected, [])


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ('{"text": "no id"}', "id"),
        ('{"id": "", "text": "x"}', "id"),
        ('{"id": "3"}', "text"),
        ('{"id": "3", "text": 5}', "text"),
        ('{"id": "3", "text": "x", "posted_at": "yesterday"}', "posted_at"),
        ('{"id": "3", "text": "x", "posted_at": "2024-01-01T00:00:00"}', "posted_at"),
        ('{"id": "3", "text": "x", "account": {"kind": "bot"}}', "account.kind"),
        ('{"id": "3", "text": "x", "account": {"reach": -1}}', "account.reach"),
        ('{"id": "3", "text": "x", "account": []}', ""),
        ('{"id": "3", "text": "x", "media": [{}]}', "media"),
        ("[1, 2]", ""),
        ("not json", ""),
        ("\x00", ""),
        ('{"id": "3", "text": ' + "[" * 100_000, ""),
    ],
)
def test_a_bad_line_is_set_aside_and_the_rest_goes_on(tmp_path: Path, line: str, field: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id":"1","text":"a"}\n' + line + '\n{"id":"2","text":"b"}\n')
    posts, rejects = _all(path)
    ids = [p.id for p in posts]
    if '"account": []' in line:  # an empty list says no more than an absent account
        assert ids == ["1", "3", "2"]
        return
    assert ids == ["1", "2"]
    assert [(r.line, r.field) for r in rejects] == [(2, field)]
    assert rejects[0].expected


def test_lone_surrogates_keep_their_place(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id":"1","text":"a\\ud800b"}\n')
    posts, rejects = _all(path)
    assert rejects == [] and posts[0].text == "a\ufffdb"


def test_a_gigabyte_line_is_never_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_LINE", 1000)
    path = tmp_path / "a.jsonl"
    path.write_text('{"id":"1","text":"a"}\n{"id":"2","text":"' + "x" * 5000 + '"}\n{"id":"3","text":"c"}\n')
    posts, rejects = _all(path)
    assert [p.id for p in posts] == ["1", "3"]
    assert rejects[0].line == 2 and "1000" in rejects[0].expected


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="no such file"):
        read_batches(tmp_path / "none.jsonl")
    (tmp_path / "a.txt").write_text("")
    with pytest.raises(BadInputError, match="what kind"):
        read_batches(tmp_path / "a.txt")
    (tmp_path / "b.parquet").write_bytes(b"PAR1 not really")
    with pytest.raises(BadInputError, match="damaged"):
        list(read_batches(tmp_path / "b.parquet"))
    (tmp_path / "c.jsonl.gz").write_bytes(gzip.compress(b'{"id":"1","text":"a"}\n' * 100)[:-20])
    with pytest.raises(BadInputError, match="damaged"):
        list(read_batches(tmp_path / "c.jsonl.gz"))
    (tmp_path / "d.csv").write_text("a,b\n1,2\n")
    with pytest.raises(BadInputError, match="column named id"):
        list(read_batches(tmp_path / "d.csv"))
