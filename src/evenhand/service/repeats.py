"""Posts whose id occurs more than once in one input: said, never dropped silently.

Each is examined as it stands: the same content is the same decision, other content is a version with a decision of its own.
Only ids are kept while a run goes on, and those of the first few million posts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

MOST: Final = 5_000_000  # posts whose ids are held against each other
_SHOWN: Final = 3


@dataclass(slots=True)
class Repeats:
    """Collects ids by surface, batch by batch."""

    _ids: list[pa.RecordBatch] = field(default_factory=list)
    _posts: int = 0

    def seen(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Take the ids of a batch in; the batch itself, to go on with."""
        if self._posts < MOST:
            self._ids.append(batch.select(["surface", "id"]))
            self._posts += batch.num_rows
        return batch

    def found(self) -> tuple[tuple[str, str, int], ...]:
        """Surface, id and how often, for each id that occurs more than once; sorted."""
        if not self._ids:
            return ()
        counted = pa.Table.from_batches(self._ids).group_by(["surface", "id"]).aggregate([([], "count_all")])
        rows = counted.filter(pc.greater(counted.column("count_all"), 1)).to_pylist()
        return tuple(sorted((row["surface"] or "", row["id"], row["count_all"]) for row in rows))


def repeats_in_words(found: tuple[tuple[str, str, int], ...]) -> str:
    """What to say of them; empty where there are none."""
    if not found:
        return ""
    shown = ", ".join(f"{name} on {surface or '(no surface)'} {count} times" for surface, name, count in found[:_SHOWN])
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return (
        f"note: {len(found)} post id(s) occur more than once: {shown}{more}\n"
        "  each was examined: the same content is one decision, other content is a version of its own"
    )
