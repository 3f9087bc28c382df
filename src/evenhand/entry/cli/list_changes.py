"""`evenhand lists sources|sync|diff|history|composition`. The work is `service.list_sync`'s and `service.list_changes`'s."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evenhand.entry.cli.output import console, day_given, emit_json, instant_given, progress, safe, say, settings
from evenhand.kernel.errors import EXIT_BAD_INPUT, EXIT_OK, EXIT_PARTIAL, EvenhandError

if TYPE_CHECKING:
    from evenhand.designations.changes import Difference
    from evenhand.service.list_sync import Synced

_Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def register(lists: typer.Typer) -> None:
    """Add the words to `lists`."""
    lists.command()(sources)
    lists.command()(sync)
    lists.command()(diff)
    lists.command()(history)
    lists.command()(composition)


def sources(as_json: _Json = False) -> int:
    """Show every source that can be imported: what it is, whose, and where it comes from."""
    from evenhand.designations.sources.catalogue import SOURCES, manifest

    found = [manifest(source) for source in SOURCES]
    if as_json:
        emit_json({"sources": found})
        return EXIT_OK
    out = console()
    for about in found:
        way = "bundled" if about.bundled else "can be synced" if about.fetch else "import a file"
        files = ", ".join(about.files) or ("one file" if not about.bundled else about.bundled)
        out.print(safe(f"{about.source}  ({way})"), markup=False, style="bold")
        out.print(safe(f"  {about.title}; {about.publisher}; {about.licence}"), markup=False)
        out.print(safe(f"  {files}; format from {about.format_from}"), markup=False)
    return EXIT_OK


def sync(
    names: Annotated[list[str] | None, typer.Argument(help="Sources; default: all that were imported before.")] = None,
    base: Annotated[str, typer.Option("--from", help="A mirror's address instead of the publishers'.")] = "",
    home: Annotated[
        Path | None, typer.Option("--files", help="Where the files are kept; default beside the workspace.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Import even when nothing changed.")] = False,
    as_json: _Json = False,
) -> int:
    """Fetch published lists that have changed, and import them. The only command that goes to the network for lists."""
    from evenhand.adapters.lists.fetch import HttpFetcher
    from evenhand.bootstrap.platform import ask_registry, open_platform
    from evenhand.service.list_sync import fetchable
    from evenhand.service.list_sync import sync as bring

    platform = open_platform(settings.database)
    chosen = list(names or _imported(platform.lists))
    if not chosen:
        say("no list was imported before; name the sources to sync (evenhand lists sources)")
        return EXIT_OK
    for source in chosen:
        fetchable(source)
    folder = home or Path(settings.database or "evenhand.db").with_suffix(".lists")
    done: list[Synced] = []
    failed = 0
    with progress() as bar:
        tasks: dict[str, Any] = {}

        def tell(name: str, so_far: int, total: int | None) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=total, rate="")
            bar.update(tasks[name], completed=so_far, rate=f"{so_far:,} bytes")

        fetcher = HttpFetcher(folder, tell)
        for source in chosen:
            try:
                done.append(bring(platform.lists, platform.clock, fetcher, source, folder, base=base, force=force))
            except EvenhandError as problem:  # one publisher that is down does not keep the others from coming
                say(f"{source}: error: {problem.diagnostics()}")
                failed += 1
    if any(one.imported for one in done):
        ask_registry(settings.database)
    _tell_sync(done, as_json)
    return EXIT_OK if not failed else EXIT_PARTIAL if done else EXIT_BAD_INPUT


def _imported(store: Any) -> list[str]:
    from evenhand.service.list_sync import syncable

    there = {document.source for document in store.documents()}
    return [source for source in syncable() if source in there]


def _tell_sync(done: list[Synced], as_json: bool) -> None:
    if as_json:
        synced = [
            {
                "source": one.source,
                "files": one.files,
                "changed": one.imported is not None,
                "document_id": one.imported.document_id if one.imported else None,
                "counts": dict(one.imported.counts) if one.imported else {},
            }
            for one in done
        ]
        emit_json({"synced": synced})
        return
    for one in done:
        state = "imported" if one.imported and one.imported.imported else "not changed"
        console().print(safe(f"{one.source}: {state}"), markup=False)
        for name, sha256 in one.files.items():
            console().print(safe(f"  {name}  {sha256}"), markup=False)


def diff(
    source: Annotated[str, typer.Argument(help="A source.")],
    before: Annotated[str, typer.Argument(help="A document id, a day or an instant.")],
    after: Annotated[str, typer.Argument(help="Another one.")],
    as_json: _Json = False,
) -> int:
    """Show what a later version of a list adds, leaves out and states differently."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.service.list_changes import diff as compare

    one, other, found = compare(open_platform(settings.database).lists, source, before, after)
    if as_json:
        emit_json({"source": source, "before": one, "after": other, **_diff_json(found)})
        return EXIT_OK
    out = console()
    out.print(safe(f"{source}: {one.observed_at:%Y-%m-%d} → {other.observed_at:%Y-%m-%d}"), markup=False, style="bold")
    for sign, records in (("+", found.added), ("-", found.removed)):
        for record in records:
            acts = ", ".join(sorted({fact.programme for fact in record.facts}))
            out.print(safe(f"{sign} {record.key}  {record.name}  ({record.kind}; {acts})"), markup=False)
    for change in found.changed:
        parts = [f"was called {change.renamed_from}"] if change.renamed_from else []
        parts += [f"programmes +{', +'.join(change.programmes_added)}"] if change.programmes_added else []
        parts += [f"programmes -{', -'.join(change.programmes_removed)}"] if change.programmes_removed else []
        parts += [f"{len(change.names_added)} names added"] if change.names_added else []
        parts += [f"{len(change.names_removed)} names gone"] if change.names_removed else []
        parts += list(change.days_changed)
        out.print(safe(f"~ {change.key}  {change.name}: {'; '.join(parts)}"), markup=False)
    counts = (
        f"{len(found.added)} added, {len(found.removed)} gone, {len(found.changed)} changed, {found.unchanged} the same"
    )
    out.print(counts, markup=False)
    return EXIT_OK


