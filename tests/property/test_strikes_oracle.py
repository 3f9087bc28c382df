"""Any interleaving of rulings and overturns gives the strikes, rungs and actions that a brute-force oracle gives."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.enforcement.lives import policy

from evenhand.enforcement.actions import due, plan, standing
from evenhand.enforcement.ladder import harshness
from evenhand.enforcement.model import (
    AccountLink,
    Action,
    ActionKind,
    Overturn,
    Ruling,
    RulingOutcome,
    StrikeState,
    Subject,
)
from evenhand.enforcement.strikes import fold, strikes_behind
from evenhand.policy.model import Penalty, PenaltyKind, Policy, Severity, StrikeRules

DAY = timedelta(days=1)
START = datetime(2024, 1, 1, 12, tzinfo=UTC)
ON = Subject("s", (AccountLink("square", "a", "declared"), AccountLink("gallery", "b", "declared")))
SEVERE = {"expires": 400, "post_age": 300, "ladder": {1: "suspend 10", 2: "disable"}}
POLICIES = {
    ref: policy(ref, data)
    for ref, data in {
        "p@1": {
            "live_from": date(2023, 1, 1),
            "clauses": {"praise": "standard", "threat": "standard"},
            "standard": {"expires": 40, "post_age": 60, "ladder": {1: "warning", 3: "limit 3 ads", 5: "suspend 9"}},
        },
        "p@2": {
            "live_from": date(2024, 2, 1),
            "standard": {
                "expires": 90,
                "post_age": 30,
                "ladder": {1: "warning", 2: "limit 3 ads+live", 3: "suspend 5", 5: "suspend 30", 6: "disable"},
            },
            "severe": SEVERE,
        },
        "q@1": {
            "live_from": date(2023, 1, 1),
            "standard": {"expires": 70, "post_age": 90, "shared": False, "ladder": {2: "suspend 4", 4: "disable"}},
            "severe": SEVERE,
        },
    }.items()
}


@st.composite
def histories(
    draw: st.DrawFn, *, one_post_each: bool = False, brought: bool = False
) -> tuple[list[Ruling], list[Overturn]]:
    """Rulings in time order, some at the same instant, some on the same post or decision; overturns of some. With
    `brought`, some strikes are of an earlier system.
    """
    rulings: list[Ruling] = []
    at = START
    for number in range(draw(st.integers(0, 14))):
        at += DAY * draw(st.integers(0, 25))
        ref = draw(st.sampled_from(sorted(POLICIES)))
        clause = draw(st.sampled_from(POLICIES[ref].clauses))
        post = f"post-{number}" if one_post_each else f"post-{draw(st.integers(0, 9))}"
        age = draw(st.one_of(st.none(), st.integers(0, 100)))
        rulings.append(
            Ruling(
                ruling_id=f"r-{draw(st.integers(0, 10**6)):07}-{number}",
                decision_id=f"d-{number}" if one_post_each else f"d-{post}-{draw(st.integers(0, 1))}",
                subject_id="s",
                surface=draw(st.sampled_from(["square", "gallery"])),
                account_id="",
                post_id=post,
                posted_at=None if age is None else at - DAY * age,
                ruled_at=at,
                outcome=draw(st.sampled_from([RulingOutcome.UPHOLD] * 6 + [RulingOutcome.DISMISS])),
                policy=ref,
                clause=clause.clause_id,
                severity=clause.severity,
                stance="glorification",
                reason="because",
                deciders=("ana",),
                strike_eligible=draw(st.sampled_from([True] * 8 + [False])),
                brought_from=draw(st.sampled_from(["", "", "", "Old System"])) if brought else "",
            )
        )
    struck = draw(st.lists(st.sampled_from(rulings), unique=True)) if rulings else []
    overturns = [
        Overturn(r.ruling_id, r.decision_id, r.ruled_at + DAY * draw(st.integers(0, 60)), "cleo", "not so")
        for r in struck
    ]
    return rulings, overturns


# The oracle: each question asked of the whole history again, in the words of docs/enforcement.md, with no state kept.


def _terms(ruling: Ruling) -> tuple[Severity, list[StrikeRules]]:
    cited = POLICIES[ruling.policy]
    versions = [cited]
    if ruling.posted_at is not None and ruling.posted_at.date() < cited.live_from:
        older = [
            p for p in POLICIES.values() if p.policy_id == cited.policy_id and p.live_from <= ruling.posted_at.date()
        ]
        versions += sorted(older, key=lambda p: p.live_from)[-1:]
    severities = {ruling.severity} | {
        c.severity for p in versions[1:] for c in p.clauses if c.clause_id == ruling.clause
    }
    track = Severity.STANDARD if Severity.STANDARD in severities else Severity.SEVERE
    return track, [rules for p in versions for rules in p.strikes if rules.track == track]


def _key(ruling: Ruling) -> tuple[datetime, str]:
    return ruling.ruled_at, ruling.ruling_id


def _fell(ruling: Ruling, rulings: list[Ruling], overturns: list[Overturn]) -> datetime | None:
    """When a ruling ceased to stand."""
    days = [o.at for o in overturns if o.ruling_id == ruling.ruling_id]
    days += [
        other.ruled_at
        for other in rulings
        if other.outcome is RulingOutcome.DISMISS
        and other.decision_id == ruling.decision_id
        and _key(other) > _key(ruling)
    ]
    return min(days, default=None)


def _could_strike(ruling: Ruling, rulings: list[Ruling], overturns: list[Overturn]) -> bool:
    if ruling.outcome is RulingOutcome.DISMISS or not ruling.strike_eligible or ruling.posted_at is None:
        return False
    _, ladders = _terms(ruling)
    if ruling.ruled_at - ruling.posted_at > DAY * min(rules.post_age_limit for rules in ladders):
        return False
    for other in rulings:
        if _key(other) < _key(ruling) and (other.surface, other.post_id) == (ruling.surface, ruling.post_id):
            fell = _fell(other, rulings, overturns)
            if (fell is None or fell > ruling.ruled_at) and _could_strike(other, rulings, overturns):
                return False
    return True


def _expires(ruling: Ruling) -> datetime:
    return ruling.ruled_at + DAY * min(rules.expires_after for rules in _terms(ruling)[1])


def _oracle(
    rulings: list[Ruling], overturns: list[Overturn], at: datetime
) -> tuple[set[str], list[tuple[str, int, Penalty, datetime | None]]]:
    """The rulings whose strikes count at an instant, and the rungs reached: (ruling, count, penalty, end)."""
    rulings = [r for r in rulings if r.ruled_at <= at]
    overturns = [o for o in overturns if o.at <= at]
    brought = [r for r in rulings if _could_strike(r, rulings, overturns) and _fell(r, rulings, overturns) is None]
    rungs = []
    for ruling in sorted((each for each in brought if not each.brought_from), key=_key):
        track, ladders = _terms(ruling)
        shared = all(rules.shared_across_surfaces for rules in ladders)
        count = sum(
            1
            for other in brought
            if _key(other) <= _key(ruling)
            and _terms(other)[0] == track
            and _expires(other) > ruling.ruled_at
            and (shared or other.surface == ruling.surface)
        )
        reached = [
            max((rung for rung in rules.rungs if rung.strikes <= count), key=lambda r: r.strikes, default=None)
            for rules in ladders
        ]
        penalties = [rung.penalty for rung in reached if rung is not None]
        if len(penalties) == len(reached):
            mildest = min(penalties, key=harshness)
            end = None if mildest.days is None else ruling.ruled_at + DAY * mildest.days
            end = _expires(ruling) if mildest.kind is PenaltyKind.WARNING else end
            rungs.append((ruling.ruling_id, count, mildest, end))
    return {r.ruling_id for r in brought if _expires(r) > at}, rungs


def _seen(state: StrikeState) -> tuple[set[str], list[tuple[str, int, Penalty, datetime | None]]]:
    counted = {strike.ruling_id for strike in state.strikes if strike.counted}
    return counted, [(rung.ruling_id, rung.count, rung.penalty, rung.ends_at) for rung in state.rungs]


@settings(max_examples=200, deadline=None)
@given(histories(brought=True), st.integers(0, 400), st.randoms(use_true_random=False))
def test_any_interleaving_is_what_the_oracle_says(
    history: tuple[list[Ruling], list[Overturn]], days: int, shuffle: random.Random
) -> None:
    rulings, overturns = history
    at = START + DAY * days
    mixed, undone = list(rulings), list(overturns)
    shuffle.shuffle(mixed)
    shuffle.shuffle(undone)
    state = fold("s", mixed, undone, POLICIES, at)
    assert _seen(state) == _oracle(rulings, overturns, at)
    assert [r.ruling_id for r in state.active] == [
        r.ruling_id for r in state.rungs if r.ends_at is None or r.ends_at > at
    ]
    assert all(len(strikes_behind(state, rung)) == rung.count for rung in state.rungs)
    assert all(strike.why for strike in state.strikes)


def _play(rulings: list[Ruling], overturns: list[Overturn]) -> tuple[list[Action], datetime]:
    """Live through a history in order, enacting what each event asks for, every plan made twice."""
    events: list[tuple[datetime, int, Ruling | Overturn]] = [(r.ruled_at, 0, r) for r in sorted(rulings, key=_key)]
    events += [(o.at, 1, o) for o in overturns]
    enacted: list[Action] = []
    at = START
    known: list[Ruling] = []
    fallen: list[Overturn] = []
    for at, _, event in sorted(events, key=lambda each: each[:2]):
        if isinstance(event, Ruling):
            known.append(event)
        else:
            fallen.append(event)
        state = fold("s", known, fallen, POLICIES, at)
        before = standing(enacted, at)
        done = plan(ON, state, event, enacted, at)
        enacted += done
        assert plan(ON, state, event, enacted, at) == (), "a retry does nothing"
        if isinstance(event, Overturn):
            _never_harsher(before, standing(enacted, at))
    return enacted, at


def _never_harsher(before: tuple[Action, ...], after: tuple[Action, ...]) -> None:
    """After an overturn each restriction was there before, or is milder than one of the same ruling that was."""
    kinds = {
        ActionKind.WARN: PenaltyKind.WARNING,
        ActionKind.LIMIT_FEATURES: PenaltyKind.FEATURE_LIMIT,
        ActionKind.SUSPEND: PenaltyKind.SUSPENSION,
        ActionKind.DISABLE: PenaltyKind.DISABLEMENT,
    }

    def weight(action: Action) -> tuple[int, int, int]:
        days = None if action.ends_at is None else (action.ends_at - action.starts_at).days
        return harshness(Penalty(kinds[action.kind], days, action.features))

    for action in set(after) - set(before):
        assert any(
            (old.cause, old.surface) == (action.cause, action.surface) and weight(action) < weight(old)
            for old in before
            if old.kind in kinds
        )


def _effects(actions: tuple[Action, ...]) -> set[tuple[object, ...]]:
    return {(a.kind, a.surface, a.account_id, a.post_id, a.ends_at, a.features) for a in actions}


@settings(max_examples=150, deadline=None)
@given(histories())
def test_overturning_everything_returns_to_the_first_state(history: tuple[list[Ruling], list[Overturn]]) -> None:
    rulings, overturns = history
    last = max([r.ruled_at for r in rulings] + [o.at for o in overturns], default=START) + DAY
    done = {o.ruling_id for o in overturns}
    overturns += [
        Overturn(r.ruling_id, r.decision_id, last + DAY * n, "cleo", "not so")
        for n, r in enumerate(rulings)
        if r.ruling_id not in done
    ]
    enacted, at = _play(rulings, overturns)
    assert standing(enacted, at) == ()
    state = fold("s", rulings, overturns, POLICIES, at)
    assert (state.active, state.rungs) == ((), ())
    assert not any(strike.counted for strike in state.strikes)


@settings(max_examples=200, deadline=None)
@given(histories(one_post_each=True))
def test_after_overturns_it_is_as_if_the_rulings_had_never_been_made(
    history: tuple[list[Ruling], list[Overturn]],
) -> None:
    """Exactly that, but for what was served: where a harsher penalty of a ruling is over, its milder rest is not added."""
    rulings, overturns = history
    enacted, at = _play(rulings, overturns)
    gone = {o.ruling_id for o in overturns}
    never = [r for r in rulings if r.ruling_id not in gone]
    wanted = due(ON, fold("s", never, [], POLICIES, at))
    held = standing(enacted, at)
    assert _effects(held) <= _effects(wanted)
    served = {a.cause for a in enacted if a.ends_at is not None and a.ends_at <= at}
    served |= {a.cause for a in enacted for undo in enacted if undo.undoes == a.action_id}
    for action in wanted:
        assert _effects((action,)) <= _effects(held) or action.cause in served
        if action.kind is ActionKind.REMOVE_POST:
            assert _effects((action,)) <= _effects(held)


@settings(max_examples=100, deadline=None)
@given(histories(one_post_each=True))
def test_one_strike_fewer_than_a_rung_needs_lowers_it(history: tuple[list[Ruling], list[Overturn]]) -> None:
    """Reasons are load-bearing: take any strike behind a rung away, and the ruling's count falls by one."""
    rulings, _ = history
    at = max([r.ruled_at for r in rulings], default=START)
    state = fold("s", rulings, [], POLICIES, at)
    for rung in state.rungs:
        for strike in strikes_behind(state, rung)[:-1]:
            rest = [r for r in rulings if r.ruling_id != strike.ruling_id]
            lower = {r.ruling_id: r for r in fold("s", rest, [], POLICIES, at).rungs}.get(rung.ruling_id)
            assert lower is None or lower.count == rung.count - 1
            assert lower is None or harshness(lower.penalty) <= harshness(rung.penalty)


def test_policies_of_this_test_differ_where_it_matters() -> None:
    assert isinstance(POLICIES["p@1"], Policy)
    old, new = (POLICIES[ref].track(Severity.STANDARD) for ref in ("p@1", "p@2"))
    assert old != replace(new, rungs=old.rungs)
    assert not POLICIES["q@1"].track(Severity.STANDARD).shared_across_surfaces
