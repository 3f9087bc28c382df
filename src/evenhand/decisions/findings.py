"""Findings: each mention with its stance, the clause that it hits and the allowance that excuses it, now and when
posted.

Doubt favours the user: an undetermined stance, a tier that is not known and a weak name never make a violation;
they ask a person. What follows from the findings is left to `decisions.decide`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from evenhand.decisions.days import day_of
from evenhand.decisions.model import Finding, LeafTruth
from evenhand.decisions.tiers import Designations, Standing, Tiers
from evenhand.detection.model import Detection, Observed, Post, Stance, StanceReading
from evenhand.policy.conditions import Asked, Leaf, Scalar, fields_of
from evenhand.policy.evaluate import Evaluator, Verdict
from evenhand.policy.model import About, Allowance, Clause, Policy, Severity
from evenhand.policy.versions import when_posted
from evenhand.policy.vocabulary import SIGNALS, VIOLATING_STANCES

A_GROUP: Final = "a group of people"  # how a finding calls each of them: which it is, only the quoted words say
_ONE_TIER: Final = Standing(1, True, ())  # every group of people, whichever: no list and no day says who they are
_SIGNAL_FIELDS: Final = tuple(f"signal.{name}" for name in SIGNALS)


_MEMO: Final = 65_536  # distinct evidence remembered
Judgement = tuple[Verdict, tuple[LeafTruth, ...]]


def evidence_of(post: Post, detection: Detection, tier: int | None, kind: str) -> dict[str, Scalar]:
    """One finding's evidence tuple, by the field names of `policy.vocabulary`. None is unknown."""
    mention, reading = detection.mention, detection.reading
    signals: dict[str, Scalar] = dict.fromkeys(_SIGNAL_FIELDS, False)
    for name in reading.signals:
        if name in SIGNALS:  # a signal that no policy may ask about is none of the evidence
            signals[f"signal.{name}"] = True
    if reading.stance is Stance.GLORIFICATION and signals["signal.nonviolent_subject"]:
        # The cues find a peaceful subject in the text; whether it is what the praise is about, they cannot tell.
        signals["signal.nonviolent_subject"] = None
    return {
        "tier": tier,
        "stance": None if reading.stance is Stance.UNDETERMINED else reading.stance.value,
        "entity_kind": kind,
        "account_kind": post.account.kind.value,
        "field": mention.field.value,
        "confidence": reading.confidence,
        "weak": mention.weak,
        "disguised": bool(mention.disguise),
        "posted_on": _day_posted(post),
        **signals,
    }


def _day_posted(post: Post) -> date | None:
    return day_of(post.posted_at) if post.posted_at else None


def _leaves_of(policy: Policy) -> Iterator[Leaf]:
    parts: tuple[Clause | Allowance, ...] = (*policy.clauses, *policy.allowances)
    for part in parts:
        yield from fields_of(part.when)


def asked_by(policy: Policy) -> frozenset[str]:
    """The fields that a policy's conditions ask about."""
    return frozenset(leaf.field for leaf in _leaves_of(policy))


def confidences_told_apart(policy: Policy) -> tuple[int, ...]:
    """The confidences at which some condition of a policy turns: between two of them all are alike to it."""
    asked = [leaf.value for leaf in _leaves_of(policy) if leaf.field == "confidence"]
    values = [value for each in asked for value in (each if isinstance(each, tuple) else (each,)) if type(value) is int]
    return tuple(sorted({*values, *(value + 1 for value in values)}))


