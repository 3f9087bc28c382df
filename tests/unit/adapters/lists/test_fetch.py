"""Fetching from a publisher that behaves, changes, breaks off and lies."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.simulators.publisher import Publisher, serving

from evenhand.adapters.lists.fetch import HttpFetcher
from evenhand.kernel.errors import BadInputError

DATA = b"".join(b"%d,HERON\n" % number for number in range(20_000))
LIMIT = 1_000_000


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with serving({"list.csv": DATA}) as found:
        yield found


def fetch(publisher: Publisher, home: Path, limit: int = LIMIT) -> tuple[bytes, str, bool]:
    found = HttpFetcher(home).fetch("un-sc", "list.csv", publisher.address + "/list.csv", limit)
    return found.path.read_bytes(), found.sha256, found.changed


def test_a_file_comes_with_its_hash_and_then_only_when_it_changed(publisher: Publisher, tmp_path: Path) -> None:
    data, sha256, changed = fetch(publisher, tmp_path)
    assert (data, changed) == (DATA, True)
    assert sha256 == "sha256:" + hashlib.sha256(DATA).hexdigest()
    assert fetch(publisher, tmp_path) == (DATA, sha256, False)
    assert "if-none-match" in publisher.asked[1][1]
    assert publisher.asked[0][1]["accept-encoding"] == "identity"
    publisher.files["list.csv"] = DATA + b"1,EGRET\n"
    data, other, changed = fetch(publisher, tmp_path)
    assert (data, changed) == (DATA + b"1,EGRET\n", True)
    assert other != sha256


def test_a_broken_download_goes_on_where_it_stopped(publisher: Publisher, tmp_path: Path) -> None:
    publisher.cut = 70_000
    with pytest.raises(BadInputError) as caught:
        fetch(publisher, tmp_path)
    assert "goes on" in caught.value.hint
    publisher.cut = None
    assert fetch(publisher, tmp_path)[0] == DATA
    first = int(publisher.asked[1][1]["range"].removeprefix("bytes=").removesuffix("-"))
    assert 0 < first <= 70_000


def test_a_part_of_another_version_is_thrown_away(publisher: Publisher, tmp_path: Path) -> None:
    publisher.cut = 70_000
    with pytest.raises(BadInputError):
        fetch(publisher, tmp_path)
    publisher.cut = None
    publisher.files["list.csv"] = b"new\n" * 10
    assert fetch(publisher, tmp_path)[0] == b"new\n" * 10


def test_a_failed_newer_version_leaves_the_old_one_to_be_asked_for_again(publisher: Publisher, tmp_path: Path) -> None:
    fetch(publisher, tmp_path)
    publisher.files["list.csv"] = DATA * 9
    with pytest.raises(BadInputError, match="never is"):
        fetch(publisher, tmp_path)
    data, _, changed = fetch(publisher, tmp_path, limit=10 * LIMIT)
    assert (data, changed) == (DATA * 9, True)


@pytest.mark.parametrize("how", ["announced", "endless", "compressed", "gone", "refused", "nobody", "no-address"])
def test_what_cannot_be_taken_is_one_clear_error(publisher: Publisher, tmp_path: Path, how: str) -> None:
    limit, url = LIMIT, publisher.address + "/list.csv"
    if how == "announced":
        limit = 1_000
    elif how == "endless":
        publisher.endless = True
    elif how == "compressed":
        publisher.encoding = "gzip"
    elif how == "gone":
        publisher.files.clear()
    elif how == "refused":
        publisher.status = 503
    elif how == "nobody":
        url = "http://127.0.0.1:9/list.csv"
    else:
        url = "http://[::1"
    with pytest.raises(BadInputError) as caught:
        HttpFetcher(tmp_path).fetch("un-sc", "list.csv", url, limit)
    assert caught.value.place is not None
    held = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in held) <= LIMIT + 1_000
    assert not (tmp_path / "un-sc" / "list.csv").exists()


def test_a_damaged_state_only_costs_a_fetch(publisher: Publisher, tmp_path: Path) -> None:
    fetch(publisher, tmp_path)
    (tmp_path / "un-sc" / "list.csv.state.json").write_text(json.dumps([1]) + "x")
    assert fetch(publisher, tmp_path)[0] == DATA


def test_progress_is_told(publisher: Publisher, tmp_path: Path) -> None:
    told: list[tuple[str, int, int | None]] = []
    HttpFetcher(tmp_path, lambda *what: told.append(what)).fetch(
        "un-sc", "list.csv", publisher.address + "/list.csv", LIMIT
    )
    assert told[-1] == ("list.csv", len(DATA), len(DATA))
