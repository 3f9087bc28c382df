"""`evenhand dsa validate|export|submit`: EU statements of reasons, checked offline; sent only where that is configured."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

if TYPE_CHECKING:
    from evenhand.service.dsa import Exported
    from evenhand.service.ports import Journal

From = Annotated[str, typer.Option("--from", help="The first day, YYYY-MM-DD (UTC).")]
To = Annotated[str, typer.Option("--to", help="The last day, YYYY-MM-DD (UTC).")]
_LINES: Final = frozenset({".jsonl", ".ndjson"})
Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]


def register(app: typer.Typer) -> None:
    """Add the `dsa` group."""
    group = typer.Typer(
        name="dsa", no_args_is_help=True, help="EU DSA statements of reasons (Transparency Database v2)."
    )
    group.command("validate")(_validate)
    group.command("export")(_export)
    group.command("submit")(_submit)
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


def _export(
    since: From,
    until: To,
    out: Annotated[Path, typer.Option(help="Where the statements go: JSON Lines for .jsonl, else one JSON array.")],
    csv: Annotated[bool, typer.Option("--csv", help="Rows of the daily dump instead of JSON.")] = False,
    as_json: Json = False,
) -> int:
    """Write the statements of a span of days, each checked and free of personal data. Exit 4: some cannot be made."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.dsa.dump import dump_csv
    from evenhand.entry.cli.output import emit_json, settings
    from evenhand.kernel.errors import EXIT_OK, EXIT_PARTIAL
    from evenhand.service.dsa import rows

    platform = open_platform(settings.database)
    exported = _exported(platform.journal, since, until)
    if csv:
        text = dump_csv(rows(platform.journal, exported))
    else:
        text = _as_text([one.statement for one in exported.statements], lines=out.suffix in _LINES)
    with out.open("w", encoding="utf-8", newline="") as stream:
        stream.write(text)
    if as_json:
        emit_json({"out": str(out), **_summary(exported)})
    else:
        _tell(exported)
    return EXIT_PARTIAL if exported.refused or any(not left.lawful for left in exported.left_out) else EXIT_OK


def _as_text(statements: Sequence[Mapping[str, Any]], *, lines: bool) -> str:
    """JSON Lines, one statement a line, or one array; `dsa validate` reads both by the name's ending."""
    if lines:
        return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in statements)
    return json.dumps(statements, ensure_ascii=False, indent=1) + "\n"


def _submit(since: From, until: To, as_json: Json = False) -> int:
    """Submit what was not submitted before (EVENHAND_DSA_URL, EVENHAND_DSA_TOKEN). Running it again sends nothing twice."""
    from evenhand.adapters.dsa.client import DsaClient
    from evenhand.bootstrap.platform import open_platform
    from evenhand.entry.cli.output import emit_json, say, settings
    from evenhand.kernel.errors import EXIT_OK, EXIT_PARTIAL, UsageError
    from evenhand.service.deliver import sequence_all
    from evenhand.service.dsa import submit

    url, token = os.environ.get("EVENHAND_DSA_URL", ""), os.environ.get("EVENHAND_DSA_TOKEN", "")
    if not url or not token:
        raise UsageError("nothing is sent unless it is configured", hint="set EVENHAND_DSA_URL and EVENHAND_DSA_TOKEN")
    platform = open_platform(settings.database)
    exported = _exported(platform.journal, since, until)
    accepted = submit(platform.journal, platform.clock, DsaClient(url, token), exported.statements)
    sequence_all(platform.journal)
    if as_json:
        emit_json({"accepted": list(accepted), **_summary(exported)})
    else:
        _tell(exported)
        say(f"{len(accepted)} statement(s) accepted")
    return EXIT_PARTIAL if exported.refused or any(not left.lawful for left in exported.left_out) else EXIT_OK


def _exported(journal: Journal, since: str, until: str) -> Exported:
    from evenhand.entry.cli.output import day_given
    from evenhand.kernel.errors import UsageError
    from evenhand.service.dsa import export

    first, last = day_given(since), day_given(until)
    if first > last:
        raise UsageError("the first day is after the last", hint="--from YYYY-MM-DD --to YYYY-MM-DD")
    return export(journal, first, last)


def _summary(exported: Exported) -> dict[str, object]:
    return {
        "statements": len(exported.statements),
        "left_out": list(exported.left_out),
        "refused": list(exported.refused),
    }


def _tell(exported: Exported) -> None:
    from evenhand.entry.cli.output import safe, say

    say(f"{len(exported.statements)} statement(s)")
    for left in exported.left_out:
        say(safe(f"  left out: {left.origin} on {left.surface}: {left.why}"))
    for refused in exported.refused:
        for problem in refused.problems:
            say(safe(f"  not made: {refused.origin}: {problem.field}: {problem.message}"))
