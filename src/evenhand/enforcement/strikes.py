"""Strikes, recomputed from all rulings and never incremented; the rungs they reached; the penalties that hold.

`fold` is a pure function of what is recorded. Order is by time and then id, so any interleaving gives the same answer.
The rules (docs/enforcement.md says why):

- a ruling is judged under the policy version it cites and, where the post is older, also the version live when it was
  posted: the milder of the two applies (track, expiry, age limit, sharing, rung);
- an overturn voids its ruling in the whole history, so later rungs shift down; a later dismissal of the same decision
  does too;
- a post brings one strike: a second ruling on it, made while the first stood, never brings one, whatever becomes of the
  first. Otherwise winning an appeal could make somebody's penalty harsher;
- a rung is reached at the ruling, by the strikes that had not expired then, and is not undone by later expiry.

What is done on surfaces about it is `actions`'.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from operator import attrgetter, lt
from typing import Any, Final

from evenhand.enforcement.counting import Lane, Lanes
from evenhand.enforcement.ladder import in_words
from evenhand.enforcement.lazily import Lazily
from evenhand.enforcement.model import (
    Overturn,
    Ruling,
    RulingOutcome,
    RungReached,
    Strike,
    StrikeCode,
    StrikeState,
    Subject,
)
from evenhand.enforcement.terms import Terms
from evenhand.kernel.canonical import plain
from evenhand.kernel.clock import format_instant
from evenhand.policy.model import Policy, Severity

# Message ids with one blank: `statements` translates them, `Strike.why` is the English.
WHY: Final[dict[StrikeCode, str]] = {
    StrikeCode.COUNTED: "counts until %(detail)s",
    StrikeCode.DISMISSED: "does not count: dismissed on review",
    StrikeCode.OVERTURNED: "does not count: overturned on %(detail)s",
    StrikeCode.SUPERSEDED: "does not count: a later ruling (%(detail)s) dismissed the same decision",
    StrikeCode.NOT_ELIGIBLE: "does not count: %(detail)s",
    StrikeCode.AGE_UNKNOWN: "does not count: the day of posting is not known, so the post may be too old",
    StrikeCode.POST_TOO_OLD: "does not count: the post was older than %(detail)s days when judged",
    StrikeCode.SAME_POST: "does not count: the same post was judged before (%(detail)s)",
    StrikeCode.EXPIRED: "no longer counts: expired on %(detail)s",
}
_BROUGHT_A_STRIKE: Final = frozenset({StrikeCode.COUNTED, StrikeCode.EXPIRED})
# A ruling of these kinds stands: its post stays down, with or without a strike.
STANDING: Final = frozenset(StrikeCode) - {StrikeCode.DISMISSED, StrikeCode.OVERTURNED, StrikeCode.SUPERSEDED}

_End = tuple[datetime, StrikeCode, str]  # when a ruling ceased to stand, how, and by what


def rulings_of(subject: Subject, rulings: Iterable[Ruling]) -> tuple[Ruling, ...]:
    """The rulings on a subject's accounts, put to its name: those made before an account was linked come along."""
    accounts = {(link.surface, link.account_id) for link in subject.accounts}
    return tuple(
        ruling if ruling.subject_id == subject.subject_id else replace(ruling, subject_id=subject.subject_id)
        for ruling in rulings
        if ruling.subject_id == subject.subject_id or (ruling.surface, ruling.account_id) in accounts
    )


