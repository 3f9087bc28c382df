"""MISP clusters and Meta's rows: each keeps its own identity, and bad ones cost themselves."""

from __future__ import annotations

import json

import pytest

from evenhand.adapters.stix.meta import load_indicators
from evenhand.adapters.stix.misp import load_galaxy
from evenhand.campaigns.records import archive
from evenhand.kernel.errors import BadInputError


def test_a_synonym_of_two_clusters_merges_nothing(tmp_path):
    values = [
        {"uuid": u, "value": v, "meta": {"synonyms": ["SHARED", v], "country": "XX"}}
        for u, v in (("1", "One"), ("2", "Two"))
    ]
    file = tmp_path / "g.json"
    file.write_text(
        json.dumps(
            {"type": "threat-actor", "name": "Threat Actor", "version": 1, "values": [*values, {"value": "no uuid"}, 7]}
        )
    )
    loaded = load_galaxy(file)
    actors = archive(loaded.records).actors
    assert [[name.name for name in actor.names] for actor in actors] == [["One", "SHARED"], ["Two", "SHARED"]]
    assert [reject.line for reject in loaded.rejects] == [3, 4]
    file.write_text("{}")
    with pytest.raises(BadInputError):
        load_galaxy(file)


def test_metas_rows(tmp_path):
    file = tmp_path / "m.csv"
    head = "report_period,network,source_file,tactic,technique,procedure,indicator\n"
    row = "Q1,net,f,t,u,p,fictional[.]example\n"
    file.write_text(head + row + row + "Q1,,f,t,u,p,x\n")
    loaded = load_indicators(file)
    (indicator,) = archive(loaded.records).indicators
    assert indicator.value == "fictional[.]example"
    assert [(reject.line, reject.field) for reject in loaded.rejects] == [(4, "network")]
    file.write_text("a,b\n1,2\n")
    with pytest.raises(BadInputError, match="no column"):
        load_indicators(file)
