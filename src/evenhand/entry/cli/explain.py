"""`evenhand decision explain ID`: what a decision rests on, and what it would be without it. Added to `decision`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.entry.cli.output import emit_json, instant_given, safe, say, settings

if TYPE_CHECKING:
    from evenhand.service.backtest import Answer
    from evenhand.service.explain import Explained


def explain(
    decision: Annotated[str, typer.Argument(metavar="ID", help="The decision's id.")],
    without: Annotated[
        list[str] | None,
        typer.Option(
            "--without", help='"designation us-fto", "clause ID", "allowance ID" or "decision ID". May be repeated.'
        ),
    ] = None,
    on: Annotated[str, typer.Option("--on", help="As if judged on this day or instant.")] = "",
    policy: Annotated[str, typer.Option("--policy", help="As if under this version (ID@VERSION or a file).")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """The reasons of a decision; with a question, what it would be otherwise. Asking records nothing."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.service import explain as use_case
    from evenhand.service.aliases import detector_for

    platform = open_platform(settings.database)
    made = use_case.load_decision(platform.journal, decision)
    at = instant_given(on) if on else None
    other = platform.policy(policy, made.decision.judged_at) if policy else None
    asked = use_case.Asked(tuple(without or ()), at, other)
    versions = [*platform.policies.values(), *([other] if other else [])]
    known = max(made.decision.judged_at, at or made.decision.judged_at)
    detector = detector_for(platform.registry, versions if asked.anything else [], known)
    done = use_case.explain(
        platform.journal, platform.policies, platform.registry, detector, made, asked, platform.clock.now()
    )
    if as_json:
        emit_json(done)
    else:
        _tell(done)


def _tell(done: Explained) -> None:
    say(f"{done.decision_id} under {done.policy}: {_answer(done.recorded)}")
    for reason in done.reasons:
        say(f"  {safe(reason)}")
    if done.would_be is None:
        return
    say("; ".join(safe(word) for word in done.asked) + ":")
    for thing in done.removed:
        say(f"  taken away: {safe(thing)}")
    say(f"  {'it would be' if done.changed else 'nothing changes:'} {_answer(done.would_be)}")
    for reason in done.would_be_reasons if done.changed else ():
        say(f"    {safe(reason)}")
    for rung in done.rungs:
        say(f"  {rung.decision_id}: {rung.was or 'no penalty'} would be {rung.would_be or 'no penalty'}")
    if not done.faithful:
        say("  today's lists or code read the recorded post otherwise; the comparison is between two readings of today")


def _answer(answer: Answer) -> str:
    clauses = f" under {', '.join(answer.clauses)}" if answer.clauses else ""
    excused = f", excused by {', '.join(answer.allowances)}" if answer.allowances else ""
    return f"{answer.outcome}, {answer.route}{clauses}{excused}"
