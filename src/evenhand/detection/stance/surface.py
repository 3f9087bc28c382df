"""A text prepared for reading one mention: names masked, words by sentence and clause, what stands in quotation marks.

Names become `x` (the mention read) or `y` (any other), so that no cue can depend on who is named: the same words about
two entities read the same. What the words mean is `stance.cues`' and `stance.reader`'s.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from evenhand.detection.folding import Folded

TARGET: Final = "\x02x"  # no folded word holds a control character, so no text can pretend to be a mask
OTHER: Final = "\x02y"
_SENTENCE_END: Final = re.compile(r"[.!?؟۔…\n\r。！？]+(?:\s|$|[\"'”»’])|\n")
_CLAUSE_END: Final = re.compile(r"[,،;؛:()\[\]—–]|\s-\s")
_PAIRS: Final = {"“": "”", "„": "”“", "«": "»", "‹": "›", "「": "」", "״": "״", '"': '"', "”": "”"}
_MOST_QUOTED: Final = 600
_QUESTION: Final = frozenset("?؟？")
_IRONY: Final = frozenset("🙄🤡😏🙃")
_EMPHASIS: Final = frozenset("!！🔥💪❤♥👑🦁✊🫡🏴🙌👏🥰😍💚🖤☝🤲🎉🥳💯⚔🚩")


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word (or mask) with its raw span, sentence and clause number, and whether it stands in quotation marks."""

    text: str
    start: int
    end: int
    sentence: int
    clause: int
    quoted: bool


@dataclass(frozen=True, slots=True)
class Surface:
    """The text as the reader sees it. `target` is the index of the mention read, -1 when it stands in another field."""

    raw: str
    words: tuple[Word, ...]
    target: int
    questions: frozenset[int]  # sentences that end as questions
    emphatic: frozenset[int]  # sentences with exclamation marks or emoji of enthusiasm
    ironic: bool = False  # an emoji of irony stands in the text

    @property
    def sentence(self) -> int:
        """The sentence of the mention; -1 when it stands in another field."""
        return self.words[self.target].sentence if self.target >= 0 else -1


def surface_of(folded: Folded, target: tuple[int, int] | None, others: Sequence[tuple[int, int]]) -> Surface:
    """Prepare a text for reading the mention at raw span `target` (None: the mention is in another field)."""
    raw = folded.raw
    quoted = _quoted_spans(raw)
    sentences = [match.end() for match in _SENTENCE_END.finditer(raw)]
    clauses = sorted({*sentences, *(match.end() for match in _CLAUSE_END.finditer(raw))})
    spans = [(*span, OTHER) for span in others if span != target]
    if target is not None:
        spans.append((*target, TARGET))
    words: list[Word] = []
    found = -1
    sentence = clause = quote = 0
    for start, end, text in _masked(folded, sorted(spans)):
        while sentence < len(sentences) and sentences[sentence] <= start:
            sentence += 1
        while clause < len(clauses) and clauses[clause] <= start:
            clause += 1
        while quote < len(quoted) and quoted[quote][1] < end:
            quote += 1
        if text == TARGET:
            found = len(words)
        words.append(Word(text, start, end, sentence, clause, quote < len(quoted) and quoted[quote][0] < start))
    return Surface(raw, tuple(words), found, *_tones(raw, sentences), not _IRONY.isdisjoint(raw))


def _masked(folded: Folded, spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    out: list[tuple[int, int, str]] = []
    pending = list(reversed(spans))
    for token in folded.tokens:
        while pending and token.start >= pending[-1][1]:
            out.append(pending.pop())
        if pending and token.end > pending[-1][0]:
            start = pending[-1][0]
            if token.start < start:  # a proclitic before the name stays a word of its own
                out.append((token.start, start, folded.text[token.origin : token.origin + 1]))
            continue
        out.append((token.start, token.end, token.text))
    out.extend(reversed(pending))
    return out


def _quoted_spans(raw: str) -> list[tuple[int, int]]:
    """Spans between quotation marks; an opening mark without a closing one quotes nothing. Single quotes only as in 'x'."""
    spans: list[tuple[int, int]] = []
    i = 0
    while i < len(raw):
        closers = _PAIRS.get(raw[i], "")
        if not closers and raw[i] in "'‘" and (i == 0 or not raw[i - 1].isalnum()):
            closers = "'’"
        if closers:
            end = next((j for j in range(i + 1, min(len(raw), i + _MOST_QUOTED)) if _closes(raw, j, closers)), -1)
            if end > 0:
                spans.append((i, end))
                i = end
        i += 1
    return spans


def _closes(raw: str, at: int, closers: str) -> bool:
    return raw[at] in closers and not (raw[at] in "'’" and at + 1 < len(raw) and raw[at + 1].isalnum())


def _tones(raw: str, sentences: list[int]) -> tuple[frozenset[int], frozenset[int]]:
    questions, emphatic = set(), set()
    begin = 0
    for number, end in enumerate([*sentences, len(raw)]):
        piece = set(raw[begin:end])
        if piece & _QUESTION:
            questions.add(number)
        if piece & _EMPHASIS:
            # emoji after the last full stop belong to the sentence before them
            emphatic.add(number if any(c.isalpha() for c in raw[begin:end]) else max(number - 1, 0))
        begin = end
    return frozenset(questions), frozenset(emphatic)
