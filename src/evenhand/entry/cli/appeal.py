"""`evenhand appeal file|list|decide|invite|out-of-court`: the account holder's word against a ruling, new persons' answer."""

from __future__ import annotations

from typing import Annotated

import typer

from evenhand.entry.cli.output import console, emit_json, safe, say, settings
from evenhand.kernel.errors import EXIT_FINDING, EXIT_OK

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
Name = Annotated[str, typer.Argument(metavar="ID", help="An appeal's id, or its decision's.")]
Reason = Annotated[str, typer.Option(help="Why, in your words.")]
Person = Annotated[str, typer.Option("--as", help="Who you are; stays inside the platform.")]


def register(app: typer.Typer) -> None:
    """Add `appeal`."""
    appeal = typer.Typer(no_args_is_help=True, help="Appeals: never decided by who decided before.")
    for command in (file, decide, invite):
        appeal.command()(command)
    appeal.command("list")(list_)
    appeal.command("out-of-court")(out_of_court)
    app.add_typer(appeal, name="appeal")


def file(
    decision: Annotated[str, typer.Argument(help="The decision's id, from the statement of reasons.")],
    statement: Annotated[str, typer.Option(help="Why the decision is wrong, in the holder's words.")],
    evidence: Annotated[list[str] | None, typer.Option(help="What shows it: a link, words; repeat it.")] = None,
    as_json: Json = False,
) -> None:
    """File an appeal against the ruling on a decision, within the policy's window."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.service import appeals
    from evenhand.service.deliver import sequence_all

    platform = open_platform(settings.database)
    given = tuple(evidence or ())
    if appeals.object_to(platform.journal, platform.clock, decision, statement, given):
        sequence_all(platform.journal)
        if as_json:
            emit_json({"decision_id": decision, "review": "requested"})
        else:
            say("a machine had acted alone: a person will now decide on the post")
        return
    filed = appeals.file(platform.journal, platform.policies, platform.clock, decision, statement, given)
    sequence_all(platform.journal)
    if as_json:
        emit_json(filed)
    else:
        who = "somebody" if filed.persons_needed == 1 else f"{filed.persons_needed} persons"
        say(f"appeal {filed.appeal_id} filed; {who} who took no part in the decision will decide it")


def list_(as_json: Json = False) -> int:
    """The appeals that wait for a decision, oldest first, and until when; leaves with 1 when one is overdue."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.enforcement.appeals import due_at, overdue
    from evenhand.kernel.canonical import plain
    from evenhand.kernel.clock import format_instant
    from evenhand.service.appeals import open_appeals, spoken

    platform = open_platform(settings.database)
    now = platform.clock.now()
    waiting = open_appeals(platform.journal)
    late = [appeal for appeal in waiting if overdue(appeal, now)]
    if as_json:
        emit_json(
            [
                {
                    **plain(appeal),
                    "due_at": format_instant(due_at(appeal)),
                    "overdue": appeal in late,
                    "spoken": spoken(platform.journal, appeal),
                }
                for appeal in waiting
            ]
        )
        return EXIT_FINDING if late else EXIT_OK
    for appeal in waiting:
        due = f"due {due_at(appeal).date()}" + (" OVERDUE" if appeal in late else "")
        persons = f"{spoken(platform.journal, appeal)} of {appeal.persons_needed}"
        line = f"{appeal.appeal_id}  {appeal.decision_id}  {due}  {persons}  {appeal.statement}"
        console().print(safe(line), markup=False)
    say(f"{len(waiting)} appeal(s) waiting, {len(late)} overdue")
    return EXIT_FINDING if late else EXIT_OK


def decide(
    name: Name,
    person: Person,
    outcome: Annotated[str, typer.Option(help="overturn (the ruling is void) or uphold (it stands).")],
    reason: Reason,
    as_json: Json = False,
) -> None:
    """Say what an appeal comes to. An overturn takes back exactly the penalty that the ruling caused, on every surface.

    What two persons decided takes two new ones; where nobody here is left, `invite` one from outside.
    """
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
        emit_json({"appeal": plain(done.appeal), "spoken": done.said, "actions": plain(list(actions))})
        return
    if done.appeal.decided_at is None:
        say(f"recorded; another new person has to decide ({done.said} of {done.appeal.persons_needed})")
        return
    say(f"appeal decided: {done.appeal.outcome}")
    for action in actions:
        say(f"  {action.kind.value} on {action.surface}: {action.reason}")


def invite(
    name: Name,
    person: Annotated[str, typer.Option(help="Who is invited; stays inside the platform.")],
    body: Annotated[str, typer.Option(help="Of what body they are.")],
    reason: Reason,
    by: Person,
) -> None:
    """Ask one from outside to decide, where nobody here is left who had taken no part. The statement will say so."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.service import appeals
    from evenhand.service.deliver import sequence_all

    platform = open_platform(settings.database)
    appeals.invite(platform.journal, platform.clock, name, person=person, body=body, reason=reason, by=by)
    sequence_all(platform.journal)
    say(f"invited; their word decides: evenhand appeal decide {name} --as PERSON")


def out_of_court(
    decision: Annotated[str, typer.Argument(help="The decision's id.")],
    person: Person,
    body: Annotated[str, typer.Option(help="The out-of-court dispute settlement body.")],
    reference: Annotated[str, typer.Option(help="The body's own number.")],
    outcome: Annotated[str, typer.Option(help="overturn (the ruling is void) or uphold (it stands).")],
    reason: Reason,
    as_json: Json = False,
) -> None:
    """Record what an out-of-court body said of a decision, and carry it out."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.kernel.canonical import plain
    from evenhand.service import appeals
    from evenhand.service.deliver import sequence_all

    platform = open_platform(settings.database)
    follows = appeals.dispute(
        platform.journal, platform.policies, platform.clock, decision,
        body=body, reference=reference, outcome=outcome, reason=reason, person=person,
    )  # fmt: skip
    sequence_all(platform.journal)
    actions = follows.actions if follows else ()
    if as_json:
        emit_json({"decision_id": decision, "outcome": outcome, "actions": plain(list(actions))})
        return
    say(f"recorded: {outcome}")
    for action in actions:
        say(f"  {action.kind.value} on {action.surface}: {action.reason}")
