"""The transparency report of a span of days: what was decided, by whom it was asked, how often it was wrong, how long it took.

Counted from the ledger, whole numbers and per mille only; a rate always with what it is of. It names no account, no person,
no post. How it looks is `statements.transparency`'s.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import median_low
from typing import Any

from evenhand.enforcement.appeals import ANSWERED_WITHIN
from evenhand.enforcement.holds import Hold
from evenhand.enforcement.referrals import Referral
from evenhand.kernel.clock import parse_instant
from evenhand.kernel.errors import UsageError
from evenhand.kernel.restore import restore
from evenhand.ledger.model import Event
from evenhand.service.journal import persons_of
from evenhand.service.ports import Journal

_NONE = "none"


@dataclass(slots=True)
class _Tally:
    """What happened to decisions of one language or under one clause."""

    ruled: int = 0
    upheld: int = 0
    dismissed: int = 0
    appealed: int = 0
    overturned: int = 0

    def document(self) -> dict[str, Any]:
        return {
            "ruled": self.ruled,
            "upheld": self.upheld,
            "dismissed": self.dismissed,
            "appealed": self.appealed,
            "overturned": self.overturned,
            "error_rate": _rate(self.dismissed, self.ruled),
        }


@dataclass(slots=True)
class _Seen:
    """What is counted along the way. Decisions of all time are known, so that a late ruling finds its language."""

    decisions: dict[str, dict[str, Any]] = field(default_factory=dict)
    ruled_first: dict[str, datetime] = field(default_factory=dict)
    clause_of: dict[str, str] = field(default_factory=dict)
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    by_language: dict[str, _Tally] = field(default_factory=dict)
    by_clause: dict[str, _Tally] = field(default_factory=dict)
    minutes: dict[str, list[int]] = field(default_factory=dict)
    referrals: dict[str, Referral] = field(default_factory=dict)
    holds: dict[str, Hold] = field(default_factory=dict)
    filed: dict[str, datetime] = field(default_factory=dict)
    answered: dict[str, datetime] = field(default_factory=dict)
    erased: int = 0

    def count(self, group: str, key: str) -> None:
        self.counts.setdefault(group, Counter())[key or _NONE] += 1

    def tallies(self, decision_id: str) -> tuple[_Tally, _Tally]:
        """Of a decision's language and of the clause it was ruled under."""
        language = self.decisions.get(decision_id, {}).get("lang") or "unknown"
        clause = self.clause_of.get(decision_id, _NONE)
        return self.by_language.setdefault(language, _Tally()), self.by_clause.setdefault(clause, _Tally())


def report(journal: Journal, since: date, until: date, now: datetime) -> dict[str, Any]:
    """The report on both days and those between (UTC). `now`: when it is made, for what is still open. Raises UsageError."""
    if since > until:
        raise UsageError("the first day is after the last", hint="--from YYYY-MM-DD --to YYYY-MM-DD")
    seen = _Seen()
    for event in journal.events(erased=True):
        if not event.payload:
            seen.erased += since <= event.at.date() <= until
            continue
        if event.kind == "appeal.decided":  # one of the last days may be answered after them
            seen.answered[event.payload["appeal"]["appeal_id"]] = event.at
        if event.at.date() <= until:
            _know(seen, event)
        if since <= event.at.date() <= until:
            _count(seen, event)
    return _document(seen, since, until, now)


def _know(seen: _Seen, event: Event) -> None:
    """What later events need to know of this one, whenever it was."""
    payload = event.payload
    match event.kind:
        case "decision.made":
            made = payload["decision"]
            clause = next((f["clause"] for f in made["findings"] if f["clause"] and not f["allowance"]), "")
            seen.decisions[event.decision_id] = {"lang": made["lang"], "at": event.at, "violation": bool(clause)}
            seen.clause_of[event.decision_id] = clause or _NONE
        case "ruling.made":
            # A dismissal stays under the clause that it was read under: that is whose error it was.
            if payload["ruling"]["clause"]:
                seen.clause_of[event.decision_id] = payload["ruling"]["clause"]
        case "appeal.filed":
            seen.filed[payload["appeal"]["appeal_id"]] = event.at


def _count(seen: _Seen, event: Event) -> None:
    payload = event.payload
    match event.kind:
        case "decision.made":
            _count_decision(seen, payload)
        case "ruling.made":
            _count_ruling(seen, event)
        case "ruling.overturned":
            seen.count("rulings", "overturned")
        case "action.enacted":
            action = payload["action"]
            seen.count("actions_taken_back" if action["undoes"] else "actions", action["kind"])
            seen.count("acted_by", "machine" if action["cause"].startswith("dec-") else "persons")
        case "appeal.filed":
            seen.count("appeals", "filed")
            for tally in seen.tallies(event.decision_id):
                tally.appealed += 1
        case "appeal.decided":
            _count_appeal(seen, event)
        case "measure.placed" if not persons_of(event):  # a mechanism, alone
            seen.count("acted_alone", payload["measure"]["kind"])
        case "measure.placed":
            seen.count("measures", payload["measure"]["kind"])
            seen.count("who_asked_measures", payload["measure"]["asker"])
        case "action.dropped":
            seen.count("dropped", payload["dropped"]["kind"])
        case kind if kind.startswith("referral."):
            found = restore(Referral, payload["referral"])
            seen.referrals[found.referral_id] = found
        case kind if kind.startswith("hold."):
            hold = restore(Hold, payload["hold"])
            seen.holds[hold.hold_id] = hold


