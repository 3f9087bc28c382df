"""Posts that name somebody, decided a batch at a time: read by the compiled reader, written from parts that are made once.

Same bytes as `Examiner.examine` gives one by one, which tests/property/test_unnamed_rows.py holds it to. What the compiled
reader leaves, and posts in which more than the text holds a name, go that way.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.decisions.frames import Frames, Said, Who, joined_reasons
from evenhand.decisions.priority import priority_from
from evenhand.decisions.reasons import disguise_in_words, shortened
from evenhand.decisions.rendering import quoted
from evenhand.detection.folding import Token, fold_mapped
from evenhand.detection.fused_reader.reader import READ, FusedReader, Name, Read
from evenhand.detection.model import (
    Account,
    AccountKind,
    Detection,
    Evidence,
    Field,
    Mention,
    Observed,
    Post,
    Stance,
    StanceReading,
)
from evenhand.detection.observe import Detector
from evenhand.detection.spelling import disguise_of
from evenhand.detection.stance.second import DOUBTED
from evenhand.kernel.canonical import with_utf8
from evenhand.kernel.clock import parse_instant

_MOST_QUOTES: Final = 32_768  # distinct spellings of names whose disguise is remembered
_ROW: Final = itemgetter(0)


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers by row of the batch: outcome, route, priority and text; for rows that name nobody the number of their language."""

    rows: Sequence[int]
    outcomes: Sequence[str]
    routes: Sequence[str]
    priorities: Sequence[int]
    texts: Sequence[str]
    silent: dict[int, int]


@dataclass(slots=True)
class Named:
    """Answers rows in whose texts the compiled scanner found names."""

    detector: Detector
    frames: Frames
    reader: FusedReader
    _words: _Words | None = None
    _disguises: dict[tuple[int, str, int], str] = field(default_factory=dict)
    _singles: Any = None

    def answers(self, batch: pa.RecordBatch, data: Any, offsets: Any, rows: Any, found: Any) -> Answers:
        """The answers to those of some rows that can be read here; `found` are the names of the whole column."""
        starts = found[:, 0]
        bounds = np.column_stack([np.searchsorted(starts, rows), np.searchsorted(starts, rows, "right")])
        some = pa.array(rows)
        tags = pc.fill_null(batch.column("lang").take(some), "").to_pylist()
        read = self.reader.read(data, offsets, rows.astype(np.int64), found, bounds.astype(np.int64), tags)
        if self._words is None:
            self._words = _Words()
        posts = _Posts(batch, some)
        languages = read.languages
        silent = {int(rows[i]): languages[i] for i in np.flatnonzero(read.states == READ).tolist()}
        out: list[tuple[int, str, str, int, str]] = []
        for i, group in groupby(read.names, _ROW):
            out.append((int(rows[i]), *self._answer(posts, i, list(group), read)))
            del silent[int(rows[i])]
        done: Sequence[Any] = list(zip(*out, strict=True)) if out else ((),) * 5
        return Answers(done[0], done[1], done[2], done[3], done[4], silent)

    def _answer(self, posts: _Posts, i: int, names: list[Any], read: Read) -> tuple[str, str, int, str]:
        """The answer to one post."""
        text, words, frames = posts.texts[i], self._words, self.frames
        assert words is not None
        dated = posts.dated(i, frames)
        numbers, findings, reasons, weights = [], [], [], []
        for name in names:
            _, alias, start, end, cut, weak, stance, confidence, at, count, low, high = name
            quote = text[start:end]
            disguise = self._disguises.get((alias, quote, cut))
            if disguise is None:
                disguise = self._disguise(alias, quote, cut, text, start, end)
            detection = _Lazily(self, text, name, disguise, read)
            who = frames.who(alias, detection.mention)
            said = frames.said(
                (
                    who.tier, who.kind, weak, stance, words.signals(low, high, frames), bool(disguise), dated,
                    frames.confidence(confidence),
                ),
                posts.post, detection,
            )  # fmt: skip
            cited = ",".join(
                [
                    f'{words.cited[cue]}{quoted(text[begin:finish])},"span":[{begin},{finish}]}}'
                    for begin, finish, cue in read.evidence[at : at + count]
                ]
            )
            spelled = quoted(quote)
            numbers.append(said.number)
            findings.append(
                f'{who.alias}{said.verdict}{confidence}{who.acts}"{disguise}"{who.entity},"field":"text","quote":{spelled}'
                f',"span":[{start},{end}]{said.stance}{cited}{said.after}'
            )
            reasons.append(_reason(start, end, quote, spelled, disguise, who, said, confidence))
            weights.append((said.weight, confidence))
        language = read.languages[i]
        frame = frames.frame((language, *numbers), posts.post, lambda: self._observed(text, names, read, language))
        priority = 0
        if frame.route != "none":
            priority = priority_from([w for w, asks in zip(weights, frame.asking, strict=True) if asks], posts.reach(i))
        written = (
            f'{frame.before}{",".join(findings)}{frame.between}{posts.ids[i]},"priority":{priority}'
            f',"reasons":[{joined_reasons(frame, reasons)}{frame.after}'
        )
        return frame.outcome, frame.route, priority, written

    def _disguise(self, alias: int, quote: str, cut: int, text: str, start: int, end: int) -> str:
        taken: Sequence[Token]
        if not cut and quote.isascii():  # folds letter by letter: the words are those of the quote alone
            taken = fold_mapped(quote).tokens
        else:
            tokens = fold_mapped(text).tokens
            places = [token.start for token in tokens]
            taken = tokens[bisect_right(places, start) - 1 : bisect_left(places, end)]
        disguise = disguise_of(quote, taken, self.detector.scanner.index.aliases[alias].words)
        if len(self._disguises) >= _MOST_QUOTES:
            self._disguises.clear()
        self._disguises[alias, quote, cut] = disguise
        return disguise

    def detection(self, text: str, name: Any, disguise: str, read: Read) -> Detection:
        """A name as the rest of the house has it."""
        told, words = Name(*name), self._words
        assert words is not None
        entry = self.detector.scanner.index.aliases[told.alias].entry
        cited = read.evidence[told.evidence : told.evidence + told.evidence_count]
        evidence = [Evidence(Field.TEXT, (a, b), text[a:b], words.cues[cue]) for a, b, cue in cited]
        mention = Mention(
            entry.entity_id, entry.name, Field.TEXT, (told.start, told.end), text[told.start : told.end], disguise,
            bool(told.weak),
        )  # fmt: skip
        reading = StanceReading(
            words.stances[told.stance],
            told.confidence,
            tuple(evidence),
            words.names_of(told.signals_low, told.signals_high),
        )
        return Detection(mention, reading)

    def _observed(self, text: str, names: list[Any], read: Read, language: int) -> Observed:
        told = self.reader.languages[language]
        found = []
        for name in names:
            alias, quote, cut = name[1], text[name[2] : name[3]], name[4]
            found.append(self.detection(text, name, self._disguises.get((alias, quote, cut), ""), read))
        return Observed(told.lang, told.supported, tuple(found), told.unsupported)


