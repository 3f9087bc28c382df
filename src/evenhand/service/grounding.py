"""What there is besides the words of a post, as an input of its decision: a judge's answer, a media bank, confirmed accounts.

Each only where the policy opts the mechanism in, and a judge only where it could change anything: no post is sent that need
not be. What follows is `decisions.decide`'s; a recorded decision brings its own grounds along and asks nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from evenhand.decisions.autonomy import AccountConfirmation, AutonomyState, Grounds, Judgement, Mechanism, MediaMatch
from evenhand.decisions.decide import WORDS_ONLY
from evenhand.decisions.model import Finding
from evenhand.detection.model import Observed, Post
from evenhand.service.judging import Judge, judgements


class Grounding(Protocol):
    """Says what there is besides the words."""

    @property
    def sees_all(self) -> bool:
        """Whether a post that names nobody may have grounds too."""
        ...

    def of(self, post: Post, observed: Observed, findings: tuple[Finding, ...], autonomy: AutonomyState) -> Grounds:
        """The grounds of one post."""
        ...


@dataclass(slots=True)
class Asking:
    """Looks things up, and asks the judge. `accounts` and `media` hold only what two persons confirmed."""

    judge: Judge | None = None
    media: Mapping[str, MediaMatch] = field(default_factory=dict)  # by sha256
    accounts: Mapping[tuple[str, str], AccountConfirmation] = field(default_factory=dict)
    two_persons: Callable[[Post], bool] = lambda _: False

    @property
    def sees_all(self) -> bool:
        """A judge reads only what names somebody."""
        return bool(self.media or self.accounts)

    def of(self, post: Post, observed: Observed, findings: tuple[Finding, ...], autonomy: AutonomyState) -> Grounds:
        """The grounds of one post. The judge is asked last, and not where two persons decide anyway."""
        media = tuple(self.media[each.sha256] for each in post.media if each.sha256 in self.media)
        account = self.accounts.get((post.surface, post.account_id))
        asked = _to_ask(post, findings, autonomy) if self.judge is not None else frozenset()
        if not (media or account or asked):
            return WORDS_ONLY
        two = self.two_persons(post)
        judged: tuple[Judgement, ...] = ()
        if self.judge is not None and asked and not two:
            judged = judgements(self.judge, post, observed, asked)
        return Grounds(media, account, judged, two)


def _to_ask(post: Post, findings: tuple[Finding, ...], autonomy: AutonomyState) -> frozenset[str]:
    """The entities on which a judge's agreement could do anything: a plain violation, earned on this surface."""
    return frozenset(
        finding.entity_id
        for finding in findings
        if finding.violating
        and not finding.unknown
        and finding.reading.evidence
        and (Mechanism.JUDGED_WORDS.value, finding.clause, post.surface) in autonomy.earned
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """The grounds that a recorded decision rests on: what was answered then is an input now."""

    grounds: Grounds | None

    @property
    def sees_all(self) -> bool:
        """Whatever it was about."""
        return True

    def of(self, post: Post, observed: Observed, findings: tuple[Finding, ...], autonomy: AutonomyState) -> Grounds:
        """The same again."""
        del post, observed, findings, autonomy
        return self.grounds or WORDS_ONLY
