"""How a version of a policy goes live: proposed, replayed, approved by two, then activated for a share or for all.

Each step is a ledger entry bound to the digest of the version's content: a file that changes after its approval is another
version. The versions that ship are live from their day: they come with the program's release, which is their approval.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from evenhand.enforcement.review import MAX_REASON, same_person
from evenhand.kernel.canonical import canonical_text, digest_of, plain
from evenhand.kernel.clock import Clock
from evenhand.kernel.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from evenhand.kernel.ids import derived_id
from evenhand.ledger.model import Event
from evenhand.policy.model import Policy
from evenhand.policy.versions import live_on
from evenhand.policy.words import policy_content
from evenhand.service.backtest import Backtest
from evenhand.service.journal import persons_of
from evenhand.service.ports import Journal
from evenhand.stats.sampling import rank

APPROVALS: Final = 2  # different persons, none of them who proposed
WHOLE: Final = 1000  # a share, per mille of accounts
_BUCKETS: Final = 1 << 64


@dataclass(frozen=True, slots=True)
class Activation:
    """From `at` on, this share of accounts (per mille) is decided under the version; 0 takes it out again."""

    at: datetime
    share: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """Where one version stands on its way. `replays` are digests of attached reports, newest last."""

    policy: str
    digest: str
    proposed_by: str = ""
    proposed_at: datetime | None = None
    replays: tuple[str, ...] = ()
    approved_by: tuple[str, ...] = ()
    activations: tuple[Activation, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """What it still needs before it can be activated, in words."""
        wants: list[str] = []
        if not self.proposed_by:
            wants.append("nobody has proposed it")
        if not self.replays:
            wants.append("no replay report is attached")
        if len(self.approved_by) < APPROVALS:
            wants.append(f"{len(self.approved_by)} of {APPROVALS} approvals")
        return tuple(wants)

    def share(self, at: datetime) -> int:
        """The share of accounts under it at an instant, per mille; 0 before its first activation."""
        return next((each.share for each in reversed(self.activations) if each.at <= at), 0)


def candidates(journal: Journal) -> dict[tuple[str, str], Candidate]:
    """Every version that was proposed, by reference and digest, as its entries say."""
    found: dict[tuple[str, str], Candidate] = {}
    for event in journal.events(kind="policy."):
        key = (str(event.payload["policy"]), str(event.payload["digest"]))
        found[key] = _after(found.get(key, Candidate(*key)), event)
    return found


def _after(candidate: Candidate, event: Event) -> Candidate:
    person = "".join(persons_of(event))
    match event.kind:
        case "policy.proposed":
            return replace(candidate, proposed_by=person, proposed_at=event.at)
        case "policy.replayed":
            return replace(candidate, replays=(*candidate.replays, str(event.payload["report_digest"])), approved_by=())
        case "policy.approved":
            return replace(candidate, approved_by=(*candidate.approved_by, person))
        case "policy.activated":
            activation = Activation(event.at, int(event.payload["share"]))
            return replace(candidate, activations=(*candidate.activations, activation))
    return candidate


def propose(journal: Journal, clock: Clock, policy: Policy, *, person: str, reason: str) -> Candidate:
    """`policy.proposed`, with the whole content. Raises ConflictError when this very content was proposed already."""
    _check(person, reason)
    if candidates(journal).get((policy.ref, policy.digest), Candidate("", "")).proposed_by:
        raise ConflictError(f"{policy.ref} is proposed already", hint="attach its replay report, then approve it")
    payload = {"content": policy_content(policy), "reason": reason}
    _record(journal, clock, "policy.proposed", policy, payload, person)
    return candidate_of(journal, policy)


def attach_replay(journal: Journal, clock: Clock, policy: Policy, report: Backtest) -> Candidate:
    """`policy.replayed`: the report of this version, whole. A new report voids earlier approvals: they had not read it.

    The same report attached again changes nothing. Raises ConflictError for a report of another content.
    """
    if (report.policy, report.policy_digest) != (policy.ref, policy.digest):
        raise ConflictError(f"the report is of {report.policy}, not of {policy.ref} as it stands", hint="replay again")
    candidate = _proposed(journal, policy)
    named = digest_of(report)
    if named not in candidate.replays:
        payload = {"report": plain(report), "report_digest": named}
        _record(journal, clock, "policy.replayed", policy, payload, "", named)
    return candidate_of(journal, policy)


def approve(journal: Journal, clock: Clock, policy: Policy, *, person: str, reason: str) -> Candidate:
    """`policy.approved`: one person's word on the newest report. Raises ForbiddenError for who proposed and for a second
    word of one person, ConflictError while no report is attached.
    """
    _check(person, reason)
    candidate = _proposed(journal, policy)
    if not candidate.replays:
        raise ConflictError(
            f"{policy.ref} has no replay report", hint="evenhand policy replay … --attach, then approve"
        )
    if same_person(person, candidate.proposed_by):
        raise ForbiddenError("who proposed a version cannot approve it", hint="two other persons have to")
    if any(same_person(person, earlier) for earlier in candidate.approved_by):
        raise ForbiddenError(f"{person} has approved {policy.ref} already", hint="another person has to")
    report = candidate.replays[-1]
    number = str(len(candidate.approved_by))  # two cannot both be the second
    _record(
        journal, clock, "policy.approved", policy, {"report_digest": report, "reason": reason}, person, report, number
    )
    return candidate_of(journal, policy)


def activate(journal: Journal, clock: Clock, policy: Policy, *, person: str, share: int = WHOLE) -> Candidate:
    """`policy.activated` for a share of accounts (per mille; a canary below 1000; 0 takes it out again).

    Raises ConflictError saying what is missing, BadInputError for a share out of range.
    """
    _check(person, "activated")
    if not 0 <= share <= WHOLE:
        raise BadInputError(f"a share is 0 to {WHOLE} per mille, not {share}", hint="50 is one account in twenty")
    candidate = _proposed(journal, policy)
    if share and candidate.missing:
        raise ConflictError(f"{policy.ref} cannot go live: {'; '.join(candidate.missing)}", hint="see docs/backtest.md")
    newest = candidate.replays[-1] if candidate.replays else ""
    number = str(len(candidate.activations))
    _record(journal, clock, "policy.activated", policy, {"share": share, "report_digest": newest}, person, number)
    return candidate_of(journal, policy)


def candidate_of(journal: Journal, policy: Policy) -> Candidate:
    """Where this very content stands."""
    return candidates(journal).get((policy.ref, policy.digest), Candidate(policy.ref, policy.digest))


def governing(
    policies: Mapping[str, Policy],
    shipped_digests: Collection[str],
    known: Mapping[tuple[str, str], Candidate],
    at: datetime,
    account: str = "",
) -> tuple[Policy, ...]:
    """The version of each policy that an account (`surface/account_id`) is decided under at an instant, by policy id.

    A version that does not ship counts only with an activation whose share holds the account; no account is asked about
    with the share of all.
    """
    allowed = [
        policy
        for policy in policies.values()
        if policy.digest in shipped_digests or _holds(known.get((policy.ref, policy.digest)), at, account)
    ]
    return live_on(allowed, at.date())


def _holds(candidate: Candidate | None, at: datetime, account: str) -> bool:
    if candidate is None:
        return False
    share = candidate.share(at)
    return share >= WHOLE or (bool(account) and bucket(candidate.policy, account) < share)


def bucket(policy: str, account: str) -> int:
    """The place of an account in the order of a version's canary, 0 to 999: it stays when the share grows."""
    return int.from_bytes(rank(f"canary {policy}", account)[:8], "big") * WHOLE // _BUCKETS


def _proposed(journal: Journal, policy: Policy) -> Candidate:
    candidate = candidate_of(journal, policy)
    if not candidate.proposed_by:
        raise NotFoundError(
            f"{policy.ref} as it stands is not proposed", hint="evenhand policy propose FILE --as PERSON"
        )
    return candidate


def _check(person: str, reason: str) -> None:
    if not person.strip():
        raise BadInputError("a step needs the person who takes it", hint="name the person with --as")
    if not reason.strip() or len(reason) > MAX_REASON:
        raise BadInputError(f"a step needs a reason of 1 to {MAX_REASON} characters", hint="say why with --reason")


def _record(
    journal: Journal, clock: Clock, kind: str, policy: Policy, payload: dict[str, Any], person: str, *key: str
) -> None:
    event_id = derived_id("evt", kind, policy.ref, policy.digest, *key)
    body = {"policy": policy.ref, "digest": policy.digest, **payload}
    actor = canonical_text([person]) if person else ""
    journal.record([Event(event_id, kind, clock.now(), body, actor=actor)])


def in_order(found: Iterable[Candidate]) -> list[Candidate]:
    """Candidates by reference, then digest."""
    return sorted(found, key=lambda each: (each.policy, each.digest))
