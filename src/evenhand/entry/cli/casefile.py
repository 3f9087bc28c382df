"""`evenhand casefile SUBJECT`: all that an account holder may see of what is recorded about them, with receipts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from evenhand.entry.cli.output import say, settings
from evenhand.kernel.errors import BadInputError


def register(app: typer.Typer) -> None:
    """Add `casefile`."""
    app.command()(casefile)


def casefile(
    subject: Annotated[str, typer.Argument(help="A subject's id, or surface/account_id.")],
    lang: Annotated[str, typer.Option(help="The language.")] = "en",
    html: Annotated[bool, typer.Option("--html", help="One self-contained page.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    receipts: Annotated[Path | None, typer.Option(help="A folder: the receipt of each entry is written there.")] = None,
    person: Annotated[
        str, typer.Option("--as", envvar="EVENHAND_PERSON", help="Who looks; the log keeps it. Default: the user here.")
    ] = "",
) -> None:
    """Posts, decisions, strikes counted or not, actions and their ends, appeals, statements, notices and receipts.

    No reviewer and no notifier is named, and what an order forbids to tell is not told before its day. Who looked is recorded.
    """
    from evenhand.bootstrap.platform import open_platform
    from evenhand.entry.cli.review import user_here
    from evenhand.service.casefile import case_file
    from evenhand.service.deliver import sequence_all
    from evenhand.service.ledger import receipt
    from evenhand.service.readings import record_reading
    from evenhand.service.subjects import subject_named
    from evenhand.statements.rendering import render

    platform = open_platform(settings.database)
    journal, now = platform.journal, platform.clock.now()
    holder = subject_named(journal, subject)
    if not platform.reading_only:
        record_reading(journal, platform.clock, "case file", "", holder.subject_id, person=person or user_here())
        sequence_all(journal)
    found = case_file(journal, journal, platform.policies, holder, now)
    text = render(found, "json" if as_json else "html" if html else "text", lang)
    if receipts is not None:
        try:
            receipts.mkdir(parents=True, exist_ok=True)
            for each in found.receipts:
                made = receipt(journal, each.event_id, platform.vkey)
                (receipts / f"{each.event_id}.json").write_text(made.to_json(), encoding="utf-8")
        except OSError as error:
            raise BadInputError(f"{receipts}: {error.strerror}", hint="give a folder you may write in") from None
        say(f"{len(found.receipts)} receipt(s) in {receipts}\n  check: evenhand-verify DIR --vkey KEY --receipt FILE")
    sys.stdout.write(text)
