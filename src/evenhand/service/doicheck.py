"""Run DOICheck with the readers that ship: `words` (as `examine` reads) and `cues` (without the second reading).

The names of the suite are masked like any other; what the suite is and how it is scored is `doicheck`'s.
"""

from __future__ import annotations

from typing import Any, Final

from evenhand.detection.folding import fold_mapped
from evenhand.detection.model import Field, Stance
from evenhand.detection.resources import models_digest
from evenhand.detection.stance.cues import cues_of
from evenhand.detection.stance.reader import read, read_cues
from evenhand.detection.stance.surface import surface_of
from evenhand.detection.stance.voice import listen
from evenhand.doicheck.score import answers, document
from evenhand.doicheck.suite import Case, cases
from evenhand.kernel.errors import UsageError

MODELS: Final = {"words": read, "cues": read_cues}


def run_suite(model: str = "words") -> dict[str, Any]:
    """The result of a reader over the whole suite (`doicheck.score.document`). Raises UsageError for an unknown reader."""
    reader = MODELS.get(model)
    if reader is None:
        raise UsageError(f"no reader {model[:40]!r}", hint="one of " + ", ".join(MODELS))

    def stance(case: Case) -> Stance:
        surface = surface_of(fold_mapped(case.text), case.span, [])
        return reader(listen(surface, [cues_of(case.lang)]), Field.TEXT).stance

    return {**document(model, answers(cases(), stance)), "models_digest": models_digest()}
