"""Fetching published lists over HTTP: conditional, resumable, bounded, each file with its SHA-256 and validators.

Only ever called by `lists sync`. Bodies are taken as sent: a compressed body is refused instead of unpacked, so no bomb can
go off. A download that breaks off stays as `.part` and goes on from there if the publisher still serves the same version.
What a list is and whether it is believed is `service.list_sync`'s.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import httpx

from evenhand.kernel.errors import BadInputError, Place
from evenhand.service.list_sync import Fetched

_CHUNK: Final = 1 << 16
_TIMEOUT: Final = httpx.Timeout(30.0, connect=10.0)
_AGENT: Final = "evenhand (list sync)"
Progress = Callable[[str, int, int | None], None]  # file, bytes so far, bytes in all if known


class HttpFetcher:
    """`service.list_sync.Fetcher` into a folder: one file an address, its state beside it in `.state.json`."""

    def __init__(self, home: Path, progress: Progress | None = None) -> None:
        """Keep files under `home`; tell `progress` how far each is."""
        self._home = home
        self._progress = progress or (lambda _file, _done, _all: None)

    def fetch(self, source: str, name: str, url: str, limit: int) -> Fetched:
        """Fetch a file, or learn that it has not changed since the last time.

        Raises BadInputError for answers other than 200, 206 and 304, bodies over `limit` bytes, compressed bodies and
        broken connections; what was received stays and the next call goes on from there.
        """
        folder = self._home / source
        folder.mkdir(parents=True, exist_ok=True)
        target, part, state_file = folder / name, folder / f"{name}.part", folder / f"{name}.state.json"
        state = _state(state_file)
        headers = {"Accept-Encoding": "identity", **_conditions(state, target, part, url)}
        try:
            with _client() as client, client.stream("GET", url, headers=headers) as answer:
                if answer.status_code == httpx.codes.NOT_MODIFIED and target.is_file():
                    return Fetched(target, str(state.get("sha256", "")), changed=False)
                self._receive(answer, name, part, state_file, url, limit)
        except (httpx.HTTPError, httpx.InvalidURL) as problem:
            raise BadInputError(
                f"fetching broke off: {type(problem).__name__}: {problem}"[:300],
                hint="run it again: it goes on where it stopped",
                place=Place(file=url),
            ) from problem
        sha256 = _sha256(part)
        before = str(state.get("sha256", ""))
        part.replace(target)
        saved = {**_state(state_file).get("part", {}), "sha256": sha256, "complete": True}
        state_file.write_text(json.dumps(saved, sort_keys=True), encoding="utf-8")
        return Fetched(target, sha256, changed=sha256 != before)

    def _receive(self, answer: httpx.Response, name: str, part: Path, state_file: Path, url: str, limit: int) -> None:
        going_on = answer.status_code == httpx.codes.PARTIAL_CONTENT and _starts_at(answer) == _size(part)
        if answer.status_code != httpx.codes.OK and not going_on:
            part.unlink(missing_ok=True)  # a range the publisher no longer has: the next call starts over
            raise BadInputError(f"the publisher answered {answer.status_code}", place=Place(file=url))
        if answer.headers.get("Content-Encoding", "identity") not in ("identity", ""):
            raise BadInputError("the publisher sent a compressed body, which was not asked for", place=Place(file=url))
        had = _size(part) if going_on else 0
        length = answer.headers.get("Content-Length", "")
        total = had + int(length) if length.isdigit() else None
        if total is not None and total > limit:
            raise BadInputError(f"{total:,} bytes, which this list never is (at most {limit:,})", place=Place(file=url))
        validators = {
            "etag": answer.headers.get("ETag", ""),
            "modified": answer.headers.get("Last-Modified", ""),
            "url": url,
        }
        if not going_on:  # what is said of the finished file stays true until the new one is whole
            state_file.write_text(
                json.dumps({**_state(state_file), "part": validators}, sort_keys=True), encoding="utf-8"
            )
        with part.open("ab" if going_on else "wb") as out:
            for chunk in answer.iter_raw(_CHUNK):
                had += len(chunk)
                if had > limit:
                    out.close()
                    part.unlink()
                    raise BadInputError(f"over {limit:,} bytes, which this list never is", place=Place(file=url))
                out.write(chunk)
                self._progress(name, had, total)
        if total is not None and had < total:
            raise BadInputError(
                f"{had:,} of {total:,} bytes came",
                hint="run it again: it goes on where it stopped",
                place=Place(file=url),
            )


def _client() -> httpx.Client:
    return httpx.Client(timeout=_TIMEOUT, follow_redirects=True, max_redirects=5, headers={"User-Agent": _AGENT})


def _conditions(state: dict[str, Any], target: Path, part: Path, url: str) -> dict[str, str]:
    """Go on with a part of the same version, else ask only for what changed."""
    begun = state.get("part")
    if part.is_file() and isinstance(begun, dict) and begun.get("url") == url:
        validator = str(begun.get("etag") or begun.get("modified") or "")
        if validator and not validator.startswith("W/"):
            return {"Range": f"bytes={_size(part)}-", "If-Range": validator}
    if not target.is_file() or not state.get("complete") or state.get("url") != url or part.is_file():
        return {}
    headers = {"If-None-Match": str(state.get("etag", "")), "If-Modified-Since": str(state.get("modified", ""))}
    return {name: value for name, value in headers.items() if value}


def _state(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _size(file: Path) -> int:
    return file.stat().st_size if file.is_file() else 0


def _starts_at(answer: httpx.Response) -> int:
    """The first byte of a `Content-Range: bytes 100-200/300`; -1 for another."""
    unit, _, rest = answer.headers.get("Content-Range", "").partition(" ")
    first = rest.partition("-")[0]
    return int(first) if unit == "bytes" and first.isdigit() else -1


def _sha256(file: Path) -> str:
    found = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            found.update(chunk)
    return "sha256:" + found.hexdigest()
