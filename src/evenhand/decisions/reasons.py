"""One finding as one sentence of reasons: the words, the entity, its designation, the stance, the clause or what
excuses it.

English, for the record and the reviewer. What the affected person receives is written by `statements`.
"""

from __future__ import annotations

from typing import Final

from evenhand.decisions.model import DesignationCited, Finding
from evenhand.decisions.once import Once
from evenhand.detection.model import Stance
from evenhand.policy.model import About, Policy

_QUOTE = 80  # code points of the mention that a reason repeats; the finding holds all of it


def reason_of(finding: Finding, policy: Policy) -> str:
    """The sentence."""
    mention = finding.mention
    quote = mention.quote if len(mention.quote) <= _QUOTE else mention.quote[: _QUOTE - 1] + "…"
    disguise = f" (disguised: {mention.disguise})" if mention.disguise else ""
    where = f"{mention.field.value} {mention.span[0]}-{mention.span[1]}"
    if policy.about is About.GROUPS:
        return f"{where}: “{quote}” names {finding.entity}; {_saying(finding, policy)}"
    return f"{where}: “{quote}”{disguise} names {finding.entity}, {_standing(finding)}; {_saying(finding, policy)}"


def _standing(finding: Finding) -> str:
    if finding.tier is None:
        return "whose tier is not known" if "tier" in finding.unknown else "which is in no tier"
    return f"tier {finding.tier} by {_holding(finding.designations)[finding.tier]}"


class _ByTier(dict[int | None, str]):
    """The acts that put an entity in a tier, in words."""

    def __init__(self, acts: tuple[DesignationCited, ...]) -> None:
        super().__init__()
        self._acts = acts

    def __missing__(self, tier: int | None) -> str:
        holding = [act for act in self._acts if act.in_force and act.verified and act.tier == tier]
        self[tier] = words = ", ".join(sorted({_act(act) for act in holding}))
        return words


_holding: Final = Once(_ByTier)


def _act(act: DesignationCited) -> str:
    since = act.effective or act.announced
    by = "the platform's own list" if act.authority == act.programme else f"{act.authority} {act.programme}"
    return by + (f" since {since.isoformat()}" if since else "")


def _saying(finding: Finding, policy: Policy) -> str:
    stance = finding.reading.stance
    read = f"read as {stance.value} (confidence {finding.reading.confidence})"
    if finding.mention.weak and finding.tier is not None:
        doubt = "a question for a person" if finding.unknown else "no finding against anybody"
        return f"the name alone does not point there and nothing near it does: {doubt}; {read}"
    if finding.clause is not None:
        title = f"{finding.clause} ({policy.clause(finding.clause).title})"
        if finding.allowance is None:
            person = "; a name match alone is a question, never a finding" if finding.entity_kind == "person" else ""
            return f"{read}, which {title} forbids" + _unknown(finding) + person
        return f"{read}; {title} would hit, {finding.allowance} excuses it" + _unknown(finding)
    if finding.unknown:
        if stance is Stance.UNDETERMINED:
            return "the reader cannot tell what the words do: a person decides"
        return read + _unknown(finding)
    if finding.tier is None:
        return "no clause applies"
    allowed = f", allowed by {finding.allowance}" if finding.allowance else ""
    return f"{read}{allowed}: no clause hits"


def _unknown(finding: Finding) -> str:
    return f"; not known: {', '.join(finding.unknown)}" if finding.unknown else ""
