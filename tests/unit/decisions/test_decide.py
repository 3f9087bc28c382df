"""Outcome, route and reasons; who may act without a person."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.simulators.decision_world import DIGESTS, JUDGED_AT, detection, finder, newest, observed, post

from evenhand.decisions.autonomy import AccountConfirmation, AutonomyState, Grounds, Judgement, MediaMatch
from evenhand.decisions.decide import decide
from evenhand.decisions.model import Decision, Outcome, Route
from evenhand.detection.model import Account, Detection, Observed, Post, Stance
from evenhand.policy.model import AutomaticRule, Policy

CLAUSE = "doi.t1.glorification"
JUDGE = Grounds(judgements=(Judgement("judge@1", "org:dawn", Stance.GLORIFICATION),))


def decided(
    *detections: Detection,
    seen: Observed | None = None,
    about: Post | None = None,
    policy: Policy | None = None,
    autonomy: AutonomyState | None = None,
    grounds: Grounds | None = None,
) -> Decision:
    given, rules = about or post(), policy or newest()
    look = seen or observed(*detections)
    findings = finder(rules).find(given, look, JUDGED_AT)
    return decide(
        given,
        look,
        findings,
        rules,
        digests=DIGESTS,
        judged_at=JUDGED_AT,
        autonomy=autonomy or AutonomyState(),
        grounds=grounds or Grounds(),
    )


def earned(mechanism: str, clause: str = CLAUSE, surface: str = "agora") -> AutonomyState:
    return AutonomyState(frozenset({(mechanism, clause, surface)}))


def opted_in(*rules: AutomaticRule) -> Policy:
    return replace(newest(), automatic=rules)


@pytest.mark.parametrize(
    ("stance", "outcome", "route"),
    [
        (Stance.GLORIFICATION, Outcome.NEEDS_REVIEW, Route.REVIEW),
        (Stance.MATERIAL_SUPPORT, Outcome.NEEDS_REVIEW, Route.REVIEW),
        (Stance.UNDETERMINED, Outcome.NEEDS_REVIEW, Route.REVIEW),
        (Stance.REPORTING, Outcome.NO_VIOLATION, Route.NONE),
        (Stance.CONDEMNATION, Outcome.NO_VIOLATION, Route.NONE),
        (Stance.NO_REFERENCE, Outcome.NO_VIOLATION, Route.NONE),
    ],
)
def test_words(stance: Stance, outcome: Outcome, route: Route) -> None:
    decision = decided(detection(stance=stance))
    assert (decision.outcome, decision.route, decision.mechanism) == (outcome, route, "words")
    assert (decision.priority > 0) is (route is Route.REVIEW)
    assert decision.reasons


def test_no_mention_is_no_violation() -> None:
    decision = decided()
    assert (decision.outcome, decision.route, decision.priority) == (Outcome.NO_VIOLATION, Route.NONE, 0)
    assert decision.reasons == ("no designated entity is named",)


def test_one_violating_finding_among_reports_sends_the_post_to_a_person() -> None:
    decision = decided(detection(stance=Stance.REPORTING), detection("org:aram", Stance.GLORIFICATION))
    assert decision.route is Route.REVIEW
    assert len(decision.findings) == 2


def test_unsupported_language_is_never_called_clean() -> None:
    none = decided(seen=observed(assessed=False, lang="am"))
    named = decided(seen=observed(detection(stance=Stance.UNDETERMINED), assessed=False, lang="am"))
    bank = decided(seen=observed(detection("bank:coast", Stance.UNDETERMINED), assessed=False, lang="am"))
    assert (none.outcome, none.route) == (Outcome.NOT_ASSESSED, Route.NONE)
    assert (named.outcome, named.route) == (Outcome.NEEDS_REVIEW, Route.REVIEW)
    assert (bank.outcome, bank.route) == (Outcome.NOT_ASSESSED, Route.NONE)
    assert none.reasons == ("no cues for this language",)


def test_a_post_of_images_alone_is_not_assessed() -> None:
    decision = decided(about=post(text=" "))
    assert (decision.outcome, decision.reasons) == (Outcome.NOT_ASSESSED, ("no words to read",))


def test_reasons_name_words_entity_designation_stance_and_clause() -> None:
    (reason, last) = decided(detection(disguise="zero-width marks")).reasons
    for part in (
        "text 0-16", "“Black Dawn Front”", "zero-width marks", "tier 1 by us-state us-fto since 2012-03-01",
        "glorification (confidence 800)", CLAUSE,
    ):  # fmt: skip
        assert part in reason
    assert last == "words alone never act: a person decides"


@pytest.mark.parametrize(
    ("seen", "part"),
    [
        (detection("bank:coast"), "which is in no tier"),
        (detection("org:undated"), "whose tier is not known"),
        (detection(weak=True), "the name alone does not point there"),
        (detection(stance=Stance.UNDETERMINED), "the reader cannot tell"),
        (detection("person:vasir"), "a name match alone is a question, never a finding"),
        (detection(stance=Stance.REPORTING), "allowed by doi.a.news"),
        (detection("org:river", Stance.OTHER_SUPPORT), "no clause hits"),
        (detection(signals=("satire_marker",)), "doi.a.satire excuses it"),
    ],
)
def test_each_doubt_is_said(seen: Detection, part: str) -> None:
    assert part in " ".join(decided(seen).reasons)


def test_a_confirmed_media_match_acts_only_where_it_has_earned_it() -> None:
    match = Grounds(media=(MediaMatch("bank-7", CLAUSE, confirmed=True),))
    waiting = decided(grounds=match)
    assert (waiting.outcome, waiting.route, waiting.mechanism) == (Outcome.NEEDS_REVIEW, Route.REVIEW, "words")
    assert "has not earned" in waiting.reasons[0]
    acting = decided(grounds=match, autonomy=earned("media_bank"))
    assert (acting.outcome, acting.route, acting.mechanism) == (Outcome.VIOLATION, Route.AUTOMATIC, "media_bank")
    assert acting.restriction == "remove_post"
    elsewhere = decided(grounds=match, autonomy=earned("media_bank", surface="forum"))
    assert elsewhere.route is Route.REVIEW
    unconfirmed = Grounds(media=(MediaMatch("bank-7", CLAUSE, confirmed=False),))
    assert decided(grounds=unconfirmed, autonomy=earned("media_bank")).route is Route.NONE


def test_an_account_needs_two_different_persons() -> None:
    clause = "doi.t1.presence"
    state = earned("confirmed_account", clause)
    one = Grounds(account=AccountConfirmation("org:dawn", clause, ("ana", "ana")))
    two = Grounds(account=AccountConfirmation("org:dawn", clause, ("ana", "ben")))
    assert decided(grounds=one, autonomy=state).route is Route.NONE
    assert decided(grounds=two, autonomy=state).route is Route.AUTOMATIC


def test_judged_words_act_only_opted_in_earned_agreeing_and_mildly() -> None:
    demote = AutomaticRule("judged_words", (CLAUSE,), "demote", 950, 30, "a test")
    state = earned("judged_words")
    seen = detection()
    acting = decided(seen, policy=opted_in(demote), autonomy=state, grounds=JUDGE)
    assert (acting.route, acting.restriction) == (Route.AUTOMATIC, "demote")
    assert decided(seen, autonomy=state, grounds=JUDGE).route is Route.REVIEW  # not opted in
    assert decided(seen, policy=opted_in(demote), grounds=JUDGE).route is Route.REVIEW  # not earned
    removing = replace(demote, restriction="remove_post")
    assert decided(seen, policy=opted_in(removing), autonomy=state, grounds=JUDGE).route is Route.REVIEW
    other = Grounds(judgements=(Judgement("judge@1", "org:dawn", Stance.MATERIAL_SUPPORT),))
    assert decided(seen, policy=opted_in(demote), autonomy=state, grounds=other).route is Route.REVIEW
    weak = decided(detection(weak=True), policy=opted_in(demote), autonomy=state, grounds=JUDGE)
    assert weak.route is Route.REVIEW


def test_a_policy_object_that_names_words_changes_nothing() -> None:
    rule = AutomaticRule("words", (CLAUSE,), "demote", 950, 30, "a test")
    assert decided(detection(), policy=opted_in(rule), autonomy=earned("words")).route is Route.REVIEW


def test_priority_orders_by_harm_certainty_and_reach() -> None:
    def priority(stance: Stance, confidence: int = 800, reach: int = 0) -> int:
        about = post(account=Account(reach=reach))
        return decided(detection(stance=stance, confidence=confidence), about=about).priority

    support = priority(Stance.MATERIAL_SUPPORT)
    assert support > priority(Stance.GLORIFICATION) > priority(Stance.OTHER_SUPPORT)
    assert priority(Stance.OTHER_SUPPORT) > priority(Stance.UNCLEAR_REFERENCE) > priority(Stance.UNDETERMINED) > 0
    assert support > priority(Stance.MATERIAL_SUPPORT, 300)
    assert priority(Stance.MATERIAL_SUPPORT, 800, 5_000_000) > support
    assert priority(Stance.MATERIAL_SUPPORT, 1000, 10**12) <= 1000
    assert priority(Stance.MATERIAL_SUPPORT, 1000) == 850
