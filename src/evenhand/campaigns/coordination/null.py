"""How surprising an edge is: three chances that two accounts meet without coordinating, and the largest p of them.

The statistic of an edge is the number of different objects on which two accounts met, and 0 when they met once: a single
meeting is no evidence by rule, so its p is 1. Under the null, times are shuffled:

1. *time*: the two shares of an object fall at random among all times in the data. The chance of a meeting is exact
   (the share of all pairs of times that lie within the window).
2. *crowd*: the object itself drew a burst. Its chance comes from strangers, account pairs that met on nothing else
   (those who met again are what is tested, so they do not vouch for themselves), shrunk towards all objects.
3. *activity*: given every meeting there was, who met is random in proportion to how much each account shares.

For 1 and 2 the larger chance of each object is summed over **all** objects both accounts shared, met or not; the tail of
the binomial with that mean bounds the tail of the sum of unequal chances (Hoeffding 1956, theorem 4). For 3 the tail is
Poisson's. The p of an edge is the larger of the two: it must be surprising under both. Correction is for every account
pair that shares two objects or more (bounded from above, never enumerated), not only for those that met.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from evenhand.campaigns.coordination import kernels
from evenhand.campaigns.coordination.edges import Folded
from evenhand.campaigns.coordination.model import Codes, Sorted, Ticks
from evenhand.stats.multiple import benjamini_hochberg

# An object speaks for itself from about 25 strangers on (25 * 24 / 2 pairs); below, all objects speak for it.
SHRINK: Final = 300.0

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Holdings:
    """Each account's distinct objects (ascending) and its shares of each, by `bounds`."""

    bounds: Ticks
    held: Codes
    shares: Codes


def holdings(rows: Sorted, accounts: int) -> Holdings:
    """Who shared what, from rows in the order of objects."""
    order = kernels.radix_order(rows.account.astype(np.int64), int(accounts).bit_length())
    return Holdings(*kernels.holdings(rows.account, rows.object, order, accounts))


def time_chance(rows: Sorted, window: int) -> float:
    """The chance that two shares at random times lie within the window: exact for shuffled times."""
    size = rows.time.size
    if size < 2:
        return 1.0
    times = rows.time[kernels.radix_order(rows.time - rows.time.min(), int(np.ptp(rows.time)).bit_length())]
    within = int(kernels.candidates(np.array([0, size], np.int64), times, window)[0])
    return within / (size * (size - 1) / 2)


def crowd_chance(rows: Sorted, folded: Folded, held: Holdings, missed: Floats) -> Floats:
    """For each object, how often strangers meet on it, shrunk towards all objects. `missed` scales capped objects up."""
    count = rows.bounds.size - 1
    strangers, repeated = kernels.meetings_by_object(folded.starts, folded.objects, folded.numbers, count)
    sharers = np.bincount(held.held, minlength=count).astype(np.float64)
    open_pairs = np.maximum(sharers * (sharers - 1) / 2 - repeated, 0.0)
    met = np.minimum(strangers * missed, open_pairs)
    overall = met.sum() / open_pairs.sum() if open_pairs.sum() > 0 else 0.0
    chance: Floats = np.minimum(1.0, (met + SHRINK * overall) / (open_pairs + SHRINK))
    return chance


def family(held: Holdings) -> float:
    """An upper bound of how many account pairs share two objects or more, so could have met twice."""
    degrees = np.diff(held.bounds)
    able = np.repeat(degrees >= 2, degrees)
    sharers = np.bincount(held.held[able]).astype(np.float64) if able.any() else np.zeros(1)
    accounts = float((degrees >= 2).sum())
    return max(1.0, min(accounts * (accounts - 1) / 2, float((sharers * (sharers - 1) / 2).sum()) / 2))


def edge_p(first: Codes, second: Codes, objects: Codes, held: Holdings, chance: Floats, meetings: int) -> Floats:
    """The p of each edge, from its accounts and the objects they met on; 1 for those that met once.

    `meetings` counts every meeting there was, also of edges that are not tested.
    """
    from scipy.special import betainc, pdtrc

    p = np.ones(first.size, np.float64)
    chosen = np.flatnonzero(objects >= 2)
    if not chosen.size:
        return p
    first, second, met = first[chosen], second[chosen], objects[chosen].astype(np.float64)
    common, expected = kernels.expected_meetings(first, second, held.bounds, held.held, held.shares, chance)
    by_time = betainc(met, common - met + 1, np.minimum(1.0, expected / common))
    degrees = np.diff(held.bounds).astype(np.float64)
    by_activity = pdtrc(met - 1, 2.0 * float(meetings) * degrees[first] * degrees[second] / degrees.sum() ** 2)
    # Hoeffding's bound holds from one above the mean on; nearer to it no edge is worth testing.
    p[chosen] = np.where(met >= expected + 1, np.maximum(by_time, by_activity), 1.0)
    return p


def adjust(p: Floats, tested: float) -> Floats:
    """Benjamini-Hochberg over `tested` hypotheses of which all that are not given have p = 1."""
    q = np.ones_like(p)
    given = p < 1
    if given.any():
        q[given] = np.minimum(1.0, benjamini_hochberg(p[given]) * max(1.0, tested / given.sum()))
    return q
