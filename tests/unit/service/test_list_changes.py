"""What changed in a list, the life of an entity, who is on the lists, and bringing them up to date."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from tests.simulators.lists import SDN, instant, ofac, sdn_row, un_entity, un_list
from tests.simulators.publisher import serving

from evenhand.adapters.lists.fetch import HttpFetcher
from evenhand.adapters.sql.lists import SqlListStore
from evenhand.adapters.sql.tables import metadata
from evenhand.kernel.clock import FixedClock
from evenhand.kernel.errors import BadInputError, NotFoundError, UsageError
from evenhand.policy.versions import live_on
from evenhand.service.list_changes import composition, diff, history
from evenhand.service.list_sync import sync
from evenhand.service.lists import import_list, load_registry
from evenhand.service.policies import known_policies

CLOCK = FixedClock(instant("2024-06-01"))
LATER = SDN.replace("FTO] [SDGT", "SDGT").replace(sdn_row(13, "SEA HERON", "vessel", "IRAN"), sdn_row(16, "GREY EGRET"))
LATER = LATER.replace("HERON TRADING CO. LTD", "HERON TRADERS LTD")


@pytest.fixture
def store(tmp_path: Path) -> SqlListStore:
    engine = create_engine(f"sqlite:///{tmp_path / 'w.db'}")
    metadata.create_all(engine)
    return SqlListStore(engine, CLOCK)


def imported(store: SqlListStore, folder: Path, day: str, **files: str) -> None:
    folder.mkdir()
    for name, data in ofac(**files).items():
        (folder / name).write_bytes(data)
    import_list(store, CLOCK, "us-ofac-sdn", folder, observed_at=instant(day))


def test_diff_tells_added_removed_programmes_names(store: SqlListStore, tmp_path: Path) -> None:
    imported(store, tmp_path / "a", "2024-01-01")
    imported(store, tmp_path / "b", "2024-02-01", sdn=LATER, alt='11,1,"aka","NIGHT HERONS",-0- \n')
    one, other, found = diff(store, "us-ofac-sdn", "2024-01-15", "2024-02-15")
    assert (one.observed_at, other.observed_at) == (instant("2024-01-01"), instant("2024-02-01"))
    assert [record.key for record in found.added] == ["16"]
    assert [record.key for record in found.removed] == ["13"]
    changed = {change.key: change for change in found.changed}
    assert set(changed) == {"11", "12", "14"}
    assert (changed["11"].programmes_removed, changed["11"].names_added) == (("us-fto",), ("NIGHT HERONS",))
    assert changed["14"].renamed_from == "HERON TRADING CO. LTD"
    assert found.unchanged == 1
    back = diff(store, "us-ofac-sdn", other.document_id, one.document_id)[2]
    assert [record.key for record in back.added] == ["13"]
    for said in ("2023-01-01", "doc-nothing"):
        with pytest.raises(NotFoundError):
            diff(store, "us-ofac-sdn", said, "2024-02-15")


def test_history_is_the_life_of_an_entity(store: SqlListStore, tmp_path: Path) -> None:
    imported(store, tmp_path / "a", "2024-01-01")
    imported(store, tmp_path / "b", "2024-02-01", sdn=LATER)
    imported(store, tmp_path / "c", "2024-03-01")
    registry = load_registry(store)
    told = history(store, registry, "Green Heron Front", CLOCK.now())
    assert told["entity_id"] == "ofac:11"
    assert [(event["at"].date().isoformat(), event["what"]) for event in told["events"]] == [
        ("2024-01-01", "first seen"),
        ("2024-02-01", "gone"),
        ("2024-02-01", "stated anew"),
        ("2024-03-01", "back"),
        ("2024-03-01", "stated anew"),
    ]
    assert told["events"][2]["programmes_removed"] == ["us-fto"]
    ship = history(store, registry, "ofac:13", instant("2024-02-10"))
    assert [event["what"] for event in ship["events"]] == ["first seen", "gone"]
    with pytest.raises(NotFoundError):
        history(store, registry, "Nobody of that name", CLOCK.now())


def test_history_gives_the_days_of_acts_and_nothing_that_came_later(store: SqlListStore) -> None:
    registry = load_registry(store)

    def told(moment: str) -> list[tuple[str, str, list[str]]]:
        events = history(store, registry, "org:eta", instant(moment))["events"]
        return [(event["at"].date().isoformat(), event["what"], event["programmes"]) for event in events]

    after = told("2026-06-01")
    assert ("1997-10-08", "in effect", ["us-fto"]) in after
    assert ("2022-05-20", "revoked", ["us-fto"]) in after
    assert {what for _, what, _ in after} == {"announced", "in effect", "revoked", "compiled"}
    assert after == sorted(after, key=lambda event: event[0])
    assert not [event for event in told("2022-05-19") if event[0] > "2022-05-19"]


def test_history_says_which_act_was_not_verified(store: SqlListStore) -> None:
    (event,) = (
        event
        for event in history(store, load_registry(store), "org:lifg", CLOCK.now())["events"]
        if event["what"] == "in effect" and event["programmes"] == ["us-fto"]
    )
    assert event["verification"] == "unverified"


def test_composition_counts_by_tier_and_never_guesses_a_region(store: SqlListStore, tmp_path: Path) -> None:
    file = tmp_path / "un.xml"
    place = "<ENTITY_ADDRESS><COUNTRY>Iraq</COUNTRY></ENTITY_ADDRESS><ENTITY_ADDRESS><COUNTRY>Atlantis</COUNTRY></ENTITY_ADDRESS>"
    file.write_bytes(un_list(un_entity("QDe.900", "GREEN HERON FRONT", extra=place)))
    before = count(store)
    import_list(store, CLOCK, "un-sc", file)
    after = count(store)
    assert after["tiers"]["1"] == before["tiers"]["1"] + 2
    assert after["by_region"]["1"]["Asia"] == before["by_region"]["1"]["Asia"] + 1
    assert after["by_region"]["1"]["not said"] == before["by_region"]["1"]["not said"] + 1
    assert sum(after["tiers"].values()) == sum(sum(kinds.values()) for kinds in after["by_kind"].values())


def count(store: SqlListStore) -> dict[str, dict[str, dict[str, int]]]:
    (policy,) = live_on(known_policies(), date(2024, 6, 1))[:1]
    return composition(load_registry(store), policy, date(2024, 6, 1), CLOCK.now())


def test_sync_imports_what_changed_and_refuses_what_drifted(store: SqlListStore, tmp_path: Path) -> None:
    many = "".join(un_entity(f"QDe.{number}", f"HERON FRONT {number}") for number in range(1_000, 1_200))
    person = (
        "<INDIVIDUAL><FIRST_NAME>ADA</FIRST_NAME><SECOND_NAME>M{0}</SECOND_NAME><UN_LIST_TYPE>Taliban</UN_LIST_TYPE>"
    )
    person += "<REFERENCE_NUMBER>TAi.{0}</REFERENCE_NUMBER><LISTED_ON>2015-03-27</LISTED_ON><INDIVIDUAL_ALIAS>"
    person += "<QUALITY>Good</QUALITY><ALIAS_NAME>Ada Marlowe {0}</ALIAS_NAME></INDIVIDUAL_ALIAS></INDIVIDUAL>"
    people = "".join(person.format(number) for number in range(1_000, 1_600))
    with serving({"consolidated.xml": un_list(many, people=people)}) as publisher:

        def run() -> int | None:
            done = sync(
                store, CLOCK, HttpFetcher(tmp_path / "files"), "un-sc", tmp_path / "files", base=publisher.address
            )
            assert done.files["consolidated.xml"].startswith("sha256:")
            return len(done.imported.counts) if done.imported else None

        assert run()
        assert run() is None
        digest = load_registry(store).digest
        publisher.files["consolidated.xml"] = un_list(un_entity("QDe.1000", "HERON FRONT 1000"))
        for _ in range(2):  # the second time the publisher says "not modified" of a file that was never believed
            with pytest.raises(BadInputError, match="drifted"):
                run()
        assert load_registry(store).digest == digest
    with pytest.raises(UsageError):
        sync(store, CLOCK, HttpFetcher(tmp_path), "eu-fsf", tmp_path)


def test_a_version_that_is_served_again_is_seen_again(store: SqlListStore, tmp_path: Path) -> None:
    rows = [sdn_row(number, f"HERON {number}") for number in range(1, 5_402)]
    alt = "\r\n".join(f'{number},{number},"aka","EGRET FRONT {number}",-0- ' for number in range(1, 5_402))
    whole, fewer = "\r\n".join(rows), "\r\n".join(rows[:-1])
    add = "\r\n".join(f'{number},{number},-0- ,"Port Royal","Atlantis",-0- ' for number in range(1, 5_402))
    files = {"sdn.csv": whole.encode(), "alt.csv": alt.encode(), "add.csv": add.encode()}
    clock = FixedClock(instant("2024-06-01"))
    with serving(files) as publisher:

        def run(day: str, rows: str) -> bool:
            clock.set(instant(day))
            publisher.files["sdn.csv"] = rows.encode()
            publisher.files["alt.csv"] = alt.rsplit("\r\n", 1)[0].encode() if rows == fewer else alt.encode()
            home = tmp_path / "files"
            done = sync(store, clock, HttpFetcher(home), "us-ofac-sdn", home, base=publisher.address)
            return done.imported is not None and done.imported.imported

        assert [run("2024-06-01", whole), run("2024-06-02", fewer), run("2024-06-03", whole)] == [True, True, True]
        assert not run("2024-06-04", whole)
    registry = load_registry(store)
    for day, held in (("2024-06-01", True), ("2024-06-02", False), ("2024-06-03", True)):
        (act,) = registry.cited("ofac:5401", date.fromisoformat(day), instant("2024-06-05"))
        assert act.in_force is held, day
