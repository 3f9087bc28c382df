"""Importing published lists, and the registry that they make together with the bundled ones.

Reads files and folders, asks the source's parser, stores. A refused document changes nothing. Where documents are kept
is the store's; what the records mean is `designations`'.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path

from evenhand.designations.folding import Content, series_of
from evenhand.designations.identity import bundled_identity
from evenhand.designations.joining import decided
from evenhand.designations.model import ListRecord, SourceDocument
from evenhand.designations.parking import parked
from evenhand.designations.registry import HISTORIES, Registry, fold
from evenhand.designations.sources.catalogue import SOURCES, Manifest, Parsed, bundled_bytes, manifest, parser
from evenhand.kernel.canonical import digest, digest_of
from evenhand.kernel.clock import Clock
from evenhand.kernel.errors import BadInputError, Place, Reject
from evenhand.kernel.ids import derived_id
from evenhand.service.ports import ListStore

_MANY = 1_000  # records or acts from which a list that shrinks by a fifth, or by half, is looked at
BUNDLED = "bundled"  # the author of the documents that ship with the package


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. `imported` is False when that very document was there already."""

    source: str
    document_id: str
    sha256: str
    observed_at: datetime
    imported: bool
    complete: bool
    counts: Mapping[str, int]
    lost: Mapping[str, int]
    rejects: tuple[Reject, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListStatus:
    """A source in this workspace: its newest document, what it holds and how old it is (whole days)."""

    source: str
    title: str
    publisher: str
    bundled: bool
    documents: int
    newest: datetime | None
    age_days: int | None
    stale: bool
    counts: Mapping[str, int] = field(default_factory=dict)
    partial: str = ""  # what the document is known to lack, for bundled lists that are not whole
    age_of: str = ""  # what the age counts from: `compiled` (the last day a bundled list knows of) or `seen`


def import_list(
    store: ListStore,
    clock: Clock,
    source: str,
    path: Path,
    *,
    observed_at: datetime | None = None,
    recover: bool = False,
    author: str = "",
    strict: bool = False,
) -> Imported:
    """Read a document and store it. `observed_at` defaults to the instant the document says of itself, else now.

    Raises BadInputError (nothing stored) for a document that cannot be used, UsageError for an unknown source. A document
    from which records were lost or rejected is stored as incomplete: absence from it means nothing. A document that falls
    short of the source's minimum counts and fill rates, or is a fifth smaller than the one before it, comes with warnings;
    with `strict` it is refused.
    """
    about = manifest(source)
    files = _read(about, path)
    parsed = parser(source)(files, recover=recover)
    _refuse_empty(parsed, path)
    sha256 = contents_hash({name: digest(data) for name, data in files.items()})
    known = [document for document in store.documents() if (document.source, document.sha256) == (source, sha256)]
    held = [document for document in known if source != "platform" or document.name == path.name]
    moment = observed_at or parsed.dated or (held[-1].observed_at if held else clock.now())
    document = SourceDocument(
        document_id=derived_id("doc", source, sha256, moment.astimezone(UTC).isoformat(), _series_name(source, path)),
        source=source,
        sha256=sha256,
        name=path.name,
        observed_at=moment,
        complete=about.complete and not parsed.rejects and not _records_lost(parsed),
        author=author,
    )
    shrunk = _shrunk(store, document, parsed)
    warnings = (*_warnings(about, parsed), *shrunk)
    if strict and warnings:
        raise BadInputError(
            "the source has drifted from what it should hold: " + "; ".join(warnings),
            hint="look at the file; import it without --strict if it is whole",
            place=Place(file=str(path)),
        )
    stored = store.add(document, parsed.records)
    return Imported(
        source=source,
        document_id=document.document_id,
        sha256=sha256,
        observed_at=moment,
        imported=stored,
        complete=document.complete,
        counts=parsed.counts,
        lost=parsed.lost,
        rejects=parsed.rejects,
        warnings=warnings,
    )


def contents_hash(hashes: Mapping[str, str]) -> str:
    """The hash of a document by those of its files: a single file's own."""
    return next(iter(hashes.values())) if len(hashes) == 1 else digest_of(dict(hashes))


def _series_name(source: str, path: Path) -> str:
    return path.name if source == "platform" else ""


def _read(about: Manifest, path: Path) -> dict[str, bytes]:
    if not path.exists():
        raise BadInputError("no such file or folder", place=Place(file=str(path)))
    single = not about.files or (about.one_file and path.is_file() and path.suffix.lower() == about.one_file)
    if not single and not path.is_dir():
        raise BadInputError(
            f"{about.source} is a folder of files",
            hint="it holds "
            + ", ".join(about.files)
            + (f"; or give one {about.one_file} file" if about.one_file else ""),
            place=Place(file=str(path)),
        )
    if single and not path.is_file():
        raise BadInputError(
            f"{about.source} is one file, and this is no file",
            hint=_which(about, path),
            place=Place(file=str(path)),
        )
    found = [path / name for name in about.files if (path / name).is_file()] if not single else [path]
    return {file.name: _bytes(file, about.max_bytes) for file in found}


def _which(about: Manifest, folder: Path) -> str:
    """Which file is meant: the only one there that looks like it, else the publisher's own name for it."""
    named = " or ".join(dict.fromkeys(name for name in (*about.fetch, about.bundled) if name))
    endings = {Path(name).suffix.lower() for name in (*about.fetch, about.bundled) if Path(name).suffix}
    like = sorted(file.name for file in folder.iterdir() if file.suffix.lower() in endings) if folder.is_dir() else []
    if len(like) == 1:
        return f"give the file: {folder / like[0]}"
    return (
        "give the file itself"
        + (f": {named}, as its publisher names it" if named else "")
        + (f"; there are {', '.join(like[:5])}" if like else "")
    )


def _bytes(file: Path, limit: int) -> bytes:
    try:
        with file.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as problem:
        raise BadInputError(f"cannot be read: {problem.strerror}", place=Place(file=str(file))) from problem
    if len(data) > limit:
        raise BadInputError(f"larger than {limit:,} bytes, which this list never is", place=Place(file=str(file)))
    return data


def _refuse_empty(parsed: Parsed, path: Path) -> None:
    if parsed.rejects and not parsed.records:
        first = parsed.rejects[0]
        raise BadInputError(
            f"no record could be read; the first problem: {first.expected} expected, got {first.got[:60]!r}",
            hint=first.hint,
            place=Place(file=str(path), line=first.line, field=first.field),
        )


def _records_lost(parsed: Parsed) -> bool:
    return bool(parsed.lost.get("records") or parsed.lost.get("unfinished_records"))


def _warnings(about: Manifest, parsed: Parsed) -> tuple[str, ...]:
    fill = fill_rates(parsed.records)
    few = [
        f"only {parsed.counts.get(name, 0):,} {name}, at least {minimum:,} were expected: is the document whole?"
        for name, minimum in about.minimum_counts.items()
        if parsed.counts.get(name, 0) < minimum
    ]
    thin = [
        f"only {fill[name]} per mille of the listings carry {name}, at least {minimum} were expected: has the format changed?"
        for name, minimum in about.minimum_fill.items()
        if fill[name] < minimum
    ]
    return (*few, *thin)


def fill_rates(records: Sequence[ListRecord]) -> dict[str, int]:
    """How many per mille of the records carry acts, aliases, countries, and an act with its effective day."""
    carried = {
        "facts": sum(bool(record.facts) for record in records),
        "aliases": sum(bool(record.aliases) for record in records),
        "countries": sum(bool(record.countries) for record in records),
        "effective": sum(any(fact.effective for fact in record.facts) for record in records),
    }
    return {name: count * 1000 // max(1, len(records)) for name, count in carried.items()}


def _shrunk(store: ListStore, document: SourceDocument, parsed: Parsed) -> tuple[str, ...]:
    """A warning for a complete document that is a good deal smaller than the one before it, in records or in acts.

    Absence from it reads as removal. One that is not half as large is refused: BadInputError.
    """
    if document.source in HISTORIES or document.source == "platform" or not document.complete:
        return ()
    before = [other for other in store.documents() if other.source == document.source and other.complete]
    earlier = [other for other in before if other.observed_at <= document.observed_at]
    if not earlier or earlier[-1].sha256 == document.sha256:
        return ()
    had, has = _sizes(store.records(earlier[-1].document_id)), _sizes(parsed.records)
    for what in had:
        if had[what] >= _MANY and has[what] * 2 < had[what]:
            raise BadInputError(
                f"{has[what]:,} {what} where the document before it had {had[what]:,}: this would read as mass removal",
                hint="fetch it again; if it really shrank, import it into a fresh workspace and compare",
                place=Place(file=document.name),
            )
    return tuple(
        f"{has[what]:,} {what} where the document before it had {had[what]:,}: is the document whole?"
        for what in had
        if had[what] >= _MANY and has[what] * 5 < had[what] * 4
    )


def _sizes(records: Iterable[ListRecord]) -> dict[str, int]:
    acts = [len(record.facts) for record in records]
    return {"records": len(acts), "acts": sum(acts)}


def bundled_contents() -> Iterator[Content]:
    """The lists that ship with the package, as documents observed the day they were compiled."""
    for source in SOURCES:
        about = manifest(source)
        if about.bundled and about.compiled_on is not None:
            data = bundled_bytes(source)
            moment = datetime.combine(about.compiled_on, time(), UTC)
            sha256 = digest(data)
            document = SourceDocument(
                document_id=derived_id("doc", source, sha256, moment.isoformat(), ""),
                source=source,
                sha256=sha256,
                name=about.bundled,
                observed_at=moment,
                complete=False,
                author=BUNDLED,
            )
            yield Content(document, parser(source)({about.bundled: data}).records)


def load_registry(store: ListStore, known_at: datetime | None = None) -> Registry:
    """The registry of the workspace: bundled lists, imported documents, and who people decided is one with whom.

    With `known_at`, only what was observed or decided by then: a list that comes later changes no earlier decision, nor
    its digest. Bundled lists carry the public day of each act and are always in it.
    """
    contents = {content.document.document_id: content for content in bundled_contents()}
    for document in store.documents():
        if known_at is None or document.observed_at <= known_at:
            contents[document.document_id] = Content(document, tuple(store.records(document.document_id)))
    joins = [one for one in store.decisions() if known_at is None or one.at <= known_at]
    names = [one for one in store.name_decisions() if known_at is None or one.at <= known_at]
    return parked(fold(contents.values(), decided(bundled_identity(), joins)), names)


def later_documents(store: ListStore, at: datetime) -> tuple[SourceDocument, ...]:
    """The imported documents that were not known yet at an instant: judging as of then does not see them."""
    return tuple(document for document in store.documents() if document.observed_at > at)


def list_status(store: ListStore, clock: Clock) -> tuple[ListStatus, ...]:
    """Every source with the age of its newest document; sources that are neither bundled nor imported come without one."""
    bundled = {content.document.source: content for content in bundled_contents()}
    documents = list(store.documents())
    found = []
    for source in SOURCES:
        own = [document for document in documents if document.source == source]
        newest = max(own, key=lambda document: document.observed_at, default=None)
        contained = bundled.get(source)
        if contained and (newest is None or contained.document.observed_at >= newest.observed_at):
            newest, records = contained.document, list(contained.records)
        else:
            records = _newest_records(store, own)
        found.append(_status(source, newest, len(own) + (contained is not None), records, clock.now()))
    return tuple(found)


def _newest_records(store: ListStore, own: list[SourceDocument]) -> list[ListRecord]:
    newest = {series_of(document): document for document in sorted(own, key=lambda document: document.observed_at)}
    return [record for document in newest.values() for record in store.records(document.document_id)]


def _status(
    source: str, newest: SourceDocument | None, documents: int, records: Sequence[ListRecord], now: datetime
) -> ListStatus:
    about = manifest(source)
    age = max(0, (now - newest.observed_at).days) if newest else None
    counts = {
        "records": len(records),
        "aliases": sum(len(record.aliases) for record in records),
        "acts": sum(len(record.facts) for record in records),
    }
    return ListStatus(
        source=source,
        title=about.title,
        publisher=about.publisher,
        bundled=bool(about.bundled),
        documents=documents,
        newest=newest.observed_at if newest else None,
        age_days=age,
        stale=age is not None and about.max_age_days is not None and age > about.max_age_days,
        counts=counts if newest else {},
        partial=about.partial if newest is not None and newest.author == BUNDLED else "",
        age_of="" if newest is None else "compiled" if newest.author == BUNDLED else "seen",
    )
