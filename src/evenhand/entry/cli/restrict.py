"""`evenhand restrict place|bulk|list`: restrictions outside the ladder, each with a reason and told to its target."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.entry.cli.output import (
    console,
    emit_json,
    instant_given,
    rejects_path,
    safe,
    say,
    settings,
    write_rejects,
)
from evenhand.kernel.errors import EXIT_BAD_INPUT, EXIT_OK, EXIT_PARTIAL, BadInputError, Reject, UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from evenhand.bootstrap.platform import Platform
    from evenhand.enforcement.measures import Measure, Target
    from evenhand.enforcement.model import ActionKind
    from evenhand.service.restrictions import Enacted

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
Kind = Annotated[str, typer.Argument(help="warn_screen, demote, withhold, remove_post, limit_features, demonetise, …")]
Person = Annotated[str, typer.Option("--as", help="Who you are; stays inside the platform.")]
Second = Annotated[str, typer.Option(help="The second person, where two are needed.")]
Reason = Annotated[str, typer.Option(help="Why, in your words; the target is told.")]
Ground = Annotated[str, typer.Option(help="The rule or law it rests on.")]
Until = Annotated[str, typer.Option(help="When it ends by itself, RFC 3339 (default: when it is taken back).")]
Territory = Annotated[list[str] | None, typer.Option(help="A territory to withhold in; repeat it.")]
Feature = Annotated[list[str] | None, typer.Option(help="A feature to limit; repeat it.")]
AskedBy = Annotated[str, typer.Option(help="own, user, trusted_flagger, court, government or press.")]


def register(app: typer.Typer) -> None:
    """Add `restrict`."""
    group = typer.Typer(no_args_is_help=True, help="Restrictions outside the ladder: no strike, always told.")
    group.command("place")(place)
    group.command("bulk")(bulk)
    group.command("list")(list_)
    app.add_typer(group, name="restrict")


def place(
    kind: Kind,
    account: Annotated[str, typer.Argument(metavar="SURFACE/ACCOUNT", help="Whose post or account it is.")],
    person: Person,
    reason: Reason,
    ground: Ground,
    post: Annotated[str, typer.Option(help="The post; without it, the account.")] = "",
    second: Second = "",
    until: Until = "",
    territory: Territory = None,
    feature: Feature = None,
    asked_by: AskedBy = "own",
    as_json: Json = False,
) -> None:
    """Restrict one post or one account."""
    from evenhand.bootstrap.platform import open_platform

    platform = open_platform(settings.database)
    measure = _measure(kind, person, second, reason, ground, until, territory, feature, asked_by, platform.clock.now())
    _tell(_enact(platform, measure, [target_of(account, post)]), as_json)


def bulk(
    kind: Kind,
    targets: Annotated[Path, typer.Argument(help="JSONL: {surface, account_id, post_id} each.")],
    person: Person,
    reason: Reason,
    ground: Ground,
    second: Second = "",
    until: Until = "",
    territory: Territory = None,
    feature: Feature = None,
    asked_by: AskedBy = "own",
    rejects: Annotated[Path | None, typer.Option(help="Where bad records go.")] = None,
    as_json: Json = False,
) -> int:
    """Restrict many, with one entry for each under one number; `evenhand undo NUMBER` takes all of it back."""
    from evenhand.bootstrap.platform import open_platform

    platform = open_platform(settings.database)
    measure = _measure(kind, person, second, reason, ground, until, territory, feature, asked_by, platform.clock.now())
    good, bad = _read_targets(targets, measure.kind)
    write_rejects(rejects_path(rejects, targets), bad)
    if not good:
        return EXIT_BAD_INPUT
    _tell(_enact(platform, measure, good), as_json)
    return EXIT_PARTIAL if bad else EXIT_OK


def list_(
    subject: Annotated[str, typer.Argument(help="A subject's id, or surface/account_id.")], as_json: Json = False
) -> None:
    """Everything that restricts a subject now, with the reason and the notice."""
    from evenhand.bootstrap.platform import open_platform
    from evenhand.enforcement.actions import standing
    from evenhand.service.journal import history_of
    from evenhand.service.subjects import subject_named

    platform = open_platform(settings.database)
    holder = subject_named(platform.journal, subject)
    held = standing(history_of(platform.journal, holder).actions, platform.clock.now())
    notices = [e.decision_id for e in platform.journal.events(kind="notice.issued", subject_id=holder.subject_id)]
    if as_json:
        emit_json({"subject_id": holder.subject_id, "restrictions": list(held), "notices": notices})
        return
    for action in held:
        target = action.post_id or action.account_id
        console().print(
            safe(f"{action.kind.value} {action.surface}/{target} ({action.parent or action.cause}): {action.reason}")
        )
    for notice in notices:
        say(f"evenhand statement show {notice}")


def target_of(account: str, post: str) -> Target:
    """A target from the command's words. Raises UsageError."""
    from evenhand.enforcement.measures import Target

    surface, slash, account_id = account.partition("/")
    if not slash or not surface or not account_id:
        raise UsageError(f"no account {account!r}", hint="write SURFACE/ACCOUNT, for example square/mira-1")
    return Target(surface, account_id, post)


