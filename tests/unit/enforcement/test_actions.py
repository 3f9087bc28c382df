"""What plan does beyond the lives in tests/scenarios: machines, retries, links, surfaces."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.unit.enforcement.test_strikes import AT, DAY, POLICIES, ruling

from evenhand.enforcement.actions import due, plan, standing
from evenhand.enforcement.model import AccountLink, Action, ActionKind, Overturn, Ruling, RulingOutcome, Subject
from evenhand.enforcement.strikes import fold

HOLDER = Subject("s", (AccountLink("square", "a", "declared"), AccountLink("gallery", "b", "declared")))


def machine_removal(decision_id: str, post: str) -> Action:
    return Action(
        f"machine-{post}",
        ActionKind.REMOVE_POST,
        "s",
        "square",
        "a",
        post,
        decision_id,
        "",
        AT - DAY,
        None,
        "media bank",
    )


def planned(
    rulings: list[Ruling], overturns: list[Overturn], enacted: list[Action], at: object = None
) -> tuple[Action, ...]:
    cause = (overturns or rulings)[-1]
    now = cause.at if isinstance(cause, Overturn) else cause.ruled_at
    return plan(HOLDER, fold("s", rulings, overturns, POLICIES, now), cause, enacted, now)


def test_a_person_who_dismisses_takes_back_what_the_machine_did() -> None:
    dismissed = replace(ruling(1), outcome=RulingOutcome.DISMISS)
    (restored,) = planned([dismissed], [], [machine_removal("d1", "p1"), machine_removal("d9", "p9")])
    assert (restored.kind, restored.post_id, restored.undoes) == (ActionKind.RESTORE_POST, "p1", "machine-p1")


def test_a_person_who_upholds_keeps_the_machines_removal_and_an_overturn_takes_it_back() -> None:
    enacted = [machine_removal("d1", "p1")]
    first = planned([ruling(1)], [], enacted)
    assert {action.kind for action in first} == {ActionKind.WARN}
    falls = Overturn("r1", "d1", AT + DAY, "cleo", "not so")
    back = planned([ruling(1)], [falls], enacted + list(first))
    assert sorted(action.undoes for action in back) == sorted(["machine-p1", *(a.action_id for a in first)])


def test_a_post_stays_down_while_another_ruling_on_it_stands() -> None:
    again = ruling(2, AT + DAY, post="p1")
    enacted = list(planned([ruling(1)], [], []))
    assert planned([ruling(1), again], [], enacted) == ()
    falls = Overturn("r1", "d1", AT + 2 * DAY, "cleo", "not so")
    done = planned([ruling(1), again], [falls], enacted)
    assert {action.kind for action in done} == {ActionKind.REINSTATE}
    held = standing([*enacted, *done], AT + 3 * DAY)
    assert [(action.kind, action.post_id) for action in held] == [(ActionKind.REMOVE_POST, "p1")]


def test_ids_follow_from_what_is_done_so_a_retry_is_the_same_actions() -> None:
    one = planned([ruling(1), ruling(2, AT + DAY)], [], [])
    other = planned([ruling(2, AT + DAY), ruling(1)][::-1], [], [])
    assert one == other
    assert len({action.action_id for action in one}) == len(one)


def test_a_penalty_follows_to_all_accounts_and_not_to_one_linked_later() -> None:
    rulings = [ruling(1), ruling(2, AT + DAY)]
    enacted = [*planned(rulings[:1], [], []), *planned(rulings, [], [])]
    later = replace(HOLDER, accounts=(*HOLDER.accounts, AccountLink("forum", "c", "declared")))
    at = AT + DAY + timedelta(hours=1)
    third = ruling(3, at)
    done = plan(later, fold("s", [*rulings, third], [], POLICIES, at), third, enacted, at)
    caused = {(action.surface, action.cause) for action in done if action.kind is not ActionKind.REMOVE_POST}
    assert caused == {("square", "r3"), ("gallery", "r3"), ("forum", "r3")}


def test_an_account_that_nobody_linked_is_penalised_itself() -> None:
    lone = Subject("s", ())
    (post, warned) = due(lone, fold("s", [ruling(1)], [], POLICIES, AT))
    assert (post.kind, warned.kind, warned.account_id) == (ActionKind.REMOVE_POST, ActionKind.WARN, "a")


def test_an_action_that_has_not_begun_or_is_over_does_not_stand() -> None:
    action = replace(machine_removal("d1", "p1"), starts_at=AT, ends_at=AT + DAY)
    assert standing([action], AT - DAY) == ()
    assert standing([action], AT) == (action,)
    assert standing([action], AT + DAY) == ()
