"""Run the functional suites with the readers that ship. DOICheck: `words` (as `examine` reads) and `cues` (without the second
reading). Violent speech: `words`, with what its newest policy makes of them, allowances included.

The names of the suites are masked like any other; what the suites are and how they are scored is `doicheck`'s.
"""

from __future__ import annotations

from typing import Any, Final

from evenhand.decisions.findings import evidence_of
from evenhand.detection.folding import fold_mapped
from evenhand.detection.model import Field, Post, Stance
from evenhand.detection.resources import models_digest
from evenhand.detection.stance.cues import cues_of
from evenhand.detection.stance.reader import read, read_cues
from evenhand.detection.stance.surface import surface_of
from evenhand.detection.stance.voice import listen
from evenhand.detection.violence.observe import SpeechDetector
from evenhand.doicheck import speech
from evenhand.doicheck.score import answers, document
from evenhand.doicheck.suite import Case, cases
from evenhand.kernel.errors import UsageError
from evenhand.policy.evaluate import Evaluator
from evenhand.policy.model import About
from evenhand.policy.versions import shipped

MODELS: Final = {"words": read, "cues": read_cues}
SUITES: Final = ("doi", "violent-speech")


def run_suite(model: str = "words") -> dict[str, Any]:
    """The result of a reader over the whole suite (`doicheck.score.document`). Raises UsageError for an unknown reader."""
    reader = MODELS.get(model)
    if reader is None:
        raise UsageError(f"no reader {model[:40]!r}", hint="one of " + ", ".join(MODELS))

    def stance(case: Case) -> Stance:
        surface = surface_of(fold_mapped(case.text), case.span, [])
        return reader(listen(surface, [cues_of(case.lang)]), Field.TEXT).stance

    return {**document(model, answers(cases(), stance)), "models_digest": models_digest()}


def run_speech(model: str = "words") -> dict[str, Any]:
    """The result over the suite of violent speech. A sentence is violating where a clause hits and nothing excuses, abstained
    where a person is asked for another reason. Raises UsageError for an unknown reader.
    """
    if model != "words":
        raise UsageError(f"no reader {model[:40]!r} of violent speech", hint="words")
    policy = next(policy for policy in reversed(shipped()) if policy.about is About.GROUPS)
    detector, evaluate = SpeechDetector(), Evaluator(policy)

    def stance(case: Case) -> Stance:
        post = Post("suite", case.text, lang=case.lang)
        found = detector.observe(post).detections
        verdicts = [(each, evaluate(evidence_of(post, each, 1, "unknown"))) for each in found]
        violating = [each.reading.stance for each, verdict in verdicts if verdict.violating]
        open_ = any(verdict.unknown for _, verdict in verdicts)
        return violating[0] if violating else Stance.UNDETERMINED if open_ else Stance.NEUTRAL

    rows = answers(speech.cases(), stance)
    told = document(model, rows, suite=speech.VERSION, digest=speech.suite_digest)
    return {**told, "models_digest": detector.digest, "policy": policy.ref}
