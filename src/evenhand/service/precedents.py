"""What persons ruled before on the same words: shown to the next reviewer beside the item, never copied onto it.

The same words are the same text after case, width and spaces; what is quoted and answered has to be the same too. No
person, account or holder is named: whose post it was has no weight.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evenhand.detection.model import Post
from evenhand.enforcement.model import ReviewItem
from evenhand.service.journal import overturn_of, ruling_of_event
from evenhand.service.ports import Journal

_FIELDS = ("text", "quoted_text", "parent_text")


@dataclass(frozen=True, slots=True)
class Precedent:
    """A ruling on the same words. `overturned`: an appeal voided it."""

    decision_id: str
    ruled_at: datetime
    outcome: str
    stance: str
    clause: str
    policy: str
    reason: str
    persons: int
    overturned: bool


def precedents(journal: Journal, item: ReviewItem, post: Post) -> tuple[Precedent, ...]:
    """Earlier rulings on the same words, oldest first. For an item that is decided, what was ruled before its first vote:
    who reads it a second time in the dark sees what the first did.
    """
    words = _words({name: getattr(post, name) for name in _FIELDS})
    if not any(words):
        return ()
    same = {
        event.decision_id
        for event in journal.events(kind="decision.made", only="post")
        if event.decision_id != item.decision_id and _words(event.payload["post"]) == words
    }
    before = item.votes[0].at if item.votes else None
    found = [each for name in sorted(same) for each in _rulings(journal, name)]
    kept = [each for each in found if before is None or each.ruled_at < before]
    return tuple(sorted(kept, key=lambda each: (each.ruled_at, each.decision_id)))


def _words(post: dict[str, Any]) -> tuple[str, ...]:
    return tuple(" ".join(unicodedata.normalize("NFKC", post[name] or "").casefold().split()) for name in _FIELDS)


def _rulings(journal: Journal, decision_id: str) -> list[Precedent]:
    void = {overturn_of(event).ruling_id for event in journal.events(kind="ruling.overturned", decision_id=decision_id)}
    made = (ruling_of_event(event) for event in journal.events(kind="ruling.made", decision_id=decision_id))
    return [
        Precedent(
            decision_id,
            ruling.ruled_at,
            ruling.outcome.value,
            ruling.stance,
            ruling.clause,
            ruling.policy,
            ruling.reason,
            len(ruling.deciders),
            ruling.ruling_id in void,
        )
        for ruling in made
    ]
