"""Events to records and back: the only place that knows how a domain record is spelled in the ledger.

The domain packages own the records; the ledger holds opaque payloads; here one becomes the other. Event ids are derived
from what the event is about, so recording the same thing twice is refused by the store instead of counted twice. Who
decided goes into `actor`, which no receipt opens (docs/adr/0004): payloads hold nobody's name but the holder's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Any

import orjson

from evenhand.decisions.model import Asker, Decision, Finding
from evenhand.detection.model import Post
from evenhand.enforcement.model import Action, Appeal, AppealVote, Overturn, Ruling, Subject, Vote
from evenhand.enforcement.strikes import rulings_of
from evenhand.enforcement.subjects import lone_subject
from evenhand.kernel.canonical import canonical_text, digest_of, plain
from evenhand.kernel.ids import derived_id
from evenhand.kernel.restore import restore
from evenhand.ledger.model import Event, OutboxItem
from evenhand.service.ports import Journal


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decision as recorded: with the post it is about and who asked."""

    decision_id: str
    subject_id: str
    at: datetime
    decision: Decision
    post: Post
    asker: Asker


@dataclass(frozen=True, slots=True)
class History:
    """Everything recorded about one subject, decoded, in recorded order."""

    subject_id: str
    decisions: dict[str, Recorded]
    votes: dict[str, tuple[Vote, ...]]
    rulings: tuple[Ruling, ...]
    findings: dict[str, tuple[Finding, ...]]  # by ruling id: what the ruling rests on, read with the persons' stance
    overturns: tuple[Overturn, ...]
    actions: tuple[Action, ...]
    appeals: dict[str, Appeal]

    @property
    def version(self) -> int:
        """Counts what changes penalties; part of the next event's id, so two writers cannot both build on one state."""
        return len(self.rulings) + len(self.overturns)


def decision_id_of(post: Post, policy_ref: str) -> str:
    """The natural key of a decision: this version of this post on this surface under this policy."""
    return derived_id("dec", post.surface, post.id, digest_of(post), policy_ref)


def _event(kind: str, at: datetime, payload: dict[str, Any], *key: str, **where: str) -> Event:
    return Event(event_id=derived_id("evt", kind, *key), kind=kind, at=at, payload=payload, **where)


def decision_made(decision: Decision, post: Post, subject_id: str, asker: Asker, at: datetime) -> Event:
    """`decision.made`: the decision with the post as it was examined."""
    decision_id = decision_id_of(post, decision.policy)
    payload = {"decision": plain(decision), "post": plain(post), "asker": asker.value}
    return _event("decision.made", at, payload, decision_id, decision_id=decision_id, subject_id=subject_id)


def subject_imported(subject: Subject, at: datetime) -> Event:
    """`subject.imported`: the accounts of one holder, with the evidence for each link. Later versions replace earlier ones."""
    payload = {"subject": plain(subject)}
    return _event("subject.imported", at, payload, digest_of(subject), subject_id=subject.subject_id)


def vote_cast(item_id: str, number: int, vote: Vote, decision_id: str, subject_id: str) -> Event:
    """`review.voted`: one person's word; `number` counts the votes of the item, so two cannot both be the second."""
    payload = {"item_id": item_id, "vote": plain(replace(vote, person=""))}
    where = {"decision_id": decision_id, "subject_id": subject_id, "actor": _persons(vote.person)}
    return _event("review.voted", vote.at, payload, item_id, str(number), **where)


def ruling_made(ruling: Ruling, findings: Sequence[Finding], version: int) -> Event:
    """`ruling.made`: what persons finally said, with the findings it rests on; `version` is the history it builds on."""
    where = {"decision_id": ruling.decision_id, "subject_id": ruling.subject_id, "actor": _persons(*ruling.deciders)}
    payload = {"ruling": plain(replace(ruling, deciders=())), "findings": plain(list(findings))}
    return _event("ruling.made", ruling.ruled_at, payload, ruling.subject_id, str(version), **where)


