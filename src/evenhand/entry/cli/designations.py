"""`evenhand designations`: who is designated, by whom, since when, as known when. The work is `service.designations`'s."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from evenhand.entry.cli.output import console, day_given, emit_json, instant_given, safe, say, settings
from evenhand.kernel.errors import EXIT_OK

designations = typer.Typer(name="designations", no_args_is_help=True, help="Who is designated, and since when.")


def register(app: typer.Typer) -> None:
    """Add `designations` to the command."""
    from evenhand.entry.cli import joins, matching

    joins.register(designations)
    matching.register(designations)
    app.add_typer(designations)


@designations.command()
def show(
    query: Annotated[str, typer.Argument(help="A name or alias, in any script.")],
    on: Annotated[str, typer.Option("--on", help="The day asked about; default: today (UTC).")] = "",
    known_at: Annotated[str, typer.Option("--known-at", help="As known at this instant; default: now.")] = "",
    top: Annotated[int, typer.Option("--top", min=1, max=100, help="At most so many entities.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> int:
    """Show whom a name stands for and what was in force for them on a day, as known at an instant."""
    from evenhand.bootstrap.platform import ask_registry
    from evenhand.kernel.clock import SystemClock
    from evenhand.service.designations import show as find

    now = SystemClock().now()
    day = day_given(on) if on else now.date()
    instant = instant_given(known_at) if known_at else now
    answer = find(ask_registry(settings.database), query, day, instant, top)
    if as_json:
        emit_json(answer)
    else:
        _tables(answer)
    return EXIT_OK


def _tables(answer: dict[str, Any]) -> None:
    out = console()
    if not answer["entities"]:
        say("nobody of that or a near name is listed here (see: evenhand lists status)")
    for entity in answer["entities"]:
        heading = f"{entity['name']}  [{entity['entity_id']}, {entity['kind']}] as {entity['matched_name']}, {entity['score']}"
        out.print(safe(heading), markup=False, style="bold")
        out.print(_acts(entity["designations"], answer["on"].isoformat()))


_FOLDED = ("in force", "listed in")  # narrow terminals fold these; a day is never cut


def _acts(acts: list[dict[str, Any]], on: str) -> Any:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, title=f"on {on}", title_justify="left", pad_edge=False, padding=0)
    for name in ("programme", "by", "announced", "effective", "revoked", "in force", "listed in"):
        table.add_column(name, no_wrap=name not in _FOLDED, overflow="fold")
    for act in acts:
        days = [act[field].isoformat() if act[field] else "" for field in ("announced", "effective", "revoked")]
        force = {True: "yes", False: "no", None: "unknown"}[act["in_force"]]
        if act["verification"] != "confirmed":
            force += "\nunverified"
        style = "bold red" if act["in_force"] else None
        table.add_row(act["programme"], act["authority"], *days, force, "\n".join(act["lists"]), style=style)
    return table
