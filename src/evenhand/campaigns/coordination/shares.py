"""From columns of text to integers: ids become codes into Arrow dictionaries, accounts in the order of their ids.

Reading files and rejecting bad rows is left to `adapters.events`; here a null only becomes -1.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from evenhand.campaigns.coordination.model import Codes, Shares, Ticks


def encode(
    account: Any, obj: Any, content: Any, time: Ticks, *, ticks: int = 1, timed: npt.NDArray[np.bool_] | None = None
) -> Shares:
    """Shares from three Arrow string columns (plain or dictionary-encoded, nulls allowed) and int64 times.

    `ticks` is how many units of `time` make a second; `timed` is false where a row has no time.
    """
    account_codes, accounts = _sorted_codes(*_codes(account))
    object_codes, objects = _codes(obj)
    content_codes, contents = _codes(content)
    return Shares(
        account=account_codes,
        object=object_codes,
        content=content_codes,
        time=time,
        timed=np.ones(time.size, np.bool_) if timed is None else timed,
        ticks=ticks,
        accounts=accounts,
        objects=objects,
        contents=contents,
        content_object=_positions(contents, objects),
    )


def _codes(column: Any) -> tuple[Codes, Any]:
    """Codes (int32, -1 for null) and the dictionary of one column."""
    import pyarrow as pa

    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    if isinstance(column, pa.ChunkedArray):
        column = column.unify_dictionaries().combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    if isinstance(column, pa.ChunkedArray):  # combining nothing leaves no chunk
        column = pa.array([], pa.string()).dictionary_encode()
    indices = column.indices
    if indices.null_count:
        indices = indices.fill_null(-1)
    return indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False), column.dictionary


def _sorted_codes(codes: Codes, dictionary: Any) -> tuple[Codes, Any]:
    """The same column with its dictionary in ascending order of the ids (UTF-8 bytes)."""
    import pyarrow.compute as pc

    order = pc.array_sort_indices(dictionary)
    rank = np.empty(len(dictionary) + 1, np.int32)
    rank[order.to_numpy(zero_copy_only=False)] = np.arange(len(dictionary), dtype=np.int32)
    rank[-1] = -1  # code -1 reads the last place
    return rank[codes], dictionary.take(order)


def _positions(values: Any, among: Any) -> Codes:
    """Where each value stands in another dictionary, -1 where it does not."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = pc.index_in(values, value_set=among.cast(values.type) if among.type != values.type else among)
    filled = pc.fill_null(found, pa.scalar(-1, pa.int32()))
    result: Codes = filled.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    return result
