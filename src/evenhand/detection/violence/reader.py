"""The reader: from cues with their voices to what a text calls for against one masked group, or None where it calls for nothing.

The author's own, plain call is read as what it calls for. Words of others (in quotation marks, or beside words of saying), a call
that is negated, asked, mocked or spoken against, and one on armed forces are not; where the two meet, `undetermined` asks a
person. Which circumstances excuse a call (a match, a law, a ruler) is the policy's to say: they are signals here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from evenhand.detection.model import Field, Stance, StanceReading
from evenhand.detection.stance.cues import CueHit
from evenhand.detection.stance.reader import evidence_of
from evenhand.detection.stance.surface import TARGET
from evenhand.detection.stance.voice import Heard, Spoken
from evenhand.detection.violence.triggers import CALL_KINDS, FORMS, ORDERS, VERBS

_STANCE: Final = {
    "exterminate": Stance.CALL_TO_EXTERMINATE,
    "kill": Stance.CALL_TO_KILL,
    "die": Stance.CALL_TO_KILL,
    "expel": Stance.CALL_TO_EXPEL,
    "dehumanise": Stance.DEHUMANISATION,
}
_ORDER: Final = tuple(_STANCE)
_SIGNALS: Final = {"figurative": "figurative", "lawful": "lawful_process"}  # in the sentence of the call
_TOPICS: Final = ("historical", "academic", "news_format", "satire_marker", "irony", "human_rights", "protest")
_ARTICLES: Final = ("ال", "ה")
_URGED_WITHIN: Final = 1  # words between `we must` and the verb
_FORM_WITHIN: Final = 7  # words between a form of a verb and the group's name, in one clause
_MODAL_WITHIN: Final = 3  # words between a form of a verb and what urges it
_APART: Final = 10  # the same where the group's name stands between them
_BEFORE: Final = 2  # words between `government` or `soldiers` and the group's name after it; none the other way round


def read_call(heard: Heard, where: Field) -> StanceReading | None:
    """What the text calls for against the group that `heard.surface` was prepared for."""
    calls = [spoken for spoken in heard.of(*CALL_KINDS) if _directed(heard, spoken) and _urged(heard, spoken)]
    if not calls or _beside(heard, "fighters", _BEFORE):
        return None
    own = [s for s in calls if not s.quoted and not _framed(heard, s) and not _supposed(heard, s)]
    plain = [spoken for spoken in own if not spoken.negated]
    if plain:
        stance, confidence, because = _own(heard, plain)
    elif own:
        stance, confidence, because = Stance.CONDEMNATION, 700, own
    else:
        stance, confidence, because = _of_others(heard, calls)
    return StanceReading(
        stance, confidence, evidence_of(heard.surface, because, where), _signals(heard, calls, stance, bool(plain))
    )


Reading = tuple[Stance, int, Sequence[Spoken]]


def _own(heard: Heard, calls: Sequence[Spoken]) -> Reading:
    surface = heard.surface
    sentences = {surface.sentences[spoken.hit.first] for spoken in calls}
    counter = _counter(heard)
    if any(surface.sentences[spoken.hit.first] in sentences for spoken in counter):
        return Stance.CONDEMNATION, 600, [*calls, *counter]
    if _beside(heard, "own_group", 0):
        return Stance.NEUTRAL, 400, calls
    if counter or sentences <= surface.questions or surface.ironic or heard.has("irony"):
        return Stance.UNDETERMINED, 300, [*calls, *counter]
    first = min(calls, key=lambda spoken: _ORDER.index(_kind(spoken)))
    sure = any(_holds_target(heard, spoken) for spoken in calls)
    return _STANCE[_kind(first)], 700 if sure else 450, calls


def _of_others(heard: Heard, calls: Sequence[Spoken]) -> Reading:
    """A call in quotation marks or beside words of saying: what the author makes of it."""
    agreed = [*heard.of("agreement", own=True), *heard.of("endorse")]
    counter = _counter(heard)
    if agreed:
        return Stance.UNDETERMINED, 300, [*calls, *agreed]
    if counter:
        return Stance.CONDEMNATION, 650, [*calls, *counter]
    framed = [spoken for spoken in heard.of("reported", "frame", "news_format") if not spoken.quoted]
    if framed:
        return Stance.REPORTING, 650, [*calls, *framed]
    plain = heard.of("academic", "historical")
    return (Stance.NEUTRAL, 500, [*calls, *plain]) if plain else (Stance.UNDETERMINED, 300, calls)


def _kind(spoken: Spoken) -> str:
    return spoken.kind.partition("_")[0]


def _holds_target(heard: Heard, spoken: Spoken) -> bool:
    return spoken.hit.first <= heard.surface.target < spoken.hit.last


def _directed(heard: Heard, spoken: Spoken) -> bool:
    """Whether a call is on the masked group: its name stands in the phrase, or `them` follows in its or the next sentence."""
    if spoken.kind == "dehumanise" and _likened(heard, spoken):
        return False
    if spoken.kind in (*FORMS, *ORDERS):
        return _near_target(heard, spoken)
    if TARGET in spoken.hit.cue.words:
        return _holds_target(heard, spoken)
    return 0 <= heard.surface.sentences[spoken.hit.first] - heard.surface.sentence <= 1


def _likened(heard: Heard, spoken: Spoken) -> bool:
    """Whether `like` or `as` is written together with the last word (Arabic, Hebrew): what others take or treat them for."""
    last, cue = heard.surface.words[spoken.hit.last - 1], spoken.hit.cue.words[-1].rstrip("*")
    return cue != TARGET and not any(last.startswith(article + cue) for article in ("", *_ARTICLES))


def _urged(heard: Heard, spoken: Spoken) -> bool:
    """Whether a verb that may as well tell of something calls for it: first in its clause, or right after words that urge."""
    if spoken.kind in FORMS:
        return _modal(heard, spoken)
    if spoken.kind not in VERBS:
        return True
    clauses, quotes, first = heard.surface.clauses, heard.surface.quotes, spoken.hit.first
    if not first or clauses[first - 1] != clauses[first] or quotes[first - 1] != quotes[first]:
        return True
    return any(
        0 <= first - urge.hit.last <= _URGED_WITHIN and clauses[urge.hit.first] == clauses[first]
        for urge in heard.of("urge")
    )


def _near_target(heard: Heard, spoken: Spoken) -> bool:
    """Whether a form of a verb stands in the clause of the group's name, close to it."""
    clauses, target, hit = heard.surface.clauses, heard.surface.target, spoken.hit
    apart = hit.first - target if hit.first > target else target - hit.last + 1
    return clauses[target] == clauses[hit.first] and apart <= _FORM_WITHIN + 1