def _diff_json(found: Difference) -> dict[str, Any]:
    def listed(records: Any) -> list[dict[str, Any]]:
        return [
            {
                "key": record.key,
                "name": record.name,
                "kind": record.kind,
                "programmes": sorted({fact.programme for fact in record.facts}),
            }
            for record in records
        ]

    return {
        "added": listed(found.added),
        "removed": listed(found.removed),
        "changed": list(found.changed),
        "unchanged": found.unchanged,
    }


def history(
    name: Annotated[str, typer.Argument(help="A name in any script, or an entity id.")],
    known_at: Annotated[str, typer.Option("--known-at", help="As known at this instant; default: now.")] = "",
    as_json: _Json = False,
) -> int:
    """Show the life of an entity: its acts by their own days, and when the lists showed it, changed it, left it out."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.service.list_changes import history as tell

    platform = open_platform(settings.database)
    moment = instant_given(known_at) if known_at else platform.clock.now()
    answer = tell(platform.lists, platform.registry, name, moment)
    if as_json:
        emit_json(answer)
        return EXIT_OK
    out = console()
    out.print(safe(f"{answer['name']}  [{answer['entity_id']}, {answer['kind']}]"), markup=False, style="bold")
    for event in answer["events"]:
        said = {key: value for key, value in event.items() if key not in ("at", "listing", "what", "document")}
        text = "; ".join(f"{key.replace('_', ' ')}: {_flat(value)}" for key, value in said.items())
        out.print(safe(f"  {event['at']:%Y-%m-%d}  {event['listing']}  {event['what']}  {text}"), markup=False)
    return EXIT_OK


def _flat(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def composition(
    on: Annotated[str, typer.Option("--on", help="The day asked about; default: today (UTC).")] = "",
    known_at: Annotated[str, typer.Option("--known-at", help="As known at this instant; default: now.")] = "",
    policy: Annotated[str, typer.Option("--policy", help="ID@VERSION; default: the newest live one.")] = "",
    as_json: _Json = False,
) -> int:
    """Count who is on the lists in force: by tier, region, programme and kind."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.service.list_changes import composition as count

    platform = open_platform(settings.database)
    moment = instant_given(known_at) if known_at else platform.clock.now()
    day = day_given(on) if on else moment.date()
    answer = count(platform.registry, platform.policy(policy, moment), day, moment)
    if as_json:
        emit_json(answer)
        return EXIT_OK
    out = console()
    out.print(safe(f"in force on {day} by {answer['policy']}"), markup=False, style="bold")
    for tier, total in sorted(answer["tiers"].items()):
        out.print(f"  tier {tier}: {total:,} entities", markup=False)
        for part in ("by_region", "by_kind", "by_programme"):
            counts = ", ".join(f"{name} {count:,}" for name, count in answer[part][tier].items())
            out.print(safe(f"    {part.replace('_', ' ')}: {counts}"), markup=False)
    out.print(f"  ideology: {answer['by_ideology']}; regions: {answer['region_source']}", markup=False)
    return EXIT_OK
