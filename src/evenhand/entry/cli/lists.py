"""`evenhand lists`: import published lists, and see which there are and how old. The work is `service.lists`'s."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.entry.cli.output import (
    console,
    emit_json,
    instant_given,
    rejects_path,
    safe,
    say,
    settings,
    write_rejects,
)
from evenhand.kernel.errors import EXIT_OK, EXIT_PARTIAL

if TYPE_CHECKING:
    from evenhand.service.lists import Imported, ListStatus

lists = typer.Typer(name="lists", no_args_is_help=True, help="Published lists of who is designated.")


def register(app: typer.Typer) -> None:
    """Add `lists` to the command."""
    from evenhand.entry.cli import list_changes, list_names

    list_changes.register(lists)
    list_names.register(lists)
    app.add_typer(lists)


@lists.command("import")
def import_(
    source: Annotated[str, typer.Argument(help="A source; `evenhand lists sources` names them.")],
    path: Annotated[Path, typer.Argument(help="The publisher's file, or the folder that holds its files.")],
    observed_at: Annotated[
        str, typer.Option("--observed-at", help="When the document was seen; default: the date inside it, else now.")
    ] = "",
    recover: Annotated[
        bool, typer.Option("--recover", help="Read what is left of a damaged file; count the loss.")
    ] = False,
    author: Annotated[str, typer.Option("--author", help="Who brings the document in.")] = "",
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Refuse a document with fewer records or fields than the source should hold."),
    ] = False,
    rejects: Annotated[Path | None, typer.Option("--rejects", help="Where bad records go.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> int:
    """Import a list as its publisher serves it. Importing a document twice changes nothing."""
    from evenhand.bootstrap.platform import ask_registry, open_platform
    from evenhand.service.lists import import_list

    moment = instant_given(observed_at) if observed_at else None
    platform = open_platform(settings.database)
    done = import_list(
        platform.lists,
        platform.clock,
        source,
        path,
        observed_at=moment,
        recover=recover,
        author=author,
        strict=strict,
    )
    if done.imported:
        ask_registry(settings.database)  # keeps the rows that the next `designations show` answers from
    for warning in done.warnings:
        say(f"warning: {warning}")
    write_rejects(rejects_path(rejects, path), done.rejects)
    if as_json:
        emit_json(_as_json(done))
    else:
        _tell(done)
    return EXIT_PARTIAL if done.rejects else EXIT_OK


def _as_json(done: Imported) -> dict[str, object]:
    return {
        "source": done.source,
        "document_id": done.document_id,
        "sha256": done.sha256,
        "observed_at": done.observed_at,
        "imported": done.imported,
        "complete": done.complete,
        "counts": dict(done.counts),
        "lost": dict(done.lost),
        "rejects": len(done.rejects),
        "warnings": list(done.warnings),
    }


def _tell(done: Imported) -> None:
    counts = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in done.counts.items() if count)
    state = "imported" if done.imported else "already there, nothing changed"
    out = console()
    out.print(f"{done.source} seen {done.observed_at:%Y-%m-%d %H:%M}Z: {state}", markup=False)
    out.print(f"  {counts}", markup=False)
    if done.lost:
        lost = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in done.lost.items())
        out.print(f"  lost: {lost}", markup=False)


@lists.command()
def status(as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False) -> int:
    """Show every source with its counts and age."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.service.lists import list_status

    platform = open_platform(settings.database)
    found = list_status(platform.lists, platform.clock)
    if as_json:
        emit_json({"sources": [_status_json(one) for one in found]})
    else:
        _table(found)
    return EXIT_OK


def _status_json(one: ListStatus) -> dict[str, object]:
    return {
        "source": one.source,
        "title": one.title,
        "publisher": one.publisher,
        "bundled": one.bundled,
        "documents": one.documents,
        "newest": one.newest,
        "age_of": one.age_of,
        "age_days": one.age_days,
        "stale": one.stale,
        "partial": one.partial,
        "counts": dict(one.counts),
    }


def _table(found: tuple[ListStatus, ...]) -> None:
    from rich.table import Table

    table = Table(title="Lists", title_justify="left")
    for name in ("source", "listings", "names", "acts", "as of", "age"):
        table.add_column(
            name, justify="right" if name in ("listings", "names", "acts", "age") else "left", no_wrap=True
        )
    for one in found:
        newest = f"{one.age_of} {one.newest:%Y-%m-%d}" if one.newest else "not imported"
        age = "" if one.age_days is None else f"{one.age_days} d" + (" STALE" if one.stale else "")
        numbers = [f"{one.counts.get(name, 0):,}" if one.counts else "" for name in ("records", "aliases", "acts")]
        style = "yellow" if one.stale else None
        table.add_row(safe(one.source), *numbers, newest, age, style=style)
    console().print(table)
    for one in found:
        if one.partial:
            say(safe(f"PARTIAL: {one.source}: {one.partial}."))
    if any(one.stale for one in found):
        say(
            "STALE: older than the publisher's list should get. `compiled` is the last day a bundled list knows of, "
            "`seen` the day an imported one was fetched; import or sync a newer one (evenhand lists sources)."
        )
