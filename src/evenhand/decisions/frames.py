"""Decisions of many posts from parts that are made once: who is named, what the policy says of a reading, what follows.

DESIGN.md, decision 5: a batch runs the policy once for each distinct evidence and joins back. What differs from post to post
(words, spans, confidence) is filled in by the caller; every part is cut out of what `find`, `decide` and `rendering` make.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple

from evenhand.decisions.autonomy import AutonomyState
from evenhand.decisions.days import day_of
from evenhand.decisions.decide import by_words, decide
from evenhand.decisions.findings import Finder, asked_by, confidences_told_apart
from evenhand.decisions.model import Digests, Finding
from evenhand.decisions.priority import Weight, weight_of
from evenhand.decisions.reasons import reason_of, saying_around_confidence, standing_in_words
from evenhand.decisions.rendering import around_findings, quoted, verdict_text, who_text
from evenhand.detection.model import Detection, Mention, Observed, Post, Stance, StanceReading
from evenhand.policy.model import Policy

_MOST: Final = 16_384  # parts of each kind remembered
_NOBODY: Final = Post("", "a word")
_NO_READING: Final = StanceReading(Stance.UNDETERMINED, 0)  # who is named does not depend on what is done to them


class Who(NamedTuple):
    """What a finding says of who is named, as JSON: the alias; the acts, up to the disguise; the entity; the reason's part."""

    tier: int | None  # as evidence: 0 is in none, None is not known
    kind: str
    alias: str
    acts: str
    entity: str
    named: str
    standing: str  # in words, where there is a tier


class Said(NamedTuple):
    """What a policy says of a reading, as JSON, and the reason's words around the confidence (None: it is not told)."""

    number: int
    verdict: str
    stance: str
    after: str
    standing: str  # in words, where there is no tier
    before_confidence: str
    after_confidence: str | None
    weight: Weight


class Frame(NamedTuple):
    """What follows for a post in which just this was said: the answer, which findings ask for it, the text around them."""

    outcome: str
    route: str
    asking: tuple[bool, ...]
    first_reasons: tuple[str, ...]
    last_reasons: tuple[str, ...]
    before: str
    between: str
    after: str


@dataclass(slots=True)
class Frames:
    """The parts of one examiner's decisions. `signals` are the circumstances that its policies ask about."""

    finder: Finder
    policy: Policy
    judged_at: datetime
    digests: Digests
    autonomy: AutonomyState
    mode: str
    asked: frozenset[str] = field(init=False)
    _turns: tuple[int, ...] = ()
    _who: dict[Any, Who] = field(default_factory=dict)
    _said: dict[Any, Said] = field(default_factory=dict)
    _frames: dict[Any, Frame] = field(default_factory=dict)
    _numbers: int = 0

    def __post_init__(self) -> None:
        """Which fields a verdict may depend on."""
        self.asked = asked_by(self.policy)
        self._turns = confidences_told_apart(self.policy)

    def who(self, key: Any, mention: Callable[[], Mention]) -> Who:
        """Who is named; `key` names the alias."""
        who = self._who.get(key)
        if who is None:
            finding = self._finding(_NOBODY, Detection(mention(), _NO_READING))
            alias, acts, entity = who_text(finding)
            standing = self.finder.standing(finding.entity_id, self.judged_at)
            who = Who(
                standing.evidence, finding.entity_kind, alias, acts, entity, _inside(f" names {finding.entity}, "),
                _inside(standing_in_words(finding) if finding.tier is not None else ""),
            )  # fmt: skip
            _remember(self._who, key, who)
        return who

    def said(self, key: tuple[Any, ...], post: Post, detection: Callable[[], Detection]) -> Said:
        """What is said of a reading. `key` is all that it may depend on."""
        said = self._said.get(key)
        if said is None:
            finding = self._finding(post, detection())
            before, after = saying_around_confidence(finding, self.policy)
            standing = "" if finding.tier is not None else standing_in_words(finding)
            self._numbers += 1
            said = Said(
                self._numbers, *verdict_text(finding), _inside(standing), _inside(f"; {before}"),
                None if after is None else _inside(after), weight_of(self.policy, finding),
            )  # fmt: skip
            _remember(self._said, key, said)
        return said

    def frame(self, key: Any, post: Post, observed: Callable[[], Observed]) -> Frame:
        """What follows. `key` is the language and the numbers of what was said."""
        frame = self._frames.get(key)
        if frame is None:
            frame = self._frame(post, observed())
            _remember(self._frames, key, frame)
        return frame

    def confidence(self, confidence: int) -> int:
        """A confidence as far as a verdict may depend on it."""
        return bisect_right(self._turns, confidence)

    def dated(self, post: Post) -> Any:
        """What of a post's own facts a verdict may depend on, besides its words."""
        day = day_of(post.posted_at) if post.posted_at and "posted_on" in self.asked else None
        return post.account.kind, day

    def _finding(self, post: Post, detection: Detection) -> Finding:
        return self.finder.find(post, Observed("", True, (detection,)), self.judged_at)[0]

    def _frame(self, post: Post, observed: Observed) -> Frame:
        findings = self.finder.find(post, observed, self.judged_at)
        answer = by_words(observed, findings, self.policy, readable=True)
        decision = decide(
            post, observed, findings, self.policy, digests=self.digests, judged_at=self.judged_at, autonomy=self.autonomy,
            mode=self.mode,
        )  # fmt: skip
        own = tuple(reason_of(finding, self.policy) for finding in findings)
        first = next(at for at in range(len(answer.reasons)) if answer.reasons[at : at + len(own)] == own)
        return Frame(
            answer.outcome.value, answer.route.value,
            tuple([any(finding is asking for asking in answer.asking) for finding in findings]),
            tuple(map(quoted, answer.reasons[:first])), tuple(map(quoted, answer.reasons[first + len(own) :])),
            *around_findings(decision),
        )  # fmt: skip


def _inside(words: str) -> str:
    """Words as JSON has them within a text."""
    return quoted(words)[1:-1]


def _remember(kept: dict[Any, Any], key: Any, made: Any) -> None:
    if len(kept) >= _MOST:
        kept.clear()
    kept[key] = made


def joined_reasons(frame: Frame, own: Sequence[str]) -> str:
    """All reasons of a post as JSON, each once."""
    return ",".join(dict.fromkeys((*frame.first_reasons, *own, *frame.last_reasons)))
