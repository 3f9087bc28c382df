"""Ask a configured judge about what was seen in a post. It never decides: it adds a stance that can only agree with the cues
(`decisions.autonomy`). Which endpoint, and how it is spoken to, is an adapter's.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, Protocol

from evenhand.decisions.autonomy import Judgement
from evenhand.detection.model import Field, Observed, Post, Stance
from evenhand.policy.vocabulary import VIOLATING_STANCES

_MOST_ASKED: Final = 3  # entities of one post; more is for a person anyway


class Judge(Protocol):
    """Something that reads words towards a name, or abstains."""

    @property
    def name(self) -> str:
        """Model, dialect and effort, for the record."""
        ...

    def stance(self, text: str, name: str) -> Stance | None:
        """What the words do towards the name; None: the judge abstains."""
        ...


def judgements(
    judge: Judge, post: Post, observed: Observed, only: Collection[str] | None = None
) -> tuple[Judgement, ...]:
    """The judge's stance on each entity that the cues say is supported in the author's own text; abstentions left out.

    Only those are asked (of `only`, where given): nothing else could change by a judge's agreement, and no post is sent
    that need not be.
    """
    asked: dict[str, str] = {}
    for detection in observed.detections:
        if only is not None and detection.mention.entity_id not in only:
            continue
        if detection.mention.field is Field.TEXT and detection.reading.stance.value in VIOLATING_STANCES:
            asked.setdefault(detection.mention.entity_id, detection.mention.quote)
    found = []
    for entity_id, name in list(asked.items())[:_MOST_ASKED]:
        stance = judge.stance(post.text, name)
        if stance is not None:
            found.append(Judgement(judge.name, entity_id, stance))
    return tuple(found)
