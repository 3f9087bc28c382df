"""Submits statements to the Transparency Database's API: in batches, within its rate limits, never one twice.

API v1 as documented: `POST /statements` takes 1 to 100 and stores all or none; 422 names what is refused by
`statement_<i>`; `GET /statement/existing-puid/{puid}` answers 302 where a puid is used and 404 where not; 429 is the rate
limit (200 requests a second). After a failure in between nobody knows whether a batch was stored: the puids are asked
first, so a repeated submission sends nothing twice. Which statements go is `service.dsa`'s.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import httpx

from evenhand.kernel.errors import BadInputError, ConflictError, EvenhandError
from evenhand.service.dsa import Accepted

TRIES: Final = 6
_FIRST_WAIT: Final = 1.0  # seconds, doubled each time
_LONGEST_WAIT: Final = 60.0
_PER_SECOND: Final = 100  # half of what is allowed: others of the platform may use the same token
_RETRIED: Final = frozenset({429, 500, 502, 503, 504})


class UnavailableError(EvenhandError):
    """The database did not answer as it should, several times; nothing is known to be lost."""


class DsaClient:
    """A client for one platform's token. `sleep` and `now` (monotonic seconds) are there for tests."""

    def __init__(
        self,
        base_url: str,
        token: str,
        *,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        if not base_url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise BadInputError("a token goes over https only", hint="set EVENHAND_DSA_URL to an https address")
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        self._http = httpx.Client(
            base_url=base_url.rstrip("/"), headers=headers, transport=transport, timeout=30, follow_redirects=False
        )
        self._sleep = sleep
        self._now = now
        self._next = 0.0

    def submit(self, statements: Sequence[Mapping[str, Any]]) -> Sequence[Accepted]:
        """Submit 1 to 100 statements; what the database has already counts as accepted, with an empty uuid.

        Raises BadInputError for statements it refuses (naming puid and field), ConflictError for a bad token,
        UnavailableError after several tries.
        """
        if not statements:
            return ()
        accepted: list[Accepted] = []
        todo = list(statements)
        for attempt in range(TRIES):
            try:
                response = self._call("POST", "/statements", {"statements": todo})
            except httpx.TransportError:
                response = None
            if response is not None and response.status_code == 201:
                return (*accepted, *_created(response, todo))
            if response is not None and response.status_code == 422 and not _about_puids(response):
                raise BadInputError(f"the database refuses: {_refusals(response, todo)}", hint="evenhand dsa validate")
            if response is not None and response.status_code not in _RETRIED | {422}:
                _raise_for(response)
            if response is None or response.status_code != 429:
                # It may have been stored, all or none; or some puids were used before: ask.
                there = [one for one in todo if self._exists(str(one["puid"]))]
                accepted += [Accepted(str(one["puid"]), "") for one in there]
                todo = [one for one in todo if one not in there]
                if not todo:
                    return tuple(accepted)
                if there:
                    continue
            self._sleep(_wait(response, attempt))
        raise UnavailableError(
            f"the database did not take {len(todo)} statement(s) in {TRIES} tries", hint="run the same command later"
        )

    def _exists(self, puid: str) -> bool:
        for attempt in range(TRIES):
            try:
                response = self._call("GET", f"/statement/existing-puid/{puid}")
            except httpx.TransportError:
                self._sleep(_wait(None, attempt))
                continue
            if response.status_code in (200, 302):
                return True
            if response.status_code == 404:
                return False
            if response.status_code not in _RETRIED:
                _raise_for(response)
            self._sleep(_wait(response, attempt))
        raise UnavailableError(
            "the database does not say whether it has a statement", hint="run the same command later"
        )

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        """One request, not before its turn."""
        wait = self._next - self._now()
        if wait > 0:
            self._sleep(wait)
        self._next = max(self._now(), self._next) + 1 / _PER_SECOND
        return self._http.request(method, path, json=body)


def _created(response: httpx.Response, statements: Sequence[Mapping[str, Any]]) -> list[Accepted]:
    uuids = {one.get("puid"): str(one.get("uuid", "")) for one in _json(response).get("statements", [])}
    return [Accepted(str(one["puid"]), uuids.get(one["puid"], "")) for one in statements]


def _json(response: httpx.Response) -> dict[str, Any]:
    try:
        document = response.json()
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _about_puids(response: httpx.Response) -> bool:
    """Whether the only thing refused is that puids were used before."""
    errors = _json(response).get("errors", {})
    fields = {name for value in errors.values() for name in (value if isinstance(value, dict) else ())}
    fields |= {name for name, value in errors.items() if not isinstance(value, dict)}
    return bool(fields) and fields <= {"puid", "existing_puids"}


def _refusals(response: httpx.Response, statements: Sequence[Mapping[str, Any]]) -> str:
    words = []
    for name, value in _json(response).get("errors", {}).items():
        place = name.removeprefix("statement_")
        index = int(place) if place.isdigit() else -1
        puid = statements[index]["puid"] if 0 <= index < len(statements) else ""
        fields = ", ".join(sorted(value)) if isinstance(value, dict) else name
        words.append(f"{puid} ({fields})" if puid else fields)
    return ascii("; ".join(words) or _json(response).get("message", "no reason given"))[1:-1][:2000]


def _wait(response: httpx.Response | None, attempt: int) -> float:
    """Seconds until the next try: what the server says, else doubled each time."""
    said = response.headers.get("Retry-After", "") if response is not None else ""
    wait = float(said) if said.isdigit() else _FIRST_WAIT * 2.0**attempt
    return min(wait, _LONGEST_WAIT)


def _raise_for(response: httpx.Response) -> None:
    if response.status_code in (401, 403):
        raise ConflictError("the database does not know the token", hint="set EVENHAND_DSA_TOKEN to the current one")
    raise UnavailableError(f"the database answered {response.status_code}", hint="check EVENHAND_DSA_URL")
