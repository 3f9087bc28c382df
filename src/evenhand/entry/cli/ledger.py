"""`evenhand ledger verify | status | publish | receipt | witness-request | cosigned`: the log, checked and given out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from evenhand.entry.cli.output import console, emit_json, safe, say, settings
from evenhand.kernel.errors import EXIT_FINDING, BadInputError

if TYPE_CHECKING:
    from evenhand.bootstrap.platform import Platform
    from evenhand.ledger.model import Verification

_MAX_NOTE: Final = 1_000_000

nouns = typer.Typer(no_args_is_help=True, help="The log: verify it, publish it, give receipts out of it.")


def register(app: typer.Typer) -> None:
    """Add the noun."""
    app.add_typer(nouns, name="ledger")


def _platform() -> Platform:
    from evenhand.bootstrap.platform import open_platform

    return open_platform(settings.database, create=False)


@nouns.command()
def verify(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    older: Annotated[
        list[Path] | None, typer.Option("--older", help="A checkpoint you kept: the log may only have grown since.")
    ] = None,
) -> int:
    """Compute everything again from what is stored and compare it with what was signed. Exit code 1 when it fails."""
    from evenhand.service.ledger import verify as verify_log

    platform = _platform()
    kept = {str(path): _read(path) for path in older or []}
    answer = verify_log(platform.journal, platform.vkey, kept)
    if as_json:
        emit_json(answer)
    else:
        _show(answer)
    return 0 if answer.ok else EXIT_FINDING


def _show(answer: Verification) -> None:
    screen = console()
    screen.print(f"{answer.size} entries, root {answer.root}", markup=False)
    for error in answer.errors[:50]:
        where = f"entry {error.index}: " if error.index is not None else ""
        screen.print(f"FAILED {error.kind}: {where}{safe(error.message)}", style="red", markup=False)
    if len(answer.errors) > 50:
        screen.print(f"... and {len(answer.errors) - 50} more (--json lists them)", markup=False)
    words = "every entry, hash and signature holds" if answer.ok else "the log does NOT hold"
    screen.print(words, style="green" if answer.ok else "bold red")


@nouns.command()
def status(as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False) -> None:
    """How far the log is: entries, the last checkpoint, what waits, and the key that others verify with."""
    from evenhand.service.ledger import status as log_status

    platform = _platform()
    facts = log_status(platform.journal, platform.vkey)
    if as_json:
        emit_json(facts)
        return
    screen = console()
    for name, value in facts.items():
        screen.print(f"{name:12} {value}", markup=False)


@nouns.command()
def publish(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A folder any web server can serve.")],
    witnesses: Annotated[
        int, typer.Option(min=0, help="Only up to the newest checkpoint that so many witnesses cosigned.")
    ] = 0,
) -> None:
    """Write tiles and the checkpoint for outsiders (they run evenhand-verify); of events only commitments are shown."""
    from evenhand.service.ledger import publish as publish_log

    platform = _platform()
    head = publish_log(platform.journal, platform.vkey, directory, witnesses=witnesses)
    say(f"{head.size} entries published in {directory}\n  check: evenhand-verify {directory} --vkey '{platform.vkey}'")


@nouns.command()
def receipt(
    event: Annotated[str, typer.Argument(metavar="EVENT", help="The event's id.")],
    out: Annotated[Path, typer.Option("--out", help="Where to write the receipt.")],
) -> None:
    """Write the opening of one event for the person it concerns, with the proof that the log holds it."""
    from evenhand.service.ledger import receipt as make_receipt

    platform = _platform()
    made = make_receipt(platform.journal, event, platform.vkey)
    try:
        out.write_text(made.to_json(), encoding="utf-8")
    except OSError as error:
        raise BadInputError(f"{out}: {error.strerror}", hint="choose another place with --out") from None
    say(f"receipt of entry {made.index} written to {out}")


@nouns.command("witness-request")
def witness_request(
    old: Annotated[
        int, typer.Option("--old", min=0, help="How many entries the witness saw last; 0 for a new one.")
    ] = 0,
) -> None:
    """Print the request that a witness cosigns (c2sp.org/tlog-witness, add-checkpoint): checkpoint and proof."""
    from evenhand.service.witnessing import witness_request as make_request

    sys.stdout.write(make_request(_platform().journal, old))


@nouns.command()
def cosigned(
    answer: Annotated[Path, typer.Argument(metavar="FILE", help="What the witness answered: signature lines.")],
    witness: Annotated[list[str], typer.Option("--witness", help="The witness's verifier key (several may be given).")],
) -> None:
    """Keep a witness's cosignature: the next `publish` shows it beside the checkpoint."""
    from evenhand.service.witnessing import keep_cosignatures

    kept = keep_cosignatures(_platform().journal, _read(answer), witness)
    if not kept:
        raise BadInputError(f"{answer} holds no line of these witnesses", hint="give the key of who signed it")
    for size, name in kept:
        say(f"{name} cosigned the log at {size} entries")


def _read(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return stream.read(_MAX_NOTE).decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise BadInputError(f"{path} is no checkpoint file", hint="give the file `checkpoint` that you kept") from None
