"""Importing lists: idempotent, refused whole or read in part, and never a removal by accident."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine
from tests.simulators.lists import SDN, instant, ofac, sdn_row, un_entity, un_list

from evenhand.adapters.sql.lists import SqlListStore
from evenhand.adapters.sql.tables import metadata
from evenhand.kernel.clock import FixedClock
from evenhand.kernel.errors import BadInputError, UsageError
from evenhand.service.lists import import_list, list_status, load_registry

GOOD = un_list(un_entity("QDe.900", "GREEN HERON FRONT"), un_entity("QDe.901", "GREY EGRET UNION"))


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(instant("2026-03-01"))


@pytest.fixture
def store(tmp_path: Path, clock: FixedClock) -> SqlListStore:
    engine = create_engine(f"sqlite:///{tmp_path / 'w.db'}")
    metadata.create_all(engine)
    return SqlListStore(engine, clock)


def written(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def test_importing_twice_changes_nothing(store: SqlListStore, clock: FixedClock, tmp_path: Path) -> None:
    folder = written(tmp_path / "sdn", ofac())
    first = import_list(store, clock, "us-ofac-sdn", folder)
    digest = load_registry(store).digest
    clock.set(instant("2026-04-01"))
    again = import_list(store, clock, "us-ofac-sdn", folder)
    assert (first.imported, again.imported) == (True, False)
    assert again.document_id == first.document_id
    assert load_registry(store).digest == digest
    assert first.observed_at == instant("2026-03-01")
    assert first.warnings  # five entries are far from a whole list


def test_the_date_inside_the_file_is_when_it_was_seen_unless_told(
    store: SqlListStore, clock: FixedClock, tmp_path: Path
) -> None:
    file = tmp_path / "un.xml"
    file.write_bytes(GOOD)
    assert import_list(store, clock, "un-sc", file).observed_at == instant("2024-05-01")
    told = import_list(store, clock, "un-sc", file, observed_at=instant("2025-01-01"))
    assert told.imported
    assert told.observed_at == instant("2025-01-01")


def test_a_refused_document_leaves_the_registry_untouched(
    store: SqlListStore, clock: FixedClock, tmp_path: Path
) -> None:
    good, bad = tmp_path / "good.xml", tmp_path / "bad.xml"
    good.write_bytes(GOOD)
    bad.write_bytes(GOOD.replace(b"HERON", b"HE\x01RON"))
    import_list(store, clock, "un-sc", good)
    digest, documents = load_registry(store).digest, list(store.documents())
    with pytest.raises(BadInputError):
        import_list(store, clock, "un-sc", bad)
    assert load_registry(store).digest == digest
    assert list(store.documents()) == documents
    assert import_list(store, clock, "un-sc", bad, recover=True).lost["characters"] == 1


def test_a_document_with_rejects_is_incomplete_so_nothing_seems_removed(
    store: SqlListStore, clock: FixedClock, tmp_path: Path
) -> None:
    import_list(store, clock, "us-ofac-sdn", written(tmp_path / "one", ofac()))
    broken = SDN.replace(sdn_row(13, "SEA HERON", "vessel", "IRAN"), "13,torn")
    done = import_list(
        store, clock, "us-ofac-sdn", written(tmp_path / "two", ofac(sdn=broken)), observed_at=instant("2026-05-01")
    )
    assert (len(done.rejects), done.complete) == (1, False)
    now = instant("2026-06-01")
    acts = load_registry(store).cited("ofac:13", now.date(), now)
    assert [act.in_force for act in acts] == [True]


def test_a_list_that_collapses_is_refused(store: SqlListStore, clock: FixedClock, tmp_path: Path) -> None:
    many = "\n".join(sdn_row(number, f"HERON {number}") for number in range(1, 1_202))
    import_list(store, clock, "us-ofac-sdn", written(tmp_path / "many", {"sdn.csv": many.encode()}))
    few = written(tmp_path / "few", {"sdn.csv": sdn_row(1, "HERON 1").encode()})
    with pytest.raises(BadInputError, match="mass removal"):
        import_list(store, clock, "us-ofac-sdn", few, observed_at=instant("2026-05-01"))
    assert import_list(
        store, clock, "us-ofac-sdn", few, observed_at=instant("2025-05-01")
    ).imported  # older: no removal


def test_a_list_that_loses_its_programmes_is_refused(store: SqlListStore, clock: FixedClock, tmp_path: Path) -> None:
    rows = [sdn_row(number, f"HERON {number}") for number in range(1, 1_202)]
    import_list(store, clock, "us-ofac-sdn", written(tmp_path / "whole", {"sdn.csv": "\n".join(rows).encode()}))
    bare = [sdn_row(number, f"HERON {number}", programmes="-0- ") for number in range(1, 1_202)]
    folder = written(tmp_path / "bare", {"sdn.csv": "\n".join(bare).encode()})
    with pytest.raises(BadInputError, match="0 acts where the document before it had 1,201"):
        import_list(store, clock, "us-ofac-sdn", folder, observed_at=instant("2026-05-01"))


@pytest.mark.parametrize(("left", "warned"), [(1_200, False), (1_000, False), (950, True)])
def test_a_list_that_is_a_fifth_smaller_is_looked_at(
    store: SqlListStore, clock: FixedClock, tmp_path: Path, left: int, warned: bool
) -> None:
    rows = [sdn_row(number, f"HERON {number}") for number in range(1, 1_202)]
    import_list(store, clock, "us-ofac-sdn", written(tmp_path / "whole", {"sdn.csv": "\n".join(rows).encode()}))
    folder = written(tmp_path / "less", {"sdn.csv": "\n".join(rows[:left]).encode()})
    done = import_list(store, clock, "us-ofac-sdn", folder, observed_at=instant("2026-05-01"))
    assert any("records where the document before it had 1,201" in text for text in done.warnings) is warned


def test_paths_that_are_not_what_the_source_is(store: SqlListStore, clock: FixedClock, tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(b"x")
    for source, path in (
        ("us-ofac-sdn", file),
        ("us-ofac-sdn", tmp_path),
        ("un-sc", tmp_path),
        ("un-sc", tmp_path / "no"),
    ):
        with pytest.raises(BadInputError):
            import_list(store, clock, source, path)
    with pytest.raises(UsageError):
        import_list(store, clock, "un-scc", file)


def test_a_platform_list_of_nothing_good_is_refused(store: SqlListStore, clock: FixedClock, tmp_path: Path) -> None:
    file = tmp_path / "own.yml"
    file.write_text("- {name: Heron}\n")
    with pytest.raises(BadInputError) as caught:
        import_list(store, clock, "platform", file)
    assert caught.value.place is not None
    assert caught.value.place.line == 1


def test_status_tells_ages_and_what_is_stale(store: SqlListStore, clock: FixedClock, tmp_path: Path) -> None:
    file = tmp_path / "un.xml"
    file.write_bytes(GOOD)
    import_list(store, clock, "un-sc", file)
    found = {one.source: one for one in list_status(store, clock)}
    assert (found["un-sc"].age_days, found["un-sc"].stale, found["un-sc"].counts["records"]) == (669, True, 3)
    assert (found["us-state-fto"].bundled, found["us-state-fto"].stale) == (True, False)
    assert (found["platform"].newest, found["platform"].age_days, found["platform"].documents) == (None, None, 0)
