"""The reader: from cues with their voices to one stance, its evidence, and the circumstances an allowance may ask about.

Words never act (DESIGN.md, decision 1); what is read here routes. So the rules lean one way: an allowed stance needs its
own evidence in the author's voice, a violating one is read from few words, and what fits neither is `undetermined`.
Confidences are the shares measured in docs/stance.md, not feelings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from evenhand.detection.model import Evidence, Field, Stance, StanceReading
from evenhand.detection.stance.cues import VIOLATING_KINDS
from evenhand.detection.stance.second import second_reading
from evenhand.detection.stance.surface import OTHER, Surface
from evenhand.detection.stance.voice import Heard, Spoken

DIRECTED_WITHIN: Final = 7  # words between a word of condemnation and the name it is about
MOST_EVIDENCE: Final = 6
FEW_WORDS: Final = 3
TOPICS: Final = frozenset({
    "mourning", "religious_formula", "governance", "humanitarian", "peace_process", "election", "protest", "historical",
    "public_interest", "human_rights", "academic", "satire_marker", "irony", "wish", "counter_speech", "denied_membership",
    "news_format", "first_person",
})  # fmt: skip


def read(heard: Heard, where: Field) -> StanceReading:
    """The stance towards the mention that `heard.surface` was prepared for. `where` is the field the text stands in."""
    return second_reading(heard, read_cues(heard, where), where)


def read_cues(heard: Heard, where: Field) -> StanceReading:
    """What the cues alone say; `read` lets the second reading look at it again."""
    stance, confidence, because = _decide(heard)
    return StanceReading(stance, confidence, evidence_of(heard.surface, because, where), signals_of(heard, stance))


Verdict = tuple[Stance, int, Sequence[Spoken]]


def _decide(heard: Heard) -> Verdict:
    own = [s for s in heard.of(*VIOLATING_KINDS, own=True, negated=False) if _about_target(heard.surface, s)]
    condemned = [s for s in heard.of("condemnation", own=True, negated=False) if _directed(heard, s)]
    refused = heard.of(*VIOLATING_KINDS, own=True, negated=True)
    defended = heard.of("condemnation", own=True, negated=True)
    counter = heard.of("distancing", "counter_speech", "denied_membership", own=True)
    if own:
        return _conflicted(heard, own, [*condemned, *refused, *counter])
    if defended and not condemned:
        return (Stance.GLORIFICATION, 450, defended) if not counter else (Stance.UNDETERMINED, 300, defended)
    if condemned or refused or counter:
        return _against(heard, condemned, refused, counter)
    return _without_own_stance(heard)


def _conflicted(heard: Heard, own: list[Spoken], against: list[Spoken]) -> Verdict:
    """The author's own words of support: plain, mocked, asked, or beside words against."""
    irony = heard.of("irony", "satire_marker")
    if irony:
        stance = (
            Stance.SATIRE if against or heard.has("violence") or heard.has("satire_marker") else Stance.UNDETERMINED
        )
        return stance, 500 if stance is Stance.SATIRE else 250, [*irony, *own]
    first = min(own, key=lambda s: (not s.near, VIOLATING_KINDS.index(s.kind)))
    asked = all(heard.surface.sentences[s.hit.first] in heard.surface.questions for s in own)
    if against or asked or (heard.has("wish") and not first.near):
        return Stance.UNDETERMINED, 350, [*own, *against]
    return Stance(first.kind), 700 if first.near else 500, own


def _against(heard: Heard, condemned: list[Spoken], refused: list[Spoken], counter: list[Spoken]) -> Verdict:
    because = [*condemned, *refused, *counter]
    if heard.has("agreement") and heard.of(*VIOLATING_KINDS, own=False):
        return Stance.UNDETERMINED, 300, because
    if (heard.surface.ironic or heard.has("irony", "satire_marker")) and not refused:
        return Stance.SATIRE, 450, because
    return Stance.CONDEMNATION, 800 if any(s.near for s in because) else 600, because


def _without_own_stance(heard: Heard) -> Verdict:
    """No stance of the author's: reporting, neutral talk, or nothing that can be told."""
    surface = heard.surface
    others = heard.of(*VIOLATING_KINDS, own=False)
    agreement = heard.of("agreement", own=True)
    if agreement and (others or surface.target < 0):
        return Stance.GLORIFICATION, 350, [*agreement, *others]
    framed = heard.of("wire", "reporting", "news_format", "reported")
    plain = heard.of("neutral", "academic", "historical", "public_interest")
    if rights := heard.of("human_rights"):
        return Stance.HUMAN_RIGHTS, 550, rights
    if satire := heard.of("satire_marker"):
        return Stance.SATIRE, 450, satire
    if others and not _attributed(framed, others):
        return Stance.UNDETERMINED, 300, others
    if _reports(framed) and not _stirred(heard):
        return Stance.REPORTING, 750 if len(framed) > 1 else 600, [*framed, *others]
    if others:
        return Stance.UNDETERMINED, 300, others
    if plain and surface.sentence not in surface.emphatic and not heard.of("address", own=True):
        return Stance.NEUTRAL, 600, plain
    return _by_topic(heard)


