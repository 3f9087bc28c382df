"""`evenhand campaigns ...`: coordination, incidents, counts, surges, STIX, the brief. Nothing here acts on an account."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evenhand.entry.cli.output import console, day_given, rejects_path, safe, say, settings, write_rejects
from evenhand.kernel.errors import EXIT_BAD_INPUT, EXIT_OK, EXIT_PARTIAL, BadInputError, Place, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evenhand.adapters.stix.load import Loaded
    from evenhand.campaigns.coordination.model import Coordination
    from evenhand.campaigns.model import Archive, Record
    from evenhand.kernel.errors import Reject
    from evenhand.service.campaigns import CampaignStore, Imported

nouns = typer.Typer(no_args_is_help=True, help="Influence operations: coordination, incidents, surges, the brief.")
incidents = typer.Typer(no_args_is_help=True, help="Incident records.")
nouns.add_typer(incidents, name="incidents")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Rejects = Annotated[Path | None, typer.Option("--rejects", help="Where bad records go.")]
AsOf = Annotated[str, typer.Option("--as-of", help="Count as of this day: nothing published later is known.")]


def register(app: typer.Typer) -> None:
    """Add the noun."""
    app.add_typer(nouns, name="campaigns")


@nouns.command()
def coordination(
    file: Annotated[Path, typer.Argument(help="Share events: CSV, JSONL (both also gzipped) or Parquet.")],
    time_window: Annotated[float, typer.Option("--time-window", help="Seconds between two shares of one object.")],
    out: Annotated[Path, typer.Option("--out", help="The folder for pairs, edges, groups and the summary.")],
    min_participation: Annotated[
        int, typer.Option("--min-participation", help="Shares in pairs that an account needs.")
    ] = 2,
    edge_weight: Annotated[float, typer.Option("--edge-weight", help="Quantile of the sub-graph.")] = 0.5,
    compatible: Annotated[bool, typer.Option("--compatible", help="CooRTweet's rules, exactly.")] = False,
    columns: Annotated[str, typer.Option("--columns", help="object=…,account=…,content=…,time=…")] = "",
    cap: Annotated[
        int,
        typer.Option("--max-pairs-per-object", help="The bound for hot objects; 0: 2 million, compatible 50 million."),
    ] = 0,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The seed of the grouping.")] = 0,
    rejects: Rejects = None,
    as_json: Json = False,
) -> int:
    """Find accounts that share the same things at the same moments. Coordinated is not inauthentic: a person looks."""
    from evenhand.adapters.events.columns import parse_mapping
    from evenhand.adapters.events.reader import read_shares
    from evenhand.adapters.events.writer import write_run
    from evenhand.campaigns.coordination.detect import check, detect
    from evenhand.campaigns.coordination.model import Settings
    from evenhand.campaigns.coordination.summary import summary

    asked = Settings(time_window, min_participation, edge_weight, compatible, cap, seed=seed)
    check(asked)
    shares, bad = read_shares(file, parse_mapping(columns), empty_is_a_value=compatible)
    write_rejects(rejects_path(rejects, file), bad)
    if bad and not shares.complete_rows:
        raise BadInputError("no row is usable", hint="the rejects file says why", place=Place(file=str(file)))
    found = detect(shares, asked)
    write_run(found, out)
    if as_json:
        _emit(summary(found))
    else:
        _show_coordination(found, out)
    return EXIT_PARTIAL if bad else EXIT_OK


def _show_coordination(found: Coordination, out: Path) -> None:
    from rich.table import Table

    from evenhand.campaigns.coordination.summary import CAUTION, group_id

    screen = console()
    screen.print(
        f"{found.pairs.left.size} pairs of shares, {found.edges.first.size} edges among {found.vertices} accounts, "
        f"{len(found.groups)} groups; sub-graph over quantile {found.subgraph.quantile}: {found.subgraph.edges} edges"
    )
    if found.groups:
        table = Table("group", "accounts", "first of them")
        for number, group in enumerate(found.groups[:20]):
            names = ", ".join(safe(found.shares.accounts[account].as_py()) for account in group[:4])
            table.add_row(group_id(number), str(len(group)), names)
        screen.print(table)
    for hot in found.capped[:5]:
        say(f"object {safe(hot.object)[:60]}: {hot.candidates} pairs, bounded to {hot.partners} partners a share")
    screen.print(CAUTION)
    say(f"written to {out}: pairs.parquet, edges.parquet, groups.parquet, summary.json")


def _emit(document: Any) -> None:
    """One JSON document; probabilities are floats, which canonical payloads may not hold but answers may."""
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    sys.stdout.write(text.encode("utf-8", "replace").decode() + "\n")


def _store() -> CampaignStore:
    from evenhand.bootstrap.platform import open_platform

    return open_platform(settings.database).campaigns


def _records() -> Archive:
    """What is kept; the bundled example where nothing is yet."""
    from evenhand.service.campaigns import example, is_empty, load

    records = load(_store())
    if is_empty(records):
        say("nothing imported yet: this is the bundled example (evenhand campaigns incidents import FILE)")
        return example()
    return records


def _day(text: str) -> date | None:
    return day_given(text) if text else None


@incidents.command("import")
def import_incidents(
    file: Annotated[Path | None, typer.Argument(help="YAML, JSON or JSONL of campaign records.")] = None,
    example: Annotated[bool, typer.Option("--example", help="The bundled example instead of a file.")] = False,
    rejects: Rejects = None,
    as_json: Json = False,
) -> int:
    """Bring records in. The same file again changes nothing; techniques are checked where EVENHAND_DATA has the catalogues."""
    from evenhand.service.campaigns import EXAMPLE, example_records, read_documents

    if (file is None) == (not example):
        raise UsageError("give a file, or --example")
    if file is None:
        return _keep(example_records(), (), Path(EXAMPLE), rejects, as_json)
    from evenhand.adapters.events.documents import read_file

    documents, unread = read_file(file)
    records, bad = read_documents(documents, _techniques())
    return _keep(records, [*unread, *bad], file, rejects, as_json)


def _techniques() -> frozenset[str] | None:
    import os

    from evenhand.adapters.stix.catalogues import technique_ids

    folder = os.environ.get("EVENHAND_DATA", "")
    found = technique_ids(Path(folder)) if folder else None
    if found is None:
        say("technique ids are checked for their form only: EVENHAND_DATA has no DISARM and ATT&CK catalogues")
    return found


def _keep(
    records: Sequence[Record], bad: Iterable[Reject], file: Path, rejects: Path | None, as_json: bool = False
) -> int:
    from evenhand.service.campaigns import import_records

    refused = sorted(bad, key=lambda reject: reject.line)
    if file.exists():
        write_rejects(rejects_path(rejects, file), refused)
    if refused and not records:
        raise BadInputError(f"no record of {file.name} is usable", hint="the rejects file says why")
    done: Imported = import_records(_store(), records, refused)
    if as_json:
        _emit({"read": done.read, "new": done.new, "changed": done.changed, "rejected": len(done.rejects)})
    else:
        console().print(f"{done.read} records read: {done.new} new, {done.changed} changed, {len(refused)} rejected")
    return EXIT_PARTIAL if refused else EXIT_OK


@incidents.command("list")
def list_incidents(as_json: Json = False) -> None:
    """The incidents, by the day they occurred."""
    from rich.table import Table

    from evenhand.campaigns.brief import span_text
    from evenhand.service.campaigns import to_document

    found = sorted(_records().incidents, key=lambda one: (str(one.occurred.start or ""), one.incident_id))
    if as_json:
        _emit([to_document(one) for one in found])
        return
    table = Table("incident", "occurred", "reported", "countries", "analyst", "title")
    for one in found:
        cells = [one.incident_id, span_text(one.occurred), str(one.reported or ""), " ".join(one.countries)]
        table.add_row(*(safe(cell) for cell in [*cells, one.analyst, one.title]))
    console().print(table)


@nouns.command()
def counts(
    by: Annotated[str, typer.Option("--by", help="month")] = "month", as_of: AsOf = "", as_json: Json = False
) -> None:
    """Incidents by the month they occurred in, each analyst apart, with how complete each month is by now."""
    from dataclasses import asdict

    from rich.table import Table

    from evenhand.service.campaigns import counts as count

    if by != "month":
        raise UsageError(f"counts are by month, not by {by!r}")
    months, undated = count(_records(), _day(as_of))
    if as_json:
        _emit([*(asdict(month) for month in months), *({**asdict(one), "month": None} for one in undated)])
        return
    table = Table("analyst", "month", "incidents", "days", "complete")
    for month in months:
        share = "unknown" if month.completeness is None else f"{month.completeness:.0%}"
        share += " (running)" if month.partial else ""
        table.add_row(safe(month.series), month.month, str(month.count), str(month.days), share)
    console().print(table)


@nouns.command()
def surge(as_of: AsOf = "", as_json: Json = False) -> None:
    """Months with more than earlier ones let expect, corrected for having been picked out afterwards."""
    from rich.table import Table

    from evenhand.service.campaigns import find_surges, surge_document

    found = find_surges(_records(), _day(as_of))
    if as_json:
        _emit([surge_document(one) for one in found])
        return
    table = Table("series", "month", "count", "expected", "times (95 %)", "p", "q", "corrected for", "")
    for one in found:
        ratio = f"{one.ratio:.1f} ({one.ratio_low:.1f} to {one.ratio_high:.1f})"
        cells = [
            safe(one.title),
            one.month,
            str(one.count),
            f"{one.expected:.2f}",
            ratio,
            f"{one.p:.2g}",
            f"{one.q:.2g}",
        ]
        table.add_row(*cells, f"{one.corrected_for} months", "surge" if one.surge else "no surge shown")
    console().print(table)


@nouns.command()
def export(stix: Annotated[Path, typer.Option("--stix", help="The STIX 2.1 bundle to write.")]) -> None:
    """Write the records as a STIX 2.1 bundle that strict parsers accept."""
    from evenhand.adapters.stix.export import to_bundle

    stix.write_text(to_bundle(_records()), encoding="utf-8")
    say(f"written to {stix}")


@nouns.command("import")
def import_intelligence(
    stix: Annotated[Path | None, typer.Option("--stix", help="A STIX 2.0 or 2.1 bundle.")] = None,
    misp: Annotated[Path | None, typer.Option("--misp", help="A MISP galaxy of actors.")] = None,
    meta: Annotated[Path | None, typer.Option("--meta", help="Meta's indicator rows (CSV).")] = None,
    rejects: Rejects = None,
    as_json: Json = False,
) -> int:
    """Bring others' intelligence in. The same file again changes nothing."""
    from evenhand.adapters.stix.load import load_bundle
    from evenhand.adapters.stix.meta import load_indicators
    from evenhand.adapters.stix.misp import load_galaxy

    given = [(load_bundle, stix), (load_galaxy, misp), (load_indicators, meta)]
    chosen = [(load, path) for load, path in given if path is not None]
    if len(chosen) != 1:
        raise UsageError("give one of --stix, --misp, --meta")
    load, path = chosen[0]
    loaded: Loaded = load(path)
    for kind, number in loaded.left_alone.items():
        say(f"{number} object(s) of type {safe(kind)} left alone")
    return _keep(loaded.records, loaded.rejects, path, rejects, as_json)


@nouns.command()
def brief(
    out_md: Annotated[Path | None, typer.Option("--out-md", help="Also write it as Markdown.")] = None,
    out_html: Annotated[
        Path | None, typer.Option("--out-html", help="Also write it as one HTML page with charts.")
    ] = None,
    as_of: AsOf = "",
) -> int:
    """Print what is recorded in one page: incidents, counts, surges, claims and denials, sources."""
    from evenhand.campaigns.brief import as_html, as_markdown, blocks, marking
    from evenhand.service.campaigns import find_surges

    records = _records()
    parts, tlp = blocks(records, find_surges(records, _day(as_of))), marking(records)
    text = as_markdown(parts, tlp)
    try:
        if out_md is not None:
            out_md.write_text(text, encoding="utf-8", errors="replace")
        if out_html is not None:
            out_html.write_text(as_html(parts, tlp), encoding="utf-8", errors="replace")
    except OSError as error:
        say(f"error: cannot write: {error}")
        return EXIT_BAD_INPUT
    sys.stdout.write(text.encode("utf-8", "replace").decode() + "\n")
    return EXIT_OK
