"""`evenhand designations compare | screen`: names against names, names against the lists. The work is `service.matching`'s."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.entry.cli.output import rejects_path, say, settings, write_rejects
from evenhand.kernel.errors import EXIT_BAD_INPUT, EXIT_OK, EXIT_PARTIAL

if TYPE_CHECKING:
    from evenhand.service.matching import Done


def register(designations: typer.Typer) -> None:
    """Add the commands to `designations`."""
    designations.command()(compare)
    designations.command()(screen)


def compare(
    pairs: Annotated[Path, typer.Argument(help="CSV with name_a,name_b,kind; more columns pass through.")],
    out: Annotated[Path, typer.Option("--out", help="Where the scores go (CSV).")],
    rejects: Annotated[Path | None, typer.Option("--rejects", help="Where bad rows go.")] = None,
) -> int:
    """Say how likely the two names of each row are names of one, 0 to 1000, and why. Matches from 500 on."""
    from evenhand.service.matching import compare_file

    return _ended(compare_file(pairs, out), pairs, out, rejects)


def screen(
    names: Annotated[Path, typer.Argument(help="CSV with name; kind, country and birth_year if known.")],
    out: Annotated[Path, typer.Option("--out", help="Where the matches go (CSV).")],
    top: Annotated[int, typer.Option("--top", min=1, max=100, help="At most so many entities a name.")] = 5,
    rejects: Annotated[Path | None, typer.Option("--rejects", help="Where bad rows go.")] = None,
) -> int:
    """Find the listed entities each name may be a name of. A match is a question for a reviewer."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.service.lists import load_registry
    from evenhand.service.matching import screen_file

    registry = load_registry(open_platform(settings.database).lists)
    return _ended(screen_file(registry, names, out, top), names, out, rejects)


def _ended(done: Done, source: Path, out: Path, rejects: Path | None) -> int:
    bad = write_rejects(rejects_path(rejects, source), done.rejects)
    say(f"{done.rows} row(s) written to {out}")
    if not bad:
        return EXIT_OK
    return EXIT_PARTIAL if done.rows else EXIT_BAD_INPUT
