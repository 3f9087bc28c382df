"""How every command speaks: one JSON document or a table on standard output, messages on standard error, rejects in a file."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evenhand.entry.terminal.text import safe
from evenhand.kernel.canonical import plain
from evenhand.kernel.clock import parse_day, parse_instant
from evenhand.kernel.errors import BadInputError, UsageError

if TYPE_CHECKING:
    from datetime import date, datetime

    from rich.console import Console
    from rich.progress import Progress

    from evenhand.bootstrap.platform import Platform
    from evenhand.kernel.errors import Reject


@dataclass(slots=True)
class Settings:
    """What the words before the command set; read by `bootstrap`."""

    database: str = ""


settings = Settings()


def day_given(text: str) -> date:
    """A day that an option gives, `2024-02-09`. Raises UsageError: the command's words are off, no file is."""
    try:
        return parse_day(text)
    except BadInputError as problem:
        raise UsageError(problem.message, hint=problem.hint) from None


def instant_given(text: str) -> datetime:
    """An instant that an option gives, `2024-02-09T12:00:00Z` or a bare day. Raises UsageError."""
    try:
        return parse_instant(text)
    except BadInputError as problem:
        raise UsageError(problem.message, hint=problem.hint) from None


def emit_json(document: Any) -> None:
    """Print one JSON document on standard output (records, days and instants become plain values)."""
    sys.stdout.write(
        json.dumps(plain(document), ensure_ascii=False, indent=2).encode("utf-8", "replace").decode() + "\n"
    )


def say(text: str) -> None:
    """A message for the person, on standard error, so that standard output stays data."""
    sys.stderr.write(text + "\n")


def console() -> Console:
    """A rich console on standard output; plain when piped."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=not sys.stdout.isatty())


def progress() -> Progress:
    """A progress bar with rate and time left on standard error; silent when that is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
    )


def rejects_path(given: Path | None, source: Path) -> Path:
    """Where bad records go: `--rejects FILE`, else the input's name with `.rejects.jsonl` after it."""
    return given if given is not None else source.with_name(source.name + ".rejects.jsonl")


def write_rejects(path: Path, rejects: Iterable[Reject]) -> int:
    """Write the rejects file (only when there are any); how many there were."""
    lines = [json.dumps(reject.to_dict(), ensure_ascii=False) for reject in rejects]
    if lines:
        try:
            path.write_text("\n".join(lines) + "\n", encoding="utf-8", errors="replace")
        except OSError as problem:
            say(f"error: {len(lines)} bad record(s), which cannot be written to {path}: {problem.strerror}")
            say("  hint: --rejects FILE, somewhere you may write")
        else:
            say(f"{len(lines)} bad record(s) written to {path}")
    return len(lines)


def warn_of_later_lists(platform: Platform, at: datetime) -> None:
    """Say which imported lists were not known at the instant of judgement, so that nobody wonders why they do not count."""
    from evenhand.service.lists import later_documents

    later = later_documents(platform.lists, at)
    if later:
        names = ", ".join(sorted({document.source for document in later}))
        say(
            f"note: {len(later)} imported list document(s) ({names}) were first seen after {at.isoformat()} and do not count"
        )
        say("  hint: give --as-of a later instant, or import with --observed-at the day from which the list was known")


__all__ = [
    "Settings",
    "console",
    "day_given",
    "emit_json",
    "instant_given",
    "progress",
    "rejects_path",
    "safe",
    "say",
    "settings",
    "warn_of_later_lists",
    "write_rejects",
]
