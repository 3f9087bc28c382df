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

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import Any, Final

from evenhand.enforcement.ladder import harshness, in_words, rung_for, top_of
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
from evenhand.enforcement.terms import Terms, TermsBook
from evenhand.kernel.canonical import plain
from evenhand.kernel.clock import format_instant
from evenhand.policy.model import PenaltyKind, Policy, Rung, Severity, StrikeRules

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
    known = sorted(
        {r.ruling_id: r for r in rulings if r.subject_id == subject_id and r.ruled_at <= at}.values(),
        key=lambda r: (r.ruled_at, r.ruling_id),
    )
    ends = _ends(known, overturns, at)
    terms = TermsBook(policies)
    counting = _Counting()
    first_on_post: dict[tuple[str, str], list[Ruling]] = {}
    strikes: list[Strike] = []
    rungs: list[RungReached] = []
    for ruling in known:
        own = terms.of(ruling)
        expires_at = ruling.ruled_at + own.expires_after
        before = first_on_post.setdefault((ruling.surface, ruling.post_id), [])
        barred, detail = _barred(ruling, own, before, ends)
        if barred is None:
            before.append(ruling)
        code, detail = _code(barred, detail, ends.get(ruling.ruling_id), expires_at, at)
        strikes.append(_strike(ruling, own.track, expires_at, code, detail))
        if code in _BROUGHT_A_STRIKE:
            count = counting.add(own, ruling, expires_at)
            reached = _reached(ruling, own, count, expires_at)
            if reached is not None:
                rungs.append(reached)
    active = tuple(rung for rung in rungs if rung.ends_at is None or rung.ends_at > at)
    return StrikeState(subject_id, at, tuple(strikes), tuple(rungs), active)


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


def _ends(
    known: list[Ruling], overturns: Iterable[Overturn], at: datetime
) -> dict[str, tuple[datetime, StrikeCode, str]]:
    """By ruling: when it ceased to stand, how, and by what. The first thing that voids a ruling is the one named."""
    ends: dict[str, tuple[datetime, StrikeCode, str]] = {}
    for overturn in overturns:
        if overturn.at <= at and (overturn.ruling_id not in ends or overturn.at < ends[overturn.ruling_id][0]):
            ends[overturn.ruling_id] = (overturn.at, StrikeCode.OVERTURNED, overturn.at.date().isoformat())
    dismissals: dict[str, Ruling] = {}
    for ruling in reversed(known):
        if ruling.outcome is RulingOutcome.DISMISS:
            dismissals[ruling.decision_id] = ruling
        elif (later := dismissals.get(ruling.decision_id)) is not None and (
            ruling.ruling_id not in ends or later.ruled_at < ends[ruling.ruling_id][0]
        ):
            ends[ruling.ruling_id] = (later.ruled_at, StrikeCode.SUPERSEDED, later.ruling_id)
    return ends


def _barred(
    ruling: Ruling, own: Terms, before: list[Ruling], ends: Mapping[str, tuple[datetime, StrikeCode, str]]
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
    end: tuple[datetime, StrikeCode, str] | None,
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


def _strike(ruling: Ruling, track: Severity, expires_at: datetime, code: StrikeCode, detail: str) -> Strike:
    return Strike(
        ruling_id=ruling.ruling_id,
        decision_id=ruling.decision_id,
        post_id=ruling.post_id,
        surface=ruling.surface,
        clause=ruling.clause,
        track=track,
        at=ruling.ruled_at,
        expires_at=expires_at if code in _BROUGHT_A_STRIKE else None,
        counted=code is StrikeCode.COUNTED,
        why=WHY[code] % {"detail": detail},
        code=code,
        detail=detail,
        account_id=ruling.account_id,
        policy=ruling.policy,
    )


def _reached(ruling: Ruling, own: Terms, count: int, expires_at: datetime) -> RungReached | None:
    """The milder rung of the ladders a ruling is under; none where one of them has none for this count."""
    found: list[tuple[str, StrikeRules, Rung]] = []
    for ref, rules in own.ladders:
        rung = rung_for(rules, count)
        if rung is None:
            return None
        found.append((ref, rules, rung))
    ref, rules, rung = min(found, key=lambda each: harshness(each[2].penalty))
    penalty = rung.penalty
    if penalty.days is not None:
        ends_at: datetime | None = ruling.ruled_at + timedelta(days=penalty.days)
    else:
        # A warning is on record as long as its strike; anything else without days has no end.
        ends_at = expires_at if penalty.kind is PenaltyKind.WARNING else None
    return RungReached(
        ruling_id=ruling.ruling_id,
        rung_id=rung.rung_id,
        track=own.track,
        count=count,
        penalty=penalty,
        starts_at=ruling.ruled_at,
        ends_at=ends_at,
        of=top_of(rules),
        surface="" if own.shared else ruling.surface,
        policy=ref,
        reference=rung.reference,
        assumption=rung.assumption,
    )


class _Counting:
    """How many strikes of a track had not expired at each ruling, over all surfaces and on each: heaps of expiries."""

    def __init__(self) -> None:
        self._expiries: dict[tuple[Severity, str], list[datetime]] = {}

    def add(self, own: Terms, ruling: Ruling, expires_at: datetime) -> int:
        """Count a ruling's strike in; the count it reaches, itself included."""
        everywhere = self._push((own.track, ""), ruling.ruled_at, expires_at)
        here = self._push((own.track, ruling.surface), ruling.ruled_at, expires_at) if ruling.surface else everywhere
        return everywhere if own.shared else here

    def _push(self, key: tuple[Severity, str], now: datetime, expires_at: datetime) -> int:
        heap = self._expiries.setdefault(key, [])
        while heap and heap[0] <= now:
            heappop(heap)
        heappush(heap, expires_at)
        return len(heap)
