"""The publishers' own files: counts, times, the damaged copy, the entries that came back."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from tests.simulators.lists import instant

from evenhand.adapters.sql.lists import SqlListStore
from evenhand.adapters.sql.tables import metadata
from evenhand.designations.registry import Registry
from evenhand.kernel.clock import FixedClock
from evenhand.kernel.errors import BadInputError
from evenhand.service.lists import import_list, load_registry

pytestmark = pytest.mark.realdata
CLOCK = FixedClock(instant("2026-03-01"))


@pytest.fixture
def store(tmp_path: Path) -> SqlListStore:
    engine = create_engine(f"sqlite:///{tmp_path / 'w.db'}")
    metadata.create_all(engine)
    return SqlListStore(engine, CLOCK)


def un(data_dir: Path, day: str) -> Path:
    return data_dir / "lists" / "un-sc" / day / "consolidated.xml"


def test_ofac_counts_time_and_reimport(store: SqlListStore, data_dir: Path) -> None:
    folder = data_dir / "lists" / "us-ofac-sdn" / "2022-01-31"
    began = time.perf_counter()
    done = import_list(store, CLOCK, "us-ofac-sdn", folder)
    assert time.perf_counter() - began < 15
    assert (done.counts["entities"], done.counts["aliases"], done.rejects) == (9_044, 12_409, ())
    digest = load_registry(store).digest
    assert not import_list(store, CLOCK, "us-ofac-sdn", folder).imported
    assert load_registry(store).digest == digest


def test_un_counts_and_time(store: SqlListStore, data_dir: Path) -> None:
    began = time.perf_counter()
    done = import_list(store, CLOCK, "un-sc", un(data_dir, "2026-02-27"))
    assert time.perf_counter() - began < 15
    assert (done.counts["individuals"], done.counts["entities"], done.rejects) == (730, 273, ())


def test_the_damaged_un_file(store: SqlListStore, data_dir: Path) -> None:
    import_list(store, CLOCK, "un-sc", un(data_dir, "2024-09-21"))
    digest = load_registry(store).digest
    with pytest.raises(BadInputError, match="damaged") as caught:
        import_list(store, CLOCK, "un-sc", un(data_dir, "2025-08-16"))
    assert caught.value.place is not None
    assert (caught.value.place.line, caught.value.place.column) == (53, 11)
    assert load_registry(store).digest == digest
    done = import_list(store, CLOCK, "un-sc", un(data_dir, "2025-08-16"), recover=True)
    assert (done.counts["individuals"], done.counts["entities"]) == (684, 195)
    assert done.lost["characters"] > 1_000
    assert done.lost["records"] == 0


def test_the_iran_entries_that_vanished_and_came_back(store: SqlListStore, data_dir: Path) -> None:
    for day in ("2026-02-27", "2020-11-24", "2024-09-21"):  # out of order
        import_list(store, CLOCK, "un-sc", un(data_dir, day))
    registry = load_registry(store)
    now = instant("2026-03-01")
    for entity_id in ("un:IRe.001", "un:IRi.001"):
        asked = {year: registry.cited(entity_id, date(year, 12, 31), now) for year in (2020, 2024, 2026)}
        assert {year: [act.in_force for act in acts] for year, acts in asked.items()} == {
            2020: [True],
            2024: [False],
            2026: [True],
        }, entity_id
        gap = asked[2024][0].observed_gaps[-1]
        assert gap.until is not None
        assert asked[2024][0].revoked is None


@pytest.mark.parametrize(
    "query", ["Hamas", "حماس", "IRGC", "سپاه پاسداران", "داعش", "Sendero Luminoso", "Ansarallah", "PKK", "Boko Haram"]
)
def test_one_organisation_of_several_lists_is_one_entity(full: Registry, query: str) -> None:
    found = full.find(query)
    assert found[0].score >= 950
    lists = {key.partition("/")[0] for key in full.entities[found[0].entity_id].record_keys}
    assert {"us-state-fto"} < lists


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, data_dir: Path) -> Registry:
    engine = create_engine(f"sqlite:///{tmp_path_factory.mktemp('full') / 'w.db'}")
    metadata.create_all(engine)
    store = SqlListStore(engine, CLOCK)
    import_list(store, CLOCK, "us-ofac-sdn", data_dir / "lists" / "us-ofac-sdn" / "2022-01-31")
    import_list(store, CLOCK, "un-sc", un(data_dir, "2026-02-27"))
    return load_registry(store)


@pytest.mark.parametrize(
    ("source", "path", "records", "rejects"),
    [
        ("us-ofac-nonsdn", "us-ofac-nonsdn/2025-12-19", 442, 0),
        ("us-ofac-nonsdn", "us-ofac-nonsdn/2025-03-28/consolidated.xml", 443, 0),
        ("us-csl", "us-csl/2022-04/consolidated.csv", 14_048, 0),  # 14,160 rows, some numbers on two lists
        ("gb-sanctions", "gb-ofsi/2020-04-27/ConList.csv", 2_114, 0),
        ("ca-sema", "ca-sema/2025/sema-lmes.xml", 4_759, 0),
        ("opensanctions", "opensanctions-ftm/entities.ftm.json", 423, 0),
        ("opensanctions", "opensanctions-ftm/targets.simple.csv", 6_561, 0),
    ],
)
def test_every_publishers_file_is_read_whole(
    store: SqlListStore, data_dir: Path, source: str, path: str, records: int, rejects: int
) -> None:
    done = import_list(store, CLOCK, source, data_dir / "lists" / path, strict=True)
    assert (done.counts["entities"] + done.counts.get("individuals", 0), len(done.rejects)) == (records, rejects)
    assert not import_list(store, CLOCK, source, data_dir / "lists" / path).imported
