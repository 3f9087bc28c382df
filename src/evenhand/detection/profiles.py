"""Profiles: what an account says of itself by display name, handle and bio, set against an entity it names.

A name that is the whole display name or handle may be the entity's own account or a namesake; two persons confirm that,
never this reading (DESIGN.md, decision 1). Words come from `data/profiles.yml`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from evenhand.detection.folding import Folded, fold, fold_mapped
from evenhand.detection.model import Account, Evidence, Field, Mention, Stance, StanceReading
from evenhand.detection.resources import read_yaml
from evenhand.detection.support import OTHER_THINGS

_READINGS: Final = (  # the order is the rule: distance before closeness, claims before sympathy
    ("parody", Stance.SATIRE, 450, "satire_marker"),
    ("against", Stance.NEUTRAL, 400, ""),
    ("official", Stance.REPRESENTATION, 500, "first_person"),
    ("affiliation", Stance.REPRESENTATION, 450, "first_person"),
    ("fan", Stance.OTHER_SUPPORT, 400, ""),
)


@lru_cache(maxsize=1)
def _words() -> dict[str, tuple[tuple[str, ...], ...]]:
    table: dict[str, list[str]] = read_yaml("data/profiles.yml")
    return {kind: tuple(sorted({tuple(fold(phrase).split()) for phrase in phrases})) for kind, phrases in table.items()}


def read_profile(mention: Mention, text: str, account: Account) -> StanceReading:
    """What a profile field does towards the entity it names. A press card in the bio speaks for every field."""
    folded = fold_mapped(text)
    about = fold_mapped(account.bio)
    if mention.weak:
        return _namesake(mention, (folded, mention.field), (about, Field.BIO))
    for kind, stance, confidence, signal in _READINGS:
        evidence = _find(folded, kind, mention.field)
        if not evidence and kind in ("parody", "against"):
            evidence = _find(about, kind, Field.BIO)
        if evidence:
            return StanceReading(stance, confidence, evidence, (signal,) if signal else ())
    whole = mention.field in (Field.DISPLAY_NAME, Field.HANDLE) and _is_whole(mention, folded)
    return StanceReading(Stance.UNDETERMINED, 350 if whole else 200)


def _namesake(mention: Mention, *places: tuple[Folded, Field]) -> StanceReading:
    """A weak name is a namesake's when it is part of another name or the account says what else it is."""
    evidence = next((found for folded, where in places if (found := _find(folded, "namesake", where))), ())
    if evidence or mention.support.startswith(OTHER_THINGS):
        return StanceReading(Stance.NO_REFERENCE, 450, evidence)
    return StanceReading(Stance.UNDETERMINED, 150)


def _is_whole(mention: Mention, folded: Folded) -> bool:
    return all(token.start >= mention.span[0] and token.end <= mention.span[1] for token in folded.tokens)


def _find(folded: Folded, kind: str, where: Field) -> tuple[Evidence, ...]:
    words = [token.text for token in folded.tokens]
    for phrase in _words()[kind]:
        for i in range(len(words) - len(phrase) + 1):
            if tuple(words[i : i + len(phrase)]) == phrase:
                span = (folded.tokens[i].start, folded.tokens[i + len(phrase) - 1].end)
                return (Evidence(where, span, folded.raw[span[0] : span[1]], f"profile.{kind}.{'-'.join(phrase)}"),)
    return ()
