"""A text prepared for reading one mention: names masked, words by sentence and clause, what stands in quotation marks.

Names become `x` (the mention read) or `y` (any other), so that no cue can depend on who is named: the same words about
two entities read the same. What the words mean is `stance.cues`' and `stance.reader`'s.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Final

from evenhand.detection.folding import Folded

TARGET: Final = "\x02x"  # no folded word holds a control character, so no text can pretend to be a mask
OTHER: Final = "\x02y"
AFTER_ENDING: Final = frozenset("\"'”»’")  # what may close a quotation right after the end of a sentence
_SENTENCE_END: Final = re.compile(r"[.!?؟۔…\n\r。！？]+(?:\s|$|[\"'”»’])|\n")
_CLAUSE_END: Final = re.compile(r"[,،;؛:()\[\]—–]|\s-\s")
ENDING: Final = frozenset(".!?؟۔…\n\r。！？")
DIVIDING: Final = frozenset(",،;؛:()[]—–-")
PAIRS: Final = {"“": "”", "„": "”“", "«": "»", "‹": "›", "「": "」", "״": "״", '"': '"', "”": "”"}
OPENING: Final = frozenset((*PAIRS, "'", "‘"))
_OPENED: Final = re.compile("[" + "".join(sorted(OPENING)) + "]")
_CLOSING: Final = {closers: re.compile(f"[{closers}]") for closers in (*PAIRS.values(), "'’")}
MOST_QUOTED: Final = 600
QUESTION: Final = frozenset("?؟？")
IRONY: Final = frozenset("🙄🤡😏🙃")
EMPHASIS: Final = frozenset("!！🔥💪❤♥👑🦁✊🫡🏴🙌👏🥰😍💚🖤☝🤲🎉🥳💯⚔🚩")
_NONE: Final[frozenset[int]] = frozenset()
_TONES: Final = QUESTION | EMPHASIS

_Masked = tuple[int, int, str]  # a raw span, and the mask that stands for it


@dataclass(frozen=True, slots=True)
class Surface:
    """The text as the reader sees it, word by word in columns: folded text (or mask), raw span, number of its sentence and
    clause (never falling), whether it stands in quotation marks.

    `target` is the index of the mention read, -1 when it stands in another field.
    """

    raw: str
    words: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    sentences: Sequence[int]
    clauses: Sequence[int]
    quotes: Sequence[bool]
    target: int
    questions: frozenset[int]  # sentences that end as questions
    emphatic: frozenset[int]  # sentences with exclamation marks or emoji of enthusiasm
    ironic: bool = False  # an emoji of irony stands in the text

    @property
    def sentence(self) -> int:
        """The sentence of the mention; -1 when it stands in another field."""
        return self.sentences[self.target] if self.target >= 0 else -1

    def words_of(self, sentence: int) -> tuple[int, int]:
        """The first word of a sentence, and the one after its last."""
        first = bisect_left(self.sentences, sentence)
        return first, bisect_right(self.sentences, sentence, first)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What a text's signs say of it, whatever is named in it: where sentences and clauses end, quotations, tones."""

    sentences: list[int]
    clauses: list[int]
    quoted: list[tuple[int, int]]
    questions: frozenset[int]
    emphatic: frozenset[int]
    ironic: bool


@lru_cache(maxsize=8)  # one text is read once for each of its mentions
def _frame(raw: str) -> _Frame:
    signs = set(raw)
    sentences = [] if signs.isdisjoint(ENDING) else [match.end() for match in _SENTENCE_END.finditer(raw)]
    clauses = [] if signs.isdisjoint(DIVIDING) else [match.end() for match in _CLAUSE_END.finditer(raw)]
    return _Frame(
        sentences,
        sorted({*sentences, *clauses}) if clauses else sentences,
        [] if signs.isdisjoint(OPENING) else _quoted_spans(raw),
        *((_NONE, _NONE) if signs.isdisjoint(_TONES) else _tones(raw, sentences)),
        not signs.isdisjoint(IRONY),
    )


