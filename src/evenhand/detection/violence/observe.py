"""The detector of violent speech: a post in, each group called against out as a detection, as `detection.observe` hands on names.

Texts without a word of a call and a word of a group's name are not read (`violence.triggers`). The post that is answered is not
read: answering a call is none; what is quoted is weighed by what the author writes beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

import numpy as np

from evenhand.detection.folding import fold_mapped
from evenhand.detection.fused.scanner import SMALL
from evenhand.detection.language import UNDETERMINED, Language, identify
from evenhand.detection.model import Detection, Evidence, Field, Mention, Observed, Post, Stance, StanceReading
from evenhand.detection.observe import cues_for
from evenhand.detection.resources import CUE_LANGUAGES, models_digest, read_bytes
from evenhand.detection.scanner import Looked
from evenhand.detection.stance.cues import cues_of
from evenhand.detection.stance.surface import surface_of
from evenhand.detection.stance.voice import listen
from evenhand.detection.violence.reader import read_call
from evenhand.detection.violence.targets import FILE, Target, find_targets
from evenhand.detection.violence.triggers import CALL_KINDS, may_hold
from evenhand.kernel.canonical import digest, digest_of

CODE_VERSION: Final = "violence/1"  # raise it whenever the same words may be read differently
CALLS: Final = frozenset({Stance.CALL_TO_KILL, Stance.CALL_TO_EXTERMINATE, Stance.CALL_TO_EXPEL, Stance.DEHUMANISATION})
_MOST_READ: Final = 20  # groups of one text that are read: a bound on hostile input
_WINDOW: Final = 600  # code points to each side of a name that are read


@dataclass(slots=True)
class Columns:
    """The same question asked of whole columns, as `service.unnamed` asks it: by `violence.quick`, of a few rows one by one."""

    ready: bool = False  # whether the compiled pass is loaded

    def states(self, data: Any, offsets: Any, *, handles: bool = False) -> Any:
        """For each row 1 where it is worth reading, else 0. Handles are not read."""
        if handles:
            return np.zeros(max(0, offsets.size - 1), np.uint8)
        if offsets.size <= SMALL and not self.ready:
            rows = pairwise(offsets.tolist())
            found = [may_hold(data[first:last].tobytes().decode("utf-8", "replace")) for first, last in rows]
            return np.array(found, np.uint8)
        from evenhand.detection.violence import quick

        self.ready = True
        found = quick.states(data, offsets)
        for row in np.flatnonzero(found).tolist():
            found[row] = may_hold(data[offsets[row] : offsets[row + 1]].tobytes().decode("utf-8", "replace"))
        return found


@dataclass(frozen=True, slots=True)
class SpeechDetector:
    """Sees calls against groups of people. Holds no state; `digest` names the groups' words, the cues and the code."""

    fused: Columns = field(default_factory=Columns, repr=False, compare=False)

    @property
    def digest(self) -> str:
        """The digest of everything the reading depends on."""
        return speech_digest()

    def observe(self, post: Post, text: Looked | None = None) -> Observed:
        """Every group called against in the post's text and in what it quotes. `text`, looked at for names, is not asked."""
        language = identify(post.text or post.quoted_text or post.parent_text, post.lang)
        detections: list[Detection] = []
        if language.supported or language.lang == UNDETERMINED:
            detections += self._read(post.text, Field.TEXT, language)
            if post.quoted_text and may_hold(post.quoted_text):
                detections += _weighed(self._read(post.quoted_text, Field.QUOTED_TEXT, language), post, language)
        return Observed(language.lang, language.supported, tuple(detections), language.unsupported)

    def _read(self, text: str, where: Field, language: Language) -> Iterator[Detection]:
        """A detection for each group that something is called for against; the first place of each counts."""
        if not may_hold(text):
            return
        langs = [cues.lang for cues in cues_for(text, language)]
        targets = find_targets(fold_mapped(text), langs)[:_MOST_READ]
        told: set[str] = set()
        for target in targets:
            reading = None if target.target_id in told else read_target(text, target, targets, langs, where)
            if reading is not None:
                told.add(target.target_id)
                quote = text[target.span[0] : target.span[1]]
                yield Detection(Mention(target.target_id, quote, where, target.span, quote), reading)


def read_target(
    text: str, target: Target, targets: list[Target], langs: list[str], where: Field
) -> StanceReading | None:
    """What a text calls for against one of the groups it names; its words and those of all others are masked."""
    start = max(0, target.span[0] - _WINDOW)
    window = text[start : target.span[1] + _WINDOW]
    others = [_moved(other.span, -start) for other in targets if other is not target]
    surface = surface_of(fold_mapped(window), _moved(target.span, -start), [s for s in others if s[0] >= 0])
    calls = [cues_of(lang, "violence") for lang in langs]
    if not any(hit.cue.kind in CALL_KINDS for cues in calls for hit in cues.find(surface)):
        return None
    reading = read_call(listen(surface, [*(cues_of(lang) for lang in langs), *calls]), where)
    if reading is None:
        return None
    return replace(reading, evidence=tuple(_shifted(evidence, start) for evidence in reading.evidence))


def _weighed(found: Iterator[Detection], post: Post, language: Language) -> Iterator[Detection]:
    """Calls in what is quoted: the author's own words say whether they are passed on, spoken against, or left open."""
    own = listen(surface_of(fold_mapped(post.text), None, ()), _all_cues(post.text, language)) if post.text else None
    against = own is not None and own.has("counter", "counter_speech", "distancing", "condemnation")
    agreed = own is not None and own.has("agreement", "endorse")
    for detection in found:
        reading = detection.reading
        signals = tuple(sorted({*reading.signals, "quoted"}))
        if reading.stance in CALLS and against and not agreed:
            yield replace(
                detection, reading=replace(reading, stance=Stance.CONDEMNATION, confidence=500, signals=signals)
            )
        elif reading.stance in CALLS:
            yield replace(
                detection, reading=replace(reading, stance=Stance.UNDETERMINED, confidence=300, signals=signals)
            )
        else:
            yield replace(detection, reading=replace(reading, signals=signals))


def _all_cues(text: str, language: Language) -> list[Any]:
    return [each for cues in cues_for(text, language) for each in (cues, cues_of(cues.lang, "violence"))]


def _moved(span: tuple[int, int], by: int) -> tuple[int, int]:
    return span[0] + by, span[1] + by


def _shifted(evidence: Evidence, by: int) -> Evidence:
    return replace(evidence, span=_moved(evidence.span, by))


@lru_cache(maxsize=1)
def speech_digest() -> str:
    """The groups' words, the cues of violence, and everything that the reading of stance depends on."""
    paths = (FILE, *(f"violence/cues/{lang}.yml" for lang in CUE_LANGUAGES))
    files = {path: digest(read_bytes(path)) for path in paths}
    return digest_of({"code": CODE_VERSION, "files": files, "stance": models_digest()})
