"""The life of a post up to the decision, as a story: what was seen, who is designated, what the policy says, who acts next.

Pure: same post, same registry, same policy, same instant, same answer. Recording it is `service.enforce`'s; files and
processes are the adapters'.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import pyarrow as pa

from evenhand.decisions.autonomy import AutonomyState
from evenhand.decisions.decide import NOTHING_EARNED, WORDS_ONLY, decide
from evenhand.decisions.findings import Finder
from evenhand.decisions.frames import Frames
from evenhand.decisions.model import Decision, Digests
from evenhand.decisions.rendering import examine_text
from evenhand.designations.registry import Registry
from evenhand.detection.language import Language
from evenhand.detection.model import Observed, Post
from evenhand.detection.observe import Detector
from evenhand.detection.scanner import Looked
from evenhand.policy.model import Policy
from evenhand.service.batches import posts_of
from evenhand.service.grounding import Grounding
from evenhand.service.seeing import Sees, seeing
from evenhand.service.unnamed import Unnamed

DECISION_SCHEMA: Final = pa.schema(
    [
        ("post_id", pa.string()),
        ("outcome", pa.string()),
        ("route", pa.string()),
        ("priority", pa.int32()),
        ("decision", pa.string()),  # canonical JSON in the shape of INTERFACES.md
    ]
)


@dataclass(slots=True)
class Examiner:
    """Everything a decision is a function of, besides the post (DESIGN.md, decision 9)."""

    detector: Sees
    registry: Registry
    policy: Policy
    finder: Finder
    judged_at: datetime
    autonomy: AutonomyState = NOTHING_EARNED
    mode: str = "live"
    grounding: Grounding | None = None  # what there may be besides the words; None: words only
    _kept: tuple[tuple[object, ...], Unnamed] | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def digests(self) -> Digests:
        """What decisions of this examiner rest on, each by digest."""
        return Digests(self.policy.digest, self.registry.digest, self.policy.tier_map.digest, self.detector.digest)

    def examine(self, post: Post, text: Looked | None = None) -> Decision:
        """One post, from words to decision. `text` is its text looked at already, when nothing else in it holds a name."""
        # 1. What is there: the language, the names mentioned, and what the words do towards each of them.
        observed = self.detector.observe(post, text)
        # 2. What it means: who is designated, on the day of judgement and of posting, which clause, which allowance.
        findings = self.finder.find(post, observed, self.judged_at)
        # 3. What there is besides the words, where a policy opts in: a judge, a media bank, a confirmed account.
        grounds = self.grounding.of(post, observed, findings, self.autonomy) if self.grounding else WORDS_ONLY
        # 4. What happens next: nothing, or a person looks at it. Words alone never act.
        return decide(
            post,
            observed,
            findings,
            self.policy,
            digests=self.digests,
            judged_at=self.judged_at,
            autonomy=self.autonomy,
            grounds=grounds,
            mode=self.mode,
        )

    def decisions(self, post: Post) -> tuple[Decision, ...]:
        """One post under each policy asked: here one (`service.together` asks several)."""
        return (self.examine(post),)

    def all_made(self) -> tuple[Examiner, ...]:
        """Every examiner that traffic may go to: here this one."""
        return (self,)

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The one batch function: posts in, decisions out, row for row (DESIGN.md, decision 10)."""
        unnamed = self._columns()
        for batch in batches:
            rows = None if self.grounding and self.grounding.sees_all else unnamed.answers(batch)
            if rows is None:  # a small batch: read post by post
                yield decisions_batch([self.examine(post) for post in posts_of(batch)])
            else:  # posts that name nobody never become objects; the others are examined and put in their places
                others = zip(posts_of(rows.others(batch)), rows.looked, strict=True)
                yield rows.completed(decisions_batch([self.examine(post, text) for post, text in others]))

    def _columns(self) -> Unnamed:
        """What answers most rows without making objects of them; kept, with all it remembers, from call to call."""
        rests_on = (self.detector, self.policy, self.finder, self.judged_at, self.autonomy, self.mode, self.grounding)
        if self._kept is None or any(mine is not theirs for mine, theirs in zip(rests_on, self._kept[0], strict=True)):
            frames = Frames(self.finder, self.policy, self.judged_at, self.digests, self.autonomy, self.mode)
            self._kept = rests_on, Unnamed(self.detector, self._nothing_seen, None if self.grounding else frames)
        return self._kept[1]

    def _nothing_seen(self, post: Post, language: Language) -> pa.RecordBatch:
        """The answer to a post that names nobody, as `examine` gives it."""
        observed = Observed(language.lang, language.supported, (), language.unsupported)
        decision = decide(
            post,
            observed,
            (),
            self.policy,
            digests=self.digests,
            judged_at=self.judged_at,
            autonomy=self.autonomy,
            mode=self.mode,
        )
        return decisions_batch([decision])


def examiner(
    detector: Detector | None, registry: Registry, policy: Policy, versions: Sequence[Policy], judged_at: datetime
) -> Examiner:
    """An examiner under one policy; `versions` are all of them, because strikes ask the version of the day of posting."""
    return Examiner(seeing(policy, detector), registry, policy, Finder(policy, registry, tuple(versions)), judged_at)


def decisions_batch(decisions: Sequence[Decision]) -> pa.RecordBatch:
    """Decisions as a batch of DECISION_SCHEMA."""
    columns = [
        pa.array([decision.post_id for decision in decisions], pa.string()),
        pa.array([decision.outcome.value for decision in decisions], pa.string()),
        pa.array([decision.route.value for decision in decisions], pa.string()),
        pa.array([decision.priority for decision in decisions], pa.int32()),
        pa.array(list(map(examine_text, decisions)), pa.string()),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=DECISION_SCHEMA)
