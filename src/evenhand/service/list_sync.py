"""Bringing published lists up to date: fetch what changed, check it harder than a file a person gives, import it.

A fetched document that falls short of the source's minimum counts or fill rates is refused, not warned about: nobody
looked at it. How bytes are fetched is the fetcher's.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from evenhand.designations.sources.catalogue import SOURCES, Manifest, manifest
from evenhand.kernel.clock import Clock
from evenhand.kernel.errors import UsageError
from evenhand.service.lists import Imported, contents_hash, import_list
from evenhand.service.ports import ListStore


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file as it lies here now: its hash, and whether it differs from the last time."""

    path: Path
    sha256: str
    changed: bool


class Fetcher(Protocol):
    """Fetches the files of a source."""

    def fetch(self, source: str, name: str, url: str, limit: int) -> Fetched:
        """Fetch a file, or learn that it has not changed. Raises BadInputError; a broken fetch can be repeated."""
        ...


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync did: the files with their hashes; `imported` is None when the newest import was of these very files."""

    source: str
    files: dict[str, str]
    imported: Imported | None


def syncable() -> tuple[str, ...]:
    """The sources whose manifest says where their files are."""
    return tuple(source for source in SOURCES if manifest(source).fetch)


def fetchable(source: str) -> Manifest:
    """The manifest of a source that can be synced. Raises UsageError for another."""
    about = manifest(source)
    if not about.fetch:
        raise UsageError(
            f"{source} has no address to fetch from",
            hint="lists that can be synced: " + ", ".join(syncable()) + "; import a file of the others",
        )
    return about


def sync(
    store: ListStore, clock: Clock, fetcher: Fetcher, source: str, home: Path, *, base: str = "", force: bool = False
) -> Synced:
    """Fetch a source's files and import them unless the newest import was of these very files (or with `force`).

    What lies on the disk is not what was imported: a document that was refused, or fetched just before a power cut, is
    tried again each time. One that was imported earlier and is served again counts as seen now. `base` replaces the
    publisher's addresses: a mirror, to which the files' names are added. Raises UsageError for a source without addresses,
    BadInputError for what cannot be fetched or believed; nothing is imported then.
    """
    about = fetchable(source)
    fetched = {name: fetcher.fetch(source, name, url, about.max_bytes) for name, url in _urls(about, base).items()}
    files = {name: found.sha256 for name, found in fetched.items()}
    now = contents_hash(files)
    before = [document.sha256 for document in store.documents() if document.source == source]
    if before and before[-1] == now and not force:
        return Synced(source, files, None)
    path = _gathered(about, fetched, home)
    again = clock.now() if now in before[:-1] else None
    done = import_list(store, clock, source, path, observed_at=again, author="sync", strict=True)
    return Synced(source, files, done)


def _urls(about: Manifest, base: str) -> dict[str, str]:
    if base:
        return {name: f"{base.rstrip('/')}/{name}" for name in about.fetch}
    return {name: f"https://{address}" for name, address in about.fetch.items()}


def _gathered(about: Manifest, fetched: dict[str, Fetched], home: Path) -> Path:
    """The one file, or a folder that holds the source's files and nothing else."""
    if not about.files:
        return next(iter(fetched.values())).path
    folder = home / about.source / "current"
    folder.mkdir(parents=True, exist_ok=True)
    for name, found in fetched.items():
        shutil.copyfile(found.path, folder / name)
    return folder
