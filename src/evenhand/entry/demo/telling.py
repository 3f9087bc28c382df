"""How the demo tells: headings, paragraphs, tables; coloured on a terminal, plain when piped, recordable as a picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console, RenderableType
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

WIDTH = 110


class Teller:
    """A narrator on a console."""

    def __init__(self, *, record: bool = False) -> None:
        self.console = Console(highlight=False, record=record, width=WIDTH if record else None)
        self._step = 0

    def act(self, title: str, about: str) -> None:
        """Open an act."""
        self._step = 0
        self.console.print()
        self.console.print(Panel(Text(about), title=f"[bold]{title}[/]", border_style="cyan"))

    def step(self, title: str) -> None:
        """A numbered heading."""
        self._step += 1
        self.console.print()
        self.console.print(f"[bold cyan]{self._step}. {title}[/]")

    def say(self, text: str | Text) -> None:
        """A sentence or two. Plain text: what is in it is never read as markup."""
        self.console.print(text if isinstance(text, Text) else Text(text))

    def good(self, text: str) -> None:
        """Something that holds."""
        self.console.print(Text("✓ " + text, style="green"))

    def bad(self, text: str) -> None:
        """Something that was found wrong, as it should be."""
        self.console.print(Text("✗ " + text, style="red"))

    def show(self, what: RenderableType) -> None:
        """Anything that rich can draw."""
        self.console.print(what)

    def table(self, headings: Sequence[str], rows: Iterable[Sequence[Any]], title: str = "") -> None:
        """A table; cells are plain text, numbers stand right."""
        rows = [list(row) for row in rows]
        table = Table(title=title or None, title_justify="left")
        for place, heading in enumerate(headings):
            numbers = bool(rows) and all(isinstance(row[place], int) for row in rows)
            table.add_column(heading, justify="right" if numbers else "left", overflow="fold")
        for row in rows:
            table.add_row(
                *(
                    cell if isinstance(cell, Text) else Text(f"{cell:,}" if isinstance(cell, int) else str(cell))
                    for cell in row
                )
            )
        self.console.print(table)

    @contextmanager
    def progress(self, what: str, total: int) -> Iterator[Any]:
        """A progress bar; yields the function that moves it on by a number. Silent when piped."""
        columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=self.console, transient=True, disable=not self.console.is_terminal) as bar:
            task = bar.add_task(what, total=total)
            yield lambda count: bar.advance(task, count)
