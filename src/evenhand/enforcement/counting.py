"""Counting for the fold: how many strikes of a track had not expired at each ruling, and the rung which that reaches.

One lane for each kind of ruling (policy version, clause, track, version when posted), so that nothing is looked up or
compared twice over a long history. Which rulings bring a strike at all is `strikes`'.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from evenhand.enforcement.ladder import harshness, rung_for, top_of
from evenhand.enforcement.model import Ruling
from evenhand.enforcement.terms import Terms, TermsBook
from evenhand.policy.model import PenaltyKind, Policy, Rung, Severity, StrikeRules


@dataclass(frozen=True, slots=True)
class Reached:
    """A rung: of which version, out of how many strikes, and how long it lasts (None: without end)."""

    policy: str
    rung: Rung
    of: int
    lasts: timedelta | None


_Queue = deque[datetime]


class Queues:
    """Strikes that have not expired, one queue for each time that they last: a few, however many clauses there are."""

    __slots__ = ("_lasting", "queues")

    def __init__(self) -> None:
        self._lasting: dict[timedelta, _Queue] = {}
        self.queues: list[_Queue] = []

    def lasting(self, expires_after: timedelta) -> _Queue:
        """The queue of the strikes that last so long."""
        if expires_after not in self._lasting:
            self._lasting[expires_after] = deque()
            self.queues.append(self._lasting[expires_after])
        return self._lasting[expires_after]


class Lane:
    """One kind of ruling under its terms, counting on its track. `reached[n]` is the rung at n strikes, n up to `top`:
    the milder of the ladders that the ruling is under, None where one of them has none.

    Strikes that have not expired stand in queues, one for each time that strikes last (`queues` are all of the track,
    `own` is this lane's). Those that last equally long expire in the order they came: the first to expire stands first.
    """

    __slots__ = ("age_limit", "apart", "expires_after", "own", "queues", "reached", "terms", "top")

    def __init__(self, terms: Terms, everywhere: Queues, apart: dict[str, Queues] | None) -> None:
        self.terms = terms
        self.expires_after = terms.expires_after
        self.age_limit = timedelta(days=terms.post_age_limit)
        self.top = max(top_of(rules) for _, rules in terms.ladders)
        self.reached = _Rungs(terms)
        self.own = everywhere.lasting(self.expires_after)
        self.queues = everywhere.queues
        self.apart = apart

    def count(self, surface: str, now: datetime) -> int:
        """Count a strike in; the number that it reaches, itself included. `now` never goes back."""
        expires_at = now + self.expires_after
        everywhere = _count_in(self.queues, self.own, now, expires_at)
        if self.apart is None or not surface:
            return everywhere
        if surface not in self.apart:
            self.apart[surface] = Queues()
        own = self.apart[surface].lasting(self.expires_after)
        here = _count_in(self.apart[surface].queues, own, now, expires_at)
        return everywhere if self.terms.shared else here


def _count_in(queues: list[_Queue], own: _Queue, now: datetime, expires_at: datetime) -> int:
    """Count one in; how many have not expired now, this one included."""
    count = 1
    for queue in queues:
        while queue and queue[0] <= now:
            queue.popleft()
        count += len(queue)
    own.append(expires_at)
    return count


class _Rungs(dict[int, Reached | None]):
    """Rungs by count, worked out when first asked for."""

    def __init__(self, terms: Terms) -> None:
        super().__init__()
        self._terms = terms

    def __missing__(self, count: int) -> Reached | None:
        self[count] = _reached(self._terms, count)
        return self[count]


class Lanes:
    """The lanes of one fold, by ruling."""

    def __init__(self, policies: Mapping[str, Policy]) -> None:
        self._policies = policies
        self._book = TermsBook(policies)
        self._tracks = {track: Queues() for track in Severity}
        # Where no version keeps surfaces apart, they need not be counted apart.
        apart = any(not rules.shared_across_surfaces for p in policies.values() for rules in p.strikes)
        self._apart: dict[Severity, dict[str, Queues]] = {track: {} for track in Severity} if apart else {}
        self._by_terms: dict[int, Lane] = {}
        # The lane of rulings on posts later than an instant, by policy, clause and whether severe: no more need be asked.
        self.kinds: dict[tuple[str, str, bool], tuple[datetime, Lane | None]] = {}
        self.unknown: tuple[datetime, Lane | None] = (datetime.max.replace(tzinfo=UTC), None)

    def of(self, ruling: Ruling) -> Lane:
        """The lane of a ruling. Raises as `TermsBook.of`."""
        terms = self._book.of(ruling)
        # The book keeps its terms, so their identity names them as long as this fold runs.
        lane = self._by_terms.get(id(terms))
        if lane is None:
            lane = self._by_terms[id(terms)] = Lane(terms, self._tracks[terms.track], self._apart.get(terms.track))
        surely_live = datetime.combine(self._policies[ruling.policy].live_from, time(), UTC) + _A_DAY
        if ruling.posted_at is not None and ruling.posted_at > surely_live:
            self.kinds[ruling.policy, ruling.clause, ruling.severity is Severity.SEVERE] = (surely_live, lane)
        return lane


_A_DAY = timedelta(days=1)  # more than any zone is ahead: later than this it is the day, wherever it was posted


def _reached(own: Terms, count: int) -> Reached | None:
    found: list[tuple[str, StrikeRules, Rung]] = []
    for ref, rules in own.ladders:
        rung = rung_for(rules, count)
        if rung is None:
            return None
        found.append((ref, rules, rung))
    ref, rules, rung = min(found, key=lambda each: harshness(each[2].penalty))
    penalty = rung.penalty
    if penalty.days is not None:
        return Reached(ref, rung, top_of(rules), timedelta(days=penalty.days))
    # A warning is on record as long as its strike; anything else without days has no end.
    return Reached(ref, rung, top_of(rules), own.expires_after if penalty.kind is PenaltyKind.WARNING else None)
