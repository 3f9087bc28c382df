"""`evenhand dsa validate FILE`: EU statements of reasons checked offline. The rules are `dsa`'s."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the `dsa` group."""
    group = typer.Typer(
        name="dsa", no_args_is_help=True, help="EU DSA statements of reasons (Transparency Database v2)."
    )
    group.command("validate")(_validate)
    app.add_typer(group)


def _validate(
    file: Annotated[Path, typer.Argument(help="One statement, a list, a batch ({statements: [...]}) or JSONL.")],
    rejects: Annotated[Path | None, typer.Option("--rejects", help="Where refused statements are listed.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Check statements as the EU's database would, without sending anything. Exit 3: none is valid; 4: some are not."""
    from evenhand.dsa.check import check_file
    from evenhand.entry.cli.output import emit_json, rejects_path, safe, say, write_rejects
    from evenhand.kernel.errors import EXIT_BAD_INPUT, EXIT_PARTIAL

    report = check_file(file)
    if as_json:
        emit_json(report)
    else:
        for result in report.results:
            for problem in result.problems:
                say(safe(f"{file}, {result.line}: {problem.field}: {problem.message} [{problem.rule}]"))
            for note in result.notes:
                say(safe(f"{file}, {result.line}: note: {note.field}: {note.message}"))
        typer.echo(f"{report.valid} of {report.statements} statement(s) valid")
    write_rejects(rejects_path(rejects, file), report.rejects())
    if report.invalid:
        raise typer.Exit(EXIT_PARTIAL if report.valid else EXIT_BAD_INPUT)
