"""The second reading: a linear model looks again at what the cues read, and may only doubt, or clear what nothing decided.

It doubts an allowed reading that looks like what violates, and reads words in which no cue decided as allowed where
they look nothing like it. It never makes a violation: that needs a cue that a reviewer can look up. What it saw is quoted
as evidence (`field.<name>`). The model is `stance.weights`', its features `stance.features`'.
"""

from __future__ import annotations

from typing import Final

from evenhand.detection.model import Evidence, Field, Stance, StanceReading
from evenhand.detection.stance.cues import VIOLATING_KINDS
from evenhand.detection.stance.features import Meanings, features_of, meanings_in, meanings_of
from evenhand.detection.stance.surface import OTHER, Surface
from evenhand.detection.stance.voice import Heard
from evenhand.detection.stance.weights import Model, Scores, shipped

_ALLOWED: Final = frozenset({Stance.REPORTING, Stance.NEUTRAL, Stance.CONDEMNATION, Stance.SATIRE, Stance.HUMAN_RIGHTS})
_STANCE_OF: Final = {"reporting": Stance.REPORTING, "neutral": Stance.NEUTRAL, "against": Stance.CONDEMNATION}
_ELSEWHERE: Final = 1000  # per mille log-odds more, before a sentence without the name is held against a text
_TOLD: Final = 3000  # per mille log-odds more, before a sentence that only a news agency would write is doubted
_DOUBTED: Final = 300  # confidence of a doubted reading
_PLAIN: Final = 600  # the least confidence of `stance.reader` for words against the name
_MOST_QUOTED: Final = 4
_MOST_SENTENCES: Final = 24  # beside the name's own; longer texts are read around the name by the caller


def second_reading(heard: Heard, first: StanceReading, where: Field, model: Model | None = None) -> StanceReading:
    """The first reading, doubted or cleared. Unchanged where the cues found a violation, no reference, or a conflict."""
    if not may_change(first):
        return first
    model = model or shipped()
    meanings = meanings_of(heard)
    here, margin, worst = _scores(heard, model, meanings)
    if first.stance in _ALLOWED:
        told = (
            _TOLD
            if first.stance is Stance.REPORTING and worst == heard.surface.sentence and _wired(heard, meanings)
            else 0
        )
        if margin < model.doubt + told:
            return first
        evidence = (*first.evidence, *_quoted(heard.surface, meanings, worst, where))
        return StanceReading(Stance.UNDETERMINED, _DOUBTED, evidence[: 2 * _MOST_QUOTED], first.signals)
    if margin >= model.clear or _conflict(heard, here.allowed):
        return first
    evidence = _quoted(heard.surface, meanings, heard.surface.sentence, where)
    if not evidence:
        return first  # an allowed stance needs evidence of its own
    return StanceReading(_STANCE_OF[here.allowed], confidence_of(here), evidence, first.signals)


def _wired(heard: Heard, meanings: Meanings) -> bool:
    """Whether the name's sentence is a predicate of the news (`claimed responsibility`) with no word of support or joy in it."""
    if not heard.of("wire", near=True) or heard.of(*VIOLATING_KINDS, "agreement", own=True, near=True):
        return False
    here = meanings_in(meanings, heard.surface, heard.surface.sentence)
    return all(field not in ("admire", "justify") for _, field in here)


def may_change(first: StanceReading) -> bool:
    """Whether a reading is open to a second look: allowed or undetermined. Plain words against the name stand as read."""
    plainly_against = first.stance is Stance.CONDEMNATION and first.confidence >= _PLAIN
    return (first.stance in _ALLOWED and not plainly_against) or first.stance is Stance.UNDETERMINED


def confidence_of(scores: Scores) -> int:
    """How often the class named first was right on unseen writers, by its lead over the second (docs/stance.md)."""
    ranked = sorted((scores.violating, scores.reporting, scores.neutral, scores.against), reverse=True)
    lead = ranked[0] - ranked[1]
    return 530 if lead < 500 else 590 if lead < 1000 else 620 if lead < 2000 else 840


def _scores(heard: Heard, model: Model, meanings: Meanings) -> tuple[Scores, int, int]:
    """The scores of the name's sentence, the highest margin of the text, and the sentence that has it."""
    surface = heard.surface
    if not surface.words:
        here = Scores(*model.bias)
        return here, here.margin, 0
    sentences = dict.fromkeys(surface.sentences)
    own = surface.sentence if surface.target >= 0 else surface.sentences[0]
    here = model.score(features_of(heard, own, meanings))
    margin, worst = here.margin, own
    if len(sentences) == 1:
        return here, margin, worst
    # What is said in a sentence with another name is about somebody else.
    named = {number for number, word in zip(surface.sentences, surface.words, strict=True) if word == OTHER}
    others = [number for number in sentences if number != own and number not in named]
    for sentence in sorted(others, key=lambda number: (abs(number - own), number))[:_MOST_SENTENCES]:
        found = model.score(features_of(heard, sentence, meanings)).margin - _ELSEWHERE
        if found > margin:
            margin, worst = found, sentence
    return here, margin, worst


def _conflict(heard: Heard, allowed: str) -> bool:
    """Whether words of support, or of a fight or wish that may be for or against, left it open: a person weighs them."""
    supported = any(spoken.own and not spoken.negated for spoken in heard.of(*VIOLATING_KINDS, "agreement"))
    return supported or (allowed == "against" and bool(heard.of("versus", "wish", own=True, near=True)))


def _quoted(surface: Surface, meanings: Meanings, sentence: int, where: Field) -> tuple[Evidence, ...]:
    """Words of the sentence that belong to a field of meaning, each once, in order of place."""
    found: dict[int, str] = {}
    for at, field in meanings_in(meanings, surface, sentence):
        found.setdefault(at, field)
    out = []
    for at in sorted(found)[:_MOST_QUOTED]:
        start, end = surface.starts[at], surface.ends[at]
        out.append(Evidence(where, (start, end), surface.raw[start:end], f"field.{found[at]}"))
    return tuple(out)
