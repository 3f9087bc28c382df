"""Plays tests/scenarios/*.yml: lives that a policy expert can read and edit (docs/enforcement.md says how)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.unit.enforcement.lives import Life, instant, policy, subject
from tests.unit.enforcement.outside import OUTSIDE, Outside

from evenhand.enforcement.actions import standing
from evenhand.enforcement.counterfactual import without
from evenhand.enforcement.ladder import harshness, in_words
from evenhand.enforcement.model import Action, ActionKind, Ruling
from evenhand.enforcement.strikes import strikes_behind
from evenhand.kernel.errors import EvenhandError
from evenhand.policy.model import Penalty, PenaltyKind, Severity
from evenhand.statements.public import publish
from evenhand.statements.rendering import render

FOLDER = Path(__file__).parents[2] / "scenarios"
FILES = sorted(FOLDER.glob("*.yml"))
DEFAULTS = {
    "surface": "square",
    "clause": "praise",
    "under": "house@2024",
    "words": "Long live the Fictional Front",
    "read_as": "glorification",
    "stance": "glorification",
    "reason": "celebrates the violence of the Front",
    "votes": [{"ana": "uphold"}],
}
EXPECTED = {
    "ruling",
    "appeals",
    "rung",
    "counted",
    "severe",
    "not_counted",
    "accounts",
    "down",
    "done",
    "refused",
    "statement",
    "public",
    *OUTSIDE,
}
_WORDS = {
    ActionKind.LIMIT_FEATURES: (PenaltyKind.FEATURE_LIMIT, "limited"),
    ActionKind.SUSPEND: (PenaltyKind.SUSPENSION, "suspended"),
    ActionKind.DISABLE: (PenaltyKind.DISABLEMENT, "disabled"),
}


def _lives() -> list[Any]:
    shared = yaml.safe_load((FOLDER / "policies.yml").read_text(encoding="utf-8"))
    return [
        pytest.param(shared, life, id=f"{path.stem}: {life['life']}")
        for path in FILES
        if path.name != "policies.yml"
        for life in yaml.safe_load_all(path.read_text(encoding="utf-8"))
    ]


def _until(action: Action) -> str:
    return "" if action.ends_at is None else f" until {action.ends_at.date()}"


def _account(life: Life, surface: str, at: Any) -> str:
    """The strongest thing an account is under: `free`, `limited until D`, `suspended until D`, `disabled`."""
    held = [a for a in standing(life.enacted, at) if a.surface == surface and a.kind in _WORDS]

    def weight(action: Action) -> tuple[int, int, int]:
        days = None if action.ends_at is None else (action.ends_at - at).days
        return harshness(Penalty(_WORDS[action.kind][0], days, action.features))

    strongest = max(held, key=weight, default=None)
    return "free" if strongest is None else f"{_WORDS[strongest.kind][1]}{_until(strongest)}"


def _done(action: Action) -> str:
    target = action.post_id or action.surface
    return f"{action.kind.replace('_', ' ')} {target}{_until(action) if action.kind is not ActionKind.WARN else ''}"


def _step(life: Life, outside: Outside, step: dict[str, Any]) -> tuple[Ruling | None, tuple[Action, ...]]:
    at = instant(step["day"])
    if "post" in step:
        step = {**DEFAULTS, **step}
        step["account"] = next((a.account_id for a in life.holder.accounts if a.surface == step["surface"]), "")
        step["votes"] = [pair for each in step["votes"] for pair in each.items()]
        return life.judge(step)
    if "appeal" in step:
        if step["appeal"] not in life.appeals:
            life.appeal(step["appeal"], "I was reporting, not praising", at)
        done: tuple[Action, ...] = ()
        if "invited" in step:
            life.invited.setdefault(step["appeal"], []).append(step["invited"])
        for person, word in step.get("decided", {}).items():
            done = life.decide(step["appeal"], person, word, at)
        return None, done
    return None, outside.step(step)


def _look(life: Life, step: dict[str, Any], ruling: Ruling | None, done: tuple[Action, ...]) -> dict[str, Any]:
    """What the life looks like, in the words of `then`; only what the step asks about is compared."""
    at = instant(step["day"])
    state = life.state(at)
    rung = next((r for r in state.rungs if ruling is not None and r.ruling_id == ruling.ruling_id), None)
    return {
        "ruling": "waiting" if ruling is None else {"uphold": "upheld", "dismiss": "dismissed"}[ruling.outcome],
        "rung": "none" if rung is None else in_words(rung.count, rung.of, rung.penalty),
        "counted": sum(s.counted for s in state.strikes if s.track is Severity.STANDARD),
        "severe": sum(s.counted for s in state.strikes if s.track is Severity.SEVERE),
        "not_counted": {s.post_id: str(s.code) for s in state.strikes if not s.counted},
        "accounts": {a.surface: _account(life, a.surface, at) for a in life.holder.accounts},
        "down": sorted(a.post_id for a in standing(life.enacted, at) if a.kind is ActionKind.REMOVE_POST),
        "done": sorted(_done(action) for action in done),
        "appeals": life.appeal_states(at),
    }


def _check_statement(life: Life, step: dict[str, Any], then: dict[str, Any]) -> None:
    at = instant(step["day"])
    if "statement" in then:
        wanted = then["statement"]
        statement = life.statement(wanted["of"], at)
        text = render(statement)
        assert [post.post_id for post in statement.posts] == wanted["posts"]
        assert all(words in text for words in wanted["says"]), text
    if "public" in then:
        wanted = then["public"]
        review = next(iter(life.policies.values())).review
        statement = life.statement(wanted["of"], at)
        public = publish(statement, life.holder, review, {post.decision_id for post in statement.posts})
        text = render(public)
        assert public.number_of_posts == wanted["posts"]
        assert all(words in text for words in wanted["says"]), text
        assert not any(words in text for words in wanted["never_says"]), text


def _reasons_bear(life: Life, at: Any) -> None:
    """Take strikes away until one fewer than a rung needs: the rung is another, and asking "without" says so."""
    state = life.state(at)
    for rung in state.rungs:
        reached = next(r for r in life.policies[rung.policy].track(rung.track).rungs if r.rung_id == rung.rung_id)
        behind = [strike.decision_id for strike in strikes_behind(state, rung)]
        gone = set(behind[: rung.count - reached.strikes + 1])
        told = without(life.rulings, life.overturns, life.policies, life.holder.subject_id, at, gone)
        change = next(change for change in told.changes if change.ruling_id == rung.ruling_id)
        assert change.was == in_words(rung.count, rung.of, rung.penalty) != change.would_be


@pytest.mark.parametrize(("shared", "life"), _lives())
def test_life(shared: dict[str, Any], life: dict[str, Any]) -> None:
    policies = {ref: policy(ref, data) for ref, data in {**shared, **life.get("policies", {})}.items()}
    played = Life(subject(life["holder"]), policies)
    outside = Outside(played)
    for number, step in enumerate(life["steps"], start=1):
        then = step.get("then", {})
        assert set(then) <= EXPECTED, f"step {number}: unknown word(s) {set(then) - EXPECTED}"
        if "refused" in then:
            with pytest.raises(EvenhandError) as refusal:
                _step(played, outside, step)
            assert then["refused"] in refusal.value.message, f"step {number}"
            continue
        ruling, done = _step(played, outside, step)
        seen = {**_look(played, step, ruling, done), **outside.look(instant(step["day"]))}
        for word in set(then) & set(seen):
            assert seen[word] == then[word], f"step {number}, {word}"
        _check_statement(played, step, then)
        outside.check(step, then)
        _reasons_bear(played, instant(step["day"]))


def test_every_life_expects_something() -> None:
    lives = [life.values[1] for life in _lives()]
    assert len(lives) >= 40
    assert all(any(step.get("then") for step in life["steps"]) for life in lives)
    assert len({life["life"] for life in lives}) == len(lives)
