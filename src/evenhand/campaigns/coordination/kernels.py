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
def radix_sort(keys: Any, carried: Any, bits: int) -> Any:
    """Non-negative int64 keys below 2**bits in order, and what each carried (int32). Stable, least digit first.

    Both arrays are used up (they are sorted into and out of): memory touched twice costs more than the sort.
    """
    size = keys.size
    base = 1 << _DIGIT
    now, then = keys, np.empty_like(keys)
    load, spare = carried, np.empty_like(carried)
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
            spare[place] = load[i]
        now, then = then, now
        load, spare = spare, load
    return now, load


@njit(cache=True)
def radix_order(keys: Any, bits: int) -> Any:
    """The stable order (int32 positions) of non-negative int64 keys below 2**bits; the keys are used up."""
    return radix_sort(keys, np.arange(keys.size).astype(np.int32), bits)[1]


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
    itself). `left` and `right` are long enough for every candidate; the number of pairs found comes back.
    """
    found = 0
    for number in range(bounds.size - 1):
        limit = ahead[number]
        for i in range(bounds[number], bounds[number + 1]):
            if own_object[contents[i]] == number:
                continue
            stop = min(bounds[number + 1], i + 1 + limit)
            for j in range(i + 1, stop):
                if times[j] - times[i] > window:
                    break
                if accounts[i] == accounts[j] or contents[i] == contents[j] or own_object[contents[j]] == number:
                    continue
                left[found] = i
                right[found] = j
                found += 1
    return found


@njit(cache=True)
def rows_in_pairs(left: Any, right: Any, rows: int) -> Any:
    """Which rows stand in any pair."""
    found = np.zeros(rows, np.bool_)
    for i in range(left.size):
        found[left[i]] = True
        found[right[i]] = True
    return found


@njit(cache=True)
def pairs_between(left: Any, right: Any, accounts: Any, enough: Any) -> Any:
    """The pairs whose both accounts are among `enough`, in order."""
    kept = 0
    for i in range(left.size):
        kept += enough[accounts[left[i]]] and enough[accounts[right[i]]]
    first, second = np.empty(kept, np.int32), np.empty(kept, np.int32)
    place = 0
    for i in range(left.size):
        if enough[accounts[left[i]]] and enough[accounts[right[i]]]:
            first[place] = left[i]
            second[place] = right[i]
            place += 1
    return first, second


@njit(cache=True)
def pair_keys(left: Any, right: Any, accounts: Any, objects: Any, base: int) -> Any:
    """One int64 a pair (smaller account times `base` plus the larger, so that equal keys are one edge) and its object."""
    keys = np.empty(left.size, np.int64)
    numbers = np.empty(left.size, np.int32)
    for i in range(left.size):
        a, b = np.int64(accounts[left[i]]), np.int64(accounts[right[i]])
        keys[i] = a * base + b if a < b else b * base + a
        numbers[i] = objects[left[i]]
    return keys, numbers


@njit(cache=True)
def edge_runs(keys: Any, numbers: Any, base: int) -> Any:
    """Runs of equal sorted keys: both accounts, the start of each run (and the end of all), its distinct objects.

    The sort was stable and pairs were found object by object, so inside a run the objects ascend.
    """
    edges = 0
    for i in range(keys.size):
        if i == 0 or keys[i] != keys[i - 1]:
            edges += 1
    first, second, distinct = np.empty(edges, np.int32), np.empty(edges, np.int32), np.empty(edges, np.int32)
    starts = np.empty(edges + 1, np.int64)
    edge = -1
    for i in range(keys.size):
        if i == 0 or keys[i] != keys[i - 1]:
            edge += 1
            starts[edge] = i
            first[edge] = keys[i] // base
            second[edge] = keys[i] - np.int64(first[edge]) * base
            distinct[edge] = 1
        elif numbers[i] != numbers[i - 1]:
            distinct[edge] += 1
    starts[edges] = keys.size
    return first, second, starts, distinct


@njit(cache=True)
def meetings_by_object(starts: Any, distinct: Any, numbers: Any, count: int) -> Any:
    """For each object: account pairs that met on it, those who met on nothing else (strangers) apart from the rest."""
    strangers = np.zeros(count, np.int64)
    repeated = np.zeros(count, np.int64)
    for edge in range(distinct.size):
        for i in range(starts[edge], starts[edge + 1]):
            if i == starts[edge] or numbers[i] != numbers[i - 1]:
                if distinct[edge] == 1:
                    strangers[numbers[i]] += 1
                else:
                    repeated[numbers[i]] += 1
    return strangers, repeated


@njit(cache=True)
def join(first: Any, second: Any, chosen: Any, accounts: int) -> Any:
    """Each account's component (its smallest account) over the chosen edges; -1 for accounts without one. Union-find."""
    parent = np.full(accounts, -1, np.int32)
    for edge in range(first.size):
        if not chosen[edge]:
            continue
        a, b = first[edge], second[edge]
        if parent[a] < 0:
            parent[a] = a
        if parent[b] < 0:
            parent[b] = b
        while parent[a] != a:
            parent[a] = parent[parent[a]]
            a = parent[a]
        while parent[b] != b:
            parent[b] = parent[parent[b]]
            b = parent[b]
        if a < b:
            parent[b] = a
        else:
            parent[a] = b
    for account in range(accounts):  # parents are never larger, so ascending order has them settled
        if parent[account] >= 0:
            parent[account] = parent[parent[account]]
    return parent


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
