"""What an erasure leaves behind in the log: one event that names its basis and the entries whose content is gone.

The entry itself stays as a commitment that nobody can open any more, so every proof over the tree keeps its value. Who
may be erased, and when, is left to `service.erasure`; destroying the bytes to an adapter.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from evenhand.kernel.ids import derived_id
from evenhand.ledger.model import Event

ERASED: Final = "ledger.erased"
_MOST: Final = 10_000_000  # no single person has more entries; a hostile record could otherwise name all integers


def erasure_event(indices: Sequence[int], basis: str, actor: str, at: datetime) -> Event:
    """`ledger.erased`: the basis and the indices as ranges [first, last]. It names nobody: that is the point of it."""
    payload: dict[str, Any] = {"basis": basis, "entries": len(indices), "indices": _ranges(indices)}
    return Event(derived_id("evt", ERASED, str(payload["indices"])), ERASED, at, payload, actor=actor)


def erased_indices(payload: str) -> set[int]:
    """The indices that a stored `ledger.erased` payload names; none when it is not one."""
    try:
        ranges = json.loads(payload)["indices"]
        if sum(last - first + 1 for first, last in ranges) > _MOST:
            return set()
        return {index for first, last in ranges for index in range(first, last + 1)}
    except (ValueError, TypeError, KeyError):
        return set()


def _ranges(indices: Iterable[int]) -> list[list[int]]:
    runs = groupby(enumerate(sorted(indices)), key=lambda pair: pair[1] - pair[0])
    members = [[index for _, index in run] for _, run in runs]
    return [[run[0], run[-1]] for run in members]
