"""`evenhand appeal file|list|decide`: the account holder's word against a ruling, and a new person's answer."""

from __future__ import annotations

from typing import Annotated

import typer

from evenhand.entry.cli.output import console, emit_json, safe, say, settings

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]


def register(app: typer.Typer) -> None:
    """Add `appeal`."""
    appeal = typer.Typer(no_args_is_help=True, help="Appeals: never decided by who decided before.")
    appeal.command("file")(file)
    appeal.command("list")(list_)
    appeal.command("decide")(decide)
    app.add_typer(appeal, name="appeal")


def file(
    decision: Annotated[str, typer.Argument(help="The decision's id, from the statement of reasons.")],
    statement: Annotated[str, typer.Option(help="Why the decision is wrong, in the holder's words.")],
    as_json: Json = False,
) -> None:
    """File an appeal against the ruling on a decision, within the policy's window."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.service import appeals
    from evenhand.service.deliver import sequence_all

    platform = open_platform(settings.database)
    filed = appeals.file(platform.journal, platform.policies, platform.clock, decision, statement)
    sequence_all(platform.journal)
    if as_json:
        emit_json(filed)
    else:
        say(f"appeal {filed.appeal_id} filed; somebody who took no part in the decision will decide it")


def list_(as_json: Json = False) -> None:
    """The appeals that wait for a decision, oldest first."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.service.appeals import open_appeals

    waiting = open_appeals(open_platform(settings.database).journal)
    if as_json:
        emit_json(list(waiting))
        return
    for appeal in waiting:
        console().print(f"{appeal.appeal_id}  {appeal.decision_id}  {appeal.filed_at.date()}  {safe(appeal.statement)}")
    say(f"{len(waiting)} appeal(s) waiting")


def decide(
    name: Annotated[str, typer.Argument(metavar="ID", help="An appeal's id, or its decision's.")],
    person: Annotated[str, typer.Option("--as", help="Who you are; stays inside the platform.")],
    outcome: Annotated[str, typer.Option(help="overturn (the ruling is void) or uphold (it stands).")],
    reason: Annotated[str, typer.Option(help="Why, in your words.")],
    as_json: Json = False,
) -> None:
    """Decide an appeal. An overturn takes back exactly the penalty that the ruling caused, on every surface."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.kernel.canonical import plain
    from evenhand.service import appeals
    from evenhand.service.deliver import sequence_all

    platform = open_platform(settings.database)
    done = appeals.decide(
        platform.journal, platform.policies, platform.clock, name, person=person, outcome=outcome, reason=reason
    )
    sequence_all(platform.journal)
    actions = done.consequence.actions if done.consequence else ()
    if as_json:
        emit_json({"appeal": plain(done.appeal), "actions": plain(list(actions))})
        return
    say(f"appeal decided: {done.appeal.outcome}")
    for action in actions:
        say(f"  {action.kind.value} on {action.surface}: {action.reason}")