def fold(
    subject_id: str,
    rulings: Iterable[Ruling],
    overturns: Iterable[Overturn],
    policies: Mapping[str, Policy],
    at: datetime,
) -> StrikeState:
    """The strikes of a subject as they stood at an instant.

    `rulings` and `overturns` may be of anybody and in any order: others' and later ones are left out. `policies` is by
    `id@version` and holds every version, so that the one live when a post was posted can be asked.
    Raises NotFoundError for a cited version that is not there, BadInputError for one without the ruling's track.
    """
    known = _known(subject_id, rulings, at)
    ends = _ends(known, overturns, at)
    lanes = Lanes(policies, at)
    told = _Told(known, at)
    repeated = _repeated(known)
    posts: dict[tuple[str, str], list[Ruling]] = {}  # by surface and post: the rulings that brought a strike
    # Local names, and no records made: this loop is measured (bench/strikes.py).
    kinds, upheld, odd, lane_of = lanes.kinds, RulingOutcome.UPHOLD, told.odd, told.lanes.append
    rungs, active = told.rungs, told.active.append
    for place, ruling in enumerate(known):
        now, posted = ruling.ruled_at, ruling.posted_at
        since, severity, lane = kinds[ruling.policy][ruling.clause]
        if lane is None or posted is None or posted <= since or ruling.severity is not severity:
            lane = lanes.of(ruling)
        lane_of(lane)
        if (
            posted is None
            or ruling.post_id in repeated
            or ruling.outcome is not upheld
            or not ruling.strike_eligible
            or now - posted > lane.age_limit
        ):
            earlier = posts.setdefault((ruling.surface, ruling.post_id), [])
            barred, detail = _barred(ruling, lane.terms, earlier, ends)
            if barred is not None:
                odd[place] = (barred, detail, ends.get(ruling.ruling_id))
                continue
            earlier.append(ruling)
        if ruling.ruling_id in ends:
            odd[place] = (None, "", ends[ruling.ruling_id])
            continue
        if lane.apart is None and not lane.others:
            queue = lane.own  # `Lane.count` for the common case, spelt out: a call each would be a fifth of the time
            horizon = now - lane.expires_after
            queue.append(now)
            while queue[0] <= horizon:
                queue.popleft()
            count = len(queue)
        else:
            count = lane.count(ruling.surface, now)
        reached = lane.reached[count] if count < lane.top else lane.last
        if reached is not None and not ruling.brought_from:  # what an earlier system did about it is not ours
            if reached.after is None or now > reached.after:
                active(place)
            rungs[place] = count
    return StrikeState(
        subject_id,
        at,
        Lazily(range(len(known)), told.strike),
        Lazily(rungs, told.rung),
        Lazily(told.active, told.rung),
    )


def _known(subject_id: str, rulings: Iterable[Ruling], at: datetime) -> list[Ruling]:
    """The subject's rulings up to an instant, each once, by time and then id."""
    known = [ruling for ruling in rulings if ruling.subject_id == subject_id]
    times = [ruling.ruled_at for ruling in known]
    rising = all(map(lt, times, islice(times, 1, None)))
    if known and not (rising and times[-1] <= at and len({ruling.ruling_id for ruling in known}) == len(known)):
        known = list({ruling.ruling_id: ruling for ruling in known if ruling.ruled_at <= at}.values())
        known.sort(key=attrgetter("ruled_at", "ruling_id"))
    return known


def _repeated(known: list[Ruling]) -> set[str]:
    """The posts that were ruled on more than once; as good as always there are few."""
    if len({ruling.post_id for ruling in known}) == len(known):
        return set()
    return {post_id for post_id, times in Counter(ruling.post_id for ruling in known).items() if times > 1}


class _Told:
    """What a fold found, by the place of the ruling; records are made of it when somebody looks."""

    def __init__(self, known: list[Ruling], at: datetime) -> None:
        self.known = known
        self.at = at
        self.lanes: list[Lane] = []
        self.odd: dict[
            int, tuple[StrikeCode | None, str, _End | None]
        ] = {}  # rulings whose strike was barred or voided
        self.rungs: dict[int, int] = {}  # places of the rulings that reached one, and the counts that did
        self.active: list[int] = []  # which of those hold

    def strike(self, place: int) -> Strike:
        """The strike of a ruling."""
        ruling, terms = self.known[place], self.lanes[place].terms
        expires_at = ruling.ruled_at + terms.expires_after
        code, detail = _code(*self.odd.get(place, (None, "", None)), expires_at, self.at)
        return Strike(
            ruling_id=ruling.ruling_id,
            decision_id=ruling.decision_id,
            post_id=ruling.post_id,
            surface=ruling.surface,
            clause=ruling.clause,
            track=terms.track,
            at=ruling.ruled_at,
            expires_at=expires_at if code in _BROUGHT_A_STRIKE else None,
            counted=code is StrikeCode.COUNTED,
            why=WHY[code] % {"detail": detail},
            code=code,
            detail=detail,
            account_id=ruling.account_id,
            policy=ruling.policy,
        )

    def rung(self, place: int) -> RungReached:
        """The rung that a ruling reached."""
        ruling, lane, count = self.known[place], self.lanes[place], self.rungs[place]
        reached = lane.reached[min(count, lane.top)]
        assert reached is not None
        rung, lasts = reached.rung, reached.lasts
        return RungReached(
            ruling_id=ruling.ruling_id,
            rung_id=rung.rung_id,
            track=lane.terms.track,
            count=count,
            penalty=rung.penalty,
            starts_at=ruling.ruled_at,
            ends_at=None if lasts is None else ruling.ruled_at + lasts,
            of=reached.of,
            surface="" if lane.terms.shared else ruling.surface,
            policy=reached.policy,
            reference=rung.reference,
            assumption=rung.assumption,
            follows=lane.terms.follows,
            follows_from=lane.terms.follows_from,
        )


