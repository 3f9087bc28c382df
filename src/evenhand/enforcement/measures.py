"""Measures: what persons do to a post or an account outside the ladder, each with its reason and without a strike.

A demotion or a warning screen is a restriction like any other: logged, reasoned, told to its target. A measure never
penalises an account for posts: penalties come from strikes (`strikes`, `actions`). Recording and notices are `service`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from evenhand.decisions.model import Asker
from evenhand.enforcement.actions import standing, take_back
from evenhand.enforcement.model import Action, ActionKind, Ruling, RulingOutcome, Subject
from evenhand.enforcement.review import MAX_REASON, persons_needed, same_person
from evenhand.kernel.errors import BadInputError, ForbiddenError
from evenhand.kernel.ids import derived_id
from evenhand.policy.model import ReviewRules

ON_POSTS: Final = frozenset(
    {ActionKind.REMOVE_POST, ActionKind.WARN_SCREEN, ActionKind.DEMOTE, ActionKind.WITHHOLD, ActionKind.HOLD}
)
ON_ACCOUNTS: Final = frozenset(
    {ActionKind.LIMIT_FEATURES, ActionKind.DEMONETISE, ActionKind.SUSPEND, ActionKind.DISABLE, ActionKind.WITHHOLD}
)
MEASURES: Final = (ON_POSTS | ON_ACCOUNTS) - {ActionKind.HOLD}
_HARSH: Final = frozenset({ActionKind.SUSPEND, ActionKind.DISABLE})  # two persons, whoever it is about


@dataclass(frozen=True, slots=True)
class Target:
    """One post (`post_id` set) or one account on a surface."""

    surface: str
    account_id: str
    post_id: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """What is to be done, why, by whom and who asked. `ends_at` None: until it is taken back. `ground`: in words."""

    kind: ActionKind
    reason: str
    persons: tuple[str, ...]
    at: datetime
    ends_at: datetime | None = None
    territories: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    asker: Asker = Asker.OWN
    ground: str = ""  # the rule or law it rests on
    parent: str = ""  # the batch or referral that it is part of


@dataclass(frozen=True, slots=True)
class Dropped:
    """An effect that was asked for and not enacted, and why: recorded, so that nobody has to guess."""

    target: Target
    kind: ActionKind
    why: str
    at: datetime


def check(measure: Measure) -> None:
    """Whether a measure can be carried out on anybody. Raises BadInputError naming what is missing."""
    if measure.kind not in MEASURES:
        raise BadInputError(
            f"{measure.kind} is no measure", hint="one of " + ", ".join(sorted(kind.value for kind in MEASURES))
        )
    if not 0 < len(measure.reason.strip()) <= MAX_REASON or not measure.ground.strip():
        raise BadInputError(
            "a measure needs a reason and the rule it rests on", hint="say both, with --reason and --ground"
        )
    if (measure.kind is ActionKind.WITHHOLD) != bool(measure.territories):
        raise BadInputError("withhold names territories, and only withhold does", hint="--territory FR --territory DE")
    if (measure.kind is ActionKind.LIMIT_FEATURES) != bool(measure.features):
        raise BadInputError("limit_features names features, and only it does", hint="--feature live --feature ads")
    if measure.ends_at is not None and measure.ends_at <= measure.at:
        raise BadInputError("a measure ends after it begins", hint="give a later --until")


def place(
    measure: Measure,
    target: Target,
    holder: Subject,
    rules: ReviewRules,
    enacted: Sequence[Action],
    rulings: Iterable[Ruling] = (),
) -> Action | Dropped:
    """The action of a measure on one target, or why there is none.

    Raises BadInputError for a kind that does not fit the target, ForbiddenError where a second person is needed:
    high reach, public office, and whatever keeps an account from speaking at all.
    """
    check(measure)
    if why := misfit(measure.kind, target):
        raise BadInputError(why)
    _enough_persons(measure, holder, rules)
    same = next((held for held in standing(enacted, measure.at) if _covers(held, measure, target)), None)
    if same is not None:
        return Dropped(target, measure.kind, f"in force already, by {same.cause}", measure.at)
    if not measure.persons and (kept := _kept_by_persons(target, rulings)) is not None:
        return Dropped(target, measure.kind, f"persons let the post stand, by {kept.ruling_id}", measure.at)
    return Action(
        action_id=derived_id("action", measure.parent, measure.kind, *_key(target), measure.at.isoformat()),
        kind=measure.kind,
        subject_id=holder.subject_id,
        surface=target.surface,
        account_id=target.account_id,
        post_id=target.post_id,
        cause=measure.parent,
        rung_id="",
        starts_at=measure.at,
        ends_at=measure.ends_at,
        reason=measure.reason,
        features=measure.features,
        territories=measure.territories,
        parent=measure.parent,
    )


def misfit(kind: ActionKind, target: Target) -> str:
    """Why a kind does not fit a target, in words; empty where it fits."""
    if kind in (ON_POSTS if target.post_id else ON_ACCOUNTS):
        return ""
    return f"{kind} is nothing that is done to {'a post' if target.post_id else 'an account'}"


def undo(actions: Sequence[Action], name: str, person: str, reason: str, now: datetime) -> tuple[Action, ...]:
    """The actions that take back all that stands of a batch, a hold or a referral (or one action, by its id).

    What a ruling caused is not taken back here: an appeal overturns the ruling, and with it exactly what it caused.
    Raises BadInputError without a person and a reason.
    """
    if not person.strip() or not reason.strip():
        raise BadInputError("what is taken back is taken back by a person, with a reason", hint="--as and --reason")
    ours = [action for action in standing(actions, now) if name in (action.parent, action.action_id)]
    if any(not action.parent for action in ours):
        raise ForbiddenError(
            f"{name} was caused by a ruling", hint="appeal the decision: an overturn takes back what it caused"
        )
    return tuple(take_back(action, f"undo-{name}", reason, now) for action in ours)


def _enough_persons(measure: Measure, holder: Subject, rules: ReviewRules) -> None:
    needed = 2 if measure.kind in _HARSH else persons_needed(holder, rules)
    persons = [person for person in measure.persons if person.strip()]
    different = [p for n, p in enumerate(persons) if not any(same_person(p, earlier) for earlier in persons[:n])]
    if measure.asker in (Asker.COURT, Asker.GOVERNMENT) and measure.parent.startswith("referral-"):
        needed = 1  # an order in force leaves no choice; its own rules hold (`referrals`)
    if measure.persons and len(different) < needed:
        raise ForbiddenError(
            f"{measure.kind} on {holder.subject_id} needs {needed} persons, who are not the same",
            hint="name the second with --second; in an emergency, `evenhand hold place` needs one",
        )


def _covers(held: Action, measure: Measure, target: Target) -> bool:
    """Whether what stands does all that is asked for: the same effect there, everywhere it is asked, as long."""
    return (
        held.kind is measure.kind
        and (held.surface, held.account_id, held.post_id) == (target.surface, target.account_id, target.post_id)
        and set(measure.features) <= set(held.features)
        and (not held.territories or (bool(measure.territories) and set(measure.territories) <= set(held.territories)))
        and (held.ends_at is None or (measure.ends_at is not None and held.ends_at >= measure.ends_at))
    )


def _kept_by_persons(target: Target, rulings: Iterable[Ruling]) -> Ruling | None:
    """The last ruling on a post where it let the post stand: persons outrank machines."""
    on_post = [r for r in rulings if target.post_id and (r.surface, r.post_id) == (target.surface, target.post_id)]
    last = max(on_post, key=lambda ruling: (ruling.ruled_at, ruling.ruling_id), default=None)
    return last if last is not None and last.outcome is RulingOutcome.DISMISS else None


def _key(target: Target) -> tuple[str, str, str]:
    return target.surface, target.account_id, target.post_id
