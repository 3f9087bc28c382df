"""The client against the simulated API: batches, limits, lost answers, puids used once; nothing is sent twice."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from tests.simulators.dsa_api import TOKEN, DsaApi
from tests.simulators.dsa_statements import base

from evenhand.adapters.dsa.client import TRIES, DsaClient, UnavailableError
from evenhand.kernel.errors import BadInputError, ConflictError


class Timer:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.at = 0.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds
        self.slept.append(seconds)


@pytest.fixture
def api() -> DsaApi:
    return DsaApi()


@pytest.fixture
def timer() -> Timer:
    return Timer()


def client(api: DsaApi, timer: Timer, token: str = TOKEN) -> DsaClient:
    return DsaClient(
        "https://database.example/api/v1",
        token,
        transport=httpx.MockTransport(api),
        sleep=timer.sleep,
        now=timer.now,
    )


def some(count: int) -> list[dict[str, Any]]:
    return [{**base(), "puid": f"puid-{number}"} for number in range(count)]


def test_a_batch_is_accepted_with_the_uuids_of_the_database(api: DsaApi, timer: Timer) -> None:
    accepted = client(api, timer).submit(some(3))
    assert [(one.puid, one.uuid) for one in accepted] == [(f"puid-{n}", f"uuid-{n}") for n in range(3)]
    assert api.requests == ["POST /api/v1/statements"]


def test_the_rate_limit_is_waited_out(api: DsaApi, timer: Timer) -> None:
    api.mishaps = [api.limited, api.limited]
    assert len(client(api, timer).submit(some(1))) == 1
    assert timer.slept.count(7.0) == 2 and len(api.requests) == 3


def test_a_lost_answer_sends_nothing_twice(api: DsaApi, timer: Timer) -> None:
    api.mishaps = [api.lost]
    accepted = client(api, timer).submit(some(2))
    assert {one.puid for one in accepted} == set(api.stored) == {"puid-0", "puid-1"}
    assert api.requests.count("POST /api/v1/statements") == 1


@pytest.mark.parametrize("mishap", ["broken", "unreachable"])
def test_a_bad_moment_is_tried_again(api: DsaApi, timer: Timer, mishap: str) -> None:
    api.mishaps = [getattr(api, mishap)]
    assert len(client(api, timer).submit(some(2))) == 2
    assert len(api.stored) == 2


def test_it_gives_up_and_says_so(api: DsaApi, timer: Timer) -> None:
    api.mishaps = [api.limited] * TRIES
    with pytest.raises(UnavailableError, match="did not take 1 statement"):
        client(api, timer).submit(some(1))
    assert api.stored == {}


def test_what_is_there_already_is_not_sent_again_and_the_rest_is(api: DsaApi, timer: Timer) -> None:
    client(api, timer).submit(some(1))
    accepted = client(api, timer).submit(some(3))
    assert sorted((one.puid, one.uuid) for one in accepted) == [
        ("puid-0", ""),
        ("puid-1", "uuid-1"),
        ("puid-2", "uuid-2"),
    ]


def test_a_refused_statement_is_named_and_none_is_stored(api: DsaApi, timer: Timer) -> None:
    bad = some(2)
    bad[1]["category"] = "NO_SUCH"
    with pytest.raises(BadInputError, match=r"puid-1 \(category\)"):
        client(api, timer).submit(bad)
    assert api.stored == {}


def test_a_bad_token_is_not_tried_again(api: DsaApi, timer: Timer) -> None:
    with pytest.raises(ConflictError, match="token"):
        client(api, timer, "2|wrong").submit(some(1))
    assert len(api.requests) == 1


def test_a_token_goes_over_https_only() -> None:
    with pytest.raises(BadInputError, match="https"):
        DsaClient("http://database.example/api/v1", TOKEN)


def test_it_keeps_below_the_rate_limit(api: DsaApi, timer: Timer) -> None:
    one = client(api, timer)
    for number in range(50):
        one.submit([{**base(), "puid": f"p-{number}"}])
    assert timer.at >= 49 / 100
