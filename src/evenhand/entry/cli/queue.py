"""`evenhand queue next|answer|staff|golden|quality`: turns given out by what nobody can steer, answered in the dark."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.entry.cli.desk import desk_of, tell_precedents
from evenhand.entry.cli.output import console, emit_json, safe, say, settings
from evenhand.kernel.errors import UsageError

if TYPE_CHECKING:
    from evenhand.bootstrap.platform import Platform

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
Person = Annotated[str, typer.Option("--as", help="Who you are; stays inside the platform.")]
Rules = Annotated[
    Path | None,
    typer.Option(
        "--rules", envvar="EVENHAND_QUEUES", help="Queue rules (YAML): name, clauses, languages, surfaces, reach."
    ),
]
Item = Annotated[str, typer.Argument(metavar="ITEM", help="The item's id.")]


def register(app: typer.Typer) -> None:
    """Add `queue`."""
    group = typer.Typer(
        no_args_is_help=True, help="Review by turns: who gets which item follows from ids, not from choice."
    )
    for command in (answer, staff, golden, quality):
        group.command()(command)
    group.command("next")(next_)
    app.add_typer(group, name="queue")


def next_(person: Person, rules: Rules = None, as_json: Json = False) -> None:
    """The item that is yours now, held for half an hour, without what others said of it. That you look is recorded."""
    from evenhand.decisions.rendering import examine_out
    from evenhand.entry.terminal.evidence import finding_lines, highlighted
    from evenhand.service.precedents import precedents
    from evenhand.service.readings import read_review

    platform = _platform()
    item = desk_of(platform, rules).next(person)
    if item is None:
        if as_json:
            emit_json({"item_id": None})
        else:
            say("nothing is yours now")
        return
    opened = read_review(platform.journal, platform.policies, platform.clock, item.item_id, person=person)
    _sequence(platform)
    made = opened.made
    earlier = precedents(platform.journal, item, made.post)
    if as_json:
        shown = {"item_id": item.item_id, "post": made.post, "decision": examine_out(made.decision)}
        emit_json({**shown, "prior_rulings": list(earlier)})
        return
    out = console()
    out.print(f"[bold]{item.item_id}[/]  {safe(item.surface)}  {safe(item.lang)}")
    out.print(highlighted(opened.made.post, opened.made.decision.findings))
    for finding in made.decision.findings:
        out.print(finding_lines(finding))
    tell_precedents(earlier)


def answer(
    item: Item,
    person: Person,
    outcome: Annotated[str, typer.Option(help="uphold (a violation) or dismiss.")],
    reason: Annotated[str, typer.Option(help="Why, in your words.")],
    stance: Annotated[str, typer.Option(help="What the words do, where the machine read them wrongly.")] = "",
    as_json: Json = False,
) -> None:
    """Say what the item you hold is. What kind of turn it was, you are not told."""
    from evenhand.enforcement.model import RulingOutcome

    if outcome not in RulingOutcome._value2member_map_:
        raise UsageError(f"no outcome {outcome!r}", hint="--outcome uphold | dismiss")
    platform = _platform()
    desk_of(platform, None).answer(
        platform.registry, item, person=person, outcome=RulingOutcome(outcome), reason=reason, stance=stance
    )
    _sequence(platform)
    if as_json:
        emit_json({"item_id": item, "recorded": True})
    else:
        say("recorded")


def staff(
    person: Annotated[str, typer.Option(help="Who is on duty.")],
    lang: Annotated[list[str], typer.Option(help="A language they read (ISO 639-1). May be repeated.")],
    by: Annotated[str, typer.Option("--as", help="Who says so: a lead, never themselves.")],
    queue: Annotated[list[str] | None, typer.Option(help="A queue they serve; none named is all.")] = None,
    off: Annotated[bool, typer.Option("--off", help="They are off duty.")] = False,
) -> None:
    """Say who is on duty, what they read and which queues they serve."""
    from evenhand.enforcement.queues import Reviewer
    from evenhand.service.queues import staff as use_case

    platform = _platform()
    use_case(platform.journal, platform.clock, Reviewer(person, tuple(lang), tuple(queue or ())), by=by, on=not off)
    _sequence(platform)
    say(f"{person} is {'off' if off else 'on'} duty")


def golden(
    item: Item,
    persons: Annotated[list[str], typer.Option("--as", help="The two persons who agree to it; name both.")],
) -> None:
    """Make a decided item a question with a known answer."""
    from evenhand.service.queues import set_golden

    if len(persons) != 2:
        raise UsageError("two persons set a golden question", hint="--as ONE --as OTHER")
    platform = _platform()
    found = set_golden(platform.journal, platform.policies, platform.clock, item, (persons[0], persons[1]))
    _sequence(platform)
    say(f"{found.item_id}: {found.outcome} {found.stance}".rstrip())


def quality(rules: Rules = None, as_json: Json = False) -> None:
    """Agreement of blind second readings (Krippendorff's alpha), golden answers, and items nobody on duty can take."""
    from evenhand.service.queues import quality as use_case
    from evenhand.service.queues import unassigned

    platform = _platform()
    desk = desk_of(platform, rules)
    found, left = use_case(platform.journal, platform.policies, desk.rules), unassigned(desk)
    if as_json:
        golden = [{"person": name, "right": right, "asked": asked} for name, (right, asked) in found.golden.items()]
        emit_json({"agreement": list(found.agreement), "golden": golden, "unassigned": [each.item_id for each in left]})
        return
    for each in found.agreement:
        alpha = "cannot be said" if each.alpha is None else f"{each.alpha} of 1000"
        say(f"{safe(each.name)}: {each.items} read twice, {each.disagreed} differ, alpha {alpha}")
    for name, (right, asked) in found.golden.items():
        say(f"golden, {safe(name)}: {right} of {asked}")
    langs = ", ".join(sorted({each.lang for each in left}))
    say(f"{len(left)} open item(s) that nobody on duty can take" + (f": {langs}" if left else ""))


def _platform() -> Platform:
    from evenhand.bootstrap.platform import open_platform

    return open_platform(settings.database)


def _sequence(platform: Platform) -> None:
    from evenhand.service.deliver import sequence_all

    sequence_all(platform.journal)
