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
    where = f"{mention.field.value} {mention.span[0]}-{mention.span[1]}"
    saying = _saying(finding, policy, str(finding.reading.confidence))
    if policy.about is About.GROUPS:
        return f"{where}: “{shortened(mention.quote)}” names {finding.entity}; {saying}"
    disguise = disguise_in_words(mention.disguise)
    return f"{where}: “{shortened(mention.quote)}”{disguise} names {finding.entity}, {standing_in_words(finding)}; {saying}"


def shortened(quote: str) -> str:
    """As much of a mention as a reason repeats."""
    return quote if len(quote) <= _QUOTE else quote[: _QUOTE - 1] + "…"


def disguise_in_words(disguise: str) -> str:
    """A disguise as a reason names it."""
    return f" (disguised: {disguise})" if disguise else ""


def saying_around_confidence(finding: Finding, policy: Policy) -> tuple[str, str | None]:
    """What a reason says of the reading, before the number of its confidence and after it; None where that is not said."""
    before, mark, after = _saying(finding, policy, "\0").partition("\0")
    return before, after if mark else None


def standing_in_words(finding: Finding) -> str:
    """Which tier the entity is in, and by whose act."""
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


def _saying(finding: Finding, policy: Policy, confidence: str) -> str:
    stance = finding.reading.stance
    read = f"read as {stance.value} (confidence {confidence})"
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
