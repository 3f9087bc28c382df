"""From columns of text to integers: ids become codes, accounts in the order of their ids.

Reading files and rejecting bad rows is left to `adapters.events`; here a null only becomes -1.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from evenhand.campaigns.coordination.interning import Interned
from evenhand.campaigns.coordination.model import Codes, Shares, Ticks


def encode(
    account: Any, obj: Any, content: Any, time: Ticks, *, ticks: int = 1, timed: npt.NDArray[np.bool_] | None = None
) -> Shares:
    """Shares from three interned or Arrow string columns (nulls allowed) and int64 times.

    `ticks` is how many units of `time` make a second; `timed` is false where a row has no time.
    """
    account_codes, accounts = _in_order(_interned(account))
    objects, contents = _interned(obj), _interned(content)
    object_ids, content_ids = objects.ids(), contents.ids()
    content_object = np.full(max(1, len(content_ids)), -1, np.int32)
    as_content = contents.find(object_ids)
    is_content = np.flatnonzero(as_content >= 0)
    content_object[as_content[is_content]] = is_content
    return Shares(
        account=account_codes,
        object=objects.codes,
        content=contents.codes,
        time=time,
        timed=np.ones(time.size, np.bool_) if timed is None else timed,
        ticks=ticks,
        accounts=accounts,
        objects=object_ids,
        contents=content_ids,
        content_object=content_object,
    )


def _interned(column: Any) -> Interned:
    return column if isinstance(column, Interned) else Interned(column)


def _in_order(column: Interned) -> tuple[Codes, Any]:
    """Codes that compare as the ids do (UTF-8 bytes), and the ids in that order."""
    import pyarrow.compute as pc

    ids = column.ids()
    order = pc.array_sort_indices(ids)
    rank = np.empty(len(ids) + 1, np.int32)
    rank[order.to_numpy(zero_copy_only=False)] = np.arange(len(ids), dtype=np.int32)
    rank[-1] = -1  # code -1 reads the last place
    return rank[column.codes], ids.take(order)