def strikes_behind(state: StrikeState, rung: RungReached) -> tuple[Strike, ...]:
    """The strikes counted when a rung was reached, oldest first, as many as its `count`; the last is its own cause."""
    return tuple(
        strike
        for strike in state.strikes
        if strike.code in _BROUGHT_A_STRIKE
        and strike.track == rung.track
        and (strike.at, strike.ruling_id) <= (rung.starts_at, rung.ruling_id)
        and (strike.expires_at is None or strike.expires_at > rung.starts_at)
        and (not rung.surface or strike.surface == rung.surface)
    )


def strikes_document(state: StrikeState) -> dict[str, Any]:
    """What `strikes show --json` prints (schemas/strikes-show.schema.json)."""
    return {
        "subject_id": state.subject_id,
        "at": format_instant(state.at),
        "counted": {str(t): sum(s.counted and s.track == t for s in state.strikes) for t in Severity},
        "strikes": [plain(strike) for strike in state.strikes],
        "rungs": [_rung_document(rung) for rung in state.rungs],
        "active": [_rung_document(rung) for rung in state.active],
    }


def _rung_document(rung: RungReached) -> dict[str, Any]:
    return {**plain(rung), "words": in_words(rung.count, rung.of, rung.penalty)}


def _ends(known: list[Ruling], overturns: Iterable[Overturn], at: datetime) -> dict[str, _End]:
    """By ruling: when it ceased to stand, how, and by what. The first thing that voids a ruling is the one named."""
    ends: dict[str, _End] = {}
    for overturn in overturns:
        if overturn.at <= at and (overturn.ruling_id not in ends or overturn.at < ends[overturn.ruling_id][0]):
            ends[overturn.ruling_id] = (overturn.at, StrikeCode.OVERTURNED, overturn.at.date().isoformat())
    if len({ruling.decision_id for ruling in known}) == len(known):
        return ends  # as good as always: each decision was ruled on once, so none was dismissed later
    dismiss = RulingOutcome.DISMISS
    dismissed = {ruling.decision_id for ruling in known if ruling.outcome is dismiss}
    dismissals: dict[str, Ruling] = {}
    for ruling in reversed([ruling for ruling in known if ruling.decision_id in dismissed]):
        if ruling.outcome is dismiss:
            dismissals[ruling.decision_id] = ruling
        elif (later := dismissals.get(ruling.decision_id)) is not None and (
            ruling.ruling_id not in ends or later.ruled_at < ends[ruling.ruling_id][0]
        ):
            ends[ruling.ruling_id] = (later.ruled_at, StrikeCode.SUPERSEDED, later.ruling_id)
    return ends


def _barred(
    ruling: Ruling, own: Terms, before: list[Ruling], ends: Mapping[str, _End]
) -> tuple[StrikeCode | None, str]:
    """Why a ruling brought no strike on the day it was made; later overturns and expiry do not enter."""
    if ruling.outcome is RulingOutcome.DISMISS:
        return StrikeCode.DISMISSED, ""
    if not ruling.strike_eligible:
        return StrikeCode.NOT_ELIGIBLE, ruling.why_not or "no violation under the rules when posted"
    if ruling.posted_at is None:
        return StrikeCode.AGE_UNKNOWN, ""
    if ruling.ruled_at - ruling.posted_at > timedelta(days=own.post_age_limit):
        return StrikeCode.POST_TOO_OLD, str(own.post_age_limit)
    for earlier in before:
        end = ends.get(earlier.ruling_id)
        if end is None or end[0] > ruling.ruled_at:
            return StrikeCode.SAME_POST, earlier.ruling_id
    return None, ""


def _code(
    barred: StrikeCode | None,
    detail: str,
    end: _End | None,
    expires_at: datetime,
    at: datetime,
) -> tuple[StrikeCode, str]:
    """What became of a strike by `at`. That it was voided is said before why it brought none."""
    if barred is StrikeCode.DISMISSED:
        return barred, detail
    if end is not None:
        return end[1], end[2]
    if barred is not None:
        return barred, detail
    return (StrikeCode.COUNTED if expires_at > at else StrikeCode.EXPIRED), expires_at.date().isoformat()
