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
from evenhand.designations.registry import Registry
from evenhand.detection.model import Post
from evenhand.enforcement.model import ActionKind, RulingOutcome
from evenhand.kernel.errors import Reject
from evenhand.ledger.model import Event
from evenhand.parity.cubes import Cube
from evenhand.parity.records import AuditRecord, SampledHow, parse_record, reach_band
from evenhand.parity.report import ParityReport, build_report
from evenhand.parity.swaps import SwapResult
from evenhand.service.journal import Recorded, recorded
from evenhand.stats.sampling import Drawn, stratified_sample

RESTRICTED, SENT_ON, PASSED = "restricted", "sent_on", "passed"  # the strata of an audit: what became of the post
_SAME_NAME: Final = 950  # scores from here on are the name itself, spelled another way
_HARSH: Final = frozenset({ActionKind.SUSPEND.value, ActionKind.DISABLE.value})


Knows = Callable[[str, datetime], bool | None]  # is an entity of this name listed at this instant?


class Counting(Protocol):
    """Counts records into a cube (`adapters.counting.cubes.count_records`)."""

    def __call__(
        self, records: Iterable[AuditRecord], *, labels: Path | None, since: datetime | None, until: datetime | None
    ) -> Cube:
        """The cube of the records with `since <= at < until`."""
        ...


@dataclass(frozen=True, slots=True)
class AuditLabel:
    """What auditors said of one drawn post: an audit record of which the ledger, where it knows the post, fills the stages.

    `names` is the entity they say it names, as they write it. `dated` says whether the label itself told when it was
    posted: a post that names nobody the matching found is in no ledger, so its label must.
    """

    record: AuditRecord
    names: str = ""
    dated: bool = True


def parse_label(row: Any, line: int) -> AuditLabel | Reject:
    """An audit label from a JSON object: `post_id`, `surface` and `truth`, and what else an audit record holds.

    `sampled_how` is `random` unless said otherwise. Without `at` it serves only for posts that the ledger knows.
    """
    if not isinstance(row, Mapping):
        return Reject(line, "", "a JSON object", ascii(row)[:60], "one object a line")
    checked = parse_record({"sampled_how": "random", **row, "at": row.get("at") or "1970-01-01"}, line)
    if isinstance(checked, Reject):
        return checked
    if checked.truth is None:
        return Reject(line, "truth", "violating or allowed", "nothing", "leave out posts nobody has judged")
    names = row.get("names") or ""
    if not isinstance(names, str):
        return Reject(line, "names", "text", ascii(names)[:60])
    return AuditLabel(checked, names, dated=row.get("at") is not None)


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
    known: Mapping[tuple[str, str], _Life],
    sizes: Mapping[str, int],
    seed: str,
    *,
    unrecorded: Iterable[tuple[str, str]] = (),
) -> list[tuple[str, str, Drawn]]:
    """A random audit sample of what was restricted, sent on and passed: (surface, post id, draw with its weight).

    `unrecorded` are posts of the same traffic that no decision was recorded on: they passed, and misses hide among them.
    `sizes` says how many of each stratum. The labels written about them must keep weight and stratum.
    """
    strata: dict[str, list[str]] = {RESTRICTED: [], SENT_ON: [], PASSED: []}
    for (surface, post_id), life in known.items():
        strata[_stratum(life)].append(f"{surface}\x1f{post_id}")
    strata[PASSED] += [f"{surface}\x1f{post_id}" for surface, post_id in unrecorded if (surface, post_id) not in known]
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
    events: Iterable[Event], labels: Iterable[AuditLabel], *, knows: Knows | None = None
) -> Iterator[AuditRecord]:
    """The ledger's decisions as audit records, labelled where auditors looked, and labelled posts that it does not know.
    Sorted by surface and post.

    `knows` fills `listed` where the auditors named whom the post names and did not say it themselves. Unlabelled decisions
    count as *own*, or as solicited or appealed; none of them enters a rate.
    """
    said = {(label.record.surface, label.record.post_id): label for label in labels}
    known = lives(events)
    for key in sorted(said.keys() | known.keys()):
        label, life = said.get(key), known.get(key)
        if life is None:
            if label is not None and label.dated:
                yield _listed(_untouched(label.record), label, knows)
        elif label is None:
            yield _record(life)
        else:
            yield _listed(_labelled(_record(life), label.record), label, knows)


def registry_knows(registry: Registry) -> Knows:
    """Whether a registry holds an entity under a name, in force on that day as known then."""

    def knows(name: str, at: datetime) -> bool:
        hits = [hit for hit in registry.find(name) if hit.score >= _SAME_NAME]
        return any(act.in_force for hit in hits for act in registry.cited(hit.entity_id, at.date(), at))

    return knows


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


def _labelled(record: AuditRecord, said: AuditRecord) -> AuditRecord:
    return replace(
        record,
        truth=said.truth,
        clause=said.clause,
        listed=record.listed if record.listed is not None else said.listed,
        weight=said.weight,
        draw=said.draw,
        sampled_how=said.sampled_how,
    )


def _untouched(said: AuditRecord) -> AuditRecord:
    """A post the ledger does not know: nothing was found in it, and nothing was done."""
    return replace(said, matched=False, sent_on=False, enforced=False, harsh=False, route="none", ruled="")


def _listed(record: AuditRecord, label: AuditLabel, knows: Knows | None) -> AuditRecord:
    if record.listed is None and label.names and knows:
        return replace(record, listed=knows(label.names, record.at))
    return record


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
