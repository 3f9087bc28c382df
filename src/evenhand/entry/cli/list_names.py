"""`evenhand lists lint|parked|unpark`: names found too often where nobody is meant. The work is `service.name_lint`'s."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evenhand.entry.cli.output import console, emit_json, safe, say, settings
from evenhand.kernel.errors import EXIT_OK, UsageError

if TYPE_CHECKING:
    from evenhand.detection.model import Post
    from evenhand.service.name_lint import Linted

_Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
_SHOWN = 20


def register(lists: typer.Typer) -> None:
    """Add the words to `lists`."""
    lists.command()(lint)
    lists.command()(parked)
    lists.command()(unpark)


def lint(
    text: Annotated[
        list[Path] | None,
        typer.Option("--text", help="Posts in which nobody is meant (JSONL, CSV, Parquet); default: EVENHAND_DATA's."),
    ] = None,
    limit: Annotated[float, typer.Option("--limit", min=0.0, help="Raised per 1,000 texts that are tolerated.")] = 1.0,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Park nothing; say what would be.")] = False,
    by: Annotated[str, typer.Option("--as", help="Who parks; needed for curated names.")] = "",
    as_json: _Json = False,
) -> int:
    """Count how often each name is raised on background text, park those raised too often, say which scripts are missing."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.designations.coverage import coverage
    from evenhand.designations.identity import bundled_identity
    from evenhand.service.aliases import detector_for
    from evenhand.service.name_lint import lint as count

    platform = open_platform(settings.database)
    files = text or _background()
    now = platform.clock.now()
    seer = detector_for(platform.registry, platform.policies.values(), now)
    found = count(
        seer, _posts(files), platform.lists, platform.clock, round(limit * 1_000), park=not dry_run, by=by.strip()
    )
    missing = [
        {"entity_id": one.entity_id, "name": one.name, "languages": list(one.missing)}
        for one in coverage(platform.registry, bundled_identity(), now.date(), now)
        if one.missing
    ]
    if as_json:
        emit_json(
            {"limit_per_million": round(limit * 1_000), "names": [asdict(one) for one in found], "missing": missing}
        )
    else:
        _tell(found, missing)
    return EXIT_OK


def _background() -> list[Path]:
    folder = os.environ.get("EVENHAND_DATA", "")
    found = sorted(Path(folder, "text").glob("background-*")) if folder else []
    if not found:
        raise UsageError("no text to count on", hint="give --text FILE: posts in which no listed organisation is meant")
    return found


def _posts(files: list[Path]) -> Iterator[Post]:
    from evenhand.adapters.posts.reading import read_batches
    from evenhand.service.batches import posts_of

    for file in files:
        for part in read_batches(file):
            yield from posts_of(part.batch)


def _tell(found: tuple[Linted, ...], missing: list[dict[str, Any]]) -> None:
    out = console()
    raised = [one for one in found if one.alarms or one.verdict != "fine"]
    out.print(
        f"{len(found):,} names were there, {sum(one.raised > 0 for one in found):,} raised, {len(raised):,} with a false alarm",
        markup=False,
    )
    for one in [one for one in raised if one.verdict != "fine"] + [one for one in raised if one.verdict == "fine"][
        :_SHOWN
    ]:
        rate, low, high = (f"{each / 1_000:g}" for each in (one.per_million, one.low, one.high))
        figure = f"{one.alarms} false alarms in {one.texts:,} texts, {rate} per 1,000 ({low} to {high})"
        word = f"{one.verdict.replace('_', ' ')}{f': {one.step}' if one.step else ''}"
        out.print(safe(f"{one.name} ({one.lang}, {'weak' if one.weak else 'strong'}): {figure}: {word}"), markup=False)
        if one.example:
            out.print(safe(f"    …{' '.join(one.example.split())}…"), markup=False)
    if any(one.verdict == "ask" for one in found):
        say("`ask`: a curated name; `--as PERSON` parks it, for someone who looked at the sentences")
    for row in missing:
        out.print(safe(f"{row['entity_id']} has no name in: {', '.join(row['languages'])}"), markup=False)


def parked(as_json: _Json = False) -> int:
    """Show the names that are parked: who did it, why, and the figure."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.service.name_lint import parked_now

    found = parked_now(open_platform(settings.database).lists)
    if as_json:
        emit_json({"parked": found})
        return EXIT_OK
    for one in found:
        console().print(
            safe(f"{one.name} ({one.lang}): {one.step}; {one.by}, {one.at:%Y-%m-%d}: {one.reason}"), markup=False
        )
    if not found:
        say("no name is parked")
    return EXIT_OK


def unpark(
    name: Annotated[str, typer.Argument(help="The name, in any spelling.")],
    by: Annotated[str, typer.Option("--as", help="Who decides.")],
    reason: Annotated[str, typer.Option("--reason", help="Why.")],
    lang: Annotated[str, typer.Option("--lang", help="The language it is parked in.")] = "",
    as_json: _Json = False,
) -> int:
    """Take the parking of a name back. `lists lint` does not park it again."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.service.name_lint import release

    platform = open_platform(settings.database)
    done = release(platform.lists, platform.clock, name, lang, by, reason)
    if as_json:
        emit_json(done)
    else:
        console().print(safe(f"{done.name} ({done.lang}) is sought again: {done.by}, {done.reason}"), markup=False)
    return EXIT_OK
