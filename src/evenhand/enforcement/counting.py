"""Counting for the fold: how many strikes of a track had not expired at each ruling, and the rung which that reaches.

One lane for each kind of ruling (policy version, clause, track, version when posted), so that nothing is looked up or
compared twice over a long history. Which rulings bring a strike at all is `strikes`'.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from evenhand.enforcement.ladder import harshness, rung_for, top_of
from evenhand.enforcement.model import Ruling
from evenhand.enforcement.terms import Terms, TermsBook
from evenhand.policy.model import PenaltyKind, Policy, Rung, Severity, StrikeRules


@dataclass(frozen=True, slots=True)
class Reached:
    """A rung: of which version, out of how many strikes, and how long it lasts (None: without end).

    At the instant of the fold it holds where it was reached later than `after` (None: whenever it was reached).
    """

    policy: str
    rung: Rung
    of: int
    lasts: timedelta | None
    after: datetime | None


_Lasting = tuple[deque[datetime], timedelta]  # when the strikes of one queue were made, and how long each lasts


class Queues:
    """Strikes that have not expired, one queue for each time that they last: a few, however many clauses there are."""

    __slots__ = ("_lasting", "_others")

    def __init__(self) -> None:
        self._lasting: dict[timedelta, _Lasting] = {}
        self._others: dict[timedelta, list[_Lasting]] = {}

    def lasting(self, expires_after: timedelta) -> tuple[deque[datetime], list[_Lasting]]:
        """The queue of the strikes that last so long, and all the others, those included that come later."""
        if expires_after not in self._lasting:
            new: _Lasting = (deque(), expires_after)
            for others in self._others.values():
                others.append(new)
            self._others[expires_after] = list(self._lasting.values())
            self._lasting[expires_after] = new
        return self._lasting[expires_after][0], self._others[expires_after]


class Lane:
    """One kind of ruling under its terms, counting on its track. `reached[n]` is the rung at n strikes, `last` from
    `top` on: the milder of the ladders that the ruling is under, None where one of them has none.

    Strikes that have not expired stand in queues, one for each time that strikes last (`own` is this lane's, `others` the
    rest of its track). Those that last equally long expire in the order they came: the first to expire stands first.
    """

    __slots__ = ("age_limit", "apart", "expires_after", "last", "others", "own", "reached", "terms", "top")

    def __init__(self, terms: Terms, everywhere: Queues, apart: dict[str, Queues] | None, at: datetime) -> None:
        self.terms = terms
        self.expires_after = terms.expires_after
        self.age_limit = timedelta(days=terms.post_age_limit)
        self.top = max(top_of(rules) for _, rules in terms.ladders)
        self.reached = _Rungs(terms, at)
        self.last = self.reached[self.top]
        self.own, self.others = everywhere.lasting(self.expires_after)
        self.apart = apart

    def count(self, surface: str, now: datetime) -> int:
        """Count a strike in; the number that it reaches, itself included. `now` never goes back."""
        everywhere = self._count_in(self.own, self.others, now)
        if self.apart is None or not surface:
            return everywhere
        if surface not in self.apart:
            self.apart[surface] = Queues()
        here = self._count_in(*self.apart[surface].lasting(self.expires_after), now)
        return everywhere if self.terms.shared else here

    def _count_in(self, own: deque[datetime], others: list[_Lasting], now: datetime) -> int:
        """Count one in; how many have not expired now, this one included. `strikes.fold` has the common case in line."""
        count = 0
        for queue, lasts in ((own, self.expires_after), *others):
            horizon = now - lasts
            while queue and queue[0] <= horizon:
                queue.popleft()
            count += len(queue)
        own.append(now)
        return count + 1


class _Rungs(dict[int, Reached | None]):
    """Rungs by count, worked out when first asked for."""

    def __init__(self, terms: Terms, at: datetime) -> None:
        super().__init__()
        self._terms = terms
        self._at = at

    def __missing__(self, count: int) -> Reached | None:
        self[count] = _reached(self._terms, count, self._at)
        return self[count]


class _Kinds(dict[str, tuple[datetime, Severity | None, Lane | None]]):
    """By clause; nothing is known of a clause that was not seen yet."""

    def __missing__(self, clause: str) -> tuple[datetime, Severity | None, Lane | None]:
        return _NEVER, None, None


class Lanes:
    """The lanes of one fold, by ruling."""

    def __init__(self, policies: Mapping[str, Policy], at: datetime) -> None:
        self._policies = policies
        self._at = at
        self._book = TermsBook(policies)
        self._tracks = {track: Queues() for track in Severity}
        # Where no version keeps surfaces apart, they need not be counted apart.
        apart = any(not rules.shared_across_surfaces for p in policies.values() for rules in p.strikes)
        self._apart: dict[Severity, dict[str, Queues]] = {track: {} for track in Severity} if apart else {}
        self._by_terms: dict[int, Lane] = {}
        # By policy and clause: the lane of rulings of one severity on posts later than an instant; no more need be asked.
        self.kinds: defaultdict[str, _Kinds] = defaultdict(_Kinds)

    def of(self, ruling: Ruling) -> Lane:
        """The lane of a ruling. Raises as `TermsBook.of`."""
        terms = self._book.of(ruling)
        # The book keeps its terms, so their identity names them as long as this fold runs.
        lane = self._by_terms.get(id(terms))
        if lane is None:
            track, apart = self._tracks[terms.track], self._apart.get(terms.track)
            lane = self._by_terms[id(terms)] = Lane(terms, track, apart, self._at)
        surely_live = datetime.combine(self._policies[ruling.policy].live_from, time(), UTC) + _A_DAY
        if ruling.posted_at is not None and ruling.posted_at > surely_live:
            self.kinds[ruling.policy][ruling.clause] = (surely_live, ruling.severity, lane)
        return lane


_NEVER = datetime.max.replace(tzinfo=UTC)
_A_DAY = timedelta(days=1)  # more than any zone is ahead: later than this it is the day, wherever it was posted


def _reached(own: Terms, count: int, at: datetime) -> Reached | None:
    found: list[tuple[str, StrikeRules, Rung]] = []
    for ref, rules in own.ladders:
        rung = rung_for(rules, count)
        if rung is None:
            return None
        found.append((ref, rules, rung))
    ref, rules, rung = min(found, key=lambda each: harshness(each[2].penalty))
    penalty = rung.penalty
    if penalty.days is not None:
        lasts = timedelta(days=penalty.days)
    elif penalty.kind is PenaltyKind.WARNING:  # it is on record as long as its strike
        lasts = own.expires_after
    else:
        return Reached(ref, rung, top_of(rules), None, None)
    # Ages before the first year: a penalty so long holds since whenever it was reached.
    after = at - lasts if lasts < at - _FIRST else None
    return Reached(ref, rung, top_of(rules), lasts, after)


_FIRST = datetime.min.replace(tzinfo=UTC)
