"""The fictional monitor's world: same seed, same bytes; valid statements; the injected unevenness is found, none is invented."""

from __future__ import annotations

import io
import json

import pytest

from evenhand.dsa.validate import validate
from evenhand.entry.demo.monitor_world import (
    Injected,
    MonitorWorld,
    cases_jsonl,
    dump_csv,
    monitor_world,
    observations_csv,
)
from evenhand.monitor.compare import Comparison, compare_all
from evenhand.monitor.evenness import EvenAnswer, evenness
from evenhand.monitor.published import Published, read_published
from evenhand.monitor.read import Incoming, read_cases


def compared(world: MonitorWorld) -> list[Comparison]:
    cases = [i.case for i in read_cases(io.BytesIO(cases_jsonl(world).encode()), "c.jsonl") if isinstance(i, Incoming)]
    statements = [s for s in read_published(io.BytesIO(dump_csv(world).encode()), "d.csv") if isinstance(s, Published)]
    assert (len(cases), len(statements)) == (len(world.cases), len(world.statements))
    return compare_all(cases, statements)


def test_same_seed_same_bytes() -> None:
    for render in (cases_jsonl, dump_csv, observations_csv):
        assert render(monitor_world("a")) == render(monitor_world("a")) != render(monitor_world("b"))


def test_the_platform_sends_valid_statements() -> None:
    for row in monitor_world().statements:
        statement = {k: json.loads(v) if v.startswith("[") else v for k, v in row.items() if v}
        assert validate(statement | {"puid": row["uuid"]}) == []


@pytest.mark.parametrize("seed", ["evenhand", "one", "two", "three"])
def test_the_injected_unevenness_is_found(seed: str) -> None:
    found = evenness(compared(monitor_world(seed)))
    assert found.answer is EvenAnswer.UNEVEN
    assert "more often: vo" in found.reason
    assert found.left_out["not_sampled"] == 72


def test_an_even_platform_is_not_accused() -> None:
    rates = {"ie": 100, "vo": 100}
    even = Injected(rates, {"ie": 30, "vo": 30}, {"ie": 0, "vo": 0})
    answers = [evenness(compared(monitor_world(f"even-{n}", injected=even))).answer for n in range(12)]
    assert answers.count(EvenAnswer.UNEVEN) <= 2
