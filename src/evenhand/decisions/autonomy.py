"""Who may act without a person: a closed list, in code, that no policy text and no state can lengthen (DESIGN.md,
decisions 1 and 2). How autonomy is earned and lost is left to the audits; here is only what an earned state permits.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from evenhand.detection.model import Stance
from evenhand.policy.model import Policy


class Mechanism(StrEnum):
    """What a decision was made by."""

    WORDS = "words"
    MEDIA_BANK = "media_bank"
    CONFIRMED_ACCOUNT = "confirmed_account"
    JUDGED_WORDS = "judged_words"


# What each may do alone, at most, to that one post: reversible and strike-free. Words are absent, and stay absent.
ACTS_ALONE: Final = {
    Mechanism.MEDIA_BANK: frozenset({"warn_screen", "demote", "remove_post"}),
    Mechanism.CONFIRMED_ACCOUNT: frozenset({"warn_screen", "demote", "remove_post"}),
    Mechanism.JUDGED_WORDS: frozenset({"warn_screen", "demote"}),
}


@dataclass(frozen=True, slots=True)
class AutonomyState:
    """What has been earned and not lost: (mechanism, clause, surface). Nothing, unless audits say otherwise.

    `languages` says for which languages of the content, as (mechanism, clause, surface, language); None is for all.
    """

    earned: frozenset[tuple[str, str, str]] = frozenset()
    digest: str = ""
    languages: frozenset[tuple[str, str, str, str]] | None = None


@dataclass(frozen=True, slots=True)
class MediaMatch:
    """A match of a post's media with a bank entry; `confirmed` is two persons' word on the entry itself. `entity_id`: whom
    the entry is of.
    """

    entry_id: str
    clause: str
    confirmed: bool
    entity_id: str = ""


@dataclass(frozen=True, slots=True)
class AccountConfirmation:
    """The account is a designated entity's own, as persons have found; two different ones are needed."""

    entity_id: str
    clause: str
    persons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A configured judge's stance on the words towards an entity. It never decides: it can only agree with the cues."""

    judge: str
    entity_id: str
    stance: Stance


@dataclass(frozen=True, slots=True)
class Grounds:
    """What there is besides the words: an input of the decision, kept with it, so that a replay asks nobody again.

    `two_persons`: the holder's decisions take two persons (high reach, public office); no mechanism acts alone on them.
    """

    media: tuple[MediaMatch, ...] = ()
    account: AccountConfirmation | None = None
    judgements: tuple[Judgement, ...] = ()
    two_persons: bool = False

    @property
    def any(self) -> bool:
        """Whether there is anything besides the words."""
        return bool(self.media or self.account or self.judgements)


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether a mechanism may act alone on a post, with what restriction, and why or why not, in words."""

    allowed: bool
    mechanism: Mechanism
    clause: str
    restriction: str
    why: str


def may_act_alone(
    mechanism: Mechanism, clause: str, surface: str, policy: Policy, state: AutonomyState, lang: str = ""
) -> Permission:
    """The gate: on the closed list, opted in by the policy for this clause, and earned for this surface and language."""

    def no(why: str) -> Permission:
        return Permission(False, mechanism, clause, "", why)

    if mechanism not in ACTS_ALONE:
        return no("words alone never act: a person decides")
    if all(known.clause_id != clause for known in policy.clauses):
        return no(f"{policy.ref} has no clause {clause}")
    rule = next((r for r in policy.automatic if r.mechanism == mechanism.value and clause in r.clauses), None)
    if rule is None:
        return no(f"{policy.ref} does not let {mechanism.value} act alone for {clause}")
    if rule.restriction not in ACTS_ALONE[mechanism]:
        return no(f"{mechanism.value} may never {rule.restriction} alone")
    if (mechanism.value, clause, surface) not in state.earned:
        return no(f"{mechanism.value} has not earned to act alone for {clause} on {surface or 'this surface'}")
    if state.languages is not None and (mechanism.value, clause, surface, lang) not in state.languages:
        return no(f"{mechanism.value} has not earned to act alone for {clause} in this language")
    why = f"{mechanism.value} has earned to act alone for {clause} on {surface or 'this surface'}"
    return Permission(True, mechanism, clause, rule.restriction, why)
