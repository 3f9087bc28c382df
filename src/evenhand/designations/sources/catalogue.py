"""The sources that there are, by name, with their manifests; parsers load when they are asked for.

A parser is a function `parse(files, *, recover=False) -> Parsed`: file names to bytes in, records, rejects and counts out.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any, Final, Protocol

import yaml

from evenhand.designations.model import ListRecord
from evenhand.kernel.errors import Reject, UsageError

SOURCES: Final = (
    "us-state-fto",
    "un-entities",
    "us-ofac-sdn",
    "un-sc",
    "platform",
    "us-ofac-nonsdn",
    "us-state-sponsors",
    "us-csl",
    "gb-proscribed",
    "gb-sanctions",
    "ca-listed",
    "ca-sema",
    "eu-fsf",
    "opensanctions",
)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a source is.

    `files` are the names a folder of it holds; empty when it is one file of any name. `one_file` is the ending of the one
    file it also comes as. `minimum_fill` says how many per mille of the records carry `facts`, `aliases`, `countries` or an
    `effective` day at least; less means that the source has drifted. `fetch` are the addresses (without `https://`) of the
    files that `lists sync` fetches.
    """

    source: str
    title: str
    publisher: str
    addresses: tuple[str, ...]
    licence: str
    kind: str
    complete: bool
    max_age_days: int | None
    minimum_counts: Mapping[str, int]
    minimum_fill: Mapping[str, int] = field(default_factory=dict)
    format_from: str = ""  # real files, or `documentation` where there was none to read
    files: tuple[str, ...] = ()
    one_file: str = ""
    fetch: Mapping[str, str] = field(default_factory=dict)
    bundled: str = ""  # the file inside the package, for sources that ship with it
    compiled_on: date | None = None  # the day up to which a bundled history was compiled
    partial: str = ""  # what the bundled table is known to lack; empty when nothing is
    max_bytes: int = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a parser made of a document.

    `dated` is the instant the document says of itself (None when it says none). `counts` counts what was read, `lost`
    what a recovery could not save. Times are aware, in UTC.
    """

    records: tuple[ListRecord, ...]
    rejects: tuple[Reject, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    dated: datetime | None = None
    lost: Mapping[str, int] = field(default_factory=dict)


class Parser(Protocol):
    """The one function of a source's parser."""

    def __call__(self, files: Mapping[str, bytes], *, recover: bool = False) -> Parsed:
        """Read a document. Raises BadInputError when it cannot be used as a whole."""
        ...


def _package(source: str) -> str:
    if source not in SOURCES:
        raise UsageError(f"no list source called {source[:60]!r}", hint="there are: " + ", ".join(SOURCES))
    return "evenhand.designations.sources." + source.replace("-", "_")


@cache
def manifest(source: str) -> Manifest:
    """The manifest of a source. Raises UsageError for a name that is none."""
    text = resources.files(_package(source)).joinpath("manifest.yml").read_text(encoding="utf-8")
    raw: dict[str, Any] = yaml.safe_load(text)
    raw["addresses"] = tuple(raw.get("addresses", ()))
    raw["files"] = tuple(raw.get("files", ()))
    return Manifest(source=source, **raw)


def parser(source: str) -> Parser:
    """The parser of a source. Raises UsageError for a name that is none."""
    found: Parser = importlib.import_module(_package(source) + ".parser").parse
    return found


def bundled_bytes(source: str) -> bytes:
    """The bytes of a bundled source's file."""
    return resources.files(_package(source)).joinpath(manifest(source).bundled).read_bytes()
