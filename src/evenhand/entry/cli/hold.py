"""`evenhand hold place|confirm|release|list|notices`: interim holds in an emergency, by one person, lapsing by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.entry.cli.output import console, emit_json, instant_given, safe, say, settings
from evenhand.kernel.clock import format_instant
from evenhand.kernel.errors import UsageError

if TYPE_CHECKING:
    from evenhand.enforcement.holds import Hold

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
Person = Annotated[str, typer.Option("--as", help="Who you are; stays inside the platform.")]
Name = Annotated[str, typer.Argument(metavar="HOLD", help="The hold's id.")]


def register(app: typer.Typer) -> None:
    """Add `hold`."""
    group = typer.Typer(no_args_is_help=True, help="Interim holds: one person, one post, 24 hours, no strike.")
    group.command("place")(place)
    group.command("confirm")(confirm)
    group.command("release")(release)
    group.command("list")(list_)
    group.command("notices")(notices)
    app.add_typer(group, name="hold")


def place(
    account: Annotated[str, typer.Argument(metavar="SURFACE/ACCOUNT", help="Whose post it is.")],
    post: Annotated[str, typer.Argument(help="The post.")],
    person: Person,
    reason: Annotated[str, typer.Option(help="Why it cannot wait; the holder is told.")],
    until: Annotated[str, typer.Option(help="When it ends if confirmed (default: in seven days).")] = "",
    asked_by: Annotated[str, typer.Option(help="Who asked: own, user, court, government, …")] = "own",
    as_json: Json = False,
) -> None:
    """Hold one post back at once. It lapses after 24 hours unless somebody else confirms it."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.decisions.model import Asker
    from evenhand.entry.cli.restrict import target_of
    from evenhand.service import holds
    from evenhand.service.deliver import sequence_all

    if asked_by not in Asker._value2member_map_:
        raise UsageError(f"nobody is called {asked_by!r}", hint="--asked-by " + " | ".join(Asker))
    platform = open_platform(settings.database)
    ends = instant_given(until) if until else None
    target, asker = target_of(account, post), Asker(asked_by)
    done = holds.place(platform.journal, platform.clock, target, person=person, reason=reason, until=ends, asker=asker)
    sequence_all(platform.journal)
    _tell(
        done,
        f"held until {format_instant(done.lapses_at)}; a second person confirms with: evenhand hold confirm {done.hold_id}",
        as_json,
    )


def confirm(name: Name, person: Person, as_json: Json = False) -> None:
    """Confirm a hold, as somebody other than who placed it."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.service import holds
    from evenhand.service.deliver import sequence_all

    platform = open_platform(settings.database)
    done = holds.confirm(platform.journal, platform.clock, name, person=person)
    sequence_all(platform.journal)
    _tell(done, f"confirmed; it ends at {format_instant(done.until)}", as_json)


def release(
    name: Name, person: Person, reason: Annotated[str, typer.Option(help="Why it is let go.")], as_json: Json = False
) -> None:
    """Let the post go, as anybody."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.service import holds
    from evenhand.service.deliver import sequence_all

    platform = open_platform(settings.database)
    done = holds.release(platform.journal, platform.clock, name, person=person, reason=reason)
    sequence_all(platform.journal)
    _tell(done, "released", as_json)


def notices(as_json: Json = False) -> None:
    """Tell holders whose hold lapsed unconfirmed; run it daily, it sends nothing twice."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.service.deliver import sequence_all
    from evenhand.service.holds import send_lapsed

    platform = open_platform(settings.database)
    sent = send_lapsed(platform.journal, platform.clock)
    sequence_all(platform.journal)
    if as_json:
        emit_json({"sent": list(sent)})
    else:
        say(f"{len(sent)} notice(s) sent")


def list_(
    everything: Annotated[bool, typer.Option("--all", help="Those that are over, too.")] = False, as_json: Json = False
) -> None:
    """The holds in force: which wait for a second person, and until when."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.kernel.canonical import plain
    from evenhand.service.holds import all_holds

    platform = open_platform(settings.database)
    now = platform.clock.now()
    shown = [(hold, hold.state(now)) for hold in all_holds(platform.journal)]
    shown = [(hold, state) for hold, state in shown if everything or state in ("waiting", "confirmed")]
    if as_json:
        emit_json([{**plain(hold), "state": state} for hold, state in shown])
        return
    for hold, state in shown:
        ends = format_instant(hold.lapses_at if state == "waiting" else hold.until)
        console().print(
            safe(f"{hold.hold_id}  {state}  {hold.target.surface}/{hold.target.post_id}  until {ends}  {hold.reason}")
        )
    say(f"{sum(state == 'waiting' for _, state in shown)} hold(s) wait for a second person")


def _tell(done: Hold, words: str, as_json: bool) -> None:
    if as_json:
        emit_json(done)
    else:
        say(words)
