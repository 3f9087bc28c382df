"""Several lists state one act: this makes them one answer, and says which sources stand behind it.

Rules, in doubt for the user: an act with its own dates absorbs undated sightings of its programme (a row seen in a
snapshot says *that*, not *since when*); the same act in two lists counts once; an absence seen in a snapshot counts
against an act unless a history compiled later still states it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from evenhand.designations.model import Cited, Designation, Gap, Verification


def cite(acts: Iterable[Designation], on: date, known_at: datetime) -> tuple[Cited, ...]:
    """One entry an act known at the instant, by programme and day; in force or not on the day."""
    by_programme: dict[str, list[Designation]] = {}
    for act in acts:
        if act.first_known <= known_at and (act.superseded_at is None or known_at < act.superseded_at):
            by_programme.setdefault(act.fact.programme, []).append(act)
    found: list[Cited] = []
    for programme in sorted(by_programme):
        found += _programme(by_programme[programme], on, known_at)
    return tuple(found)


def _programme(acts: Sequence[Designation], on: date, known_at: datetime) -> list[Cited]:
    dated = [act for act in acts if _is_dated(act)]
    sightings = [act for act in acts if not _is_dated(act)]
    groups = _same_acts(dated)
    if not sightings:
        return [_one(group, (), on, known_at) for group in groups]
    if any(act.fact.verification is Verification.CONFIRMED for act in dated):
        return [_one(group, sightings, on, known_at) for group in groups]
    return [_one(group, (), on, known_at) for group in groups] + [_sighted(sightings, on, known_at)]


def _is_dated(act: Designation) -> bool:
    return act.compiled_at is not None or act.fact.effective is not None or act.fact.announced is not None


def _same_acts(dated: Iterable[Designation]) -> list[list[Designation]]:
    """Acts of one authority, programme and day, histories first. Two different platform bans of a day stay two."""
    groups: dict[tuple[str, str, str], list[Designation]] = {}
    for act in sorted(dated, key=lambda act: (act.compiled_at is None, act.first_known, act.document_id)):
        day = act.fact.effective or act.fact.announced
        groups.setdefault((act.fact.authority, str(day), act.fact.tier_hint), []).append(act)
    return [groups[key] for key in sorted(groups, key=lambda key: (key[1], key[0], key[2]))]


def _one(group: Sequence[Designation], sightings: Sequence[Designation], on: date, known_at: datetime) -> Cited:
    first = group[0]
    gaps = set(first.gaps)
    for other in group[1:]:
        gaps.update(_believed(gap, first.compiled_at) for gap in other.gaps)
    if sightings and all(act.gaps and act.gaps[-1].until is None for act in sightings):
        # Gone from every snapshot: believed only where the history is older than the absence.
        latest = max(act.gaps[-1].since for act in sightings)
        if first.compiled_at is None or latest > first.compiled_at:
            gaps.add(Gap(latest))
    known = min(act.first_known for act in group)
    fact = first.fact
    if (
        fact.effective is None and sightings
    ):  # announced, and then seen in a published list: in force from that sight on
        seen_on = min(act.seen_from or act.first_known for act in sightings).date()
        fact = replace(fact, in_force_by=min(filter(None, (fact.in_force_by, seen_on))))
    merged = replace(first, fact=fact, first_known=known, gaps=tuple(sorted(gaps, key=_gap_order)))
    ended = merged.fact.revoked
    seen = [act for act in sightings if ended is None or (act.seen_from or act.first_known).date() < ended]
    return _cited(merged, (*group, *seen), merged.in_force(on, known_at), known_at)


def _gap_order(gap: Gap) -> tuple[datetime, bool]:
    return gap.since, gap.until is None


def _believed(gap: Gap, compiled_at: datetime | None) -> Gap:
    """An open absence ends where a later history states the act again."""
    if gap.until is None and compiled_at is not None and gap.since < compiled_at:
        return Gap(gap.since, compiled_at)
    return gap


def _sighted(sightings: Sequence[Designation], on: date, known_at: datetime) -> Cited:
    """Undated sightings of one programme: in force while any of them is."""
    answers = [(act, act.in_force(on, known_at)) for act in sightings]
    best, answer = min(answers, key=lambda pair: (_SURENESS[pair[1]], pair[0].first_known, pair[0].fact.reference))
    return _cited(best, sightings, answer, known_at)


_SURENESS = {True: 0, None: 1, False: 2}


def _cited(act: Designation, behind: Sequence[Designation], in_force: bool | None, known_at: datetime) -> Cited:
    fact = act.fact
    return Cited(
        authority=fact.authority,
        programme=fact.programme,
        announced=fact.announced,
        effective=fact.effective,
        revoked=act.revoked_as_known(known_at),
        in_force=in_force,
        source=fact.source,
        reference=fact.reference,
        verification=fact.verification,
        tier_hint=fact.tier_hint,
        list_sources=tuple(sorted({other.list_source for other in behind})),
        document_ids=tuple(sorted({other.document_id for other in behind})),
        first_known=act.first_known,
        observed_gaps=tuple(_as_known(gap, known_at) for gap in act.gaps if gap.since <= known_at),
    )


def _as_known(gap: Gap, known_at: datetime) -> Gap:
    return gap if gap.until is None or gap.until <= known_at else Gap(gap.since)
