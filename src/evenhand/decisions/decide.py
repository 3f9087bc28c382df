"""The decision on one post, pure: outcome, route, priority and reasons in words, from findings and what is earned.

Words alone never act: a violating finding asks a person. `violation` is what persons conclude, or a mechanism of
the closed list (`decisions.autonomy`). What persons then say, and what follows, is `enforcement`'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from evenhand.decisions.autonomy import AutonomyState, Grounds, Mechanism, Permission, may_act_alone
from evenhand.decisions.model import Decision, Digests, Finding, Outcome, Route
from evenhand.decisions.priority import priority_of
from evenhand.decisions.reasons import reason_of
from evenhand.detection.model import Observed, Post
from evenhand.policy.model import About, Policy

_NOTHING: Final = {
    About.ENTITIES: "no designated entity is named",
    About.GROUPS: "no call against a group of people is found",
}
NOTHING_EARNED = AutonomyState()
WORDS_ONLY = Grounds()
_TWO_PERSONS = "high reach or public office: two persons decide, no mechanism alone"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an examination comes to, before who it is said of."""

    outcome: Outcome
    route: Route
    asking: tuple[Finding, ...]  # the findings that ask for a person
    reasons: tuple[str, ...]


def decide(
    post: Post,
    observed: Observed,
    findings: tuple[Finding, ...],
    policy: Policy,
    *,
    digests: Digests,
    judged_at: datetime,
    autonomy: AutonomyState = NOTHING_EARNED,
    grounds: Grounds = WORDS_ONLY,
    mode: str = "live",
) -> Decision:
    """Decide one post under one policy. `mode` is live, shadow or backtest; the answer is the same, what is done is
    not.
    """
    permissions = tuple(_permissions(post, observed.lang, findings, policy, autonomy, grounds)) if grounds.any else ()
    if grounds.two_persons:
        permissions = tuple(replace(each, allowed=False, why=_TWO_PERSONS) for each in permissions)
    granted = next((permission for permission in permissions if permission.allowed), None)
    words = by_words(observed, findings, policy, _readable(post))
    if granted is not None:
        answer = Answer(Outcome.VIOLATION, Route.AUTOMATIC, findings, (granted.why, *words.reasons))
    elif permissions:
        refused = tuple(permission.why for permission in permissions)
        answer = Answer(Outcome.NEEDS_REVIEW, Route.REVIEW, words.asking, (*refused, *words.reasons))
    else:
        answer = words
    clear = answer.route is Route.NONE
    return Decision(
        post_id=post.id,
        surface=post.surface,
        account_id=post.account_id,
        policy=policy.ref,
        judged_at=judged_at,
        outcome=answer.outcome,
        route=answer.route,
        priority=0 if clear else priority_of(policy, answer.asking, post.account.reach),
        findings=findings,
        digests=digests,
        reasons=tuple(dict.fromkeys(answer.reasons)),
        lang=observed.lang,
        mode=mode,
        mechanism=(granted.mechanism if granted else Mechanism.WORDS).value,
        restriction=granted.restriction if granted else "",
        acted_under=granted.clause if granted else "",
        autonomy=autonomy.digest,
        grounds=grounds if grounds.any else None,
    )


def _readable(post: Post) -> bool:
    texts = (post.text, post.quoted_text, post.parent_text)
    return any(text.strip() for text in texts)


def by_words(observed: Observed, findings: tuple[Finding, ...], policy: Policy, readable: bool) -> Answer:
    """What the words alone say: nothing, a question for a person, or not assessed. Never automatic."""
    reasons = tuple(reason_of(finding, policy) for finding in findings)
    tiered = tuple(finding for finding in findings if finding.tier is not None or "tier" in finding.unknown)
    if not observed.assessed or (not readable and not findings):
        why = observed.not_assessed_reason or ("no words to read" if not readable else "not assessed")
        if tiered:  # a name that may be in a tier, in words that nobody here can read
            return Answer(Outcome.NEEDS_REVIEW, Route.REVIEW, tiered, (why, *reasons))
        return Answer(Outcome.NOT_ASSESSED, Route.NONE, (), (why, *reasons))
    asking = tuple(finding for finding in findings if finding.violating or finding.unknown)
    if asking:
        return Answer(Outcome.NEEDS_REVIEW, Route.REVIEW, asking, (*reasons, "words alone never act: a person decides"))
    return Answer(Outcome.NO_VIOLATION, Route.NONE, (), reasons or (_NOTHING[policy.about],))


def _permissions(
    post: Post, lang: str, findings: tuple[Finding, ...], policy: Policy, autonomy: AutonomyState, grounds: Grounds
) -> Iterator[Permission]:
    """For each ground besides the words, whether it may act alone; the words themselves are never asked."""
    for match in grounds.media:
        if match.confirmed:
            yield may_act_alone(Mechanism.MEDIA_BANK, match.clause, post.surface, policy, autonomy, lang)
    account = grounds.account
    if account is not None and len(set(account.persons)) >= 2:
        yield may_act_alone(Mechanism.CONFIRMED_ACCOUNT, account.clause, post.surface, policy, autonomy, lang)
    for finding in findings:
        agreed = any(
            judgement.entity_id == finding.entity_id and judgement.stance is finding.reading.stance
            for judgement in grounds.judgements
        )
        # Agreement is not enough where something is unknown or the cues quote nothing.
        if (
            agreed
            and finding.clause is not None
            and finding.violating
            and not finding.unknown
            and finding.reading.evidence
        ):
            yield may_act_alone(Mechanism.JUDGED_WORDS, finding.clause, post.surface, policy, autonomy, lang)