@dataclass(slots=True)
class Rules:
    """One policy version, ready to be asked: its evaluator and its standings."""

    policy: Policy
    evaluate: Evaluator
    tiers: Tiers
    asked: frozenset[str] = field(
        init=False
    )  # the fields that its conditions ask about: the rest of the evidence says nothing
    _judged: dict[tuple[Scalar | tuple[str, ...], ...], Judgement] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read once which fields are asked."""
        self.asked = asked_by(self.policy)

    def judge(self, post: Post, detection: Detection, tier: int | None, kind: str) -> Judgement:
        """The verdict on one finding, with its leaves: once for each distinct evidence (DESIGN.md, decision 5)."""
        mention, reading, asked = detection.mention, detection.reading, self.asked
        key = (
            tier, reading.stance.value, kind, post.account.kind.value, mention.field.value,
            reading.confidence if "confidence" in asked else 0, mention.weak, bool(mention.disguise),
            _day_posted(post) if "posted_on" in asked else None,
            tuple([name for name in reading.signals if f"signal.{name}" in asked]),
        )  # fmt: skip
        judged = self._judged.get(key)
        if judged is None:
            if len(self._judged) >= _MEMO:
                self._judged.clear()
            verdict = self._verdict(post, detection, tier, kind)
            judged = self._judged[key] = verdict, tuple(map(_leaf, verdict.leaves))
        return judged

    def _verdict(self, post: Post, detection: Detection, tier: int | None, kind: str) -> Verdict:
        verdict = self.evaluate(evidence_of(post, detection, tier, kind))
        if not detection.mention.weak or tier == 0:
            return verdict
        # A weak name that nothing supports points to nobody: no clause. Words that would violate are a question for a
        # person.
        unknown = ("weak",) if detection.reading.stance.value in VIOLATING_STANCES else ()
        return Verdict(None, verdict.allowance, verdict.leaves, unknown)

    def standing(self, entity_id: str, at: datetime, known_at: datetime) -> Standing:
        """Where who is named stands: by designations, or as one group of people among equals."""
        if self.policy.about is About.GROUPS:
            return _ONE_TIER
        return self.tiers.standing(entity_id, at, known_at)


@dataclass(slots=True)
class Finder:
    """Finds under one policy. `versions` are all versions of all policies: the strike question asks the one of the
    day.
    """

    policy: Policy
    designations: Designations
    versions: Sequence[Policy] = ()
    _rules: dict[str, Rules] = field(default_factory=dict)
    _then: dict[date, Policy | None] = field(default_factory=dict)

    def find(self, post: Post, observed: Observed, judged_at: datetime) -> tuple[Finding, ...]:
        """A finding for each detection, in the order in which they were seen."""
        return tuple([self._finding(post, detection, judged_at) for detection in observed.detections])

    def standing(self, entity_id: str, judged_at: datetime) -> Standing:
        """Where an entity stands on the day of judgement."""
        return self._rules_of(self.policy).standing(entity_id, judged_at, judged_at)

    def reassess(self, finding: Finding, post: Post, stance: Stance, judged_at: datetime) -> Finding:
        """The finding under a person's stance. People outrank machines: the cues' signals no longer count, nor does a
        weak name, since a person has looked at what it names.
        """
        mention = replace(finding.mention, weak=False, support=finding.mention.support or "confirmed by a person")
        return self._finding(post, Detection(mention, StanceReading(stance, 1000)), judged_at)

    def _rules_of(self, policy: Policy) -> Rules:
        rules = self._rules.get(policy.digest)
        if rules is None:
            rules = Rules(policy, Evaluator(policy), Tiers(policy.tier_map, self.designations))
            self._rules[policy.digest] = rules
        return rules

    def _finding(self, post: Post, detection: Detection, judged_at: datetime) -> Finding:
        mention = detection.mention
        rules = self._rules_of(self.policy)
        groups = self.policy.about is About.GROUPS
        entity = None if groups else self.designations.entities.get(mention.entity_id)
        kind = entity.kind.value if entity else "unknown"
        now = rules.standing(mention.entity_id, judged_at, judged_at)
        verdict, leaves = rules.judge(post, detection, now.evidence, kind)
        then = self._when_posted(post, detection, kind, judged_at)
        return Finding(
            entity_id=mention.entity_id,
            entity=A_GROUP if groups else entity.name if entity else mention.alias,
            mention=mention,
            reading=detection.reading,
            clause=verdict.clause,
            allowance=verdict.allowance,
            designations=now.designations,
            tier=now.tier,
            tier_when_posted=then.tier,
            unknown=verdict.unknown,
            leaves=leaves,
            entity_kind=kind,
            policy_when_posted=then.policy,
            clause_when_posted=then.clause,
            strike_why_not=then.why_not,
        )

    def _when_posted(self, post: Post, detection: Detection, kind: str, judged_at: datetime) -> _Then:
        """The strike question: the same words under the policy and the designations of the day of the post."""
        if post.posted_at is None:
            return _Then("when it was posted is not known")
        if post.posted_at > judged_at:
            return _Then("it says that it was posted after it was judged")
        day = day_of(post.posted_at)
        if day not in self._then:
            self._then[day] = when_posted((*self.versions, self.policy), self.policy.policy_id, day)
        policy = self._then[day]
        if policy is None:
            return _Then(f"no version of {self.policy.policy_id} was live when it was posted ({day.isoformat()})")
        rules = self._rules_of(policy)
        # Known as of judgement: a list that was imported late still says when its acts took effect.
        then = rules.standing(detection.mention.entity_id, post.posted_at, judged_at)
        verdict, _ = rules.judge(post, detection, then.evidence, kind)
        why_not = "" if verdict.violating else _why_not(policy, then, verdict, day.isoformat())
        return _Then(why_not, then.tier, policy.ref, verdict.clause)


@dataclass(frozen=True, slots=True)
class _Then:
    """The answer to the strike question: why no strike may follow, if so, and what held on the day of the post."""

    why_not: str
    tier: int | None = None
    policy: str = ""
    clause: str | None = None


def strike_severity(finding: Finding, policy: Policy, posted_under: Policy) -> Severity:
    """The track a strike goes on: the milder of the clause at judgement and the clause when posted (decision 3).

    Raises KeyError for a finding that is no violation under both.
    """
    if finding.clause is None or finding.clause_when_posted is None:
        raise KeyError(finding.entity_id)
    now, then = policy.clause(finding.clause), posted_under.clause(finding.clause_when_posted)
    both = {now.severity, then.severity}
    return Severity.SEVERE if both == {Severity.SEVERE} else Severity.STANDARD


def _leaf(asked: Asked) -> LeafTruth:
    return LeafTruth(asked.path, asked.field, asked.op, asked.value, asked.seen, asked.truth)


def _why_not(policy: Policy, then: Standing, verdict: Verdict, day: str) -> str:
    if not then.known:
        return f"whether the entity was designated on {day}, when it was posted, is not known"
    if then.tier is None:
        return f"no designation that counts for a tier was in force on {day}, when it was posted"
    if verdict.clause is not None:
        return f"under {policy.ref}, live when it was posted, {verdict.allowance} excuses it"
    return f"under {policy.ref}, live when it was posted, it was no violation"
