"""`evenhand autonomy report|draw|next|label`: what machines have earned, and the audits it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.entry.cli.output import emit_json, instant_given, safe, say, settings
from evenhand.kernel.errors import EXIT_FINDING, EXIT_OK

if TYPE_CHECKING:
    from evenhand.bootstrap.platform import Platform
    from evenhand.service.autonomy import AutonomyReport

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
Person = Annotated[str, typer.Option("--as", help="Who you are; stays inside the platform.")]


def register(app: typer.Typer) -> None:
    """Add `autonomy`."""
    group = typer.Typer(
        no_args_is_help=True, help="What machines have earned to do alone, by audits that people label."
    )
    for command in (report, draw, label):
        group.command()(command)
    group.command("next")(next_)
    app.add_typer(group, name="autonomy")


def report(
    policy: Annotated[str, typer.Option(help="ID@VERSION (default: the newest live version).")] = "",
    fail_if_revoked: Annotated[bool, typer.Option("--fail-if-revoked", help="Leave with 1 when one was lost.")] = False,
    as_json: Json = False,
) -> int:
    """Each (mechanism, clause, surface): audited decisions, precision with its bound, by language, state and since when."""
    from evenhand.decisions.earning import Earned
    from evenhand.service.autonomy import report as use_case

    platform = _platform()
    now = platform.clock.now()
    found = use_case(platform.journal, platform.policy(policy, now), now)
    if as_json:
        emit_json(found)
    else:
        _tell(found)
    lost = any(each.state is Earned.REVOKED for each in found.cells)
    return EXIT_FINDING if fail_if_revoked and lost else EXIT_OK


def draw(
    acted: Annotated[int, typer.Option(min=0, help="Of each mechanism, clause and surface.")] = 50,
    sent_on: Annotated[int, typer.Option(min=0, help="Of what went to persons, each surface.")] = 20,
    passed: Annotated[int, typer.Option(min=0, help="Of what passed, each surface.")] = 20,
    since: Annotated[str, typer.Option(help="Only decisions recorded from this instant or day on.")] = "",
    as_json: Json = False,
) -> None:
    """Draw an audit at random from what was and what was not acted on. The drawn items wait for two labels each."""
    from evenhand.service.autonomy import Sizes
    from evenhand.service.autonomy import draw as use_case
    from evenhand.service.deliver import sequence_all

    platform = _platform()
    start = instant_given(since) if since else None
    drawn = use_case(platform.journal, platform.clock, platform.ids, Sizes(acted, sent_on, passed), since=start)
    sequence_all(platform.journal)
    counts: dict[str, int] = {}
    for one in drawn:
        counts[one.stratum] = counts.get(one.stratum, 0) + 1
    if as_json:
        emit_json({"drawn": len(drawn), "strata": counts, "draw_id": drawn[0].draw_id if drawn else None})
    else:
        say(f"{len(drawn)} drawn: " + ", ".join(f"{count} {name}" for name, count in sorted(counts.items())))


def next_(person: Person, as_json: Json = False) -> None:
    """The next post to label, without what the machine or anybody else said of it. That you looked is recorded."""
    from evenhand.service.autonomy import post_of, waiting
    from evenhand.service.deliver import sequence_all

    platform = _platform()
    found = waiting(platform.journal, person)
    if not found:
        if as_json:
            emit_json({"item_id": None, "waiting": 0})
        else:
            say("nothing waits for you")
        return
    one = found[0]
    post = post_of(platform.journal, platform.clock, one, person=person)
    sequence_all(platform.journal)
    clauses = [clause.clause_id for clause in platform.policy(one.cell.policy, one.drawn_at).clauses]
    if as_json:
        emit_json({"item_id": one.item_id, "waiting": len(found), "post": post, "clauses": clauses})
        return
    say(f"{one.item_id} ({len(found)} wait for you)")
    for title, words in (("text", post.text), ("quotes", post.quoted_text), ("answers", post.parent_text)):
        if words:
            say(f"  {title}: {safe(words)}")
    say("  clauses: " + ", ".join(clauses))


def label(
    item: Annotated[str, typer.Argument(metavar="ITEM", help="The audit item's id.")],
    person: Person,
    reason: Annotated[str, typer.Option(help="Why, in your words.")],
    clause: Annotated[str, typer.Option(help="The clause it violates; leave out for allowed.")] = "",
    as_json: Json = False,
) -> None:
    """Say what a drawn post is. Two persons label each; where they differ, a third."""
    from evenhand.service.autonomy import label as use_case
    from evenhand.service.deliver import sequence_all

    platform = _platform()
    done = use_case(
        platform.journal, platform.clock, platform.policies, item, person=person, clause=clause, reason=reason
    )
    sequence_all(platform.journal)
    if as_json:
        emit_json({"item_id": done.item_id, "labels": len(done.labels), "closed": done.closed})
    else:
        say("recorded" + ("; the item is closed" if done.closed else "; another person labels it too"))


def _platform() -> Platform:
    from evenhand.bootstrap.platform import open_platform

    return open_platform(settings.database)


def _tell(found: AutonomyReport) -> None:
    if not found.cells:
        say(f"{found.policy}: no mechanism was audited, so none acts alone")
    for each in found.cells:
        since = f" since {each.since.date().isoformat()}" if each.since else ""
        say(
            f"{each.cell.mechanism} for {each.cell.clause} on {safe(each.cell.surface) or '(no surface)'}:"
            f" {each.state.value}{since}; {each.why}"
        )
        say(f"  {each.audited} audited, {each.precision} of 1000 right, at least {each.lower_bound} (bar {each.bar})")
        for own in each.by_language:
            acts = "acts" if own.acts else "review"
            say(f"    {own.lang}: {own.audited} audited, {own.precision} right, at least {own.lower_bound}: {acts}")
    for missed in found.unactioned:
        say(
            f"{missed.stratum} on {safe(missed.surface) or '(no surface)'}, {missed.lang}: {missed.audited} audited,"
            f" {missed.violating} of 1000 violate"
        )
    agreement = "cannot be said" if found.agreement is None else f"{found.agreement} of 1000"
    say(f"{found.waiting} wait for labels, {found.overdue} overdue; labellers' agreement (alpha) {agreement}")
