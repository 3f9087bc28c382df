"""The closed list of fields that a policy may ask about, with their types, and the fields it may not, with the reason.

Evenness by construction: no field names a language, a group, a person, an entity or a target. A rule that cannot be
written cannot be uneven; what the lists and the cues do differently for languages and communities is measured by
`parity`. Filling the fields from what was seen is left to `decisions.evidence`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from evenhand.policy.conditions import DATED, MEMBERSHIP, ORDERED, Op, Scalar

# How sure a link between two accounts is; a policy says which of them a penalty may follow.
LINK_GRADES: Final = ("verified", "declared", "confirmed")


class FieldType(StrEnum):
    """What values a field takes."""

    ENUM = "one of a list"
    INTEGER = "a whole number"
    FLAG = "true or false"
    DAY = "a day"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field: name, type, what it means, its values (enum) or bounds (integer), and what an inline case leaves
    it at.
    """

    name: str
    kind: FieldType
    meaning: str
    values: tuple[str, ...] = ()
    low: int = 0
    high: int = 0
    default: Scalar = None

    @property
    def ops(self) -> frozenset[Op]:
        """The questions that make sense for this type."""
        simple = frozenset({Op.IS, Op.IS_NOT, Op.EXISTS})
        extra: Mapping[FieldType, frozenset[Op]] = {
            FieldType.ENUM: MEMBERSHIP,
            FieldType.INTEGER: MEMBERSHIP | ORDERED,
            FieldType.FLAG: frozenset(),
            FieldType.DAY: DATED,
        }
        return simple | extra[self.kind]

    def problem(self, value: object) -> str:
        """Why a value is none of this field's; empty when it is one."""
        if self.kind is FieldType.ENUM:
            return "" if value in self.values else "expected one of " + ", ".join(self.values)
        if self.kind is FieldType.FLAG:
            return "" if isinstance(value, bool) else "expected true or false"
        if self.kind is FieldType.DAY:
            return "" if isinstance(value, date) else "expected a day, YYYY-MM-DD"
        whole = isinstance(value, int) and not isinstance(value, bool) and self.low <= value <= self.high
        return "" if whole else f"expected a whole number from {self.low} to {self.high}"


VIOLATING_STANCES: Final = (
    "glorification",
    "material_support",
    "other_support",
    "representation",
    "unclear_reference",
)
CALL_STANCES: Final = (
    "call_to_kill",
    "call_to_exterminate",
    "call_to_expel",
    "dehumanisation",
)  # towards groups of people
ALLOWED_STANCES: Final = ("reporting", "neutral", "condemnation", "satire", "human_rights")
# `undetermined` and `no_reference` are no values a rule may ask for: the first is an unknown, the second no finding.
STANCES: Final = VIOLATING_STANCES + CALL_STANCES + ALLOWED_STANCES

SIGNALS: Final[Mapping[str, str]] = {
    "quoted": "the words stand inside quotation marks or in the quoted post",
    "reported_speech": "the author reports what somebody else says or did",
    "attributed": "a named source is given for the words",
    "negated": "the words are under a negation",
    "question": "the words are a question",
    "wish": "the words are a wish or a hypothesis",
    "irony": "an irony marker stands near the words",
    "satire_marker": "the account or post says that it is satire or parody",
    "news_format": "the post has the form of a news report: dateline, headline, agency credit",
    "academic": "the words are those of research, teaching or analysis",
    "counter_speech": "the words speak against the entity or its violence",
    "condemnation": "the words condemn",
    "human_rights": "the words are about the rights of designated people: trial, torture, detention, burial",
    "peace_process": "the words are about a ceasefire, negotiations, a peace agreement or disarmament",
    "election": "the words are about an election and those who stand in it",
    "governance": "the words are about administering territory: schools, water, permits, taxes, courts",
    "humanitarian": "the words are about health care, aid or evacuation in a territory that the entity administers",
    "mourning": "the words mourn the dead",
    "religious_formula": "a formula of religion or mourning, `shaheed` among them, not a celebration of violence",
    "protest": "rhetoric of protest against rulers, such as `death to` a ruler",
    "historical": "the words are about a past that has ended",
    "public_interest": "the post is a public record: a court paper, an official answer, a parliament's debate",
    "violence_named": "the words name violence or hateful acts of the entity",
    "nonviolent_subject": "what is praised is named and peaceful: a service, a vote, a negotiation, a match",
    "official_message": "the words pass on the entity's own statement",
    "call_to_action": "the words call on others to act",
    "first_person": "the author speaks of themselves",
    "denied_membership": "the author denies belonging to the entity",
    "figurative": "a call stands in a sentence about a match, a game or the like",
    "lawful_process": "a call stands in a sentence about a law, a court or a permit",
}

