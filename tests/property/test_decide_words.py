"""Bar 4 of the main job: no text, and no policy that `policy check` accepts, makes words alone act, whatever was earned."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from importlib.resources import files
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property.test_policy_loading import mutated
from tests.simulators.decision_world import DIGESTS, JUDGED_AT, KINDS, POSTED_AT, finder, newest
from tests.simulators.policy_text import SMALL

from evenhand.decisions.autonomy import AccountConfirmation, AutonomyState, Grounds, Judgement, MediaMatch
from evenhand.decisions.decide import decide
from evenhand.decisions.model import Decision, Outcome, Route
from evenhand.detection.model import (
    Account,
    AccountKind,
    Detection,
    Evidence,
    Field,
    Mention,
    Observed,
    Post,
    Stance,
    StanceReading,
)
from evenhand.policy.loading import load
from evenhand.policy.model import AutomaticRule, Policy
from evenhand.policy.vocabulary import FIELDS, SIGNALS, FieldType
from evenhand.service.grounding import Asking

SHIPPED = [path.read_text(encoding="utf-8") for path in files("evenhand.policy").joinpath("data", "doi").iterdir()]
SURFACES = ("", "agora", "forum")
MECHANISMS = ("words", "media_bank", "confirmed_account", "judged_words", "")

TEXTS = st.text(max_size=60)
READINGS = st.builds(
    StanceReading,
    st.sampled_from(Stance),
    st.integers(0, 1000),
    st.just((Evidence(Field.TEXT, (0, 1), "x", "cue"),)),
    st.lists(st.sampled_from(sorted(SIGNALS)), max_size=4).map(tuple),
)
MENTIONS = st.builds(
    Mention,
    st.sampled_from(sorted(KINDS)),
    TEXTS,
    st.sampled_from(Field),
    st.just((0, 1)),
    TEXTS,
    st.sampled_from(["", "zero-width marks"]),
    st.booleans(),
)
OBSERVED = st.builds(
    Observed,
    st.sampled_from(["en", "ar", "und"]),
    st.booleans(),
    st.lists(st.builds(Detection, MENTIONS, READINGS), max_size=4).map(tuple),
)
POSTS = st.builds(
    Post,
    id=TEXTS,
    text=TEXTS,
    surface=st.sampled_from(SURFACES),
    account_id=TEXTS,
    posted_at=st.sampled_from([None, POSTED_AT]),
    account=st.builds(Account, st.sampled_from(AccountKind), TEXTS, TEXTS, TEXTS, st.integers(0, 10**9)),
)


def everything_earned(policy: Policy) -> AutonomyState:
    """The most generous state there could be: every mechanism, words included, on every clause and surface."""
    clauses = [clause.clause_id for clause in policy.clauses]
    return AutonomyState(frozenset((m, c, s) for m in MECHANISMS for c in clauses for s in SURFACES))


def decided(post: Post, seen: Observed, policy: Policy, grounds: Grounds) -> Decision:
    findings = finder(policy).find(post, seen, JUDGED_AT)
    earned = everything_earned(policy)
    return decide(post, seen, findings, policy, digests=DIGESTS, judged_at=JUDGED_AT, autonomy=earned, grounds=grounds)


def asked_for_words(policy: Policy, seed: int) -> Policy:
    """The policy as a hostile program could build it, past every check: rules that let words act."""
    chance = random.Random(seed)
    clauses = tuple(clause.clause_id for clause in policy.clauses)
    rules = tuple(
        AutomaticRule(
            chance.choice(MECHANISMS), clauses, chance.choice(["demote", "remove_post", "disable"]), 0, 1000, ""
        )
        for _ in range(4)
    )
    return replace(policy, automatic=(*rules, replace(rules[0], mechanism="words")))


def never_acts(decision: Decision) -> None:
    assert decision.route is not Route.AUTOMATIC
    assert decision.outcome is not Outcome.VIOLATION
    assert decision.mechanism == "words"
    assert decision.restriction == ""
    assert 0 <= decision.priority <= 1000
    assert decision.reasons


@settings(max_examples=150, deadline=None)
@given(POSTS, OBSERVED, st.integers(0, 2**32))
def test_words_never_act_under_any_policy_a_program_could_build(post: Post, seen: Observed, seed: int) -> None:
    never_acts(decided(post, seen, asked_for_words(newest(), seed), Grounds()))


def random_condition(chance: random.Random, depth: int = 2) -> dict[str, Any]:
    """Any condition that the vocabulary can spell."""
    if depth and chance.random() < 0.5:
        word = chance.choice(["all", "any", "not"])
        parts = [random_condition(chance, depth - 1) for _ in range(chance.randint(1, 3))]
        return {word: parts[0] if word == "not" else parts}
    spec = chance.choice([FIELDS["stance"], FIELDS["field"], chance.choice(list(FIELDS.values()))])
    if spec.kind is FieldType.ENUM:
        return {"field": spec.name, chance.choice(["in", "not_in"]): chance.sample(spec.values, 2)}
    if spec.kind is FieldType.INTEGER:
        return {"field": spec.name, chance.choice(["at_least", "at_most"]): chance.randint(spec.low, spec.high)}
    if spec.kind is FieldType.FLAG:
        return {"field": spec.name, "is": chance.random() < 0.5}
    return {"field": spec.name, "exists": chance.random() < 0.5}


def grown(seed: int) -> Policy | None:
    """A policy with conditions, severities and machine rules drawn at random, as far as `policy check` accepts it; or a
    shipped or small text broken in a place that did not matter.
    """
    chance = random.Random(seed)
    if chance.random() < 0.3:
        return load(mutated(chance.choice([SMALL, *SHIPPED]), seed).encode("utf-8", "surrogatepass")).policy
    text = SMALL.partition("cases:")[0]
    for stance in ("material_support", "glorification"):
        text = text.replace(f"{{field: stance, is: {stance}}}", json.dumps(random_condition(chance)), 1)
    text = text.replace("severity: standard", f"severity: {chance.choice(['standard', 'severe'])}")
    text = text.replace("mechanism: media_bank", f"mechanism: {chance.choice(MECHANISMS[:4])}")
    return load(text.encode()).policy


def test_enough_random_policies_are_accepted_for_the_next_test_to_mean_something() -> None:
    accepted = [policy for policy in map(grown, range(200)) if policy is not None]
    assert len(accepted) >= 60
    assert len({policy.digest for policy in accepted}) >= 50


@settings(max_examples=200, deadline=None)
@given(POSTS, OBSERVED, st.integers(0, 2**32))
def test_words_never_act_under_any_policy_that_check_accepts(post: Post, seen: Observed, seed: int) -> None:
    never_acts(decided(post, seen, grown(seed) or newest(), Grounds()))


@settings(max_examples=150, deadline=None)
@given(POSTS, OBSERVED, st.integers(0, 2**32))
def test_with_a_judge_only_a_mild_restriction_of_that_post_could(post: Post, seen: Observed, seed: int) -> None:
    judged = tuple(Judgement("judge", d.mention.entity_id, d.reading.stance) for d in seen.detections)
    policy: Any = asked_for_words(newest(), seed)
    decision = decided(post, seen, policy, Grounds(judgements=judged))
    if decision.route is Route.AUTOMATIC:
        assert decision.mechanism == "judged_words"
        assert decision.restriction in {"demote", "warn_screen"}
        assert any(rule.mechanism == "judged_words" for rule in policy.automatic)
        assert any(
            finding.violating and not finding.unknown and not finding.mention.weak for finding in decision.findings
        )
    never_acts(decided(post, seen, newest(), Grounds(judgements=judged)))  # the shipped policy opts in to nothing


def grounds_of(chance: random.Random, seen: Observed, policy: Policy) -> Grounds:
    """Anything there could be besides the words, half of it not good enough."""
    clauses = [clause.clause_id for clause in policy.clauses]
    media = tuple(MediaMatch("m", chance.choice(clauses), chance.random() < 0.5) for _ in range(chance.randint(0, 2)))
    persons = chance.choice([(), ("one",), ("one", "one"), ("one", "two")])
    account = AccountConfirmation("org:dawn", chance.choice(clauses), persons) if chance.random() < 0.5 else None
    stances = list(Stance)
    judged = tuple(Judgement("judge", d.mention.entity_id, chance.choice(stances)) for d in seen.detections)
    return Grounds(media, account, judged, chance.random() < 0.3)


@settings(max_examples=300, deadline=None)
@given(POSTS, OBSERVED, st.integers(0, 2**32))
def test_only_the_closed_list_acts_and_only_with_what_it_needs(post: Post, seen: Observed, seed: int) -> None:
    chance = random.Random(seed)
    policy = asked_for_words(newest(), seed)
    grounds = grounds_of(chance, seen, policy)
    decision = decided(post, seen, policy, grounds)
    assert decision.grounds == (grounds if grounds.any else None), "what it rests on is kept with it"
    if decision.route is not Route.AUTOMATIC:
        never_acts(decision)
        return
    assert not grounds.two_persons
    rule = next(r for r in policy.automatic if r.mechanism == decision.mechanism and decision.acted_under in r.clauses)
    assert decision.restriction == rule.restriction and rule.restriction in {"warn_screen", "demote", "remove_post"}
    enough = {
        "media_bank": any(m.confirmed and m.clause == decision.acted_under for m in grounds.media),
        "confirmed_account": grounds.account is not None and set(grounds.account.persons) == {"one", "two"},
        "judged_words": any(
            f.violating and not f.unknown and f.reading.evidence and f.clause == decision.acted_under
            and any(j.entity_id == f.entity_id and j.stance is f.reading.stance for j in grounds.judgements)
            for f in decision.findings
        ),
    }  # fmt: skip
    assert enough[decision.mechanism]


@settings(max_examples=100, deadline=None)
@given(POSTS, OBSERVED, st.integers(0, 2**32))
def test_nothing_acts_on_a_holder_for_whom_two_persons_decide(post: Post, seen: Observed, seed: int) -> None:
    policy = asked_for_words(newest(), seed)
    never_acts(decided(post, seen, policy, replace(grounds_of(random.Random(seed), seen, policy), two_persons=True)))


class Agreeable:
    """A judge that says what it is told to, and counts how often it is asked."""

    name = "agreeable"

    def __init__(self, says: Stance | None) -> None:
        self.says = says
        self.asked = 0

    def stance(self, text: str, name: str) -> Stance | None:
        self.asked += 1
        return self.says


@settings(max_examples=150, deadline=None)
@given(POSTS, OBSERVED, st.integers(0, 2**32))
def test_a_judge_is_asked_only_where_it_could_do_anything(post: Post, seen: Observed, seed: int) -> None:
    chance = random.Random(seed)
    policy = asked_for_words(newest(), seed)
    judge = Agreeable(chance.choice([None, *Stance]))
    findings = finder(policy).find(post, seen, JUDGED_AT)
    asking = Asking(judge=judge)
    assert asking.of(post, seen, findings, AutonomyState()) == Grounds() and judge.asked == 0, "nothing was earned"
    grounds = asking.of(post, seen, findings, everything_earned(policy))
    plain = [f for f in findings if f.violating and not f.unknown and f.reading.evidence]
    assert judge.asked <= min(3, len({f.entity_id for f in plain}))
    decision = decide(
        post, seen, findings, policy,
        digests=DIGESTS, judged_at=JUDGED_AT, autonomy=everything_earned(policy), grounds=grounds,
    )  # fmt: skip
    if not any(f.reading.stance is judge.says for f in plain):
        never_acts(decision)
