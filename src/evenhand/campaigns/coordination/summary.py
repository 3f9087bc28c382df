"""The summary of a run as plain values (INTERFACES.md), and the sentence that goes with every group."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from evenhand.campaigns.coordination.model import Coordination

CAUTION: Final = (
    "Coordinated is not inauthentic: newsrooms, unions, fan clubs and aid groups coordinate openly. "
    "A group is a question for a person, who looks at what was shared and why; nothing here acts on an account."
)


def group_id(number: int) -> str:
    """The id of the n-th group (from 0), largest first."""
    return f"g{number + 1:05d}"


def summary(found: Coordination) -> dict[str, Any]:
    """`{pairs, accounts, objects, contents, vertices, edges, components, subgraph, ...}`; schema coordination-summary."""
    settings, part = found.settings, found.subgraph
    return {
        "pairs": int(found.pairs.left.size),
        "accounts": found.accounts,
        "objects": found.objects,
        "contents": found.contents,
        "vertices": found.vertices,
        "edges": int(found.edges.first.size),
        "components": found.components,
        "subgraph": {
            "quantile": part.quantile,
            "threshold": part.threshold,
            "vertices": part.vertices,
            "edges": part.edges,
            "components": part.components,
        },
        "rules": "compatible" if settings.compatible else "evenhand",
        "time_window": settings.time_window,
        "min_participation": settings.min_participation,
        "rows": found.shares.rows,
        "groups": len(found.groups),
        "grouped_accounts": sum(len(group) for group in found.groups),
        "edges_at_level": int((found.edges.q <= settings.level).sum()),
        "level": None if settings.compatible else settings.level,
        "tested_pairs": found.tested,
        "seed": settings.seed,
        "max_pairs_per_object": settings.bound,
        "capped": [
            {
                "object": hot.object,
                "shares": hot.shares,
                "candidates": hot.candidates,
                "partners_per_share": hot.partners,
            }
            for hot in found.capped
        ],
        "largest_weight": int(np.max(found.edges.weight, initial=0)),
        "caution": CAUTION,
    }
