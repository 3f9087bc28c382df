"""`evenhand confirm propose|second|withdraw|list`: what two persons find of an account or a medium, and nothing else may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.entry.cli.output import console, emit_json, safe, say, settings
from evenhand.kernel.errors import UsageError

if TYPE_CHECKING:
    from evenhand.bootstrap.platform import Platform

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
Person = Annotated[str, typer.Option("--as", help="Who you are; stays inside the platform.")]
Reason = Annotated[str, typer.Option(help="Why, in your words.")]
Name = Annotated[str, typer.Argument(metavar="ID", help="The finding's id.")]


def register(app: typer.Typer) -> None:
    """Add `confirm`."""
    group = typer.Typer(no_args_is_help=True, help="Findings of two persons, never inferred from likeness.")
    for command in (propose, second, withdraw):
        group.command()(command)
    group.command("list")(list_)
    app.add_typer(group, name="confirm")


def propose(
    what: Annotated[
        str, typer.Argument(help="own (an entity's own account), evades (a removal), media (for the bank).")
    ],
    target: Annotated[str, typer.Argument(help="SURFACE/ACCOUNT, or the medium's SHA-256.")],
    about: Annotated[str, typer.Option(help="The entity's id; for evades the removed holder or SURFACE/ACCOUNT.")],
    basis: Annotated[str, typer.Option(help="What it rests on; a wrong word lists those there are.")],
    reason: Reason,
    person: Person,
    clause: Annotated[str, typer.Option(help="The clause it is for (own, media).")] = "",
    as_json: Json = False,
) -> None:
    """Propose a finding. It moves nothing until a second person has confirmed it."""
    from evenhand.enforcement.confirmations import What
    from evenhand.service import confirmations

    if what not in What._value2member_map_:
        raise UsageError(f"nothing is called {what!r}", hint=" | ".join(What))
    platform = _platform()
    found = confirmations.propose(
        platform.journal, platform.clock, platform.registry, What(what), target,
        about=about, clause=clause, basis=basis, reason=reason, person=person,
    )  # fmt: skip
    _sequence(platform)
    if as_json:
        emit_json({"confirmation_id": found.confirmation_id})
    else:
        say(
            f"{found.confirmation_id} proposed; a second person: evenhand confirm second {found.confirmation_id} --as …"
        )


def second(name: Name, person: Person) -> None:
    """Confirm a finding that another person proposed."""
    from evenhand.service import confirmations

    platform = _platform()
    confirmations.confirm(platform.journal, platform.clock, name, person=person)
    _sequence(platform)
    say("confirmed by two persons")


def withdraw(name: Name, person: Person, reason: Reason) -> None:
    """Take a finding back; one person is enough."""
    from evenhand.service import confirmations

    platform = _platform()
    confirmations.withdraw(platform.journal, platform.clock, name, person=person, reason=reason)
    _sequence(platform)
    say("taken back")


def list_(as_json: Json = False) -> None:
    """Every finding and whether it stands. No person is named."""
    from evenhand.kernel.canonical import plain
    from evenhand.service.confirmations import all_of

    platform = _platform()
    now = platform.clock.now()
    found = all_of(platform.journal)
    if as_json:
        hidden = ("proposed_by", "confirmed_by")
        rows = [{key: value for key, value in plain(each).items() if key not in hidden} for each in found]
        emit_json([{**row, "stands": each.stands(now)} for row, each in zip(rows, found, strict=True)])
        return
    for each in found:
        state = "stands" if each.stands(now) else "taken back" if each.withdrawn_at else "waits for a second person"
        line = f"{each.confirmation_id}  {each.what.value}  {each.target}  {each.about}  {state}: {each.reason}"
        console().print(safe(line), markup=False)


def _platform() -> Platform:
    from evenhand.bootstrap.platform import open_platform

    return open_platform(settings.database)


def _sequence(platform: Platform) -> None:
    from evenhand.service.deliver import sequence_all

    sequence_all(platform.journal)
