"""How a mechanism earns to act alone and how it loses that: a pure fold over audited decisions, in the order of their draws.

Granted only while a bound that holds however often one looks (`stats.sequential`) puts precision above the policy's bar, and no
language is behind; taken away by itself when a drift detector says that precision fell. Which decisions are audited, and who
labels them, is `service.autonomy`'s; what an earned state permits is `decisions.autonomy`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from math import log
from typing import Final

from evenhand.policy.model import AutomaticRule
from evenhand.stats.sequential import lower_bound

# The first grant of a cell may be wrong with this chance, each later one with half of the one before: 5 % in all.
ALPHA: Final = 0.025
TOLD: Final = 20  # audited decisions of a language from which its share of right ones is held against the whole
DROP: Final = 0.05  # the fall in precision that the drift detector is tuned to
ALARM: Final = log(20)  # at the bar itself a false alarm comes after 20 audits at the soonest on average (Page 1954)
UNIT: Final = 1000


class Earned(StrEnum):
    """Where a cell stands."""

    SHADOW = "shadow"
    EARNED = "earned"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Cell:
    """What autonomy is earned for, under one version of a policy: a new version starts in shadow."""

    policy: str
    mechanism: str
    clause: str
    surface: str


@dataclass(frozen=True, slots=True)
class Audited:
    """One decision of a mechanism, drawn at random and labelled by people. `weight` is in thousandths."""

    cell: Cell
    draw_id: str
    drawn_at: datetime
    item_id: str
    lang: str
    weight: int
    right: bool  # persons found the same clause violated


@dataclass(frozen=True, slots=True)
class LanguageStanding:
    """A language of the affected content: per mille; `acts` says whether its own bound is high enough to act in it."""

    lang: str
    audited: int
    precision: int
    lower_bound: int
    acts: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A cell's state, since when and why; per mille. Counts are since the last loss, `audited_ever` is all."""

    cell: Cell
    state: Earned
    since: datetime | None
    why: str
    audited: int
    audited_ever: int
    precision: int  # inverse-weighted
    lower_bound: int  # holds at every look, of the decisions audited since the last loss
    bar: int
    language_gap: int
    by_language: tuple[LanguageStanding, ...]
    grants: int


@dataclass(slots=True)
class _Drift:
    """Page's cumulative sum of the log likelihood ratio of a fallen precision against the bar."""

    bar: float
    reached: float = 0.0

    def alarm(self, right: bool) -> bool:
        """Take one audited decision in; whether precision has fallen."""
        fallen = max(0.01, self.bar - DROP)
        bar = min(self.bar, 0.999)
        step = log(fallen / bar) if right else log((1 - fallen) / (1 - bar))
        self.reached = max(0.0, self.reached + step)
        return self.reached >= ALARM


@dataclass(slots=True)
class _Run:
    """The fold's memory of one cell."""

    rule: AutomaticRule
    state: Earned = Earned.SHADOW
    since: datetime | None = None
    why: str = ""
    grants: int = 0
    kept: list[Audited] = field(default_factory=list)  # since the last loss
    drift: dict[str, _Drift] = field(default_factory=dict)  # by language; "" is the whole

    @property
    def alpha(self) -> float:
        """The error that the bounds of this stretch may have: a cell that lost autonomy has to show more."""
        return float(ALPHA / 2 ** (self.grants - (self.state is Earned.EARNED)))


def standing(cell: Cell, rule: AutomaticRule, audited: Iterable[Audited]) -> Standing:
    """The state of one cell after its audits, given in order: by draw, and within a draw by a random order.

    Only whole draws may be given: stopping inside one when it looks good is what the bound does not know of.
    """
    run = _Run(rule)
    ever = 0
    for (at, _), members in groupby(audited, key=lambda one: (one.drawn_at, one.draw_id)):
        draw = list(members)
        ever += len(draw)
        run.kept += draw
        if run.state is Earned.EARNED:
            _watch(run, draw, at)
        else:
            _consider(run, at)
    return _told(cell, run, ever)


def _consider(run: _Run, at: datetime) -> None:
    """Whether the cell has earned it: the bound over the bar, and no language behind."""
    bound = _bound(run.kept, run.alpha)
    behind = _behind(run)
    if bound < run.rule.precision_bar or behind:
        if run.state is Earned.SHADOW:  # a cell that lost autonomy keeps saying why
            low = f"the lower bound {bound} is under the bar {run.rule.precision_bar}"
            run.why = f"behind by more than {run.rule.language_gap}: {', '.join(behind)}" if behind else low
        return
    run.state, run.since, run.grants = Earned.EARNED, at, run.grants + 1
    run.why = f"the lower bound {bound} reached the bar {run.rule.precision_bar}, no language behind"
    run.drift = {"": _Drift(run.rule.precision_bar / UNIT)}


def _watch(run: _Run, draw: Sequence[Audited], at: datetime) -> None:
    """Whether precision fell, over all or in a language: then autonomy is gone, and what was shown before counts no more."""
    language_bar = (run.rule.precision_bar - run.rule.language_gap) / UNIT
    for one in draw:
        whole = run.drift[""].alarm(one.right)
        own = run.drift.setdefault(one.lang, _Drift(language_bar)).alarm(one.right)
        if whole or own:
            where = "over all languages" if whole else f"in {one.lang}"
            run.state, run.since, run.why = Earned.REVOKED, at, f"precision fell {where}"
            run.kept, run.drift = [], {}
            return


def _behind(run: _Run) -> list[str]:
    """Languages whose share of right decisions lies more than the gap under that of all. In doubt they are behind."""
    whole = _precision(run.kept)
    return [
        lang
        for lang, members in _by_language(run.kept).items()
        if len(members) >= TOLD and _precision(members) < whole - run.rule.language_gap
    ]


def _told(cell: Cell, run: _Run, ever: int) -> Standing:
    floor = run.rule.precision_bar - run.rule.language_gap
    languages = tuple(
        LanguageStanding(
            lang,
            len(members),
            _precision(members),
            bound := _bound(members, run.alpha),
            run.state is Earned.EARNED and bound >= floor,
        )
        for lang, members in _by_language(run.kept).items()
    )
    return Standing(
        cell=cell,
        state=run.state,
        since=run.since,
        why=run.why or "nothing audited yet",
        audited=len(run.kept),
        audited_ever=ever,
        precision=_precision(run.kept),
        lower_bound=_bound(run.kept, run.alpha),
        bar=run.rule.precision_bar,
        language_gap=run.rule.language_gap,
        by_language=languages,
        grants=run.grants,
    )


def _by_language(audited: Iterable[Audited]) -> Mapping[str, list[Audited]]:
    groups: dict[str, list[Audited]] = {}
    for one in audited:
        groups.setdefault(one.lang, []).append(one)
    return dict(sorted(groups.items()))


def _bound(audited: Sequence[Audited], alpha: float) -> int:
    """The bound per mille, rounded down: doubt favours the user."""
    return int(lower_bound([float(one.right) for one in audited], alpha) * UNIT)


def _precision(audited: Sequence[Audited]) -> int:
    total = sum(one.weight for one in audited)
    return sum(one.weight for one in audited if one.right) * UNIT // total if total else 0
