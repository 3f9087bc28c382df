"""`evenhand review list|show|decide|readers`: the queue, one item with its evidence, and one person's word."""

from __future__ import annotations

from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evenhand.entry.cli.desk import desk_of, tell_precedents
from evenhand.entry.cli.output import console, emit_json, safe, say, settings
from evenhand.kernel.errors import UsageError

if TYPE_CHECKING:
    from evenhand.service.review import Opened, Reviewed

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
Rules = Annotated[Path | None, typer.Option("--rules", envvar="EVENHAND_QUEUES", help="Queue rules (docs/queues.md).")]


def register(app: typer.Typer) -> None:
    """Add `review`."""
    review = typer.Typer(no_args_is_help=True, help="What waits for a person, and what persons say.")
    review.command("list")(list_)
    review.command("show")(show)
    review.command("decide")(decide)
    review.command("readers")(readers)
    app.add_typer(review, name="review")


def list_(
    everything: Annotated[bool, typer.Option("--all", help="Decided items too.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 50,
    as_json: Json = False,
) -> None:
    """The items that wait for a person, most urgent first."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.service.review import queue

    platform = open_platform(settings.database)
    items = queue(platform.journal, platform.policies, all_items=everything)
    if as_json:
        emit_json({"waiting": len(items), "items": list(items[:limit])})
        return
    from rich.table import Table

    table = Table("item", "priority", "surface", "lang", "state", "persons", "opened")
    for item in items[:limit]:
        persons = f"{len(item.votes)} of {item.persons_needed}"
        opened = item.opened_at.date().isoformat()
        table.add_row(item.item_id, str(item.priority), item.surface, item.lang, item.state.value, persons, opened)
    console().print(table)
    if len(items) > limit:
        say(f"{len(items) - limit} more: --limit")


def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="A review item's id, or its decision's.")],
    person: Annotated[
        str, typer.Option("--as", envvar="EVENHAND_PERSON", help="Who looks; the log keeps it. Default: the user here.")
    ] = "",
    as_json: Json = False,
) -> None:
    """One item with its evidence: the words, who is meant, the designations, clause and allowances, and votes so far.

    Who looked, and when, is recorded before anything is shown.
    """
    from evenhand.bootstrap.platform import open_platform
    from evenhand.entry.terminal.evidence import finding_lines, highlighted
    from evenhand.service.precedents import precedents
    from evenhand.service.readings import read_review

    platform = open_platform(settings.database)
    who = person or user_here()
    opened = read_review(platform.journal, platform.policies, platform.clock, name, person=who)
    earlier = precedents(platform.journal, opened.item, opened.made.post)
    if as_json:
        emit_json({**opened_document(opened), "prior_rulings": list(earlier)})
        return
    out = console()
    out.print(f"[bold]{opened.item.item_id}[/]  priority {opened.item.priority}  {opened.item.state.value}")
    out.print(highlighted(opened.made.post, opened.made.decision.findings))
    for finding in opened.made.decision.findings:
        out.print(finding_lines(finding))
    for cast in opened.item.votes:
        out.print(f"  a person said {cast.outcome.value} ({cast.stance or 'no stance'}): {safe(cast.reason)}")
    tell_precedents(earlier)


def user_here() -> str:
    """Who is at this machine, where nobody says who looks."""
    try:
        return f"user {getuser()}"
    except (OSError, KeyError):  # an account without a name, as containers have
        return "user unknown"


def readers(
    decision: Annotated[str, typer.Argument(metavar="DECISION", help="A decision's id.")], as_json: Json = False
) -> None:
    """Who looked at a decision's content, and when."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.kernel.clock import format_instant
    from evenhand.service.readings import readings_of

    looks = readings_of(open_platform(settings.database).journal, decision)
    if as_json:
        emit_json({"readings": list(looks)})
        return
    for look in looks:
        say(f"{format_instant(look.at)}  {look.view}  {look.person}")
    if not looks:
        say("nobody looked")


def opened_document(opened: Opened) -> dict[str, Any]:
    """An opened item as plain values."""
    from evenhand.decisions.rendering import examine_out
    from evenhand.kernel.canonical import plain

    return {
        "item": plain(opened.item),
        "post": plain(opened.made.post),
        "decision": examine_out(opened.made.decision),
        "asked_by": opened.made.asker.value,
        "subject_id": opened.subject.subject_id,
    }


def decide(
    name: Annotated[str, typer.Argument(metavar="ID", help="A review item's id, or its decision's.")],
    person: Annotated[str, typer.Option("--as", help="Who you are; stays inside the platform.")],
    outcome: Annotated[str, typer.Option(help="uphold (a violation) or dismiss.")],
    reason: Annotated[str, typer.Option(help="Why, in your words.")],
    stance: Annotated[str, typer.Option(help="What the words do, where the machine read them wrongly.")] = "",
    rules: Rules = None,
    as_json: Json = False,
) -> None:
    """Say what an item is. The last word needed commits the ruling, the actions on every surface and the statement.

    Where somebody is on duty (`evenhand queue staff`), only the item that is yours now.
    """
    from evenhand.bootstrap.platform import open_platform
    from evenhand.enforcement.model import RulingOutcome
    from evenhand.service.deliver import sequence_all

    if outcome not in RulingOutcome._value2member_map_:
        raise UsageError(f"no outcome {outcome!r}", hint="--outcome uphold | dismiss")
    platform = open_platform(settings.database)
    done = desk_of(platform, rules).decide(
        platform.registry, name, person=person, outcome=RulingOutcome(outcome), reason=reason, stance=stance
    )
    sequence_all(platform.journal)
    if as_json:
        emit_json(reviewed_document(done))
    else:
        say(reviewed_words(done))


def reviewed_document(done: Reviewed) -> dict[str, Any]:
    """What a vote came to, as plain values."""
    from evenhand.kernel.canonical import plain

    actions = done.consequence.actions if done.consequence else ()
    return {"item": plain(done.item), "ruling": plain(done.ruling), "actions": plain(list(actions))}


def reviewed_words(done: Reviewed) -> str:
    """What a vote came to, in words."""
    if done.ruling is None or done.consequence is None:
        return f"recorded; another person has to decide ({len(done.item.votes)} of {done.item.persons_needed})"
    lines = [f"decided: {done.ruling.outcome.value}" + (f" under {done.ruling.clause}" if done.ruling.clause else "")]
    lines += [f"  {action.kind.value} on {action.surface}: {action.reason}" for action in done.consequence.actions]
    if done.ruling.outcome.value == "uphold":
        lines.append(f"  statement: evenhand statement show {done.ruling.decision_id}")
    return "\n".join(lines)
