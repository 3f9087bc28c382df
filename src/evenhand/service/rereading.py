"""Reading a decision again with a person's stance: which clause that leads to, on which findings, and whether a strike.

The policy and the registry are asked as of the instant of the decision, so that persons correct the reading and nothing
else moves under them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from evenhand.decisions.findings import Finder, strike_severity
from evenhand.decisions.model import Decision, Finding
from evenhand.designations.registry import Registry
from evenhand.detection.model import Evidence, Field, Mention, Post, Stance, StanceReading
from evenhand.enforcement.model import Ruling, RulingOutcome, Subject
from evenhand.enforcement.review import Decided
from evenhand.enforcement.rulings import Eligibility, PostPlace, ruling_of
from evenhand.kernel.errors import BadInputError
from evenhand.policy.evaluate import strictest_first
from evenhand.policy.model import Policy
from evenhand.service.journal import Recorded

_SENTENCE_ENDS = ".!?\n؟۔…"


def chosen_stance(decision: Decision, outcome: RulingOutcome, given: str) -> str:
    """The stance of a person's word: the one given, else the machine's where they uphold it. Raises BadInputError."""
    return given or (default_stance(decision) if outcome is RulingOutcome.UPHOLD else "")


def default_stance(decision: Decision) -> str:
    """The stance of the first violating finding. Raises BadInputError when the machine read none: a person has to say."""
    for finding in decision.findings:
        if finding.violating:
            return finding.reading.stance.value
    raise BadInputError(
        "the machine read no violating stance here", hint="say with --stance what the words do, or dismiss the item"
    )


@dataclass(frozen=True, slots=True)
class Rereading:
    """A recorded decision, ready to be read again."""

    made: Recorded
    policies: Mapping[str, Policy]
    registry: Registry

    def findings(self, stance: str) -> tuple[Finding, ...]:
        """The findings that violate a clause under this stance, those the machine had read so first."""
        try:
            meant = Stance(stance)
        except ValueError:
            raise BadInputError(f"no stance is called {stance!r}", hint="one of " + ", ".join(Stance)) from None
        decision, seeds = self.made.decision, (*self.made.decision.findings, *self._grounded())
        finder = Finder(self.policies[decision.policy], self.registry, tuple(self.policies.values()))
        read = [
            _with_evidence(finder.reassess(finding, self.made.post, meant, decision.judged_at), finding, self.made.post)
            for finding in seeds
        ]
        pairs = [(new, old) for new, old in zip(read, seeds, strict=True) if new.violating]
        same = [new for new, old in pairs if old.violating]
        return tuple(same or [new for new, _ in pairs])

    def _grounded(self) -> Iterator[Finding]:
        """What the decision rests on besides words, as findings to be read: a medium of the bank, a confirmed account."""
        grounds, post = self.made.decision.grounds, self.made.post
        named = {finding.entity_id for finding in self.made.decision.findings}
        found: dict[str, Mention] = {}
        for match in grounds.media if grounds else ():
            found[match.entity_id] = Mention(match.entity_id, "", Field.MEDIA, (0, 0), match.entry_id)
        if grounds and grounds.account:
            handle = post.account.handle or post.account_id
            entity_id = grounds.account.entity_id
            found[entity_id] = Mention(entity_id, "", Field.HANDLE, (0, len(handle)), handle)
        for entity_id, mention in found.items():
            if entity_id in named or entity_id not in self.registry.entities:
                continue
            name = self.registry.entities[entity_id].name
            reading = StanceReading(Stance.UNDETERMINED, 0)
            yield Finding(entity_id, name, replace(mention, alias=name), reading, None, None, (), None, None)

    def clause_of(self, stance: str) -> str | None:
        """The strictest clause that the stance leads to; None when it violates nothing."""
        hit = {finding.clause for finding in self.findings(stance)}
        policy = self.policies[self.made.decision.policy]
        return next((c.clause_id for c in strictest_first(policy.clauses) if c.clause_id in hit), None)


def _with_evidence(new: Finding, old: Finding, post: Post) -> Finding:
    """Quote what the machine relied on where the person agrees with it, else the sentence the name stands in."""
    if old.reading.stance is new.reading.stance and old.reading.evidence:
        return replace(new, reading=replace(new.reading, evidence=old.reading.evidence))
    texts = {Field.TEXT: post.text, Field.QUOTED_TEXT: post.quoted_text, Field.PARENT_TEXT: post.parent_text}
    text = texts.get(new.mention.field, "")
    if not text:
        return new
    start, end = new.mention.span
    while start > 0 and text[start - 1] not in _SENTENCE_ENDS:
        start -= 1
    while end < len(text) and text[end - 1] not in _SENTENCE_ENDS:
        end += 1
    start += len(text[start:end]) - len(text[start:end].lstrip())
    quoted = Evidence(new.mention.field, (start, end), text[start:end], "person")
    return replace(new, reading=replace(new.reading, evidence=(quoted,)))


def reread(
    decided: Decided,
    subject: Subject,
    post: Post,
    policy: Policy,
    findings: tuple[Finding, ...],
    policies: Mapping[str, Policy],
) -> Ruling:
    """The ruling that a decided item gives, with whether it may bring a strike and on which track (the milder)."""
    place = PostPlace(post.surface, post.account_id or post.id, post.id, post.posted_at)
    finding = next((f for f in findings if f.clause == decided.clause), None)
    if finding is None:
        return ruling_of(decided, subject.subject_id, place, policy, Eligibility(False, "dismissed on review"))
    why_not = finding.strike_why_not if post.posted_at is not None else ""
    ruling = ruling_of(decided, subject.subject_id, place, policy, Eligibility(not why_not, why_not))
    then = policies.get(finding.policy_when_posted)
    if why_not or then is None:
        return ruling
    return replace(ruling, severity=strike_severity(finding, policy, then))
