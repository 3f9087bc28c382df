"""The story of a run: order the shares, sweep, ask for participation, fold into edges, test, group.

`detect` is pure: the same shares and settings give the same answer. Reading and writing are left to `adapters.events`.
"""

from __future__ import annotations

import numpy as np

from evenhand.campaigns.coordination import edges as edge_rules
from evenhand.campaigns.coordination import groups as grouping
from evenhand.campaigns.coordination import kernels, null
from evenhand.campaigns.coordination.model import (
    Coordination,
    Edges,
    Pairs,
    Settings,
    Shares,
    Sorted,
    Subgraph,
    Ticks,
)
from evenhand.campaigns.coordination.participation import (
    Mask,
    active_rows,
    between,
    participants,
    peer_filter,
)
from evenhand.campaigns.coordination.sweep import by_object_and_time, capped, distinct, find_pairs, window_ticks
from evenhand.kernel.errors import UsageError


def detect(shares: Shares, settings: Settings) -> Coordination:
    """Pairs, edges and groups. Raises UsageError for a negative window or a quantile outside 0..1."""
    check(settings)
    return _as_the_peer(shares, settings) if settings.compatible else _by_our_rules(shares, settings)


def check(settings: Settings) -> None:
    """That the settings make sense. Raises UsageError."""
    if not settings.time_window >= 0 or not np.isfinite(settings.time_window):
        raise UsageError("--time-window is a number of seconds, 0 or more")
    if settings.min_participation < 0 or settings.cap < 0:
        raise UsageError("--min-participation and --max-pairs-per-object are not negative")
    if not 0 <= settings.edge_weight <= 1:
        raise UsageError("--edge-weight is a quantile from 0 to 1")


def _as_the_peer(shares: Shares, settings: Settings) -> Coordination:
    active = active_rows(shares, settings.min_participation)
    rows = by_object_and_time(shares, active)
    pairs, within, ahead = find_pairs(rows, shares, window_ticks(settings.time_window, shares.ticks), settings.bound)
    pairs = peer_filter(shares, active, rows, pairs, settings.min_participation)
    folded = edge_rules.fold(rows, pairs, len(shares.accounts))
    unknown = np.full(folded.first.size, np.nan)
    edges = Edges(folded.first, folded.second, folded.posts, unknown, unknown)
    part, labels = edge_rules.subgraph(
        edges.first, edges.second, edges.weight, settings.edge_weight, len(shares.accounts)
    )
    heavy = edges.weight > part.threshold
    groups = grouping.connected(edges.first[heavy], edges.second[heavy], labels)
    return _answer(shares, settings, rows, pairs, edges, groups, part, (within, ahead), 0)


def _by_our_rules(shares: Shares, settings: Settings) -> Coordination:
    accounts = len(shares.accounts)
    window = window_ticks(settings.time_window, shares.ticks)
    rows = by_object_and_time(shares)
    pairs, within, ahead = find_pairs(rows, shares, window, settings.bound)
    folded = edge_rules.fold(rows, pairs, accounts)
    enough = participants(rows, pairs, accounts, settings.min_participation)
    edges, tested = _tested(rows, folded, enough, window, (within, ahead))
    strong = edges.q <= settings.level
    groups = grouping.leiden(edges.first[strong], edges.second[strong], edges.weight[strong], settings.seed)
    part, _ = edge_rules.subgraph(edges.first, edges.second, edges.weight, settings.edge_weight, accounts)
    return _answer(shares, settings, rows, between(rows, pairs, enough), edges, groups, part, (within, ahead), tested)


def _tested(
    rows: Sorted, folded: edge_rules.Folded, enough: Mask, window: int, bounds: tuple[Ticks, Ticks]
) -> tuple[Edges, int]:
    """The edges between accounts that take part often enough, with p and q, and how many pairs q is corrected for."""
    accounts = int(rows.account.max()) + 1 if rows.account.size else 0
    held = null.holdings(rows, accounts)
    within, ahead = bounds
    sizes = np.diff(rows.bounds)
    looked_at = np.minimum(within, np.maximum(1, ahead * sizes))
    crowd = null.crowd_chance(rows, folded, held, np.maximum(1.0, within / np.maximum(1, looked_at)))
    chance = np.maximum(null.time_chance(rows, window), crowd)
    meetings = int(folded.objects.sum(dtype=np.int64))
    first, second, objects = folded.first, folded.second, folded.objects
    kept = enough[first] & enough[second]
    if not kept.all():
        first, second, objects = first[kept], second[kept], objects[kept]
    p = null.edge_p(first, second, objects, held, chance, meetings)
    family = null.family(held)
    return Edges(first, second, objects.astype(np.int64), p, null.adjust(p, family)), int(family)


def _answer(
    shares: Shares,
    settings: Settings,
    rows: Sorted,
    pairs: Pairs,
    edges: Edges,
    groups: tuple[tuple[int, ...], ...],
    part: Subgraph,
    bounds: tuple[Ticks, Ticks],
    tested: int,
) -> Coordination:
    vertices, parts, _ = edge_rules.components(
        edges.first, edges.second, np.ones(edges.first.size, np.bool_), len(shares.accounts)
    )
    meeting = kernels.rows_in_pairs(pairs.left, pairs.right, rows.account.size)
    return Coordination(
        shares=shares,
        settings=settings,
        rows=rows,
        pairs=pairs,
        edges=edges,
        groups=groups,
        subgraph=part,
        accounts=distinct(rows.account[meeting], len(shares.accounts)),
        objects=distinct(rows.object[meeting], len(shares.objects)),
        contents=distinct(rows.content[meeting], len(shares.contents)),
        vertices=vertices,
        components=parts,
        tested=tested,
        capped=capped(shares, rows, *bounds, settings.bound),
    )
