"""`evenhand policy replay|diff|propose|approve|activate|status|shadow`: what a version would change, and its way to live."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.entry.cli.output import emit_json, instant_given, rejects_path, safe, say, settings, write_rejects
from evenhand.kernel.errors import EXIT_OK, EXIT_PARTIAL, Reject

if TYPE_CHECKING:
    from evenhand.bootstrap.platform import Platform
    from evenhand.detection.model import Post
    from evenhand.service.backtest import Backtest
    from evenhand.service.golive import Candidate

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Ref = Annotated[str, typer.Argument(metavar="POLICY", help="ID@VERSION, or a policy file.")]
Person = Annotated[str, typer.Option("--as", help="Who you are; stays inside the platform.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, in your words.")]


def add_commands(policy: typer.Typer) -> None:
    """Add the commands to the noun `policy`."""
    for name, command in (
        ("diff", diff),
        ("replay", replay),
        ("propose", propose),
        ("approve", approve),
        ("activate", activate),
        ("status", status),
        ("shadow", shadow),
    ):
        policy.command(name)(command)


def diff(
    old: Annotated[str, typer.Argument(metavar="A", help="ID@VERSION, or a policy file.")],
    new: Annotated[str, typer.Argument(metavar="B", help="ID@VERSION, or a policy file.")],
    as_json: Json = False,
) -> None:
    """What B says otherwise than A, in words."""
    from evenhand.policy.difference import difference
    from evenhand.service.policies import policy_by_ref

    before, after = policy_by_ref(old), policy_by_ref(new)
    changes = difference(before, after)
    if as_json:
        emit_json({"from": before.ref, "to": after.ref, "changes": list(changes)})
        return
    for change in changes:
        sys.stdout.write(safe(change.words) + "\n")
    if not changes:
        sys.stdout.write(f"{before.ref} and {after.ref} say the same\n")


def replay(
    policy: Annotated[str, typer.Option("--policy", help="ID@VERSION, or a policy file.")],
    since: Annotated[str, typer.Option("--since", help="Decisions recorded from this instant or day on.")],
    registry_at: Annotated[
        str, typer.Option("--registry-at", help="Designations as they were known at this instant (default: each then).")
    ] = "",
    attach: Annotated[bool, typer.Option("--attach", help="Attach the report to the version's proposal.")] = False,
    as_json: Json = False,
) -> None:
    """What would have been decided over the recorded decisions: differences by clause, language and surface."""
    from evenhand.service.golive import attach_replay

    platform = _platform()
    start = instant_given(since)
    known = instant_given(registry_at) if registry_at else None
    version = platform.policy(policy, platform.clock.now())
    report = platform.backtest(version, since=start, registry_at=known)
    if attach:
        attach_replay(platform.journal, platform.clock, version, report)
        _sequence(platform)
        say(f"attached to {version.ref}")
    if as_json:
        emit_json(report)
    else:
        _tell(report)


def shadow(
    posts: Annotated[Path, typer.Argument(help="Posts, as `enforce` reads them.")],
    policy: Annotated[str, typer.Option("--policy", help="ID@VERSION, or a policy file.")],
    rejects: Annotated[Path | None, typer.Option(help="Where bad records go (default: POSTS.rejects.jsonl).")] = None,
    as_json: Json = False,
) -> int:
    """Let a version decide beside the live one: kept with mode shadow, and nothing follows."""
    from evenhand.adapters.posts.reading import read_batches
    from evenhand.service.batches import posts_of
    from evenhand.service.shadow import shadow as run
    from evenhand.service.subjects import directory

    source, bad = read_batches(posts, rows=200), list[Reject]()
    platform = _platform()

    def batches() -> Iterator[tuple[Post, ...]]:
        for read in source:
            bad.extend(read.rejects)
            yield tuple(posts_of(read.batch))

    examiner = platform.examiner(policy, platform.clock.now())
    kept = sum(run(batches(), examiner, platform.journal, platform.clock, directory(platform.journal)))
    _sequence(platform)
    write_rejects(rejects_path(rejects, posts), bad)
    if as_json:
        emit_json({"policy": examiner.policy.ref, "recorded": kept, "rejected": len(bad)})
    else:
        say(f"{kept} shadow decision(s) of {examiner.policy.ref} recorded, {len(bad)} bad record(s)")
    return EXIT_PARTIAL if bad else EXIT_OK


def propose(policy: Ref, person: Person, reason: Reason, as_json: Json = False) -> None:
    """Propose a version to go live. Its content is kept in the ledger."""
    from evenhand.service import golive

    platform = _platform()
    version = platform.policy(policy, platform.clock.now())
    _stands(platform, golive.propose(platform.journal, platform.clock, version, person=person, reason=reason), as_json)


def approve(policy: Ref, person: Person, reason: Reason, as_json: Json = False) -> None:
    """Approve a proposed version after its replay report. Who proposed cannot; two different persons are needed."""
    from evenhand.service import golive

    platform = _platform()
    version = platform.policy(policy, platform.clock.now())
    _stands(platform, golive.approve(platform.journal, platform.clock, version, person=person, reason=reason), as_json)


def activate(
    policy: Ref,
    person: Person,
    share: Annotated[
        int, typer.Option(help="Per mille of accounts: a canary below 1000; 0 takes it out again.")
    ] = 1000,
    as_json: Json = False,
) -> None:
    """Let a proposed, replayed and twice approved version decide, for a share of accounts or for all."""
    from evenhand.service import golive

    platform = _platform()
    version = platform.policy(policy, platform.clock.now())
    _stands(platform, golive.activate(platform.journal, platform.clock, version, person=person, share=share), as_json)


def status(as_json: Json = False) -> None:
    """Every proposed version, and what it still needs."""
    from evenhand.service.golive import candidates, in_order

    found = in_order(candidates(_platform().journal).values())
    if as_json:
        emit_json([_document(each) for each in found])
        return
    for each in found:
        say(_words(each))
    if not found:
        say("nothing is proposed; the versions that ship are live from their day")


def _platform() -> Platform:
    from evenhand.bootstrap.platform import open_platform

    return open_platform(settings.database)


def _sequence(platform: Platform) -> None:
    from evenhand.service.deliver import sequence_all

    sequence_all(platform.journal)


def _stands(platform: Platform, candidate: Candidate, as_json: bool) -> None:
    _sequence(platform)
    if as_json:
        emit_json(_document(candidate))
    else:
        say(_words(candidate))


def _document(candidate: Candidate) -> dict[str, object]:
    """Persons as a number: who they are stays in the ledger's sealed field."""
    return {
        "policy": candidate.policy,
        "digest": candidate.digest,
        "proposed_at": candidate.proposed_at,
        "replays": list(candidate.replays),
        "approvals": len(candidate.approved_by),
        "activations": list(candidate.activations),
        "missing": list(candidate.missing),
    }


