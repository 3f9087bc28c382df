"""`evenhand decision replay|explain ID`: derive a recorded decision again, say what differs; what it rests on."""

from __future__ import annotations

from typing import Annotated

import typer

from evenhand.entry.cli.explain import explain
from evenhand.entry.cli.output import emit_json, say, settings
from evenhand.kernel.errors import EXIT_FINDING, EXIT_OK


def register(app: typer.Typer) -> None:
    """Add `decision`."""
    decision = typer.Typer(no_args_is_help=True, help="Recorded decisions, derived again.")
    decision.command("replay")(replay)
    decision.command("explain")(explain)
    app.add_typer(decision, name="decision")


def replay(
    decision: Annotated[str, typer.Argument(metavar="ID", help="The decision's id.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> int:
    """Examine the recorded post again at the recorded instant: the same bytes, what differs, or erased."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.service import replay as use_case
    from evenhand.service.aliases import detector_for
    from evenhand.service.journal import recorded

    platform = open_platform(settings.database)
    event = next(iter(platform.journal.events(kind="decision.made", decision_id=decision, erased=True)), None)
    at = recorded(event).decision.judged_at if event is not None and event.payload else platform.clock.now()
    registry = platform.registry_at(at)
    detector = detector_for(registry, platform.policies.values(), at)
    done = use_case.replay(platform.journal, platform.policies, registry, detector, decision)
    if as_json:
        emit_json(done.to_dict())
    elif done.erased:
        say("erased: the content is gone by right; the proofs still hold")
    elif done.same:
        say("the same: policy, registry, tier map, models and every finding")
    else:
        for difference in done.differences:
            say(f"{difference.field}: recorded {difference.recorded!r}, replayed {difference.replayed!r}")
    return EXIT_OK if done.same or done.erased else EXIT_FINDING
