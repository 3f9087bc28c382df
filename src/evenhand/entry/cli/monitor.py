"""`evenhand monitor`: the outsiders' commands. Each imports only what the monitor's side needs, when it runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from evenhand.bootstrap.monitor import Monitor
    from evenhand.kernel.errors import Reject
    from evenhand.service.monitoring.comparing import CompareReport

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
CasebookPath = Annotated[str, typer.Option("--casebook", help="The casebook file (EVENHAND_CASEBOOK, ./casebook.db).")]
KeyPath = Annotated[str, typer.Option("--key", help="The key file, apart from the data (EVENHAND_CASEBOOK_KEY).")]
Role = Annotated[str, typer.Option("--role", help="Who acts: a role, never a person's name.")]
Rejects = Annotated[Path | None, typer.Option("--rejects", help="Where bad records are listed.")]
CaseId = Annotated[str, typer.Argument(metavar="ID", help="The case's id.")]


def register(app: typer.Typer) -> None:
    """Add the `monitor` group."""
    group = typer.Typer(name="monitor", no_args_is_help=True, help="Cases, custody, comparison: the watchers' side.")
    group.command("init")(_init)
    group.command("compare")(_compare)
    group.command("reach")(_reach)
    group.command("rotate-key")(_rotate)
    cases = typer.Typer(name="cases", no_args_is_help=True, help="The encrypted casebook.")
    for name, command in (
        ("import", _import),
        ("list", _list),
        ("show", _show),
        ("verify", _verify),
        ("capture", _capture),
        ("hand-over", _hand_over),
        ("forget", _forget),
        ("purge", _purge),
        ("page", _page),
    ):
        cases.command(name)(command)
    group.add_typer(cases)
    app.add_typer(group)


def _open(casebook: str, key: str, role: str = "monitor", *, create: bool = False) -> Monitor:
    from evenhand.bootstrap.monitor import open_monitor, paths
    from evenhand.entry.cli.output import say

    monitor = open_monitor(paths(casebook, key), create=create, role=role)
    if monitor.created:
        say(
            f"new casebook {monitor.paths.casebook}; its key is {monitor.paths.key}: keep a copy elsewhere, it cannot be remade"
        )
    return monitor


def _leave(done: int, rejects: list[Reject], given: Path | None, source: Path) -> None:
    from evenhand.entry.cli.output import rejects_path, write_rejects
    from evenhand.kernel.errors import EXIT_BAD_INPUT, EXIT_PARTIAL

    if write_rejects(rejects_path(given, source), rejects):
        raise typer.Exit(EXIT_PARTIAL if done else EXIT_BAD_INPUT)


def _init(casebook: CasebookPath = "", key: KeyPath = "") -> None:
    """Make a casebook and, where there is none, its key file (mode 0600)."""
    from evenhand.entry.cli.output import say

    if not _open(casebook, key, create=True).created:
        say("there is a casebook already, and its key opens it")


def _import(
    file: Annotated[Path, typer.Argument(help="CSV or JSONL (docs/monitor.md).")],
    rejects: Rejects = None,
    as_is: Annotated[bool, typer.Option("--as-is", help="Keep evidence files unencrypted.")] = False,
    role: Role = "monitor",
    casebook: CasebookPath = "",
    key: KeyPath = "",
    as_json: Json = False,
) -> None:
    """Import cases and their evidence files. Importing the same file again changes nothing."""
    from evenhand.entry.cli.output import emit_json, safe, say
    from evenhand.service.monitoring.intake import import_file

    report = import_file(_open(casebook, key, role, create=file.is_file()).book, file, sealed=not as_is)
    counts = {name: getattr(report, name) for name in ("added", "amended", "unchanged", "withdrawn", "evidence")} | {
        "rejected": len(report.rejects)
    }
    if as_json:
        emit_json(counts)
    else:
        typer.echo(", ".join(f"{count} {name}" for name, count in counts.items()))
    if report.ignored:
        say(safe(f"columns that mean nothing here: {', '.join(sorted(report.ignored))}"))
    _leave(report.done, report.rejects, rejects, file)


def _list(casebook: CasebookPath = "", key: KeyPath = "", as_json: Json = False) -> None:
    """List the cases whose consent stands."""
    from evenhand.entry.cli.output import console, emit_json, safe
    from evenhand.service.monitoring.cases import readable

    cases = list(readable(_open(casebook, key).book))
    if as_json:
        fields = ("case_id", "kind", "channel", "platform", "surface", "account", "lang", "happened", "noticed")
        emit_json([{name: getattr(case, name) for name in fields} | {"evidence": len(case.evidence)} for case in cases])
        return
    from rich.table import Table
    from rich.text import Text

    table = Table("case", "kind", "channel", "platform", "lang", "happened", "evidence")
    for case in cases:
        cells = (case.case_id, case.kind, case.channel, case.platform, case.lang, case.happened or case.noticed or "?")
        table.add_row(*(Text(safe(str(cell))) for cell in cells), str(len(case.evidence)))
    console().print(table)


def _show(case_id: CaseId, casebook: CasebookPath = "", key: KeyPath = "", as_json: Json = False) -> None:
    """Show one case: the notice verbatim, dates, evidence, custody."""
    from evenhand.entry.cli.output import emit_json, safe
    from evenhand.kernel.canonical import plain
    from evenhand.service.monitoring.cases import find

    case = find(_open(casebook, key).book, case_id)
    if as_json:
        emit_json(case)
        return
    record = plain(case)
    for name, value in record.items():
        if name not in ("evidence", "custody") and value not in ("", None):
            typer.echo(safe(f"{name}: {value}"))
    for evidence in case.evidence:
        typer.echo(safe(f"evidence: {evidence.name} sha256 {evidence.sha256}"))
    for link in record["custody"]:
        typer.echo(
            safe(f"custody {link['seq']}: {link['at']} {link['role']} {link['act']} {link['subject']} {link['note']}")
        )


def _verify(
    head: Annotated[str, typer.Option("--head", help="A head that was noted elsewhere.")] = "",
    casebook: CasebookPath = "",
    key: KeyPath = "",
    as_json: Json = False,
) -> None:
    """Re-hash all evidence and every custody chain. Leaves with 1 when anything does not hold."""
    from evenhand.entry.cli.output import emit_json, safe, say
    from evenhand.kernel.errors import EXIT_FINDING
    from evenhand.service.monitoring.cases import verify

    result = verify(_open(casebook, key).book, head)
    if as_json:
        emit_json(result)
    else:
        for error in result.errors:
            say(safe(f"{error.case_id or 'casebook'}: {error.kind}: {error.message}"))
        typer.echo(
            f"{'holds' if result.ok else 'DOES NOT HOLD'}: {result.cases} cases, {result.evidence} evidence files"
        )
        typer.echo(f"head {result.head}")
    if not result.ok:
        raise typer.Exit(EXIT_FINDING)


def _capture(
    case_id: CaseId,
    file: Annotated[Path, typer.Argument(help="The evidence file.")],
    tool: Annotated[str, typer.Option("--tool", help="What it was captured with.")] = "",
    at: Annotated[str, typer.Option("--captured-at", help="When (RFC 3339); default now.")] = "",
    as_is: Annotated[bool, typer.Option("--as-is", help="Keep it unencrypted.")] = False,
    role: Role = "monitor",
    casebook: CasebookPath = "",
    key: KeyPath = "",
) -> None:
    """Add an evidence file to a case."""
    from evenhand.entry.cli.output import instant_given
    from evenhand.service.monitoring.cases import capture

    moment = instant_given(at) if at else None
    case = capture(_open(casebook, key, role).book, case_id, file, tool=tool, at=moment, sealed=not as_is)
    typer.echo(f"{len(case.evidence)} evidence file(s), {len(case.custody)} custody links")


def _hand_over(
    case_id: CaseId,
    to: Annotated[str, typer.Option("--to", help="The role it goes to.")],
    note: Annotated[str, typer.Option("--note", help="Why, how.")] = "",
    evidence: Annotated[str, typer.Option("--evidence", help="SHA-256 of one file; default the whole case.")] = "",
    role: Role = "monitor",
    casebook: CasebookPath = "",
    key: KeyPath = "",
) -> None:
    """Record that a case or a file went from one role to another."""
    from evenhand.service.monitoring.cases import hand_over

    case = hand_over(_open(casebook, key, role).book, case_id, to=to, note=note, sha256=evidence)
    typer.echo(f"link {case.custody[-1].seq}: {case.custody[-1].hash}")


def _forget(case_id: CaseId, casebook: CasebookPath = "", key: KeyPath = "") -> None:
    """Delete a case and its evidence: consent was withdrawn. No import brings it back."""
    from evenhand.service.monitoring.cases import forget

    typer.echo("deleted" if forget(_open(casebook, key).book, case_id) else "there was no such case; its id is barred")


def _purge(casebook: CasebookPath = "", key: KeyPath = "") -> None:
    """Delete every case whose consent has ended."""
    from evenhand.service.monitoring.cases import purge

    typer.echo(f"{len(purge(_open(casebook, key).book))} case(s) deleted")


def _page(
    out: Annotated[Path, typer.Option("--out", help="The HTML file to write. It is not encrypted.")],
    casebook: CasebookPath = "",
    key: KeyPath = "",
) -> None:
    """Write a read-only overview of the casebook as one HTML page."""
    from evenhand.entry.casebook.page import overview_page
    from evenhand.service.monitoring.cases import readable

    out.write_text(overview_page(readable(_open(casebook, key).book)), encoding="utf-8")


def _rotate(casebook: CasebookPath = "", key: KeyPath = "") -> None:
    """Change the key: everything is sealed anew, the old key is gone afterwards."""
    typer.echo(f"sealed with the new key {_open(casebook, key).rotate()}; copies of the old key open only old copies")


def _compare(
    statements: Annotated[
        Path | None, typer.Option("--statements", help="DSA dump (.csv) or statements (JSON, JSONL).")
    ] = None,
    ledger: Annotated[
        Path | None, typer.Option("--ledger", help="Or a published log; needs --vkey, --receipts.")
    ] = None,
    vkey: Annotated[str, typer.Option("--vkey", help="The log's verifier key.")] = "",
    receipts: Annotated[Path | None, typer.Option("--receipts", help="A folder of affected people's receipts.")] = None,
    cases: Annotated[Path | None, typer.Option("--cases", help="CSV or JSONL; default: the casebook.")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Also write a page.")] = None,
    rejects: Rejects = None,
    casebook: CasebookPath = "",
    key: KeyPath = "",
    as_json: Json = False,
) -> None:
    """What the platform published about these cases: found, missing, contradicting, or not to be told."""
    from evenhand.entry.cli.output import emit_json
    from evenhand.kernel.errors import UsageError
    from evenhand.service.monitoring.cases import readable
    from evenhand.service.monitoring.comparing import cases_of_file, compare_files

    bad: list[Reject] = []
    if cases is None:
        wanted = list(readable(_open(casebook, key).book))
    else:
        wanted, bad = cases_of_file(cases)
    if statements is not None and ledger is None:
        report, source = compare_files(wanted, statements), statements
    elif ledger is not None and receipts is not None and vkey and statements is None:
        from evenhand.service.monitoring.receipts import compare_with_log

        report, source = compare_with_log(wanted, ledger, vkey, receipts), receipts
    else:
        raise UsageError("what to compare with?", hint="--statements FILE, or --ledger DIR --vkey KEY --receipts DIR")
    if html is not None:
        from evenhand.entry.casebook.page import compare_page

        html.write_text(compare_page(report), encoding="utf-8")
    if as_json:
        emit_json(report)
    else:
        _print_comparison(report)
    _leave(len(wanted), [*bad, *report.rejects], rejects, cases if bad and cases else source)


def _print_comparison(report: CompareReport) -> None:
    from rich.table import Table
    from rich.text import Text

    from evenhand.entry.cli.output import console, safe

    out = console()
    table = Table("case", "answer", "by", "why")
    for case in report.cases:
        details = "; ".join(f"{d.field}: {d.case} / {d.statement}" for d in case.differences)
        why = f"{case.reason} ({details})" if details else case.reason
        table.add_row(*(Text(safe(str(cell))) for cell in (case.case_id, case.status, case.basis, why)))
    out.print(table)
    for finding in report.evenness:
        out.print(Text(safe(f"even by {finding.by}: {finding.answer}, {finding.reason}")))
    out.print(Text(report.note))


def _reach(
    file: Annotated[Path, typer.Argument(help="Observations, CSV or JSONL (docs/monitor.md).")],
    rejects: Rejects = None,
    as_json: Json = False,
) -> None:
    """Test whether viewers see content as often as a control: reduced, raised, or cannot tell."""
    from evenhand.entry.cli.output import emit_json, safe
    from evenhand.service.monitoring.comparing import reach_of_file

    tests, bad = reach_of_file(file)
    if as_json:
        emit_json(tests)
    else:
        for test in tests:
            seen = f"{test.subject.seen}/{test.subject.viewers} against {test.control.seen}/{test.control.viewers}"
            typer.echo(safe(f"{test.test_id}: {test.answer}: {test.reason} ({seen}, {test.method}, q {test.q})"))
    _leave(len(tests), bad, rejects, file)
