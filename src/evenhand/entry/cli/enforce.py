"""`evenhand enforce POSTS`: examine, record, route; and `actions deliver`: hand what was decided to the surfaces."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.entry.cli.output import (
    emit_json,
    instant_given,
    rejects_path,
    safe,
    say,
    settings,
    warn_of_later_lists,
    write_rejects,
)
from evenhand.kernel.errors import EXIT_BAD_INPUT, EXIT_OK, EXIT_PARTIAL, BadInputError

if TYPE_CHECKING:
    from evenhand.detection.model import Post
    from evenhand.service.enforce import Acknowledged


def register(app: typer.Typer) -> None:
    """Add `enforce` and `actions`."""
    app.command()(enforce)
    actions = typer.Typer(no_args_is_help=True, help="Actions that wait to be carried out on the surfaces.")
    actions.command("deliver")(deliver)
    app.add_typer(actions, name="actions")


def enforce(
    posts: Annotated[Path, typer.Argument(help="JSONL (also .gz), CSV or Parquet; the fields are in docs/examine.md.")],
    policy: Annotated[str, typer.Option(help="ID@VERSION (default: the newest live version).")] = "",
    as_of: Annotated[str, typer.Option(help="The instant of judgement, RFC 3339 (default: now).")] = "",
    asked_by: Annotated[str, typer.Option(help="own, user, trusted_flagger, court, government or press.")] = "own",
    rejects: Annotated[Path | None, typer.Option(help="Where bad records go (default: POSTS.rejects.jsonl).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document when done.")] = False,
) -> int:
    """Examine posts, record every decision that names somebody, and queue for persons what a person has to decide.

    Prints one line for each decision once it is committed: what is printed is never lost, and a second run records
    nothing twice.
    """
    from evenhand.adapters.posts.reading import read_batches
    from evenhand.bootstrap.platform import open_platform
    from evenhand.decisions.model import Asker
    from evenhand.kernel.errors import Reject, UsageError
    from evenhand.service.batches import posts_of
    from evenhand.service.deliver import sequence_all
    from evenhand.service.enforce import Tally
    from evenhand.service.enforce import enforce as run
    from evenhand.service.repeats import Repeats, repeats_in_words
    from evenhand.service.subjects import directory

    if asked_by not in Asker._value2member_map_:
        raise UsageError(f"nobody is called {asked_by!r}", hint="--asked-by " + " | ".join(Asker))
    source = read_batches(posts, rows=200)
    platform = open_platform(settings.database)
    instant = instant_given(as_of) if as_of else platform.clock.now()
    warn_of_later_lists(platform, instant)
    examiner = platform.deciders(policy, instant)
    bad: list[Reject] = []
    repeats = Repeats()

    def batches() -> Iterator[tuple[Post, ...]]:
        for read in source:
            bad.extend(read.rejects)
            yield tuple(posts_of(repeats.seen(read.batch)))

    tally = Tally()
    journal = platform.journal
    cut_short = False
    try:
        holders, who = directory(journal), Asker(asked_by)
        acting = platform.acting(examiner)
        for done in run(batches(), examiner, journal, platform.clock, holders, tally, asker=who, acting=acting):
            if not as_json:
                _acknowledge(done)
    except BadInputError as error:
        if not tally.posts:
            raise
        cut_short = True  # what came before the damage is committed, and stays
        say(f"error: {error.diagnostics()}")
    sequence_all(journal)
    write_rejects(rejects_path(rejects, posts), bad)
    repeated = repeats.found()
    if repeated:
        say(safe(repeats_in_words(repeated)))
    summary = {
        "posts": tally.posts,
        "recorded": tally.recorded,
        "known": tally.known,
        "rejected": len(bad),
        "repeated": len(repeated),
        "routes": dict(sorted(tally.routes.items())),
        "outcomes": dict(sorted(tally.outcomes.items())),
    }
    if as_json:
        emit_json(summary)
    say(
        f"{tally.posts} post(s): {tally.recorded} decision(s) recorded, {tally.known} known before, {len(bad)} bad record(s)"
    )
    return EXIT_OK if not bad and not cut_short else EXIT_PARTIAL if tally.posts else EXIT_BAD_INPUT


def _acknowledge(done: tuple[Acknowledged, ...]) -> None:
    """A line for each decision that is committed now."""
    for one in done:
        line = {"decision_id": one.decision_id, "post_id": one.post_id, "route": one.route, "outcome": one.outcome}
        sys.stdout.write(json.dumps({**line, "new": one.new}, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def deliver(
    to: Annotated[Path, typer.Option(help="A folder; actions.jsonl in it gets one line an action, each once.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Carry out every action whose entry is in the log, by handing it to your own tooling as a line of JSON."""
    from evenhand.adapters.surfaces.folder import FolderSurface
    from evenhand.bootstrap.platform import open_platform
    from evenhand.service.deliver import deliver_due

    platform = open_platform(settings.database)
    count = deliver_due(platform.journal, FolderSurface(to), platform.clock)
    if as_json:
        emit_json({"delivered": count})
    else:
        say(f"{count} action(s) handed over to {to / 'actions.jsonl'}")
