"""`evenhand designations suggest|merge|split|why`: who is one with whom. The work is `service.resolution`'s."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from evenhand.entry.cli.output import console, emit_json, safe, say, settings
from evenhand.kernel.errors import EXIT_OK

if TYPE_CHECKING:
    from evenhand.designations.joining import JoinDecision

_Left = Annotated[str, typer.Argument(help="An entity id, as `designations show` prints it.")]
_Right = Annotated[str, typer.Argument(help="The other one, or the own id of a listing that curation joined.")]
_As = Annotated[str, typer.Option("--as", help="Who decides.")]
_Reason = Annotated[str, typer.Option("--reason", help="Why.")]
_Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def register(designations: typer.Typer) -> None:
    """Add the words to `designations`."""
    designations.command()(suggest)
    designations.command()(merge)
    designations.command()(split)
    designations.command()(why)


def suggest(
    floor: Annotated[int, typer.Option("--floor", min=0, max=1000, help="The least confidence shown.")] = 700,
    top: Annotated[int, typer.Option("--top", min=1, max=100_000, help="At most so many pairs.")] = 20,
    as_json: _Json = False,
) -> int:
    """Show pairs of entities of several lists that look like one, with the reasons. Nothing is joined."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.service.resolution import suggestions

    platform = open_platform(settings.database)
    found = suggestions(platform.lists, platform.registry, floor, top)
    if as_json:
        emit_json({"suggestions": found})
        return EXIT_OK
    out = console()
    for pair in found:
        heading = f"{pair['confidence']}  {pair['left']} {pair['left_name']}  =?  {pair['right']} {pair['right_name']}"
        out.print(safe(heading), markup=False, style="bold")
        for reason in pair["explanation"]:
            out.print(safe(f"     {reason}"), markup=False)
    if not found:
        say("no pair of entities looks like one at this confidence")
    return EXIT_OK


def merge(left: _Left, right: _Right, by: _As, reason: _Reason, as_json: _Json = False) -> int:
    """Record that two entities are one. `designations split` takes it back."""
    from evenhand.designations.joining import Verdict

    return _decide(Verdict.SAME, left, right, by, reason, as_json)


def split(left: _Left, right: _Right, by: _As, reason: _Reason, as_json: _Json = False) -> int:
    """Record that two entities are not one. It undoes a merge, and the pair is never suggested again."""
    from evenhand.designations.joining import Verdict

    return _decide(Verdict.DIFFERENT, left, right, by, reason, as_json)


def _decide(verdict: Any, left: str, right: str, by: str, reason: str, as_json: bool) -> int:
    from evenhand.bootstrap.platform import open_platform
    from evenhand.service.resolution import decide

    platform = open_platform(settings.database)
    decision = decide(platform.lists, platform.registry, platform.clock, verdict, left, right, by, reason)
    if as_json:
        emit_json(decision)
    else:
        _tell(decision)
    return EXIT_OK


def _tell(decision: JoinDecision) -> None:
    word = "one" if decision.verdict == "same" else "not one"
    out = console()
    out.print(safe(f"{decision.left} and {decision.right} are {word}: {decision.by}, {decision.reason}"), markup=False)
    if decision.explanation:
        reasons = "; ".join(decision.explanation)
        out.print(safe(f"  the resolver said {decision.confidence}: {reasons}"), markup=False)


def why(
    entity: Annotated[str, typer.Argument(help="An entity id, as `designations show` prints it.")],
    as_json: _Json = False,
) -> int:
    """Show why an entity is one: its listings, the decisions about it, and where each name is from."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.service.resolution import why as explain

    platform = open_platform(settings.database)
    answer = explain(platform.lists, platform.registry, entity)
    if as_json:
        emit_json(answer)
        return EXIT_OK
    out = console()
    out.print(safe(f"{answer['name']}  [{answer['entity_id']}, {answer['kind']}]"), markup=False, style="bold")
    for listing in answer["listings"]:
        seen = f"{listing['first_seen']:%Y-%m-%d}" if listing["first_seen"] else "?"
        text = f"  {listing['listing']}  {listing['name']}  joined by {listing['joined_by']}, seen from {seen}"
        out.print(safe(text), markup=False)
    for decision in answer["decisions"]:
        text = f"  {decision['at']:%Y-%m-%d} {decision['by']}: {decision['left']} and {decision['right']} "
        out.print(safe(text + f"are {decision['verdict']}: {decision['reason']}"), markup=False)
    for name in answer["names"]:
        since = f", from {name['valid_from']:%Y-%m-%d}" if name["valid_from"] else ""
        state = "" if name["reviewed"] else ", unreviewed"
        text = f"    {name['name']}  ({name['strength']}, {name['source']}{since}{state})"
        out.print(safe(text), markup=False)
    return EXIT_OK