_LISTED: Final = (
    FieldSpec("tier", FieldType.INTEGER, "the tier of the entity on the day asked; 0 is in no tier", (), 0, 3),
    FieldSpec(
        "stance", FieldType.ENUM, "what the words do towards the entity or group; unknown when undetermined", STANCES
    ),
    FieldSpec(
        "entity_kind",
        FieldType.ENUM,
        "what kind of thing is named",
        ("person", "organisation", "company", "bank", "vessel", "aircraft", "state", "unknown"),
        default="organisation",
    ),
    FieldSpec(
        "account_kind",
        FieldType.ENUM,
        "what the account says it is, as the platform records it",
        ("individual", "news_outlet", "politician", "organisation", "state"),
        default="individual",
    ),
    FieldSpec(
        "field",
        FieldType.ENUM,
        "where the name was found",
        ("text", "quoted_text", "parent_text", "display_name", "handle", "bio", "media"),
        default="text",
    ),
    FieldSpec("confidence", FieldType.INTEGER, "how sure the reader is, per mille", (), 0, 1000, 800),
    FieldSpec(
        "weak", FieldType.FLAG, "the name alone does not point to the entity and nothing supports it", default=False
    ),
    FieldSpec("disguised", FieldType.FLAG, "the name was written in disguise", default=False),
    FieldSpec("posted_on", FieldType.DAY, "the day the post was made, in UTC"),
)
FIELDS: Final[Mapping[str, FieldSpec]] = {spec.name: spec for spec in _LISTED} | {
    f"signal.{name}": FieldSpec(f"signal.{name}", FieldType.FLAG, meaning, default=False)
    for name, meaning in SIGNALS.items()
}

_GROUP: Final = "no rule may branch on a group label (DESIGN.md, contract blind): the same words get the same answer"
_LANGUAGE: Final = "language only chooses cues and reads autonomy; a rule that branches on it would be uneven by design"
_IDENTITY: Final = (
    "a rule speaks of tiers, never of one entity or account: within a tier the same words get the same answer"
)
_TARGET: Final = "a target named in the words is evidence, and no rule may branch on which target it is"
REFUSED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("lang", "language", "script", "locale"), _LANGUAGE),
    **dict.fromkeys(
        (
            "religion", "ethnicity", "community", "nationality", "race", "gender", "sex", "caste", "country",
            "region", "group", "origin", "sect", "party", "ideology", "orientation", "disability",
        ),
        _GROUP,
    ),
    **dict.fromkeys(("entity", "entity_id", "name", "alias", "account_id", "handle", "bio", "subject_id"), _IDENTITY),
    **dict.fromkeys(("target", "target_id", "target_group", "victim"), _TARGET),
}  # fmt: skip


def refusal(name: str) -> str:
    """Why a field may not be asked about, for names refused on principle (dotted parts count); else empty."""
    for part in name.lower().replace("-", "_").split("."):
        for word in (part, part.removeprefix("author_"), part.removeprefix("account_"), part.split("_")[0]):
            if word in REFUSED and part not in FIELDS:
                return REFUSED[word]
    return ""
