"""The Transparency Database's API v1 as its documents say it: all or nothing, puids used once, limits, and bad days."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx

from evenhand.dsa.validate import validate

TOKEN = "1|simulated"


class DsaApi:
    """Behind `httpx.MockTransport(api)`. `mishaps` are played first, one a request: see `lost`, `limited`, `broken`."""

    def __init__(self) -> None:
        self.stored: dict[str, dict[str, Any]] = {}
        self.requests: list[str] = []
        self.mishaps: list[Callable[[httpx.Request], httpx.Response | None]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(f"{request.method} {request.url.path}")
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return httpx.Response(401, json={"message": "Unauthenticated."})
        if self.mishaps:
            came = self.mishaps.pop(0)(request)
            if came is not None:
                return came
        return self.answer(request)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """The answer on a good day."""
        path = request.url.path.removeprefix("/api/v1")
        if request.method == "GET" and path.startswith("/statement/existing-puid/"):
            return httpx.Response(302 if path.rpartition("/")[2] in self.stored else 404)
        if request.method == "POST" and path == "/statements":
            return self._store(json.loads(request.content)["statements"])
        return httpx.Response(404)

    def _store(self, statements: list[dict[str, Any]]) -> httpx.Response:
        if not 1 <= len(statements) <= 100:
            return httpx.Response(422, json={"message": "size", "errors": {"statements": ["1 to 100"]}})
        errors: dict[str, dict[str, list[str]]] = {}
        for place, one in enumerate(statements):
            found = {problem.field: [problem.message] for problem in validate(one)}
            if one.get("puid") in self.stored:
                found["puid"] = ["not unique within this platform"]
            if found:
                errors[f"statement_{place}"] = found
        if errors:
            return httpx.Response(422, json={"message": "invalid", "errors": errors})
        for one in statements:
            self.stored[one["puid"]] = {**one, "uuid": f"uuid-{len(self.stored)}"}
        return httpx.Response(201, json={"statements": [self.stored[one["puid"]] for one in statements]})

    def lost(self, request: httpx.Request) -> httpx.Response | None:
        """Stored, but the answer never arrives."""
        self.answer(request)
        raise httpx.ReadTimeout("lost", request=request)

    @staticmethod
    def limited(_: httpx.Request) -> httpx.Response:
        """Too many requests."""
        return httpx.Response(429, headers={"Retry-After": "7"})

    @staticmethod
    def broken(_: httpx.Request) -> httpx.Response:
        """A fault of theirs."""
        return httpx.Response(503)

    @staticmethod
    def unreachable(request: httpx.Request) -> httpx.Response:
        """No connection."""
        raise httpx.ConnectError("no route", request=request)
