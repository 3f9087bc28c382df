"""Hostile policy files: whatever the bytes, `load` answers with a policy or with diagnostics, and what it accepts is sane."""

from __future__ import annotations

import random
from importlib.resources import files

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.simulators.policy_text import SMALL

from evenhand.policy.cases import run_cases
from evenhand.policy.loading import Loaded, load

NEWEST = files("evenhand.policy").joinpath("data", "doi", "2024-02-08.yml").read_text(encoding="utf-8")
PIECES = (
    "automatic", "words", "act: automatic", "null", "[]", "{}", "- ", ": ", "&a ", "*a", "!!x ", "1", "-1", "true", "words:",
    "undetermined", "tier", "stance", "{all: []}", "{not: {not: {field: tier, is: 1}}}", "\t", "\u202e", "\x00", "2024-02-09",
    "'", '"', "#", "|", ">", "\n", "  ", "doi.t1.", "severe", "9" * 30,
)  # fmt: skip


def sane(loaded: Loaded) -> None:
    assert (loaded.policy is None) is bool(loaded.diagnostics)
    for diagnostic in loaded.diagnostics:
        assert diagnostic.line >= 1
        assert diagnostic.column >= 1
        assert diagnostic.message
    if loaded.policy is not None:
        assert loaded.policy.digest.startswith("sha256:")
        run_cases(loaded.policy)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    sane(load(data))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    sane(load(text.encode("utf-8", "surrogatepass")))


def mutated(text: str, seed: int) -> str:
    """The text with a few pieces put in, taken out or doubled."""
    chance = random.Random(seed)
    lines = text.split("\n")
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(lines))
        line = lines[at]
        cut = chance.randint(0, len(line))
        match chance.randrange(5):
            case 0:
                lines[at] = line[:cut] + chance.choice(PIECES) + line[cut:]
            case 1:
                del lines[at]
            case 2:
                lines.insert(at, lines[chance.randrange(len(lines))])
            case 3:
                lines[at] = line[:cut] + chance.choice(PIECES)
            case _:
                lines[at] = line.replace(chance.choice(line.split() or [" "]), chance.choice(PIECES))
    return "\n".join(lines)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32))
def test_a_good_policy_broken_anywhere(seed: int) -> None:
    sane(load(mutated(SMALL, seed).encode("utf-8", "surrogatepass")))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32))
def test_the_shipped_policy_broken_anywhere(seed: int) -> None:
    sane(load(mutated(NEWEST, seed).encode("utf-8", "surrogatepass")))
