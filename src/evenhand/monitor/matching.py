"""Which published statements could be about a case: the rules, stated so that a platform can argue with them.

1. A reference that the notice quotes (uuid or puid) decides.
2. Without one, by facts: the same platform (where the statement names one), an effect that fits the kind of case, the
   day it was applied within the window around the day it happened (or within `lookback` before it was noticed), and,
   where both sides know them, the same day of content (a day apart is allowed: time zones), language and content type.
What a match means is `compare`'s.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from evenhand.monitor.model import Case
from evenhand.monitor.published import Published


@dataclass(frozen=True, slots=True)
class Rules:
    """Days. `window` around what happened; `lookback` before it was noticed; `far` for a statement whose day is off."""

    window: int = 3
    lookback: int = 30
    far: int = 60
    tolerance: int = 1


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(slots=True)
class Shelf:
    """The statements that could matter, and the days the file covers. Fill it once, in a stream; ask it per case."""

    rules: Rules
    refs: frozenset[str]
    near: tuple[Span, ...]
    far: tuple[Span, ...]
    content_days: frozenset[date]
    platforms: frozenset[str]
    by_ref: dict[str, Published] = field(default_factory=dict)
    by_day: dict[date, list[Published]] = field(default_factory=dict)
    coverage: dict[str, Span] = field(default_factory=dict)
    seen: int = 0

    @classmethod
    def of(cls, cases: Iterable[Case], rules: Rules) -> Shelf:
        """A shelf that keeps only what these cases could need, so that a dump of gigabytes passes through."""
        cases = list(cases)
        return cls(
            rules,
            frozenset(case.statement_ref for case in cases if case.statement_ref),
            _merged(near_span(case, rules) for case in cases),
            _merged(far_span(case, rules) for case in cases if case.content_date),
            frozenset(case.content_date for case in cases if case.content_date),
            frozenset(fold(case.platform) for case in cases) | {""},
        )

    def put(self, statement: Published) -> None:
        """Take one statement in."""
        self.seen += 1
        name = fold(statement.platform)
        known = self.coverage.get(name)
        sent, day = statement.sent, statement.applied
        self.coverage[name] = Span(min(known.first, sent), max(known.last, sent)) if known else Span(sent, sent)
        for ref in {statement.uuid, statement.puid} & self.refs:
            self.by_ref.setdefault(ref, statement)
        if name in self.platforms and statement.effects and self._could_matter(statement):
            self.by_day.setdefault(day, []).append(statement)

    def _could_matter(self, statement: Published) -> bool:
        if any(statement.applied in span for span in self.near):
            return True
        return statement.content_date in self.content_days and any(statement.applied in span for span in self.far)

    def covers(self, case: Case) -> bool:
        """Whether the file holds what this platform sent in on the days in question, so that absence says something."""
        span = near_span(case, self.rules)
        if case.happened is not None:
            span = _around(case.happened, 0, self.rules.tolerance)
        if span is None:
            return False
        return any(
            known.first <= span.first and span.last <= known.last
            for name, known in self.coverage.items()
            if name in ("", fold(case.platform))
        )

    def fitting(self, case: Case) -> list[Published]:
        """Statements that fit by facts, in the order of the file."""
        return self._within(near_span(case, self.rules), case)

    def fitting_but_for_the_day(self, case: Case) -> list[Published]:
        """Statements of the very same day of content and language, applied on another day than the case says."""
        if case.content_date is None or not case.lang or not case.content_type:
            return []
        return [
            statement
            for statement in self._within(far_span(case, self.rules), case)
            if statement.content_date == case.content_date and statement.lang == case.lang and statement.content_types
        ]

    def _within(self, span: Span | None, case: Case) -> list[Published]:
        if span is None:
            return []
        days = (span.first + timedelta(days=n) for n in range((span.last - span.first).days + 1))
        found = [statement for day in days for statement in self.by_day.get(day, ()) if _fits(case, statement)]
        return sorted(found, key=lambda statement: statement.line)


def near_span(case: Case, rules: Rules) -> Span | None:
    """The days within which a statement about this case should have been applied; None when no day is known."""
    if case.happened is not None:
        return _around(case.happened, rules.window, rules.window)
    return _around(case.noticed, rules.lookback, rules.tolerance) if case.noticed else None


def far_span(case: Case, rules: Rules) -> Span | None:
    """The wider days within which a statement is looked for whose day is off."""
    day = case.happened or case.noticed
    return _around(day, rules.far, rules.far) if day else None


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """A platform's name for comparison."""
    return "".join(char for char in name.casefold() if char.isalnum())


def _around(day: date, before: int, after: int) -> Span:
    # The calendar ends; a hostile year must not raise.
    first = date.fromordinal(max(1, day.toordinal() - before))
    return Span(first, date.fromordinal(min(date.max.toordinal(), day.toordinal() + after)))


def _fits(case: Case, statement: Published) -> bool:
    if statement.platform and fold(statement.platform) != fold(case.platform):
        return False
    if case.kind not in statement.effects:
        return False
    if case.content_date and statement.content_date and abs((case.content_date - statement.content_date).days) > 1:
        return False
    if case.lang and statement.lang and case.lang.split("-")[0] != statement.lang:
        return False
    return not (case.content_type and statement.content_types and case.content_type not in statement.content_types)


def _merged(spans: Iterable[Span | None]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in sorted((span for span in spans if span), key=lambda span: span.first):
        if merged and span.first <= merged[-1].last:
            merged[-1] = Span(merged[-1].first, max(merged[-1].last, span.last))
        else:
            merged.append(span)
    return tuple(merged)