def _words(candidate: Candidate) -> str:
    if candidate.activations:
        newest = candidate.activations[-1]
        return f"{candidate.policy}: {newest.share} of 1000 accounts since {newest.at:%Y-%m-%d %H:%M} UTC"
    return f"{candidate.policy}: " + ("; ".join(candidate.missing) or "ready to be activated")


def _tell(report: Backtest) -> None:
    say(
        f"{report.policy} over {report.decisions} decision(s): {report.same} the same, {report.newly_flagged} newly"
        f" flagged, {report.no_longer_flagged} no longer flagged, {report.other_reason} for another reason"
        + (f"; {report.erased} erased" if report.erased else "")
    )
    for title, counts in (
        ("clause", report.by_clause),
        ("language", report.by_language),
        ("surface", report.by_surface),
    ):
        for count in counts:
            say(
                f"  {title} {safe(count.name)}: of {count.decisions}, +{count.newly_flagged} newly,"
                f" -{count.no_longer_flagged} no longer, {count.other_reason} otherwise"
            )
    for cause, number in report.causes.items():
        say(f"  moved by {cause}: {number}")
    for ruled, number in report.ruled.items():
        say(f"  {ruled} by persons: {number}")
    for case in report.examples:
        say(f"  {case.decision_id} ({safe(case.surface)}, {case.lang}): {case.change}: {safe(case.why)}")
    for limit in report.limits:
        say(f"  note: {limit}")