def _reason(
    start: int, end: int, quote: str, spelled: str, disguise: str, who: Who, said: Said, confidence: int
) -> str:  # fmt: skip
    """The sentence of reasons, as JSON: `decisions.reasons.reason_of`."""
    short = spelled[1:-1] if shortened(quote) is quote else quoted(shortened(quote))[1:-1]
    ending = "" if said.after_confidence is None else f"{confidence}{said.after_confidence}"
    return (
        f'"text {start}-{end}: “{short}”{disguise_in_words(disguise)}{who.named}{who.standing or said.standing}'
        f'{said.before_confidence}{ending}"'
    )


@dataclass(slots=True)
class _Lazily:
    """Makes a detection when it is asked for: most parts are known already."""

    named: Named
    text: str
    name: Any
    disguise: str
    read: Read

    def mention(self) -> Mention:
        """The mention alone."""
        return self().mention

    def __call__(self) -> Detection:
        return self.named.detection(self.text, self.name, self.disguise, self.read)


class _Words:
    """Numbers of the compiled reader as words."""

    def __init__(self) -> None:
        from evenhand.detection.fused_reader import kinds
        from evenhand.detection.fused_reader.lexicon import cue_ids, field_names

        fields = [f"field.{name}" for name in field_names()]
        self.cues = [*cue_ids(), *reversed(fields)]  # -1 is the first field
        self.cited = [f'{{"cue":{quoted(cue)},"field":"text","quote":' for cue in self.cues]
        self.stances: tuple[Stance, ...] = kinds.STANCES
        self._signals_of: Callable[[int], tuple[str, ...]] = kinds.signals_of
        self._names: dict[tuple[int, int], tuple[str, ...]] = {}
        self._asked: dict[tuple[int, int], Any] = {}

    def names_of(self, low: int, high: int) -> tuple[str, ...]:
        """The circumstances of a reading."""
        names = self._names.get((low, high))
        if names is None:
            names = self._names[low, high] = self._signals_of((high & 0xFFFFFFFF) << 32 | (low & 0xFFFFFFFF))
        return names

    def signals(self, low: int, high: int, frames: Frames) -> Any:
        """Those of them that a policy asks about, or the order of the queue."""
        asked = self._asked.get((low, high))
        if asked is None:
            if len(self._asked) >= _MOST_QUOTES:
                self._asked.clear()
                self._names.clear()
            names = self.names_of(low, high)
            told = [name for name in names if f"signal.{name}" in frames.asked or name == DOUBTED]
            asked = self._asked[low, high] = tuple(told)
        return asked


class _Posts:
    """What is asked of some rows of a batch besides their texts' meaning."""

    def __init__(self, batch: pa.RecordBatch, rows: pa.Array) -> None:
        taken = batch.take(rows)
        self.texts = taken.column("text").to_pylist()
        self.ids = [with_utf8(quoted(each)) for each in taken.column("id").to_pylist()]
        account = taken.column("account")
        self._kinds = pc.struct_field(account, "kind").to_pylist()
        self._reach = pc.struct_field(account, "reach").to_pylist()
        self._posted = taken.column("posted_at").to_pylist()
        self.post = Post("", "")
        self._last: tuple[Any, Any] = (None, None)

    def dated(self, i: int, frames: Frames) -> Any:
        """What verdicts on a row may depend on besides its words; `post` is then a post of which they are the same."""
        given = self._kinds[i], self._posted[i] if "posted_on" in frames.asked else None
        if self._last[0] != given:
            kind, posted = given
            self.post = Post(
                "", "a word", posted_at=parse_instant(posted) if posted else None,
                account=Account(AccountKind(kind or "individual")),
            )  # fmt: skip
            self._last = given, frames.dated(self.post)
        return self._last[1]

    def reach(self, i: int) -> int:
        """The followers of a row's account."""
        return self._reach[i] or 0
