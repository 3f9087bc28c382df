"""EU statements out of the record: generated, checked, exported, submitted; a puid is used once, ever.

What a statement says is `statements.dsa`'s, what the database would refuse `dsa.validate`'s; the network is an adapter's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

from evenhand.dsa.personal import personal_data
from evenhand.dsa.schema import schema
from evenhand.dsa.validate import Problem, validate_batch
from evenhand.enforcement.model import Subject
from evenhand.kernel.clock import Clock
from evenhand.kernel.ids import derived_id
from evenhand.kernel.restore import restore
from evenhand.ledger.model import Event
from evenhand.service.journal import recorded
from evenhand.service.ports import Journal
from evenhand.service.subjects import directory
from evenhand.statements.dsa import Generated, LeftOut, of_notice, of_reasons
from evenhand.statements.model import RestrictionNotice, StatementOfReasons

SUBMITTED: Final = "dsa.submitted"


@dataclass(frozen=True, slots=True)
class Refused:
    """A statement that our own checks refuse: it is not sent."""

    origin: str
    puid: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """What a span of days gives: statements that pass every check, what is left out and why, what is refused."""

    statements: tuple[Generated, ...]
    left_out: tuple[LeftOut, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class Accepted:
    """The database has a statement; `uuid` is empty where it had it before (an earlier try)."""

    puid: str
    uuid: str


class TransparencyDatabase(Protocol):
    """Where statements are submitted: adapters.dsa, over HTTP."""

    def submit(self, statements: Sequence[Mapping[str, Any]]) -> Sequence[Accepted]:
        """Submit up to 100; all or nothing. What is there already counts as accepted."""
        ...


def export(journal: Journal, since: date, until: date) -> Exported:
    """The statements issued from `since` to `until`, both days included (UTC). The same days give the same statements."""
    made: list[Generated] = []
    left: list[LeftOut] = []
    for one in _generated(journal, since, until):
        if isinstance(one, Generated):
            made.append(one)
        else:
            left.append(one)
    refused = []
    good = []
    known = _known_names(journal)
    for one, problems in zip(made, validate_batch([one.statement for one in made]), strict=True):
        found = [*problems, *personal_data(one.statement, known)]
        if found:
            refused.append(Refused(one.origin, one.statement["puid"], tuple(found)))
        else:
            good.append(one)
    return Exported(tuple(good), tuple(left), tuple(refused))


def rows(journal: Journal, exported: Exported) -> Iterator[dict[str, Any]]:
    """The exported statements with what the database adds: the shape of the daily dumps."""
    uuids = submitted(journal)
    for one in exported.statements:
        created = one.created_at.replace("T", " ")[:19]
        added = {"uuid": uuids.get(one.statement["puid"], ""), "platform_name": one.surface, "created_at": created}
        yield {**one.statement, **added}


def submit(
    journal: Journal, clock: Clock, database: TransparencyDatabase, statements: Sequence[Generated]
) -> tuple[Accepted, ...]:
    """Submit what was not submitted before, a hundred at a time; each batch is on record before the next one goes."""
    done = submitted(journal)
    todo = [one for one in statements if one.statement["puid"] not in done]
    accepted: list[Accepted] = []
    size = schema().batch_limit
    for start in range(0, len(todo), size):
        batch = todo[start : start + size]
        origin = {one.statement["puid"]: one.origin for one in batch}
        came = database.submit([one.statement for one in batch])
        journal.record([_submitted(one, origin[one.puid], clock) for one in came])
        accepted += came
    return tuple(accepted)


def submitted(journal: Journal) -> dict[str, str]:
    """Every puid that was used, with the database's uuid."""
    return {event.payload["puid"]: event.payload["uuid"] for event in journal.events(kind=SUBMITTED)}


def _submitted(accepted: Accepted, origin: str, clock: Clock) -> Event:
    payload = {"puid": accepted.puid, "uuid": accepted.uuid}
    return Event(derived_id("evt", SUBMITTED, accepted.puid), SUBMITTED, clock.now(), payload, "", origin)


def _generated(journal: Journal, since: date, until: date) -> Iterator[Generated | LeftOut]:
    seen: set[str] = set()
    for event in journal.events(kind="statement.issued"):
        stated = restore(StatementOfReasons, event.payload["statement"]) if event.payload else None
        # The statement of a ruling; those on its appeal state the same restriction again.
        if stated is None or stated.appeal.filed_at is not None or stated.overturned is not None:
            continue
        if since <= event.at.date() <= until and event.event_id not in seen:
            seen.add(event.event_id)
            yield from of_reasons(stated)
    posted: dict[tuple[str, str], date] | None = None
    for event in journal.events(kind="notice.issued"):
        if event.payload and since <= event.at.date() <= until:
            notice = restore(RestrictionNotice, event.payload["notice"])
            first = notice.hold is None or notice.hold.state == "waiting"
            if notice.taken_back is not None or not first:
                continue
            posted = posted if posted is not None else _days_of_posting(journal)
            yield from of_notice(notice, posted)


def _days_of_posting(journal: Journal) -> dict[tuple[str, str], date]:
    found = {}
    for event in journal.events(kind="decision.made"):
        if event.payload:
            post = recorded(event).post
            if post.posted_at is not None:
                found[post.surface, post.id] = post.posted_at.date()
    return found


def _known_names(journal: Journal) -> frozenset[str]:
    """Account ids and handles on record that no sentence of ours could hold by chance (a handle may be a word)."""
    names: set[str] = set()
    subjects: Mapping[str, Subject] = directory(journal).subjects
    for subject in subjects.values():
        names |= {subject.subject_id, *(link.account_id for link in subject.accounts)}
    for event in journal.events(kind="decision.made"):
        if event.payload:
            post = event.payload["post"]
            names |= {post["account_id"], post["account"]["handle"]}
    return frozenset(name for name in names if any(char in "0123456789_." for char in name))
