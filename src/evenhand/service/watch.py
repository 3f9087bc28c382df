"""Watching the platform's evenness: draw audits, turn the ledger into audit records, run swapped pairs, build the report.

Labels of communities pass through here only as the path of their database, which `adapters.counting` alone opens.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol

from evenhand.decisions.model import Asker, Route
from evenhand.detection.model import Post
from evenhand.enforcement.model import ActionKind, RulingOutcome
from evenhand.kernel.errors import Reject
from evenhand.ledger.model import Event
from evenhand.parity.cubes import Cube
from evenhand.parity.records import AuditRecord, SampledHow, Truth, parse_record, reach_band
from evenhand.parity.report import ParityReport, build_report
from evenhand.parity.swaps import SwapResult
from evenhand.service.journal import Recorded, recorded
from evenhand.stats.sampling import Drawn, stratified_sample

RESTRICTED, SENT_ON, PASSED = "restricted", "sent_on", "passed"  # the strata of an audit: what became of the post
_HARSH: Final = frozenset({ActionKind.SUSPEND.value, ActionKind.DISABLE.value})


class Counting(Protocol):
    """Counts records into a cube (`adapters.counting.cubes.count_records`)."""

    def __call__(
        self, records: Iterable[AuditRecord], *, labels: Path | None, since: datetime | None, until: datetime | None
    ) -> Cube:
        """The cube of the records with `since <= at < until`."""
        ...


@dataclass(frozen=True, slots=True)
class AuditLabel:
    """What auditors said of one post, and how it was drawn. `names` is the entity they say it names, as they write it."""

    post_id: str
    surface: str
    truth: Truth | None
    clause: str = ""
    listed: bool | None = None
    names: str = ""
    weight: int = 1000
    draw: str = ""
    sampled_how: SampledHow = SampledHow.RANDOM


def parse_label(row: Any, line: int) -> AuditLabel | Reject:
    """An audit label from a JSON object: `post_id` and `truth` required; `sampled_how` is `random` unless said otherwise."""
    if not isinstance(row, Mapping):
        return Reject(line, "", "a JSON object", ascii(row)[:60], "one object a line")
    names = row.get("names") or ""
    checked = parse_record({"at": "2000-01-01", "sampled_how": "random", **row}, line)
    if isinstance(checked, Reject):
        return checked
    if not isinstance(names, str):
        return Reject(line, "names", "text", ascii(names)[:60])
    return AuditLabel(
        checked.post_id,
        checked.surface,
        checked.truth,
        checked.clause,
        checked.listed,
        names,
        checked.weight,
        checked.draw,
        checked.sampled_how,
    )


@dataclass(slots=True)
class _Life:
    """What the ledger says became of one decision."""

    made: Recorded
    ruled: str = ""
    overturned: bool = False
    restricted: bool = False
    harsh: bool = False
    appealed: bool = False
    prior_strikes: int = 0


def lives(events: Iterable[Event]) -> dict[tuple[str, str], _Life]:
    """The latest live decision on each (surface, post), with what followed from it. Events in recorded order."""
    by_decision: dict[str, _Life] = {}
    upheld: dict[str, int] = {}
    for event in events:
        if event.kind == "decision.made":
            made = recorded(event)
            if made.decision.mode == "live":
                by_decision[event.decision_id] = _Life(made)
        elif event.decision_id in by_decision:
            _follow(by_decision[event.decision_id], event, upheld)
    return {(life.made.post.surface, life.made.post.id): life for life in by_decision.values()}


def _follow(life: _Life, event: Event, upheld: dict[str, int]) -> None:
    match event.kind:
        case "ruling.made":
            life.ruled = str(event.payload["ruling"]["outcome"])
            if life.ruled == RulingOutcome.UPHOLD:
                life.restricted, life.prior_strikes = True, upheld.get(event.subject_id, 0)
                upheld[event.subject_id] = life.prior_strikes + 1
        case "ruling.overturned":
            life.overturned = True
            upheld[event.subject_id] = max(0, upheld.get(event.subject_id, 0) - 1)
        case "action.enacted":
            kind = event.payload["action"]["kind"]
            life.restricted |= kind == ActionKind.REMOVE_POST
            life.harsh |= kind in _HARSH
        case "appeal.filed":
            life.appealed = True


def draw_audit(
    known: Mapping[tuple[str, str], _Life], sizes: Mapping[str, int], seed: str
) -> list[tuple[str, str, Drawn]]:
    """A random audit sample of what was restricted, sent on and passed: (surface, post id, draw with its weight).

    `sizes` says how many of each stratum. The labels written about them must keep weight and stratum.
    """
    strata: dict[str, list[str]] = {RESTRICTED: [], SENT_ON: [], PASSED: []}
    for (surface, post_id), life in known.items():
        strata[_stratum(life)].append(f"{surface}\x1f{post_id}")
    drawn = stratified_sample(strata, sizes, seed)
    return [(*_split(one.item), one) for one in drawn]


def _split(item: str) -> tuple[str, str]:
    surface, _, post_id = item.partition("\x1f")
    return surface, post_id


def _stratum(life: _Life) -> str:
    if life.restricted:
        return RESTRICTED
    return SENT_ON if life.made.decision.route is not Route.NONE else PASSED


def audit_records(
    events: Iterable[Event],
    labels: Iterable[AuditLabel],
    *,
    knows: Callable[[str, datetime], bool | None] | None = None,
) -> Iterator[AuditRecord]:
    """The ledger's decisions as audit records, labelled where auditors looked. Sorted by surface and post.

    `knows(name, at)` says whether the registry holds an entity under that name at that instant; it fills `listed` where
    the auditors named whom the post names and did not say it themselves. Unlabelled decisions count as *own*, or as
    solicited or appealed; none of them enters a rate.
    """
    said = {(label.surface, label.post_id): label for label in labels}
    for key, life in sorted(lives(events).items(), key=lambda item: item[0]):
        record = _record(life)
        label = said.get(key)
        yield _labelled(record, label, knows) if label else record


def _record(life: _Life) -> AuditRecord:
    made = life.made
    decision, post = made.decision, made.post
    chosen = SampledHow.OWN if made.asker is Asker.OWN else SampledHow.SOLICITED
    matched = bool(decision.findings)
    return AuditRecord(
        post_id=post.id,
        at=made.at,
        sampled_how=SampledHow.APPEAL if life.appealed else chosen,
        account_id=post.account_id,
        lang=decision.lang or "und",
        surface=post.surface,
        account_kind=post.account.kind.value,
        reach_band=reach_band(post.account.reach),
        route=decision.route.value,
        outcome=decision.outcome.value,
        ruled=life.ruled,
        overturned=life.overturned,
        listed=True if matched else None,
        matched=matched,
        sent_on=decision.route is not Route.NONE,
        enforced=life.restricted,
        harsh=life.restricted and life.harsh,
        prior_strikes=life.prior_strikes,
    )


def _labelled(
    record: AuditRecord, label: AuditLabel, knows: Callable[[str, datetime], bool | None] | None
) -> AuditRecord:
    listed = record.listed if record.listed is not None else label.listed
    if listed is None and label.names and knows:
        listed = knows(label.names, record.at)
    return replace(
        record,
        truth=label.truth,
        clause=label.clause,
        listed=listed,
        weight=label.weight,
        draw=label.draw,
        sampled_how=label.sampled_how,
    )


@dataclass(frozen=True, slots=True)
class Swap:
    """Two names that a policy treats alike (entities of one tier): `contrast` is how the report calls the pair."""

    contrast: str
    first: str
    second: str


def swapped_pairs(
    posts: Iterable[Post], swaps: Sequence[Swap], examine: Callable[[Post], Route]
) -> Iterator[SwapResult]:
    """Each post that names one side of a swap, examined with either name in the same words.

    Whole words only; text, quoted text and parent text alike. A post that names both sides is left out: the pair would
    not differ in one thing.
    """
    for post in posts:
        for swap in swaps:
            pair = _pair(post, swap)
            if pair:
                first, second = (examine(one) is not Route.NONE for one in pair)
                yield SwapResult(f"{post.surface}/{post.id}", swap.contrast, post.lang, first, second)


def _pair(post: Post, swap: Swap) -> tuple[Post, Post] | None:
    words = (post.text, post.quoted_text, post.parent_text)
    has_first, has_second = (any(_word(name).search(part) for part in words) for name in (swap.first, swap.second))
    if has_first == has_second:
        return None
    here, there = (swap.first, swap.second) if has_first else (swap.second, swap.first)
    text, quoted, parent = (_word(here).sub(lambda _: there, part) for part in words)
    other = replace(post, text=text, quoted_text=quoted, parent_text=parent)
    return (post, other) if has_first else (other, post)


def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)


def parity_report(
    count: Counting,
    records: Iterable[AuditRecord],
    *,
    labels: Path | None = None,
    swaps: Sequence[SwapResult] = (),
    since: datetime | None = None,
    until: datetime | None = None,
) -> ParityReport:
    """Count the records and build the report."""
    cube = count(records, labels=labels, since=since, until=until)
    return build_report(cube, swaps, since=since, until=until)
