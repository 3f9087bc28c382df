"""Actions: what is to be done on each surface so that it agrees with the fold of strikes, and what is to be taken back.

`plan` compares what should stand with what was enacted and returns the difference, so running it again returns nothing
and a retry after a crash returns the same ids. It never makes anybody's penalty harsher but through the ruling that
asks for it: after an overturn, penalties are lifted, or replaced by the milder one that remains. Temporary penalties
end by themselves (`ends_at`); an account is under the strongest of its standing actions (`standing`).
Carrying actions out is the outbox's and the surface's; recording them is `service`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from evenhand.enforcement.ladder import harshness, in_words
from evenhand.enforcement.model import (
    Action,
    ActionKind,
    Overturn,
    Ruling,
    RungReached,
    Strike,
    StrikeState,
    Subject,
)
from evenhand.enforcement.strikes import STANDING
from evenhand.kernel.clock import format_instant
from evenhand.kernel.ids import derived_id
from evenhand.policy.model import Penalty, PenaltyKind

KIND_OF: Final[dict[PenaltyKind, ActionKind]] = {
    PenaltyKind.WARNING: ActionKind.WARN,
    PenaltyKind.FEATURE_LIMIT: ActionKind.LIMIT_FEATURES,
    PenaltyKind.SUSPENSION: ActionKind.SUSPEND,
    PenaltyKind.DISABLEMENT: ActionKind.DISABLE,
}
_PENALTY_OF: Final = {action: penalty for penalty, action in KIND_OF.items()}
_TAKES_BACK: Final = frozenset({ActionKind.RESTORE_POST, ActionKind.REINSTATE})


def plan(
    subject: Subject, state: StrikeState, cause: Ruling | Overturn, enacted: Sequence[Action], now: datetime
) -> tuple[Action, ...]:
    """The actions that a ruling or an overturn asks for, given all that was enacted on the subject before.

    `state` is the fold with `cause` in it. What is taken back comes first: doubt favours the user, and a surface that
    carries out the last order only still ends up right. A person's ruling outranks what the machine did about the same
    decision (an action whose cause is the decision's id).
    """
    holding = standing(enacted, now)
    ours = {name for strike in state.strikes for name in (strike.ruling_id, strike.decision_id)} | {cause.decision_id}
    posts = _posts_down(state)
    penalties = _penalties_due(subject, state, now)
    effects = {_effect(action) for action in penalties}
    lifted = tuple(
        action
        for action in holding
        if action.cause in ours
        and (
            (action.surface, action.post_id) not in posts
            if action.kind is ActionKind.REMOVE_POST
            else _effect(action) not in effects
        )
    )
    kept = [action for action in holding if action not in lifted]
    return (
        *(reinstate(action, cause, now) for action in lifted),
        *_removals(subject.subject_id, posts, kept, cause),
        *(_told(action, kept) for action in _enactments(penalties, kept, lifted, cause)),
    )


def _told(action: Action, kept: Sequence[Action]) -> Action:
    """The action, its reason saying so where it changes nothing for now."""
    held = covered(action, kept)
    if held is None:
        return action
    beside = f"{held.kind.replace('_', ' ')} held already, by {held.cause}: this stands beside it, and alone without it"
    return replace(action, reason=f"{action.reason}; {beside}")


def standing(enacted: Iterable[Action], at: datetime) -> tuple[Action, ...]:
    """The restrictions that hold at an instant: begun, not over, not taken back. In the order they were enacted."""
    begun = [action for action in enacted if action.starts_at <= at]
    undone = {action.undoes for action in begun if action.undoes}
    return tuple(
        action
        for action in begun
        if action.kind not in _TAKES_BACK
        and action.action_id not in undone
        and (action.ends_at is None or action.ends_at > at)
    )


def due(subject: Subject, state: StrikeState) -> tuple[Action, ...]:
    """All that a fold asks to hold at its instant, as if nothing had been enacted: what `plan` works towards."""
    removals = _removals(subject.subject_id, _posts_down(state), (), None)
    return (*removals, *_penalties_due(subject, state, state.at))


def reinstate(action: Action, cause: Ruling | Overturn, now: datetime) -> Action:
    """The action by which a ruling or an overturn takes another back."""
    why = "was overturned" if isinstance(cause, Overturn) else "no longer asks for it"
    return take_back(action, cause.ruling_id, f"the ruling {cause.ruling_id} {why}", now)


def take_back(action: Action, cause: str, why: str, now: datetime) -> Action:
    """The action that takes another back: a post restored, an account reinstated, a warning withdrawn."""
    kind = ActionKind.RESTORE_POST if action.post_id else ActionKind.REINSTATE
    what = {
        ActionKind.REMOVE_POST: "the post is restored",
        ActionKind.WARN: "the warning is withdrawn",
    }.get(action.kind, "the post is free again" if action.post_id else "the account is reinstated")
    return Action(
        action_id=derived_id("action", "undo", action.action_id),
        kind=kind,
        subject_id=action.subject_id,
        surface=action.surface,
        account_id=action.account_id,
        post_id=action.post_id,
        cause=cause,
        rung_id=action.rung_id,
        starts_at=now,
        ends_at=None,
        reason=f"{what}: {why}",
        undoes=action.action_id,
        parent=action.parent,
    )


def covered(action: Action, enacted: Sequence[Action]) -> Action | None:
    """A penalty that held already when this one began, at least as harsh and at least as long; None where it is alone.

    Both are kept: should the earlier one be overturned, this one holds by itself. What is outside the ladder is none of it.
    """
    if action.kind not in _PENALTY_OF or action.parent:
        return None
    before = [held for held in standing(enacted, action.starts_at) if _same_account(held, action)]
    return next((held for held in before if held.starts_at < action.starts_at and _as_harsh(held, action)), None)


def _same_account(held: Action, action: Action) -> bool:
    return (
        held.kind in _PENALTY_OF
        and not held.parent
        and (held.surface, held.account_id) == (action.surface, action.account_id)
    )


def _as_harsh(held: Action, action: Action) -> bool:
    """What keeps an account from doing anything covers what does less; limits of features cover only the same ones."""
    if held.kind is ActionKind.WARN or (held.kind is ActionKind.LIMIT_FEATURES and held.features != action.features):
        return False
    longer = held.ends_at is None or (action.ends_at is not None and held.ends_at >= action.ends_at)
    order = (ActionKind.WARN, ActionKind.LIMIT_FEATURES, ActionKind.SUSPEND, ActionKind.DISABLE)
    return longer and order.index(held.kind) >= order.index(action.kind)


def _posts_down(state: StrikeState) -> dict[tuple[str, str], Strike]:
    """The posts that a standing ruling keeps down, each with the first ruling that does."""
    down: dict[tuple[str, str], Strike] = {}
    for strike in state.strikes:
        if strike.code in STANDING:
            down.setdefault((strike.surface, strike.post_id), strike)
    return down


def _removals(
    subject_id: str,
    posts: dict[tuple[str, str], Strike],
    kept: Sequence[Action],
    cause: Ruling | Overturn | None,
) -> tuple[Action, ...]:
    """Removals of posts that are to be down and are not: of the ruling's post, or all when no cause is given."""
    down = {(action.surface, action.post_id) for action in kept if action.kind is ActionKind.REMOVE_POST}
    return tuple(
        Action(
            action_id=derived_id("action", ActionKind.REMOVE_POST, strike.ruling_id, surface, post_id),
            kind=ActionKind.REMOVE_POST,
            subject_id=subject_id,
            surface=surface,
            account_id=strike.account_id,
            post_id=post_id,
            cause=strike.ruling_id,
            rung_id="",
            starts_at=strike.at,
            ends_at=None,
            reason=f"the post violates {strike.clause} of {strike.policy}",
        )
        for (surface, post_id), strike in posts.items()
        if (surface, post_id) not in down
        and (cause is None or (isinstance(cause, Ruling) and (cause.surface, cause.post_id) == (surface, post_id)))
    )


def _penalties_due(subject: Subject, state: StrikeState, now: datetime) -> tuple[Action, ...]:
    accounts_of_rulings = {strike.ruling_id: (strike.surface, strike.account_id) for strike in state.strikes}
    return tuple(
        _penalty(subject.subject_id, rung, surface, account_id)
        for rung in state.rungs
        if rung.ends_at is None or rung.ends_at > now
        for surface, account_id in _accounts(subject, rung, accounts_of_rulings[rung.ruling_id])
    )


def _accounts(subject: Subject, rung: RungReached, own: tuple[str, str]) -> list[tuple[str, str]]:
    """The accounts a penalty follows: those linked as the policy asks, or of them those on its one surface; the ruling's
    own in any case.
    """
    linked = [
        (link.surface, link.account_id)
        for link in subject.accounts
        if (not rung.follows or link.grade in rung.follows) and (link.confidence or 0) >= rung.follows_from
    ]
    if own[1] and own not in linked:
        linked.append(own)
    return sorted({account for account in linked if not rung.surface or account[0] == rung.surface})


def _penalty(subject_id: str, rung: RungReached, surface: str, account_id: str) -> Action:
    kind = KIND_OF[rung.penalty.kind]
    ends = format_instant(rung.ends_at) if rung.ends_at else ""
    features = rung.penalty.features
    return Action(
        action_id=derived_id("action", kind, rung.ruling_id, surface, account_id, ends, *features),
        kind=kind,
        subject_id=subject_id,
        surface=surface,
        account_id=account_id,
        post_id="",
        cause=rung.ruling_id,
        rung_id=rung.rung_id,
        starts_at=rung.starts_at,
        ends_at=rung.ends_at,
        reason=in_words(rung.count, rung.of, rung.penalty),
        features=features,
    )


def _effect(action: Action) -> tuple[str, ...]:
    """What an action does, to whom, because of which ruling: two rungs that do the same are no change."""
    ends = format_instant(action.ends_at) if action.ends_at else ""
    return (action.kind, action.surface, action.account_id, action.cause, ends, *action.features)


def _enactments(
    penalties: Sequence[Action], kept: Sequence[Action], lifted: Sequence[Action], cause: Ruling | Overturn
) -> tuple[Action, ...]:
    """The penalties to enact: those of the present ruling, and those that replace a lifted one by something milder."""
    held = {_effect(action) for action in kept}
    replaced = {(a.cause, a.surface, a.account_id): a for a in lifted if a.kind in _PENALTY_OF}
    present = cause.ruling_id if isinstance(cause, Ruling) else ""
    chosen = []
    for action in penalties:
        if _effect(action) in held:
            continue
        old = replaced.get((action.cause, action.surface, action.account_id))
        if (old is None and action.cause == present) or (old is not None and _weight(action) < _weight(old)):
            chosen.append(action)
    return tuple(chosen)


def _weight(action: Action) -> tuple[int, int, int]:
    """How harsh an enacted penalty is (`ladder.harshness`), its days read from its ends."""
    days = None if action.ends_at is None else (action.ends_at - action.starts_at).days
    return harshness(Penalty(_PENALTY_OF[action.kind], days, action.features))
