"""Mentions in a quoted or parent post: what others said is not the author's stance; the author's own words give it.

The inner text was read by `stance.reader`; here its reading is weighed against what the author wrote beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from evenhand.detection.folding import fold_mapped
from evenhand.detection.model import Field, Stance, StanceReading
from evenhand.detection.stance.cues import VIOLATING_KINDS, CueSet
from evenhand.detection.stance.reader import evidence_of
from evenhand.detection.stance.surface import surface_of
from evenhand.detection.stance.voice import listen

_ALLOWED: Final = frozenset({Stance.REPORTING, Stance.NEUTRAL, Stance.CONDEMNATION, Stance.SATIRE, Stance.HUMAN_RIGHTS})


def read_context(inner: StanceReading, own_text: str, cues: Iterable[CueSet]) -> StanceReading:
    """The author's stance towards a mention that stands in what they quote or answer."""
    if inner.stance is Stance.NO_REFERENCE:
        return inner
    surface = surface_of(fold_mapped(own_text), None, ())
    heard = listen(surface, cues)
    signals = tuple(sorted({*inner.signals, "quoted"}))
    endorsed = [*heard.of("agreement", own=True), *heard.of(*VIOLATING_KINDS, own=True, negated=False)]
    against = [
        *heard.of("condemnation", own=True, negated=False),
        *heard.of("distancing", "counter_speech", own=True),
        *heard.of(*VIOLATING_KINDS, own=True, negated=True),
    ]
    if endorsed and against:
        return StanceReading(Stance.UNDETERMINED, 250, evidence_of(surface, [*endorsed, *against], Field.TEXT), signals)
    if endorsed:
        evidence = evidence_of(surface, endorsed, Field.TEXT)
        if inner.stance in _ALLOWED:
            return StanceReading(Stance.UNDETERMINED, 250, evidence, signals)
        kinds = [spoken.kind for spoken in endorsed if spoken.kind != "agreement"]
        return StanceReading(Stance(kinds[0]) if kinds else Stance.GLORIFICATION, 400, evidence, signals)
    if against:
        return StanceReading(Stance.CONDEMNATION, 600, evidence_of(surface, against, Field.TEXT), signals)
    if inner.stance in _ALLOWED and not surface.emphatic:
        return replace(inner, confidence=min(inner.confidence, 500), signals=signals)
    return StanceReading(Stance.UNDETERMINED, 200, (), signals)
