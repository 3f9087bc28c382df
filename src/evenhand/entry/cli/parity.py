"""`evenhand parity report`, `parity labels`: is the policy applied with an even hand? Counting and words are left to `parity`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.entry.cli.output import emit_json, instant_given, rejects_path, safe, say, settings, write_rejects
from evenhand.kernel.errors import (
    EXIT_BAD_INPUT,
    EXIT_FINDING,
    EXIT_OK,
    EXIT_PARTIAL,
    BadInputError,
    Place,
    Reject,
    UsageError,
)

if TYPE_CHECKING:
    from evenhand.parity.records import AuditRecord
    from evenhand.parity.report import ParityReport
    from evenhand.parity.swaps import SwapResult

Rejects = Annotated[Path | None, typer.Option(help="Where bad records go (default: FILE.rejects.jsonl).")]


def register(app: typer.Typer) -> None:
    """Add the `parity` group."""
    group = typer.Typer(
        name="parity", no_args_is_help=True, help="Who is missed, wrongly hit or hit harder, and at which stage."
    )
    group.command("report")(report)
    group.command("labels")(labels)
    app.add_typer(group)


def report(
    since: Annotated[str, typer.Option("--from", help="First instant or day (RFC 3339, UTC).")] = "",
    until: Annotated[str, typer.Option("--to", help="End: an instant (not included), or the last day.")] = "",
    records: Annotated[
        Path | None,
        typer.Option("--records", help="Audit records, JSONL or Parquet (default: the workspace's ledger)."),
    ] = None,
    audit: Annotated[
        Path | None, typer.Option("--audit", help="What auditors said of drawn posts, JSONL; with the workspace.")
    ] = None,
    group_labels: Annotated[
        Path | None, typer.Option("--labels", help="Database of audit-only community labels (see parity labels).")
    ] = None,
    swap_posts: Annotated[
        Path | None, typer.Option("--swap-posts", help="Posts to examine with either name (see --swap-names).")
    ] = None,
    swap_names: Annotated[
        Path | None, typer.Option("--swap-names", help="CSV of names of one tier: contrast,first,second.")
    ] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write the page for readers here.")] = None,
    rejects: Rejects = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
    fail_if_uneven: Annotated[
        bool, typer.Option("--fail-if-uneven", help="Leave with 1 when unevenness is found.")
    ] = False,
) -> int:
    """Build the parity report from randomly drawn, labelled posts. Solicited cases never yield a rate."""
    import sys

    from evenhand.adapters.counting.cubes import count_records
    from evenhand.parity.document import to_json
    from evenhand.parity.page import to_html
    from evenhand.parity.report import Verdict
    from evenhand.service.watch import parity_report

    first, last = _instant(since), _end(until)
    if first and last and first >= last:
        raise UsageError(f"--from {since} is not before --to {until}", hint="--from comes first")
    bad: list[Reject] = []
    good = _good(_from_file(records) if records else _from_workspace(audit, bad), bad)
    swaps = _swapped(swap_posts, swap_names, bad)
    found = parity_report(count_records, good, labels=group_labels, swaps=swaps, since=first, until=last)
    if html:
        html.write_text(to_html(found), encoding="utf-8")
    if as_json:
        sys.stdout.write(to_json(found))
    else:
        _tell(found)
    for refusal in found.refusals:
        say(f"refused: no rate from {refusal.n} {refusal.why}")
    source = records or audit or swap_posts
    if source and bad:
        write_rejects(rejects_path(rejects, source), bad)
    if found.verdict is Verdict.REFUSED or (bad and not found.tally.records and not found.swaps):
        return EXIT_BAD_INPUT
    if bad:
        return EXIT_PARTIAL
    return EXIT_FINDING if fail_if_uneven and found.verdict is Verdict.UNEVEN else EXIT_OK


def _from_file(path: Path) -> Iterator[AuditRecord | Reject]:
    from evenhand.adapters.counting.files import read_records

    return read_records(path)


def _from_workspace(audit: Path | None, bad: list[Reject]) -> Iterator[AuditRecord | Reject]:
    from evenhand.bootstrap.platform import open_platform
    from evenhand.kernel.lines import bounded_lines, strict_json
    from evenhand.service.watch import AuditLabel, audit_records, parse_label, registry_knows

    said: list[AuditLabel] = []
    if audit:
        if not audit.is_file():
            raise BadInputError("no such file", hint="give a JSONL file of audit labels", place=Place(str(audit)))
        with audit.open("rb") as stream:
            for line, data in bounded_lines(stream):
                if data is not None and not data.strip():
                    continue
                try:
                    label = parse_label(strict_json(data or b""), line)
                except ValueError as error:
                    label = Reject(line, "", "one JSON object", str(error)[:120], "one label a line")
                said.append(label) if isinstance(label, AuditLabel) else bad.append(label)
    platform = open_platform(settings.database)
    knows = registry_knows(platform.registry) if any(label.names for label in said) else None
    yield from audit_records(platform.journal.events(), said, knows=knows)


def _swapped(posts: Path | None, names: Path | None, bad: list[Reject]) -> list[SwapResult]:
    """The swapped pairs, examined under the newest live policy of the workspace."""
    if posts is None and names is None:
        return []
    if posts is None or names is None:
        raise UsageError("--swap-posts and --swap-names go together", hint="posts, and the names to swap in them")
    from evenhand.adapters.counting.files import read_swaps
    from evenhand.adapters.posts.reading import read_batches
    from evenhand.bootstrap.platform import open_platform
    from evenhand.service.batches import posts_of
    from evenhand.service.watch import swapped_pairs

    platform = open_platform(settings.database)
    examiner, swaps = platform.examiner("", platform.clock.now()), read_swaps(names)
    results: list[SwapResult] = []
    for read in read_batches(posts):
        bad += read.rejects
        results += swapped_pairs(posts_of(read.batch), swaps, lambda post: examiner.examine(post).route)
    return results


def _good(rows: Iterator[AuditRecord | Reject], bad: list[Reject]) -> Iterator[AuditRecord]:
    for row in rows:
        if isinstance(row, Reject):
            bad.append(row)
        else:
            yield row


def _instant(text: str) -> datetime | None:

    return instant_given(text) if text else None


def _end(text: str) -> datetime | None:
    """A bare day is included whole."""
    moment = _instant(text)
    return moment + timedelta(days=1) if moment and len(text.strip()) == 10 else moment


def _tell(found: ParityReport) -> None:
    from evenhand.parity.report import uneven
    from evenhand.parity.words import finding_sentence, headline

    typer.echo(headline(found))
    for finding in uneven(found):
        typer.echo("- " + safe(finding_sentence(finding)))


def labels(
    file: Annotated[Path, typer.Argument(help="CSV: surface,account_id,community,source.")],
    into: Annotated[Path, typer.Option(help="The label database: a file of its own, readable by auditors only.")],
    rejects: Rejects = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> int:
    """Put audit-only community labels into a database of their own. No deciding code can open it."""
    from evenhand.adapters.counting.labels import import_labels

    count, bad = import_labels(file, into)
    write_rejects(rejects_path(rejects, file), bad)
    if as_json:
        emit_json({"imported": count, "rejected": len(bad)})
    else:
        say(f"{count} label(s) imported into {into}, {len(bad)} rejected")
    return EXIT_OK if not bad else EXIT_PARTIAL if count else EXIT_BAD_INPUT
