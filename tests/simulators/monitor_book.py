"""A casebook in a temporary folder with a clock that stands still, and cases about nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from evenhand.bootstrap.monitor import Monitor, Paths, open_monitor
from evenhand.kernel.clock import FixedClock
from evenhand.monitor.model import Case, CaseKind, Channel

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def monitor(folder: Path, role: str = "archivist") -> Monitor:
    """Open or create the casebook of a folder."""
    where = Paths(folder / "book" / "casebook.db", folder / "key" / "casebook.key")
    return open_monitor(where, create=True, role=role, clock=FixedClock(NOW))


def a_case(case_id: str = "c-1", **changes: Any) -> Case:
    """A removal with the facts that matter to matching."""
    case = Case(
        case_id=case_id,
        kind=CaseKind.TAKEN_DOWN,
        channel=Channel.SAMPLED,
        platform="Plaza",
        surface="feed",
        account="holder-7",
        lang="ie",
        content_type="text",
        content_date=date(2026, 1, 2),
        notice="Your post was removed under rule 4.2.",
        clause="rule 4.2",
        happened=date(2026, 1, 5),
    )
    return replace(case, **changes)
