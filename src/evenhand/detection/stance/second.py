"""The second reading: a small model looks again at what the cues read, and may only doubt, or clear what nothing decided.

It doubts an allowed reading that looks like what violates, and reads words in which no cue decided as allowed where
they look nothing like it. It never makes a violation: that needs a cue that a reviewer can look up. One that the
whole of the words speaks against is marked (`doubted`), so that it stands further back in the queue. What it saw is quoted as
evidence (`field.<name>`). The model is `stance.weights`', its features `stance.features`'.
"""

from __future__ import annotations

from dataclasses import replace
from math import exp
from typing import Final

from evenhand.detection.model import Evidence, Field, Stance, StanceReading
from evenhand.detection.stance.cues import VIOLATING_KINDS
from evenhand.detection.stance.features import GRAMMAR, Meanings, features_of, meanings_in, meanings_of
from evenhand.detection.stance.surface import OTHER, Surface
from evenhand.detection.stance.voice import Heard
from evenhand.detection.stance.weights import Model, Scores, shipped

_ALLOWED: Final = frozenset({Stance.REPORTING, Stance.NEUTRAL, Stance.CONDEMNATION, Stance.SATIRE, Stance.HUMAN_RIGHTS})
STANCE_OF: Final = {"reporting": Stance.REPORTING, "neutral": Stance.NEUTRAL, "against": Stance.CONDEMNATION}
ELSEWHERE: Final = 2000  # per mille log-odds more, before a sentence without the name is held against a text
ACCUSED: Final = -1000  # per mille log-odds, below which a violation that the cues read is told to be doubtful
DOUBTED: Final = "doubted"  # the circumstance that says so; it moves a post back in the queue, and nothing else
TOLD: Final = 3000  # per mille log-odds more, before a sentence that only a news agency would write is doubted
PLAIN: Final = 600  # the least confidence of `stance.reader` for words against the name
MOST_QUOTED: Final = 4
AROUND: Final = 30  # words before and after the name whose wording counts to its sentence
VIOLATING_STANCES: Final = frozenset(map(Stance, VIOLATING_KINDS))
JOYFUL: Final = frozenset({"admire", "justify"})  # fields whose words no news agency writes
CONFIDENCES: Final = (480, 510, 710, 820)
STEPS: Final = (500, 1000, 2000)
MOST_SENTENCES: Final = 24  # beside the name's own; longer texts are read around the name by the caller


def second_reading(heard: Heard, first: StanceReading, where: Field, model: Model | None = None) -> StanceReading:
    """The first reading, doubted or cleared. Unchanged, but for a mark, where the cues found a violation, no reference, or
    plain condemnation.

    What stays or becomes undetermined has as its confidence how likely a person will find a violation (`likely`).
    """
    accused = first.stance in VIOLATING_STANCES
    if not accused and not may_change(first):
        return first
    model = model or shipped()
    meanings = meanings_of(heard)
    here, margin, worst = scores(heard, model, meanings)
    surface = heard.surface
    if accused:
        return first if margin >= ACCUSED else replace(first, signals=tuple(sorted((*first.signals, DOUBTED))))
    if first.stance in _ALLOWED:
        if margin < doubted_from(heard, first, model.doubt, worst, meanings):
            return first
        evidence = (*first.evidence, *_quoted(surface, meanings, worst, where))
        return StanceReading(Stance.UNDETERMINED, likely(margin), evidence[: 2 * MOST_QUOTED], first.signals)
    evidence = _quoted(surface, meanings, surface.sentence, where)  # an allowed stance needs evidence of its own
    if margin >= model.clear or not evidence or _conflict(heard, here.allowed):
        return replace(first, confidence=likely(margin))
    return StanceReading(STANCE_OF[here.allowed], confidence_of(here, margin), evidence, first.signals)


def doubted_from(heard: Heard, first: StanceReading, doubt: int, worst: int, meanings: Meanings) -> int:
    """The log-odds from which an allowed reading is doubted: more for a plain question or statement, more for the news."""
    if first.stance is Stance.REPORTING and worst == heard.surface.sentence and _wired(heard, meanings):
        return doubt + TOLD
    return 0 if first.stance is Stance.NEUTRAL and first.confidence >= PLAIN else doubt


