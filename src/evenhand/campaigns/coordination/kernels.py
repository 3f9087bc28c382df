"""The compiled loops: radix order, the sorted sweep, counts per edge and common objects. They see integers only.

Everything is bounded before it is filled: no loop here is quadratic in the shares of one object unless its pairs were
counted first and fit the cap. What the integers mean is left to `sweep`, `edges` and `null`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

_DIGIT = 11  # bits a pass: 2,048 counters stay in the first-level cache


@njit(cache=True)
def radix_order(keys: Any, bits: int) -> Any:
    """The stable order (int32 positions) of non-negative int64 keys below 2**bits. Least digit first, O(n) a digit."""
    size = keys.size
    base = 1 << _DIGIT
    order = np.arange(size).astype(np.int32)
    now = keys.copy()
    then = np.empty_like(now)
    spare = np.empty_like(order)
    for shift in range(0, bits, _DIGIT):
        starts = np.zeros(base + 1, np.int64)
        for i in range(size):
            starts[((now[i] >> shift) & (base - 1)) + 1] += 1
        for digit in range(base):
            starts[digit + 1] += starts[digit]
        for i in range(size):
            digit = (now[i] >> shift) & (base - 1)
            place = starts[digit]
            starts[digit] = place + 1
            then[place] = now[i]
            spare[place] = order[i]
        now, then = then, now
        order, spare = spare, order
    return order


@njit(cache=True)
def candidates(bounds: Any, times: Any, window: int) -> Any:
    """For each object, how many share pairs (i < j) lie within the window: exact, two pointers, O(n).

    `bounds` has one more entry than there are objects; `times` ascend inside each object.
    """
    counts = np.zeros(bounds.size - 1, np.int64)
    for number in range(bounds.size - 1):
        end = bounds[number]
        total = 0
        for i in range(bounds[number], bounds[number + 1]):
            while end < bounds[number + 1] and times[end] - times[i] <= window:
                end += 1
            total += end - i - 1
        counts[number] = total
    return counts


@njit(cache=True)
def sweep(
    bounds: Any,
    times: Any,
    accounts: Any,
    contents: Any,
    own_object: Any,
    window: int,
    ahead: Any,
    left: Any,
    right: Any,
) -> int:
    """Walk each object's shares in time and note the pairs within the window, at most `ahead[object]` partners a share.

    Left out are pairs of one account, of one content, and of a content that is itself the object (an object "sharing"
    itself). With empty `left` and `right` it only counts; called again with arrays of that length it fills them.
    """
    fill = left.size > 0
    found = 0
    for number in range(bounds.size - 1):
        limit = ahead[number]
        for i in range(bounds[number], bounds[number + 1]):
            if contents[i] >= 0 and own_object[contents[i]] == number:
                continue
            stop = min(bounds[number + 1], i + 1 + limit)
            for j in range(i + 1, stop):
                if times[j] - times[i] > window:
                    break
                if accounts[i] == accounts[j] or contents[i] == contents[j] or own_object[contents[j]] == number:
                    continue
                if fill:
                    left[found] = i
                    right[found] = j
                found += 1
    return found


@njit(cache=True)
def pair_keys(left: Any, right: Any, accounts: Any, base: int) -> Any:
    """One int64 a pair: smaller account times `base` plus the larger, so that equal keys are one edge."""
    keys = np.empty(left.size, np.int64)
    for i in range(left.size):
        a, b = np.int64(accounts[left[i]]), np.int64(accounts[right[i]])
        keys[i] = a * base + b if a < b else b * base + a
    return keys


@njit(cache=True)
def edge_runs(keys: Any, order: Any, objects: Any, left: Any) -> Any:
    """Runs of equal keys in `order`: (start of each run and the end of all, distinct objects of each run).

    `order` is stable and pairs were found object by object, so inside a run the objects ascend.
    """
    size = order.size
    starts = np.empty(size + 1, np.int64)
    distinct = np.empty(size, np.int32)
    edge = -1
    last_object = -1
    for i in range(size):
        number = objects[left[order[i]]]
        if i == 0 or keys[order[i]] != keys[order[i - 1]]:
            edge += 1
            starts[edge] = i
            distinct[edge] = 1
        elif number != last_object:
            distinct[edge] += 1
        last_object = number
    starts[edge + 1] = size
    return starts[: edge + 2].copy(), distinct[: edge + 1].copy()


@njit(cache=True)
def meetings_by_object(starts: Any, distinct: Any, order: Any, objects: Any, left: Any, count: int) -> Any:
    """For each object: account pairs that met on it, split into those who met on nothing else (strangers) and the rest."""
    strangers = np.zeros(count, np.int64)
    repeated = np.zeros(count, np.int64)
    for edge in range(distinct.size):
        last_object = -1
        for i in range(starts[edge], starts[edge + 1]):
            number = objects[left[order[i]]]
            if number != last_object:
                if distinct[edge] == 1:
                    strangers[number] += 1
                else:
                    repeated[number] += 1
                last_object = number
    return strangers, repeated


@njit(cache=True)
def holdings(accounts: Any, objects: Any, order: Any, count: int) -> Any:
    """Each account's distinct objects, ascending, with its shares of each: (bounds by account, objects, shares).

    `order` sorts rows by account and, inside it, by object.
    """
    held = np.empty(order.size, np.int32)
    shares = np.empty(order.size, np.int32)
    bounds = np.zeros(count + 1, np.int64)
    size = 0
    for i in range(order.size):
        row = order[i]
        fresh = i == 0 or accounts[row] != accounts[order[i - 1]] or objects[row] != objects[order[i - 1]]
        if fresh:
            held[size] = objects[row]
            shares[size] = 0
            size += 1
            bounds[accounts[row] + 1] += 1
        shares[size - 1] += 1
    for account in range(count):
        bounds[account + 1] += bounds[account]
    return bounds, held[:size].copy(), shares[:size].copy()


@njit(cache=True)
def expected_meetings(first: Any, second: Any, bounds: Any, held: Any, shares: Any, chance: Any) -> Any:
    """For each edge: how many objects both accounts shared, and on how many they would meet by chance (sum of chances).

    Several shares of one object raise its chance at most in proportion (union bound), never past one.
    """
    common = np.zeros(first.size, np.int64)
    expected = np.zeros(first.size, np.float64)
    for edge in range(first.size):
        i, i_end = bounds[first[edge]], bounds[first[edge] + 1]
        j, j_end = bounds[second[edge]], bounds[second[edge] + 1]
        while i < i_end and j < j_end:
            if held[i] < held[j]:
                i += 1
            elif held[i] > held[j]:
                j += 1
            else:
                common[edge] += 1
                expected[edge] += min(1.0, chance[held[i]] * shares[i] * shares[j])
                i += 1
                j += 1
    return common, expected
