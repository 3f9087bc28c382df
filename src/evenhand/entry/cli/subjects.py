"""`evenhand subjects import`, `evenhand strikes show`: who holds which accounts, and what counts against them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.entry.cli.output import console, emit_json, instant_given, rejects_path, say, settings, write_rejects
from evenhand.kernel.errors import EXIT_BAD_INPUT, EXIT_OK, EXIT_PARTIAL, BadInputError

if TYPE_CHECKING:
    from evenhand.enforcement.counterfactual import Counterfactual

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]


def register(app: typer.Typer) -> None:
    """Add `subjects` and `strikes`."""
    subjects = typer.Typer(no_args_is_help=True, help="Who holds which accounts on which surfaces.")
    subjects.command("import")(import_)
    strikes = typer.Typer(no_args_is_help=True, help="Strikes, recomputed from the ledger at any instant.")
    strikes.command("show")(show)
    strikes.command("import")(bring_over)
    app.add_typer(subjects, name="subjects")
    app.add_typer(strikes, name="strikes")


def import_(
    file: Annotated[Path, typer.Argument(help="JSONL, one subject a line (docs/enforcement.md).")],
    rejects: Annotated[Path | None, typer.Option(help="Where bad records go (default: FILE.rejects.jsonl).")] = None,
    as_json: Json = False,
) -> int:
    """Import subjects; a record of a known subject replaces it, an account has one holder."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.service.subjects import import_subjects

    if not file.is_file():
        raise BadInputError(f"no such file: {file}", hint="give a JSONL file, one subject a line")
    platform = open_platform(settings.database)
    with file.open("rb") as stream:
        count, bad = import_subjects(platform.journal, platform.clock, stream)
    write_rejects(rejects_path(rejects, file), bad)
    if as_json:
        emit_json({"imported": count, "rejected": len(bad)})
    else:
        say(f"{count} subject(s) imported, {len(bad)} rejected")
    return EXIT_OK if not bad else EXIT_PARTIAL if count else EXIT_BAD_INPUT


def bring_over(
    file: Annotated[Path, typer.Argument(help="JSONL, one strike a line (docs/enforcement.md).")],
    person: Annotated[str, typer.Option("--as", help="Who you are; stays inside the platform.")],
    rejects: Annotated[Path | None, typer.Option(help="Where bad records go (default: FILE.rejects.jsonl).")] = None,
    as_json: Json = False,
) -> int:
    """Bring strikes of an earlier system over, each with where it is from. Nothing is enacted by it."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.service.brought_over import bring_over as use_case
    from evenhand.service.deliver import sequence_all

    if not file.is_file():
        raise BadInputError(f"no such file: {file}", hint="give a JSONL file, one strike a line")
    platform = open_platform(settings.database)
    with file.open("rb") as stream:
        new, known, bad = use_case(platform.journal, platform.policies, platform.clock, stream, person=person)
    sequence_all(platform.journal)
    write_rejects(rejects_path(rejects, file), bad)
    if as_json:
        emit_json({"imported": new, "known": known, "rejected": len(bad)})
    else:
        say(f"{new} strike(s) brought over, {known} known before, {len(bad)} rejected")
    return EXIT_OK if not bad else EXIT_PARTIAL if new or known else EXIT_BAD_INPUT


def show(
    subject: Annotated[str, typer.Argument(help="A subject's id, or surface/account_id.")],
    at: Annotated[str, typer.Option(help="The instant asked about, RFC 3339 (default: now).")] = "",
    without: Annotated[
        list[str] | None, typer.Option(help="What would be without this decision; repeat it. Nothing is changed.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List every strike, counted or not and why, the rungs they reached and the penalties that hold."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.enforcement.strikes import strikes_document
    from evenhand.entry.terminal.evidence import strikes_table
    from evenhand.service.counterfactual import strikes_without
    from evenhand.service.subjects import strikes_of, subject_named

    platform = open_platform(settings.database)
    instant = instant_given(at) if at else platform.clock.now()
    holder = subject_named(platform.journal, subject)
    if without:
        _counterfactual(strikes_without(platform.journal, platform.policies, holder, instant, without), as_json)
        return
    state, _ = strikes_of(platform.journal, platform.policies, holder, instant)
    document = strikes_document(state)
    if as_json:
        emit_json(document)
        return
    console().print(strikes_table(document))
    for rung in document["active"]:
        console().print(f"in force: {rung['words']}" + (f", until {rung['ends_at']}" if rung["ends_at"] else ""))


def _counterfactual(found: Counterfactual, as_json: bool) -> None:
    from evenhand.enforcement.strikes import strikes_document
    from evenhand.kernel.canonical import plain

    if as_json:
        emit_json(
            {
                "before": strikes_document(found.before),
                "after": strikes_document(found.after),
                "changes": plain(found.changes),
            }
        )
        return
    for change in found.changes:
        console().print(
            f"{change.decision_id}: {change.was or 'no penalty'} would be: {change.would_be or 'no penalty'}"
        )
    say(f"{len(found.changes)} penalt{'y' if len(found.changes) == 1 else 'ies'} would differ; nothing was changed")
