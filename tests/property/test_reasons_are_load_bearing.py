"""Bars 2 and 3 of issue 6: undoing and overturning everything leaves nothing, and no penalty stands with a strike fewer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property.test_strikes_oracle import DAY, ON, POLICIES, START, histories

from evenhand.enforcement import holds, measures
from evenhand.enforcement.actions import plan, standing
from evenhand.enforcement.counterfactual import without
from evenhand.enforcement.ladder import harshness, rung_for
from evenhand.enforcement.measures import Measure, Target
from evenhand.enforcement.model import Action, ActionKind, Overturn, Ruling
from evenhand.enforcement.strikes import fold, strikes_behind
from evenhand.policy.model import ReviewRules

RULES = ReviewRules(1_000_000, True, 180, "written for this test")


@st.composite
def outside(draw: st.DrawFn) -> list[tuple[datetime, str, Any]]:
    """Measures and holds on the same holder's posts and accounts, at any time between the rulings."""
    found: list[tuple[datetime, str, Any]] = []
    for number in range(draw(st.integers(0, 8))):
        at = START + timedelta(days=draw(st.integers(0, 300)), minutes=number)
        post = draw(st.sampled_from(["", "post-1", "post-2"]))
        target = Target("square", "a", post)
        if post and draw(st.booleans()):
            found.append((at, "hold", target))
            continue
        kind = draw(st.sampled_from(["demote", "remove_post", "warn_screen"] if post else ["suspend", "demonetise"]))
        ends = draw(st.one_of(st.none(), st.integers(1, 90)))
        ends_at = None if ends is None else at + DAY * ends
        batch = f"batch-{draw(st.integers(0, 2))}"
        measure = Measure(ActionKind(kind), "r", ("x", "y"), at, ends_at, ground="g", parent=batch)
        found.append((at, batch, (measure, target)))
    return found


def _live(rulings: list[Ruling], overturns: list[Overturn], beside: list[tuple[datetime, str, Any]]) -> list[Action]:
    """Everything in the order of time, enacted as the platform would."""
    events: list[tuple[datetime, int, Any]] = [(r.ruled_at, 0, r) for r in rulings]
    events += [(o.at, 1, o) for o in overturns] + [(at, 2, (name, what)) for at, name, what in beside]
    enacted: list[Action] = []
    known: list[Ruling] = []
    fallen: list[Overturn] = []
    for at, _, event in sorted(events, key=lambda each: (each[0], each[1])):
        if isinstance(event, tuple):
            enacted += _beside(event, enacted, known, at)
            continue
        (known if isinstance(event, Ruling) else fallen).append(event)
        enacted += plan(ON, fold("s", known, fallen, POLICIES, at), event, enacted, at)
    return enacted


def _beside(event: tuple[str, Any], enacted: list[Action], known: list[Ruling], at: datetime) -> list[Action]:
    name, what = event
    if name == "hold":
        return [holds.hold("s", what, "x", "r", at)[1]]
    measure, target = what
    came = measures.place(measure, target, ON, RULES, enacted, known)
    return [came] if isinstance(came, Action) else []


@settings(max_examples=120, deadline=None)
@given(histories(), outside())
def test_overturning_and_undoing_everything_returns_to_the_first_state(
    history: tuple[list[Ruling], list[Overturn]], beside: list[tuple[datetime, str, Any]]
) -> None:
    rulings, overturns = history
    last = START + DAY * 800
    done = {overturn.ruling_id for overturn in overturns}
    overturns += [
        Overturn(r.ruling_id, r.decision_id, last + timedelta(minutes=n), "cleo", "not so")
        for n, r in enumerate(rulings)
        if r.ruling_id not in done
    ]
    enacted = _live(rulings, overturns, beside)
    end = last + DAY
    for name in ("batch-0", "batch-1", "batch-2"):
        enacted += measures.undo(enacted, name, "cleo", "a mistake", end)
    assert standing(enacted, end) == ()


@settings(max_examples=120, deadline=None)
@given(histories(), outside())
def test_what_is_outside_the_ladder_changes_no_strike_and_no_penalty(
    history: tuple[list[Ruling], list[Overturn]], beside: list[tuple[datetime, str, Any]]
) -> None:
    rulings, overturns = history
    mixed = [action for action in _live(rulings, overturns, beside) if not action.parent]
    alone = _live(rulings, overturns, [])
    penalties = [action for action in mixed if not action.post_id]
    assert penalties == [action for action in alone if not action.post_id]


@settings(max_examples=150, deadline=None)
@given(histories(one_post_each=True))
def test_one_strike_fewer_than_the_rung_needs_lowers_it_and_replay_says_so(
    history: tuple[list[Ruling], list[Overturn]],
) -> None:
    rulings, overturns = history
    at = max([r.ruled_at for r in rulings] + [o.at for o in overturns], default=START)
    state = fold("s", rulings, overturns, POLICIES, at)
    for rung in state.rungs:
        policy = POLICIES[rung.policy]
        threshold = rung_for(policy.track(rung.track), rung.count)
        assert threshold is not None
        behind = strikes_behind(state, rung)
        take = rung.count - (threshold.strikes - 1)  # one fewer than the rung needs
        gone = {strike.decision_id for strike in behind[:-1][:take]}
        if len(gone) < take:
            continue  # the ruling's own strike is needed: without it there is no rung at all
        lowered = without(rulings, overturns, POLICIES, "s", at, gone)
        after = {one.ruling_id: one for one in lowered.after.rungs}.get(rung.ruling_id)
        assert after is None or harshness(after.penalty) <= harshness(rung.penalty)
        assert after is None or after.rung_id != rung.rung_id
        assert rung.ruling_id in {change.ruling_id for change in lowered.changes}


@settings(max_examples=100, deadline=None)
@given(histories(one_post_each=True))
def test_taking_nothing_away_changes_nothing(history: tuple[list[Ruling], list[Overturn]]) -> None:
    rulings, overturns = history
    same = without(rulings, overturns, POLICIES, "s", START + DAY * 400, set())
    assert same.changes == () and list(same.after.rungs) == list(same.before.rungs)