def strike_brought_over(ruling: Ruling, person: str, at: datetime, version: int) -> Event:
    """`strike.brought_over`: a strike of an earlier system, with where it is from; who brought it over is the actor."""
    # Shares its key with `ruling.made`: it moves the subject's history by one, too.
    event_id = derived_id("evt", "ruling.made", ruling.subject_id, str(version))
    where = {"decision_id": ruling.decision_id, "subject_id": ruling.subject_id, "actor": _persons(person)}
    return Event(event_id, "strike.brought_over", at, {"ruling": plain(ruling)}, **where)


def ruling_overturned(overturn: Overturn, subject_id: str, version: int) -> Event:
    """`ruling.overturned`: a ruling is void, with the reason."""
    where = {"decision_id": overturn.decision_id, "subject_id": subject_id, "actor": _persons(overturn.by)}
    # Shares its key with `ruling.made`: both move the subject's history by one, and only one may.
    event_id = derived_id("evt", "ruling.made", subject_id, str(version))
    return Event(event_id, "ruling.overturned", overturn.at, {"overturn": plain(replace(overturn, by=""))}, **where)


def action_enacted(action: Action, decision_id: str, at: datetime) -> tuple[Event, OutboxItem]:
    """`action.enacted` and the outbox item that carries it out once the event is sequenced."""
    where = {"decision_id": decision_id, "subject_id": action.subject_id}
    event = _event("action.enacted", at, {"action": plain(action)}, action.action_id, **where)
    return event, OutboxItem(action.action_id, event.event_id, "action", plain(action))


def statement_issued(statement: dict[str, Any], key: str, decision_id: str, subject_id: str, at: datetime) -> Event:
    """`statement.issued`: the statement of reasons as it was sent; `key` tells several on one decision apart."""
    where = {"decision_id": decision_id, "subject_id": subject_id}
    return _event("statement.issued", at, {"statement": statement}, decision_id, key, **where)


def appeal_filed(appeal: Appeal) -> Event:
    """`appeal.filed`: one per decision."""
    where = {"decision_id": appeal.decision_id, "subject_id": appeal.subject_id}
    return _event("appeal.filed", appeal.filed_at, {"appeal": plain(appeal)}, appeal.appeal_id, **where)


def appeal_decided(appeal: Appeal) -> Event:
    """`appeal.decided`: the same appeal with its outcome."""
    at = appeal.decided_at or appeal.filed_at
    where = {"decision_id": appeal.decision_id, "subject_id": appeal.subject_id, "actor": _persons(appeal.by)}
    return _event("appeal.decided", at, {"appeal": plain(replace(appeal, by=""))}, appeal.appeal_id, **where)


def appeal_voted(appeal: Appeal, number: int, vote: AppealVote) -> Event:
    """`appeal.voted`: one new person's word, where more than one is needed; `number` counts them, so two cannot both be
    the second. The appeal comes along as it stands.
    """
    payload = {"appeal": plain(replace(appeal, by="")), "vote": plain(replace(vote, person=""))}
    where = {"decision_id": appeal.decision_id, "subject_id": appeal.subject_id, "actor": _persons(vote.person)}
    return _event("appeal.voted", vote.at, payload, appeal.appeal_id, str(number), **where)


def appeal_vote_of(event: Event) -> AppealVote:
    """An `appeal.voted` event decoded."""
    return replace(restore(AppealVote, event.payload["vote"]), person="".join(persons_of(event)))


def _persons(*names: str) -> str:
    return canonical_text(list(names))


def persons_of(event: Event) -> tuple[str, ...]:
    """The persons in an event's `actor`, in order."""
    return tuple(orjson.loads(event.actor)) if event.actor else ()


def vote_of(event: Event) -> Vote:
    """A `review.voted` event decoded."""
    return replace(restore(Vote, event.payload["vote"]), person="".join(persons_of(event)))


