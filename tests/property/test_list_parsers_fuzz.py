"""Every parser over hostile bytes: records or one clear error, quickly and in little memory; never another exception.

A short run is part of the suite; `make test-slow` runs it for ten minutes (EVENHAND_FUZZ_SECONDS sets how long).
"""

from __future__ import annotations

import os
import random
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.simulators.lists import ADD, ALT, SDN, un_entity, un_list

from evenhand.designations.records import from_bytes, to_bytes
from evenhand.designations.sources.catalogue import SOURCES, bundled_bytes, manifest, parser
from evenhand.kernel.errors import BadInputError

FIXTURES = Path(__file__).parents[1] / "unit" / "designations" / "sources" / "fixtures"
PLATFORM = (
    b"- {name: Green Heron Front, kind: organisation, tier: 1, from: 2024-01-05, author: desk, reason: fictional}\n"
)
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
TOKENS = [
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1a", b"\xed\xa0\x80", b"\xe2\x80\xae", b'"', b",", b";", b"\n"),
    *(
        b"<",
        b"&",
        b"]]>",
        b"<![CDATA[",
        b"&#0;",
        b"&a;",
        BOMB,
        b"=1+1",
        b"-0-",
        b"A" * 5_000,
        b"PK\x03\x04",
        b"{" * 400,
    ),
    *(b"[" * 400, b"&x *x", b"'a.k.a. '" * 40, b"99999999999999999999", b"0000-00-00", b"31/02/2020", "ﷺé".encode()),
]


def seeds() -> dict[str, list[tuple[str, bytes]]]:
    def fixture(name: str) -> tuple[str, bytes]:
        return name, (FIXTURES / name).read_bytes()

    found = {
        "us-ofac-sdn": [("sdn.csv", SDN.encode()), fixture("ofac.xml")],
        "us-ofac-nonsdn": [("cons_prim.csv", SDN.encode()), fixture("ofac.xml")],
        "un-sc": [("un.xml", un_list(un_entity("QDe.900", "GREEN HERON FRONT")))],
        "platform": [("own.yml", PLATFORM)],
        "us-csl": [fixture("consolidated.csv")],
        "gb-sanctions": [fixture("ConList.csv"), fixture("UK-Sanctions-List.csv")],
        "ca-sema": [fixture("sema-lmes.xml")],
        "eu-fsf": [fixture("fsf.xml"), fixture("fsf.csv")],
        "opensanctions": [fixture("entities.ftm.json"), fixture("targets.simple.csv")],
    }
    for source in SOURCES:
        if manifest(source).bundled:
            found[source] = [("table.csv", b"\n".join(bundled_bytes(source).split(b"\n")[:6]))]
    return found


SEEDS = seeds()


def test_every_source_is_fuzzed() -> None:
    assert set(SEEDS) == set(SOURCES)


def read(source: str, name: str, data: bytes, *, recover: bool) -> None:
    """Records that can be stored, or one clear error. Anything else is a fault."""
    files = {name: data}
    if name == "sdn.csv":
        files |= {"alt.csv": ALT.encode(), "add.csv": ADD.encode(), "sdn_comments.csv": data[:200]}
    began = time.perf_counter()
    try:
        parsed = parser(source)(files, recover=recover)
    except BadInputError:
        return
    finally:
        assert time.perf_counter() - began < 20, (source, name, data[:200])
    for record in parsed.records:
        body = to_bytes(record)
        assert to_bytes(from_bytes(body)) == body
        for text in (record.name, *(alias.name for alias in record.aliases)):
            assert not set(text) & set("\x00\u202e\u2066"), (source, text)
    for reject in parsed.rejects:
        assert len(str(reject.to_dict())) < 4_000


def broken(seed: bytes, choice: random.Random) -> bytes:
    """The seed with a few of: bytes cut, doubled, flipped, shuffled; hostile tokens put in; re-encoded; cut short."""
    data = bytearray(seed)
    for _ in range(choice.randint(1, 8)):
        at, what = choice.randint(0, len(data)), choice.randint(0, 6)
        if what == 0:
            del data[at : at + choice.randint(1, 200)]
        elif what == 1:
            data[at:at] = choice.choice(TOKENS)
        elif what == 2 and data:
            data[min(at, len(data) - 1)] = choice.randint(0, 255)
        elif what == 3:
            part = data[at : at + choice.randint(1, 400)]
            data[at:at] = part * choice.randint(1, 5)
        elif what == 4:
            lines = bytes(data).split(b"\n")
            choice.shuffle(lines)
            data = bytearray(b"\n".join(lines))
        elif what == 5:
            del data[at:]
        else:
            data = bytearray(
                bytes(data).decode("utf-8", "replace").encode(choice.choice(["utf-16", "latin-1"]), "replace")
            )
    return bytes(data)


@pytest.mark.parametrize("source", sorted(SEEDS))
@given(st.integers(0, 2**32), st.booleans())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_broken_files_are_records_or_one_clear_error(source: str, number: int, recover: bool) -> None:
    choice = random.Random(number)
    name, seed = choice.choice(SEEDS[source])
    read(source, name, broken(seed, choice), recover=recover)


@pytest.mark.parametrize("source", sorted(SEEDS))
@given(st.binary(max_size=400))
@settings(max_examples=10, deadline=None)
def test_any_bytes_are_one_clear_error_or_records(source: str, data: bytes) -> None:
    for name, _ in SEEDS[source]:
        read(source, name, data, recover=False)


def long_line(seed: bytes) -> bytes:
    return seed + b"A" * 1_200_000


def many_lines(seed: bytes) -> bytes:
    return seed + b"\n" + b"x,y\n" * 8_000


def deep(seed: bytes) -> bytes:
    return seed[: len(seed) // 2] + b"<a>" * 10_000 + b"[" * 10_000 + b'{"a":' * 2_500


@pytest.mark.parametrize("source", sorted(SEEDS))
@pytest.mark.parametrize("grow", [long_line, many_lines, deep])
def test_big_files_stay_within_a_small_multiple_of_their_size(source: str, grow: Callable[[bytes], bytes]) -> None:
    for name, seed in SEEDS[source]:
        data = grow(seed)
        tracemalloc.start()
        try:
            read(source, name, data, recover=False)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert peak < 40 * len(data) + 200_000_000, (source, name, peak)


@pytest.mark.slow
def test_ten_minutes_over_every_parser() -> None:
    seconds = float(os.environ.get("EVENHAND_FUZZ_SECONDS", "600"))
    until, number = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        for source in sorted(SEEDS):
            choice = random.Random(number)
            name, seed = choice.choice(SEEDS[source])
            data = broken(seed, choice)
            try:
                read(source, name, data, recover=bool(number % 2))
            except Exception as fault:
                raise AssertionError(f"{source} {name}, number {number}: {fault!r}") from fault
        number += 1
    assert number > 10
