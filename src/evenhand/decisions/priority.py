"""The order of the review queue: expected harm, 0..1000, in whole numbers so that every machine orders alike.

    harm      = severity (severe 450, standard 350)
              + stance (support, membership, calls to kill or exterminate 400, glorification 350, other support, calls to
                expel, dehumanisation 250, unclear 150)
    certainty = 300 + 700 * confidence / 1000, per mille; 400 where a fact is unknown; 150 where the whole of the words
                speaks against the cue that accuses (`stance.second`); and where the reader could not
                tell, 600 * confidence / 1000, its confidence then being how likely a person will find a violation
    reach     = 5 for each doubling of the followers, at most 100 (a million is 100)
    priority  = harm * certainty / 1000 + reach, at most 1000; the post's highest finding counts, reach counts once

Reports, however many, and who asked do not enter.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from evenhand.decisions.model import Finding
from evenhand.detection.model import Stance
from evenhand.detection.stance.second import DOUBTED
from evenhand.policy.model import Policy, Severity

_SEVERITY: Final = {Severity.SEVERE: 450, Severity.STANDARD: 350}
_STANCE: Final = {
    Stance.MATERIAL_SUPPORT: 400,
    Stance.REPRESENTATION: 400,
    Stance.GLORIFICATION: 350,
    Stance.OTHER_SUPPORT: 250,
    Stance.UNCLEAR_REFERENCE: 150,
    Stance.CALL_TO_KILL: 400,
    Stance.CALL_TO_EXTERMINATE: 400,
    Stance.CALL_TO_EXPEL: 250,
    Stance.DEHUMANISATION: 250,
}
_OTHER_STANCE: Final = 100
_UNKNOWN: Final = 400
_DOUBTED: Final = 150


def priority_of(policy: Policy, findings: Iterable[Finding], reach: int) -> int:
    """The priority of a post that goes to review, by the findings that send it there."""
    return priority_from([(weight_of(policy, finding), finding.reading.confidence) for finding in findings], reach)


Weight = tuple[int, int, int]  # the harm, and the certainty: how much of it stands, and how much a full confidence adds


def priority_from(findings: Iterable[tuple[Weight, int]], reach: int) -> int:
    """The same from weights, each with its confidence."""
    harm = 0
    for (whole, certain, more), confidence in findings:
        harm = max(harm, whole * (certain + more * max(0, min(1000, confidence)) // 1000) // 1000)
    return min(1000, harm + min(100, 5 * max(0, reach).bit_length()))


def weight_of(policy: Policy, finding: Finding) -> Weight:
    """What a finding weighs, whatever its confidence."""
    severity = policy.clause(finding.clause).severity if finding.clause is not None else Severity.STANDARD
    harm = _SEVERITY[severity] + _STANCE.get(finding.reading.stance, _OTHER_STANCE)
    if finding.reading.stance is Stance.UNDETERMINED and not finding.unknown:
        return harm, 0, 600
    if not finding.violating or finding.unknown:
        return harm, _UNKNOWN, 0
    return (harm, _DOUBTED, 0) if DOUBTED in finding.reading.signals else (harm, 300, 700)
