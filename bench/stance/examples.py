"""The labelled sentences under `writers/`, read and put through the reader as a post would be: names in, mask out.

A folder is an author, a file a language. A line is `LABEL|sentence` with X for the entity and Y for another one; `@ name`
opens a persona. Used by `train.py` and `evaluate.py` only; nothing of it is needed at run time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from evenhand.detection.folding import fold_mapped
from evenhand.detection.model import Field, StanceReading
from evenhand.detection.stance.cues import cues_of
from evenhand.detection.stance.reader import read_cues
from evenhand.detection.stance.surface import surface_of
from evenhand.detection.stance.voice import Heard, listen

WRITERS = Path(__file__).parent / "writers"
VIOLATING = frozenset("GMSP")
NAMES = {"X": "Zarqan", "Y": "Tolmir"}  # invented; masked before anything is read
_NAME = re.compile(r"(?<![^\W_])[XY](?![^\W_])|(?<=-)[XY](?![^\W_])")


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled sentence: its author and language, label, and text with names put in."""

    author: str
    lang: str
    label: str
    text: str
    target: tuple[int, int]
    others: tuple[tuple[int, int], ...]

    @property
    def violating(self) -> bool:
        """Whether a clause may hit."""
        return self.label in VIOLATING


def named(template: str) -> tuple[str, tuple[int, int], tuple[tuple[int, int], ...]]:
    """A template with names put in, the span of the first X, and the spans of all Y."""
    text, at, target, others = "", 0, None, []
    for hit in _NAME.finditer(template):
        text += template[at : hit.start()]
        span = (len(text), len(text) + len(NAMES[hit.group()]))
        text += NAMES[hit.group()]
        at = hit.end()
        if hit.group() == "Y":
            others.append(span)
        elif target is None:
            target = span
    if target is None:
        raise ValueError(f"no X in {template!r}")
    return text + template[at:], target, tuple(others)


def examples(folder: Path = WRITERS) -> Iterator[Example]:
    """All sentences, by author, file and line."""
    for path in sorted(folder.glob("*/*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith(("#", "@")):
                label, _, template = line.partition("|")
                yield Example(path.parent.name, path.stem, label, *named(template))


@cache
def heard(example: Example) -> Heard:
    """The cues of an example with their voices."""
    surface = surface_of(fold_mapped(example.text), example.target, list(example.others))
    return listen(surface, [cues_of(example.lang)])


def by_cues(example: Example) -> StanceReading:
    """What the cues alone read."""
    return read_cues(heard(example), Field.TEXT)
