"""Published intelligence files: read whole, twice without a change, and what they hold kept apart."""

from __future__ import annotations

import pytest

from evenhand.adapters.stix.catalogues import technique_ids
from evenhand.adapters.stix.export import to_bundle
from evenhand.adapters.stix.load import load_bundle
from evenhand.adapters.stix.meta import load_indicators
from evenhand.adapters.stix.misp import load_galaxy
from evenhand.campaigns.records import archive

pytestmark = pytest.mark.realdata


def test_the_misp_galaxy_keeps_every_cluster(data_dir):
    file = data_dir / "campaigns" / "misp-galaxy" / "threat-actor.json.gz"
    first, second = load_galaxy(file), load_galaxy(file)
    actors = archive(first.records).actors
    assert (len(actors), first.rejects) == (1041, ())
    assert first == second
    kittens = [actor for actor in actors if any(name.name.upper() == "IMPERIAL KITTEN" for name in actor.names)]
    assert len(kittens) == 2


def test_every_actor_goes_out_as_strict_stix(data_dir, tmp_path):
    galaxy = load_galaxy(data_dir / "campaigns" / "misp-galaxy" / "microsoft-activity-group.json")
    records = archive(galaxy.records)
    file = tmp_path / "b.json"
    file.write_text(to_bundle(records), encoding="utf-8")
    assert archive(load_bundle(file).records) == records


def test_metas_rows(data_dir):
    loaded = load_indicators(data_dir / "campaigns" / "meta-threat-research" / "indicators_all.csv")
    assert len(archive(loaded.records).indicators) > 8_000
    assert len(loaded.rejects) < 20


def test_published_bundles(data_dir):
    folder = data_dir / "campaigns"
    for file in [*sorted((folder / "oasis-stix").glob("*.json")), *sorted((folder / "attack").glob("*.gz"))]:
        assert load_bundle(file).rejects == ()


def test_the_catalogues_know_their_techniques(data_dir):
    found = technique_ids(data_dir)
    assert found is not None
    assert {"disarm:T0002", "attack:T1566.001"} <= found
