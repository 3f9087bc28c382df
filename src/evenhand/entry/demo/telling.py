"""How the demo tells: headings, paragraphs, tables; coloured on a terminal, plain when piped, recordable as a picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
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
        self.console = Console(highlight=False)
        self.picture = Console(highlight=False, record=True, width=WIDTH, file=StringIO()) if record else None
        self._step = 0

    def _emit(self, what: RenderableType = "", *, drawn: bool = True) -> None:
        self.console.print(what)
        if self.picture is not None and drawn:
            self.picture.print(what)

    def act(self, title: str, about: str) -> None:
        """Open an act."""
        self._step = 0
        self._emit()
        self._emit(Panel(Text(about), title=f"[bold]{title}[/]", border_style="cyan"))

    def step(self, title: str) -> None:
        """A numbered heading."""
        self._step += 1
        self._emit()
        self._emit(f"[bold cyan]{self._step}. {title}[/]")

    def say(self, text: str, *, drawn: bool = True) -> None:
        """A sentence or two. Plain text: what is in it is never read as markup. `drawn=False` keeps it off the picture."""
        self._emit(Text(text), drawn=drawn)

    def draw(self, text: str) -> None:
        """Onto the picture only: a taste of what is told in full on the terminal."""
        if self.picture is not None:
            self.picture.print(Text(text, style="dim"))

    def good(self, text: str) -> None:
        """Something that holds."""
        self._emit(Text("✓ " + text, style="green"))

    def bad(self, text: str) -> None:
        """Something that was found wrong, as it should be."""
        self._emit(Text("✗ " + text, style="red"))

    def show(self, what: RenderableType) -> None:
        """Anything that rich can draw."""
        self._emit(what)

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
        self._emit(table)

    @contextmanager
    def progress(self, what: str, total: int) -> Iterator[Any]:
        """A progress bar; yields the function that moves it on by a number. Silent when piped."""
        columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=self.console, transient=True, disable=not self.console.is_terminal) as bar:
            task = bar.add_task(what, total=total)
            yield lambda count: bar.advance(task, count)
