"""From recorded to carried out: sequence what was recorded, then hand each due action to its surface.

An action leaves the outbox only after its event is sequenced (DESIGN.md, decision 8). A crash in between repeats the
call, which surfaces take once.
"""

from __future__ import annotations

from evenhand.kernel.clock import Clock
from evenhand.service.ports import Journal, Surface


def sequence_all(journal: Journal) -> int:
    """Sequence everything recorded; how many entries that was."""
    total = 0
    while count := journal.sequence():
        total += count
    return total


def deliver_due(journal: Journal, surface: Surface, clock: Clock, *, batch: int = 500) -> int:
    """Sequence, then carry out every due item; how many were carried out."""
    sequence_all(journal)
    total = 0
    while items := journal.due(batch):
        for item in items:
            surface.carry_out(item)
        journal.delivered([item.item_id for item in items], clock.now())
        total += len(items)
    return total
