"""The terms of a ruling: the rules its strike is under, the milder of the versions live when posted and when judged.

How strikes are counted by them is `strikes`'.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from evenhand.enforcement.model import Ruling
from evenhand.kernel.errors import BadInputError, NotFoundError
from evenhand.policy.model import Policy, Severity, StrikeRules


@dataclass(frozen=True, slots=True)
class Terms:
    """The rules one ruling is under: the milder of the versions live when posted and when judged."""

    track: Severity
    expires_after: timedelta
    post_age_limit: int
    shared: bool
    ladders: tuple[tuple[str, StrikeRules], ...]  # (policy ref, rules), the cited version first
    follows: tuple[str, ...] = ()  # grades of links that a penalty follows; empty: every link
    follows_from: int = 0  # how sure a link has to be for that; the stricter of the versions


class TermsBook:
    """The terms of rulings, worked out once for each (version, clause, severity, version when posted)."""

    def __init__(self, policies: Mapping[str, Policy]) -> None:
        self._policies = policies
        self._lines: dict[str, list[Policy]] = {}
        for policy in policies.values():
            self._lines.setdefault(policy.policy_id, []).append(policy)
        for line in self._lines.values():
            line.sort(key=lambda policy: (policy.live_from, policy.version))
        self._known: dict[tuple[str, str, Severity, str], Terms] = {}

    def of(self, ruling: Ruling) -> Terms:
        """The terms of a ruling. Raises NotFoundError for a version not loaded, BadInputError for a missing track."""
        cited = self._policies.get(ruling.policy)
        if cited is None:
            raise NotFoundError(
                f"ruling {ruling.ruling_id} cites the policy {ruling.policy}, which is not loaded",
                hint="load every version that a ruling cites; versions are never removed",
            )
        posted = self._when_posted(cited, ruling)
        key = (ruling.policy, ruling.clause, ruling.severity, posted.ref)
        if key not in self._known:
            self._known[key] = _terms(ruling, cited, posted)
        return self._known[key]

    def _when_posted(self, cited: Policy, ruling: Ruling) -> Policy:
        """The newest version live on the day of posting; the cited one where none was, or the day is not known."""
        if ruling.posted_at is None or cited.live_from <= ruling.posted_at.date():
            return cited
        live = [policy for policy in self._lines[cited.policy_id] if policy.live_from <= ruling.posted_at.date()]
        return live[-1] if live else cited


def _terms(ruling: Ruling, cited: Policy, posted: Policy) -> Terms:
    tracks = {ruling.severity, *(c.severity for c in posted.clauses if c.clause_id == ruling.clause)}
    track = Severity.STANDARD if Severity.STANDARD in tracks else Severity.SEVERE
    versions = (cited,) if posted is cited else (cited, posted)
    ladders = tuple((policy.ref, rules) for policy in versions for rules in policy.strikes if rules.track is track)
    if not ladders:
        raise BadInputError(
            f"the policy {cited.ref} has no strike rules for the track {track}, which ruling {ruling.ruling_id} is on",
            hint="give the policy strike rules for each severity that its clauses use",
        )
    return Terms(
        track=track,
        expires_after=timedelta(days=min(rules.expires_after for _, rules in ladders)),
        post_age_limit=min(rules.post_age_limit for _, rules in ladders),
        shared=all(rules.shared_across_surfaces for _, rules in ladders),
        ladders=ladders,
        follows=_follows(cited, posted),
        follows_from=max(cited.penalties_follow_from, posted.penalties_follow_from),
    )


def _follows(cited: Policy, posted: Policy) -> tuple[str, ...]:
    """What both versions let a penalty follow; where they have nothing in common, no link but the ruling's own."""
    if not cited.penalties_follow or not posted.penalties_follow:
        return cited.penalties_follow or posted.penalties_follow
    return tuple(grade for grade in cited.penalties_follow if grade in posted.penalties_follow) or ("none",)
