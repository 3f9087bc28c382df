"""The suite as data: 46 functions in ten languages, minimal pairs, and names to swap. What a reader makes of it is `score`'s.

Real names stand only in sentences that are neutral or against (`REAL_ALLOWED`); everything else is about invented ones.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from evenhand.kernel.canonical import digest
from evenhand.kernel.errors import BadInputError, Place
from evenhand.kernel.languages import SUPPORTED

VERSION: Final = "doicheck/1"
REAL_ALLOWED: Final = frozenset(
    {
        "negated_praise", "rejected_justification", "warning_not_to_join", "denied_membership", "refused_donation",
        "refused_support", "disagreement_with_praise", "question_of_fact", "academic", "human_rights",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Function:
    """What is tested: a name, what is expected (`violating` or `allowed`), and the function its sentences differ little from."""

    name: str
    expected: str
    pair: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name put in for X: of invented or real entities, one tier for all (`swaps within a tier`)."""

    lang: str  # `*` for every language
    name: str
    real: bool


@dataclass(frozen=True, slots=True)
class Case:
    """One sentence with one name in it. `template` still has its X: cases of one template are swaps of each other."""

    function: str
    expected: str
    lang: str
    template: str
    name: str
    text: str
    span: tuple[int, int]


def read_data(name: str) -> str:
    """A file of the suites' data, by its path under `data`."""
    return files("evenhand.doicheck").joinpath("data", *name.split("/")).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def functions() -> tuple[Function, ...]:
    """All functions, in the order of the file."""
    rows = csv.DictReader(io.StringIO(read_data("functions.csv")))
    return tuple(Function(row["function"], row["expected"], row["pair"]) for row in rows)


@lru_cache(maxsize=1)
def names() -> tuple[Name, ...]:
    """All names that are put in for X."""
    rows = csv.DictReader(io.StringIO(read_data("names.csv")))
    return tuple(Name(row["lang"], row["name"], row["kind"] == "real") for row in rows)


@lru_cache(maxsize=16)
def templates(lang: str) -> tuple[tuple[str, str], ...]:
    """(function, sentence with X) of a language. Raises BadInputError for a line that is neither."""
    known = {function.name for function in functions()}
    found = []
    for number, line in enumerate(read_data(f"{lang}.txt").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        function, _, template = line.partition("|")
        if function not in known or "X" not in template:
            hint = "write function|sentence with X; the functions are in functions.csv"
            raise BadInputError(f"not a case: {line[:60]!r}", hint=hint, place=Place(f"{lang}.txt", number))
        found.append((function, template))
    return tuple(found)


def cases() -> Iterator[Case]:
    """Every sentence with every name that may stand in it, by language, line and name."""
    expected = {function.name: function.expected for function in functions()}
    for lang in sorted(SUPPORTED):
        usable = [name for name in names() if name.lang in ("*", lang)]
        for function, template in templates(lang):
            for name in usable:
                if name.real and function not in REAL_ALLOWED:
                    continue
                at = template.index("X")
                text = template.replace("X", name.name)
                yield Case(function, expected[function], lang, template, name.name, text, (at, at + len(name.name)))


def suite_digest() -> str:
    """The digest of the suite's data: results name it, so that only results of the same suite are compared."""
    parts = [
        read_data("functions.csv"),
        read_data("names.csv"),
        *(read_data(f"{lang}.txt") for lang in sorted(SUPPORTED)),
    ]
    return digest("\x00".join([VERSION, *parts]).encode())
