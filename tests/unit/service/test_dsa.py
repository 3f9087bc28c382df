"""Export and submission on a real workspace: checked before it leaves, on record after, and a puid is used once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import httpx
import pytest
from tests.simulators.dsa_api import TOKEN, DsaApi
from tests.unit.service.test_restrictions import NOON, RULES, World
from tests.unit.statements.told import reasons

from evenhand.adapters.dsa.client import DsaClient
from evenhand.dsa.check import check_file
from evenhand.enforcement.measures import Measure, Target
from evenhand.enforcement.model import ActionKind
from evenhand.entry.cli.app import run
from evenhand.service.dsa import Accepted, export, rows, submit, submitted
from evenhand.service.journal import statement_issued
from evenhand.service.restrictions import enact
from evenhand.statements.rendering import to_dict

MARCH = (date(2024, 3, 1), date(2024, 3, 31))


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path)
    for number in range(120):
        stated = replace(reasons(), decision_id=f"dec-{number}")
        made.journal.record([statement_issued(to_dict(stated), "ruling", stated.decision_id, "s", stated.issued_at)])
    again = replace(reasons("p1"), decision_id="dec-0")
    made.journal.record([statement_issued(to_dict(again), "appeal", "dec-0", "s", again.issued_at)])
    return made


class Broken:
    """Takes one batch, then the line is cut."""

    def __init__(self, api: DsaClient) -> None:
        self.api = api
        self.batches = 0

    def submit(self, statements: Sequence[object]) -> Sequence[Accepted]:
        self.batches += 1
        if self.batches == 2:
            raise ConnectionError
        return self.api.submit(statements)  # type: ignore[arg-type]


def _client(api: DsaApi) -> DsaClient:
    return DsaClient("https://database.example/api/v1", TOKEN, transport=httpx.MockTransport(api), sleep=lambda _: None)


def test_each_ruling_once_and_not_its_appeal_again(world: World) -> None:
    exported = export(world.journal, *MARCH)
    assert len(exported.statements) == 240 and exported.refused == () and exported.left_out == ()
    assert len({one.statement["puid"] for one in exported.statements}) == 240
    assert exported == export(world.journal, *MARCH)
    assert export(world.journal, date(2024, 4, 1), date(2024, 4, 30)).statements == ()


def test_batches_of_a_hundred_and_nothing_twice(world: World) -> None:
    api = DsaApi()
    statements = export(world.journal, *MARCH).statements
    with pytest.raises(ConnectionError):
        submit(world.journal, world.clock, Broken(_client(api)), statements)
    assert len(submitted(world.journal)) == 100 == len(api.stored)
    assert len(submit(world.journal, world.clock, _client(api), statements)) == 140
    assert submit(world.journal, world.clock, _client(api), statements) == ()
    assert set(submitted(world.journal)) == set(api.stored)
    assert all(row["uuid"] for row in rows(world.journal, export(world.journal, *MARCH)))


def test_personal_data_stops_a_statement(world: World) -> None:
    measure = Measure(ActionKind.DEMOTE, "a reason", ("ana",), NOON, ground="asked by somebody@platform.example")
    enact(world.journal, world.ids, RULES, measure, [Target("square", "a-1", "p1")])
    exported = export(world.journal, NOON.date(), NOON.date())
    # The day of posting is not on record either, which is said first.
    assert [left.lawful for left in exported.left_out] == [False]


def test_the_command_writes_what_the_validator_accepts(world: World, tmp_path: Path) -> None:
    place = ["--database", str(tmp_path / "evenhand.db"), "dsa", "export", "--from", "2024-03-01", "--to", "2024-03-31"]
    out = tmp_path / "out.json"
    assert run([*place, "--out", str(out)]) == 0
    report = check_file(out)
    assert (report.statements, report.invalid) == (240, 0)
    assert run([*place, "--out", str(tmp_path / "out.csv"), "--csv"]) == 0
    assert len((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()) == 241
    assert len(json.loads(out.read_text(encoding="utf-8"))) == 240
    lines = tmp_path / "out.jsonl"
    assert run([*place, "--out", str(lines)]) == 0
    assert [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()] == json.loads(
        out.read_text(encoding="utf-8")
    )
    assert check_file(lines) == report


def test_nothing_is_sent_unless_it_is_configured(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EVENHAND_DSA_URL", raising=False)
    place = ["--database", str(tmp_path / "evenhand.db"), "dsa", "submit", "--from", "2024-03-01", "--to", "2024-03-31"]
    assert run(place) == 2
    assert submitted(world.journal) == {}
