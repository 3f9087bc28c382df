"""From compared cases to a finding about evenness: is one language (or community) left without an account more often?

Only sampled cases count: solicited ones come because something went wrong, so a rate over them is a rate of who was
asked. The full report with strata and causes is `parity`'s; this is what a monitor can say alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from evenhand.monitor.compare import Comparison, Status
from evenhand.monitor.model import Channel
from evenhand.stats.exact import fisher
from evenhand.stats.intervals import clopper_pearson
from evenhand.stats.multiple import holm
from evenhand.stats.power import needed_two_proportions

_UNACCOUNTED = (Status.MISSING, Status.CONTRADICTING)
_POWER_GAP = 0.1  # the gap that the needed sample is planned for when none is seen


class EvenAnswer(StrEnum):
    """What the cases say about one group beside all others."""

    UNEVEN = "uneven"
    CANNOT_TELL = "cannot_tell"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class EvenGroup:
    """One group: of `cases` (sampled, told), `unaccounted` are missing or contradicted; share and bounds in per mille.

    `p` (Fisher, against all other groups) and `q` (Holm over the groups) are decimal text; `needed` is the sample per
    group for power .9 at the gap seen.
    """

    group: str
    cases: int
    unaccounted: int
    share: int
    low: int
    high: int
    p: str
    q: str
    needed: int | None
    answer: EvenAnswer


@dataclass(frozen=True, slots=True)
class Evenness:
    """The finding over one label. `left_out` counts cases by the reason they do not count."""

    by: str
    answer: EvenAnswer
    reason: str
    groups: tuple[EvenGroup, ...]
    left_out: dict[str, int]


def evenness(found: Sequence[Comparison], by: str = "lang", alpha: float = 0.05) -> Evenness:
    """Compare groups by `lang` or `community` over sampled cases that are owed a statement and could be told."""
    counted, left_out = _counted(found)
    groups = sorted({_label(c, by) for c in counted})
    if not counted:
        reason = "no sampled case could be told; solicited cases never yield a rate"
        return Evenness(by, EvenAnswer.REFUSED, reason, (), left_out)
    if len(groups) < 2:
        return Evenness(by, EvenAnswer.CANNOT_TELL, "only one group among the sampled cases", (), left_out)
    counts = {group: _count(counted, by, group) for group in groups}
    n, k = len(counted), sum(hits for hits, _ in counts.values())
    tests = [fisher(hits, size, k - hits, n - size) for hits, size in counts.values()]
    corrected = tests if len(tests) == 2 else holm(tests)  # two groups are one test
    rows = tuple(
        _row(group, (hits, size), (k - hits) / (n - size), p=p, q=float(q), alpha=alpha)
        for (group, (hits, size)), p, q in zip(counts.items(), tests, corrected, strict=True)
    )
    uneven = [row for row in rows if row.answer is EvenAnswer.UNEVEN]
    if uneven:
        more = [row.group for row in uneven if row.unaccounted * n > k * row.cases]
        fewer = [row.group for row in uneven if row.group not in more]
        told = [f"{word}: {', '.join(names)}" for word, names in (("more often", more), ("less often", fewer)) if names]
        return Evenness(by, EvenAnswer.UNEVEN, "left without an account " + "; ".join(told), rows, left_out)
    return Evenness(by, EvenAnswer.CANNOT_TELL, "the differences may be chance", rows, left_out)


def _counted(found: Iterable[Comparison]) -> tuple[list[Comparison], dict[str, int]]:
    counted = []
    left_out = {"not_sampled": 0, "not_due": 0, "cannot_tell": 0}
    for comparison in found:
        if comparison.channel is not Channel.SAMPLED:
            left_out["not_sampled"] += 1
        elif comparison.status in (Status.NOT_DUE, Status.CANNOT_TELL):
            left_out[comparison.status.value] += 1
        else:
            counted.append(comparison)
    return counted, left_out


def _count(counted: list[Comparison], by: str, group: str) -> tuple[int, int]:
    own = [c for c in counted if _label(c, by) == group]
    return sum(c.status in _UNACCOUNTED for c in own), len(own)


def _row(group: str, own: tuple[int, int], others: float, *, p: float, q: float, alpha: float) -> EvenGroup:
    hits, size = own
    share = clopper_pearson(hits, size)
    gap = -_POWER_GAP if others > 0.5 else _POWER_GAP
    planned = others if others != share.estimate else others + gap
    return EvenGroup(
        group=group,
        cases=size,
        unaccounted=hits,
        share=round(share.estimate * 1000),
        low=round(share.low * 1000),
        high=round(share.high * 1000),
        p=f"{p:.3g}",
        q=f"{q:.3g}",
        needed=needed_two_proportions(share.estimate, planned),
        answer=EvenAnswer.UNEVEN if q <= alpha else EvenAnswer.CANNOT_TELL,
    )


def _label(comparison: Comparison, by: str) -> str:
    value = comparison.community if by == "community" else comparison.lang
    return value or "unknown"