def _count_decision(seen: _Seen, payload: dict[str, Any]) -> None:
    made = payload["decision"]
    seen.count("decisions", made["outcome"])
    seen.count("routes", made["route"])
    seen.count("mechanisms", made["mechanism"])
    seen.count("languages", made["lang"])
    seen.count("who_asked", payload["asker"])


def _count_ruling(seen: _Seen, event: Event) -> None:
    ruling = event.payload["ruling"]
    upheld = ruling["outcome"] == "uphold"
    seen.count("rulings", "upheld" if upheld else "dismissed")
    made = seen.decisions.get(event.decision_id)
    if made is not None:
        seen.count("machine_read_violation", "all" if made["violation"] else "none read")
        if made["violation"] and not upheld:
            seen.count("machine_read_violation", "dismissed")
        if event.decision_id not in seen.ruled_first:
            seen.minutes.setdefault("decision_to_ruling", []).append(_minutes(made["at"], event.at))
    seen.ruled_first.setdefault(event.decision_id, event.at)
    for tally in seen.tallies(event.decision_id):
        tally.ruled += 1
        tally.upheld += upheld
        tally.dismissed += not upheld


def _count_appeal(seen: _Seen, event: Event) -> None:
    appeal = event.payload["appeal"]
    seen.count("appeals", "overturned" if appeal["outcome"] == "overturn" else "upheld")
    filed = seen.filed.get(appeal["appeal_id"]) or parse_instant(appeal["filed_at"])
    seen.minutes.setdefault("appeal_to_answer", []).append(_minutes(filed, event.at))
    if appeal["outcome"] == "overturn":
        for tally in seen.tallies(event.decision_id):
            tally.overturned += 1


def _document(seen: _Seen, since: date, until: date, now: datetime) -> dict[str, Any]:
    rulings, appeals = seen.counts.get("rulings", Counter()), seen.counts.get("appeals", Counter())
    read = seen.counts.get("machine_read_violation", Counter())
    decided = appeals["upheld"] + appeals["overturned"]
    answered = [one for one in seen.referrals.values() if one.answered_at is not None]
    seen.minutes["referral_to_answer"] = [_minutes(one.received_at, one.answered_at) for one in answered]
    return {
        "from": since.isoformat(),
        "to": until.isoformat(),
        "made_at": now.isoformat().replace("+00:00", "Z"),
        "decisions": {
            "all": sum(seen.counts.get("decisions", Counter()).values()),
            "by_outcome": _sorted(seen, "decisions"),
            "by_route": _sorted(seen, "routes"),
            "by_mechanism": _sorted(seen, "mechanisms"),
            "by_language": _sorted(seen, "languages"),
            "by_who_asked": _sorted(seen, "who_asked"),
        },
        "automation": {
            "actions_by": _sorted(seen, "acted_by"),
            "restricted_alone": _sorted(seen, "acted_alone"),
            "read_as_violation_and_dismissed_by_persons": _rate(read["dismissed"], read["all"]),
        },
        "rulings": {
            "upheld": rulings["upheld"],
            "dismissed": rulings["dismissed"],
            "overturned_later": rulings["overturned"],
            "by_language": _tallied(seen.by_language),
            "by_clause": _tallied(seen.by_clause),
        },
        "actions": {"enacted": _sorted(seen, "actions"), "taken_back": _sorted(seen, "actions_taken_back")},
        "appeals": {
            "filed": appeals["filed"],
            "decided": decided,
            "reversed": _rate(appeals["overturned"], decided),
            "late": _rate(len(_late(seen, since, until, now)), appeals["filed"]),
        },
        "outside_the_ladder": {
            "measures": _sorted(seen, "measures"),
            "who_asked": _sorted(seen, "who_asked_measures"),
            "dropped": _sorted(seen, "dropped"),
            "holds": dict(sorted(Counter(hold.state(now) for hold in seen.holds.values()).items())),
        },
        "referrals": {
            "received": dict(sorted(Counter(f"{r.force} ({r.asker})" for r in seen.referrals.values()).items())),
            "answers": dict(sorted(Counter(r.answer or "waiting" for r in seen.referrals.values()).items())),
            "late": _rate(sum(r.late or r.overdue(now) for r in seen.referrals.values()), len(seen.referrals)),
        },
        "median_minutes": {name: _median(seen.minutes.get(name, [])) for name in _MEDIANS},
        "erased_records": seen.erased,
    }


def _late(seen: _Seen, since: date, until: date, now: datetime) -> list[str]:
    """The appeals filed in the span that were answered after they were due, or are overdue now."""
    within = {name: at for name, at in seen.filed.items() if since <= at.date() <= until}
    return [name for name, at in within.items() if seen.answered.get(name, now) > at + ANSWERED_WITHIN]


_MEDIANS = ("decision_to_ruling", "appeal_to_answer", "referral_to_answer")


def _tallied(tallies: dict[str, _Tally]) -> dict[str, Any]:
    return {name: tallies[name].document() for name in sorted(tallies)}


def _sorted(seen: _Seen, group: str) -> dict[str, int]:
    return dict(sorted(seen.counts.get(group, Counter()).items()))


def _rate(count: int, of: int) -> dict[str, int | None]:
    """A share as counts and per mille, rounded half up; None per mille where there is nothing to take a share of."""
    return {"count": count, "of": of, "per_mille": (2000 * count + of) // (2 * of) if of else None}


def _median(minutes: Iterable[int]) -> dict[str, int | None]:
    found = sorted(minutes)
    return {"median": median_low(found) if found else None, "of": len(found)}


def _minutes(start: datetime, end: datetime | None) -> int:
    return 0 if end is None else max(0, int((end - start).total_seconds() // 60))
