"""`evenhand init`: make (or bring up to date) a workspace."""

from __future__ import annotations

from typing import Annotated

import typer

from evenhand.entry.cli.output import emit_json, say, settings


def register(app: typer.Typer) -> None:
    """Add `init`."""

    @app.command()
    def init(
        as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
    ) -> None:
        """Make a workspace (database schema, ledger key) or bring it up to date. Running it twice changes nothing."""
        from evenhand.bootstrap.platform import open_platform

        platform = open_platform(settings.database, create=True)
        if as_json:
            emit_json({"database": platform.shown_database, "verifier_key": platform.vkey})
        else:
            say(f"workspace ready: {platform.shown_database}")
            say(f"ledger verifier key (publish it): {platform.vkey}")
            say("next: evenhand designations show Hamas --on 2024-02-09   |   evenhand examine posts.jsonl")