def surface_of(folded: Folded, target: tuple[int, int] | None, others: Sequence[tuple[int, int]]) -> Surface:
    """Prepare a text for reading the mention at raw span `target` (None: the mention is in another field)."""
    frame = _frame(folded.raw)
    spans = [(*span, OTHER) for span in others if span != target]
    if target is not None:
        spans.append((*target, TARGET))
    spans.sort()
    masked = _masked(folded, spans)
    starts, ends, words = zip(*masked, strict=True) if masked else ((), (), ())
    numbers = _numbers(starts, frame.sentences)
    clauses = _numbers(starts, frame.clauses) if frame.clauses != frame.sentences else numbers
    columns = (numbers, clauses, _inside(starts, ends, frame.quoted))
    found = -1 if target is None else words.index(TARGET)
    return Surface(folded.raw, words, starts, ends, *columns, found, frame.questions, frame.emphatic, frame.ironic)


def _masked(folded: Folded, spans: Sequence[_Masked]) -> list[_Masked]:
    """The words with masks in the place of names: raw span and text of each, in order."""
    words: list[_Masked] = [(token[1], token[2], token[0]) for token in folded.tokens]
    out: list[_Masked] = []
    at = 0  # the first word that no span has passed
    for span in spans:
        start, end, _ = span
        first = at
        while first < len(words) and words[first][1] <= start:
            first += 1
        out += words[at:first]
        at = first
        while at < len(words) and words[at][0] < end:
            if words[at][0] < start:  # a proclitic before the name stays a word of its own
                token = folded.tokens[at]
                out.append((token.start, start, folded.text[token.origin : token.origin + 1]))
            at += 1
        out.append(span)
    out += words[at:]
    return out


def _numbers(starts: Sequence[int], borders: Sequence[int]) -> list[int]:
    """For each word how many borders lie before it."""
    places = [0, *(bisect_left(starts, border) for border in borders), len(starts)]
    out: list[int] = []
    for number, (first, last) in enumerate(pairwise(places)):
        out += [number] * (last - first)
    return out


def _inside(starts: Sequence[int], ends: Sequence[int], quoted: Sequence[tuple[int, int]]) -> list[bool]:
    """For each word whether it stands in a quotation."""
    if not quoted:
        return [False] * len(starts)
    closing = [end for _, end in quoted]
    which = (bisect_left(closing, end) for end in accumulate(ends, max))
    return [at < len(quoted) and quoted[at][0] < start for start, at in zip(starts, which, strict=True)]


def _quoted_spans(raw: str) -> list[tuple[int, int]]:
    """Spans between quotation marks; an opening mark without a closing one quotes nothing. Single quotes only as in 'x'."""
    spans: list[tuple[int, int]] = []
    opening = _OPENED.search(raw)
    while opening:
        at = opening.start()
        closers = PAIRS.get(raw[at], "")
        if not closers and (at == 0 or not raw[at - 1].isalnum()):
            closers = "'’"
        end = _closed(raw, at, closers) if closers else -1
        if end > 0:
            spans.append((at, end))
        opening = _OPENED.search(raw, max(at, end) + 1)
    return spans


def _closed(raw: str, at: int, closers: str) -> int:
    """Where a quotation closes; -1 where it does not. An apostrophe within a word closes nothing."""
    for closing in _CLOSING[closers].finditer(raw, at + 1, min(len(raw), at + MOST_QUOTED)):
        end = closing.start()
        if raw[end] not in "'’" or end + 1 >= len(raw) or not raw[end + 1].isalnum():
            return end
    return -1


def _tones(raw: str, sentences: list[int]) -> tuple[frozenset[int], frozenset[int]]:
    questions, emphatic = set(), set()
    begin = 0
    for number, end in enumerate([*sentences, len(raw)]):
        piece = set(raw[begin:end])
        if piece & QUESTION:
            questions.add(number)
        if piece & EMPHASIS:
            # emoji after the last full stop belong to the sentence before them
            emphatic.add(number if any(c.isalpha() for c in raw[begin:end]) else max(number - 1, 0))
        begin = end
    return frozenset(questions), frozenset(emphatic)
