"""CooRTweet's own answers on its own data set, every field of every setting (expected_russian.json)."""

from __future__ import annotations

import json

import pytest

from evenhand.adapters.events.reader import read_shares
from evenhand.campaigns.coordination.detect import detect
from evenhand.campaigns.coordination.model import Settings

pytestmark = pytest.mark.realdata


def test_compatible_reproduces_every_expected_field(data_dir):
    folder = data_dir / "campaigns" / "coortweet"
    shares, rejects = read_shares(folder / "russian_coord_tweets.parquet", empty_is_a_value=True)
    assert rejects == []
    expected = json.loads((folder / "expected_russian.json").read_text())["russian"]
    for asked in expected:
        for quantile, name in ((0.5, "sub50"), (0.99, "sub99")):
            found = detect(shares, Settings(asked["tw"], asked["mp"], quantile, True))
            got = {
                "pairs": found.pairs.left.size,
                "accounts": found.accounts,
                "objects": found.objects,
                "contents": found.contents,
                "V": found.vertices,
                "E": found.edges.first.size,
                "comps": found.components,
                f"{name}_V": found.subgraph.vertices,
                f"{name}_E": found.subgraph.edges,
                f"{name}_comps": found.subgraph.components,
            }
            wanted = {key: asked[key] for key in got if key in asked}
            assert {key: got[key] for key in wanted} == wanted
            assert len(wanted) >= 9
