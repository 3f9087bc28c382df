"""The words for codes: message ids in English, by group and code. Templates ask for them; catalogues translate them.

A code without a phrase cannot be rendered. Penalties are put together here, because their words depend on their parts.
"""

from __future__ import annotations

from typing import Final

from evenhand.enforcement.strikes import WHY

PHRASES: Final[dict[str, dict[str, str]]] = {
    "restriction": {
        "remove_post": "the post was removed",
        "warn": "a warning was given to the account",
        "limit_features": "features of the account were limited",
        "suspend": "the account was suspended",
        "disable": "the account was disabled",
        "warn_screen": "a warning screen was put in front of the post",
        "demote": "the post was demoted: it is shown to fewer people",
        "demonetise": "the account can earn nothing",
        "withhold": "it was withheld in the territories named below",
        "hold": "the post was held back for the time being",
    },
    "status": {"in_force": "in force", "over": "over", "taken_back": "taken back"},
    "field": {
        "text": "the post",
        "quoted_text": "the post it quotes",
        "parent_text": "the post it answers",
        "display_name": "the display name",
        "handle": "the handle",
        "bio": "the profile text",
        "media": "the picture or video",
    },
    "role": {
        "mention": "The words that name the entity",
        "group": "The words that name a group of people",
        "stance": "The words that were judged",
    },
    "stance": {
        "glorification": "glorification",
        "material_support": "material support",
        "other_support": "other support",
        "representation": "representation",
        "unclear_reference": "an unclear reference",
        "reporting": "reporting",
        "neutral": "neutral discussion",
        "condemnation": "condemnation",
        "satire": "satire",
        "human_rights": "discussion of human rights",
        "undetermined": "undetermined (the automated reading could not tell)",
        "no_reference": "no reference to the entity",
        "call_to_kill": "a call to kill",
        "call_to_exterminate": "a call to exterminate",
        "call_to_expel": "a call to expel",
        "dehumanisation": "dehumanisation",
    },
    "asker": {
        "own": "The platform looked at the post on its own initiative.",
        "user": "A user reported the post.",
        "trusted_flagger": "A trusted flagger reported the post.",
        "court": "A court asked for the examination.",
        "government": "A government authority asked for the examination.",
        "press": "A question from the press led to the examination.",
    },
    "mechanism": {
        "words": "Automated means found the words and proposed a reading of them.",
        "media_bank": "Automated means matched the media with a bank of confirmed media.",
        "confirmed_account": "The account is on the list of accounts that two persons confirmed as an entity's own.",
        "judged_words": "Automated means, a language model among them, found the words and read them.",
    },
    "track": {"standard": "standard", "severe": "severe"},
    "truth": {"yes": "yes", "no": "no", "unknown": "not known"},
    "op": {
        "is": "is",
        "is_not": "is not",
        "in": "is one of",
        "not_in": "is none of",
        "at_least": "is at least",
        "at_most": "is at most",
        "before": "is before",
        "after": "is after",
        "exists": "is known",
    },
    "why_public": {
        "public_office": "The account holder holds public office.",
        "reach": "The account holder has a high reach.",
    },
    "strike": {str(code): message for code, message in WHY.items()},
    "strike_short": {
        "counted": "counts",
        "dismissed": "does not count: dismissed on review",
        "overturned": "does not count: overturned",
        "superseded": "does not count: dismissed by a later ruling",
        "not_eligible": "does not count: no violation under the rules when posted",
        "age_unknown": "does not count: the day of posting is not known",
        "post_too_old": "does not count: the post was too old when judged",
        "same_post": "does not count: the same post was judged before",
        "expired": "no longer counts: expired",
    },
    "filed": {
        "upheld": "a violation",
        "dismissed": "no violation; nothing follows from it",
        "overturned": "a violation, which was overturned later",
        "machine": "restricted by a machine alone; no person has decided yet",
    },
    "link": {
        "verified": "It is linked because the owner was verified to be the same.",
        "declared": "It is linked because the holder declared it.",
        "confirmed": "It is linked because persons confirmed it.",
        "stated": "It is linked by evidence on record, without a grade.",
    },
    "found": {
        "own": "Two persons found that this account is the designated entity's own.",
        "evades": "Two persons found that this account evades a permanent removal.",
    },
    "dispute": {"overturn": "the ruling was overturned", "uphold": "the ruling stands"},
    "entry": {
        "decision.made": "the examination of a post",
        "ruling.made": "a ruling by persons",
        "ruling.overturned": "a ruling overturned",
        "strike.brought_over": "a strike brought over from an earlier system",
        "action.enacted": "something done on a surface",
        "statement.issued": "a statement of reasons",
        "notice.issued": "a notice",
        "appeal.filed": "an appeal",
        "appeal.decided": "the answer to an appeal",
        "dispute.answered": "the word of an out-of-court body",
    },
    "penalty": {
        "warning": "a warning",
        "feature_limit": "limited features without end: %(features)s",
        "feature_limit_days": "limited features for %(days)s days: %(features)s",
        "suspension": "suspension without end",
        "suspension_1": "1 day's suspension",
        "suspension_days": "%(days)s days' suspension",
        "disablement": "disablement",
        "disablement_days": "disablement for %(days)s days",
    },
}


def penalty_phrase(kind: str, days: int | None) -> str:
    """The message id of a penalty: by its kind and whether it is for one day, more, or without end."""
    phrases = PHRASES["penalty"]
    if days == 1 and f"{kind}_1" in phrases:
        return phrases[f"{kind}_1"]
    if days is not None and f"{kind}_days" in phrases:
        return phrases[f"{kind}_days"]
    return phrases[kind]
