"""The `evenhand` command: gathers the nouns, turns errors into messages and exit codes. Loads nothing heavy."""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from functools import cache
from typing import Annotated, Final

import typer

from evenhand import __version__
from evenhand.entry.cli.output import say, settings
from evenhand.kernel.errors import EXIT_BAD_INPUT, EXIT_OK, EXIT_USAGE, EvenhandError

EXIT_INTERNAL: Final = 70  # sysexits.h EX_SOFTWARE: a fault of ours, never of the input

app = typer.Typer(
    name="evenhand",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Apply a dangerous-organisations policy with exact reasons and an even hand, and let outsiders check it.",
)

# Each module adds its commands in `register(app)`. The order is the order of `--help`.
_NOUNS: Final = (
    "demo",
    "workspace",
    "lists",
    "designations",
    "policy",
    "examine",
    "doicheck",
    "enforce",
    "subjects",
    "confirm",
    "review",
    "appeal",
    "restrict",
    "hold",
    "referral",
    "undo",
    "statement",
    "casefile",
    "decision",
    "autonomy",
    "queue",
    "ledger",
    "erase",
    "report",
    "dsa",
    "campaigns",
    "monitor",
    "parity",
)


@app.callback()
def _root(
    database: Annotated[
        str,
        typer.Option(
            "--database", envvar="EVENHAND_DATABASE_URL", help="The workspace: a database URL or a SQLite file."
        ),
    ] = "",
) -> None:
    settings.database = database


@app.command()
def version() -> None:
    """Print the version."""
    sys.stdout.write(f"evenhand {__version__}\n")


@cache
def _gather() -> None:
    """Once per process: tests run many commands, and each noun added again makes every start slower."""
    for noun in _NOUNS:
        try:
            module = importlib.import_module(f"evenhand.entry.cli.{noun}")
        except ModuleNotFoundError as missing:
            if missing.name != f"evenhand.entry.cli.{noun}":
                raise
            continue
        module.register(app)


def _hoist_database(arguments: list[str]) -> list[str]:
    """`--database URL` is accepted anywhere: it moves to the front, where the root command reads it."""
    hoisted: list[str] = []
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word == "--database":
            hoisted += [word, *([value] if (value := next(words, None)) is not None else [])]
        elif word.startswith("--database="):
            hoisted.append(word)
        else:
            rest.append(word)
    return hoisted + rest


def run(arguments: list[str]) -> int:
    """Run one command line; the exit code (INTERFACES.md)."""
    _gather()
    try:
        result = app(args=_hoist_database(arguments), standalone_mode=False)
    except typer.TyperException as error:
        say(
            f"error: {error.format_message()}\n  hint: evenhand --help, or --help after a command, shows the words it takes"
        )
        return EXIT_USAGE
    except typer.Exit as leaving:
        return leaving.exit_code
    except (typer.Abort, KeyboardInterrupt):
        say("stopped")
        return 130
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - the reader left; nothing more can be said
        return EXIT_OK
    except EvenhandError as error:
        say(f"error: {error.diagnostics()}")
        return error.exit_code
    except PermissionError as error:
        say(f"error: {error.filename or 'a file'}: {error.strerror}\n  hint: may you read and write there?")
        return EXIT_BAD_INPUT
    except Exception as error:  # noqa: BLE001 - the entry point: a fault of ours must not look like the input's
        say(
            f"internal error: {type(error).__name__}: {error}\n  hint: please report this; EVENHAND_DEBUG=1 shows where"
        )
        if os.environ.get("EVENHAND_DEBUG"):
            traceback.print_exc()
        return EXIT_INTERNAL
    return result if isinstance(result, int) else EXIT_OK