def _by_topic(heard: Heard) -> Verdict:
    surface = heard.surface
    topics = heard.of(
        "governance", "humanitarian", "peace_process", "election", "mourning", "religious_formula", "protest"
    )
    if topics and not _stirred(heard):
        return Stance.NEUTRAL, 400, topics
    if surface.sentence in surface.questions and not _stirred(heard) and not heard.has("wish", "versus"):
        return Stance.NEUTRAL, 400, ()
    return Stance.UNDETERMINED, 150 if len(surface.words) <= FEW_WORDS else 250, ()


def _reports(framed: Sequence[Spoken]) -> bool:
    """Whether this is a report: words of saying, a news format, or two words of the news; `army` alone is a topic."""
    return len(framed) > 1 or any(s.kind != "reporting" or len(s.hit.cue.words) > 1 for s in framed)


def _attributed(framed: Sequence[Spoken], others: Sequence[Spoken]) -> bool:
    """Whether words of support are somebody's: quoted, or beside words of saying. News topics alone attribute nothing:
    `glory to X and its attack on the town` is no report.
    """
    return all(s.quoted for s in others) or any(s.kind in ("reported", "news_format") for s in framed)


def _stirred(heard: Heard) -> bool:
    """Whether the author speaks of themselves, calls on readers, exclaims or wishes in the sentence of the mention."""
    surface = heard.surface
    if surface.sentence in surface.emphatic:
        return True
    return any(s.near and s.own for s in heard.spoken if s.kind in ("first_person", "address", "wish", "versus"))


def _about_target(surface: Surface, spoken: Spoken) -> bool:
    """Praise next to another name, in a sentence without the mention, is praise of somebody else."""
    if spoken.near or surface.target < 0:
        return True
    first, last = surface.words_of(surface.sentences[spoken.hit.first])
    return OTHER not in surface.words[first:last]


def _directed(heard: Heard, spoken: Spoken) -> bool:
    """Whether a word of condemnation is about the mention: close to it, with no fight between, or alone in a next sentence."""
    surface, hit = heard.surface, spoken.hit
    if surface.target < 0 or hit.first <= surface.target < hit.last:
        return True
    if not spoken.near:
        return _about_target(surface, spoken) and not heard.of("versus", near=True)
    low, high = sorted((surface.target, hit.first))
    between = [s for s in heard.of("versus") if low < s.hit.first < high]
    return high - low <= DIRECTED_WITHIN and not (between and surface.target < hit.first)


def evidence_of(surface: Surface, because: Iterable[Spoken], where: Field) -> tuple[Evidence, ...]:
    """The words quoted for a stance, in order of place, each once; `quote == text[span]`."""
    out = {}
    for spoken in because:
        span = (surface.starts[spoken.hit.first], surface.ends[spoken.hit.last - 1])
        out[span, spoken.hit.cue.cue_id] = Evidence(where, span, surface.raw[span[0] : span[1]], spoken.hit.cue.cue_id)
    return tuple([out[key] for key in sorted(out)[:MOST_EVIDENCE]])


def signals_of(heard: Heard, stance: Stance) -> tuple[str, ...]:
    """The named circumstances, sorted. Their names are the ones a policy may ask about."""
    surface = heard.surface
    names = set(TOPICS & heard.kinds)
    if (surface.target >= 0 and surface.quotes[surface.target]) or (any(s.quoted for s in heard.of(*VIOLATING_KINDS))):
        names.add("quoted")
    if heard.has("reported") or heard.of(*VIOLATING_KINDS, own=False):
        names.add("reported_speech")
    if heard.has("reported", "reporting", "wire"):
        names.add("attributed")
    if any(s.negated for s in heard.spoken):
        names.add("negated")
    if surface.ironic:
        names.add("irony")
    if surface.sentence in surface.questions:
        names.add("question")
    if heard.has("violence"):
        names.add("violence_named")
    if heard.has("address"):
        names.add("call_to_action")
    if stance is Stance.CONDEMNATION:
        names |= {"condemnation"} | ({"counter_speech"} if heard.has("counter_speech", "distancing") else set())
    if heard.has("governance", "humanitarian", "peace_process", "election") and not heard.has("violence"):
        names.add("nonviolent_subject")
    return tuple(sorted(names))
