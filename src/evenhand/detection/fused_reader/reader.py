"""The fused reader as the rest of the house uses it: texts with the names found in them, read a batch at a time.

What it leaves (long texts, many names, letters past the tables) is read by `detection.observe`, with the same answer, which
tests/property/test_fused_reader.py holds it to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np

from evenhand.detection.fused.scanner import FusedScanner
from evenhand.detection.language import Language, by_script, identify
from evenhand.detection.resources import CUE_LANGUAGES

LEFT, READ, UNTOLD = 0, 1, 2  # as in `fused_reader.kernel`, which is not imported before it is worth it
_NAMES_A_ROW: Final = 4
_EVIDENCE_A_NAME: Final = 8
_MOST_TAGS: Final = 4096  # tags remembered: a bound on hostile input


class Told(NamedTuple):
    """What the compiled pass writes down: a row a name, and the evidence they cite."""

    names: Any
    evidence: Any


class Name(NamedTuple):
    """A name that stays, as it was read. `cut`: letters before it in its first word; `signals` are bits of `kinds`.

    Evidence is start, end and the number of a cue, or -1 less the number of a field of meaning.
    """

    row: int
    alias: int
    start: int
    end: int
    cut: int
    weak: int
    stance: int
    confidence: int
    evidence: int
    evidence_count: int
    signals_low: int
    signals_high: int


@dataclass(frozen=True, slots=True)
class Read:
    """A batch as it was read: by row its state and language, then its names in order, with what they cite."""

    states: Any
    languages: Sequence[int]
    names: Sequence[Any]  # tuples as in `Name`
    evidence: Sequence[Any]


@dataclass(slots=True)
class FusedReader:
    """The compiled reader over a scanner's aliases. Built when it is first asked."""

    fused: FusedScanner
    languages: list[Language] = field(default_factory=list)  # by number
    _numbers: dict[Language, int] = field(default_factory=dict)
    _tags: dict[str, Any] = field(default_factory=dict)
    _built: tuple[Any, ...] | None = field(default=None, repr=False)

    def read(self, data: Any, offsets: Any, rows: Any, found: Any, bounds: Any, tags: Sequence[str]) -> Read:
        """Read the texts at some rows of a column, whose names are `found` (`FusedScanner.names`) between `bounds`."""
        if not rows.size:
            return Read(np.zeros(0, np.uint8), (), (), ())
        given = np.full(rows.size, -1, np.int32)
        states, chosen, names, evidence = self._pass(data, offsets, rows, found, bounds, tags, given)
        untold = np.flatnonzero(states == UNTOLD)
        if not untold.size:
            return Read(states, chosen.tolist(), names, evidence)
        spans: dict[int, list[tuple[int, int]]] = {}
        for name in names:
            if name[6] < 0:
                spans.setdefault(name[0], []).append((name[2], name[3]))
        for row in untold.tolist():
            text = bytes(data[offsets[rows[row]] : offsets[rows[row] + 1]]).decode()
            given[row] = self._number(_language(text, spans.get(row, ()), tags[row]))
        again = self._pass(
            data, offsets, rows[untold], found, bounds[untold], [tags[row] for row in untold.tolist()], given[untold]
        )
        states[untold], chosen[untold] = again[0], again[1]
        moved = [(untold[name[0]], *name[1:8], name[8] + len(evidence), *name[9:]) for name in again[2]]
        return Read(
            states, chosen.tolist(), sorted([*(n for n in names if n[6] >= 0), *moved], key=lambda n: n[0]),
            [*evidence, *again[3]],
        )  # fmt: skip

    def _pass(
        self, data: Any, offsets: Any, rows: Any, found: Any, bounds: Any, tags: Sequence[str], given: Any
    ) -> tuple[Any, Any, list[Any], list[Any]]:
        from evenhand.detection.fused_reader.kernel import read_rows

        names, lexicon, desk = self._tables()
        order: dict[str, int] = {}
        numbers = np.array([order.setdefault(tag, len(order)) for tag in tags], np.int32)
        scripts = np.column_stack([self._by_script(tag) for tag in order])
        languages = np.array(self._asked(), np.int32).reshape(-1, 2)
        told = Told(
            np.zeros((_NAMES_A_ROW * rows.size + 64, len(Name._fields)), np.int32),
            np.zeros((_NAMES_A_ROW * _EVIDENCE_A_NAME * rows.size + 512, 3), np.int32),
        )
        sizes, states, chosen = np.zeros(2, np.int64), np.zeros(rows.size, np.uint8), np.full(rows.size, -1, np.int32)
        read_rows(
            data, offsets, rows, found, bounds, numbers, given, scripts, languages, told, sizes, states, chosen, names,
            lexicon, desk,
        )  # fmt: skip
        return states, chosen, list(map(tuple, told.names[: sizes[0]].tolist())), told.evidence[: sizes[1]].tolist()

    def _tables(self) -> tuple[Any, ...]:
        if self._built is None:
            from evenhand.detection.fused_reader.desk import make_desk
            from evenhand.detection.fused_reader.lexicon import lexicon
            from evenhand.detection.fused_reader.names import build, languages_of

            words = lexicon()
            self._built = (
                build(self.fused.scanner.index, self.fused.nodes()),
                words,
                make_desk(),
                languages_of(self.fused.scanner.index),
            )
        return self._built[:3]

    def _number(self, language: Language) -> int:
        number = self._numbers.get(language)
        if number is None:
            number = self._numbers[language] = len(self.languages)
            self.languages.append(language)
        return number

    def _by_script(self, tag: str) -> Any:
        """The language by number of script, where a tag and the script settle it."""
        column = self._tags.get(tag)
        if column is None:
            from evenhand.detection.fused.scripts import script_names
            from evenhand.detection.fused_reader.desk import MOST_SCRIPTS

            column = np.full(MOST_SCRIPTS, -1, np.int32)
            for number, script in enumerate(script_names()):
                language = by_script(script, tag)
                column[number] = -1 if language is None else self._number(language)
            if len(self._tags) < _MOST_TAGS:
                self._tags[tag] = column
        return column

    def _asked(self) -> list[tuple[int, int]]:
        """By language the number of its cues and its number among the aliases' languages."""
        assert self._built is not None
        known = self._built[3]
        cues = {lang: number for number, lang in enumerate(CUE_LANGUAGES)}
        return [(cues.get(language.lang, -1), known.get(language.lang, -1)) for language in self.languages]


def _language(text: str, spans: Sequence[tuple[int, int]], tag: str) -> Language:
    """The language of the words between names, as `observe` tells it."""
    words, at = [], 0
    for start, end in spans:
        words.append(text[at:start])
        at = max(at, end)
    rest = " ".join([*words, text[at:]])
    return identify(rest if any(map(str.isalpha, rest)) else text, tag)
