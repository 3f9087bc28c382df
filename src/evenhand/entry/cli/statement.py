"""`evenhand statement show DECISION`: the statement of reasons as it was sent, or the public statement."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from evenhand.entry.cli.output import settings


def register(app: typer.Typer) -> None:
    """Add `statement`."""
    statement = typer.Typer(no_args_is_help=True, help="Statements of reasons, for the holder and for the public.")
    statement.command("show")(show)
    app.add_typer(statement, name="statement")


def show(
    decision: Annotated[str, typer.Argument(help="The decision's id, or a notice's.")],
    lang: Annotated[str, typer.Option(help="The language of the statement.")] = "en",
    public: Annotated[
        bool, typer.Option("--public", help="What the public may know (public office or high reach).")
    ] = False,
    html: Annotated[bool, typer.Option("--html", help="One self-contained page.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Show every post, quote, clause, version, designation and strike that led to a restriction, and how to appeal."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.kernel.errors import NotFoundError
    from evenhand.service.restrictions import notice_named, notice_on
    from evenhand.service.statements import public_statement_on, statement_on
    from evenhand.statements.rendering import render

    platform = open_platform(settings.database)
    if decision.startswith("notice-"):
        notice = notice_named(platform.journal, decision)
        sys.stdout.write(render(notice, "json" if as_json else "html" if html else "text", lang))
        return
    try:
        found = statement_on(platform.journal, decision)
    except NotFoundError:
        alone = None if public else notice_on(platform.journal, decision)
        if alone is None:
            raise
        sys.stdout.write(render(alone, "json" if as_json else "html" if html else "text", lang))
        return
    shown = public_statement_on(platform.journal, platform.policies, decision) if public else found
    sys.stdout.write(render(shown, "json" if as_json else "html" if html else "text", lang))