def _modal(heard: Heard, spoken: Spoken) -> bool:
    """Whether words that urge (for dying also a wish) go with a form of a verb: close to it, or with the group's name between."""
    clauses, target, hit = heard.surface.clauses, heard.surface.target, spoken.hit
    kinds = ("urge", "wish") if spoken.kind == "die_form" else ("urge",)
    for urge in heard.of(*kinds):
        low, high = min(urge.hit.last, hit.last), max(urge.hit.first, hit.first)
        between = low <= target < high
        near = high - low <= (_APART if between else _MODAL_WITHIN)
        if near and clauses[urge.hit.first] == clauses[hit.first] and not _overlap(urge.hit, hit):
            return True
    return False


def _overlap(one: CueHit, other: CueHit) -> bool:
    return one.first < other.last and other.first < one.last


def _framed(heard: Heard, spoken: Spoken) -> bool:
    """Whether words of saying stand before or after a call in its sentence, and it is not the author who says so."""
    sentences, hit = heard.surface.sentences, spoken.hit
    mine = {place for own in heard.of("speaker") for place in (own.hit.first, own.hit.last)}
    return any(
        sentences[frame.hit.first] == sentences[hit.first]
        and not frame.quoted
        and (frame.hit.last <= hit.first or frame.hit.first >= hit.last)
        and mine.isdisjoint((frame.hit.first, frame.hit.last))
        for frame in heard.of("reported", "frame")
    )


def _supposed(heard: Heard, spoken: Spoken) -> bool:
    """Whether a call stands with `if` or `you think` in its sentence."""
    sentences, hit = heard.surface.sentences, spoken.hit
    return any(
        sentences[other.hit.first] == sentences[hit.first] and not _overlap(other.hit, hit) and not other.quoted
        for other in heard.of("hypothetical")
    )


def _counter(heard: Heard) -> list[Spoken]:
    """Words against such calls, in the author's voice; `not racist, but` is none."""
    disclaimed = [spoken.hit for spoken in heard.of("endorse")]
    found = heard.of("counter", "counter_speech", "distancing")
    return [s for s in found if not s.quoted and not any(_within(s.hit, wider) for wider in disclaimed)]


def _within(hit: CueHit, wider: CueHit) -> bool:
    return wider.first <= hit.first and hit.last <= wider.last


def _beside(heard: Heard, kind: str, before: int) -> bool:
    """Whether a word of a kind stands right beside the group's name: its government, its soldiers, `us`."""
    target, sentences = heard.surface.target, heard.surface.sentences
    return any(
        sentences[spoken.hit.first] == sentences[target]
        and (0 <= target - spoken.hit.last <= before or (before and spoken.hit.first == target + 1))
        for spoken in heard.of(kind)
    )


def _signals(heard: Heard, calls: Sequence[Spoken], stance: Stance, own: bool) -> tuple[str, ...]:
    surface = heard.surface
    sentences = {surface.sentences[spoken.hit.first] for spoken in calls}
    names = {kind for kind in _TOPICS if heard.has(kind)}
    names |= {
        signal
        for kind, signal in _SIGNALS.items()
        if any(surface.sentences[spoken.hit.first] in sentences for spoken in heard.of(kind))
    }
    if _beside(heard, "rulers", _BEFORE):
        names.add("protest")
    elif "protest" in names and own:
        names.discard("protest")  # a demonstration is spoken of, and the call is on a group of people
    if any(spoken.quoted for spoken in calls):
        names.add("quoted")
    if not own:
        names.add("reported_speech")
    if sentences & surface.questions:
        names.add("question")
    if any(spoken.negated for spoken in calls):
        names.add("negated")
    if stance is Stance.CONDEMNATION:
        names |= {"condemnation", "counter_speech"}
    return tuple(sorted(names))
