"""`evenhand erase SUBJECT`, `evenhand legal-hold place|lift|list`: erasure on a named basis, and the legal holds it waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.entry.cli.output import emit_json, say, settings
from evenhand.kernel.errors import EXIT_FINDING, EXIT_OK, UsageError

if TYPE_CHECKING:
    from evenhand.bootstrap.platform import Platform
    from evenhand.service.erasure import Erasure

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
Person = Annotated[str, typer.Option("--as", help="Who you are; sealed in the log.")]
Subject = Annotated[str, typer.Argument(metavar="SUBJECT", help="A subject's id, or surface/account_id.")]
Reference = Annotated[str, typer.Option(help="The hold's reference: a case number.")]
Reason = Annotated[str, typer.Option(help="Why, in words.")]


def register(app: typer.Typer) -> None:
    """Add `erase` and `legal-hold`."""
    app.command("erase")(erase)
    hold = typer.Typer(no_args_is_help=True, help="Legal holds: what may not be erased.")
    hold.command("place")(place)
    hold.command("lift")(lift)
    hold.command("list")(list_)
    app.add_typer(hold, name="legal-hold")


def _platform() -> Platform:
    from evenhand.bootstrap.platform import open_platform

    return open_platform(settings.database, create=False)


def erase(
    person: Person,
    subject: Annotated[str, typer.Argument(metavar="[SUBJECT]", help="A subject's id, or surface/account_id.")] = "",
    basis: Annotated[str, typer.Option(help="On what basis: the request or the law, in words.")] = "",
    due: Annotated[bool, typer.Option("--due", help="Carry out the requests that waited and may go on now.")] = False,
    as_json: Json = False,
) -> int:
    """Destroy secret and content of everything recorded about a subject; every proof stays valid.

    Waits for legal holds, open appeals and effects under way: then the exit code is 1 and --due comes back to it.
    """
    from evenhand.service.erasure import carry_out_due, request_erasure

    if bool(subject) == due or bool(basis) == due:
        raise UsageError("say whom and why, or --due", hint="evenhand erase SUBJECT --basis WORDS --as PERSON")
    platform = _platform()
    done: tuple[Erasure, ...]
    if due:
        done = carry_out_due(platform.journal, platform.clock, person)
    else:
        done = (request_erasure(platform.journal, platform.clock, subject, basis=basis, person=person),)
    if as_json:
        emit_json({"erasures": list(done)})
    for one in () if as_json else done:
        if one.waits_for:
            say(f"recorded; it waits for {', '.join(one.waits_for)}. Then: evenhand erase --due --as PERSON")
        else:
            say(f"erased: {one.entries} entries ({one.basis}); their commitments stay, and every proof holds")
    return EXIT_FINDING if any(one.waits_for for one in done) else EXIT_OK


def place(subject: Subject, reference: Reference, reason: Reason, person: Person) -> None:
    """Place a legal hold: nothing of the subject is erased while it stands."""
    from evenhand.service.erasure import place_hold

    platform = _platform()
    hold = place_hold(platform.journal, platform.clock, subject, reference=reference, reason=reason, person=person)
    say(f"hold {hold.reference} stands on {hold.subject_id}")


def lift(subject: Subject, reference: Reference, reason: Reason, person: Person) -> None:
    """Lift a legal hold."""
    from evenhand.service.erasure import lift_hold

    platform = _platform()
    hold = lift_hold(platform.journal, platform.clock, subject, reference=reference, reason=reason, person=person)
    say(f"hold {hold.reference} on {hold.subject_id} is lifted")


def list_(as_json: Json = False) -> None:
    """The holds that stand."""
    from evenhand.service.erasure import standing_holds

    holds = standing_holds(_platform().journal)
    if as_json:
        emit_json({"holds": list(holds)})
        return
    for hold in holds:
        say(f"{hold.subject_id}  {hold.reference}  {hold.reason}")
    if not holds:
        say("no hold stands")
