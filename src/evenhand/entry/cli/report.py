"""`evenhand report --from --to [--json|--html]`: the transparency report of a span of days."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from evenhand.entry.cli.output import console, day_given, emit_json, settings


def register(app: typer.Typer) -> None:
    """Add `report`."""
    app.command()(report)


def report(
    since: Annotated[str, typer.Option("--from", help="The first day, YYYY-MM-DD (UTC).")],
    until: Annotated[str, typer.Option("--to", help="The last day, YYYY-MM-DD (UTC).")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
    html: Annotated[bool, typer.Option("--html", help="One self-contained page on standard output.")] = False,
) -> None:
    """What was decided, who asked, how often it was wrong and how long it took; it names nobody."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.service.report import report as count
    from evenhand.statements.transparency import report_page

    platform = open_platform(settings.database)
    document = count(platform.journal, day_given(since), day_given(until), platform.clock.now())
    if as_json:
        emit_json(document)
    elif html:
        sys.stdout.write(report_page(document))
    else:
        _show(document)


def _show(document: dict[str, Any], prefix: str = "") -> None:
    from evenhand.entry.cli.output import safe

    for name, value in document.items():
        words = f"{prefix}{name}".replace("_", " ")
        if isinstance(value, dict):
            _show(value, f"{words}: ")
        elif value is not None:
            console().print(safe(f"{words}: {value}"), markup=False)
