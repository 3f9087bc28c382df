"""`evenhand policy`: check, test, list, show. Parses, calls `service.policies`, renders. What a version changes and how it
goes live is in `policy_changes`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evenhand.entry.cli.output import emit_json, instant_given, safe, say
from evenhand.entry.cli.policy_changes import add_commands
from evenhand.kernel.errors import EXIT_BAD_INPUT, EXIT_FINDING

if TYPE_CHECKING:
    from evenhand.service.policies import Tested

policy_app = typer.Typer(no_args_is_help=True, help="Policies as data: check a file, run its cases, read it in words.")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
PolicyFile = Annotated[Path, typer.Argument(help="A policy file (YAML).")]


def register(app: typer.Typer) -> None:
    """Add the noun `policy`."""
    add_commands(policy_app)
    app.add_typer(policy_app, name="policy")


@policy_app.command("check")
def check(file: PolicyFile, as_json: Json = False) -> None:
    """Say everything that is wrong with a policy file, with line, column and hint. Exits with 3 when something is."""
    from evenhand.service.policies import check_file

    tested = check_file(file)
    if as_json:
        emit_json(_checked(tested))
    _complain(tested)
    if not as_json and tested.policy is not None:
        policy = tested.policy
        sys.stdout.write(
            f"{policy.ref}: {len(policy.clauses)} clauses, {len(policy.allowances)} allowances,"
            f" {len(policy.tier_map.rules)} tier rules, {len(policy.cases)} cases, nothing wrong\n"
        )


@policy_app.command("test")
def run(
    file: Annotated[str, typer.Argument(help="A policy file, or ID@VERSION of one that ships.")], as_json: Json = False
) -> None:
    """Run the inline cases of a policy. Exits with 1 when one fails."""
    from evenhand.service.policies import run_policy_cases

    tested = run_policy_cases(file)
    failed = [
        {"name": case.case.name, "line": case.case.line, "why": case.why} for case in tested.cases if not case.passed
    ]
    if as_json:
        emit_json(_checked(tested) | {"cases": len(tested.cases), "failed": failed})
    _complain(tested)
    for row in failed:
        say(f"{safe(tested.name)}, line {row['line']}: case failed: {safe(str(row['name']))}: {row['why']}")
    if not as_json:
        sys.stdout.write(f"{safe(tested.name)}: {len(tested.cases) - len(failed)} of {len(tested.cases)} cases pass\n")
    if failed:
        raise typer.Exit(EXIT_FINDING)


@policy_app.command("list")
def list_policies(
    at: Annotated[str, typer.Option("--at", help="An instant; default: now.")] = "", as_json: Json = False
) -> None:
    """List the versions that ship, and which of them is live."""
    from evenhand.kernel.clock import SystemClock
    from evenhand.service.policies import known_policies, live_policies

    moment = instant_given(at) if at else SystemClock().now()
    live = {policy.ref for policy in live_policies(moment)}
    rows: list[dict[str, Any]] = [
        {
            "policy": policy.ref,
            "title": policy.title,
            "live_from": policy.live_from,
            "live": policy.ref in live,
            "digest": policy.digest,
        }
        for policy in known_policies()
    ]
    if as_json:
        emit_json(rows)
        return
    for row in rows:
        state = "live" if row["live"] else "    "
        sys.stdout.write(f"{row['policy']}  {state}  from {row['live_from']}  {row['title']}\n")


@policy_app.command("show")
def show(
    ref: Annotated[str, typer.Argument(help="ID@VERSION, or a policy file.")],
    as_json: Json = False,
) -> None:
    """Show a policy in words."""
    from evenhand.policy.words import policy_content, policy_in_words
    from evenhand.service.policies import policy_by_ref

    policy = policy_by_ref(ref)
    if as_json:
        emit_json(policy_content(policy))
        return
    for line in policy_in_words(policy):
        sys.stdout.write(safe(line) + "\n")


def _checked(tested: Tested) -> dict[str, Any]:
    return {
        "file": tested.name,
        "policy": tested.policy.ref if tested.policy else None,
        "digest": tested.policy.digest if tested.policy else None,
        "diagnostics": list(tested.diagnostics),
    }


def _complain(tested: Tested) -> None:
    """Show the diagnostics, and leave with 3 when there are any."""
    for found in tested.diagnostics:
        hint = f"\n  hint: {safe(found.hint)}" if found.hint else ""
        say(f"{safe(tested.name)}:{found.line}:{found.column}: {safe(found.message)}{hint}")
    if tested.diagnostics:
        count = len(tested.diagnostics)
        say(f"{count} error{'s' if count > 1 else ''}")
        raise typer.Exit(EXIT_BAD_INPUT)
