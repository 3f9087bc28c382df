"""`evenhand undo PARENT`: a batch, a referral or one measure taken back, and those it was done to are told."""

from __future__ import annotations

from typing import Annotated

import typer

from evenhand.entry.cli.output import emit_json, say, settings


def register(app: typer.Typer) -> None:
    """Add `undo`."""
    app.command()(undo)


def undo(
    parent: Annotated[str, typer.Argument(help="The number of a batch or a referral, or one action's id.")],
    person: Annotated[str, typer.Option("--as", help="Who you are; stays inside the platform.")],
    reason: Annotated[str, typer.Option(help="Why; the holders are told.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Take back everything that still stands under a number. What a ruling caused is taken back by an appeal."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.service.deliver import sequence_all
    from evenhand.service.undo import take_back

    platform = open_platform(settings.database)
    done = take_back(platform.journal, platform.clock, parent, person=person, reason=reason)
    sequence_all(platform.journal)
    if as_json:
        emit_json(done)
    else:
        say(f"{len(done.actions)} restriction(s) taken back, {len(done.notices)} notice(s) sent")