def ruling_of_event(event: Event) -> Ruling:
    """A `ruling.made` or `strike.brought_over` event decoded; nobody here decided on what was brought over."""
    if event.kind == "strike.brought_over":
        return restore(Ruling, event.payload["ruling"])
    return restore(Ruling, {**event.payload["ruling"], "deciders": persons_of(event)})


def overturn_of(event: Event) -> Overturn:
    """A `ruling.overturned` event decoded."""
    return replace(restore(Overturn, event.payload["overturn"]), by="".join(persons_of(event)))


def appeal_of(event: Event) -> Appeal:
    """An `appeal.…` event decoded: the appeal as it then stood."""
    return replace(restore(Appeal, event.payload["appeal"]), by="".join(persons_of(event)))


def recorded(event: Event) -> Recorded:
    """A `decision.made` event decoded."""
    return Recorded(
        decision_id=event.decision_id,
        subject_id=event.subject_id,
        at=event.at,
        decision=restore(Decision, event.payload["decision"]),
        post=restore(Post, event.payload["post"]),
        asker=Asker(event.payload["asker"]),
    )


def history_of(journal: Journal, subject: Subject) -> History:
    """Everything recorded about a subject, what was recorded of its accounts before they were linked included."""
    events = chain.from_iterable(journal.events(subject_id=name) for name in names_of(subject))
    past = fold_history(subject.subject_id, sorted(events, key=lambda event: event.at))
    return replace(past, rulings=rulings_of(subject, past.rulings))


def penal_history_of(journal: Journal, subject: Subject) -> tuple[tuple[Ruling, ...], tuple[Overturn, ...]]:
    """What strikes are folded from, and nothing else of a history that may be long."""
    names = names_of(subject)
    kinds = ("ruling.made", "strike.brought_over")
    made = [ruling_of_event(event) for event in journal.events(kind=kinds, subject_id=names, only="ruling")]
    void = [overturn_of(event) for event in journal.events(kind="ruling.overturned", subject_id=names)]
    return rulings_of(subject, sorted(made, key=lambda ruling: ruling.ruled_at)), tuple(void)


def names_of(subject: Subject) -> tuple[str, ...]:
    """All ids under which a subject stands in the log: its own, and its accounts' before they were linked."""
    lone = [lone_subject(link.surface, link.account_id).subject_id for link in subject.accounts]
    return tuple(dict.fromkeys((subject.subject_id, *lone)))


def fold_history(subject_id: str, events: Iterable[Event]) -> History:
    """The history that a run of one subject's events tells."""
    decisions: dict[str, Recorded] = {}
    votes: dict[str, tuple[Vote, ...]] = {}
    rulings: list[Ruling] = []
    findings: dict[str, tuple[Finding, ...]] = {}
    overturns: list[Overturn] = []
    actions: list[Action] = []
    appeals: dict[str, Appeal] = {}
    for event in events:
        if not event.payload:  # erased: it tells nothing any more
            continue
        match event.kind:
            case "decision.made":
                decisions[event.decision_id] = recorded(event)
            case "review.voted":
                item_id = event.payload["item_id"]
                votes[item_id] = (*votes.get(item_id, ()), vote_of(event))
            case "ruling.made":
                ruling = ruling_of_event(event)
                rulings.append(ruling)
                findings[ruling.ruling_id] = tuple(restore(Finding, item) for item in event.payload["findings"])
            case "strike.brought_over":
                rulings.append(ruling_of_event(event))
            case "ruling.overturned":
                overturns.append(overturn_of(event))
            case "action.enacted":
                actions.append(restore(Action, event.payload["action"]))
            case "appeal.filed" | "appeal.decided":
                appeal = appeal_of(event)
                appeals[appeal.appeal_id] = appeal
    return History(subject_id, decisions, votes, tuple(rulings), findings, tuple(overturns), tuple(actions), appeals)