def likely(margin: int) -> int:
    """The chance, per mille, that a log-odds stands for, where two posts in five violate as in the training text."""
    return round(1000 / (1 + exp(-max(-9000, min(9000, margin)) / 1000)))


def _wired(heard: Heard, meanings: Meanings) -> bool:
    """Whether the name's sentence is a predicate of the news (`claimed responsibility`) with no word of support or joy in it."""
    if not heard.of("wire", near=True) or heard.of(*VIOLATING_KINDS, "agreement", own=True, near=True):
        return False
    here = meanings_in(meanings, heard.surface, heard.surface.sentence)
    return all(field not in JOYFUL for _, field in here)


def may_change(first: StanceReading) -> bool:
    """Whether a reading is open to a second look: allowed or undetermined. Plain words against the name stand as read."""
    plainly_against = first.stance is Stance.CONDEMNATION and first.confidence >= PLAIN
    return (first.stance in _ALLOWED and not plainly_against) or first.stance is Stance.UNDETERMINED


def confidence_of(found: Scores, margin: int) -> int:
    """How often the allowed class named first was right on unseen authors, in the same band (docs/stance.md)."""
    return CONFIDENCES[band(found, margin)]


def band(found: Scores, margin: int) -> int:
    """How sure the allowed class named first is, 0 to 3: by its lead, and by how little looks like a violation."""
    ranked = sorted((found.reporting, found.neutral, found.against), reverse=True)
    sure = min(ranked[0] - ranked[1], -margin)
    return sum(sure >= step for step in STEPS)


def scores(heard: Heard, model: Model, meanings: Meanings) -> tuple[Scores, int, int]:
    """The scores of the name's sentence, the highest log-odds of the text, and the sentence that has it.

    The name's own sentence is read with all the words around it: in `X again. Best morning in years` it says nothing.
    """
    surface = heard.surface
    if not surface.words:
        here = model.score((), ())
        return here, here.violating, 0
    own = surface.sentence if surface.target >= 0 else surface.sentences[0]
    around = max(surface.target, 0)
    begin = max(0, around - AROUND)
    window = surface.words[begin : around + AROUND]
    here = model.score(features_of(heard, own, meanings), window, surface.target - begin if surface.target >= 0 else -1)
    highest, worst = here.violating, own
    sentences = dict.fromkeys(surface.sentences)
    if len(sentences) == 1:
        return here, highest, worst
    # What is said in a sentence with another name is about somebody else.
    named = {number for number, word in zip(surface.sentences, surface.words, strict=True) if word == OTHER}
    others = [number for number in sentences if number != own and number not in named]
    for sentence in sorted(others, key=lambda number: (abs(number - own), number))[:MOST_SENTENCES]:
        first, last = surface.words_of(sentence)
        found = model.score(features_of(heard, sentence, meanings), surface.words[first:last]).violating
        if found - ELSEWHERE > highest:
            highest, worst = found - ELSEWHERE, sentence
    return here, highest, worst


def _conflict(heard: Heard, allowed: str) -> bool:
    """Whether words of support, or of a fight or wish that may be for or against, left it open: a person weighs them."""
    supported = any(spoken.own and not spoken.negated for spoken in heard.of(*VIOLATING_KINDS, "agreement"))
    return supported or (allowed == "against" and bool(heard.of("versus", "wish", own=True, near=True)))


def _quoted(surface: Surface, meanings: Meanings, sentence: int, where: Field) -> tuple[Evidence, ...]:
    """Words of the sentence that belong to a field of meaning, each once, in order of place."""
    found: dict[int, str] = {}
    for at, field in meanings_in(meanings, surface, sentence):
        if field not in GRAMMAR:
            found.setdefault(at, field)
    out = []
    for at in sorted(found)[:MOST_QUOTED]:
        start, end = surface.starts[at], surface.ends[at]
        out.append(Evidence(where, (start, end), surface.raw[start:end], f"field.{found[at]}"))
    return tuple(out)
