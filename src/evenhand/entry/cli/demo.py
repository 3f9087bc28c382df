"""`evenhand demo`: the news story with fictional account holders, told on the terminal; leaves a workspace to go on with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evenhand.kernel.errors import BadInputError, UsageError

ACTS = ("platform", "campaign", "monitor")


def register(app: typer.Typer) -> None:
    """Add `demo`."""
    app.command()(demo)


def demo(
    folder: Annotated[Path, typer.Option(help="Where the demo works; made anew each time.")] = Path("evenhand-demo"),
    act: Annotated[str, typer.Option(help="platform, campaign, monitor, or all.")] = "all",
    svg: Annotated[Path | None, typer.Option(help="Also draw what was told as an SVG picture of the terminal.")] = None,
) -> None:
    """The news story, end to end: lists, posts, review, strikes, disablement, statement, appeal, ledger."""
    from evenhand.entry.demo.show import play

    if act != "all" and act not in ACTS:
        raise UsageError(f"no act {act!r}", hint="--act all | " + " | ".join(ACTS))
    try:
        play(folder, ACTS if act == "all" else (act,), svg)
    except BrokenPipeError:
        raise  # the reader of standard output left; no fault of the folder
    except OSError as problem:
        where = problem.filename or folder
        raise BadInputError(
            f"the demo cannot be written: {where}: {problem.strerror}",
            hint="--folder FOLDER, somewhere you may write",
        ) from problem
