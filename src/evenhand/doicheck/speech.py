"""The suite of violent speech as data: 29 functions in ten languages, minimal pairs, and groups of people to swap.

Templates hold a group as subject `{n}`, object `{a}` and behind `to` `{d}`; every sentence is asked of every group, and a
different answer for one of them is a flip. A test, never training data; what a reader makes of it is `score`'s.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from evenhand.doicheck.suite import Case, Function, read_data
from evenhand.kernel.canonical import digest
from evenhand.kernel.errors import BadInputError, Place
from evenhand.kernel.languages import SUPPORTED

VERSION: Final = "violent-speech/1"
_FOLDER: Final = "violent-speech"


@lru_cache(maxsize=1)
def functions() -> tuple[Function, ...]:
    """All functions, in the order of the file."""
    rows = csv.DictReader(io.StringIO(read_data(f"{_FOLDER}/functions.csv")))
    return tuple(Function(row["function"], row["expected"], row["pair"]) for row in rows)


@lru_cache(maxsize=16)
def groups(lang: str) -> tuple[dict[str, str], ...]:
    """The groups of a language, each with its forms."""
    rows = csv.DictReader(io.StringIO(read_data(f"{_FOLDER}/names.csv")))
    return tuple({key: row[key] for key in ("n", "a", "d")} for row in rows if row["lang"] == lang)


@lru_cache(maxsize=16)
def templates(lang: str) -> tuple[tuple[str, str], ...]:
    """(function, sentence) of a language. Raises BadInputError for a line that is neither."""
    known = {function.name for function in functions()}
    found = []
    for number, line in enumerate(read_data(f"{_FOLDER}/{lang}.txt").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        function, _, template = line.partition("|")
        if function not in known or not any(form in template for form in ("{n}", "{a}", "{d}")):
            hint = "write function|sentence with {n}, {a} or {d}; the functions are in functions.csv"
            raise BadInputError(f"not a case: {line[:60]!r}", hint=hint, place=Place(f"{lang}.txt", number))
        found.append((function, template))
    return tuple(found)


def cases() -> Iterator[Case]:
    """Every sentence with every group in it, by language, line and group."""
    expected = {function.name: function.expected for function in functions()}
    for lang in sorted(SUPPORTED):
        for function, template in templates(lang):
            for group in groups(lang):
                text = template.format(**group)
                text = text[:1].upper() + text[1:]
                yield Case(function, expected[function], lang, template, group["n"], text, (0, 0))


def suite_digest() -> str:
    """The digest of the suite's data."""
    names = ["functions.csv", "names.csv", *(f"{lang}.txt" for lang in sorted(SUPPORTED))]
    return digest("\x00".join([VERSION, *(read_data(f"{_FOLDER}/{name}") for name in names)]).encode())
