"""Decisions as plain JSON: the shape that `examine` prints (INTERFACES.md), and the whole record with its way back.

Plain values only (no floats, ASCII keys): `kernel.canonical` gives them one spelling and a digest.
"""

from __future__ import annotations

from json.encoder import encode_basestring
from typing import Any, Final

from evenhand.decisions.model import Decision, DesignationCited, Finding
from evenhand.decisions.once import Once
from evenhand.kernel.canonical import canonical_text, plain, with_utf8
from evenhand.kernel.restore import restore

quoted: Final = encode_basestring  # a text as JSON has it


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


def examine_text(decision: Decision) -> str:
    """The canonical JSON of `examine_out`, written straight: a batch makes one for each post that names somebody."""
    before, between, after = around_findings(decision)
    text = (
        f"{before}{','.join(map(_finding_text, decision.findings))}{between}{quoted(decision.post_id)}"
        f',"priority":{decision.priority},"reasons":[{",".join(map(quoted, decision.reasons))}{after}'
    )
    return text if text.isascii() else with_utf8(text)


def around_findings(decision: Decision) -> tuple[str, str, str]:
    """The text before the findings, from there to the post's id, and after the reasons."""
    digests = decision.digests
    earned = decision.autonomy
    acted = f'"acted_under":{quoted(decision.acted_under)},"autonomy":{quoted(earned)},' if earned else ""
    restriction = f',"restriction":{quoted(decision.restriction)}' if earned else ""
    return (
        f'{{{acted}"digests":{{"models":{quoted(digests.models)},"policy":{quoted(digests.policy)}'
        f',"registry":{quoted(digests.registry)},"tier_map":{quoted(digests.tier_map)}}},"findings":[',
        f'],"lang":{quoted(decision.lang)},"mechanism":{quoted(decision.mechanism)},"mode":{quoted(decision.mode)}'
        f',"outcome":"{decision.outcome.value}","policy":{quoted(decision.policy)},"post_id":',
        f']{restriction},"route":"{decision.route.value}"}}',
    )


def _finding_text(finding: Finding) -> str:
    mention, reading = finding.mention, finding.reading
    evidence = ",".join(
        f'{{"cue":{quoted(found.cue)},"field":"{found.field.value}","quote":{quoted(found.quote)}'
        f',"span":[{found.span[0]},{found.span[1]}]}}'
        for found in reading.evidence
    )
    alias, acts, who = who_text(finding)
    verdict, stance, after = verdict_text(finding)
    return (
        f"{alias}{verdict}{reading.confidence}{acts}{quoted(mention.disguise)}{who}"
        f',"field":"{mention.field.value}","quote":{quoted(mention.quote)}'
        f',"span":[{mention.span[0]},{mention.span[1]}]{stance}{evidence}{after}'
    )


def who_text(finding: Finding) -> tuple[str, str, str]:
    """Of a finding's text what depends on who is named: the alias; the acts, up to the disguise; the entity."""
    return (
        f'{{"alias":{quoted(finding.mention.alias)}',
        f',"designations":{_acts_text(finding.designations)},"disguise":',
        f',"entity":{quoted(finding.entity)},"entity_id":{quoted(finding.entity_id)}',
    )


def verdict_text(finding: Finding) -> tuple[str, str, str]:
    """And what depends on the verdict: up to the confidence; the stance, up to its evidence; what follows that."""
    return (
        f',"allowance":{_or_null(finding.allowance)},"clause":{_or_null(finding.clause)},"confidence":',
        f',"stance":"{finding.reading.stance.value}","stance_evidence":[',
        f'],"tier":{"null" if finding.tier is None else finding.tier}'
        f',"unknown":[{",".join(map(quoted, finding.unknown))}]}}',
    )


def _or_null(value: str | None) -> str:
    return "null" if value is None else quoted(value)


def _acts_json(acts: tuple[DesignationCited, ...]) -> str:
    return canonical_text([_designation(act) for act in acts])


_acts_text: Final = Once(_acts_json)


def decision_to_dict(decision: Decision) -> dict[str, Any]:
    """The whole record as plain JSON values, for the ledger and for replay."""
    record: dict[str, Any] = plain(decision)
    return record


def decision_from_dict(value: Any) -> Decision:
    """The way back. Raises BadInputError naming the field that is wrong."""
    return restore(Decision, value)