def _measure(
    kind: str,
    person: str,
    second: str,
    reason: str,
    ground: str,
    until: str,
    territory: list[str] | None,
    feature: list[str] | None,
    asked_by: str,
    now: datetime,
) -> Measure:
    from evenhand.decisions.model import Asker
    from evenhand.enforcement.measures import MEASURES, Measure
    from evenhand.enforcement.model import ActionKind

    if kind not in {known.value for known in MEASURES}:
        raise UsageError(f"no restriction {kind!r}", hint=" | ".join(sorted(known.value for known in MEASURES)))
    if asked_by not in Asker._value2member_map_:
        raise UsageError(f"nobody is called {asked_by!r}", hint="--asked-by " + " | ".join(Asker))
    persons = tuple(name for name in (person, second) if name.strip())
    if not persons:
        raise UsageError("a measure is a person's", hint="give --as")
    return Measure(
        kind=ActionKind(kind),
        reason=reason,
        persons=persons,
        at=now,
        ends_at=instant_given(until) if until else None,
        territories=tuple(territory or ()),
        features=tuple(feature or ()),
        asker=Asker(asked_by),
        ground=ground,
    )


def _enact(platform: Platform, measure: Measure, targets: list[Target]) -> Enacted:
    from evenhand.service.deliver import sequence_all
    from evenhand.service.restrictions import enact

    done = enact(platform.journal, platform.ids, platform.policy("", measure.at).review, measure, targets)
    sequence_all(platform.journal)
    return done


def _read_targets(path: Path, kind: ActionKind) -> tuple[list[Target], list[Reject]]:
    from evenhand.enforcement.measures import Target, misfit
    from evenhand.kernel.lines import bounded_lines, strict_json

    if not path.is_file():
        raise BadInputError(f"no such file: {path}", hint="give a JSONL file, one target a line")
    good: list[Target] = []
    bad: list[Reject] = []
    with path.open("rb") as stream:
        for number, line in bounded_lines(stream):
            if line is not None and not line.strip():
                continue
            try:
                record = strict_json(line if line is not None else b"")
                parts = [record[name] for name in ("surface", "account_id")] + [record.get("post_id", "")]
                if not all(isinstance(part, str) for part in parts) or not parts[0] or not parts[1]:
                    raise ValueError("text in each field, surface and account_id not empty")
                target = Target(*parts)
                if why := misfit(kind, target):
                    raise ValueError(why)
                good.append(target)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                bad.append(Reject(number, "", "{surface, account_id, post_id}", ascii(str(error))[:80]))
    return good, bad


def _tell(done: Enacted, as_json: bool) -> None:
    if as_json:
        emit_json(done)
        return
    say(f"{len(done.actions)} restricted under {done.parent}; evenhand undo {done.parent} takes it back")
    for dropped in done.dropped:
        say(
            safe(
                f"  not done on {dropped.target.surface}/{dropped.target.account_id} {dropped.target.post_id}: {dropped.why}"
            )
        )
    for notice in done.notices:
        say(f"  notice: evenhand statement show {notice}")
