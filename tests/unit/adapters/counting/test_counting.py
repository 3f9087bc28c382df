"""Counting: files in, cube out; labels from their own database; nothing singled out, nothing solicited counted."""

import gzip
import json
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from tests.simulators.parity_records import labels_csv, records_of
from tests.simulators.parity_world import make_world

from evenhand.adapters.counting.cubes import count_records
from evenhand.adapters.counting.files import read_records, write_records
from evenhand.adapters.counting.labels import import_labels, read_labels
from evenhand.kernel.errors import BadInputError, Reject
from evenhand.parity.cubes import DIMENSIONS
from evenhand.parity.records import AuditRecord, SampledHow, Truth
from evenhand.parity.report import build_report

DAY = datetime(2024, 2, 9, tzinfo=UTC)


def record(number=0, **fields):
    base = AuditRecord(f"p{number}", DAY, SampledHow.RANDOM, Truth.VIOLATING, f"a{number}", "en", "feed", listed=False)
    return replace(base, **fields)


@pytest.fixture(scope="module")
def world():
    return make_world(4, injected=True, size=4_000)


@pytest.fixture
def labels(tmp_path):
    def make(csv):
        (tmp_path / "l.csv").write_text(csv, encoding="utf-8")
        return import_labels(tmp_path / "l.csv", tmp_path / "labels.db"), tmp_path / "labels.db"

    return make


@pytest.mark.parametrize("name", ["r.jsonl", "r.parquet"])
def test_the_cube_of_the_file_is_the_cube_of_the_world(world, labels, tmp_path, name):
    _, database = labels(labels_csv(world))
    assert write_records(tmp_path / name, records_of(world)) == world.cube.tally.used
    cube = count_records(read_records(tmp_path / name), labels=database)
    # Bands are named differently (0, 1 against 0, 1-2); everything else is the simulator's own count.
    assert [cube.levels[d] for d in range(6)] == [world.cube.levels[d] for d in range(6)]
    for one, other in zip(
        (*cube.codes, cube.passed, cube.n, cube.weight, cube.weight_squares),
        (*world.cube.codes, world.cube.passed, world.cube.n, world.cube.weight, world.cube.weight_squares),
        strict=True,
    ):
        assert np.array_equal(one, other)
    assert build_report(cube).findings == build_report(world.cube).findings


def test_order_does_not_matter(world):
    records = records_of(world)
    assert build_report(count_records(records)) == build_report(count_records(reversed(records)))


def test_solicited_and_unlabelled_records_are_counted_but_never_used():
    records = [record(i) for i in range(5)]
    records += [
        record(10 + i, sampled_how=how)
        for i, how in enumerate((SampledHow.SOLICITED, SampledHow.APPEAL, SampledHow.OWN))
    ]
    records += [record(20, truth=None), record(0), record(0, sampled_how=SampledHow.SOLICITED)]
    cube = count_records(records)
    assert int(cube.n.sum()) == cube.tally.used == 5
    assert dict(cube.tally.by_sampling) == {"appeal": 1, "own": 1, "random": 6, "solicited": 2}
    assert (cube.tally.records, cube.tally.repeated, cube.tally.random_unlabelled) == (11, 1, 1)


def test_time_is_half_open():
    records = [record(i, at=DAY.replace(hour=i)) for i in range(4)]
    assert count_records(records, since=DAY.replace(hour=1), until=DAY.replace(hour=3)).tally.used == 2


@pytest.mark.parametrize(("accounts", "shown"), [(9, ()), (10, ("north",))])
def test_a_community_of_few_accounts_is_not_shown(labels, accounts, shown):
    _, database = labels(
        "surface,account_id,community,source\n" + "".join(f"feed,a{i},north,own study\n" for i in range(accounts))
    )
    records = [record(i, account_id=f"a{i % accounts}") for i in range(50)]
    cube = count_records(records, labels=database)
    assert cube.values_of("community") == shown
    assert cube.tally.communities_too_small == (0 if shown else 1)
    assert cube.tally.used == 50


def test_without_labels_there_is_no_community():
    cube = count_records([record()])
    assert cube.levels[DIMENSIONS.index("community")] == ("",)
    assert cube.tally.without_community == 1
    assert count_records([]).tally.records == 0


def test_huge_weights_do_not_overflow():
    cube = count_records([record(i, weight=10**9) for i in range(1_000)])
    assert float(cube.weight_squares.sum()) == 1_000 * 1e18


def test_bad_lines_are_rejects_and_good_ones_go_on(tmp_path):
    good = json.dumps(record().to_dict())
    lines = [good, "", "{", "[]", '{"post_id": "x"}', "\x00", '{"a":1,"a":2}', "[" * 100_000, "x" * (1 << 21), good]
    path = tmp_path / "r.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode() + b"\n\xff\xfe\n"))
    found = list(read_records(path))
    assert [one for one in found if isinstance(one, AuditRecord)] == [record(), record()]
    assert [one.line for one in found if isinstance(one, Reject)] == [3, 4, 5, 6, 7, 8, 9, 11]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("r.parquet", b"PAR1 no"),
        ("r.jsonl.gz", b"\x1f\x8bno"),
        ("r.jsonl.gz", gzip.compress(b"{}\n" * 9, mtime=0)[:-9]),
    ],
)
def test_a_broken_file_is_one_clear_error(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInputError) as error:
        list(read_records(tmp_path / name))
    assert name in error.value.diagnostics()


def test_no_file_is_an_error(tmp_path):
    with pytest.raises(BadInputError):
        list(read_records(tmp_path / "none.jsonl"))
    with pytest.raises(BadInputError):
        read_labels(tmp_path / "none.db")


def test_labels_are_replaced_and_bad_ones_rejected(labels):
    rows = ["a1,feed,north,x", "a1,feed,south,x", ",feed,south,x", "a2,feed,so\u202euth,x", "a3,feed,,x"]
    csv = "\n".join(["\ufeffaccount_id,surface,community,source", *rows, ""])
    (count, bad), database = labels(csv)
    assert count == 2
    assert [(one.line, one.field) for one in bad] == [(4, "account_id"), (5, "community"), (6, "community")]
    assert [(one.account_id, one.community) for one in read_labels(database)] == [("a1", "south")]


@pytest.mark.parametrize("csv", ["surface,account_id\nfeed,a\n", "", 'surface,account_id,community,source\n"open'])
def test_a_label_file_that_is_none(labels, csv):
    with pytest.raises(BadInputError):
        labels(csv)


def test_a_database_that_holds_no_labels(tmp_path):
    (tmp_path / "text.db").write_text("this is no database, but it is long enough to be looked at as one")
    with pytest.raises(BadInputError):
        read_labels(tmp_path / "text.db")
    sqlite3.connect(tmp_path / "empty.db").close()
    with pytest.raises(BadInputError):
        read_labels(tmp_path / "empty.db")
