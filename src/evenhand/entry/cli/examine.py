"""`evenhand examine POSTS`: every post's decision, one JSON object a line, in input order. Records nothing."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from evenhand.entry.cli.output import (
    emit_json,
    instant_given,
    progress,
    rejects_path,
    safe,
    say,
    settings,
    warn_of_later_lists,
    write_rejects,
)
from evenhand.kernel.errors import EXIT_BAD_INPUT, EXIT_OK, EXIT_PARTIAL, BadInputError, Reject, UsageError

if TYPE_CHECKING:
    import pyarrow as pa

    from evenhand.service.batches import PostBatch
    from evenhand.service.examine import Examiner
    from evenhand.service.repeats import Repeats
    from evenhand.service.together import Together


def register(app: typer.Typer) -> None:
    """Add `examine`."""
    app.command()(examine)


@dataclass(frozen=True, slots=True)
class BuildExaminer:
    """Makes the batch function anew in a worker process: the workspace is opened there, nothing large is shipped."""

    database: str
    policy: str
    as_of: str

    def __call__(self) -> Examiner | Together:
        """The examiner of this workspace, policy (or all that are live) and instant."""
        from evenhand.bootstrap.platform import open_platform
        from evenhand.kernel.clock import parse_instant

        platform = open_platform(self.database)
        return platform.examiners(self.policy, parse_instant(self.as_of))


def examine(
    posts: Annotated[Path, typer.Argument(help="JSONL (also .gz), CSV or Parquet; the fields are in docs/examine.md.")],
    profiles: Annotated[
        Path | None, typer.Option(help="JSONL of profiles, put onto the posts of their accounts.")
    ] = None,
    policy: Annotated[
        str, typer.Option(help="ID@VERSION or a policy file (default: the newest version of every live policy).")
    ] = "",
    as_of: Annotated[str, typer.Option(help="The instant of judgement, RFC 3339 (default: now).")] = "",
    out: Annotated[Path | None, typer.Option(help="Write the decisions here (default: standard output).")] = None,
    rejects: Annotated[Path | None, typer.Option(help="Where bad records go (default: POSTS.rejects.jsonl).")] = None,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Processes to examine with.")] = 1,
    resume: Annotated[bool, typer.Option(help="Go on after the decisions that --out already holds.")] = False,
    engine: Annotated[str, typer.Option(help="local (spark comes later).")] = "local",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document: summary and decisions.")] = False,
) -> int:
    """Examine posts against the policy: findings with their evidence, and whether a person has to look."""
    from evenhand.adapters.engines.local import run
    from evenhand.adapters.posts.profiles import read_profiles, with_profiles
    from evenhand.adapters.posts.reading import read_batches
    from evenhand.bootstrap.platform import open_platform
    from evenhand.kernel.clock import format_instant
    from evenhand.service.repeats import Repeats, repeats_in_words

    if engine != "local":
        raise UsageError(f"no engine {engine!r} here", hint="--engine local")
    if resume and out is None:
        raise UsageError("--resume needs --out", hint="decisions are resumed from the file that holds them")
    source = read_batches(posts)
    platform = open_platform(settings.database)  # made here, so that workers find it
    instant = instant_given(as_of) if as_of else platform.clock.now()
    warn_of_later_lists(platform, instant)
    build = BuildExaminer(settings.database, policy, format_instant(instant))
    accounts, bad = read_profiles(profiles) if profiles else ({}, [])
    skip = _done(out) if resume and out else 0
    tally = _Tally(bad, Repeats())
    with ExitStack() as stack:
        stream = stack.enter_context(out.open("ab" if resume else "wb")) if out else sys.stdout.buffer
        batches = (with_profiles(batch, accounts) for batch in tally.good(source, skip))
        kept: list[Any] = []
        try:
            for answer in tally.shown(run(build, batches, workers=workers)):
                _write(stream, answer, kept if as_json and out is None else None)
        except BadInputError as error:
            if not tally.posts:
                raise
            tally.cut_short = True  # what came before the damage is written, and stays
            say(f"error: {error.diagnostics()}")
        if as_json:
            emit_json({**tally.summary(), **({"decisions": kept} if out is None else {})})
    write_rejects(rejects_path(rejects, posts), tally.rejects)
    repeated = repeats_in_words(tally.repeats.found())
    if repeated:
        say(safe(repeated))
    say(tally.words())
    return (
        EXIT_OK
        if not tally.rejects and not tally.cut_short
        else EXIT_PARTIAL
        if tally.posts or skip
        else EXIT_BAD_INPUT
    )


def _write(stream: IO[bytes], answer: pa.RecordBatch, kept: list[Any] | None) -> None:
    if kept is not None:
        import orjson

        kept += [orjson.loads(line) for line in answer.column("decision").to_pylist()]
        return
    from evenhand.adapters.posts.writing import write_decisions

    write_decisions(stream, answer)


def _done(out: Path) -> int:
    """How many decisions a file holds; a last line that a crash cut off is dropped."""
    if not out.exists():
        return 0
    with out.open("r+b") as stream:
        count = size = 0
        for line in stream:
            if not line.endswith(b"\n"):
                break
            count, size = count + 1, size + len(line)
        stream.truncate(size)
    return count


class _Tally:
    """Counts what goes by, and keeps the bad records."""

    def __init__(self, rejects: list[Reject], repeats: Repeats) -> None:
        self.rejects = list(rejects)
        self.posts = 0
        self.cut_short = False
        self.routes: dict[str, int] = {}
        self.outcomes: dict[str, int] = {}
        self.repeats = repeats
        self.started = time.monotonic()

    def good(self, source: Iterator[PostBatch], skip: int) -> Iterator[pa.RecordBatch]:
        """The good rows after the first `skip` ones, which an earlier run has done."""
        for read in source:
            self.rejects += read.rejects
            batch = read.batch.slice(min(skip, read.batch.num_rows))
            skip -= read.batch.num_rows - batch.num_rows
            if batch.num_rows:
                yield self.repeats.seen(batch)

    def shown(self, answers: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The answers, counted, with a progress bar on a terminal."""
        with progress() as bar:
            task = bar.add_task("examining", total=None, rate="")
            for answer in answers:
                self.posts += answer.num_rows
                for name, counts in (("route", self.routes), ("outcome", self.outcomes)):
                    for value in answer.column(name).to_pylist():
                        counts[value] = counts.get(value, 0) + 1
                bar.update(task, completed=self.posts, rate=f"{self.rate():,.0f} posts/s")
                yield answer

    def rate(self) -> float:
        """Posts per second so far."""
        return self.posts / max(time.monotonic() - self.started, 1e-9)

    def summary(self) -> dict[str, Any]:
        """Counts by route and outcome."""
        return {
            "posts": self.posts,
            "rejected": len(self.rejects),
            "repeated": len(self.repeats.found()),
            "routes": dict(sorted(self.routes.items())),
            "outcomes": dict(sorted(self.outcomes.items())),
        }

    def words(self) -> str:
        """The summary in one line."""
        routes = ", ".join(f"{count} {route}" for route, count in sorted(self.routes.items()))
        bad = f"; {len(self.rejects)} bad record(s)" if self.rejects else ""
        return f"{self.posts} post(s) examined ({routes or 'none'}){bad}"
