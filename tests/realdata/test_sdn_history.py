"""Nineteen complete versions of the SDN list, 2021 to 2024: any order of import, one registry; what changed, and when."""

from __future__ import annotations

import csv
import tarfile
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from sqlalchemy import create_engine
from tests.simulators.lists import instant

from evenhand.adapters.sql.lists import SqlListStore
from evenhand.adapters.sql.tables import metadata
from evenhand.designations.registry import Registry
from evenhand.kernel.clock import FixedClock
from evenhand.service.lists import import_list, load_registry

pytestmark = [pytest.mark.realdata, pytest.mark.xdist_group("sdn-history")]
CLOCK = FixedClock(instant("2026-03-01"))


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory, data_dir: Path) -> list[tuple[Path, datetime]]:
    """A folder with sdn.csv for each version, and the instant it was observed."""
    home = data_dir / "lists" / "us-ofac-sdn-history"
    if not (home / "versions.tar.zst").exists():
        pytest.skip(f"REAL DATA ABSENT: {home} holds no versions.tar.zst; this test did not run")
    root = tmp_path_factory.mktemp("versions")
    with pa.input_stream(str(home / "versions.tar.zst"), compression="zstd") as stream:
        (root / "all.tar").write_bytes(stream.read())
    with tarfile.open(root / "all.tar") as archive:
        archive.extractall(root / "raw", filter="data")
    found = []
    with (home / "index.csv").open(newline="") as index:
        for row in csv.DictReader(index):
            folder = root / row["file"].removesuffix(".csv")
            folder.mkdir()
            (source,) = (root / "raw").rglob(row["file"])
            source.rename(folder / "sdn.csv")
            found.append((folder, datetime.fromisoformat(row["observed_at"])))
    return found


def imported(folder: Path, versions: list[tuple[Path, datetime]]) -> Registry:
    folder.mkdir(exist_ok=True)
    engine = create_engine(f"sqlite:///{folder / 'w.db'}")
    metadata.create_all(engine)
    store = SqlListStore(engine, CLOCK)
    for path, moment in versions:
        assert import_list(store, CLOCK, "us-ofac-sdn", path, observed_at=moment).rejects == ()
    return load_registry(store)


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory, versions: list[tuple[Path, datetime]]) -> Registry:
    assert len(versions) == 19
    return imported(tmp_path_factory.mktemp("in-order"), versions)


@pytest.mark.slow
def test_out_of_order_gives_the_same_registry(
    registry: Registry, versions: list[tuple[Path, datetime]], tmp_path: Path
) -> None:
    # Newest last would be the old order: the rest are mixed by a fixed stride that shares no factor with nineteen.
    mixed = [versions[(7 * number + 5) % 19] for number in range(19)]
    other = imported(tmp_path, mixed)
    assert other.digest == registry.digest
    assert other.entities == registry.entities
    assert all(other.designations_of(each) == registry.designations_of(each) for each in registry.entities)


def in_force(registry: Registry, entity_id: str, on: str, known_at: str = "2026-03-01") -> set[str]:
    acts = registry.cited(entity_id, date.fromisoformat(on), instant(known_at))
    return {act.programme for act in acts if act.in_force}


@pytest.mark.parametrize(
    "entity", ["eta", "aum-shinrikyo", "kahane-chai", "gamaa-islamiyya", "mujahidin-shura-council"]
)
def test_five_organisations_lose_fto_in_may_2022_and_keep_sdgt(registry: Registry, entity: str) -> None:
    before = in_force(registry, f"org:{entity}", "2022-05-19")
    after = in_force(registry, f"org:{entity}", "2022-05-21")
    assert {"us-fto", "us-sdgt"} <= before
    assert "us-fto" not in after
    assert "us-sdgt" in after
    assert "us-fto" not in in_force(registry, f"org:{entity}", "2022-05-20")


def test_farc_goes_and_its_two_successors_come_in_december_2021(registry: Registry) -> None:
    assert "us-fto" in in_force(registry, "org:farc", "2021-11-15")
    assert in_force(registry, "org:farc", "2021-12-03") == set()
    for entity in ("org:farc-ep", "org:segunda-marquetalia"):
        assert "us-fto" not in in_force(registry, entity, "2021-11-15")
        assert {"us-fto", "us-sdgt"} <= in_force(registry, entity, "2021-12-03")


def test_ansarallah_comes_as_sdgt_in_february_2024(registry: Registry) -> None:
    assert "us-sdgt" not in in_force(registry, "org:ansarallah", "2024-02-15")
    assert "us-sdgt" in in_force(registry, "org:ansarallah", "2024-02-16")
    known_in_january = in_force(registry, "org:ansarallah", "2024-02-16", "2024-01-10")
    assert "us-sdgt" not in known_in_january


def test_absence_is_an_observed_gap_and_never_a_legal_day(registry: Registry) -> None:
    gone = [
        act
        for entity_id in registry.entities
        if entity_id.startswith("ofac:")
        for act in registry.designations_of(entity_id)
        if act.absent_since is not None
    ]
    assert len(gone) > 500
    assert all(act.fact.revoked is None and act.fact.effective is None for act in gone)
