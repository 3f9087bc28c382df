"""`evenhand referral receive|answer|list|notices`: an authority asks; orders run on a clock, and the holder is told."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from evenhand.entry.cli.output import console, emit_json, instant_given, safe, say, settings
from evenhand.kernel.errors import EXIT_FINDING, EXIT_OK, UsageError

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]


def register(app: typer.Typer) -> None:
    """Add `referral`."""
    group = typer.Typer(no_args_is_help=True, help="What authorities ask for: orders with their clock, and requests.")
    group.command("receive")(receive)
    group.command("answer")(answer)
    group.command("list")(list_)
    group.command("notices")(notices)
    app.add_typer(group, name="referral")


def receive(
    force: Annotated[str, typer.Argument(help="removal_order (one hour), court_order (--due) or request (no force).")],
    account: Annotated[str, typer.Argument(metavar="SURFACE/ACCOUNT", help="Whose post it is.")],
    post: Annotated[str, typer.Argument(help="The post.")],
    authority: Annotated[str, typer.Option(help="Who asks, by name.")],
    ground: Annotated[str, typer.Option(help="The legal ground, in words.")],
    asked_by: Annotated[str, typer.Option(help="court or government.")] = "government",
    reference: Annotated[str, typer.Option(help="The authority's own number.")] = "",
    territory: Annotated[
        list[str] | None, typer.Option(help="Where it holds; repeat it (default: everywhere).")
    ] = None,
    due: Annotated[str, typer.Option(help="By when, for a court order.")] = "",
    silence_until: Annotated[str, typer.Option(help="No notice before this instant, if so ordered.")] = "",
    silence_ground: Annotated[str, typer.Option(help="The ground for the delay.")] = "",
    unnamed: Annotated[bool, typer.Option("--unnamed", help="The authority may not be named to the holder.")] = False,
    as_json: Json = False,
) -> None:
    """Record what an authority asks for. The clock of a removal order runs from now."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.decisions.model import Asker
    from evenhand.enforcement.referrals import Force
    from evenhand.entry.cli.restrict import target_of
    from evenhand.service import referrals
    from evenhand.service.deliver import sequence_all

    if force not in Force._value2member_map_ or asked_by not in Asker._value2member_map_:
        raise UsageError("no such force or asker", hint=" | ".join(Force) + "; --asked-by court | government")
    platform = open_platform(settings.database)
    more: dict[str, Any] = {
        "reference": reference,
        "territories": tuple(territory or ()),
        "due_at": instant_given(due) if due else None,
        "silence_until": instant_given(silence_until) if silence_until else None,
        "silence_ground": silence_ground,
        "name_authority": not unnamed,
    }
    came = referrals.receive(
        platform.journal,
        platform.clock,
        Force(force),
        Asker(asked_by),
        authority,
        ground,
        target_of(account, post),
        **more,
    )
    sequence_all(platform.journal)
    if as_json:
        emit_json(came)
    else:
        say(
            f"{came.referral_id}, due {came.due_at}: evenhand referral answer {came.referral_id} --answer executed|refused"
        )


def answer(
    name: Annotated[str, typer.Argument(metavar="REFERRAL", help="The referral's id.")],
    person: Annotated[str, typer.Option("--as", help="Who you are; stays inside the platform.")],
    what: Annotated[str, typer.Option("--answer", help="executed or refused.")],
    reason: Annotated[str, typer.Option(help="Why, in your words; the holder is told.")],
    as_json: Json = False,
) -> None:
    """Answer a referral. An executed order withholds or removes the post, without a strike."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.kernel.canonical import plain
    from evenhand.service import referrals
    from evenhand.service.deliver import sequence_all

    platform = open_platform(settings.database)
    rules = platform.policy("", platform.clock.now()).review
    answered, done = referrals.answer(
        platform.journal, platform.clock, platform.ids, rules, name, person=person, what=what, reason=reason
    )
    sequence_all(platform.journal)
    if as_json:
        emit_json({"referral": plain(answered), "late": answered.late, "enacted": plain(done)})
        return
    say(f"{answered.answer}" + (", late" if answered.late else ""))
    if answered.silence_until and done is not None:
        say(f"the holder is told at {answered.silence_until}: evenhand referral notices, run daily")


def list_(
    everything: Annotated[bool, typer.Option("--all", help="Answered ones too.")] = False, as_json: Json = False
) -> int:
    """The referrals that wait, the soonest due first. Exit 1 when one is overdue."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.kernel.canonical import plain
    from evenhand.service.referrals import all_referrals

    platform = open_platform(settings.database)
    now = platform.clock.now()
    shown = [one for one in all_referrals(platform.journal) if everything or one.answered_at is None]
    overdue = [one for one in shown if one.overdue(now)]
    if as_json:
        emit_json([{**plain(one), "late": one.late, "overdue": one.overdue(now)} for one in shown])
    else:
        for one in shown:
            minutes = int((one.due_at - now).total_seconds() // 60)
            clock = one.answer or (f"OVERDUE by {-minutes} min" if one.overdue(now) else f"{minutes} min left")
            console().print(
                safe(f"{one.referral_id}  {one.force.value}  {one.authority}  {one.target.post_id}  {clock}")
            )
        say(f"{len(shown)} referral(s), {len(overdue)} overdue")
    return EXIT_FINDING if overdue else EXIT_OK


def notices(as_json: Json = False) -> None:
    """Send the notices whose ordered delay is over; running it again sends nothing twice."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.service.deliver import sequence_all
    from evenhand.service.referrals import send_due_notices

    platform = open_platform(settings.database)
    sent = send_due_notices(platform.journal, platform.clock)
    sequence_all(platform.journal)
    if as_json:
        emit_json({"sent": list(sent)})
    else:
        say(f"{len(sent)} notice(s) sent")
