"""Share events with hidden parameters: heavy-tailed accounts and objects, organic bursts, and planted groups among them.

Planted groups are of new accounts or of accounts that also share organically, share objects of their own or popular
ones, and take part with a hidden probability. Nothing here is tuned to the detector: parameters come from the seed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from evenhand.campaigns.coordination.model import Shares
from evenhand.campaigns.coordination.shares import encode

STYLES = ("flat", "slow bursts", "tight bursts")


@dataclass(frozen=True)
class World:
    """What was made: the shares, the window the groups kept to, and who was planted together."""

    shares: Shares
    window: float
    planted: tuple[frozenset[str], ...]


def shares_of(account, obj, time, content=None) -> Shares:
    """Shares from plain sequences; contents are numbered where none are given."""
    content = range(len(account)) if content is None else content
    given = {"a": account, "o": obj, "c": content}
    columns = [pa.array([f"{prefix}{value}" for value in values], pa.string()) for prefix, values in given.items()]
    return encode(*columns, np.asarray(time, np.int64))


def make_world(seed: int, style: str) -> World:
    """A world from a seed."""
    rng = np.random.default_rng(seed)
    accounts, objects, days = int(rng.integers(100, 2000)), int(rng.integers(50, 2000)), int(rng.integers(1, 30))
    rows, span = int(accounts * rng.uniform(3, 40)), days * 86_400
    activity, popularity = rng.pareto(1.5, accounts) + 0.2, rng.pareto(1.2, objects) + 0.1
    account = rng.choice(accounts, rows, p=activity / activity.sum())
    number = rng.choice(objects, rows, p=popularity / popularity.sum())
    if style == "flat":
        time = rng.integers(0, span, rows)
    else:
        fade = rng.uniform(600, 86_400) if style == "slow bursts" else rng.uniform(300, 3_600)
        time = (rng.uniform(0, span, objects)[number] + rng.exponential(fade, rows)).astype(np.int64)
    window = int(rng.choice([10, 30, 60]))
    planted = []
    for group in range(int(rng.integers(1, 5))):
        size = int(rng.integers(3, 21))
        members = (
            np.arange(size) + 100_000 * (group + 1) if rng.random() < 0.5 else rng.choice(accounts, size, replace=False)
        )
        own, share = rng.random() < 0.5, rng.uniform(0.6, 1)
        for event in range(int(rng.integers(8, 31))):
            there = members[rng.random(size) < share]
            account = np.r_[account, there]
            number = np.r_[
                number, np.full(there.size, 10**6 * (group + 1) + event if own else rng.integers(0, objects))
            ]
            time = np.r_[time, rng.integers(0, span) + rng.integers(0, window + 1, there.size)]
        planted.append(frozenset(f"a{member}" for member in members))
    return World(shares_of(account, number, time), window, tuple(planted))
