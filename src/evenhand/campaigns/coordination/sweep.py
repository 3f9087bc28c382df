"""The sorted sweep: shares ordered by object and time, pairs within the window, hot objects bounded and the bound recorded.

Never all pairs before the window: what lies within it is counted exactly first (two pointers), and an object with more
pairs than the cap is paired only with each share's nearest later partners.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from evenhand.campaigns.coordination import kernels
from evenhand.campaigns.coordination.model import Capped, Codes, Pairs, Shares, Sorted, Ticks
from evenhand.kernel.errors import BadInputError


def by_object_and_time(shares: Shares, keep: npt.NDArray[np.bool_] | None = None) -> Sorted:
    """Complete rows, ordered by object and then time (file order where equal). `keep` leaves rows out."""
    whole = (shares.account >= 0) & (shares.object >= 0) & (shares.content >= 0) & shares.timed
    if keep is not None:
        whole &= keep
    account, number, content, time = (
        (shares.account, shares.object, shares.content, shares.time)
        if whole.all()
        else (shares.account[whole], shares.object[whole], shares.content[whole], shares.time[whole])
    )
    order, number, time = _ordered(number, time)
    counts = np.bincount(number, minlength=len(shares.objects))
    bounds = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    return Sorted(account[order], number, content[order], time, bounds)


def _ordered(number: Codes, time: Ticks) -> tuple[Codes, Codes, Ticks]:
    """The order by object and time, and both columns in it."""
    start = int(time.min()) if time.size else 0
    span = int(time.max() - start).bit_length() if time.size else 0
    width = int(number.max()).bit_length() if number.size else 0
    if span + width <= 62:  # both fit one key, and the sorted key gives both columns back
        keys = time - start
        keys |= number.astype(np.int64) << span
        keys, order = kernels.radix_sort(keys, np.arange(number.size, dtype=np.int32), span + width)
        return order, (keys >> span).astype(np.int32), (keys & ((1 << span) - 1)) + start
    order = kernels.radix_order(time - start, span)
    order = order[kernels.radix_order(number[order].astype(np.int64), width)]
    return order, number[order], time[order]


def window_ticks(seconds: float, ticks: int) -> int:
    """The window in units of time; nothing lies between two units, so the fraction is dropped."""
    return int(min(np.floor(seconds * ticks), 2.0**62))


def find_pairs(rows: Sorted, shares: Shares, window: int, cap: int) -> tuple[Pairs, Ticks, Ticks]:
    """All pairs within the window, and for each object the candidates there were and how many partners were looked at.

    Raises BadInputError past 2**31 - 1 pairs: the window or the cap is too large for this input.
    """
    within = kernels.candidates(rows.bounds, rows.time, window)
    sizes = np.diff(rows.bounds)
    ahead = np.where(within > cap, np.maximum(1, cap // np.maximum(sizes, 1)), sizes).astype(np.int64)
    room = int(np.minimum(within, ahead * sizes).sum())  # what the kernel may find; untouched pages cost nothing
    if room >= 2**31:
        raise BadInputError(
            f"{room} pairs within the window", hint="narrow --time-window or lower --max-pairs-per-object"
        )
    left, right = np.empty(room, np.int32), np.empty(room, np.int32)
    found = kernels.sweep(
        rows.bounds, rows.time, rows.account, rows.content, shares.content_object, window, ahead, left, right
    )
    return Pairs(left[:found], right[:found]), within, ahead


def capped(shares: Shares, rows: Sorted, within: Ticks, ahead: Ticks, cap: int) -> tuple[Capped, ...]:
    """The objects that were bounded, most candidates first."""
    sizes = np.diff(rows.bounds)
    hot = [int(number) for number in np.flatnonzero(within > cap)]
    hot.sort(key=lambda number: (-int(within[number]), number))
    return tuple(
        Capped(shares.objects[number].as_py(), int(sizes[number]), int(within[number]), int(ahead[number]))
        for number in hot
    )


def distinct(values: Codes, size: int) -> int:
    """How many different codes there are, all below `size`."""
    seen = np.zeros(size, np.bool_)
    seen[values] = True
    return int(seen.sum())
