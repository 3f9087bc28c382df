"""Decisions as plain JSON: the shape that `examine` prints (INTERFACES.md), and the whole record with its way back.

Plain values only (no floats, ASCII keys): `kernel.canonical` gives them one spelling and a digest.
"""

from __future__ import annotations

from typing import Any

from evenhand.decisions.model import Decision, DesignationCited, Finding
from evenhand.kernel.canonical import plain
from evenhand.kernel.restore import restore


def examine_out(decision: Decision) -> dict[str, Any]:
    """What `examine` prints for one post; `schemas/examine-out.schema.json` describes it."""
    shown: dict[str, Any] = {
        "post_id": decision.post_id,
        "route": decision.route.value,
        "outcome": decision.outcome.value,
        "priority": decision.priority,
        "findings": [_finding(finding) for finding in decision.findings],
        "digests": plain(decision.digests),
        "reasons": list(decision.reasons),
        "policy": decision.policy,
        "lang": decision.lang,
        "mode": decision.mode,
        "mechanism": decision.mechanism,
    }
    if decision.autonomy:  # what was earned, and what it came to; most workspaces have earned nothing
        shown |= {
            "autonomy": decision.autonomy,
            "restriction": decision.restriction,
            "acted_under": decision.acted_under,
        }
    return shown


def _finding(finding: Finding) -> dict[str, Any]:
    mention, reading = finding.mention, finding.reading
    return {
        "entity_id": finding.entity_id,
        "entity": finding.entity,
        "alias": mention.alias,
        "field": mention.field.value,
        "span": list(mention.span),
        "quote": mention.quote,
        "disguise": mention.disguise,
        "stance": reading.stance.value,
        "confidence": reading.confidence,
        "stance_evidence": [plain(evidence) for evidence in reading.evidence],
        "clause": finding.clause,
        "allowance": finding.allowance,
        "designations": [_designation(act) for act in finding.designations],
        "tier": finding.tier,
        "unknown": list(finding.unknown),
    }


def _designation(act: DesignationCited) -> dict[str, Any]:
    names = ("authority", "programme", "announced", "effective", "revoked", "in_force", "source", "reference", "tier")
    return {name: plain(getattr(act, name)) for name in names}


def decision_to_dict(decision: Decision) -> dict[str, Any]:
    """The whole record as plain JSON values, for the ledger and for replay."""
    record: dict[str, Any] = plain(decision)
    return record


def decision_from_dict(value: Any) -> Decision:
    """The way back. Raises BadInputError naming the field that is wrong."""
    return restore(Decision, value)
