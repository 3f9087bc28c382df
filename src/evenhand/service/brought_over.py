"""Strikes of an earlier system, brought over with where they are from. They count like any other, reach no rung by themselves
(what the earlier system did about them is not ours) and enact nothing; a later penalty that rests on them says so.

They can be appealed like a ruling. What a strike is worth is `enforcement.strikes`'.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from evenhand.enforcement.model import Ruling, RulingOutcome
from evenhand.enforcement.subjects import Directory
from evenhand.kernel.clock import Clock, parse_instant
from evenhand.kernel.errors import BadInputError, Reject
from evenhand.kernel.ids import derived_id
from evenhand.ledger.model import Event
from evenhand.policy.model import Policy
from evenhand.service.journal import history_of, strike_brought_over
from evenhand.service.ports import Journal
from evenhand.service.subjects import directory

_TEXTS: Final = ("surface", "account_id", "post_id", "policy", "clause", "source")
_FIELDS: Final = frozenset({*_TEXTS, "posted_at", "ruled_at", "reason"})
_MOST: Final = 2_000


class _BadRecordError(Exception):
    """A record that cannot be used; carries its reject."""

    def __init__(self, reject: Reject) -> None:
        super().__init__(reject.field)
        self.reject = reject


def bring_over(
    journal: Journal, policies: Mapping[str, Policy], clock: Clock, lines: Iterable[bytes], *, person: str
) -> tuple[int, int, tuple[Reject, ...]]:
    """`strike.brought_over` for each good line; how many were new, how many known, and the bad records with reasons."""
    if not person.strip():
        raise BadInputError("strikes are brought over by a person", hint="--as PERSON")
    holders, now = directory(journal), clock.now()
    rejects, events, known = list[Reject](), list[Event](), 0
    versions: dict[str, int] = {}
    here: dict[str, set[str]] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            ruling = _ruling(number, _object(number, line), policies, holders, now)
        except _BadRecordError as bad:
            rejects.append(bad.reject)
            continue
        subject = holders.holder(ruling.surface, ruling.account_id)
        if subject.subject_id not in versions:
            past = history_of(journal, subject)
            versions[subject.subject_id] = past.version
            here[subject.subject_id] = {each.ruling_id for each in past.rulings}
        if ruling.ruling_id in here[subject.subject_id]:
            known += 1
            continue
        here[subject.subject_id].add(ruling.ruling_id)
        events.append(strike_brought_over(ruling, person, now, versions[subject.subject_id]))
        versions[subject.subject_id] += 1
    if events:
        journal.record(events)
    return len(events), known, tuple(rejects)


def _object(number: int, line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        raise _bad(number, "", "one JSON object on a line", line[:60].decode("utf-8", "replace")) from None
    if not isinstance(record, dict):
        raise _bad(number, "", "a JSON object", record)
    for key in record:
        if key not in _FIELDS:
            raise _bad(number, key[:40], "a field that is known", key, "fields are " + ", ".join(sorted(_FIELDS)))
    return record


def _ruling(
    number: int, record: Mapping[str, Any], policies: Mapping[str, Policy], holders: Directory, now: datetime
) -> Ruling:
    given = {name: _text(number, record, name) for name in _TEXTS}
    policy = policies.get(given["policy"])
    if policy is None:
        raise _bad(number, "policy", "a version that is known, id@version", given["policy"], ", ".join(policies))
    clause = next((each for each in policy.clauses if each.clause_id == given["clause"]), None)
    if clause is None:
        raise _bad(number, "clause", f"a clause of {policy.ref}", given["clause"])
    ruled_at = _instant(number, "ruled_at", record.get("ruled_at"))
    posted_at = None if record.get("posted_at") is None else _instant(number, "posted_at", record["posted_at"])
    if ruled_at > now or (posted_at is not None and posted_at > ruled_at):
        raise _bad(number, "ruled_at", "an instant that is past, and after the post", record.get("ruled_at"))
    holder = holders.holder(given["surface"], given["account_id"])
    key = (
        given["source"],
        given["surface"],
        given["account_id"],
        given["post_id"],
        given["clause"],
        ruled_at.isoformat(),
    )
    return Ruling(
        ruling_id=derived_id("ruling", "brought over", *key),
        decision_id=derived_id("dec", "brought over", *key),
        subject_id=holder.subject_id,
        surface=given["surface"],
        account_id=given["account_id"],
        post_id=given["post_id"],
        posted_at=posted_at,
        ruled_at=ruled_at,
        outcome=RulingOutcome.UPHOLD,
        policy=policy.ref,
        clause=clause.clause_id,
        severity=clause.severity,
        stance="",
        reason=_text(number, record, "reason") if "reason" in record else f"brought over from {given['source']}",
        deciders=(),
        brought_from=given["source"],
    )


def _text(number: int, record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > _MOST:
        raise _bad(number, name, f"text of 1 to {_MOST} characters", value)
    return value


def _instant(number: int, name: str, value: Any) -> datetime:
    try:
        return parse_instant(value)
    except (BadInputError, TypeError, AttributeError):
        raise _bad(number, name, "an RFC 3339 instant with zone", value, "2024-02-09T12:00:00Z") from None


def _bad(number: int, name: str, expected: str, got: Any, hint: str = "") -> _BadRecordError:
    shown = got if isinstance(got, str) else json.dumps(got, default=str)
    return _BadRecordError(Reject(number, ascii(name)[1:-1], expected, ascii(shown[:80])[1:-1], hint))
