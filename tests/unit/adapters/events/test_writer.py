"""What a run writes: the columns of INTERFACES.md, the same bytes for the same input."""

from __future__ import annotations

import json

import pyarrow.parquet as pq
import pytest
from tests.simulators.share_world import make_world

from evenhand.adapters.events.writer import write_run
from evenhand.campaigns.coordination.detect import detect
from evenhand.campaigns.coordination.model import Settings


@pytest.mark.parametrize("compatible", [True, False])
def test_four_files_with_the_promised_columns(tmp_path, compatible):
    world = make_world(3, "flat")
    found = detect(world.shares, Settings(world.window, 2, compatible=compatible))
    for name in ("one", "two"):
        write_run(found, tmp_path / name)
    pairs, edges, groups = (
        pq.read_table(tmp_path / "one" / f"{name}.parquet") for name in ("pairs", "edges", "groups")
    )
    assert pairs.column_names == ["object", "account_a", "account_b", "content_a", "content_b", "delta_s"]
    assert edges.column_names == ["account_a", "account_b", "weight", "p", "q"]
    assert groups.column_names == ["group_id", "account"]
    assert pairs.num_rows == found.pairs.left.size > 0
    assert all(a < b for a, b in zip(edges["account_a"].to_pylist(), edges["account_b"].to_pylist(), strict=True))
    assert all(0 <= delta <= world.window for delta in pairs["delta_s"].to_pylist())
    assert edges["p"].null_count == (edges.num_rows if compatible else 0)
    assert len(set(groups["group_id"].to_pylist())) == len(found.groups) > 0
    summary = json.loads((tmp_path / "one" / "summary.json").read_text())
    assert summary["pairs"] == pairs.num_rows
    assert "not inauthentic" in summary["caution"]
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()
