"""Queues of review, pure: which queue an item is in, who gets it, who looks at it a second time, and who holds it.

Who gets what follows from a keyed hash of ids, so that neither a reviewer nor a reporter (nor who wrote the post) can steer it;
the key is the workspace's and stays in it. Reports do not enter. Recording is `service.queues`'.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from evenhand.enforcement.model import ReviewItem, Vote
from evenhand.enforcement.review import same_person
from evenhand.kernel.errors import BadInputError, ConflictError, Place
from evenhand.stats.agreement import krippendorff_nominal

HELD_FOR: Final = timedelta(minutes=30)
DOUBLE: Final = 100  # per mille of items that a second person reads in the dark
GOLDEN: Final = 50  # per mille of turns in which a question with a known answer comes first
REST: Final = "general"  # the queue of what no rule names
_BUCKETS: Final = 1 << 64


@dataclass(frozen=True, slots=True)
class QueueRule:
    """One queue: what is named has to fit, what is empty fits all. A clause may be a prefix that ends in a dot."""

    name: str
    clauses: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    surfaces: tuple[str, ...] = ()
    reach_from: int = 0
    reach_below: int | None = None


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A person on duty: the languages they read, and the queues they serve (none named: all)."""

    person: str
    languages: tuple[str, ...]
    queues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Routed:
    """An item with what queues ask about."""

    item: ReviewItem
    clauses: tuple[str, ...]
    reach: int


@dataclass(frozen=True, slots=True)
class Lock:
    """Who holds an item, and until when."""

    item_id: str
    person: str
    until: datetime


_RULE_KEYS: Final = frozenset({"name", "clauses", "languages", "surfaces", "reach_from", "reach_below"})


def rules_of(rows: Any, place: Place | None = None) -> tuple[QueueRule, ...]:
    """Queue rules from plain values, in the order in which they are tried. Raises BadInputError naming rule and field."""
    if not isinstance(rows, list):
        raise BadInputError("queue rules are a list", hint="- {name: persian, languages: [fa]}", place=place)
    rules = tuple(_rule(row, number, place) for number, row in enumerate(rows, 1))
    names = [rule.name for rule in rules]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BadInputError(f"two queues are called {twice[0][:60]}", hint="each queue has its own name", place=place)
    return rules


def _rule(row: Any, number: int, place: Place | None) -> QueueRule:
    where = Place(place.file if place else None, field=f"rule {number}")
    if not isinstance(row, dict) or not isinstance(row.get("name"), str) or not row["name"].strip():
        raise BadInputError(
            "a queue rule is an object with a name", hint="{name: persian, languages: [fa]}", place=where
        )
    unknown = sorted(str(key) for key in row.keys() - _RULE_KEYS)
    if unknown:
        raise BadInputError(f"a queue rule knows no {unknown[0][:60]}", hint=", ".join(sorted(_RULE_KEYS)), place=where)
    lists = {key: _texts(row.get(key), key, where) for key in ("clauses", "languages", "surfaces")}
    low, high = (_count(row.get(key), key, where) for key in ("reach_from", "reach_below"))
    return QueueRule(row["name"], **lists, reach_from=low or 0, reach_below=high)


def _texts(value: Any, key: str, where: Place) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise BadInputError(f"{key} is a list of text", hint=f"{key}: [..]", place=where)
    return tuple(value)


def _count(value: Any, key: str, where: Place) -> int | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
        raise BadInputError(f"{key} is a whole number, 0 or more", hint=f"{key}: 100000", place=where)
    return value


def queue_of(routed: Routed, rules: Sequence[QueueRule]) -> str:
    """The first queue whose rule fits; the general one else."""
    return next((rule.name for rule in rules if _fits(routed, rule)), REST)


def _fits(routed: Routed, rule: QueueRule) -> bool:
    item = routed.item
    return (
        (not rule.languages or item.lang in rule.languages)
        and (not rule.surfaces or item.surface in rule.surfaces)
        and routed.reach >= rule.reach_from
        and (rule.reach_below is None or routed.reach < rule.reach_below)
        and (not rule.clauses or any(_covers(pattern, clause) for pattern in rule.clauses for clause in routed.clauses))
    )


def _covers(pattern: str, clause: str) -> bool:
    return clause == pattern or (pattern.endswith(".") and clause.startswith(pattern))


def able(reviewer: Reviewer, routed: Routed, queue: str) -> bool:
    """Whether a person may get an item: reads its language, serves its queue, has not spoken on it."""
    reads = routed.item.lang in reviewer.languages
    serves = not reviewer.queues or queue in reviewer.queues
    return reads and serves and not any(same_person(reviewer.person, vote.person) for vote in routed.item.votes)


def assigned(key: bytes, routed: Routed, queue: str, on_duty: Iterable[Reviewer]) -> str | None:
    """Who gets an item: of those able, the one whose keyed hash with it is highest (Thaler and Ravishankar 1998).

    When somebody leaves, their items alone move; None when nobody on duty is able. Each further vote draws anew.
    """
    turn = f"turn {len(routed.item.votes)}"
    fit = [each.person for each in on_duty if able(each, routed, queue)]
    return max(fit, key=lambda person: (_hash(key, turn, routed.item.item_id, person), person), default=None)


def in_sample(key: bytes, purpose: str, name: str, share: int) -> bool:
    """Whether a name is in a random share (per mille) for a purpose; nobody can tell without the key."""
    return int.from_bytes(_hash(key, purpose, name)[:8], "big") * 1000 // _BUCKETS < share


def _hash(key: bytes, *parts: str) -> bytes:
    material = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(material, key=key, digest_size=16).digest()


def taken(item_id: str, person: str, now: datetime, current: Lock | None) -> Lock:
    """The lock of who takes an item. Raises ConflictError while another person holds it."""
    if current is not None and current.until > now and not same_person(current.person, person):
        raise ConflictError(f"the item {item_id} is held until {current.until:%H:%M} UTC", hint="take the next one")
    return Lock(item_id, person, now + HELD_FOR)


@dataclass(frozen=True, slots=True)
class Second:
    """What a second person said in the dark; it moves no decision."""

    item_id: str
    person: str
    outcome: str
    stance: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Agreement:
    """Krippendorff's alpha per mille over items with two independent readings; None where it cannot be said."""

    name: str
    items: int
    disagreed: int
    alpha: int | None


def agreement(name: str, pairs: Iterable[tuple[Vote, Second]]) -> Agreement:
    """How far first and second readings agree, by outcome and stance together."""
    units = [(f"{first.outcome.value} {first.stance}", f"{other.outcome} {other.stance}") for first, other in pairs]
    alpha = krippendorff_nominal(units)
    return Agreement(name, len(units), sum(a != b for a, b in units), None if alpha is None else round(alpha * 1000))
