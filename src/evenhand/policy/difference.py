"""What one version of a policy says otherwise than another, in words: clause by clause, rung by rung, line by line.

Only the texts are compared here. What the difference does to recorded decisions is `service.backtest`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from evenhand.policy.conditions import condition_in_words
from evenhand.policy.model import Allowance, AutomaticRule, Clause, Policy, ReviewRules, Rung, StrikeRules, TierRule
from evenhand.policy.words import penalty_in_words

_Facts = dict[str, str]  # what is said of one thing, by the name of what is said


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """One thing that differs. `kind` is added, removed or changed; `words` says it in a sentence."""

    section: str  # clause | allowance | strikes | rung | tier | review | links | automatic | policy
    name: str
    kind: str
    words: str


def difference(old: Policy, new: Policy) -> tuple[PolicyChange, ...]:
    """Everything that differs from `old` to `new`, in the order of a policy file. Empty: they say the same.

    The version, its day and its inline cases are left out: they name and test a policy, they do not decide.
    """
    return tuple(
        change for section, before, after in _sections(old, new) for change in _compared(section, before, after)
    )


def _sections(old: Policy, new: Policy) -> Iterator[tuple[str, Mapping[str, _Facts], Mapping[str, _Facts]]]:
    yield "policy", {"title": {"title": old.title}}, {"title": {"title": new.title}}
    yield "clause", _clauses(old.clauses), _clauses(new.clauses)
    yield "clause order", _order(old), _order(new)
    yield "allowance", _allowances(old.allowances), _allowances(new.allowances)
    yield "strikes", _tracks(old.strikes), _tracks(new.strikes)
    yield "rung", _rungs(old.strikes), _rungs(new.strikes)
    yield "tier", _tiers(old.tier_map.rules), _tiers(new.tier_map.rules)
    yield "review", _review(old.review), _review(new.review)
    yield "links", _links(old), _links(new)
    yield "automatic", _automatic(old.automatic), _automatic(new.automatic)


def _compared(section: str, before: Mapping[str, _Facts], after: Mapping[str, _Facts]) -> Iterator[PolicyChange]:
    for name in dict.fromkeys((*before, *after)):
        was, now = before.get(name), after.get(name)
        if was == now:
            continue
        if was is None and now is not None:
            yield PolicyChange(section, name, "added", f"{section} {name} is new: {_said(now)}")
        elif now is None and was is not None:
            yield PolicyChange(section, name, "removed", f"{section} {name} is gone; it was: {_said(was)}")
        elif was is not None and now is not None:
            for fact in dict.fromkeys((*was, *now)):
                if was.get(fact) != now.get(fact):
                    moved = f"was {was.get(fact) or 'nothing'}, is {now.get(fact) or 'nothing'}"
                    yield PolicyChange(section, name, "changed", f"{section} {name}: {fact} {moved}")


def _said(facts: _Facts) -> str:
    return "; ".join(f"{fact} {value}" for fact, value in facts.items())


def _clauses(clauses: Iterable[Clause]) -> dict[str, _Facts]:
    return {
        clause.clause_id: {
            "title": clause.title,
            "text": clause.text,
            "tier": str(clause.tier),
            "severity": clause.severity.value,
            "when": condition_in_words(clause.when),
            "link": clause.link,
        }
        for clause in clauses
    }


def _order(policy: Policy) -> dict[str, _Facts]:
    """The order of clauses of one severity and tier decides which of two hits is named."""
    found: dict[str, _Facts] = {}
    for clause in policy.clauses:
        kind = f"{clause.severity.value} tier {clause.tier}"
        before = found.get(kind, {}).get("order", "")
        found[kind] = {"order": f"{before}, {clause.clause_id}".lstrip(", ")}
    return found


def _allowances(allowances: Iterable[Allowance]) -> dict[str, _Facts]:
    return {
        allowance.allowance_id: {
            "title": allowance.title,
            "text": allowance.text,
            "excuses": ", ".join(allowance.excuses),
            "when": condition_in_words(allowance.when),
        }
        for allowance in allowances
    }


def _tracks(tracks: Iterable[StrikeRules]) -> dict[str, _Facts]:
    return {
        rules.track.value: {
            "expire after": f"{rules.expires_after} days",
            "none for posts older than": f"{rules.post_age_limit} days",
            "across surfaces": "shared" if rules.shared_across_surfaces else "each for itself",
            "reference": rules.reference,
        }
        for rules in tracks
    }


def _rungs(tracks: Iterable[StrikeRules]) -> dict[str, _Facts]:
    return {f"{rules.track.value} {rung.rung_id}": _rung(rung) for rules in tracks for rung in rules.rungs}


def _rung(rung: Rung) -> _Facts:
    return {
        "at strikes": str(rung.strikes),
        "penalty": penalty_in_words(rung.penalty),
        "reference": rung.reference,
        "whose number": "our assumption" if rung.assumption else "the reference's",
    }


def _tiers(rules: Iterable[TierRule]) -> dict[str, _Facts]:
    """Lines by what they map: two lines for one (authority, programme) with different kinds are two."""
    return {
        f"{rule.authority} {rule.programme} ({', '.join(rule.kinds)}) to tier {rule.tier}": {"reason": rule.reason}
        for rule in rules
    }


def _review(rules: ReviewRules) -> dict[str, _Facts]:
    return {
        "rules": {
            "two persons from a reach of": str(rules.two_person_reach),
            "two persons for public office": "yes" if rules.two_person_public_office else "no",
            "appeals within": f"{rules.appeal_window_days} days",
            "reference": rules.reference,
        }
    }


def _links(policy: Policy) -> dict[str, _Facts]:
    follow, sure = policy.penalties_follow, policy.penalties_follow_from
    return {
        "penalties": {
            "follow": ", ".join(follow) or "every link",
            "follow from": f"{sure} of 1000" if sure else "however sure a link is",
        }
    }


def _automatic(rules: Iterable[AutomaticRule]) -> dict[str, _Facts]:
    return {
        f"{rule.mechanism} for {clause}": {
            "may": rule.restriction,
            "bar": f"{rule.precision_bar} per mille",
            "gap between languages": f"{rule.language_gap} per mille",
            "reference": rule.reference,
        }
        for rule in rules
        for clause in rule.clauses
    }
