"""Who speaks, and whether it is meant: each cue found is the author's or somebody else's, plain or negated.

Somebody else speaks inside quotation marks, and after or before words of reporting (`said`, `according to`, `calling him`)
in a sentence in which the author does not speak of themselves. What follows for the stance is `stance.reader`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from evenhand.detection.stance.cues import SPEECH_KINDS, VIOLATING_KINDS, CueHit, CueSet
from evenhand.detection.stance.surface import Surface

NEGATION_REACH: Final = 4  # words before a cue in which a negation counts, within its clause
NEGATION_AFTER_REACH: Final = 3
_VERBS: Final = (
    "kill_verb", "exterminate_verb", "expel_verb", "kill_form", "exterminate_form", "expel_form", "die_form",
    "kill_order", "exterminate_order", "expel_order",
)  # fmt: skip
NEGATABLE: Final = frozenset({*VIOLATING_KINDS, "condemnation", "agreement", *SPEECH_KINDS, *_VERBS})
CONTAINABLE: Final = NEGATABLE | {"negation", "negation_after"}
SAYING: Final = frozenset({"reported", "reporting", "wire", "news_format"})
TOPICAL: Final = ("reporting", "wire")  # what news is about; who says it is `reported` and `news_format`
TITLES_BETWEEN: Final = 2  # articles and titles between words of acclaim and the name
FRAMEABLE: Final = NEGATABLE | {"address"}  # "urges followers to donate" calls on nobody here


class Spoken(NamedTuple):
    """A cue with its voice: `own` is the author's, `negated` under a negation, `near` in the sentence of the mention."""

    hit: CueHit
    own: bool
    negated: bool
    near: bool
    quoted: bool

    @property
    def kind(self) -> str:
        """The cue's kind."""
        return self.hit.cue.kind


@dataclass(frozen=True, slots=True)
class Heard:
    """All cues of a text with their voices, arranged by the questions a reader asks."""

    surface: Surface
    spoken: tuple[Spoken, ...]
    langs: tuple[str, ...] = ()  # whose cues were looked for
    kinds: frozenset[str] = frozenset()  # of what is spoken

    def of(
        self, *kinds: str, own: bool | None = None, negated: bool | None = None, near: bool | None = None
    ) -> list[Spoken]:
        """The cues of these kinds, filtered."""
        if self.kinds.isdisjoint(kinds):
            return []
        return [
            s
            for s in self.spoken
            if s.hit.cue.kind in kinds
            and (own is None or s.own == own)
            and (negated is None or s.negated == negated)
            and (near is None or s.near == near)
        ]

    def has(self, *kinds: str) -> bool:
        """Whether any cue of these kinds was found."""
        return not self.kinds.isdisjoint(kinds)


def listen(surface: Surface, cue_sets: Iterable[CueSet]) -> Heard:
    """Find the cues of a text and give each its voice."""
    sets = tuple(cue_sets)
    hits = _without_contained([hit for cues in sets for hit in cues.find(surface)])
    kinds = frozenset([hit.cue.kind for hit in hits])
    negations = [h for h in hits if h.cue.kind == "negation"] if "negation" in kinds else []
    after = [h for h in hits if h.cue.kind == "negation_after"] if "negation_after" in kinds else []
    frames = {} if kinds.isdisjoint(SAYING) else _frames(surface, hits)
    sentences, here = surface.sentences, surface.sentence
    spoken = []
    for hit in hits:
        kind, sentence, quoted = hit.cue.kind, sentences[hit.first], surface.quotes[hit.first]
        negated = kind in NEGATABLE and (_negated(surface, hit, negations) or _negated_after(surface, hit, after))
        around = frames.get(sentence, [])
        if around and kind == "glorification" and _acclaims(surface, hit):
            topics = [frame for frame in around if frame.cue.kind in TOPICAL]
            around = [
                frame for frame in around if not any(t.first <= frame.first and frame.last <= t.last for t in topics)
            ]
        framed = bool(around) and kind in FRAMEABLE and _framed(hit, around)
        near = surface.target < 0 or sentence == here
        spoken.append(Spoken(hit, not (quoted or framed), negated, near, quoted))
    return Heard(surface, tuple(spoken), tuple([cues.lang for cues in sets]), kinds)


def _without_contained(hits: list[CueHit]) -> list[CueHit]:
    """Drop stance cues strictly inside a longer one: `did nothing wrong` is not `wrong`, `claimed responsibility` no praise."""
    spans = [(h.first, h.last) for h in hits if h.last - h.first > 1]
    if not spans:
        return hits
    return [
        h
        for h in hits
        if h.cue.kind not in CONTAINABLE
        or not any(a <= h.first and h.last <= b and b - a > h.last - h.first for a, b in spans)
    ]


def _negated(surface: Surface, hit: CueHit, negations: Sequence[CueHit]) -> bool:
    clauses = surface.clauses
    for negation in negations:
        between = hit.first - negation.last
        if 0 <= between <= NEGATION_REACH and clauses[negation.first] == clauses[hit.first]:
            return True
    return False


def _negated_after(surface: Surface, hit: CueHit, negations: Sequence[CueHit]) -> bool:
    clauses = surface.clauses
    return any(
        0 <= negation.first - hit.last <= NEGATION_AFTER_REACH and clauses[negation.first] == clauses[hit.first]
        for negation in negations
    )


def _frames(surface: Surface, hits: Sequence[CueHit]) -> dict[int, list[CueHit]]:
    """Words of reporting by sentence, left out where the author speaks of themselves, addresses readers or exclaims."""
    personal = {
        surface.sentences[h.first]
        for h in hits
        if h.cue.kind in ("first_person", "address") and not surface.quotes[h.first]
    }
    frames: dict[int, list[CueHit]] = {}
    for hit in hits:
        sentence = surface.sentences[hit.first]
        speaks = hit.cue.kind == "reported" or (hit.cue.kind in SAYING and sentence not in personal)
        if (
            speaks
            and (hit.cue.kind == "reported" or sentence not in surface.emphatic)
            and not surface.quotes[hit.first]
        ):
            frames.setdefault(sentence, []).append(hit)
    return frames


def _acclaims(surface: Surface, hit: CueHit) -> bool:
    """Whether a sentence opens by acclaiming the mention: `long live X, their bombing`. News topics report nothing of it."""
    sentences, target = surface.sentences, surface.target
    if target < 0 or sentences[hit.first] != surface.sentence:
        return False
    first = min(hit.first, target)
    opens = first == 0 or sentences[first - 1] != surface.sentence
    touches = target - TITLES_BETWEEN <= hit.last <= target or hit.first <= target < hit.last or hit.first == target + 1
    return opens and touches


def _framed(hit: CueHit, frames: Sequence[CueHit]) -> bool:
    """Whether some frame stands before the cue, or after it without being the cue itself."""
    return any(frame.last <= hit.first or frame.first >= hit.last for frame in frames)
