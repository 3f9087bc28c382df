"""Edges that hold become groups: seeded Leiden, or the connected components when the peer's rules are asked for.

A group is a question for a person: coordinated is not inauthentic (fan clubs, newsrooms and unions coordinate).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from evenhand.campaigns.coordination.edges import Weights
from evenhand.campaigns.coordination.model import Codes


def leiden(first: Codes, second: Codes, weights: Weights, seed: int) -> tuple[tuple[int, ...], ...]:
    """Groups of two or more accounts, largest first, by Leiden (Traag and others 2019) on modularity with a fixed seed.

    Edges come in the order of their ids and the seed is fixed, so the same input gives the same groups.
    """
    if not first.size:
        return ()
    import graspologic_native

    edges = [
        (str(a), str(b), float(w)) for a, b, w in zip(first.tolist(), second.tolist(), weights.tolist(), strict=True)
    ]
    _, membership = graspologic_native.leiden(edges, seed=seed, iterations=2)
    return _ordered((int(account), int(group)) for account, group in membership.items())


def connected(first: Codes, second: Codes, labels: Codes) -> tuple[tuple[int, ...], ...]:
    """Connected components with an edge, largest first."""
    members = set(first.tolist()) | set(second.tolist())
    return _ordered((account, int(labels[account])) for account in members)


def _ordered(membership: Iterable[tuple[int, int]]) -> tuple[tuple[int, ...], ...]:
    gathered: dict[int, list[int]] = defaultdict(list)
    for account, group in membership:
        gathered[group].append(account)
    groups = [tuple(sorted(members)) for members in gathered.values() if len(members) > 1]
    return tuple(sorted(groups, key=lambda group: (-len(group), group)))
